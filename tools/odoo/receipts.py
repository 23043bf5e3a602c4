"""Every confirmed purchase line of a company and what came of it: receipts in parts, returns, what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.fact import Json
from tools.errors import Malformed
from tools.odoo import plain
from tools.odoo.columns import Among, Columns, Floats, Index, Ints, floats, ids
from tools.odoo.fields import line_unit
from tools.odoo.ground import Stopwatch
from tools.odoo.receipts_orders import NOWHERE, Bought, Order, read_bought
from tools.odoo.records import Notes, Reader
from tools.odoo.session import OdooSession

Bools = NDArray[np.bool_]

_DAY = 86400.0
_LINE = ("id", "order_id", "product_id", "product_qty", "price_subtotal", "date_planned")
_MOVE = ("purchase_line_id", "product_uom", "product_uom_qty", "quantity", "date", "state")
_FROM: list[Json] = ["location_id.usage", "=", "supplier"]
_TO: list[Json] = ["location_dest_id.usage", "=", "supplier"]
_DONE: list[Json] = ["state", "=", "done"]


@dataclass(frozen=True)
class Lines:
    """Purchase lines as columns. Times are days since 1970 in UTC; quantities are in the reference unit of the line.

    `supplier_id` is the commercial entity, so that orders to its contacts are one supplier's; `warehouse_id` is
    `NOWHERE` where the order goes to no site. `promised` is the date as Odoo holds it now, NaN where there is none:
    anybody may have moved it since the order was confirmed. `price` is net of discount, for one unit, in the order's
    currency; `value` is the whole line in company currency at today's rate, NaN where there is no rate. `coming` is
    what open receipts still await: a line that lacks goods while nothing is coming was closed short.
    """

    line_id: Ints
    order_id: Ints
    supplier_id: Ints
    product_id: Ints
    warehouse_id: Ints
    currency_id: Ints
    ordered: Floats
    price: Floats
    value: Floats
    confirmed: Floats
    promised: Floats
    coming: Floats


class Moved(NamedTuple):
    """Moves as columns: the row of the line, the quantity in the line's reference unit, and the day it was done."""

    row: Ints
    quantity: Floats
    at: Floats


@dataclass(frozen=True)
class Receipts:
    """What was bought, what came and what went back. `suppliers` and `orders` are names by id.

    `placed` are the orders as read, and `worth` is what one of each currency (by id) is in company currency today.
    """

    company_id: int
    currency: str
    read_at: datetime
    lines: Lines
    came: Moved
    returned: Moved
    suppliers: Mapping[int, str]
    orders: Mapping[int, str]
    calls: int
    seconds: Mapping[str, float]
    notes: tuple[str, ...]
    placed: Mapping[int, Order] = field(default_factory=dict)
    worth: Mapping[int, float] = field(default_factory=dict)


def read_receipts(odoo: OdooSession, *, company_id: int, now: datetime, days: int = 730) -> Receipts:
    """All lines of all suppliers confirmed within the last `days`; calls grow with pages of lines, not with suppliers.

    A lead time starts when the order was confirmed (`date_approve`) and ends with each receipt that was done. Lines
    without goods to receive (services, sections) are left out; an order confirmed without a date, and a line that
    cannot be read, are left out and named. Raises what the session raises.
    """
    before, watch, reader = odoo.calls, Stopwatch(), Reader(odoo, company_id, Notes())
    bought = watch.timed("orders", lambda: read_bought(reader, since=now - timedelta(days=days), now=now))
    read = watch.timed("lines", lambda: _read_lines(reader, bought))
    came, coming, kept = watch.timed("moves", lambda: _read_coming(reader, bought, read))
    returned = watch.timed("moves", lambda: _moved(bought, read, _read_moves(reader, read, [_DONE, _TO])))
    return Receipts(
        company_id=company_id, currency=bought.currency, read_at=now,
        lines=Lines(**{name: column[kept] for name, column in vars(replace(read, coming=coming)).items()}),
        came=_renumbered(came, kept),
        returned=_renumbered(returned, kept),
        suppliers=bought.names(),
        orders={order.id: order.name for order in bought.orders.values()},
        calls=odoo.calls - before, seconds=watch.seconds, notes=reader.notes.lines(), placed=bought.orders,
        worth=bought.worth,
    )  # fmt: skip


def _read_lines(reader: Reader, bought: Bought) -> Lines:
    unit = line_unit(reader.odoo.version)
    goods: list[Json] = [["product_id", "!=", False], ["company_id", "=", reader.company_id]]
    found = reader.columns("purchase.order.line", goods, (*_LINE, unit), Among("order_id", sorted(bought.orders)))
    orders = [bought.orders[number] for number in ids(found["order_id"]).tolist()]
    ordered = bought.in_reference(floats(found["product_qty"]), ids(found[unit]))
    paid = floats(found["price_subtotal"])
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.where(ordered > 0, paid / ordered, np.nan)
    return Lines(
        line_id=ids(found["id"]),
        order_id=ids(found["order_id"]),
        supplier_id=np.array([bought.entity(order) for order in orders], dtype=np.int64),
        product_id=ids(found["product_id"]),
        warehouse_id=np.array([bought.warehouse.get(o.picking_type_id or 0, NOWHERE) for o in orders], dtype=np.int64),
        currency_id=np.array([order.currency_id for order in orders], dtype=np.int64),
        ordered=ordered,
        price=price,
        value=paid * np.array([bought.worth[order.currency_id] for order in orders]),
        confirmed=np.array([order.date_approve.timestamp() / _DAY for order in orders if order.date_approve]),
        promised=_days(found["date_planned"]),
        coming=np.zeros(len(orders)),
    )


def _read_moves(reader: Reader, lines: Lines, domain: Sequence[Json]) -> Columns:
    ours: list[Json] = [*domain, ["company_id", "=", reader.company_id]]
    return reader.columns("stock.move", ours, _MOVE, Among("purchase_line_id", lines.line_id.tolist()))


def _read_coming(reader: Reader, bought: Bought, lines: Lines) -> tuple[Moved, Floats, Bools]:
    """What came, what each line still awaits, and which lines had goods to come at all."""
    found = _read_moves(reader, lines, [["state", "!=", "draft"], _FROM])
    state = np.array([str(value) for value in found["state"]], dtype=str)
    row = Index(lines.line_id.tolist()).of(ids(found["purchase_line_id"]))
    awaited = bought.in_reference(floats(found["product_uom_qty"]), ids(found["product_uom"]))
    waits = (row >= 0) & (state != "done") & (state != "cancel") & (awaited > 0)
    goods = np.bincount(row[row >= 0], minlength=len(lines.line_id)) > 0
    for line in np.flatnonzero(goods & ~(lines.ordered > 0)):
        reader.notes.add(f"purchase.order.line {lines.line_id[line]} is left out: no quantity that could come")
    coming: Floats = np.bincount(row[waits], weights=awaited[waits], minlength=len(lines.line_id)).astype(np.float64)
    return _moved(bought, lines, found, state == "done"), coming, goods & (lines.ordered > 0)


def _moved(bought: Bought, lines: Lines, found: Columns, among: Bools | None = None) -> Moved:
    row, at = Index(lines.line_id.tolist()).of(ids(found["purchase_line_id"])), _days(found["date"])
    quantity = bought.in_reference(floats(found["quantity"]), ids(found["product_uom"]))
    good = (row >= 0) & (quantity > 0) & np.isfinite(at) & (True if among is None else among)
    return Moved(row[good], quantity[good], at[good])


def _renumbered(moved: Moved, kept: Bools) -> Moved:
    """The moves of the lines that are kept, by their new rows."""
    good = kept[moved.row]
    return Moved((np.cumsum(kept) - 1)[moved.row[good]], moved.quantity[good], moved.at[good])


def _days(column: Sequence[Json]) -> Floats:
    """Times of Odoo as days since 1970; NaN for what is empty or no time."""
    return np.array([_day(value) for value in column], dtype=np.float64)


def _day(value: Json) -> float:
    try:
        at = plain.moment(value)
    except Malformed:
        return np.nan
    return np.nan if at is None else at.timestamp() / _DAY
