"""Demand of what has too short a history for the quantile model: a negative binomial, shrunk to what is alike.

The rate is the credibility mean of the product's own days and its neighbours' rate (Buehlmann and Gisler 2005): with a
dispersion D of demand and rates that differ between neighbours by a squared coefficient of variation c around m, n own
days weigh n / (n + D / (c m)). So ten days of a fast product count for more than a month of a slow one. The variance
adds what is not known of the rate (gamma-Poisson, as in Snyder, Ord and Beaumont 2012). Quantiles are those of the
gamma with these moments, the chance of no demand the negative binomial's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.stockout.forecast_features import LEAST_DAYS, WEEK, Past, Rows
from agents.stockout.forecast_gamma import chance_of_none, gamma_quantiles
from agents.stockout.forecast_shape import Floats, Ints

OWN = "negative binomial on its own history"
NEIGHBOURS = "negative binomial, shrunk to the product's other sites"
SITE = "negative binomial, shrunk to the products of its site"
NEVER = "never stocked at this site"
_RECENT_DAYS = 56.0
"""The level of a long history rests on its last weeks, about so many days."""
_DRIFT = 0.2
"""A rate moves on by about this share of itself, whatever was seen of it."""
_USUAL = (0.5, 1.0)
"""How much demand scatters (a), and how much rates differ (c), where there is nobody to learn them from."""


@dataclass(frozen=True)
class Fallback:
    """Quantiles (N,H,Q), chances of no demand (N,H), and for each row how it was done."""

    values: Floats
    zero: Floats
    method: tuple[str, ...]


@dataclass(frozen=True)
class _Prior:
    """What is known before the first day of its own: a rate (N,), how much rates differ (N,), and how it is called."""

    rate: Floats
    differ: Floats
    name: NDArray[np.str_]


def fallback(past: Past, horizons: Ints, levels: Floats) -> Fallback:
    """A forecast of every series that asks for no training; horizons in days, of any length."""
    today = Rows(np.arange(past.series), np.full(past.series, past.days), np.full(past.series, WEEK))
    days = np.clip(past.days - past.first_seen, 0, past.days)
    mature = days >= LEAST_DAYS
    own = np.where(mature, past.level(today), past.total[:, -1] / np.maximum(days, 1))
    dispersion, prior = _dispersion(past, own, mature), _prior(past, own, mature)
    between = prior.differ * prior.rate**2
    usual = float(np.median(dispersion))
    weight = days * between / np.maximum(days * between + usual * prior.rate, 1e-12)
    rate = np.where(mature, own, weight * own + (1 - weight) * prior.rate) * (days > 0)
    unsure = np.where(mature, dispersion * rate / _RECENT_DAYS, (1 - weight) * between) + (_DRIFT * rate) ** 2
    values, zero = [], []
    for horizon in horizons:
        mean = rate * horizon
        variance = mean * dispersion + horizon**2 * unsure
        values.append(np.where(mean[:, None] > 0, gamma_quantiles(mean, variance, levels), 0.0))
        zero.append(chance_of_none(mean, variance))
    named = np.where(days == 0, NEVER, np.where(mature, OWN, prior.name))
    return Fallback(np.stack(values, axis=1), np.stack(zero, axis=1), tuple(str(name) for name in named))


def _prior(past: Past, own: Floats, mature: NDArray[np.bool_]) -> _Prior:
    """The product's other sites where it is long known, else the products of the site."""
    product, site = past.groups.product, past.groups.site
    count = np.bincount(product, weights=mature)
    mean = np.bincount(product, weights=own * mature) / np.maximum(count, 1)
    square = np.bincount(product, weights=own**2 * mature) / np.maximum(count, 1)
    several = (count > 1) & (mean > 0)
    apart = (square - mean**2)[several] / mean[several] ** 2 * (count / np.maximum(count - 1, 1))[several]
    elsewhere = float(apart.mean()) if apart.size else _USUAL[1]
    rate, differ = np.ones(past.series), np.full(past.series, _USUAL[1])
    for number in np.unique(site):
        here = own[(site == number) & mature & (own > 0)]
        if here.size:
            rate[site == number] = here.mean()
            differ[site == number] = max(float(here.var() / here.mean() ** 2), _USUAL[1])
    known = (count > 0)[product] & (mean > 0)[product]
    return _Prior(
        rate=np.where(known, mean[product], rate),
        differ=np.where(known, max(elsewhere, 0.05), differ),
        name=np.where(known, NEIGHBOURS, SITE),
    )


def _dispersion(past: Past, own: Floats, mature: NDArray[np.bool_]) -> Floats:
    """Variance over mean of a week's demand, (N,), never below Poisson.

    Its own where mature, else 1 + a m as the negative binomial has it, with the a that is usual here.
    """
    today = Rows(np.arange(past.series), np.full(past.series, past.days), np.full(past.series, WEEK))
    mean = np.maximum(own * WEEK, 1e-9)
    spread = np.maximum(past.week_variance(today, 26) / mean, 1.0)
    known = ((spread - 1) / mean)[mature & (own > 0)]
    usual = float(np.median(known)) if known.size else _USUAL[0]
    return np.where(mature, spread, 1 + usual * mean)
