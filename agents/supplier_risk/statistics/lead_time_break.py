"""Since when a supplier has been slower (or faster): the date at which the ranks of its lead times break.

The change point is where a Wilcoxon statistic is largest over all ways to cut the series in two (Pettitt, 1979; of the
kind that Ross, Tasoulis and Adams, 2011, monitor with). Ranks make the rate of false alarms the same for every
distribution of lead times, so the critical values are simulated once and hold for every supplier. A series may have
several breaks: the search goes on on both sides of each (binary segmentation; Vostrikova, 1981); the latest is told.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field
from scipy.stats import rankdata

from agents.supplier_risk.statistics.lead_time import LeadTimes
from agents.supplier_risk.statistics.lead_time_history import Floats, History, Ints, total
from domain.fact import Fact, Share

_SIMULATED = 10_000
_SIZES = (8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)
"""Lengths at which the statistic is simulated; between them the longer one counts, which is the stricter."""


class BreakTerms(Fact):
    """When a shift is a break: how rarely chance may look like one, and how large it must be to matter."""

    level: Annotated[float, Field(gt=0, lt=1)] = 0.005
    """The share of looks at a series without a break that may find one."""
    least_side: Annotated[int, Field(ge=3)] = 4
    """Orders that must have come on either side of the break."""
    least_days: Annotated[float, Field(ge=0)] = 1.0
    least_share: Annotated[float, Field(ge=0)] = 0.1
    """The medians before and after must differ by so many days, and by such a share of the one before."""
    latest: Annotated[int, Field(ge=8, le=200)] = 200
    """Only so many of the latest orders are looked at."""


class Series(NamedTuple):
    """Orders as they came, the earliest first: the day, the value that is ranked, and the days it took.

    `promised` are the days that it was promised for (NaN where nothing was), `late` the share of its lines that came
    after the promised day.
    """

    at: Floats
    value: Floats
    days: Floats
    promised: Floats
    late: Floats


class Break(Fact):
    """A shift that lasted: since which day (since 1970, of the first order behind it), and from where to where."""

    since: Decimal
    before: Decimal
    after: Decimal
    """Median days on either side, since the break before and up to the latest order."""
    orders_before: Annotated[int, Field(ge=1)]
    orders_after: Annotated[int, Field(ge=1)]
    chance: Share
    """How often a series without a break shows one as clear as this."""


def series_of(times: LeadTimes, history: History) -> dict[int, Series]:
    """The lead times of each supplier by the day they came: one value an order and day.

    What its products and sites usually add is taken out of the value, so that another mix of products is no break:
    with the levels, and then with nearly all that their shrinking left. `history` is the one that `times` was learned
    from.
    """
    observed = times.observed
    came = observed.seen
    row, at = observed.row[came], np.floor(observed.at[came])
    _, product = np.unique(np.stack([history.supplier[row], history.product[row]]), axis=1, return_inverse=True)
    left, number = times.left[came], int(product.max(initial=-1)) + 1
    usual = total(product, left, number) / (total(product, np.ones(len(left)), number) + 1)
    keys = np.stack([history.supplier[row].astype(np.float64), at, history.order[row].astype(np.float64)])
    unique, code = np.unique(keys, axis=1, return_inverse=True)
    lines, orders = np.ones(len(code)), unique.shape[1]
    value = total(code, left - usual[product], orders) / total(code, lines, orders)
    days = total(code, observed.days[came], orders) / total(code, lines, orders)
    promised = total(code, (history.promised - history.confirmed)[row], orders) / total(code, lines, orders)
    late = total(code, (at >= history.deadline[row]).astype(np.float64), orders) / total(code, lines, orders)
    found: dict[int, Series] = {}
    for supplier in np.unique(unique[0]).tolist():
        mine = unique[0] == supplier
        found[int(supplier)] = Series(unique[1][mine], value[mine], days[mine], promised[mine], late[mine])
    return found


def latest_break(series: Series, terms: BreakTerms | None = None) -> Break | None:
    """The latest break of a series that is large enough to matter, or None."""
    stated = terms or BreakTerms()
    at, value, days = (column[-stated.latest :] for column in series[:3])
    cuts = _cuts(value, stated, 0)
    while cuts:
        cut, chance = cuts.pop()
        start = cuts[-1][0] if cuts else 0
        before, after = float(np.median(days[start:cut])), float(np.median(days[cut:]))
        if abs(after - before) >= max(stated.least_days, stated.least_share * before):
            return Break(
                since=_decimal(at[cut], 0), before=_decimal(before, 1), after=_decimal(after, 1),
                orders_before=cut - start, orders_after=len(value) - cut, chance=_decimal(chance, 5),
            )  # fmt: skip
    return None


def _cuts(value: Floats, terms: BreakTerms, offset: int) -> list[tuple[int, float]]:
    """All significant cuts of a series in their order, each with its chance."""
    if len(value) < max(2 * terms.least_side, _SIZES[0]):
        return []
    cut, height = strongest_cut(value, terms.least_side)
    chance = chance_of(height, len(value), terms.least_side)
    if chance > terms.level:
        return []
    before, after = _cuts(value[:cut], terms, offset), _cuts(value[cut:], terms, offset + cut)
    return [*before, (offset + cut, chance), *after]


def strongest_cut(value: Floats, least: int) -> tuple[int, float]:
    """Where the ranks before and after differ most, with at least `least` on either side, and by how many deviations.

    The cut is the position of the first value behind it. Where neighbours are alike on both sides of the cut, for
    instance since they shared a ship, the series holds less than its length says, and the deviations are divided by
    the inflation that a lag-one correlation brings; only what is above one standard error of it counts.
    """
    ranks = np.asarray(rankdata(value), dtype=np.float64)
    cuts, heights = _heights(ranks[None, :], least)
    best = int(np.argmax(heights[0]))
    cut = int(cuts[best])
    rest = np.concatenate([ranks[:cut] - ranks[:cut].mean(), ranks[cut:] - ranks[cut:].mean()])
    alike = float(rest[1:] @ rest[:-1]) / max(float(rest @ rest), 1e-12) - 1 / np.sqrt(len(rest))
    kept = min(max(alike, 0.0), 0.9)
    return cut, float(heights[0, best]) / float(np.sqrt((1 + kept) / (1 - kept)))


def chance_of(height: float, length: int, least: int) -> float:
    """How often a series without a break, of this length, is cut as clearly: at least one in the simulated ones."""
    size = next((size for size in _SIZES if size >= length), _SIZES[-1])
    highest = _highest(size, least)
    beyond = len(highest) - int(np.searchsorted(highest, height - 1e-9))
    return (beyond + 1) / (len(highest) + 1)


@lru_cache(maxsize=64)
def _highest(length: int, least: int) -> Floats:
    """The sorted heights of the strongest cuts in shuffled series."""
    random = np.random.default_rng(length)
    ranks = (np.argsort(random.random((_SIMULATED, length)), axis=1) + 1).astype(np.float64)
    return np.sort(_heights(ranks, least)[1].max(axis=1))


def _heights(ranks: Floats, least: int) -> tuple[Ints, Floats]:
    """For each cut of each row of ranks: how far the sum before it is from its mean, in its standard deviations."""
    length = ranks.shape[1]
    cuts = np.arange(least, length - least + 1)
    off = np.abs(np.cumsum(ranks, axis=1)[:, cuts - 1] - cuts * (length + 1) / 2)
    spread = ranks.std(axis=1, ddof=1)[:, None]
    deviation = spread * np.sqrt(cuts * (length - cuts) / length)
    return cuts, np.where(deviation > 0, off / np.maximum(deviation, 1e-12), 0.0)


def _decimal(value: float, places: int) -> Decimal:
    return Decimal(f"{value:.{places}f}")
