"""What to expect before any model is trained: a gamma distribution blended with what the weeks really brought.

The gamma says what is plausible, the empirical distribution of rolling sums (Porras and Dekker 2008) what happened; the
blend does better than either alone.
"""

from dataclasses import dataclass

import numpy as np

from agents.stockout.forecast_features import WEEK, Past, Rows
from agents.stockout.forecast_gamma import gamma_quantiles
from agents.stockout.forecast_shape import Floats, Ints

_EMPIRICAL = 0.2
_EMPIRICAL_WEEKS = 48
_LEAST_WINDOWS = 8


@dataclass(frozen=True)
class Base:
    """Expected demand (R,), quantiles (R,Q) and the chance of no demand (R,); `seen` (R,Q) is the empirical part."""

    mean: Floats
    values: Floats
    zero: Floats
    seen: Floats


def base_of(past: Past, rows: Rows, levels: Floats) -> Base:
    """The distribution of each row's demand over its horizon (whole weeks), from its own past alone."""
    weeks = rows.horizon / WEEK
    mean = past.level(rows) * rows.horizon
    weekly = (past.week_variance(rows, 13) + past.week_variance(rows, 26)) / 2
    assumed = gamma_quantiles(mean, np.maximum(weekly * weeks, mean), levels)
    seen = _seen(past, rows, levels)
    seen = np.where(np.isnan(seen), assumed, seen)
    zero = past.zero_weeks(rows, 26) ** weeks
    return Base(mean, (1 - _EMPIRICAL) * assumed + _EMPIRICAL * seen, zero, seen)


def _seen(past: Past, rows: Rows, levels: Floats) -> Floats:
    """Quantiles of the sums over as many weeks as the horizon has, a sum starting every week; NaN where too few."""
    length = (rows.horizon // WEEK)[:, None]
    end = past.week_of(rows)[:, None] - np.arange(_EMPIRICAL_WEEKS)[None, :]
    first = -(-(past.first_seen[rows.series, None] - past.offset) // WEEK)
    known = (end - length >= np.maximum(first, 0)) & (np.arange(_EMPIRICAL_WEEKS)[None, :] + length <= _EMPIRICAL_WEEKS)
    series = rows.series[:, None]
    sums = past.week_total[series, np.maximum(end, 0)] - past.week_total[series, np.maximum(end - length, 0)]
    ordered = np.sort(np.where(known, sums, np.inf), axis=1)
    count = known.sum(axis=1)
    enough = count >= _LEAST_WINDOWS
    quantiles = np.full((len(count), len(levels)), np.nan)
    quantiles[enough] = _sorted_quantiles(ordered[enough], count[enough], levels)
    return quantiles


def _sorted_quantiles(ordered: Floats, count: Ints, levels: Floats) -> Floats:
    """Quantiles (R,Q) of the first `count` (R,) of ascending values (R,K), linear between them."""
    place = (count[:, None] - 1) * levels[None, :]
    low = place.astype(np.int64)
    left = np.take_along_axis(ordered, low, axis=1)
    right = np.take_along_axis(ordered, np.minimum(low + 1, count[:, None] - 1), axis=1)
    quantiles: Floats = left + (place - low) * (right - left)
    return quantiles
