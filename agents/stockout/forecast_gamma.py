"""The gamma distribution by its moments, for many rows at once, and the chance of nothing that goes with it.

Lead-time demand is commonly negative binomial: Poisson demand whose rate is not known and has a gamma distribution
(Snyder, Ord and Beaumont 2012; Boylan and Syntetos 2021, chapter 5). The gamma is its continuous limit, and fits units
of any size.
"""

from functools import lru_cache

import numpy as np
from scipy.stats import gamma

from agents.stockout.forecast_shape import Floats

_LOG_SHAPES = np.linspace(np.log(1e-3), np.log(1e4), 400)
_TINY = 1e-12


def gamma_quantiles(mean: Floats, variance: Floats, levels: Floats) -> Floats:
    """Quantiles (R,Q) of the gamma distribution with these moments (R,), from a table over its shape."""
    shape = np.log(np.maximum(mean, _TINY) ** 2 / np.maximum(variance, _TINY))
    table = _table(tuple(float(level) for level in levels))
    return np.stack([mean * np.interp(shape, _LOG_SHAPES, table[:, q]) for q in range(len(levels))], axis=1)


def chance_of_none(mean: Floats, variance: Floats) -> Floats:
    """P(no demand) of the negative binomial with these moments, (R,); a Poisson where the variance is no larger."""
    over = np.maximum(variance - mean, 1e-9 * np.maximum(mean, _TINY))
    none: Floats = np.exp(-(mean**2 / over) * np.log1p(over / np.maximum(mean, _TINY)))
    return np.where(mean > 0, none, 1.0)


@lru_cache(maxsize=8)
def _table(levels: tuple[float, ...]) -> Floats:
    shapes = np.exp(_LOG_SHAPES)[:, None]
    table: Floats = gamma.ppf(np.array(levels)[None, :], shapes) / shapes
    return table
