"""A distribution of demand known at a few levels, read at any level and any stock.

Between levels the distribution function is linear; above the last level the tail is exponential with the slope of the
last two levels, which a sum of many orders has at least (Embrechts, Klueppelberg and Mikosch 1997, on light tails).
The chance of no demand at all is kept apart, because an intermittent item has a jump at zero that no set of levels
shows (Syntetos and Boylan 2005).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TINY = 1e-9
_THIN = 0.05
"""The mean excess is at least this share of the last quantile, also where the last two coincide, and one unit."""


@dataclass(frozen=True)
class DemandAt:
    """The demand of each row over one horizon: levels (Q,), values (N,Q), chance of no demand (N,)."""

    levels: Floats
    values: Floats
    zero: Floats

    def above(self, stock: float | Floats) -> Floats:
        """P(demand > stock), (N,). Demand is never below zero, so a stock below zero is surely not enough."""
        level = self._stock(stock)
        knots, heights = self._knots()
        place = np.clip((knots <= level[:, None]).sum(axis=1), 1, knots.shape[1])
        rows, low, high = np.arange(len(level)), place - 1, np.minimum(place, knots.shape[1] - 1)
        width = np.maximum(knots[rows, high] - knots[rows, low], _TINY)
        share = np.clip((level - knots[rows, low]) / width, 0.0, 1.0)
        inside = 1 - (heights[rows, low] + share * (heights[rows, high] - heights[rows, low]))
        over = np.maximum(level - knots[:, -1], 0.0)
        tail = (1 - heights[:, -1]) * np.exp(-over / self._tail())
        return np.where(level < 0, 1.0, np.where(place == knots.shape[1], tail, inside))

    def quantile(self, level: float | Floats) -> Floats:
        """The smallest stock with P(demand <= stock) of at least `level`, (N,); `level` below one."""
        wanted = np.broadcast_to(np.asarray(level, dtype=np.float64), self.zero.shape)
        knots, heights = self._knots()
        place = np.clip((heights < wanted[:, None]).sum(axis=1), 0, knots.shape[1] - 1)
        rows, low = np.arange(len(wanted)), np.maximum(place - 1, 0)
        rise = np.maximum(heights[rows, place] - heights[rows, low], _TINY)
        share = np.clip((wanted - heights[rows, low]) / rise, 0.0, 1.0)
        inside = knots[rows, low] + share * (knots[rows, place] - knots[rows, low])
        rest = np.maximum((1 - heights[:, -1]) / np.maximum(1 - wanted, _TINY), 1.0)
        tail = knots[:, -1] + self._tail() * np.log(rest)
        return np.where(wanted > heights[:, -1], tail, inside)

    def short(self, stock: float | Floats) -> Floats:
        """E[(demand - stock)+], (N,): the area under P(demand > x) from the stock upwards."""
        level = self._stock(stock)
        knots, heights = self._knots()
        start = np.clip(level[:, None], knots[:, :-1], knots[:, 1:])
        width = np.maximum(np.diff(knots, axis=1), _TINY)
        survive = 1 - heights[:, :-1] - np.diff(heights, axis=1) * (start - knots[:, :-1]) / width
        inside = ((knots[:, 1:] - start) * (survive + 1 - heights[:, 1:]) / 2).sum(axis=1)
        slope = self._tail()
        tail = slope * (1 - heights[:, -1]) * np.exp(-np.maximum(level - knots[:, -1], 0.0) / slope)
        shortage: Floats = inside + tail + np.maximum(-level, 0.0)
        return shortage

    def moments(self) -> tuple[Floats, Floats]:
        """Mean and variance of demand, each (N,)."""
        knots, heights = self._knots()
        left, right, width = knots[:, :-1], knots[:, 1:], np.diff(knots, axis=1)
        above_left, above_right, slope = 1 - heights[:, :-1], 1 - heights[:, 1:], self._tail()
        middle = (left + right) * (above_left + above_right) / 4
        square = (width / 6 * (left * above_left + 4 * middle + right * above_right)).sum(axis=1)
        square += above_right[:, -1] * slope * (knots[:, -1] + slope)
        mean = self.short(0.0)
        return mean, np.maximum(2 * square - mean**2, 0.0)

    def _stock(self, stock: float | Floats) -> Floats:
        return np.broadcast_to(np.asarray(stock, dtype=np.float64), self.zero.shape)

    def _knots(self) -> tuple[Floats, Floats]:
        """Points of the distribution function, from zero demand on: values (N,Q+1) and heights (N,Q+1)."""
        zero = self.zero[:, None]
        values = np.where(self.levels[None, :] <= zero, 0.0, self.values)
        knots = np.concatenate([np.zeros_like(zero), values], axis=1)
        return knots, np.concatenate([zero, np.maximum(self.levels[None, :], zero)], axis=1)

    def _tail(self) -> Floats:
        """Mean excess above the last level, (N,)."""
        drop = float(np.log((1 - self.levels[-2]) / (1 - self.levels[-1])))
        last = self.values[:, -1]
        slope: Floats = np.maximum((last - self.values[:, -2]) / drop, np.maximum(_THIN * last, 1.0))
        return slope
