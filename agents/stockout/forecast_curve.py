"""How a demand distribution known at a few levels and horizons is read at any level, stock and horizon.

Between levels the distribution function is linear; above the last level the tail is exponential with the slope of the
last two levels, which a sum of many orders has at least (Embrechts, Klueppelberg and Mikosch 1997, on light tails).
Between horizons the median grows with time and the spread with the square root of time, as a sum of independent days
does (Silver, Pyke and Thomas 2017, chapter 6). The chance of no demand at all is kept apart, because an intermittent
item has a jump at zero that no set of levels shows (Syntetos and Boylan 2005).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TINY = 1e-9
_THIN = 0.05
"""The tail is at least this share of the last quantile long, also where the last two quantiles coincide."""


@dataclass(frozen=True)
class Quantiles:
    """Levels (Q,) with 0.5 among them, horizons in days (H,), values (N,H,Q) and the chance of no demand (N,H)."""

    levels: Floats
    horizons: Floats
    values: Floats
    zero: Floats

    def at(self, horizon_days: float | Floats) -> "DemandAt":
        """The distribution of each row at one horizon, or at a horizon of its own (N,).

        Also shorter than the first and longer than the last known horizon; at no days there is no demand.
        """
        rows = np.arange(len(self.values))
        days = np.maximum(np.broadcast_to(np.asarray(horizon_days, dtype=np.float64), rows.shape), 0.0)
        known = np.concatenate([[0.0], self.horizons])
        upper = np.clip(np.searchsorted(known, days), 1, len(self.horizons))
        beyond = days > known[-1]
        start = np.where(beyond, 0.0, known[upper - 1])
        linear = (days - start) / (known[upper] - start)
        root = (np.sqrt(days) - np.sqrt(start)) / (np.sqrt(known[upper]) - np.sqrt(start))
        before = np.maximum(upper - 2, 0)
        at_zero = (upper == 1) | beyond
        low = np.where(at_zero[:, None], 0.0, self.values[rows, before])
        high = self.values[rows, upper - 1]
        values = self._grown(low, high, linear, root)
        log_low = np.where(at_zero, 0.0, _log(self.zero[rows, before]))
        zero = np.exp((1 - linear) * log_low + linear * _log(self.zero[rows, upper - 1]))
        return DemandAt(self.levels, values, np.where(days > 0, zero, 1.0))

    def _grown(self, low: Floats, high: Floats, linear: Floats, root: Floats) -> Floats:
        """Median linear in time, spread in its square root; never under what a shorter horizon already needs."""
        middle = int(np.argmin(np.abs(self.levels - 0.5)))
        step = high - low
        typical = step[:, middle, None]
        grown = low + typical * linear[:, None] + (step - typical) * root[:, None]
        return np.maximum.accumulate(np.maximum(grown, low), axis=1)


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
        tail = (1 - heights[:, -1]) * np.exp(-over / self._tail(knots, heights))
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
        tail = knots[:, -1] + self._tail(knots, heights) * np.log(rest)
        return np.where(wanted > heights[:, -1], tail, inside)

    def short(self, stock: float | Floats) -> Floats:
        """E[(demand - stock)+], (N,): the area under P(demand > x) from the stock upwards."""
        level = self._stock(stock)
        knots, heights = self._knots()
        start = np.clip(level[:, None], knots[:, :-1], knots[:, 1:])
        width = np.maximum(np.diff(knots, axis=1), _TINY)
        survive = 1 - heights[:, :-1] - np.diff(heights, axis=1) * (start - knots[:, :-1]) / width
        inside = ((knots[:, 1:] - start) * (survive + 1 - heights[:, 1:]) / 2).sum(axis=1)
        slope = self._tail(knots, heights)
        tail = slope * (1 - heights[:, -1]) * np.exp(-np.maximum(level - knots[:, -1], 0.0) / slope)
        shortage: Floats = inside + tail + np.maximum(-level, 0.0)
        return shortage

    def _stock(self, stock: float | Floats) -> Floats:
        return np.broadcast_to(np.asarray(stock, dtype=np.float64), self.zero.shape)

    def _knots(self) -> tuple[Floats, Floats]:
        """Points of the distribution function, from zero demand on: values (N,Q+1) and heights (N,Q+1)."""
        zero = self.zero[:, None]
        values = np.where(self.levels[None, :] <= zero, 0.0, self.values)
        knots = np.concatenate([np.zeros_like(zero), values], axis=1)
        return knots, np.concatenate([zero, np.maximum(self.levels[None, :], zero)], axis=1)

    @staticmethod
    def _tail(knots: Floats, heights: Floats) -> Floats:
        """Mean excess above the last level; one unit for an item without any sale to learn from."""
        drop = np.log(np.maximum(1 - heights[:, -2], _TINY) / np.maximum(1 - heights[:, -1], _TINY))
        slope = (knots[:, -1] - knots[:, -2]) / np.maximum(drop, _TINY)
        slope = np.where(drop > _TINY, slope, 0.0)
        return np.where(knots[:, -1] > 0, np.maximum(slope, _THIN * knots[:, -1]), 1.0)


def _log(share: Floats) -> Floats:
    return np.log(np.maximum(share, 1e-12))
