"""What makes stated levels honest and orderly: misses on held-out weeks move them, and crossings are put in order.

The quantile of the scaled misses of a model that has not seen some weeks is by how much it was wrong about each level
there (split conformal prediction with scaled scores: Romano, Patterson and Candes 2019). A model trained on all weeks
is moved by as much: it knows the newest weeks, at the price of the exact guarantee (series share their weeks, so that
there is none for them anyway). Levels and horizons that cross are rearranged (Chernozhukov, Fernandez-Val and Galichon
2010).
"""

import numpy as np

from agents.stockout.forecast_shape import Floats

LEVELS = np.array([0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98])
LEAST_HELD = 100
"""Fewer misses than this say nothing about the outer levels."""


def missed_by(values: Floats, needed: Floats) -> Floats:
    """By how many spreads each level of `values` (R,Q) was off, seen from what was needed (R,): (Q,).

    Nothing is moved where there is too little to see.
    """
    if len(needed) < LEAST_HELD:
        return np.zeros(len(LEVELS))
    missed = (needed[:, None] - values) / _spread(values)
    fair = np.minimum(LEVELS * (1 + 1 / len(needed)), 1.0)
    return np.array([np.quantile(missed[:, q], level) for q, level in enumerate(fair)])


def moved(values: Floats, spreads: Floats) -> Floats:
    """`values` (R,Q), each level moved by so many spreads (Q,)."""
    return values + spreads[None, :] * _spread(values)


def in_order(values: Floats, zero: Floats) -> tuple[Floats, Floats]:
    """Quantiles (N,H,Q) nondecreasing in level and horizon; the chance of no demand (N,H) nonincreasing in horizon."""
    levelled = np.sort(np.maximum(values, 0.0), axis=2)
    return np.maximum.accumulate(levelled, axis=1), np.minimum.accumulate(zero, axis=1)


def _spread(values: Floats) -> Floats:
    """The distance from the median to the 95th percentile, (R,1)."""
    middle, high = np.searchsorted(LEVELS, (0.5, 0.95))
    return np.maximum(values[:, high] - values[:, middle], 1e-6)[:, None]
