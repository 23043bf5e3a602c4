"""Asking for an open order to come earlier."""

from datetime import datetime

from agents.stockout import arithmetic
from agents.stockout.arithmetic import Sum, cents, day, plain
from agents.stockout.costing import Ahead, outcome
from agents.stockout.costing_supply import coming, expected_in, sooner_in
from agents.stockout.forecast_curve import Floats
from agents.stockout.option_rows import Deed, Row, Worked, action, after, amount, impossible, possible, shared
from agents.stockout.option_terms import Offer, Trouble
from domain.proposals import Notice, NotifyPerson
from domain.stock import Arrival

_ASSUMED = (
    "expedite.days_saved",
    "expedite.least_days",
    "expedite.surcharge_share",
    "expedite.surcharge_least",
    "expedite.accepted_share",
)


def expedites(site: Ahead) -> tuple[Offer, ...]:
    """A row for each open purchase of the product for the site in trouble."""
    trouble = site.trouble
    opened = [a for a in coming(trouble) if a.source == "purchase" and a.order_id is not None]
    if not opened:
        row = Row("expedite", "expedite", "Expedite an open order")
        return (impossible(row, "no open purchase order brings the product to the site"),)
    return tuple(_expedite(site, arrival, order) for arrival in opened if (order := arrival.order_id) is not None)


def _expedite(site: Ahead, arrival: Arrival, order_id: int) -> Offer:
    trouble, line = site.trouble, arrival.order_line_id or order_id
    row = Row("expedite", f"expedite:{order_id}/{line}", f"Expedite {arrival.name} of {arrival.supplier}")
    normally, sooner = expected_in(trouble, arrival.due), sooner_in(trouble, arrival.due)
    if sooner >= normally:
        return impossible(row, f"expected on {day(after(trouble.now, normally))} already, it cannot come sooner")
    nothing = outcome(site)
    agreed = outcome(site, more=_moved(site, arrival, normally, sooner), by=sooner)
    if agreed.lost >= nothing.lost:
        return impossible(row, f"no sale is lost for want of it before {day(after(trouble.now, normally))}")
    arrives = after(trouble.now, sooner)
    usual = day(after(trouble.now, normally))
    facts = [
        f"{arrival.name}: {amount(arrival.quantity, trouble)} on {day(arrives)} instead of {usual}",
        f"Expected not to be sold: {agreed.lost} {trouble.position.product.uom} if agreed, {nothing.lost} if not",
    ]
    overdue = ("planning.overdue_days",) if arrival.due < trouble.now else ()
    worked = Worked(
        row=row,
        costs=(_surcharge(site, arrival),),
        risk=shared(site, trouble.assumptions.expedite.accepted_share, agreed, nothing),
        arrives=arrives,
        assumed=(*_ASSUMED, *overdue),
        facts=facts,
        deeds=(Deed(_notice(trouble, arrival, order_id, arrives)),),
    )
    return possible(site, worked)


def _moved(site: Ahead, arrival: Arrival, normally: float, sooner: float) -> Floats:
    """The same goods earlier: nothing is held on top for longer than those days."""
    earlier = site.calendar.arriving(arrival.quantity, sooner)
    return earlier - site.calendar.arriving(arrival.quantity, normally)


def _surcharge(site: Ahead, arrival: Arrival) -> Sum:
    """What expediting is expected to cost: it is paid only where the supplier agrees."""
    assumed = site.trouble.assumptions.expedite
    share = f"{plain(arrival.quantity)} x {cents(site.unit_value)} x {plain(assumed.surcharge_share)}"
    least = arithmetic.value(share) < assumed.surcharge_least
    surcharge = f"{assumed.surcharge_least:.2f}" if least else share
    words = "Smallest surcharge, if agreed" if least else "Surcharge, if agreed"
    return arithmetic.money(words, f"{plain(assumed.accepted_share)} x {surcharge}", site.trouble.currency)


def _notice(trouble: Trouble, arrival: Arrival, order_id: int, arrives: datetime) -> NotifyPerson:
    return NotifyPerson(
        **dict(action(trouble)),
        notice=Notice.EXPEDITE_ORDER,
        product=trouble.position.product,
        user_id=trouble.desk.buyer(order_id).uid,
        on_model="purchase.order",
        on_id=order_id,
        on_name=arrival.name,
        quantity=arrival.quantity,
        due=arrives,
    )
