"""Demand over the lead time as a distribution: for all product-sites at once, and one of them as a fact to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from agents.stockout.forecast_curve import Quantiles
from agents.stockout.forecast_shape import DemandAt, Floats, Ints
from domain.fact import Fact, Name, Quantity, Share, Unfit

Days = Annotated[int, Field(ge=1, le=3650)]


class OneDemand(Fact):
    """The demand of one product at one site: `quantiles` per horizon, each with one value per level.

    `zero` is the chance of no demand over each horizon; `sample_days` how many days of history it rests on.
    """

    method: Name
    sample_days: Annotated[int, Field(ge=0)]
    levels: tuple[Share, ...]
    horizons: tuple[Days, ...]
    quantiles: tuple[tuple[Quantity, ...], ...]
    zero: tuple[Share, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if {len(row) for row in self.quantiles} != {len(self.levels)}:
            message = "every horizon needs one quantile per level"
            raise Unfit(message)
        if not len(self.horizons) == len(self.quantiles) == len(self.zero):
            message = "quantiles and chances of no demand belong to horizons one by one"
            raise Unfit(message)
        return self

    def probability_above(self, stock: float, horizon_days: float) -> float:
        """P(demand over the horizon > stock)."""
        return float(self._at(horizon_days).above(stock)[0])

    def quantile(self, level: float, horizon_days: float) -> float:
        """The stock that is enough over the horizon with probability `level`."""
        return float(self._at(horizon_days).quantile(level)[0])

    def expected_short(self, stock: float, horizon_days: float) -> float:
        """E[(demand - stock)+] over the horizon, in the product's unit."""
        return float(self._at(horizon_days).short(stock)[0])

    def _at(self, horizon_days: float) -> DemandAt:
        return Quantiles(
            np.array(self.levels, dtype=np.float64),
            np.array(self.horizons, dtype=np.float64),
            np.array([self.quantiles], dtype=np.float64),
            np.array([self.zero], dtype=np.float64),
        ).at(horizon_days)


@dataclass(frozen=True)
class LeadTimeDemand:
    """The demand of N product-sites: nondecreasing in level and in horizon.

    levels (Q,), horizons (H,) in days, quantiles (N,H,Q), zero (N,H) the chance of no demand; `method` and
    `sample_days` say for each row how it was forecast and from how many days of history.
    """

    levels: Floats
    horizons: Ints
    quantiles: Floats
    zero: Floats
    method: tuple[str, ...]
    sample_days: Ints
    as_of: date

    @classmethod
    def of(cls, demands: Sequence[OneDemand], *, as_of: date) -> Self:
        """Rows put together again from facts; all have the same levels and horizons, else `Unfit`."""
        shapes = {(one.levels, one.horizons) for one in demands}
        if len(shapes) != 1:
            message = "demands with different levels or horizons cannot be put side by side"
            raise Unfit(message)
        levels, horizons = shapes.pop()
        return cls(
            levels=np.array(levels, dtype=np.float64),
            horizons=np.array(horizons, dtype=np.int64),
            quantiles=np.array([one.quantiles for one in demands], dtype=np.float64),
            zero=np.array([one.zero for one in demands], dtype=np.float64),
            method=tuple(one.method for one in demands),
            sample_days=np.array([one.sample_days for one in demands], dtype=np.int64),
            as_of=as_of,
        )

    def at(self, horizon_days: float | Floats) -> DemandAt:
        """The distribution at one horizon, or at one horizon per row; ask it for many stocks at little cost."""
        return Quantiles(self.levels, self.horizons.astype(np.float64), self.quantiles, self.zero).at(horizon_days)

    def probability_above(self, stock: float | Floats, horizon_days: float | Floats) -> Floats:
        """P(demand over the horizon > stock), (N,)."""
        return self.at(horizon_days).above(stock)

    def quantile(self, level: float | Floats, horizon_days: float | Floats) -> Floats:
        """The stock that is enough over the horizon with probability `level`, (N,)."""
        return self.at(horizon_days).quantile(level)

    def expected_short(self, stock: float | Floats, horizon_days: float | Floats) -> Floats:
        """E[(demand - stock)+] over the horizon, (N,), in the product's unit."""
        return self.at(horizon_days).short(stock)

    def one(self, index: int) -> OneDemand:
        """One row as a fact; quantities are rounded to four places, chances to six."""
        return OneDemand(
            method=self.method[index],
            sample_days=int(self.sample_days[index]),
            levels=_decimals(self.levels, 6),
            horizons=tuple(int(days) for days in self.horizons),
            quantiles=tuple(_decimals(row, 4) for row in self.quantiles[index]),
            zero=_decimals(self.zero[index], 6),
        )


def _decimals(values: Sequence[float] | Floats, places: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(f"{value:.{places}f}") for value in values)
