"""What the past of a product-site says on a day: scale-free features, all from strictly before that day.

Everything is a sum over days or over whole weeks. Weeks start where the weekly groups of the history start, so that a
history whose older days are weekly sums spread evenly says the same as one with exact days.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agents.stockout.forecast_shape import Floats, Ints

WEEK = 7
LEAST_DAYS = 56
"""Days of history a product-site needs before the quantile model speaks for it."""
WINDOWS = (7, 14, 28, 56, 91, 182, 364)
_RECENT = {14: 0.2, 28: 0.4, 56: 0.3, 91: 0.1}
_SPREAD_WEEKS = (4, 8, 13, 26, 52)
_ALMOST_NONE = 0.02


@dataclass(frozen=True)
class Groups:
    """Which rows belong together: product (N,) and site (N,), each counted from 0."""

    product: Ints
    site: Ints


@dataclass(frozen=True)
class Rows:
    """Points to speak of, all (R,): the series, the day before which everything is known, and the horizon in days."""

    series: Ints
    day: Ints
    horizon: Ints

    def only(self, which: Ints | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> "Rows":
        """The rows of an index or a mask."""
        return Rows(self.series[which], self.day[which], self.horizon[which])


def week_start(history: Floats) -> int:
    """The day of the history (0 to 6) on which its weeks start.

    Days that came as weekly sums (then at least the older half) differ only where a week starts. An exact history may
    start its weeks anywhere, so they end with its last day.
    """
    days: int = history.shape[1]
    old = history[:, : days // 2]
    changes = (np.diff(old, axis=1) != 0).sum(axis=0)
    if not changes.any():
        return days % WEEK
    per_day = np.bincount(np.arange(1, old.shape[1]) % WEEK, weights=changes, minlength=WEEK)
    first = int(per_day.argmax())
    coarse = per_day.sum() - per_day[first] <= _ALMOST_NONE * per_day.sum()
    return first if coarse else days % WEEK


class Past:
    """The history (N,T) made ready to be asked about any series on any day."""

    def __init__(self, history: Floats, first_seen: Ints, groups: Groups) -> None:
        self.history, self.first_seen, self.groups = history, first_seen, groups
        self.series, self.days = history.shape
        self.offset = week_start(history)
        self.weeks = (self.days - self.offset) // WEEK
        whole = history[:, self.offset : self.offset + WEEK * self.weeks]
        self.week = whole.reshape(self.series, self.weeks, WEEK).sum(axis=2)

    @cached_property
    def total(self) -> Floats:
        """Demand before each day, (N,T+1)."""
        return _running(self.history)

    @cached_property
    def week_total(self) -> Floats:
        """Demand before each week, (N,W+1)."""
        return _running(self.week)

    @cached_property
    def _week_square(self) -> Floats:
        return _running(self.week**2)

    @cached_property
    def _week_zero(self) -> Floats:
        return _running((self.week == 0).astype(np.float64))

    @cached_property
    def _last_sale(self) -> Ints:
        """The last week with demand before each week, (N,W+1); -1 where there was none."""
        sold = np.where(self.week > 0, np.arange(self.weeks)[None, :], -1)
        last: Ints = np.maximum.accumulate(sold, axis=1)
        padded: Ints = np.pad(last, ((0, 0), (1, 0)), constant_values=-1)
        return padded

    @cached_property
    def of_product(self) -> Floats:
        """As `total`, for the product over all sites, (products,T+1)."""
        return _gathered(self.total, self.groups.product)

    @cached_property
    def of_site(self) -> Floats:
        """As `total`, for the site over all products, (sites,T+1)."""
        return _gathered(self.total, self.groups.site)

    def age(self, rows: Rows) -> Ints:
        """Days of history, at least 1, (R,)."""
        days: Ints = np.maximum(rows.day - self.first_seen[rows.series], 1)
        return days

    def week_of(self, rows: Rows) -> Ints:
        """Whole weeks before the day, (R,)."""
        return np.maximum((rows.day - self.offset) // WEEK, 0)

    def rate(self, rows: Rows, window: int) -> Floats:
        """Units a day over the last `window` days, or over the days there were, (R,)."""
        days = np.minimum(window, np.minimum(self.age(rows), np.maximum(rows.day, 1)))
        rate: Floats = _within(self.total, rows.series, rows.day, window) / days
        return rate

    def level(self, rows: Rows) -> Floats:
        """Units a day to expect before any model: recent windows weigh most, and never quite nothing.

        The floor is half a week's typical demand spread over the whole history, as a Jeffreys prior on a rate has it.
        """
        recent: Floats = np.zeros(len(rows.day))
        for window, weight in _RECENT.items():
            recent += weight * self.rate(rows, window)
        return recent + 0.5 * self._typical(rows) / self.age(rows)

    def _typical(self, rows: Rows) -> Floats:
        """The demand of a week that has any, from the weeks before the day; one unit where there was none, (R,)."""
        last = self.week_of(rows)
        sold = last - self._week_zero[rows.series, last]
        mean = self.week_total[rows.series, last] / np.maximum(sold, 1)
        return np.where(mean > 0, mean, 1.0)

    def _weeks_back(self, rows: Rows, weeks: int) -> tuple[Ints, Ints]:
        """Whole weeks before the day, and how many of the last `weeks` of them the series has known, each (R,)."""
        last = self.week_of(rows)
        return last, np.minimum(np.minimum(last, weeks), np.maximum(self.age(rows) // WEEK, 1))

    def week_variance(self, rows: Rows, weeks: int) -> Floats:
        """Variance of a week's demand over the last `weeks` weeks, (R,)."""
        last, back = self._weeks_back(rows, weeks)
        count = np.maximum(back, 1)
        mean = _within(self.week_total, rows.series, last, back) / count
        square = _within(self._week_square, rows.series, last, back) / count
        variance: Floats = np.maximum(square - mean**2, 0.0) * count / np.maximum(count - 1, 1)
        return variance

    def zero_weeks(self, rows: Rows, weeks: int) -> Floats:
        """Share of weeks without demand over the last `weeks` weeks, drawn to a half by one week, (R,)."""
        last, back = self._weeks_back(rows, weeks)
        return (_within(self._week_zero, rows.series, last, back) + 0.5) / (back + 1.0)

    def demand(self, rows: Rows) -> Floats:
        """What was really needed in the days of the horizon: the target, (R,)."""
        needed: Floats = self.total[rows.series, rows.day + rows.horizon] - self.total[rows.series, rows.day]
        return needed

    def features(self, rows: Rows) -> Floats:
        """The features of each row, (R,F)."""
        level = self.level(rows)
        columns = [self.rate(rows, window) / level for window in WINDOWS]
        columns += [np.log(level), np.log(level * rows.horizon), rows.horizon.astype(np.float64)]
        for weeks in _SPREAD_WEEKS:
            columns += [np.sqrt(self.week_variance(rows, weeks)) / (WEEK * level), self.zero_weeks(rows, weeks)]
        since = self.week_of(rows) - self._last_sale[rows.series, self.week_of(rows)]
        columns += [since.astype(np.float64), self.age(rows).astype(np.float64)]
        columns += self._last_weeks(rows, level) + self._neighbours(rows, level)
        return np.stack(columns, axis=1)

    def _last_weeks(self, rows: Rows, level: Floats) -> list[Floats]:
        last = self.week_of(rows)
        past = np.stack(
            [np.where(last > back, self.week[rows.series, np.maximum(last - 1 - back, 0)], 0.0) for back in range(13)]
        ) / (WEEK * level)
        return [*past[:4], past[:4].max(axis=0), past.max(axis=0)]

    def _neighbours(self, rows: Rows, level: Floats) -> list[Floats]:
        columns = []
        product, site = self.groups.product[rows.series], self.groups.site[rows.series]
        for total, row in ((self.of_product, product), (self.of_site, site)):
            for short, long in ((28, 182), (7, 56)):
                near, far = (_within(total, row, rows.day, days) / days for days in (short, long))
                columns.append(np.log((near + 0.02) / (far + 0.02)))
        share = _within(self.of_product, product, rows.day, 91) / 91
        columns.append(np.log((share + 0.01) / level))
        return columns


def _running(values: Floats) -> Floats:
    return np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))


def _within(total: Floats, row: Ints, day: Ints, window: int | Ints) -> Floats:
    within: Floats = total[row, day] - total[row, np.maximum(day - window, 0)]
    return within


def _gathered(total: Floats, group: Ints) -> Floats:
    sums = np.zeros((int(group.max(initial=-1)) + 1, total.shape[1]))
    np.add.at(sums, group, total)
    return sums
