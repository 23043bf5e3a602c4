"""The sales and manufacturing orders behind open needs, and what one unit of each need is worth."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.fact import Json, tame
from tools.errors import NotAllowed
from tools.odoo import plain
from tools.odoo.fields import line_unit
from tools.odoo.goods import Goods
from tools.odoo.orders import OpenLine
from tools.odoo.records import Number, Pointer, Reader, Record, Ref, Text
from tools.odoo.sales import read_unmoved
from tools.odoo.sites import Places


class _SaleLine(Record):
    order_id: Pointer
    product_id: Ref
    product_uom_qty: Number
    price_subtotal: Number


class _Sale(Record):
    name: Text
    currency_id: Ref


class _Made(Record):
    name: Text
    product_id: Pointer
    product_qty: Number


class _Cost(Record):
    standard_price: Number


@dataclass(frozen=True)
class Sold:
    """One sales line: its order, and the net price of one product unit in company currency."""

    order_id: int
    name: str
    unit_price: float | None


@dataclass(frozen=True)
class MadeOrder:
    """One manufacturing order and what its goods are worth at cost, in company currency."""

    name: str
    worth: float | None


@dataclass(frozen=True)
class Orders:
    """Sales lines and manufacturing orders by id."""

    sold: Mapping[int, Sold]
    made: Mapping[int, MadeOrder]


@dataclass(frozen=True)
class Worth:
    """What is needed to price a line: products and units, rates by code, codes by currency."""

    goods: Goods
    of_one: Callable[[str], float]
    codes: Mapping[int, str]

    def price(self, line: _SaleLine, unit: int | None, currency: int | None) -> float | None:
        """The net price for one of the product's unit; None without a quantity, a unit or a rate."""
        place = self.goods.place.get(line.product_id or 0)
        if place is None or line.product_uom_qty <= 0:
            return None
        own = self.goods.products[place].uom_id
        quantity = float(line.product_uom_qty) * self.goods.units.into(unit or own, own)
        price = float(line.price_subtotal) / quantity * self.of_one(self.codes.get(currency or 0, ""))
        return price if math.isfinite(price) else None


def read_orders(
    reader: Reader, sale_lines: Iterable[int | None], productions: Iterable[int | None], worth: Worth
) -> Orders:
    """The orders behind these lines and productions, in a handful of calls for any number."""
    lines = reader.by_id(_SaleLine, "sale.order.line", sale_lines)
    orders = reader.by_id(_Sale, "sale.order", [line.order_id for line in lines.values()])
    units = _units(reader, sorted(lines))
    sold = {
        line.id: Sold(
            line.order_id,
            tame(order.name, 120) or f"#{order.id}",
            worth.price(line, units.get(line.id), order.currency_id),
        )
        for line in lines.values()
        if (order := orders.get(line.order_id)) is not None
    }
    wanted = [production for production in productions if production is not None]
    made = _productions(reader, wanted)
    costs = reader.by_id(_Cost, "product.product", [order.product_id for order in made.values()])
    return Orders(sold, {
        order.id: MadeOrder(tame(order.name, 120) or f"#{order.id}", _at_cost(order, costs)) for order in made.values()
    })  # fmt: skip


def _productions(reader: Reader, wanted: Sequence[int]) -> dict[int, _Made]:
    """Manufacturing orders by id; none, and a note, where the robot may not read them."""
    try:
        return reader.by_id(_Made, "mrp.production", wanted)
    except NotAllowed:
        reader.notes.add("manufacturing is not looked at: the robot may not read its orders in Odoo")
        return {}


def unmoved(reader: Reader, goods: Goods, places: Places, leaf: Sequence[Json]) -> list[OpenLine]:
    """Sales lines that no move serves yet."""
    return read_unmoved(reader, goods, places, products=leaf)


def _at_cost(order: _Made, costs: Mapping[int, _Cost]) -> float | None:
    cost = costs.get(order.product_id)
    return float(order.product_qty * cost.standard_price) if cost is not None else None


def _units(reader: Reader, line_ids: Sequence[int]) -> dict[int, int]:
    unit = line_unit(reader.odoo.version)
    found: dict[int, int] = {}
    for start in range(0, len(line_ids), 5000):
        some: list[Json] = [["id", "in", [*line_ids[start : start + 5000]]]]
        for row in reader.odoo.rows("sale.order.line", some, [unit], company_id=reader.company_id):
            found[plain.whole(row["id"])] = plain.link(row.get(unit)) or 0
    return found
