"""Buying from a supplier: smallest quantity, whole multiples, and the price break that comes out cheapest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from agents.stockout import arithmetic
from agents.stockout.arithmetic import Sum, cents, day, plain
from agents.stockout.costing import Ahead, Outcome, missing, outcome, safety
from agents.stockout.costing_supply import coming
from agents.stockout.option_prices import Quote, Tier
from agents.stockout.option_rows import (
    LATE,
    Deed,
    Row,
    Worked,
    action,
    after,
    amendable,
    amount,
    held,
    impossible,
    possible,
    risk,
    up,
)
from agents.stockout.option_terms import Offer, Trouble
from domain.fact import Line
from domain.proposals import RaisePurchase, gross_of

BUYING = ("buying.order_cost", "buying.ordinary_days", *LATE, "holding.rate_per_year", "holding.longest_days")


@dataclass(frozen=True)
class Lot:
    """A quantity from one price break, with what it costs beyond the value of the goods."""

    tier: Tier
    quantity: Decimal
    costs: tuple[Sum, ...]
    facts: tuple[Line, ...]
    outcome: Outcome
    total: Decimal


def purchases(site: Ahead) -> tuple[Offer, ...]:
    """A row for each supplier of the product."""
    if not site.quotes:
        return (impossible(Row("buy", "buy", "Buy"), "no supplier has a price for the product"),)
    return tuple(_purchase(site, quote) for quote in site.quotes)


def lot(site: Ahead, tier: Tier, quantity: Decimal) -> Lot:
    """What a quantity comes to: its price and order, holding what is left, and the risk that stays."""
    days = tier.price.lead_days
    result = outcome(site, more=site.calendar.arriving(quantity, days), by=days)
    lines, holding = held(site, result)
    costs = (*purchase_costs(site, tier, quantity), holding)
    total = sum((c.amount for c in costs), result.lost * site.lost_sale.amount)
    return Lot(tier, quantity, costs, (spend(tier, quantity), *lines), result, total)


def purchase_costs(site: Ahead, tier: Tier, quantity: Decimal) -> tuple[Sum, ...]:
    """The price above (or below) that of an ordinary order, and the order itself."""
    trouble, value = site.trouble, cents(site.unit_value)
    premium = f"{plain(quantity)} x ({_price(tier)} - {value})"
    order = f"{trouble.assumptions.buying.order_cost:.2f}"
    return (
        arithmetic.money("Price above that of an ordinary order", premium, trouble.currency),
        arithmetic.money("One order", order, trouble.currency),
    )


def spend(tier: Tier, quantity: Decimal) -> Line:
    """What the supplier is paid: not a cost, the goods are there for it."""
    formula = f"{plain(quantity)} x {cents(tier.price.price)}"
    return arithmetic.money("Goods, worth what is paid for them", formula, tier.price.price.currency).line


def deed(trouble: Trouble, tier: Tier, quantity: Decimal) -> Deed:
    """The draft order; an amendment stays within its price break, and within twice the quantity."""
    price, multiple = tier.price, trouble.position.multiple
    step = RaisePurchase(
        **dict(action(trouble)),
        product=trouble.position.product,
        supplier_id=price.supplier_id,
        supplier=price.supplier,
        supplierinfo_id=price.supplierinfo_id,
        quantity=quantity,
        unit_price=price.price,
        gross=gross_of(quantity, price.price),
        expected=after(trouble.now, price.lead_days),
        picking_type_id=trouble.site.receipt_type_id,
    )
    least, most = max(up(tier.least, multiple), multiple), 2 * quantity
    if tier.below is not None:
        most = min(most, up(tier.below, multiple) - multiple)
    return Deed(step, amendable(trouble, least, max(most, quantity), step.expected))


def candidates(site: Ahead, quote: Quote) -> Iterator[tuple[Tier, Decimal]]:
    """For each price break, the least quantity in it that covers what is missing, where anything is."""
    multiple = site.trouble.position.multiple
    for tier in quote.tiers:
        wanted = missing(site, tier.price.lead_days) if tier.price.lead_days < site.days else Decimal(0)
        quantity = max(up(wanted, multiple), up(tier.least, multiple))
        if wanted > 0 and (tier.below is None or quantity < tier.below):
            yield tier, quantity


def _purchase(site: Ahead, quote: Quote) -> Offer:
    row = Row("buy", f"buy:{quote.supplier_id}", f"Buy from {quote.supplier}")
    if quote.why_not:
        return impossible(row, quote.why_not)
    lots = [lot(site, tier, quantity) for tier, quantity in candidates(site, quote)]
    if not lots:
        return impossible(row, _too_late(site, quote))
    best = min(lots, key=lambda one: (one.total, one.quantity))
    titled = replace(row, title=f"Buy {amount(best.quantity, site.trouble)} from {quote.supplier}")
    return possible(site, worked(site, titled, best, lots))


def worked(site: Ahead, row: Row, best: Lot, lots: list[Lot]) -> Worked:
    """The row of one lot, with the other price breaks that were weighed."""
    trouble, price = site.trouble, best.tier.price
    arrives = after(trouble.now, price.lead_days)
    wanted = missing(site, price.lead_days)
    least = "" if best.tier.least <= 1 else f"; this price from {plain(best.tier.least)}"
    facts = [
        f"Missing at the service level after {day(arrives)}: {amount(wanted, trouble)}{least}",
        *_on_order(site),
        *_rate(best.tier),
        *best.facts,
        *(_break(trouble, one) for one in lots if one is not best),
    ]
    return Worked(
        row=row,
        costs=best.costs,
        risk=risk(site, best.outcome, arrives),
        arrives=arrives,
        assumed=(*BUYING, "planning.service_level"),
        facts=facts,
        deeds=(deed(trouble, best.tier, best.quantity),),
    )


def _price(tier: Tier) -> str:
    own = cents(tier.price.price)
    return own if tier.factor == 1 else f"{own} x {plain(tier.factor)}"


def _on_order(site: Ahead) -> tuple[Line, ...]:
    """How much of what is missing may be so only because others are late."""
    theirs = [arrival for arrival in coming(site.trouble) if arrival.source != "transfer"]
    most = f"At most {amount(safety(site), site.trouble)} of it because what is on order may come late"
    return (f"{most}: what is enough for {site.calendar.late_days:.0f} days",) if theirs else ()


def _rate(tier: Tier) -> tuple[Line, ...]:
    currency = tier.price.price.currency
    return () if tier.factor == 1 else (f"Rate: {plain(tier.factor)} for 1 {currency}, the worst of late",)


def _break(trouble: Trouble, other: Lot) -> Line:
    quantity, price = amount(other.quantity, trouble), cents(other.tier.price.price)
    return f"Weighed and dearer: {quantity} at {price}, total to compare {other.total:.2f} {trouble.currency}"


def _too_late(site: Ahead, quote: Quote) -> str:
    arrives = site.trouble.now + timedelta(days=quote.days)
    if quote.days >= site.days:
        return f"would arrive on {day(arrives)}; what is ordered at the next look is here by {day(site.until)}"
    return f"nothing is missing any more once it arrives on {day(arrives)}"
