"""The demo company: a year of trade over five sites, and one trouble of each kind."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sandbox.business import orderpoints
from sandbox.orm import Env
from sandbox.seed_catalog import SITES, ProductLine, products
from sandbox.seed_company import Company, assortment, found, partners
from sandbox.seed_demand import series, simulate
from sandbox.seed_history import DAYS, Sold, last_day, ship, summed_up
from sandbox.seed_network import Network, seed_network
from sandbox.seed_open import Open
from sandbox.seed_past import Past
from sandbox.seed_rows import Names, Rows
from sandbox.seed_stock import Shelves, lay_down
from sandbox.seed_trade import Trader
from sandbox.seed_troubles import TROUBLES

__all__ = ["Demo", "Network", "Planted", "seed_demo", "seed_network"]


@dataclass(frozen=True)
class Planted:
    """One trouble that was planted: its kind, the product and the site."""

    name: str
    product_id: int
    product: str
    warehouse_id: int
    site: str


@dataclass(frozen=True)
class Demo:
    """Ids by the names people use: logins, product codes, site codes, vendor keys; and the troubles."""

    users: dict[str, int]
    products: dict[str, int]
    sites: dict[str, int]
    vendors: dict[str, int]
    troubles: tuple[Planted, ...]


def seed_demo(env: Env, now: datetime, *, seed: int = 7) -> Demo:
    """Fill a fresh store with the demo company as of `now`; the same seed and moment always give the same company."""
    rng = np.random.default_rng(seed)
    lines = products()
    with env.store.transaction():
        made = found(env, now, SITES)
        partners(made)
        assortment(made, lines)
        sold = _sales(made, lines, rng)
        trader = Trader(made, Rows(made.env, now), Names())
        past = Past(trader, lines, sold, rng)
        past.purchases()
        past.transfers()
        shelves = Shelves(made, lines, sold, rng)
        shelves.fill()
        under_way = Open(trader, shelves)
        under_way.orders()
        under_way.sales()
        under_way.transfer()
        lay_down(trader, shelves)
        trader.rows.flush()
        trader.names.leave(made.env)
        orderpoints.restate(made.env, made.env.search("stock.warehouse.orderpoint"))
    return _told(made)


def _sales(made: Company, lines: tuple[ProductLine, ...], rng: np.random.Generator) -> Sold:
    levels = np.array([line.daily * yard.share for line in lines for yard in made.yards])
    shapes = [line.shape for line in lines for _ in made.yards]
    starts = np.array([DAYS - 21 if shape == "new" else 0 for shape in shapes])
    units = simulate(series(levels, shapes, rng, starts), days=DAYS, last=last_day(made.now).date(), rng=rng)
    names = [f"[{line.code}] {line.name}" for line in lines]
    sold = summed_up(units, len(lines))
    ship(made, sold.units, [made.products[line.code] for line in lines], names)
    return sold


def _told(made: Company) -> Demo:
    sites = {yard.code: yard.warehouse for yard in made.yards}
    return Demo(
        users=made.users | {"admin": made.env.ref("base.user_admin")},
        products=made.products,
        sites=sites,
        vendors=made.vendors,
        troubles=tuple(
            Planted(trouble.name, made.products[trouble.code], trouble.code, sites[site], site)
            for trouble in TROUBLES
            for site in trouble.sites
        ),
    )
