"""Shrunken levels of lead times by supplier, product and site, with open lines counted as at least their age.

A line that is still open says that its lead time is longer than its age: leaving such lines out makes a supplier who
is getting slower look fast. They are treated as right-censored: the distribution of what is left after the levels is
Kaplan and Meier's (1958), and a level is estimated with the open lines at their expected lead time (Buckley and James,
1979), in turns. Levels are shrunken means (Efron and Morris, 1975) of crossed groupings, found by backfitting; one with
little behind it stays near the level above. All of it is in square roots of days, in which lead times of days and of
months spread about alike (Anscombe, 1948).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from agents.supplier_risk.statistics.lead_time_history import Bools, Floats, Ints, total

_ROUNDS = 4
_SWEEPS = 8
_NOTHING = 1e-12


class Group(NamedTuple):
    """One way to group the observations: the group of each, the weight it has there, and the strength of shrinking.

    Weights and strength are in orders.
    """

    code: Ints
    weight: Floats
    strength: float


class Levels(NamedTuple):
    """The common level, the effect of every group of each grouping, and the level of every observation."""

    common: float
    effects: tuple[Floats, ...]
    fitted: Floats


@dataclass(frozen=True)
class Curve:
    """A distribution function of residuals: `upto` of the weight lies at or below each of the sorted `values`."""

    values: Floats
    upto: Floats

    def quantile(self, levels: Floats) -> Floats:
        """The smallest residual that reaches each level; the largest one seen where the open lines leave it unsaid."""
        place = np.searchsorted(self.upto, levels - _NOTHING)
        return self.values[np.minimum(place, len(self.values) - 1)]


def rooted(days: Floats) -> Floats:
    """Days on the scale of the levels."""
    return np.asarray(np.sqrt(np.maximum(days, 0.0) + 1), dtype=np.float64)


def in_days(root: Floats) -> Floats:
    """The inverse of `rooted`; never below zero."""
    return np.asarray(np.maximum(np.maximum(root, 0.0) ** 2 - 1, 0.0), dtype=np.float64)


def surviving(residual: Floats, seen: Bools, weight: Floats) -> Curve:
    """Kaplan and Meier's estimate with weights; `seen` is False for an open line, whose residual is a lower bound."""
    order = np.lexsort((~seen, residual))
    weights = weight[order]
    at_risk = np.cumsum(weights[::-1])[::-1]
    left = np.where(seen[order], 1 - weights / np.maximum(at_risk, 1e-300), 1.0)
    return Curve(residual[order], 1 - np.asarray(np.cumprod(np.maximum(left, 0.0)), dtype=np.float64))


def fit_levels(root: Floats, seen: Bools, weight: Floats, groups: Sequence[Group]) -> Levels:
    """Levels that explain the observations: `root` (M,) on the rooted scale, a lower bound where not `seen`."""
    levels = _shrunken(root, weight, groups)
    for _ in range(0 if seen.all() else _ROUNDS):
        levels = _shrunken(_expected(root, seen, weight, levels.fitted), weight, groups)
    return levels


def _shrunken(root: Floats, weight: Floats, groups: Sequence[Group]) -> Levels:
    """The effects of all groupings at once, by backfitting."""
    common = float(np.average(root, weights=weight))
    behind = [total(group.code, group.weight, int(group.code.max()) + 1) for group in groups]
    effects = [np.zeros(len(orders)) for orders in behind]
    rest = root - common
    for _ in range(_SWEEPS):
        for group, orders, effect in zip(groups, behind, effects, strict=True):
            rest = rest + effect[group.code]
            effect[:] = total(group.code, group.weight * rest, len(orders)) / (orders + group.strength)
            rest = rest - effect[group.code]
        drift = float(np.average(rest, weights=weight))
        common, rest = common + drift, rest - drift
    return Levels(common, tuple(effects), root - rest)


def _expected(root: Floats, seen: Bools, weight: Floats, fitted: Floats) -> Floats:
    """Open lines at the mean of what lies beyond their age, if anything seen does."""
    residual = root - fitted
    curve = surviving(residual, seen, weight)
    mass = np.diff(curve.upto, prepend=0.0)
    mass[-1] += 1 - curve.upto[-1]
    beyond = np.cumsum((mass * curve.values)[::-1])[::-1]
    weighs = np.cumsum(mass[::-1])[::-1]
    place = np.minimum(np.searchsorted(curve.values, residual, side="right"), len(mass) - 1)
    mean = np.where(weighs[place] > _NOTHING, beyond[place] / np.maximum(weighs[place], _NOTHING), residual)
    return np.where(seen, root, fitted + np.maximum(mean, residual))
