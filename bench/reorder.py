"""Sweep after sweep over seven stores: what our own orders and transfers make of fill rate, stock and cost.

    python -m bench.reorder [--weeks 13] [--items 8] [--every 2]     # WEIGHBRIDGE_DATA names the folder with demand_m5

Every second morning the stores are looked over as a sweep does it, and for each shortage the option with the smallest
total is carried out, as if everybody said yes. Orders arrive after 14 days, one in five of them one to seven days later
than promised; transfers on the second day. Sales are lost when the shelf is empty. The baselines look on the same
mornings and see what is on order; like ours they know only the past. Costs are those of the assumptions file: 12.00 an
order, 32.00 a transfer and 0.15 for each unit, 12.25 a lost sale (a unit is bought at 14.00 and sold at 25.00).
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

import agents.stockout.assumptions as stated
from agents.stockout.assumptions import Assumptions
from agents.stockout.balance import plan
from agents.stockout.compare import choose
from agents.stockout.forecast_demand import LeadTimeDemand
from agents.stockout.lanes import lanes
from agents.stockout.option_terms import Desk, Trouble
from agents.stockout.options import offers
from agents.stockout.outlook import Outlook, network_demand
from agents.stockout.reckon import HORIZONS, outlook, urgent
from agents.stockout.sighting import position_of
from bench.forecast_data import STORES, YEAR, Floats, Sales, data_folder, read
from bench.reorder_shops import COST, LEAD, NOW, PRICE, Shops, network_of
from domain.identity import Person
from domain.proposals import MoveStock, RaisePurchase

WARM_UP = 56
ORDER, LANE, EACH = 12.0, 32.0, 0.15

Rule = Callable[[Shops], None]


def static(shops: Shops) -> None:
    """Odoo's minimum and maximum, set once from the mean of the year before: twice the lead time, and a week more."""
    mean = shops.units[..., :YEAR].mean(axis=2)
    _up_to(shops, 2 * mean * LEAD, 2 * mean * LEAD + 7 * mean)


def practice(z: float) -> Rule:
    """(s, S) of an ERP: 56 days' mean over the lead time and z standard deviations; S is a week more."""

    def order(shops: Shops) -> None:
        recent = shops.units[..., shops.day - 56 : shops.day]
        point = recent.mean(axis=2) * LEAD + z * recent.std(axis=2) * np.sqrt(LEAD)
        _up_to(shops, point, point + 7 * recent.mean(axis=2))

    return order


def _up_to(shops: Shops, least: Floats, most: Floats) -> None:
    position = shops.position
    for item, store in np.argwhere((position <= least) & (most > position)):
        shops.buy(int(item), int(store), float(np.ceil(most[item, store] - position[item, store])))


class Ours:
    """A sweep each morning; the forecast is made anew once a week."""

    def __init__(self, assumptions: Assumptions) -> None:
        self.assumptions = assumptions
        self.demand: LeadTimeDemand | None = None
        self.until = 0

    def __call__(self, shops: Shops) -> None:
        network = network_of(shops)
        if self.demand is None or shops.day >= self.until:
            self.demand, self.until = network_demand(network, horizons=HORIZONS), shops.day + 7
        ahead = outlook(network, self.demand, self.assumptions, ())
        places = [(int(p), int(s)) for p, s in np.argwhere(urgent(ahead, self.assumptions) > 0)]
        for _, group in groupby(places, key=lambda place: place[0]):
            self._decide(shops, [self._trouble(ahead, *place) for place in group])

    def _decide(self, shops: Shops, troubles: list[Trouble]) -> None:
        planned = plan(troubles)
        for trouble, given in zip(troubles, planned.allocations, strict=True):
            found = offers(replace(trouble, taken=given.taken))
            chosen = choose([o.option for o in found])
            for step in next(o.steps for o in found if o.option.option == chosen):
                item, store = trouble.position.product.product_id - 1, trouble.warehouse_id - 1
                if isinstance(step, RaisePurchase):
                    shops.buy(item, store, float(step.quantity))
                elif isinstance(step, MoveStock):
                    shops.move(item, step.from_warehouse_id - 1, store, float(step.quantity))

    def _trouble(self, ahead: Outlook, item: int, store: int) -> Trouble:
        network = ahead.network
        return Trouble(
            position=position_of(network, item),
            warehouse_id=store + 1,
            demand=ahead.demand.one(item * STORES + store),
            protected={s + 1: ahead.one(item, s).keep for s in range(STORES)},
            lanes=lanes(network.sites, self.assumptions, currency="EUR"),
            assumptions=self.assumptions,
            now=NOW,
            desk=Desk(planner=Person(uid=1, login="p", name="P")),
        )


@dataclass(frozen=True)
class Result:
    """Fill rate; mean units on the shelf; on the shelf and on the way; and what was done and lost a week."""

    fill: float
    shelf: float
    position: float
    orders: float
    moves: float
    cost: float


def simulate(sales: Sales, rule: Rule, asked_for: argparse.Namespace, seed: int = 1) -> Result:
    weeks = int(asked_for.weeks)
    units = sales.units.reshape(-1, STORES, sales.days)[: asked_for.items]
    first = sales.days - 7 * weeks
    start = first - WARM_UP
    opening = np.ceil(units[..., start - 56 : start].mean(axis=2) * (LEAD + 7))
    shops = Shops(units, start, opening, np.random.default_rng(seed))
    asked = sold = shelf = position = 0.0
    before = (0, 0, 0.0)
    for day in range(start, sales.days):
        shops.day = day
        for line in [line for line in shops.open_ if line.comes <= day]:
            shops.stock[line.item, line.store] += line.quantity
        shops.open_ = [line for line in shops.open_ if line.comes > day]
        if day == first:
            asked = sold = shelf = position = 0.0
            before = (shops.orders, shops.moves, shops.moved)
        if (day - first) % asked_for.every == 0:
            rule(shops)
        wanted = units[..., day]
        served = np.minimum(shops.stock, wanted)
        shops.stock = shops.stock - served
        asked, sold, shelf = asked + wanted.sum(), sold + served.sum(), shelf + shops.stock.sum()
        position += shops.position.sum()
    orders, moves, moved = (
        now - then for now, then in zip((shops.orders, shops.moves, shops.moved), before, strict=True)
    )
    days = 7 * weeks
    held = position * COST * 0.2 / 365
    lost = (asked - sold) * (PRICE - COST + 0.05 * PRICE)
    cost = lost + held + orders * ORDER + moves * LANE + moved * EACH
    return Result(sold / asked, shelf / days, position / days, orders / weeks, moves / weeks, cost / weeks)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=13)
    parser.add_argument("--items", type=int, default=28)
    parser.add_argument("--every", type=int, default=7)
    wanted = parser.parse_args()
    folder = data_folder()
    if not (folder / "sales_wide.csv.gz").is_file():
        print(f"skipped: no demand_m5 in {folder.parent}; set WEIGHBRIDGE_DATA")
        return
    sales = read(folder)
    assumptions = stated.load(Path(stated.__file__).with_name("assumptions.toml").read_text())
    print(f"{wanted.items * STORES} store items, {wanted.weeks} weeks; orders, transfers and cost are a week's")
    print(f"{'':34}{'fill':>7}{'shelf':>8}{'with orders':>13}{'orders':>8}{'transfers':>11}{'cost':>8}{'seconds':>9}")
    rules: dict[str, Rule] = {
        "Odoo minimum/maximum x2, static": static,
        "ERP (s, S), safety for 95 %": practice(1.645),
        "ERP (s, S), three deviations": practice(3.0),
        "ERP (s, S), five deviations": practice(5.0),
        "ours": Ours(assumptions),
    }
    for name, rule in rules.items():
        began = time.perf_counter()
        got = simulate(sales, rule, wanted)
        spent = time.perf_counter() - began
        print(
            f"{name:34}{got.fill:7.3f}{got.shelf:8.0f}{got.position:13.0f}{got.orders:8.0f}{got.moves:11.0f}"
            f"{got.cost:8.0f}{spent:9.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
