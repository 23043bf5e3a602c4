"""What lies at each site of the demo company today, and the reorder rules over it."""

import math
from datetime import timedelta

import numpy as np

from sandbox.seed_catalog import VENDORS, ProductLine
from sandbox.seed_company import Company
from sandbox.seed_history import Sold
from sandbox.seed_trade import Trader
from sandbox.seed_troubles import TROUBLES

_UNKNOWN_LEAD = 20
_RISING = {"winter": 1.12, "spring": 1.22}
"""What sells better in the weeks to come than in those behind."""


class Shelves:
    """On hand and reserved per product and site while the demo is laid out."""

    def __init__(self, made: Company, lines: tuple[ProductLine, ...], sold: Sold, rng: np.random.Generator) -> None:
        self.made, self.lines, self.sold, self.rng = made, lines, sold, rng
        self.on_hand = np.zeros(sold.mean.shape)
        self.reserved = np.zeros(sold.mean.shape)
        self.site = {yard.code: number for number, yard in enumerate(made.yards)}
        self.number = {line.code: number for number, line in enumerate(lines)}
        self.troubled = {trouble.code: trouble for trouble in TROUBLES}

    def where(self, code: str, site: str) -> tuple[int, int]:
        """The place of a product and a site in the arrays."""
        return self.number[code], self.site[site]

    def lead(self, line: ProductLine) -> int:
        """Days that the vendor of a product states."""
        return next((vendor.delay for vendor in VENDORS if vendor.key == line.vendor), _UNKNOWN_LEAD)

    def fill(self) -> None:
        """Comfortable everywhere, but just enough of products in trouble, and what the troubles say at their sites."""
        for number, line in enumerate(self.lines):
            for site in range(len(self.made.yards)):
                where = number, site
                if line.code in self.troubled:
                    rising, safety = _RISING.get(line.shape, 1.0), self.troubled[line.code].safety
                    self.on_hand[where] = math.ceil(rising * self._enough(where, self.lead(line) + 7, safety)) + 1
                else:
                    ease = float(self.rng.uniform(1.0, 1.5))
                    self.on_hand[where] = math.ceil(ease * self._enough(where, self.lead(line) + 16, 2.6)) + 2
        for trouble in TROUBLES:
            for code, cover in trouble.cover.items():
                where = self.where(trouble.code, code)
                self.on_hand[where] = math.ceil(cover * self.sold.mean[where])
        self.on_hand[self.where("LED-SMT", "CGN")] += 160

    def _enough(self, where: tuple[int, int], days: float, safety: float) -> float:
        return float(self.sold.mean[where] * days + safety * self.sold.spread[where] * math.sqrt(days))

    def keep(self, code: str, site: str, quantity: float) -> float:
        """Reserve up to a quantity; how much was free."""
        where = self.where(code, site)
        got = max(min(quantity, float(self.on_hand[where] - self.reserved[where])), 0.0)
        self.reserved[where] += got
        return got


def lay_down(trader: Trader, shelves: Shelves) -> None:
    """Quants and reorder rules; customers' and vendors' places have quants too, as in Odoo."""
    for number, line in enumerate(shelves.lines):
        product = trader.made.products[line.code]
        for site in range(len(trader.made.yards)):
            _shelf(trader, shelves, product, (number, site))
        shipped = float(shelves.sold.units[number].sum())
        for place, amount in ((trader.made.customers_place, shipped), (trader.made.vendors_place, -shipped)):
            since = trader.made.now.strftime("%Y-%m-%d 08:00:00")
            trader.rows.add("stock.quant", product_id=product, location_id=place, quantity=amount, in_date=since)


def _shelf(trader: Trader, shelves: Shelves, product: int, where: tuple[int, int]) -> None:
    made, line, yard = trader.made, shelves.lines[where[0]], trader.made.yards[where[1]]
    since = made.now - timedelta(days=5 + where[0] % 40)
    trader.rows.add(
        "stock.quant",
        product_id=product, location_id=yard.stock, quantity=float(shelves.on_hand[where]),
        reserved_quantity=float(shelves.reserved[where]), in_date=since.strftime("%Y-%m-%d 08:00:00"),
    )  # fmt: skip
    mean, spread = float(shelves.sold.mean[where]), float(shelves.sold.spread[where])
    least = math.ceil(0.85 * mean * (shelves.lead(line) + 1) + spread)
    trader.rows.add(
        "stock.warehouse.orderpoint",
        name=trader.names.next("stock.orderpoint", "OP/"), product_id=product, warehouse_id=yard.warehouse,
        location_id=yard.stock, product_min_qty=float(least), qty_multiple=float(line.multiple), trigger="manual",
        product_max_qty=float(least + math.ceil(14 * mean) + line.multiple), company_id=made.company,
    )  # fmt: skip
