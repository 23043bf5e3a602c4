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
from agents.stockout.forecast_curve import Floats
from agents.stockout.option_prices import Quote, quotes
from agents.stockout.option_terms import Trouble

POWER = 8
"""Options are weighed on 2**8 = 256 paths of demand."""

_NOTHING = 1e-9
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ahead:
    """The days ahead of one site if nothing is done: `demand` (paths, days), `supply` (days), both cumulative.

    `unit_value` is what a unit is worth: its price in an ordinary order, or the standard price without one.
    """

    trouble: Trouble
    quotes: tuple[Quote, ...]
    days: int
    demand: Floats
    supply: Floats
    lost_sale: Sum
    unit_value: Decimal

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
    demand = _demand(trouble, _nodes(trouble, offered, days), power)
    return Ahead(
        trouble=trouble,
        quotes=offered,
        days=days,
        demand=demand,
        supply=_supply(trouble, days),
        lost_sale=_lost_sale(trouble),
        unit_value=_unit_value(trouble, offered, float(demand[:, -1].mean()) / days),
    )


def expected_in(trouble: Trouble, due: datetime) -> float:
    """Days until an arrival is to be expected: an overdue one comes later, by assumption."""
    return (due - trouble.now) / _DAY if due >= trouble.now else float(trouble.assumptions.planning.overdue_days)


def sooner_in(trouble: Trouble, due: datetime) -> float:
    """Days until an arrival that is asked to come earlier."""
    assumed = trouble.assumptions.expedite
    return max(float(assumed.least_days), expected_in(trouble, due) - assumed.days_saved)


def arriving(quantity: Decimal | float, after: float, days: int) -> Floats:
    """Cumulative supply from one arrival: it serves the days that begin once it is there."""
    step: Floats = np.where(np.arange(days) >= after, float(quantity), 0.0)
    return step


def leaving(quantity: Decimal | float, due: float, days: int) -> Floats:
    """Cumulative quantity that has left by the end of each day."""
    step: Floats = np.where(np.arange(1, days + 1) >= due, float(quantity), 0.0)
    return step


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

    `held` is in unit-days and `left` in units, both on top of doing nothing and of what would lie `elsewhere` without
    it (goods that only change their site are no more to hold); neither is ever below zero.
    """
    plain_lost = lost_so_far(site.demand, site.supply)
    demand = site.demand if less_demand is None else site.demand - less_demand
    none = np.zeros(site.days)
    extra = none if more is None else more
    lost = lost_so_far(demand, site.supply + extra)
    first = lost[:, min(site.days, ceil(by)) - 1] if by > 0 else np.zeros(len(lost))
    on_top = extra - (none if elsewhere is None else elsewhere) + (lost - plain_lost).mean(axis=0)
    return Outcome(
        before=rounded(float(first.mean())),
        after=rounded(float((lost[:, -1] - first).mean())),
        short=rounded(float((lost[:, -1] > _NOTHING).mean()), "0.0001"),
        held=rounded(max(0.0, float(on_top.sum()))),
        left=rounded(max(0.0, float(on_top[-1]))),
    )


def missing(site: Ahead, after: float) -> Decimal:
    """Units that an arrival so many days from now would have to bring, so that it lasts at the service level aimed at.

    It lasts on a path when it brings at least what the path would lose from then on.
    """
    lost = lost_so_far(site.demand, site.supply)
    before = lost[:, min(site.days, ceil(after)) - 1] if after > 0 else np.zeros(len(lost))
    wanted = np.sort(lost[:, -1] - before)
    level = float(site.trouble.assumptions.planning.service_level)
    return rounded(float(wanted[ceil(level * len(wanted)) - 1]))


def _nodes(trouble: Trouble, offered: tuple[Quote, ...], days: int) -> list[int]:
    """The days on which something arrives or could arrive, and the last of the window."""
    arrivals = [a for a in trouble.position.arrivals if a.warehouse_id == trouble.warehouse_id]
    moments = [expected_in(trouble, arrival.due) for arrival in arrivals]
    moments += [sooner_in(trouble, arrival.due) for arrival in arrivals]
    moments += [float(lane.days) for lane in trouble.lanes if lane.to_warehouse_id == trouble.warehouse_id]
    moments += [float(tier.price.lead_days) for quote in offered for tier in quote.tiers]
    return sorted({ceil(m) for m in moments if 0 < m < days} | {days})


def _demand(trouble: Trouble, nodes: list[int], power: int) -> Floats:
    """Demand along paths; what is already promised to customers is the least of it."""
    days = nodes[-1]
    promised = np.zeros(days)
    for quantity, due in _commitments(trouble, to_customers=True):
        promised += leaving(quantity, due, days)
    floor: Floats = np.maximum(paths(trouble.demand, nodes, power), promised)
    return floor


def _supply(trouble: Trouble, days: int) -> Floats:
    """What is on the shelf and promised to arrive, less what is owed or leaves for another site."""
    shelf = trouble.position.shelf(trouble.warehouse_id)
    supply = np.full(days, float(shelf.on_hand) if shelf else 0.0)
    for arrival in trouble.position.arrivals:
        if arrival.warehouse_id == trouble.warehouse_id:
            supply += arriving(arrival.quantity, expected_in(trouble, arrival.due), days)
    for quantity, due in _commitments(trouble, to_customers=False):
        supply -= leaving(quantity, due, days)
    return supply


def _commitments(trouble: Trouble, *, to_customers: bool) -> list[tuple[float, float]]:
    """Quantity and days until due. A delivery already overdue is owed on top of new demand, so it counts as leaving."""
    own = [c for c in trouble.position.commitments if c.warehouse_id == trouble.warehouse_id]
    return [
        (float(c.quantity), (c.due - trouble.now) / _DAY)
        for c in own
        if (c.sale_order_id is not None and c.due >= trouble.now) is to_customers
    ]


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
