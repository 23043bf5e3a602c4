"""The probability that an open line comes late: a logistic on rolling history, checked where it was not fitted.

One model for all suppliers: a supplier of its own has too few late lines for one. The outcome of a line is the share of
its quantity that came after the promised day, so that a half-late line counts half (Papke and Wooldridge, 1996). Old
outcomes fade with a half-life. A ridge (le Cessie and van Houwelingen, 1992) draws the fit to the supplier's own late
rate, so that every sign has to earn its say. A logistic with its own intercept is calibrated where it was fitted;
whether it still is later is tried on the latest half year, with a model that did not see it. Where its Brier score
there is worse than that of the late rate, by more than twice its standard error, the rate stands in and that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import numpy as np
from pydantic import Field
from scipy.special import expit

from agents.supplier_risk.statistics.lateness_features import NAMES, SUPPLIER_RATE, Views, features, open_views
from agents.supplier_risk.statistics.lateness_fit import Logistic, fit_logistic
from agents.supplier_risk.statistics.lead_time_history import Bools, Floats, History, Ints
from domain.fact import Fact, Line, Share

_LOOKS = (0.0, 0.5)
"""A past line is looked at when it was confirmed, and halfway to its promise."""
_CLEARLY = 2.0


class LatenessTerms(Fact):
    """What the fit assumes, and from how many outcomes on there is one at all."""

    half_life_days: Annotated[float, Field(gt=0)] = 730.0
    ridge: Annotated[float, Field(gt=0)] = 50.0
    held_out_days: Annotated[float, Field(gt=0)] = 182.0
    least_lines: Annotated[int, Field(ge=2)] = 60
    least_late: Annotated[float, Field(ge=1)] = 10.0


class Tried(Fact):
    """How the model did on outcomes that it had not seen; rates are shares of lines."""

    lines: Annotated[int, Field(ge=0)]
    late_rate: Share
    foreseen_rate: Share
    brier: Share
    brier_of_supplier_rate: Share
    worse: bool
    """The model's Brier score is above that of the supplier's rate by more than chance explains."""


@dataclass(frozen=True)
class Foreseen:
    """Open lines and the probability of each to come late (V,); 1 where the promised day is over.

    `parts` (V, F) is what each of `NAMES` adds to the usual log odds; empty where the supplier's rate stands in.
    """

    row: Ints
    probability: Floats
    overdue: Bools
    parts: Floats

    def because(self, place: int, most: int = 2) -> tuple[str, ...]:
        """What moves one line furthest from the usual, the strongest first, as a name and more or less likely."""
        if not self.parts.size:
            return ()
        strongest = np.argsort(-np.abs(self.parts[place]), kind="stable")[:most]
        return tuple(f"{NAMES[part]}: {'more' if self.parts[place, part] > 0 else 'less'} likely" for part in strongest)


@dataclass(frozen=True)
class Lateness:
    """What was learned by a day. `model` is None where the supplier's late rate stands in; `reason` says why."""

    as_of: float
    lines: int
    late: float
    model: Logistic | None
    tried: Tried | None
    reason: Line

    def foresee(self, history: History, as_of: float) -> Foreseen:
        """Every line that is open on a day (days since 1970, not before it was learned), by what was known then."""
        past = history.before(as_of)
        back = np.flatnonzero(~(history.confirmed >= as_of)).astype(np.int64)
        row = np.flatnonzero(past.open & np.isfinite(past.promised)).astype(np.int64)
        overdue = past.deadline[row] <= as_of
        columns = features(past, Views(row, np.full(len(row), as_of)))
        parts = self.model.parts(columns) if self.model is not None else np.zeros((len(row), 0))
        chance = self._probability(columns)
        return Foreseen(back[row], np.where(overdue, 1.0, chance), overdue, parts)

    def at(self, history: History, views: Views) -> Floats:
        """The probability of each view (V,), as if it were looked at on its own day."""
        return self._probability(features(history, views))

    def _probability(self, columns: Floats) -> Floats:
        return _supplier_rate(columns) if self.model is None else self.model.probability(columns)


def learn_lateness(
    history: History, *, as_of: float, looks: Sequence[Floats] | None = None, terms: LatenessTerms | None = None
) -> Lateness:
    """Learn from lines whose promised day was over before `as_of` (days since 1970); nothing later is looked at.

    `looks` are days of looking by line (N,) of `history`; without them a line is looked at when it was confirmed and
    halfway to its promise.
    """
    stated, past = terms or LatenessTerms(), history.before(as_of)
    kept = ~(history.confirmed >= as_of)
    days = [look[kept] for look in looks] if looks is not None else usual_looks(past)
    found = [open_views(past, day) for day in days]
    views = Views(np.concatenate([v.row for v in found]), np.concatenate([v.at for v in found]))
    outcome = past.outcome()
    late, known = outcome.late[views.row], outcome.known[views.row]
    there = (known <= as_of) & (views.at < as_of)
    columns = features(past, Views(views.row[there], views.at[there]))
    sample = _Sample(columns, late[there], known[there], past.order[views.row[there]], len(days))
    lines = len(np.unique(views.row[there]))
    behind = float(sample.late.sum()) / len(days)
    if lines < stated.least_lines or behind < stated.least_late:
        reason = f"only {lines} lines have an outcome, {behind:.0f} of them late: the supplier's late rate stands in"
        return Lateness(as_of, lines, behind, None, None, reason)
    tried = _try(sample, as_of, stated)
    if tried is not None and tried.worse:
        reason = f"on the latest {tried.lines} outcomes the supplier's late rate did clearly better than the model"
        return Lateness(as_of, lines, behind, None, tried, reason)
    return Lateness(as_of, lines, behind, sample.fitted(as_of, stated), tried, "")


def usual_looks(history: History) -> list[Floats]:
    """The days on which a past line is looked at, by line (N,)."""
    return [history.confirmed + share * (history.deadline - history.confirmed) for share in _LOOKS]


@dataclass(frozen=True)
class _Sample:
    columns: Floats
    late: Floats
    known: Floats
    order: Ints
    looks: int

    def only(self, there: Bools) -> "_Sample":
        return _Sample(self.columns[there], self.late[there], self.known[there], self.order[there], self.looks)

    def fitted(self, as_of: float, terms: LatenessTerms) -> Logistic:
        weight = 0.5 ** ((as_of - self.known) / terms.half_life_days) / self.looks
        return fit_logistic(self.columns, self.late, weight, ridge=terms.ridge, lean=SUPPLIER_RATE)


def _try(sample: _Sample, as_of: float, terms: LatenessTerms) -> Tried | None:
    """The latest outcomes, foreseen by a model that was learned before they were known; None where too few are."""
    start = as_of - terms.held_out_days
    before, after = sample.only(sample.known <= start), sample.only(sample.known > start)
    lines, enough = len(after.late) // sample.looks, terms.least_lines // 2
    if min(len(before.late), len(after.late)) < enough * sample.looks or before.late.sum() < terms.least_late:
        return None
    foreseen = before.fitted(start, terms).probability(after.columns)
    missed, missed_by_rate = (foreseen - after.late) ** 2, (_supplier_rate(after.columns) - after.late) ** 2
    behind = missed - missed_by_rate
    return Tried(
        lines=lines,
        late_rate=_share(after.late),
        foreseen_rate=_share(foreseen),
        brier=_share(missed),
        brier_of_supplier_rate=_share(missed_by_rate),
        worse=bool(behind.mean() > _CLEARLY * _standard_error(behind, after.order)),
    )


def _standard_error(values: Floats, order: Ints) -> float:
    """Of the mean of values that lines of one order share: orders count, not lines."""
    _, code = np.unique(order, return_inverse=True)
    together = np.bincount(code, values - values.mean())
    return float(np.sqrt(together @ together) / len(values))


def _share(values: Floats) -> Decimal:
    return Decimal(f"{values.mean():.6f}")


def _supplier_rate(columns: Floats) -> Floats:
    """The late rate of the supplier within a year, leaning on that of all, out of the columns."""
    return np.asarray(expit(columns[:, list(SUPPLIER_RATE)].sum(axis=1)), dtype=np.float64)
