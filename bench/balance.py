"""A year of seven stores: what ordering rules and weekly transfers make of fill rate and stock, on public demand.

    python bench/balance.py            # WEIGHBRIDGE_DATA names the folder with demand_m5

Sales are lost when the shelf is empty. Once a week transfers are planned, which arrive on the second day, and then
orders are placed, which arrive two weeks later: what a store gives is ordered anew at once, so it keeps what lasts
until then. All policies see only the past. A unit earns 3.00; a transfer shares a truck that drives anyway: 1.00, and
0.15 for each unit.
"""

import csv
import gzip
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.stockout.assumptions import Assumptions, load
from agents.stockout.balance import plan
from agents.stockout.forecast_demand import OneDemand
from agents.stockout.lanes import lanes
from agents.stockout.option_terms import Desk, Trouble
from domain.identity import Person, Product, Site
from domain.money import Money
from domain.stock import Arrival, Position, Shelf

Floats = NDArray[np.float64]

YEAR, LEAD, REVIEW, MOVE = 364, 14, 7, 2
HORIZONS = (7, 14, 21, 28)
LEVELS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])
NOW = datetime(2025, 1, 6, 6, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Past:
    """What a policy sees on a day: demand so far (items, stores, days), stock and what is on order by day."""

    demand: Floats
    stock: Floats
    on_order: Floats

    @property
    def position(self) -> Floats:
        total: Floats = self.stock + self.on_order.sum(axis=2)
        return total


Policy = Callable[[Past], Floats]


def read(folder: Path) -> Floats:
    """Daily units, (items, stores, days)."""
    with gzip.open(folder / "demand_m5" / "sales_wide.csv.gz", "rt") as text:
        rows = list(csv.reader(text))[1:]
    items, stores = sorted({r[0] for r in rows}), sorted({r[3] for r in rows})
    units = np.zeros((len(items), len(stores), len(rows[0]) - 5))
    for row in rows:
        units[items.index(row[0]), stores.index(row[3])] = np.array(row[5:], dtype=np.float64)
    return units


def sums(demand: Floats, horizon: int, days: int = YEAR) -> Floats:
    """Every rolling sum over `horizon` days of the last `days`."""
    total = np.cumsum(np.pad(demand[..., -days:], ((0, 0), (0, 0), (1, 0))), axis=2)
    rolling: Floats = total[..., horizon:] - total[..., :-horizon]
    return rolling


def static(factor: float) -> Policy:
    """Odoo's minimum and maximum, set once from the mean of the year before."""

    def order(past: Past) -> Floats:
        mean = past.demand[..., :YEAR].mean(axis=2)
        least = factor * mean * LEAD
        return np.where(past.position < least, np.ceil(least + mean * REVIEW - past.position), 0.0)

    return order


def practice(past: Past) -> Floats:
    """The usual formula: mean of 56 days over the risk period, and a safety stock for 95 %."""
    recent = past.demand[..., -56:]
    upto = recent.mean(axis=2) * (LEAD + REVIEW) + 1.645 * recent.std(axis=2) * np.sqrt(LEAD + REVIEW)
    missing: Floats = np.maximum(np.ceil(upto - past.position), 0.0)
    return missing


def quantile(level: float) -> Policy:
    """Order up to a quantile of demand over lead time and review, from rolling sums."""

    def order(past: Past) -> Floats:
        upto = np.quantile(sums(past.demand, LEAD + REVIEW), level, axis=2)
        missing: Floats = np.maximum(np.ceil(upto - past.position), 0.0)
        return missing

    return order


class Network:
    """Weekly transfers by the plan that the sweep makes."""

    def __init__(self, stated: Assumptions, level: float) -> None:
        planning = {"service_level": Decimal(str(level)), "window_days": LEAD + REVIEW, "late_share": Decimal(0)}
        lane = {"cost_per_transfer": Decimal(1), "cost_per_km": Decimal(0)}
        parts = {"planning": stated.planning.model_copy(update=planning), "lanes": stated.lanes.model_copy(update=lane)}
        self.stated = stated.model_copy(update=parts)
        self.level = level
        self.sites: tuple[Site, ...] = ()
        self.solved = 0
        self.seconds = 0.0

    def moves(self, past: Past) -> list[tuple[int, int, int, float]]:
        """Item, from, to, quantity."""
        items, stores = past.stock.shape
        self.sites = tuple(_site(s + 1) for s in range(stores))
        quantiles = np.stack([np.quantile(sums(past.demand, h), LEVELS, axis=2) for h in HORIZONS], axis=3)
        keep = self._keep(past, quantiles)
        needy = past.stock < keep
        troubles = [
            self._trouble(past, quantiles, keep, (item, store))
            for item in range(items)
            for store in range(stores)
            if needy[item, store] and (past.stock[item] > keep[item]).any()
        ]
        start = time.process_time()
        found = plan(troubles)
        self.seconds += time.process_time() - start
        self.solved += len(troubles)
        return [
            (a.product_id - 1, m.from_warehouse_id - 1, a.warehouse_id - 1, float(m.quantity))
            for a in found.allocations
            for m in a.transfers
        ]

    def _keep(self, past: Past, quantiles: Floats) -> Floats:
        """What lasts at the service level until an order of today is here, less what is on order and comes before."""
        row = int(np.searchsorted(LEVELS, self.level - 1e-9))
        keep = np.zeros(past.stock.shape)
        for column, horizon in enumerate(HORIZONS[: LEAD // REVIEW]):
            coming = past.on_order[..., : max(0, horizon - 1)].sum(axis=2)
            keep = np.maximum(keep, quantiles[row, ..., column] - coming)
        return np.ceil(keep)

    def _trouble(self, past: Past, quantiles: Floats, keep: Floats, at: tuple[int, int]) -> Trouble:
        item, store = at
        coming = past.on_order[item, store]
        position = Position(
            product=Product(product_id=item + 1, code=f"I{item}", name=f"Item {item}", uom_id=1, uom="Units"),
            standard_price=_euro(2),
            list_price=_euro(5),
            shelves=tuple(
                Shelf(site=site, on_hand=_number(stock), reserved=Decimal(0))
                for site, stock in zip(self.sites, past.stock[item], strict=True)
            ),
            arrivals=tuple(
                Arrival(
                    warehouse_id=store + 1,
                    quantity=_number(quantity),
                    due=NOW + timedelta(days=day + 1),
                    source="purchase",
                    name="P",
                )
                for day, quantity in enumerate(coming)
                if quantity > 0
            ),
            commitments=(),
            rules=(),
            prices=(),
            substitutes=(),
            multiple=Decimal(1),
            read_at=NOW,
        )
        return Trouble(
            position=position,
            warehouse_id=store + 1,
            demand=_demand(quantiles[:, item, store]),
            protected={s + 1: _number(keep[item, s]) for s in range(len(self.sites))},
            lanes=lanes(self.sites, self.stated, currency="EUR"),
            assumptions=self.stated,
            now=NOW,
            desk=Desk(planner=Person(uid=1, login="p", name="P")),
        )


def _site(number: int) -> Site:
    return Site.model_validate(
        {"warehouse_id": number, "code": f"S{number}", "name": f"Store {number}", "company_id": 1}
        | dict.fromkeys(("stock_location_id", "internal_type_id", "receipt_type_id"), number)
    )


def _demand(quantiles: Floats) -> OneDemand:
    return OneDemand(
        method="rolling sums",
        sample_days=YEAR,
        levels=tuple(_number(level) for level in LEVELS),
        horizons=HORIZONS,
        quantiles=tuple(tuple(_number(q) for q in row) for row in quantiles.T),
        zero=tuple(Decimal(0) for _ in HORIZONS),
    )


def _number(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")


def _euro(amount: int) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def simulate(units: Floats, order: Policy, network: Network | None = None) -> tuple[float, float, float]:
    """Fill rate, mean units on the shelf and on the way, and units moved between stores, over the last year."""
    items, stores, days = units.shape
    stock = np.ceil(sums(units[..., : days - YEAR], LEAD + REVIEW).mean(axis=2))
    pipe = np.zeros((items, stores, LEAD + 1))
    sold = held = moved = 0.0
    for day in range(days - YEAR, days):
        stock += pipe[..., 0]
        pipe = np.concatenate([pipe[..., 1:], np.zeros((items, stores, 1))], axis=2)
        if (day - days) % REVIEW == 0:
            for item, source, target, quantity in network.moves(Past(units[..., :day], stock, pipe)) if network else ():
                stock[item, source] -= quantity
                pipe[item, target, MOVE - 1] += quantity
                moved += quantity
            pipe[..., LEAD - 1] += order(Past(units[..., :day], stock, pipe))
        served = np.minimum(stock, units[..., day])
        stock -= served
        sold += served.sum()
        held += stock.sum() / YEAR
    return sold / units[..., -YEAR:].sum(), held, moved


def main() -> int:
    folder = Path(os.environ.get("WEIGHBRIDGE_DATA", ROOT / ".." / "shared" / "data"))
    if not (folder / "demand_m5").is_dir():
        print(f"skipped: no demand_m5 in {folder}; set WEIGHBRIDGE_DATA")
        return 0
    units = read(folder)
    stated = load((ROOT / "agents" / "stockout" / "assumptions.toml").read_text())
    print(f"{units.shape[0] * units.shape[1]} store items, {YEAR} days\npolicy{'':34}fill   stock   moved")
    for name, order, level in (
        ("Odoo minimum/maximum x2, static", static(2.0), None),
        ("ERP practice, order up to", practice, None),
        ("quantile P80", quantile(0.8), None),
        ("quantile P90", quantile(0.9), None),
        ("quantile P95", quantile(0.95), None),
        ("quantile P80 + transfers", quantile(0.8), 0.8),
        ("quantile P90 + transfers", quantile(0.9), 0.9),
        ("quantile P95 + transfers", quantile(0.95), 0.95),
    ):
        network = Network(stated, level) if level else None
        fill, held, moved = simulate(units, order, network)
        note = f"  {network.solved} shortages in {network.seconds:.0f} s" if network else ""
        print(f"{name:40}{fill:.3f} {held:7.0f} {moved:7.0f}{note}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
