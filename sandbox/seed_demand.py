"""Made-up demand: a year of daily sales per product and site with trend, seasons, lumps and gaps."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_WEEK = np.array([1.15, 1.20, 1.10, 1.05, 1.00, 0.25, 0.0])
"""Monday to Sunday: nobody delivers on Sundays, few on Saturdays."""

SHAPES: dict[str, tuple[float, int, float, float]] = {
    # season's swing, day of the year of its peak, share of working days with a sale, spread of a day's size
    "fast": (0.08, 300, 1.0, 0.25),
    "steady": (0.05, 120, 0.8, 0.4),
    "spring": (0.45, 110, 0.8, 0.4),
    "winter": (0.40, 350, 0.9, 0.4),
    "peak": (0.35, 325, 1.0, 0.3),
    "lumpy": (0.0, 1, 0.18, 1.0),
    "rare": (0.0, 1, 0.05, 0.6),
    "new": (0.0, 1, 0.7, 0.5),
}


@dataclass(frozen=True)
class Series:
    """What drives each of N series; every array has length N."""

    level: Numbers
    """Units a day on average over the year."""
    trend: Numbers
    """Relative change over the year."""
    swing: Numbers
    peak: Numbers
    frequency: Numbers
    spread: Numbers
    starts: NDArray[np.int64]
    """First day with demand, counted from the beginning of the history."""


def series(levels: Numbers, shapes: list[str], rng: np.random.Generator, starts: NDArray[np.int64]) -> Series:
    """Series with the habits of their shapes and a trend of their own."""
    habits = np.array([SHAPES[shape] for shape in shapes], dtype=np.float64)
    trend = rng.normal(0.04, 0.12, len(levels)).clip(-0.3, 0.4)
    return Series(
        level=levels,
        trend=trend,
        swing=habits[:, 0],
        peak=habits[:, 1],
        frequency=habits[:, 2],
        spread=habits[:, 3],
        starts=starts,
    )


def simulate(of: Series, *, days: int, last: date, rng: np.random.Generator) -> NDArray[np.int64]:
    """Whole units sold, (N, days), oldest first; the last column is the day `last`."""
    dates = [last - timedelta(days=days - 1 - t) for t in range(days)]
    week = np.array([_WEEK[day.weekday()] for day in dates])
    week = week * 7 / _WEEK.sum()
    day_of_year = np.array([day.timetuple().tm_yday for day in dates])
    season = 1 + of.swing[:, None] * np.cos(2 * np.pi * (day_of_year[None, :] - of.peak[:, None]) / 365)
    drift = 1 + of.trend[:, None] * (np.arange(days)[None, :] / days - 0.5)
    happens = rng.random((len(of.level), days)) < of.frequency[:, None] * np.minimum(week, 1.0)[None, :]
    sold_days = of.frequency[:, None] * np.minimum(week, 1.0).mean()
    mean = (
        of.level[:, None] * season * drift * np.maximum(week, 1.0)[None, :] / np.maximum(week, 1.0).mean() / sold_days
    )
    shape = 1 / of.spread[:, None]
    size = rng.poisson(rng.gamma(shape, 1, mean.shape) * mean / shape)
    sold = np.where(happens, np.maximum(size, (mean < 3) * 1), 0)  # noqa: PLR2004 (a rare sale is of one at least)
    sold[np.arange(days)[None, :] < of.starts[:, None]] = 0
    return sold.astype(np.int64)


def recent(sold: NDArray[np.int64], days: int = 56) -> tuple[Numbers, Numbers]:
    """Mean and standard deviation of the last days, per series; a new series counts from its first sale."""
    window = sold[:, -days:].astype(np.float64)
    alive = np.maximum.accumulate(window > 0, axis=1)
    count = np.maximum(alive.sum(axis=1), 1)
    mean = window.sum(axis=1) / count
    spread = np.sqrt(np.where(alive, (window - mean[:, None]) ** 2, 0).sum(axis=1) / count)
    return mean, spread
