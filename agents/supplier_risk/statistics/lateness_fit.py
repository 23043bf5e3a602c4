"""A ridge logistic that leans on a rate already known, for shares between none and all."""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from agents.supplier_risk.statistics.lead_time_history import Floats

_LIMIT = 4.0
_FLAT = 1e-6
_STEPS = 50
_SETTLED = 1e-9
"""So little could still be gained of the log likelihood: less than any figure shows."""


class Logistic(NamedTuple):
    """Standardised columns, their coefficients, and the log odds where all of them are usual.

    The columns `lean` are log odds that count in full beside their coefficients: without any evidence against it, the
    probability is the one that they stand for.
    """

    centre: Floats
    spread: Floats
    coefficient: Floats
    usual: float
    lean: tuple[int, ...]

    def parts(self, columns: Floats) -> Floats:
        """What each column adds to the usual log odds (V, F); one that is not known adds nothing."""
        parts = self.standard(columns) * self.coefficient
        lean = list(self.lean)
        parts[:, lean] += columns[:, lean] - self.centre[lean]
        return parts

    def probability(self, columns: Floats) -> Floats:
        """The probability (V,)."""
        return np.asarray(expit(self.usual + self.parts(columns).sum(axis=1)), dtype=np.float64)

    def standard(self, columns: Floats) -> Floats:
        """The columns in standard deviations from what is usual; none for what is not known."""
        return np.nan_to_num(np.clip((columns - self.centre) / self.spread, -_LIMIT, _LIMIT))


def fit_logistic(columns: Floats, share: Floats, weight: Floats, *, ridge: float, lean: tuple[int, ...]) -> Logistic:
    """The fit to shares in [0, 1] (V,); NaN in a column stands for its mean. The usual log odds are not shrunk."""
    known = np.isfinite(columns)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, columns, 0.0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (columns - centre) ** 2, 0.0).sum(axis=0) / count)
    shape = Logistic(centre, np.where(spread > _FLAT, spread, 1.0), np.zeros(columns.shape[1]), 0.0, lean)
    design = np.column_stack([np.ones(len(columns)), shape.standard(columns)])
    found = _Sought(design, columns[:, list(lean)].sum(axis=1), share, weight, ridge).found()
    return shape._replace(coefficient=found[1:], usual=float(found[0] + centre[list(lean)].sum()))


class _Sought(NamedTuple):
    """What is fitted: by the shift of the log odds and the coefficients of `design` (V, 1 + F), beside `leant` (V,)."""

    design: Floats
    leant: Floats
    share: Floats
    weight: Floats
    ridge: float

    def found(self) -> Floats:
        """The minimum of the loss by Newton's method: it is convex, and a step that overshoots is halved."""
        at = np.zeros(self.design.shape[1])
        for _ in range(_STEPS):
            slope, step = self._step(at)
            gain = float(slope @ step) / 2
            if gain < _SETTLED:
                break
            before = self._loss(at)
            while self._loss(at - step) > before and gain >= _SETTLED:
                step, gain = step / 2, gain / 2
            at = at - step
        return at

    def _step(self, at: Floats) -> tuple[Floats, Floats]:
        chance = expit(self.leant + self.design @ at)
        slope = self.design.T @ (self.weight * (chance - self.share)) + self._held * at
        bend = self.design.T @ (self.design * (self.weight * chance * (1 - chance))[:, None])
        step: Floats = np.linalg.solve(bend + np.diag(self._held + _FLAT), slope).astype(np.float64)
        return slope, step

    def _loss(self, at: Floats) -> float:
        """The penalised negative log likelihood."""
        odds = self.leant + self.design @ at
        return float(self.weight @ (np.logaddexp(0.0, odds) - self.share * odds) + self._held @ at**2 / 2)

    @property
    def _held(self) -> Floats:
        return np.append(0.0, np.full(self.design.shape[1] - 1, self.ridge))
