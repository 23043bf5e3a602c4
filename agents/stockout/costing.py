"""What lies ahead of a site day by day, and what is lost, held and risked under it.

With lost sales, what a path of demand has lost by a day is the largest gap so far between cumulative demand and
cumulative supply (the reflection of a queue at zero; Asmussen 2003, Applied Probability and Queues, ch. IX), so
arrivals that come too late do not win back a sale.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

import numpy as np

from agents.stockout import arithmetic
from agents.stockout.arithmetic import Sum, cents, plain, rounded
from agents.stockout.costing_paths import paths
from agents.stockout.costing_supply import Calendar, coming, expected_in, ordered, sooner_in, supply
from agents.stockout.forecast_curve import Floats
from agents.stockout.option_prices import Quote, quotes
from agents.stockout.option_terms import Trouble

POWER = 8
"""Options are weighed on 2**8 = 256 paths of demand."""

_NOTHING = 1e-9
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ahead:
    """The days ahead of one site if nothing is done: `demand` and `supply`, both (paths, days), cumulative.

    `promised` is the supply where everything on order comes in time; where nothing ever does, it is the supply.
    `unit_value` is what a unit is worth: its price in an ordinary order, or the standard price without one.
    """

    trouble: Trouble
    quotes: tuple[Quote, ...]
    calendar: Calendar
    demand: Floats
    supply: Floats
    promised: Floats
    lost_sale: Sum
    unit_value: Decimal

    @property
    def days(self) -> int:
        """How many days the window has."""
        return self.calendar.days

    @property
    def until(self) -> datetime:
        """The end of the window: what is decided at the next look can be here by then."""
        return self.trouble.now + self.days * _DAY

    @property
    def daily(self) -> Decimal:
        """Mean demand a day."""
        return rounded(float(self.demand[:, -1].mean()) / self.days, "0.0001")


@dataclass(frozen=True)
class Outcome:
    """What is expected to be lost up to a day and after it, how likely anything is lost, and what is held on top."""

    before: Decimal
    after: Decimal
    short: Decimal
    held: Decimal
    left: Decimal

    @property
    def lost(self) -> Decimal:
        """Units expected not to be sold in the whole window."""
        return self.before + self.after


def ahead(trouble: Trouble, *, power: int = POWER) -> Ahead:
    """The days ahead of the site in trouble, up to the next chance to have goods ordered later, on 2**power paths.

    The window is the shortest usable lead time plus the days until the next look: nothing decided now can be replaced
    by a later order before its end.
    """
    planning = trouble.assumptions.planning
    offered = quotes(trouble.position.prices, now=trouble.now, currency=trouble.currency, rates=trouble.rates)
    leads = [quote.days for quote in offered if not quote.why_not]
    days = min(leads) + planning.review_days if leads else planning.window_days
    days = min(days, planning.longest_window_days)
    future = paths(trouble.demand, _nodes(trouble, offered, days), power, late_share=float(planning.late_share))
    calendar = Calendar(days, future.late, float(planning.late_days))
    demand = np.maximum(future.demand, ordered(trouble, days))
    return Ahead(
        trouble=trouble,
        quotes=offered,
        calendar=calendar,
        demand=demand,
        supply=supply(trouble, calendar),
        promised=supply(trouble, calendar.kept()),
        lost_sale=_lost_sale(trouble),
        unit_value=_unit_value(trouble, offered, float(demand[:, -1].mean()) / days),
    )


def lost_so_far(demand: Floats, supply: Floats) -> Floats:
    """Units not sold by the end of each day (paths, days)."""
    lost: Floats = np.maximum.accumulate(np.maximum(demand - supply, 0.0), axis=1)
    return lost


def outcome(
    site: Ahead,
    *,
    more: Floats | None = None,
    elsewhere: Floats | None = None,
    less_demand: Floats | None = None,
    by: float = 0.0,
) -> Outcome:
    """What happens when `more` arrives or demand is lower; `by` divides the window into before and after (in days).

    All three are cumulative, (paths, days). `held` is in unit-days and `left` in units, both on top of doing nothing
    and of what would lie `elsewhere` without it (goods that only change their site are no more to hold); neither is
    ever below zero.
    """
    none = np.zeros_like(site.demand)
    extra = none if more is None else more
    lost = lost_so_far(site.demand - (none if less_demand is None else less_demand), site.supply + extra)
    first = site.calendar.before(lost, by, surely=True)
    saved = lost_so_far(site.demand, site.supply) - lost
    on_top = (extra - (none if elsewhere is None else elsewhere) - saved).mean(axis=0)
    return Outcome(
        before=rounded(float(first.mean())),
        after=rounded(float((lost[:, -1] - first).mean())),
        short=rounded(float((lost[:, -1] > _NOTHING).mean()), "0.0001"),
        held=rounded(max(0.0, float(on_top.sum()))),
        left=rounded(max(0.0, float(on_top[-1]))),
    )


def missing(site: Ahead, after: float, *, though_late: bool = False) -> Decimal:
    """Units that an arrival so many days from now would have to bring, so that it lasts at the service level aimed at.

    It lasts on a path when it brings at least what the path would lose from then on. What is on order is not ordered a
    second time because it may be late: that adds `safety` at most, unless stock shall last `though_late`. That the
    arrival itself may be late is no reason to ask for less.
    """
    lost = lost_so_far(site.demand, site.supply)
    wanted = _enough(site, lost[:, -1] - site.calendar.before(lost, after, surely=True))
    if not though_late and after < site.days:
        wanted = min(wanted, max(0.0, _promised(site, after) + float(safety(site))))
    return rounded(wanted)


def safety(site: Ahead) -> Decimal:
    """What is enough for the days by which things are late: a safety time (Silver, Pyke and Thomas 2017, ch. 6)."""
    demand, planning = site.trouble.demand, site.trouble.assumptions.planning
    return rounded(demand.quantile(float(planning.service_level), planning.late_days))


def _promised(site: Ahead, after: float) -> float:
    """What is missing where everything on order comes in time; below zero where that leaves something over."""
    gap, lost = site.demand - site.promised, lost_so_far(site.demand, site.promised)
    most = gap[:, ceil(after) :].max(axis=1, initial=-np.inf)
    return _enough(site, most - site.calendar.before(lost, after, surely=True))


def _enough(site: Ahead, wanted: Floats) -> float:
    """What is enough on as many of the paths (paths,) as the service level says."""
    level = float(site.trouble.assumptions.planning.service_level)
    return float(np.sort(wanted)[ceil(level * len(wanted)) - 1])


def _nodes(trouble: Trouble, offered: tuple[Quote, ...], days: int) -> list[int]:
    """The days on which something arrives or could arrive, in time or late, and the last of the window."""
    dues = [arrival.due for arrival in coming(trouble)]
    sent = [f(trouble, due) for due in dues for f in (expected_in, sooner_in)]
    sent += [float(tier.price.lead_days) for quote in offered for tier in quote.tiers]
    own = [float(lane.days) for lane in trouble.lanes if lane.to_warehouse_id == trouble.warehouse_id]
    late = [moment + trouble.assumptions.planning.late_days for moment in sent]
    return sorted({ceil(m) for m in (*sent, *own, *late) if 0 < m < days} | {days})


def _lost_sale(trouble: Trouble) -> Sum:
    position, assumed = trouble.position, trouble.assumptions.lost_sale
    price, value = cents(position.list_price), cents(position.standard_price)
    margin = f"({price} - {value})" if position.list_price.amount > position.standard_price.amount else "0"
    formula = f"{plain(assumed.margin_share)} x {margin} + {plain(assumed.list_price_share)} x {price}"
    return arithmetic.money("One unit not sold", formula, trouble.currency)


def _unit_value(trouble: Trouble, offered: tuple[Quote, ...], daily: float) -> Decimal:
    """The best price for an ordinary order; a supplier who sells no such quantity counts with its smallest."""
    ordinary = rounded(daily * trouble.assumptions.buying.ordinary_days)
    usable = [quote for quote in offered if not quote.why_not]
    prices = [(quote.tier(ordinary) or quote.tiers[0]).unit_cost for quote in usable]
    return min(prices, default=trouble.position.standard_price.amount)
