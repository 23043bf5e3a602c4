"""Every confirmed purchase line of a company and what came of it: receipts in parts, returns, and what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.fact import Json, tame
from tools.odoo import plain
from tools.odoo.columns import Among, Columns, Floats, Index, Ints, floats, ids
from tools.odoo.fields import line_unit
from tools.odoo.ground import Stopwatch
from tools.odoo.purchasing import rate
from tools.odoo.records import Notes, Pointer, Reader, Record, Ref, Text, When
from tools.odoo.session import OdooSession
from tools.odoo.sites import read_currencies

Bools = NDArray[np.bool_]

NOWHERE = -1
_DAY = 86400.0
_LINE = ("id", "order_id", "product_id", "product_qty", "price_subtotal", "date_planned")
_MOVE = ("purchase_line_id", "product_uom", "product_uom_qty", "quantity", "date", "state")
_FROM: list[Json] = ["location_id.usage", "=", "supplier"]
_TO: list[Json] = ["location_dest_id.usage", "=", "supplier"]
_DONE: list[Json] = ["state", "=", "done"]


class _Order(Record):
    name: Text
    partner_id: Pointer
    currency_id: Pointer
    picking_type_id: Ref
    date_approve: When


class _Partner(Record):
    name: Text
    commercial_partner_id: Pointer


class _OperationType(Record):
    warehouse_id: Ref


class _Unit(Record):
    factor: float


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
    """What was bought, what came and what went back. `suppliers` and `orders` are names by id."""

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


@dataclass(frozen=True)
class _Books:
    """Orders by id, and what is looked up for them."""

    orders: Mapping[int, _Order]
    partners: Mapping[int, _Partner]
    warehouse: Mapping[int, int]
    factor: Mapping[int, float]
    worth: Mapping[int, float]
    currency: str

    def entity(self, order: _Order) -> int:
        return self.partners[order.partner_id].commercial_partner_id

    def in_reference(self, quantity: Floats, unit: Ints) -> Floats:
        """Quantities in the reference unit of their unit's category; NaN where the unit is not known."""
        factors = np.array([self.factor.get(known, np.nan) for known in unit.tolist()])
        converted: Floats = quantity / factors
        return converted


def read_receipts(odoo: OdooSession, *, company_id: int, now: datetime, days: int = 730) -> Receipts:
    """All lines of all suppliers confirmed within the last `days`; calls grow with pages of lines, not with suppliers.

    A lead time starts when the order was confirmed (`date_approve`) and ends with each receipt that was done. Lines
    without goods to receive (services, sections) are left out; an order confirmed without a date, and a line that
    cannot be read, are left out and named. Raises what the session raises.
    """
    before, watch, reader = odoo.calls, Stopwatch(), Reader(odoo, company_id, Notes())
    books = watch.timed("orders", lambda: _read_books(reader, since=now - timedelta(days=days), now=now))
    read = watch.timed("lines", lambda: _read_lines(reader, books))
    came, kept = watch.timed("moves", lambda: _read_coming(reader, books, read))
    returned = watch.timed("moves", lambda: _moved(books, read, _read_moves(reader, read, [_DONE, _TO])))
    entities = {books.entity(order) for order in books.orders.values()}
    return Receipts(
        company_id=company_id,
        currency=books.currency,
        read_at=now,
        lines=Lines(**{field.name: getattr(read, field.name)[kept] for field in fields(Lines)}),
        came=_renumbered(came, kept),
        returned=_renumbered(returned, kept),
        suppliers={entity: tame(books.partners[entity].name, 120) or f"#{entity}" for entity in sorted(entities)},
        orders={order.id: order.name for order in books.orders.values()},
        calls=odoo.calls - before,
        seconds=watch.seconds,
        notes=reader.notes.lines(),
    )


def _read_books(reader: Reader, *, since: datetime, now: datetime) -> _Books:
    orders = _read_orders(reader, since)
    partners = reader.by_id(_Partner, "res.partner", [order.partner_id for order in orders])
    above = {partner.commercial_partner_id for partner in partners.values()} - partners.keys()
    partners |= reader.by_id(_Partner, "res.partner", above)
    types = reader.by_id(_OperationType, "stock.picking.type", [order.picking_type_id for order in orders])
    units = reader.records(_Unit, "uom.uom", [], archived=True)
    currency, codes = read_currencies(reader)
    known = {partner.id for partner in partners.values() if partner.commercial_partner_id in partners}
    return _Books(
        orders={order.id: order for order in orders if order.partner_id in known},
        partners=partners,
        warehouse={number: kind.warehouse_id or NOWHERE for number, kind in types.items()},
        factor={unit.id: unit.factor for unit in units if unit.factor > 0},
        worth={number: _worth(reader, codes.get(number, ""), now) for number in {o.currency_id for o in orders}},
        currency=currency,
    )


def _read_orders(reader: Reader, since: datetime) -> list[_Order]:
    domain: list[Json] = [["state", "in", ["purchase", "done"]], ["company_id", "=", reader.company_id]]
    domain += ["|", ["date_approve", "=", False], ["date_approve", ">=", plain.stamped(since)]]
    orders = reader.records(_Order, "purchase.order", domain)
    for order in orders:
        if order.date_approve is None:
            reader.notes.add(f"order {order.name} is left out: it stands as confirmed, but has no confirmation date")
    return [order for order in orders if order.date_approve is not None]


def _worth(reader: Reader, currency: str, now: datetime) -> float:
    found = rate(reader.odoo, currency, company_id=reader.company_id, now=now, days=0)
    if found is None:
        reader.notes.add(f"orders in {currency or 'a currency without a name'} have no value: Odoo has no rate for it")
    return float(found.factor) if found is not None else np.nan


def _read_lines(reader: Reader, books: _Books) -> Lines:
    unit = line_unit(reader.odoo.version)
    goods: list[Json] = [["product_id", "!=", False], ["company_id", "=", reader.company_id]]
    found = reader.columns("purchase.order.line", goods, (*_LINE, unit), Among("order_id", sorted(books.orders)))
    orders = [books.orders[number] for number in ids(found["order_id"]).tolist()]
    ordered = books.in_reference(floats(found["product_qty"]), ids(found[unit]))
    paid = floats(found["price_subtotal"])
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.where(ordered > 0, paid / ordered, np.nan)
    return Lines(
        line_id=ids(found["id"]),
        order_id=ids(found["order_id"]),
        supplier_id=np.array([books.entity(order) for order in orders], dtype=np.int64),
        product_id=ids(found["product_id"]),
        warehouse_id=np.array([books.warehouse.get(o.picking_type_id or 0, NOWHERE) for o in orders], dtype=np.int64),
        currency_id=np.array([order.currency_id for order in orders], dtype=np.int64),
        ordered=ordered,
        price=price,
        value=paid * np.array([books.worth[order.currency_id] for order in orders]),
        confirmed=np.array([order.date_approve.timestamp() / _DAY for order in orders if order.date_approve]),
        promised=_days(found["date_planned"]),
        coming=np.zeros(len(orders)),
    )


def _read_moves(reader: Reader, lines: Lines, domain: Sequence[Json]) -> Columns:
    ours: list[Json] = [*domain, ["company_id", "=", reader.company_id]]
    return reader.columns("stock.move", ours, _MOVE, Among("purchase_line_id", lines.line_id.tolist()))


def _read_coming(reader: Reader, books: _Books, lines: Lines) -> tuple[Moved, Bools]:
    """What came, and which lines had goods to come at all; `lines.coming` is filled in."""
    found = _read_moves(reader, lines, [["state", "!=", "draft"], _FROM])
    state = np.array([str(value) for value in found["state"]], dtype=str)
    row = Index(lines.line_id.tolist()).of(ids(found["purchase_line_id"]))
    waits = (state != "done") & (state != "cancel") & (row >= 0)
    awaited = books.in_reference(floats(found["product_uom_qty"]), ids(found["product_uom"]))[waits]
    lines.coming[:] = np.bincount(row[waits], np.nan_to_num(awaited), len(lines.line_id))
    good = lines.ordered > 0
    goods = np.bincount(row[row >= 0], minlength=len(good)) > 0
    for line in np.flatnonzero(goods & ~good):
        reader.notes.add(f"purchase.order.line {lines.line_id[line]} is left out: no quantity that could come")
    return _moved(books, lines, found, state == "done"), goods & good


def _moved(books: _Books, lines: Lines, found: Columns, among: Bools | None = None) -> Moved:
    row, at = Index(lines.line_id.tolist()).of(ids(found["purchase_line_id"])), _days(found["date"])
    quantity = books.in_reference(floats(found["quantity"]), ids(found["product_uom"]))
    good = (row >= 0) & (quantity > 0) & np.isfinite(at) & (True if among is None else among)
    return Moved(row[good], quantity[good], at[good])


def _renumbered(moved: Moved, kept: Bools) -> Moved:
    """The moves of the lines that are kept, by their new rows."""
    good = kept[moved.row]
    return Moved((np.cumsum(kept) - 1)[moved.row[good]], moved.quantity[good], moved.at[good])


def _days(column: Sequence[Json]) -> Floats:
    """Times of Odoo as days since 1970; NaN where there is none. `Malformed` for what is no time."""
    moments = [plain.moment(value) for value in column]
    return np.array([np.nan if at is None else at.timestamp() / _DAY for at in moments], dtype=np.float64)
