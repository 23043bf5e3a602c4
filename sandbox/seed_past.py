"""The demo company's past year: what was ordered and when it really came, and what went from site to site."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from sandbox.seed_catalog import VENDORS, ProductLine, VendorLine
from sandbox.seed_company import Company, Yard
from sandbox.seed_history import DAYS, Sold
from sandbox.seed_trade import Item, Order, Trader

LANES = (
    ("HAM", "BER", 24, 1.6),
    ("LEJ", "BER", 18, 1.1),
    ("HAM", "CGN", 16, 2.0),
    ("LEJ", "MUC", 14, 2.2),
    ("CGN", "MUC", 3, 2.5),
)
"""From, to, how many transfers in the year, days on the way: the last one is too seldom to learn from."""

_CYCLE = 28
_SLOWER = {"KS": 35, "SL": 42, "HI": 35}


@dataclass(frozen=True)
class Past:
    """Writes the past; `lines` and the first axis of `sold` go together."""

    trader: Trader
    lines: tuple[ProductLine, ...]
    sold: Sold
    rng: np.random.Generator

    def purchases(self) -> None:
        """A year of orders, one per vendor, site and cycle, each as large as what was then sold."""
        days = sorted(
            (day, vendor.key, index)
            for vendor in VENDORS
            for index in range(len(self.trader.made.yards))
            for day in range(index * 3, DAYS - vendor.delay - 30, _SLOWER.get(vendor.key, _CYCLE))
            if vendor.known >= DAYS
        )
        by_key = {vendor.key: vendor for vendor in VENDORS}
        for day, key, index in days:
            self._purchase(by_key[key], index, day)

    def _purchase(self, vendor: VendorLine, index: int, day: int) -> None:
        items = []
        until = day + _SLOWER.get(vendor.key, _CYCLE)
        for number, line in enumerate(self.lines):
            wanted = float(self.sold.units[number, index, day:until].sum())
            if line.vendor == vendor.key and wanted > 0:
                items.append(bought(self.trader.made, line, lot(line, wanted)))
        if items:
            ordered = self.trader.made.now - timedelta(days=DAYS - day, hours=-1 - (day + index) % 5)
            self.trader.buy(self._order(vendor, self.trader.made.yards[index], ordered), items)

    def _order(self, vendor: VendorLine, yard: Yard, ordered: datetime) -> Order:
        promised = ordered + timedelta(days=vendor.delay)
        late = self.rng.random() < vendor.late
        shift = float(self.rng.gamma(2.0, 2.5) + 1) if late else float(self.rng.normal(-0.3, 0.5))
        came = promised + timedelta(days=shift)
        in_parts = self.rng.random() < 0.08  # noqa: PLR2004 (one order in twelve)
        made = self.trader.made
        return Order(
            vendor=made.vendors[vendor.key],
            yard=yard,
            currency=made.env.ref(f"base.{vendor.currency}"),
            ordered=ordered,
            promised=promised,
            arrivals=((came, 0.6), (came + timedelta(days=4), 0.4)) if in_parts else ((came, 1.0),),
            buyer=made.users["bea"],
        )

    def transfers(self) -> None:
        """Past transfers between sites, each as long on the way as its lane usually takes."""
        made = self.trader.made
        yards = {yard.code: yard for yard in made.yards}
        for source, target, count, days in LANES:
            for number in range(count):
                line = self.lines[int(self.rng.integers(0, 12))]
                start = made.now - timedelta(days=350 - number * 340 / count, hours=1)
                done = start + timedelta(days=max(0.4, float(self.rng.normal(days, 0.4))))
                item = bought(made, line, float(line.multiple * int(self.rng.integers(1, 5))))
                self.trader.transfer(yards[source], yards[target], item, start=start, done=done)


def lot(line: ProductLine, wanted: float) -> float:
    """At least the vendor's minimum, in whole packs."""
    packs = -(-max(wanted, line.minimum) // line.multiple)
    return float(packs * line.multiple)


def bought(made: Company, line: ProductLine, quantity: float) -> Item:
    """A line of an order, at the vendor's price for the quantity."""
    return Item(made.products[line.code], label(line), quantity, vendor_price(line, quantity))


def label(line: ProductLine) -> str:
    """The text of a document's line."""
    return f"[{line.code}] {line.name}"


def vendor_price(line: ProductLine, quantity: float) -> float:
    """The price step that applies to a quantity, in the vendor's currency."""
    factor = next((f for times, f in reversed(line.steps) if quantity >= line.minimum * times), 1.0)
    return round(line.cost * factor * (1.10 if line.vendor == "SL" else 1.0), 2)
