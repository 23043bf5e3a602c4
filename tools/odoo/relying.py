"""One thing a write relies on, and the ways to say it that more than one kind of write needs."""

from collections.abc import Collection
from datetime import datetime

from domain.fact import Fact, Line, tame
from tools.odoo import drafts
from tools.odoo.plain import Row, label, link, stamped
from tools.odoo.session import OdooSession


class Reliance(Fact):
    """One thing a write relies on; `holds` says whether it is as it must be."""

    words: Line
    holds: bool


def relies(holds: bool, yes: str, no: str) -> Reliance:  # noqa: FBT001 - read as a sentence: holds, or not
    """Said in one way while it holds, and in another once it does not."""
    return Reliance(words=tame(yes if holds else no), holds=holds)


def gone(words: str) -> tuple[Reliance]:
    """What it is about does not exist any more."""
    return (Reliance(words=tame(words), holds=False),)


def ours(created_by: int | None, odoo: OdooSession, name: str) -> Reliance:
    """That the robot made it."""
    return relies(created_by == odoo.uid, f"{name} was made by us", f"{name} was made by somebody else")


def state_in(name: str, state: str, states: Collection[str]) -> Reliance:
    """The state of a document, which must be one of these."""
    return Reliance(words=tame(f"{name} is {state}"), holds=state in states)


def in_use(name: str, product: Row) -> Reliance:
    """That a product is not archived."""
    return relies(bool(product["active"]), f"{name} is in use", f"{name} is archived")


def in_unit(uom_id: int, name: str, product: Row) -> Reliance:
    """That quantities of a product still mean what they meant."""
    holds = link(product["uom_id"]) == uom_id
    return relies(
        holds, f"{name} is kept in the unit that was cleared", f"{name} is kept in {label(product['uom_id'])}"
    )


def works_here(user_id: int, odoo: OdooSession) -> Reliance:
    """That a task is for a colleague."""
    inside = odoo.rows("res.users", [["id", "=", user_id], ["active", "=", True], ["share", "=", False]], ["name"])
    return relies(bool(inside), "the person works here", "the person is no longer an internal user")


def may_supply(partner_id: int, supplier: str, odoo: OdooSession, *, company_id: int) -> Reliance:
    """That a vendor is in use and blocked neither itself nor as a company."""
    fields = ["active", "purchase_warn", "commercial_partner_id"]
    row = drafts.one(odoo, "res.partner", partner_id, fields, company_id=company_id)
    whole = link(row["commercial_partner_id"]) if row is not None else None
    above = None
    if whole is not None and whole != partner_id:
        above = drafts.one(odoo, "res.partner", whole, fields, company_id=company_id)
    usable = row is not None and all(
        bool(each["active"]) and each["purchase_warn"] != "block" for each in (row, above) if each is not None
    )
    return relies(usable, f"{supplier} may supply", f"{supplier} is archived or blocked")


def when(at: datetime | None) -> str:
    """A moment as Odoo writes it."""
    return stamped(at) if at is not None else "no date"
