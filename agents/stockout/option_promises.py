"""What can be done about promises to customers: deliver later, or deliver in two parts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from math import ceil

import numpy as np

from agents.stockout import arithmetic
from agents.stockout.arithmetic import Sum, cents, day, plain, rounded
from agents.stockout.costing import Ahead, Outcome, lost_so_far, outcome
from agents.stockout.costing_supply import coming, expected_in, leaving
from agents.stockout.forecast_curve import Floats
from agents.stockout.option_rows import Deed, Row, Worked, action, after, amount, impossible, possible, risk, up
from agents.stockout.option_terms import Offer
from domain.proposals import Notice, NotifyPerson

_MOST_ORDERS = 5


@dataclass(frozen=True)
class Promise:
    """What one sales order is promised before an arrival, and how many days later that arrival would serve it."""

    order_id: int
    order: str
    quantity: Decimal
    due: float
    late: int


@dataclass(frozen=True)
class Way:
    """Some promises served from one arrival: what that costs, and what is lost all the same."""

    promises: Sequence[Promise]
    arrives: float
    costs: Sequence[Sum]
    outcome: Outcome
    later: Sequence[Decimal]
    """The quantity of each promise that comes later."""


_Weigh = Callable[[Ahead, Sequence[Promise], float], Way]


def deferral(site: Ahead) -> Offer:
    """Whole deliveries moved to the day of an arrival; the shortest delays first, as many as pay off."""
    assumed = ("defer.cost_per_unit_day", "defer.accepted_share")
    return _row(site, Row("defer", "defer", "Deliver later"), _deferred, Notice.DEFER_DELIVERY, assumed)


def splitting(site: Ahead) -> Offer:
    """Deliveries in two parts: what is there now, and what is missing once goods arrive."""
    assumed = ("split.cost_per_delivery", "split.accepted_share", "defer.cost_per_unit_day")
    return _row(site, Row("split_ship", "split_ship", "Deliver in two parts"), _split, Notice.SPLIT_DELIVERY, assumed)


def _row(  # noqa: PLR0917 - one row of a table of two
    site: Ahead, row: Row, weigh: _Weigh, notice: Notice, assumed: tuple[str, ...]
) -> Offer:
    arrivals = _arrivals(site)
    if not arrivals:
        return impossible(row, f"nothing arrives by {day(site.until)} that a later delivery could be served from")
    ways = [weigh(site, some, at) for at in arrivals for some in _first_few(site, at)]
    if not ways:
        return impossible(row, f"no delivery is promised before {day(after(site.trouble.now, max(arrivals)))}")
    best = min(ways, key=lambda way: (_total(site, way), way.arrives, len(way.promises)))
    if best.outcome.lost >= outcome(site).lost:
        return impossible(row, "no sale would be saved by it")
    arrives = after(site.trouble.now, best.arrives)
    worked = Worked(
        row=Row(row.kind, row.name, f"{row.title}: {', '.join(p.order for p in best.promises)}"),
        costs=best.costs,
        risk=risk(site, best.outcome, arrives),
        arrives=arrives,
        assumed=assumed,
        facts=[
            f"{p.order}: {amount(later, site.trouble)} of {amount(p.quantity, site.trouble)} on {day(arrives)}"
            for p, later in zip(best.promises, best.later, strict=True)
        ],
        deeds=[Deed(step) for step in _notices(site, best, notice)],
    )
    return possible(site, worked)


def _arrivals(site: Ahead) -> list[float]:
    """Days until goods come in within the window, each once."""
    days = {expected_in(site.trouble, arrival.due) for arrival in coming(site.trouble)}
    return sorted(d for d in days if 0 < d < site.days)


def _first_few(site: Ahead, at: float) -> Iterator[Sequence[Promise]]:
    """The one promise with the shortest delay, the two with the shortest, and so on."""
    promises = sorted(_promises(site, at), key=lambda p: (p.late, p.order_id))[:_MOST_ORDERS]
    for count in range(1, len(promises) + 1):
        yield promises[:count]


def _promises(site: Ahead, at: float) -> list[Promise]:
    trouble = site.trouble
    orders: dict[int, Promise] = {}
    for commitment in trouble.position.commitments:
        due = (commitment.due - trouble.now) / timedelta(days=1)
        elsewhere = commitment.warehouse_id != trouble.warehouse_id or commitment.quantity <= 0
        if elsewhere or commitment.sale_order_id is None or due >= at:
            continue
        known = orders.get(commitment.sale_order_id)
        first, quantity = (min(due, known.due), known.quantity) if known else (due, Decimal(0))
        orders[commitment.sale_order_id] = Promise(
            commitment.sale_order_id, commitment.name, quantity + commitment.quantity, first, ceil(at - max(first, 0.0))
        )
    return list(orders.values())


def _deferred(site: Ahead, promises: Sequence[Promise], at: float) -> Way:
    assumed, currency = site.trouble.assumptions.defer, site.trouble.currency
    share, rate = plain(assumed.accepted_share), cents(assumed.cost_per_unit_day)
    moved = sum((_between(site, p, at) for p in promises), np.zeros_like(site.demand)) * float(assumed.accepted_share)
    costs = [
        arithmetic.money(
            f"{p.order} {p.late} days later", f"{share} x {plain(p.quantity)} x {p.late} x {rate}", currency
        )
        for p in promises
    ]
    return Way(promises, at, costs, outcome(site, less_demand=moved, by=at), [p.quantity for p in promises])


def _split(site: Ahead, promises: Sequence[Promise], at: float) -> Way:
    """What is missing on these orders until the arrival is not lost, it is served from it."""
    trouble, assumed = site.trouble, site.trouble.assumptions.split
    promised = sum((p.quantity for p in promises), Decimal(0))
    lost = site.calendar.before(lost_so_far(site.demand, site.supply), at)
    later = np.minimum(float(assumed.accepted_share * promised), lost)
    expected = rounded(float(later.mean()))
    days = sum((p.quantity * p.late for p in promises), Decimal(0)) / promised
    second = f"{plain(assumed.accepted_share)} x {len(promises)} x {cents(assumed.cost_per_delivery)}"
    delay = f"{expected} x {rounded(float(days), '0.1')} x {cents(trouble.assumptions.defer.cost_per_unit_day)}"
    costs = [
        arithmetic.money("Second deliveries", second, trouble.currency),
        arithmetic.money("Second parts, units and mean days later", delay, trouble.currency),
    ]
    parts = [min(p.quantity, up(expected * p.quantity / promised, trouble.position.multiple)) for p in promises]
    return Way(promises, at, costs, _left(site, lost - later, at), parts)


def _left(site: Ahead, before: Floats, at: float) -> Outcome:
    """What is lost when only `before` (paths) is lost until the arrival and the rest is still wanted after it."""
    there = site.calendar.arriving(1, at) > 0
    gaps = np.where(there, site.demand - site.supply, 0.0)
    total = np.maximum(before, gaps.max(axis=1))
    return Outcome(
        before=rounded(float(before.mean())),
        after=rounded(float((total - before).mean())),
        short=rounded(float((total > 0).mean()), "0.0001"),
        held=Decimal(0),
        left=Decimal(0),
    )


def _between(site: Ahead, promise: Promise, at: float) -> Floats:
    return leaving(promise.quantity, promise.due, site.days) - site.calendar.arriving(promise.quantity, at)


def _total(site: Ahead, way: Way) -> Decimal:
    return sum((c.amount for c in way.costs), way.outcome.lost * site.lost_sale.amount)


def _notices(site: Ahead, way: Way, notice: Notice) -> Iterator[NotifyPerson]:
    trouble = site.trouble
    for promise, later in zip(way.promises, way.later, strict=True):
        yield NotifyPerson(
            **dict(action(trouble)),
            notice=notice,
            product=trouble.position.product,
            user_id=trouble.desk.seller(promise.order_id).uid,
            on_model="sale.order",
            on_id=promise.order_id,
            on_name=promise.order,
            quantity=later,
            due=after(trouble.now, way.arrives),
        )
