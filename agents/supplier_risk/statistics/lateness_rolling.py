"""Rolling sums over a past that grows with time: what was known of a supplier, a product or a site on any day."""

from dataclasses import dataclass

import numpy as np

from agents.supplier_risk.statistics.lead_time_history import Floats, Ints

_FOR_EVER = 1e9


@dataclass(frozen=True)
class Rolling:
    """Events by group and day, ready to be summed up to any day; the day itself is not yet known.

    `weight` counts how much of an event there is, `amount` what it amounts to: their quotient is a rate.
    """

    group: Ints
    at: Floats
    weight: Floats
    amount: Floats

    def upto(self, group: Ints, at: Floats, *, half_life: float = _FOR_EVER) -> tuple[Floats, Floats]:
        """Weight and amount of all events of a group before a day, each halved for every half-life since (V,)."""
        order = np.lexsort((self.at, self.group))
        groups, days = self.group[order], self.at[order]
        start = float(days.min()) if len(days) else 0.0
        growth = 2.0 ** ((days - start) / half_life)
        first, after = _span(groups, days, group, at)
        fade = 2.0 ** (-(at - start) / half_life)
        return (
            _between(growth * self.weight[order], first, after) * fade,
            _between(growth * self.amount[order], first, after) * fade,
        )


def shrunken(weight: Floats, amount: Floats, toward: Floats, strength: float) -> Floats:
    """A rate that leans on another one as if `strength` events had been at that one."""
    rate: Floats = (amount + strength * toward) / (weight + strength)
    return rate


def _span(groups: Ints, days: Floats, group: Ints, at: Floats) -> tuple[Ints, Ints]:
    """Where the events of each group start, and where those before each day end; events are sorted by group and day."""
    known, starts = np.unique(groups, return_index=True)
    rank = np.searchsorted(known, group)
    there = (rank < len(known)) & (known[np.minimum(rank, max(len(known) - 1, 0))] == group) if len(known) else None
    if there is None:
        return np.zeros(len(group), dtype=np.int64), np.zeros(len(group), dtype=np.int64)
    place = np.repeat(np.arange(len(known)), np.diff(np.append(starts, len(groups))))
    span = float(days.max() - days.min()) + 2
    low = float(days.min()) - 1
    keyed = place * span + (days - low)
    wanted = np.clip(at - low, 0.0, span)
    first = np.searchsorted(keyed, rank * span, side="left")
    after = np.searchsorted(keyed, rank * span + wanted, side="left")
    return np.where(there, first, 0).astype(np.int64), np.where(there, after, 0).astype(np.int64)


def _between(amount: Floats, first: Ints, after: Ints) -> Floats:
    upto = np.concatenate([[0.0], np.cumsum(amount)])
    return np.asarray(upto[after] - upto[first], dtype=np.float64)
