"""What is there to sell, day by day: stock, what is owed, and arrivals, of which a stated share comes late."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from agents.stockout.forecast_curve import Floats
from agents.stockout.option_terms import Trouble
from domain.stock import Arrival

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The days ahead on every path; on the paths marked `late`, what others send comes `late_days` later."""

    days: int
    late: NDArray[np.bool_]
    late_days: float

    def kept(self) -> "Calendar":
        """The same days where every promise is kept, unless none ever is."""
        return replace(self, late=self.late & self.late.all())

    def arriving(self, quantity: Decimal | float, after: float, *, surely: bool = False) -> Floats:
        """Cumulative supply (paths, days) from one arrival: it serves the days that begin once it is there."""
        there = np.arange(self.days) >= self.moments(after, surely=surely)[:, None]
        return np.where(there, float(quantity), 0.0)

    def before(self, running: Floats, after: float, *, surely: bool = False) -> Floats:
        """The value (paths,) of a running total (paths, days) on the last day before an arrival."""
        column = np.minimum(np.ceil(self.moments(after, surely=surely)), self.days).astype(np.int64)
        padded = np.concatenate([np.zeros((len(self.late), 1)), running], axis=1)
        reached: Floats = padded[np.arange(len(self.late)), column]
        return reached

    def moments(self, after: float, *, surely: bool = False) -> Floats:
        """Days until an arrival on each path; `surely` where nobody else has a hand in it."""
        return np.where(self.late & (not surely), after + self.late_days, after)


def leaving(quantity: Decimal | float, due: float, days: int) -> Floats:
    """Cumulative quantity (days,) that has left by the end of each day."""
    return np.where(np.arange(1, days + 1) >= due, float(quantity), 0.0)


def expected_in(trouble: Trouble, due: datetime) -> float:
    """Days until an arrival is to be expected: an overdue one comes later, by assumption."""
    return (due - trouble.now) / _DAY if due >= trouble.now else float(trouble.assumptions.planning.overdue_days)


def sooner_in(trouble: Trouble, due: datetime) -> float:
    """Days until an arrival that is asked to come earlier."""
    assumed = trouble.assumptions.expedite
    return max(float(assumed.least_days), expected_in(trouble, due) - assumed.days_saved)


def coming(trouble: Trouble) -> tuple[Arrival, ...]:
    """What is on its way to the site; a promise broken long ago is no promise any more."""
    oldest = trouble.now - trouble.assumptions.planning.stale_days * _DAY
    here = [a for a in trouble.position.arrivals if a.warehouse_id == trouble.warehouse_id]
    return tuple(a for a in here if a.due >= oldest and a.quantity > 0)


def supply(trouble: Trouble, calendar: Calendar) -> Floats:
    """Cumulative supply (paths, days): on the shelf and promised, less what is owed or leaves for another site.

    What is reserved beyond any open line is taken as gone. Transfers between own sites keep their day.
    """
    shelf = trouble.position.shelf(trouble.warehouse_id)
    on_hand, reserved = (float(shelf.on_hand), float(shelf.reserved)) if shelf else (0.0, 0.0)
    own = [c for c in trouble.position.commitments if c.warehouse_id == trouble.warehouse_id]
    gone = max(0.0, reserved - sum(float(c.quantity) for c in own))
    there = np.full((len(calendar.late), calendar.days), on_hand - gone)
    for arrival in coming(trouble):
        ours = arrival.source == "transfer"
        there += calendar.arriving(arrival.quantity, expected_in(trouble, arrival.due), surely=ours)
    for quantity, due in _commitments(trouble, ordered=False):
        there -= leaving(quantity, due, calendar.days)
    return there


def ordered(trouble: Trouble, days: int) -> Floats:
    """Cumulative quantity (days,) that customers have already ordered for the days ahead: the least of all demand."""
    total = np.zeros(days)
    for quantity, due in _commitments(trouble, ordered=True):
        total += leaving(quantity, due, days)
    return total


def _commitments(trouble: Trouble, *, ordered: bool) -> list[tuple[float, float]]:
    """Quantity and days until due. A delivery already overdue is owed on top of new demand, so it counts as leaving."""
    own = [c for c in trouble.position.commitments if c.warehouse_id == trouble.warehouse_id]
    return [
        (float(c.quantity), (c.due - trouble.now) / _DAY)
        for c in own
        if (c.sale_order_id is not None and c.due >= trouble.now) is ordered
    ]
