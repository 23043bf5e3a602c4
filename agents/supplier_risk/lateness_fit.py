"""A ridge logistic for shares between none and all, by its penalised likelihood."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from agents.supplier_risk.lead_time_history import Floats

_LIMIT = 4.0
_EDGE = 1e-4


class Logistic(NamedTuple):
    """Standardised columns, their coefficients, and the log odds where all of them are usual."""

    centre: Floats
    spread: Floats
    coefficient: Floats
    usual: float

    def parts(self, columns: Floats) -> Floats:
        """What each column adds to the usual log odds (V, F); one that is not known adds nothing."""
        standard = np.clip((columns - self.centre) / self.spread, -_LIMIT, _LIMIT)
        return np.nan_to_num(standard) * self.coefficient

    def probability(self, columns: Floats) -> Floats:
        """The probability (V,)."""
        return np.asarray(expit(self.usual + self.parts(columns).sum(axis=1)), dtype=np.float64)


def fit_logistic(columns: Floats, share: Floats, weight: Floats, *, ridge: float) -> Logistic:
    """The fit to shares in [0, 1] (V,); NaN in a column stands for its mean. The usual log odds are not shrunk."""
    known = np.isfinite(columns)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, columns, 0.0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (columns - centre) ** 2, 0.0).sum(axis=0) / count)
    start = Logistic(centre, np.where(spread > _EDGE, spread, 1.0), np.ones(columns.shape[1]), 0.0)
    rate = float(np.clip(np.average(share, weights=weight), _EDGE, 1 - _EDGE))
    first = np.concatenate([[float(logit(rate))], np.zeros(columns.shape[1])])
    found = minimize(_loss(start.parts(columns), share, weight, ridge), first, jac=True, method="L-BFGS-B")
    return start._replace(coefficient=found.x[1:], usual=float(found.x[0]))


def _loss(standard: Floats, share: Floats, weight: Floats, ridge: float) -> Callable[[Floats], tuple[float, Floats]]:
    """The penalised negative log likelihood and its gradient, by the usual log odds and the coefficients."""

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = at[0] + standard @ at[1:]
        missed = weight * (expit(odds) - share)
        value = weight @ (np.logaddexp(0.0, odds) - share * odds) + ridge / 2 * at[1:] @ at[1:]
        return float(value), np.concatenate([[missed.sum()], standard.T @ missed + ridge * at[1:]])

    return loss
