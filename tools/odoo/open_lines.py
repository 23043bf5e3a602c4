"""Lines of orders to suppliers as they stand now: what is still to come of them, when, and from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.fact import Json
from tools.odoo.plain import Row, label, link, moment, number, text, whole
from tools.odoo.session import OdooSession

_FIELDS = (
    "order_id", "partner_id", "product_id", "state", "product_qty", "product_uom_qty", "qty_received", "date_planned",
)  # fmt: skip


@dataclass(frozen=True)
class OpenLine:
    """One line; `open_quantity` is what is still to come, in the product's own unit, and never below zero."""

    line_id: int
    order_id: int | None
    order: str
    state: str
    partner_id: int | None
    commercial_id: int | None
    product_id: int | None
    open_quantity: Decimal
    promised: datetime | None


def open_line(odoo: OdooSession, line_id: int, company_id: int) -> OpenLine | None:
    """One line, also when nothing is to come any more; None when it was deleted."""
    return open_lines(odoo, [line_id], company_id).get(line_id)


def open_lines(odoo: OdooSession, line_ids: Iterable[int], company_id: int) -> dict[int, OpenLine]:
    """Many lines in two calls; a deleted one is not there."""
    rows = odoo.rows("purchase.order.line", [["id", "in", [*line_ids]]], _FIELDS, company_id=company_id, names=True)
    wholes = commercial(odoo, {found for row in rows if (found := link(row["partner_id"])) is not None})
    return {whole(row["id"]): _line(row, wholes) for row in rows}


def commercial(odoo: OdooSession, partner_ids: Iterable[int]) -> dict[int, int]:
    """The commercial entity of each partner, archived or not."""
    domain: list[Json] = [["id", "in", [*sorted(partner_ids)]], ["active", "in", [True, False]]]
    rows = odoo.rows("res.partner", domain, ["commercial_partner_id"])
    return {whole(row["id"]): link(row["commercial_partner_id"]) or whole(row["id"]) for row in rows}


def _line(row: Row, wholes: dict[int, int]) -> OpenLine:
    partner = link(row["partner_id"])
    return OpenLine(
        line_id=whole(row["id"]),
        order_id=link(row["order_id"]),
        order=label(row["order_id"]),
        state=text(row["state"]),
        partner_id=partner,
        commercial_id=wholes.get(partner) if partner is not None else None,
        product_id=link(row["product_id"]),
        open_quantity=_to_come(row),
        promised=moment(row["date_planned"]),
    )


def _to_come(row: Row) -> Decimal:
    """Ordered less received, both in the unit of the line, told in the unit of the product."""
    ordered, came, own = number(row["product_qty"]), number(row["qty_received"]), number(row["product_uom_qty"])
    if not ordered or came >= ordered:
        return Decimal(0)
    return number(float((ordered - came) * own / ordered))
