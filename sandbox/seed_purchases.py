"""A large purchasing past made of numbers alone: hundreds of suppliers, thousands of order lines, some still open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from sandbox.orm import Env
from sandbox.seed_catalog import SITES
from sandbox.seed_company import found
from sandbox.seed_rows import Names, Rows
from sandbox.seed_trade import Item, Order, Trader

_DAYS = 700
_LINES_AN_ORDER = 3
_OPEN_DAYS = 40


@dataclass(frozen=True)
class Purchases:
    """What was made: the suppliers, and how many order lines there are and are open."""

    suppliers: tuple[int, ...]
    lines: int
    open_lines: int


def seed_purchases(env: Env, now: datetime, *, suppliers: int = 200, lines: int = 5000, seed: int = 7) -> Purchases:
    """Fill a fresh store with so many lines as of `now`; every fifth supplier is often late, and sales wait."""
    rng = np.random.default_rng(seed)
    with env.store.transaction():
        made = found(env, now, SITES)
        plan = _Plan(Trader(made, Rows(made.env, now), Names()), rng, suppliers)
        plan.introduce()
        open_lines = sum(plan.order(number) for number in range(lines // _LINES_AN_ORDER))
        plan.sales(3 * suppliers)
        plan.trader.rows.flush()
        plan.trader.names.leave(made.env)
    return Purchases(tuple(plan.suppliers), lines // _LINES_AN_ORDER * _LINES_AN_ORDER, open_lines)


class _Plan:
    """The past while it is laid out; products belong to suppliers, six to each."""

    def __init__(self, trader: Trader, rng: np.random.Generator, suppliers: int) -> None:
        self.trader, self.rng = trader, rng
        self.delays = rng.choice([5, 7, 9, 12, 16, 21, 30], suppliers)
        self.suppliers: list[int] = []
        self.products: list[list[int]] = []
        self.euro = trader.made.env.ref("base.EUR")

    def introduce(self) -> None:
        """Suppliers, their products, and a price of each and of the neighbour."""
        rows = self.trader.rows
        for number in range(len(self.delays)):
            own = rows.next_id("res.partner")
            self.suppliers.append(
                rows.add("res.partner", name=f"Supplier {number}", complete_name=f"Supplier {number}", is_company=1,
                         commercial_partner_id=own, supplier_rank=1)
            )  # fmt: skip
        for number, supplier in enumerate(self.suppliers):
            made = [self._product(number, place) for place in range(6)]
            self.products.append([product for product, _ in made])
            for _, template in made:
                for other in (supplier, self.suppliers[number - 1]):
                    self._price(template, other, int(self.delays[number]))

    def _product(self, number: int, place: int) -> tuple[int, int]:
        """The product and its template."""
        rows, code, unit = self.trader.rows, f"P{number:03d}-{place}", self.trader.made.unit
        template = rows.add(
            "product.template", name=f"Part {code}", default_code=code, type="product", list_price=34.0, uom_id=unit,
            uom_po_id=unit,
        )  # fmt: skip
        product = rows.add("product.product", product_tmpl_id=template, default_code=code, standard_price=20.0)
        return product, template

    def _price(self, template: int, supplier: int, delay: int) -> None:
        self.trader.rows.add(
            "product.supplierinfo", partner_id=supplier, product_tmpl_id=template, min_qty=1.0, price=20.0,
            currency_id=self.euro, delay=delay, discount=0.0,
        )  # fmt: skip

    def order(self, number: int) -> int:
        """One order of three lines, the same number for every supplier; how many of its lines are open."""
        of = number % len(self.suppliers)
        made, delay = self.trader.made, float(self.delays[of])
        age = float(self.rng.uniform(1, _OPEN_DAYS if number % 12 == 0 else _DAYS))
        ordered = made.now - timedelta(days=age)
        late = self.rng.random() < (0.5 if of % 5 == 0 else 0.08)
        took = delay * float(self.rng.normal(0.95, 0.08)) + (float(self.rng.gamma(2, 3)) if late else 0.0)
        came = age > took
        picked = self.rng.choice(6, _LINES_AN_ORDER, replace=False)
        order = Order(
            vendor=self.suppliers[of], yard=made.yards[number % len(made.yards)], currency=self.euro, ordered=ordered,
            promised=ordered + timedelta(days=delay),
            arrivals=((ordered + timedelta(days=max(took, 0.5)), 1.0),) if came else (), buyer=made.users["bea"],
        )  # fmt: skip
        self.trader.buy(order, [Item(self.products[of][p], "Part", float(40 + p), 20.0) for p in picked])
        return 0 if came else _LINES_AN_ORDER

    def sales(self, count: int) -> None:
        """Sales orders of goods that are not on any shelf."""
        made = self.trader.made
        customer = self.trader.rows.add("res.partner", name="Customer", complete_name="Customer", is_company=1)
        self.trader.rows.flush()
        for number in range(count):
            item = Item(self.products[number % len(self.products)][number % 6], "Part", 60.0, 34.0)
            due = made.now + timedelta(days=1 + number % 30)
            yard = made.yards[number % len(made.yards)]
            self.trader.sell(yard, customer, [item], ordered=made.now - timedelta(days=3), due=due)
