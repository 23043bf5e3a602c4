"""A supplier that a person means by a part of its name."""

from dataclasses import dataclass

from domain.fact import Json, tame
from tools.errors import Gone
from tools.odoo.plain import link, text
from tools.odoo.session import OdooSession

_MOST = 200


@dataclass(frozen=True)
class Named:
    """One commercial entity; `orders` are its confirmed purchase orders in the company."""

    supplier_id: int
    name: str
    city: str
    orders: int


def named(odoo: OdooSession, said: str, *, company_id: int) -> tuple[Named, ...]:
    """Whom a name or an id of Odoo may mean, those that most was ordered of first, archived ones too.

    A name that is written in full means nobody else. Of several, those with orders count, if any has. `Gone` where
    nobody is meant.
    """
    whole: list[Json] = [["id", "=", int(said)]] if said.isdecimal() and len(said) < len("1000000000") else []
    domain: list[Json] = whole or [["name", "ilike", said]]
    reach: list[Json] = [["active", "in", [True, False]], *domain]
    found = odoo.rows("res.partner", reach, ["commercial_partner_id"], company_id=company_id, limit=_MOST)
    entities = sorted({entity for row in found if (entity := link(row["commercial_partner_id"])) is not None})
    if not entities or not said.strip():
        message = f"no partner in Odoo is named like {tame(said, 80)!r}"
        raise Gone(message, remedy="Try a shorter part of the name, or the partner's number in Odoo.")
    known = _known(odoo, entities, company_id)
    exact = [one for one in known if one.name.casefold() == said.strip().casefold()]
    ordered = [one for one in known if one.orders]
    return tuple(exact if len(exact) == 1 else ordered or known)


def _known(odoo: OdooSession, entities: list[int], company_id: int) -> list[Named]:
    reach: list[Json] = [["id", "in", [*entities]], ["active", "in", [True, False]]]
    rows = odoo.rows("res.partner", reach, ["name", "city"], company_id=company_id)
    bought: list[Json] = [["partner_id", "child_of", [*entities]], ["state", "in", ["purchase", "done"]]]
    orders = odoo.rows("purchase.order", bought, ["partner_id"], company_id=company_id)
    owner = _owners(odoo, [partner for row in orders if (partner := link(row["partner_id"])) is not None], company_id)
    count = [owner.get(link(row["partner_id"]) or 0, 0) for row in orders]
    found = [
        Named(entity, text(row["name"]) or f"#{entity}", text(row["city"]), count.count(entity))
        for row in rows
        for entity in [int(str(row["id"]))]
    ]
    return sorted(found, key=lambda one: (-one.orders, one.name.casefold(), one.supplier_id))


def _owners(odoo: OdooSession, partners: list[int], company_id: int) -> dict[int, int]:
    reach: list[Json] = [["id", "in", [*dict.fromkeys(partners)]], ["active", "in", [True, False]]]
    rows = odoo.rows("res.partner", reach, ["commercial_partner_id"], company_id=company_id)
    return {int(str(row["id"])): link(row["commercial_partner_id"]) or 0 for row in rows}
