"""What planners and textbooks use for demand over a lead time, for comparison: quantiles from the past alone."""

from itertools import pairwise

import numpy as np
from scipy.stats import nbinom, norm

from bench.forecast_data import YEAR, Floats

LEVELS = np.array([0.5, 0.9, 0.95])
_SMOOTHING = 0.1


def erp_practice(past: Floats, horizon: int) -> Floats:
    """Mean of the last 56 days, and z standard deviations times the root of the lead time."""
    recent = past[:, -56:]
    spread = recent.std(axis=1)[:, None] * np.sqrt(horizon)
    return np.asarray(np.maximum(recent.mean(axis=1)[:, None] * horizon + norm.ppf(LEVELS)[None, :] * spread, 0.0))


def rolling_sums(past: Floats, horizon: int) -> Floats:
    """The empirical distribution of all sums over so many days within the last year."""
    total = np.pad(np.cumsum(past[:, -YEAR:], axis=1), ((0, 0), (1, 0)))
    sums = total[:, horizon:] - total[:, :-horizon]
    return np.asarray(np.quantile(sums, LEVELS, axis=1).T)


def sba(past: Floats) -> Floats:
    """Demand a day after Croston, corrected by Syntetos and Boylan, over the last year."""
    rates = np.zeros(len(past))
    for row, series in enumerate(past[:, -YEAR:]):
        sold = np.flatnonzero(series)
        if not sold.size:
            continue
        size, gap = float(series[sold[0]]), float(np.diff(sold).mean()) if sold.size > 1 else float(len(series))
        for before, day in pairwise(sold):
            size += _SMOOTHING * (series[day] - size)
            gap += _SMOOTHING * (day - before - gap)
        rates[row] = size / gap * (1 - _SMOOTHING / 2)
    return rates


def tsb(past: Floats) -> Floats:
    """Demand a day after Teunter, Syntetos and Babai, over the last year: the chance of a sale fades without one."""
    year = past[:, -YEAR:]
    sold = year > 0
    chance, size = sold.mean(axis=1), year.sum(axis=1) / np.maximum(sold.sum(axis=1), 1)
    for day in range(year.shape[1]):
        chance += 0.05 * (sold[:, day] - chance)
        size += np.where(sold[:, day], _SMOOTHING * (year[:, day] - size), 0.0)
    return np.asarray(chance * size)


def negative_binomial(past: Floats, horizon: int) -> Floats:
    """Negative binomial with the mean of `sba` and the variance of the year's days."""
    count, share = negative_binomial_of(sba(past) * horizon, past[:, -YEAR:].var(axis=1) * horizon)
    return np.asarray(nbinom.ppf(LEVELS[None, :], count[:, None], share[:, None]))


def negative_binomial_of(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The parameters of a negative binomial with these moments; at least as wide as a Poisson."""
    mean = np.maximum(mean, 1e-6)
    share = mean / np.maximum(variance, mean * 1.05)
    return mean * share / (1 - share), share


def tsb_conformal(past: Floats, horizon: int) -> Floats:
    """`tsb`, and the misses of all series at eight earlier origins, scaled by the root of what was expected."""
    misses = []
    for back in range(8):
        then = past.shape[1] - horizon - 14 * back
        expected = tsb(past[:, :then]) * horizon
        needed = past[:, then : then + horizon].sum(axis=1)
        misses.append((needed - expected) / np.sqrt(expected + 0.5))
    expected = tsb(past) * horizon
    moved = np.quantile(np.concatenate(misses), LEVELS)
    return np.asarray(np.maximum(expected[:, None] + moved[None, :] * np.sqrt(expected + 0.5)[:, None], 0.0))
