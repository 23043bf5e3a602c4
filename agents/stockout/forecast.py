"""How much will be asked for before help can come: demand over the lead time, as a distribution."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agents.stockout.forecast_calibration import LEVELS, in_order
from agents.stockout.forecast_demand import LeadTimeDemand, OneDemand
from agents.stockout.forecast_fallback import fallback
from agents.stockout.forecast_features import LEAST_DAYS, Groups, Past
from agents.stockout.forecast_quantile import EFFORTS, forecast, training_horizons

__all__ = ["MODEL", "Groups", "LeadTimeDemand", "OneDemand", "lead_time_demand"]

MODEL = "global quantile model with held-out calibration"


def lead_time_demand(  # noqa: PLR0913 - each has a name at the call
    history: NDArray[np.float32],
    first_seen: NDArray[np.int32],
    *,
    as_of: date,
    horizons: Sequence[int],
    seed: int = 0,
    effort: Literal["sweep", "full"] = "sweep",
    groups: Groups | None = None,
) -> LeadTimeDemand:
    """Forecast N series from daily demand (N,T), oldest first; the last day is the one before `as_of`.

    `horizons` are in days from `as_of`. `first_seen` (N,) is the day of the history on which each series began, T where
    it never did. Older days may be weekly sums spread evenly. Without `groups` nothing is borrowed from the product's
    other sites. The same history, seed and effort give the same numbers.
    """
    past = Past(history.astype(np.float64), np.clip(first_seen, 0, history.shape[1]), groups or _alone(len(history)))
    asked = np.array(sorted(set(horizons)), dtype=np.int64)
    simple = fallback(past, asked, LEVELS)
    values, zero, method = simple.values, simple.zero, simple.method
    days = past.days - past.first_seen
    model = forecast(past, training_horizons(past.days, horizons), effort=EFFORTS[effort], seed=seed)
    if model is not None:
        mature = days >= LEAST_DAYS
        at = [model.at(float(horizon)) for horizon in asked]
        values = np.where(mature[:, None, None], np.stack([one.values for one in at], axis=1), values)
        zero = np.where(mature[:, None], np.stack([one.zero for one in at], axis=1), zero)
        method = tuple(MODEL if old else name for old, name in zip(mature, method, strict=True))
    return LeadTimeDemand(LEVELS, asked, *in_order(values, zero), method, days, as_of)


def _alone(series: int) -> Groups:
    return Groups(product=np.arange(series), site=np.zeros(series, dtype=np.int64))
