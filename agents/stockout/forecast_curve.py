"""How demand known at a few horizons is read at any horizon.

Between two known horizons the median grows with time and the spread with the square root of time, as a sum of
independent days does (Silver, Pyke and Thomas 2017, chapter 6). Below the first and above the last, the known demand is
thinned or stretched as a Poisson process whose rate is uncertain: over a share w of the time, the variance V of a
demand with mean m becomes w^2 V + w (1 - w) c m, where c is the size of an order, and the chance of none that of the
negative binomial (Snyder, Ord and Beaumont 2012; mixed Poisson thinning, Grandell 1997). Each quantile moves as that
of a gamma distribution with these moments does.
"""

from dataclasses import dataclass

import numpy as np

from agents.stockout.forecast_gamma import chance_of_none, gamma_quantiles
from agents.stockout.forecast_shape import DemandAt, Floats, Ints

__all__ = ["DemandAt", "Floats", "Ints", "Quantiles"]

_TINY = 1e-9
_ORDER = 1.5
"""c: units of an order; chosen on daily retail demand, where 1 and 2.5 do little worse."""


@dataclass(frozen=True)
class Quantiles:
    """Levels (Q,) with 0.5 among them, horizons in days (H,), values (N,H,Q) and the chance of no demand (N,H)."""

    levels: Floats
    horizons: Floats
    values: Floats
    zero: Floats

    def at(self, horizon_days: float | Floats) -> DemandAt:
        """The distribution of each row at one horizon, or at a horizon of its own (N,).

        Also shorter than the first and longer than the last known horizon; at no days there is no demand.
        """
        days = np.broadcast_to(np.asarray(horizon_days, dtype=np.float64), (len(self.values),))
        inside = (days >= self.horizons[0]) & (days <= self.horizons[-1])
        if inside.all():
            return self._between(days)
        if not inside.any():
            return self._beyond(days)
        near, far = self._between(days), self._beyond(days)
        values = np.where(inside[:, None], near.values, far.values)
        return DemandAt(self.levels, values, np.where(inside, near.zero, far.zero))

    def _between(self, days: Floats) -> DemandAt:
        rows = np.arange(len(self.values))
        upper = np.clip(np.searchsorted(self.horizons, days), 1, max(len(self.horizons) - 1, 1))
        upper = np.minimum(upper, len(self.horizons) - 1)
        lower = np.maximum(upper - 1, 0)
        start, end = self.horizons[lower], self.horizons[upper]
        linear = np.clip((days - start) / np.maximum(end - start, _TINY), 0.0, 1.0)
        root = np.clip((np.sqrt(days) - np.sqrt(start)) / np.maximum(np.sqrt(end) - np.sqrt(start), _TINY), 0.0, 1.0)
        values = self._grown(self.values[rows, lower], self.values[rows, upper], linear, root)
        log_zero = (1 - linear) * _log(self.zero[rows, lower]) + linear * _log(self.zero[rows, upper])
        return DemandAt(self.levels, values, np.exp(log_zero))

    def _grown(self, low: Floats, high: Floats, linear: Floats, root: Floats) -> Floats:
        """Median linear in time, spread in its square root; never under what a shorter horizon already needs."""
        middle = int(np.argmin(np.abs(self.levels - 0.5)))
        step = high - low
        typical = step[:, middle, None]
        grown = low + typical * linear[:, None] + (step - typical) * root[:, None]
        return np.maximum.accumulate(np.maximum(grown, low), axis=1)

    def _beyond(self, days: Floats) -> DemandAt:
        """The nearest known horizon, thinned or stretched."""
        nearest = np.where(days < self.horizons[0], 0, len(self.horizons) - 1)
        rows = np.arange(len(self.values))
        known = DemandAt(self.levels, self.values[rows, nearest], self.zero[rows, nearest])
        share = np.maximum(days, 0.0) / self.horizons[nearest]
        mean, variance = known.moments()
        variance = np.maximum(variance, _ORDER * mean)
        new_mean = share * mean
        new_variance = share**2 * variance + share * (1 - share) * _ORDER * mean
        ratio = self._ratio((mean, variance), (new_mean, new_variance), share)
        values = np.maximum.accumulate(known.values * ratio, axis=1)
        some = 1 - chance_of_none(mean, variance)
        grown = (1 - chance_of_none(new_mean, new_variance)) / np.maximum(some, _TINY)
        zero = np.clip(1 - (1 - known.zero) * np.where(some > _TINY, grown, share), 0.0, 1.0)
        return DemandAt(self.levels, values, np.where(share > 0, zero, 1.0))

    def _ratio(self, known: tuple[Floats, Floats], new: tuple[Floats, Floats], share: Floats) -> Floats:
        """By how much each quantile moves, (N,Q): up over a longer time, down over a shorter one."""
        before, after = (gamma_quantiles(mean, variance, self.levels) for mean, variance in (known, new))
        ratio = (after + _TINY * share[:, None]) / (before + _TINY)
        return np.where(share[:, None] > 1, np.maximum(ratio, 1.0), np.minimum(ratio, 1.0))


def _log(share: Floats) -> Floats:
    return np.log(np.maximum(share, 1e-12))
