"""What waits for goods that suppliers owe: sales and manufacturing, with the chains that tie them to a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from typing_extensions import override

from domain.fact import Json
from tools.odoo.goods import Goods
from tools.odoo.orders import OpenLine
from tools.odoo.records import Instant, Number, Pointer, Reader, Record, Ref, When
from tools.odoo.sites import OUTSIDE, Places
from tools.odoo.supplier_modules import fields_of
from tools.odoo.supplier_waiting import Orders, Worth, read_orders, unmoved

_OPEN: list[Json] = ["waiting", "confirmed", "partially_available", "assigned"]
_MAKES = "raw_material_production_id"


class _Move(Record):
    product_id: Pointer
    product_qty: Number
    product_uom_qty: Number
    quantity: Number
    state: str
    location_id: Pointer
    location_dest_id: Pointer
    date: Instant
    date_deadline: When
    purchase_line_id: Ref
    sale_line_id: Ref
    move_dest_ids: list[int]

    @property
    def made(self) -> int | None:
        """The manufacturing order that this move feeds."""
        return None


class _Feeding(_Move):
    raw_material_production_id: Ref

    @property
    @override
    def made(self) -> int | None:
        return self.raw_material_production_id


@dataclass(frozen=True)
class Waiting:
    """One open need for a product at a site; quantities are in the product's unit.

    `reserved` is there already. `lines` are the purchase lines that a chain of moves ties it to; without any it draws
    on whatever the site has and gets. `unit_price` is what the customer pays for one, or the part of what is made that
    one stands for, in company currency; None where there is no price or no rate.
    """

    need: str
    model: Literal["sale.order", "mrp.production"]
    record_id: int
    name: str
    product: int
    site: int
    quantity: float
    reserved: float
    due: datetime
    unit_price: float | None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Incoming:
    """Goods on their way to a site that are no purchase: transfers, and what is made."""

    product: int
    site: int
    quantity: float
    due: datetime


@dataclass(frozen=True)
class Demand:
    """Everything that waits, and what comes beside purchases; `product` and `site` are positions."""

    waiting: tuple[Waiting, ...]
    incoming: tuple[Incoming, ...]
    made_here: bool
    """Whether manufacturing is installed at all."""


def read_demand(
    reader: Reader, goods: Goods, places: Places, *, worth: Callable[[str], float], codes: Mapping[int, str]
) -> Demand:
    """All open needs for these products. `worth` is what one of a currency is in company currency, NaN if unknown.

    A need is a move out of a site to a customer or into a manufacturing order, or a sales line without a move. Moves
    between sites, and losses, wait for nobody by name and are no need.
    """
    makes = bool(fields_of(reader, "stock.move", [_MAKES]))
    leaf = goods.leaf(reader.odoo.version)
    domain: list[Json] = [["state", "in", _OPEN], ["company_id", "=", reader.company_id], leaf]
    kind: type[_Move] = _Feeding if makes else _Move
    moves = {move.id: move for move in reader.records(kind, "stock.move", domain) if move.product_qty > 0}
    open_sales = unmoved(reader, goods, places, leaf)
    orders = read_orders(
        reader,
        [*(m.sale_line_id for m in moves.values()), *(line.line_id for line in open_sales)],
        [move.made for move in moves.values()],
        Worth(goods, worth, codes),
    )
    tied = _tied(moves)
    on = _Ground(goods, places, orders)
    told = (_waiting(move, on, tied.get(move.id, ())) for move in moves.values())
    sold = (_sold(orders, line) for line in open_sales)
    return Demand(
        waiting=tuple(sorted((one for one in (*told, *sold) if one is not None), key=lambda w: (w.due, w.need))),
        incoming=tuple(come for move in moves.values() if (come := _incoming(move, goods, places)) is not None),
        made_here=makes,
    )


def _tied(moves: Mapping[int, _Move]) -> dict[int, tuple[int, ...]]:
    """By move: the purchase lines at the start of the chains that end in it."""
    found: dict[int, dict[int, None]] = {}
    for start in moves.values():
        if start.purchase_line_id is None:
            continue
        ends, seen = [start.id], set[int]()
        while ends:
            at = ends.pop()
            if at not in seen and at in moves:
                seen.add(at)
                found.setdefault(at, {})[start.purchase_line_id] = None
                ends += moves[at].move_dest_ids
    return {move: tuple(sorted(lines)) for move, lines in found.items()}


class _Ground(NamedTuple):
    goods: Goods
    places: Places
    orders: Orders


def _waiting(move: _Move, on: _Ground, lines: tuple[int, ...]) -> Waiting | None:
    """The need behind a move that leaves a site, or that brings goods straight to a customer."""
    product, source = on.goods.place.get(move.product_id), on.places.site_of.get(move.location_id, OUTSIDE)
    straight = move.purchase_line_id is not None and move.sale_line_id is not None
    if product is None or (source == OUTSIDE and not straight):
        return None
    there = 0.0 if straight else float(move.quantity * move.product_qty / (move.product_uom_qty or move.product_qty))
    if move.made is not None:
        found = _made(move, on.orders, product, source)
    else:
        leaves = on.places.usage.get(move.location_dest_id) == "customer"
        line = move.sale_line_id if leaves else None
        due, quantity = move.date_deadline or move.date, float(move.product_qty)
        found = _sold(on.orders, OpenLine(product, source, quantity, due, "sale", line_id=line))
    return replace(found, reserved=min(there, found.quantity), lines=lines) if found is not None else None


def _made(move: _Move, orders: Orders, product: int, site: int) -> Waiting | None:
    made, quantity = orders.made.get(move.made or 0), float(move.product_qty)
    if made is None or move.made is None:
        return None
    share = made.worth / quantity if made.worth is not None else None
    need = f"stock.move,{move.id}"
    return Waiting(need, "mrp.production", move.made, made.name, product, site, quantity, 0.0, move.date, share)


def _sold(orders: Orders, line: OpenLine) -> Waiting | None:
    sold = orders.sold.get(line.line_id or 0)
    if sold is None:
        return None
    need, price = f"sale.order.line,{line.line_id}", sold.unit_price
    return Waiting(
        need, "sale.order", sold.order_id, sold.name, line.product, line.site, line.quantity, 0.0, line.due, price
    )


def _incoming(move: _Move, goods: Goods, places: Places) -> Incoming | None:
    product = goods.place.get(move.product_id)
    source = places.site_of.get(move.location_id, OUTSIDE)
    target = places.site_of.get(move.location_dest_id, OUTSIDE)
    if product is None or move.purchase_line_id is not None or target in {OUTSIDE, source}:
        return None
    return Incoming(product, target, float(move.product_qty), move.date)
