"""What will be there to sell, day by day, and whether it will last: supply against the distribution of demand.

Unmet demand until a day is the largest amount by which demand ran ahead of supply until then: the one-sided reflection
of the net flow (Harrison 1985, chapter 2; Lindley 1952). Its chances and means are taken as the largest over the days,
which is exact when a day of high demand is one of a run of high demand, and a lower bound otherwise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.stockout.forecast_demand import LeadTimeDemand
from agents.stockout.forecast_shape import Floats, Ints


@dataclass(frozen=True)
class Supply:
    """For N product-sites and D days (day 1 is the next 24 hours), everything cumulative.

    `promised` and `late` (N,D) are what is there to meet demand until the end of a day, when arrivals keep their
    promise and when they do not; below zero when more is owed than there is. `ordered` (N,D) is what customers have
    already ordered for these days: part of the demand that is forecast, yet sure.
    """

    days: Ints
    promised: Floats
    late: Floats
    ordered: Floats


@dataclass(frozen=True)
class RunningOut:
    """For each of N product-sites and D days: P(unmet demand until then) and its expected amount, both (N,D)."""

    days: Ints
    chance: Floats
    units: Floats

    def by(self, horizon_days: Floats) -> tuple[Floats, Floats]:
        """Chance and units at the end of each row's horizon (N,), which counts up to the last day known."""
        column = np.clip(np.searchsorted(self.days, horizon_days), 0, len(self.days) - 1)
        rows = np.arange(len(column))
        none = horizon_days <= 0
        return np.where(none, 0.0, self.chance[rows, column]), np.where(none, 0.0, self.units[rows, column])

    def lasts(self, risk: float) -> Floats:
        """Days until the chance of running out passes `risk`, (N,); infinite where it never does."""
        passed = self.chance > risk
        first = passed.argmax(axis=1)
        before = np.concatenate([[0], self.days])[first]
        return np.where(passed.any(axis=1), before, np.inf)


def running_out(demand: LeadTimeDemand, supply: Supply, *, late_share: float) -> RunningOut:
    """How likely each product-site is to run out by each day, and by how much; a share of the arrivals is late."""
    shape = supply.promised.shape
    chance, units = np.zeros(shape), np.zeros(shape)
    for column, day in enumerate(supply.days):
        need = demand.at(float(day))
        for stock, share in ((supply.promised[:, column], 1 - late_share), (supply.late[:, column], late_share)):
            sure = supply.ordered[:, column]
            chance[:, column] += share * np.where(sure > stock, 1.0, need.above(stock))
            units[:, column] += share * (np.maximum(sure - stock, 0.0) + need.short(np.maximum(stock, sure)))
    return RunningOut(supply.days, np.maximum.accumulate(chance, axis=1), np.maximum.accumulate(units, axis=1))


def needed_on_hand(demand: LeadTimeDemand, supply: Supply, on_hand: Floats, *, level: float, until: Floats) -> Floats:
    """The least stock on hand today, (N,), that lasts until the day `until` (N,) with probability `level`.

    Arrivals are taken to be late, so that what a site may give away does not rest on a promise.
    """
    keep = np.zeros(len(on_hand))
    for column, day in enumerate(supply.days):
        used = np.maximum(demand.quantile(level, float(day)), supply.ordered[:, column])
        coming = supply.late[:, column] - on_hand
        first = day - (supply.days[column - 1] if column else 0)
        keep = np.where(day - first < until, np.maximum(keep, used - coming), keep)
    return keep


def cumulative(rows: Ints, day: Floats, quantity: Floats, *, series: int, days: Ints) -> Floats:
    """Quantities by the first day that starts when they are there, summed up over the days: (series, D)."""
    column = np.searchsorted(days, np.ceil(day) + 1)
    inside = column < len(days)
    total = np.zeros((series, len(days)))
    np.add.at(total, (rows[inside], column[inside]), quantity[inside])
    summed: NDArray[np.float64] = np.cumsum(total, axis=1)
    return summed


def grid(longest: int) -> Ints:
    """Days to look at: each of the first two weeks, every second of the next two, then one a week.

    Between two of them an arrival counts for the whole step, so that far days are a little too bright.
    """
    days = [*range(1, 15), *range(16, 29, 2), *range(35, longest + 7, 7)]
    return np.array([day for day in days if day <= longest] or [1], dtype=np.int64)
