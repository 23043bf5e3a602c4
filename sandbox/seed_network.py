"""A large network made of numbers alone: thousands of products over the sites, a year of sales, some in trouble."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sandbox.business import orderpoints
from sandbox.orm import Env
from sandbox.seed_catalog import SITES, SiteLine
from sandbox.seed_company import Company, found
from sandbox.seed_demand import Numbers, series, simulate
from sandbox.seed_history import DAYS, Sold, last_day, ship, summed_up
from sandbox.seed_rows import Names, Rows
from sandbox.seed_trade import Item, Order, Trader

_VENDORS = 40
_KINDS = (
    ("fast", 0.03, 6.0),
    ("steady", 0.05, 1.2),
    ("winter", 0.02, 1.0),
    ("lumpy", 0.20, 0.35),
    ("rare", 0.70, 0.08),
)
"""Shape, share of the products, units a day at one site."""

_NOT_TRADED, _NEW, _RICH, _PROMISED, _SHORT = 0.15, 0.02, 0.12, 0.10, 0.045
"""Shares: pairs that are not traded, new products, pairs with a lot to give away, with open deliveries, in trouble."""
_ALIVE = 0.02
"""Units a day below which a pair does not count as sold."""


@dataclass(frozen=True)
class Network:
    """What was made: how many done moves, and the (product, warehouse) pairs planted as short."""

    moves: int
    products: tuple[int, ...]
    warehouses: tuple[int, ...]
    troubles: tuple[tuple[int, int], ...]


def seed_network(env: Env, now: datetime, *, products: int = 2000, sites: int = 5, seed: int = 7) -> Network:
    """Fill a fresh store with a network of that size as of `now`; about one product and site in thirty is short."""
    rng = np.random.default_rng(seed)
    with env.store.transaction():
        made = found(env, now, _sites(sites))
        plan = _Plan(made, products, rng)
        plan.write_products()
        moves = ship(made, plan.sold.units, plan.products, plan.names)
        plan.write_stock()
        plan.write_orders()
        plan.rows.flush()
        plan.numbers.leave(made.env)
        orderpoints.restate(made.env, made.env.search("stock.warehouse.orderpoint"))
    short = [(plan.products[p], made.yards[s].warehouse) for p, s in np.argwhere(plan.short)]
    return Network(moves, tuple(plan.products), tuple(yard.warehouse for yard in made.yards), tuple(short))


def _sites(count: int) -> tuple[SiteLine, ...]:
    more = tuple(SiteLine(f"S{number:02d}", f"Site {number}", 1 / count) for number in range(len(SITES) + 1, count + 1))
    return (*SITES, *more)[:count]


class _Plan:
    """The network while it is laid out; arrays are by product and site."""

    def __init__(self, made: Company, count: int, rng: np.random.Generator) -> None:
        self.made, self.count, self.rng = made, count, rng
        self.rows, self.numbers = Rows(made.env, made.now), Names()
        self.first = self.rows.next_id("product.product"), self.rows.next_id("product.template")
        self.products = [self.first[0] + number for number in range(count)]
        self.names = [f"[N{number:05d}] Article {number}" for number in range(count)]
        self.cost = np.round(np.exp(rng.normal(2.2, 1.1, count)).clip(0.4, 900), 2)
        self.vendor_of = rng.integers(0, _VENDORS, count)
        self.delays = rng.choice([4, 6, 8, 10, 14, 18, 21, 28, 35], _VENDORS)
        self.vendors: list[int] = []

    @cached_property
    def sold(self) -> Sold:
        """A year of sales; a few products are new, and not every site sells every product."""
        sites, rng = len(self.made.yards), self.rng
        kind = rng.choice(len(_KINDS), self.count, p=[share for _, share, _ in _KINDS])
        base = np.array([daily for _, _, daily in _KINDS])[kind] * np.exp(rng.normal(0, 0.5, self.count))
        shares = np.array([yard.share for yard in self.made.yards])
        level = base[:, None] * shares[None, :] * sites * np.exp(rng.normal(0, 0.3, (self.count, sites)))
        level[rng.random(level.shape) < _NOT_TRADED] = 0.0
        starts = np.where(rng.random(self.count) < _NEW, DAYS - rng.integers(15, 60, self.count), 0)
        shapes = [_KINDS[k][0] for k in np.repeat(kind, sites)]
        of = series(level.ravel(), shapes, rng, np.repeat(starts, sites))
        units = simulate(of, days=DAYS, last=last_day(self.made.now).date(), rng=rng)
        units[level.ravel() == 0] = 0
        return summed_up(units, self.count)

    @cached_property
    def lead(self) -> Numbers:
        """The vendor's days, by product."""
        return self.delays[self.vendor_of].astype(np.float64)

    @cached_property
    def short(self) -> NDArray[np.bool_]:
        """The pairs in trouble, of those that sell at all lately."""
        return (self.sold.mean > _ALIVE) & (self.rng.random(self.sold.mean.shape) < _SHORT)

    # -- rows

    def write_products(self) -> None:
        """Vendors, products and price lists with steps."""
        for number in range(_VENDORS):
            known = self.made.now - timedelta(days=200 + 11 * number)
            values = {"name": f"Vendor {number}", "complete_name": f"Vendor {number}", "is_company": 1}
            own = self.rows.next_id("res.partner")
            written = {"commercial_partner_id": own, "create_date": known.strftime("%Y-%m-%d %H:%M:%S")}
            self.vendors.append(self.rows.add("res.partner", **values, **written, supplier_rank=1))
        euro = self.made.env.ref("base.EUR")
        for number, cost in enumerate(self.cost.tolist()):
            template = self._product(number, cost)
            vendor = self.vendors[self.vendor_of[number]]
            least = float(1 + number % 4 * 5)
            for step, factor in ((least, 1.0), (least * 10, 0.93)):
                self.rows.add(
                    "product.supplierinfo",
                    partner_id=vendor, product_tmpl_id=template, min_qty=step, price=round(cost * factor, 2),
                    currency_id=euro, delay=int(self.lead[number]), discount=0.0,
                )  # fmt: skip

    def _product(self, number: int, cost: float) -> int:
        code, unit = f"N{number:05d}", self.made.unit
        template = self.rows.add(
            "product.template",
            name=f"Article {number}", default_code=code, type="product", list_price=round(cost * 1.7, 2),
            uom_id=unit, uom_po_id=unit,
        )  # fmt: skip
        self.rows.add("product.product", product_tmpl_id=template, default_code=code, standard_price=cost)
        return template

    def write_stock(self) -> None:
        """Shelves that last beyond the vendor's delay, some with a lot to give away, and those in trouble."""
        rng, days = self.rng, self.lead[:, None] + 10
        enough = self.sold.mean * days + 2.8 * self.sold.spread * np.sqrt(days) + 2
        rich = rng.random(enough.shape) < _RICH
        ease = np.where(rich, rng.uniform(3, 6, enough.shape), rng.uniform(1, 1.6, enough.shape))
        scarce = rng.uniform(0.05, 0.45, enough.shape) * self.sold.mean * self.lead[:, None]
        on_hand = np.where(self.short, np.floor(scarce), np.ceil(enough * ease))
        promised = rng.random(on_hand.shape) < _PROMISED
        self.reserved = np.where(self.short, 0, np.floor(on_hand * 0.04 * promised))
        traded = self.sold.units.sum(axis=2) > 0
        least = np.ceil(self.sold.mean * (self.lead[:, None] + 2) + self.sold.spread)
        since = self.made.now.strftime("%Y-%m-%d 08:00:00")
        for p, s in np.argwhere(traded):
            yard, product = self.made.yards[s], self.products[p]
            self.rows.add(
                "stock.quant",
                product_id=product, location_id=yard.stock, quantity=float(on_hand[p, s]),
                reserved_quantity=float(self.reserved[p, s]), in_date=since,
            )  # fmt: skip
            self.rows.add(
                "stock.warehouse.orderpoint",
                name=self.numbers.next("stock.orderpoint", "OP/"), product_id=product, warehouse_id=yard.warehouse,
                location_id=yard.stock, product_min_qty=float(least[p, s]), qty_multiple=1.0, trigger="manual",
                product_max_qty=float(least[p, s] + np.ceil(20 * self.sold.mean[p, s]) + 1),
                company_id=self.made.company,
            )  # fmt: skip

    def write_orders(self) -> None:
        """Purchases of every vendor, past and open, and the deliveries that the reserved goods are for."""
        trader = Trader(self.made, self.rows, self.numbers)
        for order, items in self._purchases():
            trader.buy(order, items)
        customer = self.rows.add("res.partner", name="Customer", complete_name="Customer", is_company=1)
        for number, (p, s) in enumerate(np.argwhere(self.reserved > 0)):
            amount = float(self.reserved[p, s])
            item = Item(self.products[p], self.names[p], amount, round(float(self.cost[p]) * 1.7, 2), amount)
            due = self.made.now + timedelta(days=1 + number % 14)
            trader.sell(self.made.yards[s], customer, [item], ordered=self.made.now - timedelta(days=2), due=due)

    def _purchases(self) -> Iterator[tuple[Order, list[Item]]]:
        for number, vendor in enumerate(self.vendors):
            own = np.flatnonzero(self.vendor_of == number)[:40]
            for site in range(len(self.made.yards)):
                for age in (300, 240, 180, 120, 60, 2 + (number + site) % 5):
                    order = self._order(vendor, number, site, age)
                    picked = own[(own + site + age) % 7 == 0]
                    wanted = [
                        (p, float(np.ceil(20 * self.sold.mean[p, site]))) for p in picked if not self.short[p, site]
                    ]
                    items = [Item(self.products[p], self.names[p], q, float(self.cost[p])) for p, q in wanted if q > 0]
                    if items:
                        yield order, items

    def _order(self, vendor: int, number: int, site: int, age: int) -> Order:
        delay = int(self.delays[number])
        ordered = self.made.now - timedelta(days=age, hours=1)
        promised = ordered + timedelta(days=delay)
        came = promised + timedelta(days=float(self.rng.gamma(1.5, 1.5)) - 1)
        return Order(
            vendor=vendor,
            yard=self.made.yards[site],
            currency=self.made.env.ref("base.EUR"),
            ordered=ordered,
            promised=promised,
            arrivals=((came, 1.0),) if age > delay + 14 and came < self.made.now else (),
            buyer=self.made.users["bea"],
        )
