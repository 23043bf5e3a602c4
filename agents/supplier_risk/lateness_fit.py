"""A ridge logistic that leans on a rate already known, for shares between none and all."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from agents.supplier_risk.lead_time_history import Floats

_LIMIT = 4.0
_FLAT = 1e-6


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
    loss = _loss(shape.standard(columns), columns[:, list(lean)].sum(axis=1), (share, weight), ridge)
    found = minimize(loss, np.zeros(columns.shape[1] + 1), jac=True, method="L-BFGS-B")
    return shape._replace(coefficient=found.x[1:], usual=float(found.x[0] + centre[list(lean)].sum()))


def _loss(
    standard: Floats, known: Floats, seen: tuple[Floats, Floats], ridge: float
) -> Callable[[Floats], tuple[float, Floats]]:
    """The penalised negative log likelihood and its gradient, by the shift of the log odds and the coefficients."""
    share, weight = seen

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = known + at[0] + standard @ at[1:]
        missed = weight * (expit(odds) - share)
        value = weight @ (np.logaddexp(0.0, odds) - share * odds) + ridge / 2 * at[1:] @ at[1:]
        return float(value), np.concatenate([[missed.sum()], standard.T @ missed + ridge * at[1:]])

    return loss
