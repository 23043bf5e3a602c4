"""What quantities cost in the balancing programme, computed without the solver: lost sales, ways, and holding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agents.stockout.forecast_curve import Floats

TANGENT_DAYS = (7.0, 14.0, 30.0, 60.0, 120.0, 240.0)
"""Goods left over are held for half the days they last: a parabola, drawn by its tangents at these."""


@dataclass(frozen=True)
class Way:
    """One way for goods to reach a site: a lane from `source`, or a price break of a supplier.

    `source` is the giving site or the supplier; of one supplier only one price break is used. `least` and `most` bound
    the quantity where the way is used; both are whole multiples. `fixed` is paid once, `unit` for each unit. On paths
    where others are late it takes `late_days` longer.
    """

    source: int
    kind: Literal["transfer", "purchase"]
    days: float
    late_days: float
    least: float
    most: float
    fixed: float
    unit: float


@dataclass(frozen=True)
class Receiver:
    """A site in trouble. `demand` and `supply` are (paths, days), cumulative; `most` caps its transfers."""

    site: int
    demand: Floats
    supply: Floats
    late: NDArray[np.bool_]
    lost_sale: float
    most: float
    multiple: float
    daily: float
    holding: float
    """Cost of holding one unit for one day."""
    ways: tuple[Way, ...]

    @cached_property
    def stretches(self) -> tuple[list[float], Floats]:
        """The distinct arrival times, and the largest gap (paths, stretches) before, between and after them."""
        days = self.demand.shape[1]
        times = sorted({t for way in self.ways for t in (way.days, way.days + way.late_days) if t < days})
        gap = self.demand - self.supply
        ends = [0, *(min(days, int(np.ceil(t))) for t in times), days]
        columns = [gap[:, a:b].max(axis=1, initial=0.0) for a, b in pairwise(ends)]
        return times, np.stack(columns, axis=1)

    @cached_property
    def idle(self) -> float:
        """Units expected not to be sold when nothing is done."""
        return expected_loss(self, [0.0] * len(self.ways))


def there(receiver: Receiver, time: float) -> NDArray[np.bool_]:
    """Whether what a way carries has arrived by then, (ways, paths)."""
    days = np.array([way.days for way in receiver.ways])[:, None]
    late = np.array([way.late_days for way in receiver.ways])[:, None]
    arrived: NDArray[np.bool_] = days + late * receiver.late <= time
    return arrived


def cost(receivers: Sequence[Receiver], quantities: Sequence[Sequence[float]]) -> float:
    """The expected cost of given quantities, by the same terms as the model, without the solver."""
    return float(sum(_cost(receiver, own) for receiver, own in zip(receivers, quantities, strict=True)))


def expected_loss(receiver: Receiver, own: Sequence[float]) -> float:
    """Units expected not to be sold when the ways carry these quantities."""
    times, gaps = receiver.stretches
    lost = gaps[:, 0]
    for index, time in enumerate(times, start=1):
        lost = np.maximum(lost, gaps[:, index] - np.asarray(own) @ there(receiver, time))
    return float(lost.mean())


def _cost(receiver: Receiver, own: Sequence[float]) -> float:
    pairs = list(zip(receiver.ways, own, strict=True))
    lost = expected_loss(receiver, own)
    bought = sum(q for way, q in pairs if way.kind == "purchase")
    spent = sum(way.fixed + q * unit(receiver, way) for way, q in pairs if q > 0)
    left = max(0.0, bought - (receiver.idle - lost))
    held = max([0.0, *(tangent(receiver, days)[0] * left - tangent(receiver, days)[1] for days in TANGENT_DAYS)])
    return spent + lost * receiver.lost_sale + held * receiver.holding


def unit(receiver: Receiver, way: Way) -> float:
    """A bought unit is held, on average, for half of what remains of the window."""
    if way.kind == "transfer":
        return way.unit
    held = max(0.0, float(receiver.demand.shape[1]) - way.days) / 2
    return way.unit + receiver.holding * held


def tangent(receiver: Receiver, days: float) -> tuple[float, float]:
    """Of left x left / (2 x daily) where `left` lasts so many days: slope, and what is taken off."""
    return days, days * days * receiver.daily / 2


def may_pay(receiver: Receiver, way: Way) -> bool:
    """Whether a way could save more than it costs if it were the only one; beside others it saves less."""
    alone = [way.most if other is way else 0.0 for other in receiver.ways]
    saved = receiver.idle - expected_loss(receiver, alone)
    return saved * receiver.lost_sale > way.fixed + min(0.0, unit(receiver, way)) * way.most
