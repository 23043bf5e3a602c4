"""What speaks for and against an open line, as it was known on the day of looking: rates, habits, and time left."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import logit

from agents.supplier_risk.statistics.lateness_rolling import Rolling, shrunken
from agents.supplier_risk.statistics.lead_time import Asked, lead_times
from agents.supplier_risk.statistics.lead_time_history import Floats, History, Ints

NAMES = (
    "late rate of all suppliers",
    "late rate of all suppliers lately",
    "late rate of the supplier",
    "late rate of its product",
    "late rate of the site",
    "late rate of the supplier at the site",
    "its lines overdue on that day",
    "worth of the line against its usual",
    "worth of the line against all",
    "lead time against the time left",
)
"""The columns of `features`, in words. Each rate is against the one it leans on, so that none is counted twice."""

SUPPLIER_RATE = (0, 2)
"""The columns whose sum is the log odds of the supplier's own late rate."""

_YEAR, _QUARTER = 365.0, 90.0
_ALWAYS = 1e9
_RELEARN = 91.0
_WIDE = 2**31
_EDGE = 1e-3


class Views(NamedTuple):
    """Lines looked at: the row of each and the day of looking (V,). A line may be looked at on several days."""

    row: Ints
    at: Floats


def finished(history: History) -> Floats:
    """The day on which the last of each line came; infinite while something is to come (N,)."""
    last = np.full(len(history), -np.inf)
    np.maximum.at(last, history.row, history.at)
    return np.where(history.open | ~np.isfinite(last), np.inf, last)


def open_views(history: History, at: Floats) -> Views:
    """Every line on its day of `at` (N,), where it was open then, and its promised day was not over."""
    there = np.isfinite(at) & (at < history.deadline) & ~(history.confirmed > at) & (finished(history) >= at)
    row = np.flatnonzero(there).astype(np.int64)
    return Views(row, at[row])


def features(history: History, views: Views) -> Floats:
    """One row a view, one column a name; NaN where the confirmation is not known or nothing was learned yet.

    Only what was known before the day of looking counts: of a line that was on its way then, nothing.
    """
    past = _Past.of(history, views)
    supplier, site = history.supplier, history.site
    everything = np.zeros(len(history), dtype=np.int64)
    common = past.rate(everything, np.full(len(views.row), 0.1), _ALWAYS, 10.0)
    year = past.rate(everything, common, _YEAR, 10.0)
    own = past.rate(supplier, year, _YEAR, 10.0)
    worth = np.log1p(np.where(history.value > 0, history.value, np.nan))
    columns = [
        _logit(year),
        _logit(past.rate(everything, year, _QUARTER, 10.0)) - _logit(year),
        _logit(own) - _logit(year),
        _logit(past.rate(supplier * _WIDE + history.product, own, _YEAR, 5.0)) - _logit(own),
        _logit(past.rate(site, year, _YEAR, 5.0)) - _logit(year),
        _logit(past.rate(supplier * _WIDE + site, own, _YEAR, 5.0)) - _logit(own),
        past.overdue(),
        worth[views.row] - past.usual(supplier, worth),
        worth[views.row] - past.usual(everything, worth),
        _time_left(history, views),
    ]
    return np.stack(columns, axis=1)


@dataclass(frozen=True)
class _Past:
    """What had become known of all lines by the day of each view."""

    history: History
    views: Views
    late: Floats
    known: Floats

    @classmethod
    def of(cls, history: History, views: Views) -> "_Past":
        return cls(history, views, *history.outcome())

    def rate(self, group: Ints, toward: Floats, half_life: float, strength: float) -> Floats:
        """The late rate of each view's group, leaning on another rate."""
        weight, late = self._events(group, self.late).upto(group[self.views.row], self.views.at, half_life=half_life)
        return shrunken(weight, late, toward, strength)

    def usual(self, group: Ints, amount: Floats) -> Floats:
        """The mean amount of each view's group in the year before."""
        weight, summed = self._events(group, amount).upto(group[self.views.row], self.views.at, half_life=_YEAR)
        everything = np.zeros(len(group), dtype=np.int64)
        all_weight, all_summed = self._events(everything, amount).upto(
            everything[self.views.row], self.views.at, half_life=_YEAR
        )
        common = all_summed / np.maximum(all_weight, _EDGE)
        return shrunken(weight, summed, common, 5.0)

    def overdue(self) -> Floats:
        """The supplier's lines past their promise that had not come, on a logarithmic scale."""
        supplier, done, deadline = self.history.supplier, finished(self.history), self.history.deadline
        abandoned = self.history.closed & ~np.isfinite(done)
        begun = np.isfinite(deadline) & (done >= deadline) & ~abandoned
        ended = begun & np.isfinite(done)
        count = self._count(supplier[begun], deadline[begun]) - self._count(supplier[ended], done[ended])
        return np.log1p(np.maximum(count, 0.0))

    def _events(self, group: Ints, amount: Floats) -> Rolling:
        good = np.isfinite(self.known) & np.isfinite(amount)
        return Rolling(group[good], self.known[good], np.ones(int(good.sum())), amount[good])

    def _count(self, supplier: Ints, at: Floats) -> Floats:
        ones = np.ones(len(at))
        return Rolling(supplier, at, ones, ones).upto(self.history.supplier[self.views.row], self.views.at)[0]


def _time_left(history: History, views: Views) -> Floats:
    """The log odds that the lead time, learned at most a quarter before, is longer than the promise allows."""
    found = np.full(len(views.row), np.nan)
    if not len(found):
        return found
    latest = float(views.at.max())
    learned = latest - _RELEARN * np.ceil((latest - views.at) / _RELEARN)
    for day in np.unique(learned).tolist():
        times = lead_times(history, as_of=day)
        now = np.flatnonzero(learned == day)
        row = views.row[now]
        if times.orders >= times.terms.least_orders:
            asked = Asked(history.supplier[row], history.product[row], history.site[row])
            confirmed = history.confirmed[row]
            age = np.nan_to_num(views.at[now] - confirmed)
            late = 1 - times.within(np.nan_to_num(history.deadline[row] - confirmed), asked, age)
            found[now] = np.where(np.isfinite(confirmed), _logit(late), np.nan)
    return found


def _logit(rate: Floats) -> Floats:
    return np.asarray(logit(np.clip(rate, _EDGE, 1 - _EDGE)), dtype=np.float64)
