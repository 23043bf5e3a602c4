"""Who will run out within a week: shelves simulated on real demand, and alerts scored against what then happened.

The public data holds no stock, so it is simulated on the real sales of the last 46 weeks: each day a store orders up to
(s, S), s being the mean of 56 days over the lead time plus z standard deviations, S a week more; goods arrive after 14
days, and one delivery in five is one to seven days late. z is such that one shelf in nine is short within seven days,
as in the figures that came with the data; lead time and cover are, of twelve combinations, those whose two baselines
come nearest to them. Alerts are given on 26 Mondays from stock on hand and promised arrivals alone. Five seeds of the
late deliveries are pooled.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from agents.stockout.forecast import LeadTimeDemand
from agents.stockout.outlook_supply import Supply, cumulative, running_out
from bench.forecast_baselines import negative_binomial_of
from bench.forecast_data import Floats, Sales

AHEAD = 7
LEAD, COVER, Z, LATE = 14, 7, 2.09, 0.2
_WARM_UP = 120
_OVERDUE = 3.0
_DAYS = np.arange(1, AHEAD + 1)


Order = tuple[int, int, int, float]
"""Row, promised day, actual day, quantity."""


@dataclass(frozen=True)
class Morning:
    """What is known on a morning: stock (N,), open arrivals by row, days and quantity; and what then happened."""

    stock: Floats
    rows: NDArray[np.int64]
    due: Floats
    quantity: Floats
    ran_out: NDArray[np.bool_]

    def supply(self, late_days: float = 0.0) -> Floats:
        """What is there to sell until the end of each day, (N,7), with every arrival so many days late."""
        due = np.where(self.due < 0, _OVERDUE, self.due) + late_days
        return self.stock[:, None] + cumulative(self.rows, due, self.quantity, series=len(self.stock), days=_DAYS)


def mondays(sales: Sales, count: int = 26) -> list[int]:
    return [sales.days - AHEAD - 7 * number for number in range(count)]


def mornings(sales: Sales, on: list[int], seed: int) -> dict[int, Morning]:
    """The simulated shops on some mornings."""
    chance = np.random.default_rng(seed)
    start = min(on) - _WARM_UP
    stock = np.ceil(sales.units[:, start - 56 : start].mean(axis=1) * (LEAD + COVER))
    open_: list[Order] = []
    seen: dict[int, tuple[Floats, list[Order]]] = {}
    short = np.zeros(sales.units.shape)
    for day in range(start, sales.days):
        for row, _, _, quantity in [line for line in open_ if line[2] <= day]:
            stock[row] += quantity
        open_ = [line for line in open_ if line[2] > day]
        seen[day] = (stock.copy(), list(open_))
        short[:, day] = np.maximum(sales.units[:, day] - stock, 0)
        stock = np.maximum(stock - sales.units[:, day], 0)
        open_ += _ordered(sales.units[:, day - 55 : day + 1], stock, open_, day=day, chance=chance)
    return {day: _morning(*seen[day], day, short) for day in on}


def _ordered(
    recent: Floats, stock: Floats, open_: list[Order], *, day: int, chance: np.random.Generator
) -> list[Order]:
    """The orders of one evening."""
    mean = recent.mean(axis=1)
    point = mean * LEAD + Z * recent.std(axis=1) * np.sqrt(LEAD)
    position = stock.copy()
    for placed, _, _, quantity in open_:
        position[placed] += quantity
    wanted = np.ceil(point + mean * COVER - position)
    lines = []
    for row in map(int, np.flatnonzero((position <= point) & (mean > 0) & (wanted > 0))):
        late = int(chance.integers(1, 8)) if chance.random() < LATE else 0
        promised = day + 1 + LEAD
        lines.append((row, promised, promised + late, float(wanted[row])))
    return lines


def _morning(stock: Floats, open_: list[Order], day: int, short: Floats) -> Morning:
    return Morning(
        stock=stock,
        rows=np.array([line[0] for line in open_], dtype=np.int64),
        due=np.array([line[1] - day for line in open_], dtype=np.float64),
        quantity=np.array([line[3] for line in open_], dtype=np.float64),
        ran_out=np.asarray(short[:, day : day + AHEAD].sum(axis=1) > 0),
    )


def days_of_cover(past: Floats, morning: Morning) -> Floats:
    """Stock on hand over the mean of 56 days, turned round: the fewer days, the higher."""
    return np.asarray(-morning.stock / np.maximum(past[:, -56:].mean(axis=1), 1e-3))


def negative_binomial(past: Floats, morning: Morning, late_share: float) -> Floats:
    """P(short) of a negative binomial with the last 56 days' mean; so many arrivals are a week late."""
    mean, variance, total = past[:, -56:].mean(axis=1), past[:, -182:].var(axis=1), np.zeros(len(past))
    for late_days, weight in ((0.0, 1 - late_share), (7.0, late_share)):
        supply, chance = morning.supply(late_days), np.zeros(len(past))
        for day in range(1, AHEAD + 1):
            count, share = negative_binomial_of(mean * day, variance * day)
            chance = np.maximum(chance, nbinom.sf(supply[:, day - 1], count, share))
        total += weight * chance
    return total


def ours(forecast: LeadTimeDemand, morning: Morning, late_share: float) -> Floats:
    """P(short) as the outlook states it; so many arrivals are a week late."""
    none = np.zeros((len(morning.stock), AHEAD))
    supply = Supply(days=_DAYS, promised=morning.supply(), late=morning.supply(7.0), ordered=none)
    return running_out(forecast, supply, late_share=late_share).chance[:, -1]


def average_precision(happened: NDArray[np.bool_], alert: Floats) -> float:
    hits = happened[np.argsort(-alert, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def recall_at(happened: NDArray[np.bool_], alert: Floats, precision: float = 0.8) -> float:
    hits = np.cumsum(happened[np.argsort(-alert, kind="stable")])
    good = hits / np.arange(1, len(hits) + 1) >= precision
    return float(hits[good].max() / hits[-1]) if good.any() else 0.0
