"""What is sold and not yet in a delivery: lines of confirmed orders that no move serves."""

from collections.abc import Sequence

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.fields import line_unit
from tools.odoo.goods import Goods
from tools.odoo.orders import OpenLine
from tools.odoo.records import Instant, Number, Pointer, Reader, Record, Ref, When
from tools.odoo.sites import Places


class _UnmovedLine(Record):
    order_id: Pointer
    product_id: Pointer
    product_uom_qty: Number
    qty_delivered: Number


class _Sale(Record):
    warehouse_id: Ref
    commitment_date: When
    date_order: Instant


def read_unmoved(reader: Reader, goods: Goods, places: Places, *, products: Sequence[Json]) -> list[OpenLine]:
    """Lines without a move and not delivered by other means, due by the promised date, or else at once.

    `products` is a domain leaf on `product_id`.
    """
    domain: list[Json] = [["state", "=", "sale"], ["move_ids", "=", False], ["product_uom_qty", ">", 0]]
    domain += [["order_id.company_id", "=", reader.company_id], [*products]]
    found_lines = reader.records(_UnmovedLine, "sale.order.line", domain)
    lines = [line for line in found_lines if line.product_uom_qty > line.qty_delivered]
    units = _units(reader, [line.id for line in lines])
    orders = reader.by_id(_Sale, "sale.order", [line.order_id for line in lines])
    found: list[OpenLine] = []
    for line in lines:
        product, order = goods.place.get(line.product_id), orders.get(line.order_id)
        site = places.of_warehouse.get(order.warehouse_id or 0) if order else None
        if product is None or order is None or site is None:
            continue
        unit = goods.products[product].uom_id
        quantity = float(line.product_uom_qty - line.qty_delivered) * goods.units.into(units.get(line.id, unit), unit)
        due = order.commitment_date or order.date_order
        found.append(OpenLine(product, site, quantity, due, "sale", line_id=line.id, order_id=line.order_id))
    return found


def _units(reader: Reader, line_ids: Sequence[int]) -> dict[int, int]:
    if not line_ids:
        return {}
    unit = line_unit(reader.odoo.version)
    rows = reader.odoo.rows("sale.order.line", [["id", "in", [*line_ids]]], [unit], company_id=reader.company_id)
    return {plain.whole(row["id"]): plain.link(row.get(unit)) or 0 for row in rows}
