"""What stands on the shelves of the sites, and Odoo's own reorder rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np
from pydantic import ValidationError

from domain.fact import Json
from domain.stock import ReorderRule
from tools.errors import Malformed
from tools.odoo import plain
from tools.odoo.columns import Among, Columns, Floats, floats, ids
from tools.odoo.fields import to_order
from tools.odoo.goods import Goods
from tools.odoo.records import Notes, Reader, reason
from tools.odoo.sites import Places

_RULE = ("id", "product_id", "warehouse_id", "location_id", "product_min_qty", "product_max_qty", "qty_multiple")

Rules = dict[tuple[int, int], ReorderRule]


@dataclass(frozen=True)
class Shelves:
    """On hand and reserved by product and site (P, S), in the product's unit; below zero where Odoo has counted so."""

    on_hand: Floats
    reserved: Floats


def read_shelves(reader: Reader, goods: Goods, places: Places) -> Shelves:
    """Stock in the internal locations of each site. A row that cannot be is left out and named."""
    domain: list[Json] = [["location_id.usage", "=", "internal"], ["company_id", "=", reader.company_id]]
    fields = ("product_id", "location_id", "quantity", "reserved_quantity")
    found = reader.columns("stock.quant", domain, fields, Among("product_id", goods.ids))
    product = goods.index.of(ids(found["product_id"]))
    site = places.owners_of(ids(found["location_id"]))
    quantity, reserved = floats(found["quantity"]), floats(found["reserved_quantity"])
    ours = (product >= 0) & (site >= 0)
    good = ours & np.isfinite(quantity) & np.isfinite(reserved)
    for row in np.flatnonzero(ours & ~good):
        code, where = goods.products[product[row]].code, places.sites[site[row]].code
        reader.notes.add(f"stock of {code} at {where} is left out: {found['quantity'][row]} on hand")
    shape = (len(goods.products), len(places.sites))
    shelves = Shelves(np.zeros(shape), np.zeros(shape))
    np.add.at(shelves.on_hand, (product[good], site[good]), quantity[good])
    np.add.at(shelves.reserved, (product[good], site[good]), reserved[good])
    for p, s in np.argwhere(shelves.on_hand < 0):
        reader.notes.add(f"stock of {goods.products[p].code} at {places.sites[s].code} is below zero: count it")
    return shelves


def read_rules(reader: Reader, goods: Goods, places: Places) -> tuple[Rules, Floats]:
    """Reorder rules by (product, site), and the order multiple of each product (the largest of its rules, or 1).

    Where a site has several rules for a product, the one for its main stock location counts. `to_order` is Odoo's own
    figure where it stores one; else it is zero and `suggested` works it out.
    """
    figure = to_order(reader.odoo.version)
    fields = (*_RULE, *([figure] if figure else []))
    domain: list[Json] = [["company_id", "=", reader.company_id]]
    found = reader.columns("stock.warehouse.orderpoint", domain, fields, Among("product_id", goods.ids))
    rules: Rules = {}
    multiple = np.ones(len(goods.products))
    for row in _main_location_last(found, places):
        rule = _rule(found, row, figure, reader.notes)
        product = goods.place.get(plain.link(found["product_id"][row]) or 0)
        site = places.of_warehouse.get(rule.warehouse_id) if rule is not None else None
        if rule is not None and product is not None and site is not None:
            rules[product, site] = rule
            multiple[product] = max(multiple[product], float(rule.multiple))
    return rules, multiple


def suggested(rule: ReorderRule, forecast: Decimal) -> Decimal:
    """What Odoo's rule orders at a forecast: up to the maximum in whole multiples, nothing at or above the minimum."""
    if forecast >= rule.minimum:
        return Decimal(0)
    short = max(rule.minimum, rule.maximum) - forecast
    if rule.multiple <= 0:
        return short
    return (short / rule.multiple).to_integral_value(ROUND_CEILING) * rule.multiple


def _main_location_last(found: Columns, places: Places) -> Sequence[int]:
    main = {site.stock_location_id for site in places.sites}
    return sorted(range(len(found["id"])), key=lambda row: plain.link(found["location_id"][row]) in main)


def _rule(found: Columns, row: int, figure: str | None, notes: Notes) -> ReorderRule | None:
    try:
        return ReorderRule(
            orderpoint_id=plain.whole(found["id"][row]),
            warehouse_id=plain.whole(found["warehouse_id"][row]),
            minimum=plain.number(found["product_min_qty"][row]),
            maximum=plain.number(found["product_max_qty"][row]),
            multiple=plain.number(found["qty_multiple"][row]),
            to_order=plain.number(found[figure][row]) if figure else Decimal(0),
        )
    except (ValidationError, Malformed) as unfit:
        notes.add(f"reorder rule {found['id'][row]} is left out: {reason(unfit)}")
        return None
