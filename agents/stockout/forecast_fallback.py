"""Demand of what has too short a history for the quantile model: a negative binomial, shrunk to what is alike.

The rate is the credibility mean of the product's own days and the rate of its neighbours (Buehlmann and Gisler 2005:
own weight n / (n + k)); the variance adds how little is known of the rate itself (gamma-Poisson, as in Snyder, Ord and
Beaumont 2012). Quantiles are those of the gamma with these moments, the chance of no demand the negative binomial's.
"""

from dataclasses import dataclass

import numpy as np

from agents.stockout.forecast_features import LEAST_DAYS, WEEK, Past, Rows
from agents.stockout.forecast_gamma import chance_of_none, gamma_quantiles
from agents.stockout.forecast_shape import Floats, Ints

OWN = "negative binomial on its own history"
NEIGHBOURS = "negative binomial, shrunk to the product's other sites"
SITE = "negative binomial, shrunk to the products of its site"
NEVER = "never stocked at this site"
CREDIBLE_DAYS = 28.0
"""k: so many days of its own weigh as much as the neighbours do."""


@dataclass(frozen=True)
class Fallback:
    """Quantiles (N,H,Q), chances of no demand (N,H), and for each row how it was done."""

    values: Floats
    zero: Floats
    method: tuple[str, ...]


def fallback(past: Past, horizons: Ints, levels: Floats) -> Fallback:
    """A forecast of every series that asks for no training; horizons in days, of any length."""
    today = Rows(np.arange(past.series), np.full(past.series, past.days), np.full(past.series, WEEK))
    days = np.clip(past.days - past.first_seen, 0, past.days)
    mature = days >= LEAST_DAYS
    own = np.where(mature, past.level(today), past.total[:, -1] / np.maximum(days, 1))
    prior, method = _prior(past, own, mature)
    weight = np.where(mature, 1.0, days / (days + CREDIBLE_DAYS))
    known = np.where(mature, past.days, days + CREDIBLE_DAYS)
    rate = np.where(days > 0, weight * own + (1 - weight) * prior, 0.0)
    spread = _dispersion(past, today, mature)
    values, zero = [], []
    for horizon in horizons:
        mean = rate * horizon
        variance = mean * spread * (1 + horizon / np.maximum(known, 1.0))
        values.append(np.where(mean[:, None] > 0, gamma_quantiles(mean, variance, levels), 0.0))
        zero.append(chance_of_none(mean, variance))
    named = np.where(days == 0, NEVER, np.where(mature, OWN, method))
    return Fallback(np.stack(values, axis=1), np.stack(zero, axis=1), tuple(str(name) for name in named))


def _prior(past: Past, own: Floats, mature: Ints) -> tuple[Floats, Ints]:
    """What to expect where little is known, (N,), and what it comes from, (N,)."""
    known = own * mature
    product, site = past.groups.product, past.groups.site
    count = np.bincount(product, weights=mature)[product]
    elsewhere = np.bincount(product, weights=known)[product] / np.maximum(count, 1)
    here = np.zeros(int(site.max(initial=0)) + 1)
    for number in range(len(here)):
        rates = own[(site == number) & mature]
        here[number] = np.median(rates if rates.size else own)
    return np.where(count > 0, elsewhere, here[site]), np.where(count > 0, NEIGHBOURS, SITE)


def _dispersion(past: Past, today: Rows, mature: Ints) -> Floats:
    """Variance over mean of a week's demand, (N,): its own where mature, else what is usual; never below Poisson."""
    mean = np.maximum(past.level(today) * WEEK, 1e-9)
    own = np.maximum(past.week_variance(today, 26) / mean, 1.0)
    usual = float(np.median(own[mature])) if mature.any() else 2.0
    return np.where(mature, own, usual)
