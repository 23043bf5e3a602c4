"""Bills of suppliers and their refunds, beside the order lines that they are for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np

from domain.fact import Json
from tools.odoo.columns import Among, Columns, floats, ids
from tools.odoo.goods import Units
from tools.odoo.records import Day, Reader, Record, Ref, Text
from tools.odoo.supplier_modules import Kept, allowed

_LINE = ("id", "move_id", "purchase_line_id", "quantity", "price_subtotal", "product_uom_id", "currency_id")


class _Move(Record):
    name: Text
    move_type: Literal["in_invoice", "in_refund"]
    ref: Text
    commercial_partner_id: Ref
    partner_id: Ref
    payment_state: Text
    invoice_date: Day
    reversed_entry_id: Ref


@dataclass(frozen=True)
class BillLine:
    """One line for an order line; the quantity is in the reference unit, the price net of discount for one of it."""

    order_line_id: int
    quantity: float
    price: float
    currency_id: int


@dataclass(frozen=True)
class Bill:
    """One posted bill, or a refund that takes `reverses` back. `supplier_id` is the commercial entity."""

    bill_id: int
    name: str
    supplier_id: int
    refund: bool
    reference: str
    day: date | None
    payment: str
    reverses: int | None
    lines: tuple[BillLine, ...]


def read_bills(reader: Reader, units: Units, *, since: datetime) -> Kept[Bill]:
    """Posted bills and refunds dated since then, of all suppliers, the oldest first."""
    return allowed(lambda: _read(reader, units, since), "bills of suppliers")


def _read(reader: Reader, units: Units, since: datetime) -> Kept[Bill]:
    domain: list[Json] = [["move_type", "in", ["in_invoice", "in_refund"]], ["state", "=", "posted"]]
    domain += [["company_id", "=", reader.company_id], ["invoice_date", ">=", since.date().isoformat()]]
    moves = reader.records(_Move, "account.move", domain)
    for_orders: list[Json] = [["purchase_line_id", "!=", False]]
    columns = reader.columns("account.move.line", for_orders, _LINE, Among("move_id", [move.id for move in moves]))
    lines = _by_bill(columns, units)
    found = [_bill(move, lines.get(move.id, ())) for move in moves]
    return Kept(tuple(sorted(found, key=lambda bill: (bill.day or date.min, bill.bill_id))))


def _bill(move: _Move, lines: tuple[BillLine, ...]) -> Bill:
    return Bill(
        bill_id=move.id,
        name=move.name or f"#{move.id}",
        supplier_id=move.commercial_partner_id or move.partner_id or 0,
        refund=move.move_type == "in_refund",
        reference=move.ref.strip().casefold(),
        day=move.invoice_date,
        payment=move.payment_state,
        reverses=move.reversed_entry_id,
        lines=lines,
    )


def _by_bill(columns: Columns, units: Units) -> dict[int, tuple[BillLine, ...]]:
    factors = np.array([units.factors.get(unit, np.nan) for unit in ids(columns["product_uom_id"]).tolist()])
    quantity = floats(columns["quantity"]) / factors
    with np.errstate(divide="ignore", invalid="ignore"):
        price = floats(columns["price_subtotal"]) / quantity
    found: dict[int, list[BillLine]] = {}
    places = zip(ids(columns["move_id"]), ids(columns["purchase_line_id"]), ids(columns["currency_id"]), strict=True)
    for row, (bill, line, currency) in enumerate(places):
        if np.isfinite(price[row]) and quantity[row] > 0:
            said = BillLine(int(line), float(quantity[row]), float(price[row]), int(currency))
            found.setdefault(int(bill), []).append(said)
    return {bill: tuple(lines) for bill, lines in found.items()}
