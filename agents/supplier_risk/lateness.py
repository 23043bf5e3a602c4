"""The probability that an open line comes late: a logistic on rolling history, fitted on what was known and calibrated.

One model for all suppliers: a supplier of its own has too few late lines for one. A line's outcome is the share of its
quantity that came after the promised day, so that a half-late line counts half (a quasi-binomial fit; Papke and
Wooldridge, 1996). Old outcomes fade with a half-life, and a ridge keeps the fit from leaning on any one sign (le Cessie
and van Houwelingen, 1992). It is then calibrated where it was not fitted (Platt, 1999): on the latest outcomes, by a
model that had not seen them.
"""

from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field
from scipy.optimize import minimize
from scipy.special import expit, logit

from agents.supplier_risk.lateness_features import NAMES, Views, features, open_views
from agents.supplier_risk.lead_time_history import Floats, History
from domain.fact import Fact, Line

_LIMIT = 4.0
_EDGE = 1e-4


class LatenessTerms(Fact):
    """What the fit assumes, and from how many outcomes on it is made at all."""

    half_life_days: Annotated[float, Field(gt=0)] = 730.0
    ridge: Annotated[float, Field(gt=0)] = 100.0
    held_out_days: Annotated[float, Field(gt=0)] = 182.0
    calibration_strength: Annotated[float, Field(gt=0)] = 10.0
    least_lines: Annotated[int, Field(ge=2)] = 60
    least_late: Annotated[int, Field(ge=1)] = 10


class _Fit(NamedTuple):
    """A logistic over standardised columns."""

    centre: Floats
    scale: Floats
    weights: Floats
    intercept: float

    def parts(self, columns: Floats) -> Floats:
        """What each column adds to the log odds (V, F); a value that is not known adds nothing."""
        standard = np.clip((columns - self.centre) / self.scale, -_LIMIT, _LIMIT)
        return np.nan_to_num(standard) * self.weights

    def odds(self, columns: Floats) -> Floats:
        """Log odds (V,)."""
        return np.asarray(self.intercept + self.parts(columns).sum(axis=1), dtype=np.float64)
