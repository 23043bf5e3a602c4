"""One row of the choice: its cost, its remaining risk and the sums behind both; or why it is not possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from agents.stockout import arithmetic
from agents.stockout.arithmetic import Sum, cents, day, plain, rounded
from agents.stockout.costing import Ahead, Outcome
from agents.stockout.costing_supply import coming
from agents.stockout.option_terms import Offer, Trouble
from domain.action import SiteAction
from domain.case import Option
from domain.fact import Line, Name, Quantity, tame
from domain.money import Money
from domain.proposals import Bounds, Proposal

Kind = Literal[
    "transfer", "buy", "expedite", "substitute", "defer", "split_ship", "nothing", "combined", "reorder_rule"
]

LATE = ("planning.late_share", "planning.late_days")
LOSS = ("lost_sale.margin_share", "lost_sale.list_price_share")

_MOST = Decimal(10) ** 9  # the most that an amount may be


@dataclass(frozen=True)
class Risk:
    """The units expected not to be sold, as a formula, with the lines that lead to it."""

    lines: tuple[Line, ...]
    formula: str
    short: Decimal


@dataclass(frozen=True)
class Row:
    """What every row says of itself."""

    kind: Kind
    name: Name
    title: str


@dataclass(frozen=True)
class Deed:
    """What would be written first, and within what bounds it may be amended."""

    step: Proposal
    bounds: Bounds | None = None


def impossible(row: Row, why: str) -> Offer:
    """A row that cannot be done, with the reason."""
    return Offer(
        option=Option(option=row.name, kind=row.kind, title=tame(row.title), feasible=False, why_not=tame(why))
    )


@dataclass(frozen=True)
class Worked:
    """A possible row before it is added up."""

    row: Row
    costs: Sequence[Sum]
    risk: Risk
    arrives: datetime | None
    assumed: Sequence[str]
    """Keys of the assumptions that the row leans on, beside the cost of a lost sale."""
    facts: Sequence[Line] = ()
    deeds: Sequence[Deed] = ()
    comparison_only: bool = False


def possible(site: Ahead, worked: Worked) -> Offer:
    """A row that can be done, added up to the cent: cost, remaining risk, and the total to compare."""
    currency = site.trouble.currency
    cost = arithmetic.added("Cost", worked.costs, currency)
    risk = arithmetic.money("Remaining risk", f"{worked.risk.formula} x {site.lost_sale.amount:.2f}", currency)
    total = arithmetic.added("Total to compare", (cost, risk), currency)
    lines = [*worked.facts, *(c.line for c in worked.costs), cost.line]
    lines += [*worked.risk.lines, site.lost_sale.line, risk.line, total.line]
    keys = dict.fromkeys([*worked.assumed, *_window(site), *LOSS])
    option = Option(
        option=worked.row.name,
        kind=worked.row.kind,
        title=tame(worked.row.title),
        feasible=True,
        cost=Money(amount=cost.amount, currency=currency),
        arrives=worked.arrives,
        short_probability=worked.risk.short,
        risk=Money(amount=risk.amount, currency=currency),
        arithmetic=tuple(tame(line) for line in lines),
        assumptions=tuple(site.trouble.assumptions.said(key) for key in keys),
        comparison_only=worked.comparison_only,
    )
    steps, bounds = tuple(d.step for d in worked.deeds), tuple(d.bounds for d in worked.deeds)
    return Offer(option=option, steps=steps, bounds=bounds)


def risk(site: Ahead, outcome: Outcome, arrives: datetime | None = None) -> Risk:
    """The risk that remains when something surely arrives; without an arrival, over the whole window."""
    uom, until = site.trouble.position.product.uom, day(site.until)
    if arrives is None or arrives >= site.until:
        line = f"Expected not to be sold until {until}: {plain(outcome.lost)} {uom}"
        return Risk((tame(line),), f"{outcome.lost}", outcome.short)
    line = f"Expected not to be sold until {day(arrives)}: {plain(outcome.before)} {uom}"
    line += f"; after it until {until}: {plain(outcome.after)} {uom}"
    return Risk((tame(line),), f"({outcome.before} + {outcome.after})", outcome.short)


def shared(site: Ahead, share: Decimal, agreed: Outcome, otherwise: Outcome) -> Risk:
    """The risk that remains when others must agree, and do so with probability `share`."""
    uom = site.trouble.position.product.uom
    formula = f"{plain(share)} x {agreed.lost} + (1 - {plain(share)}) x {otherwise.lost}"
    expected = arithmetic.units(f"Expected not to be sold until {day(site.until)}, agreed or not", formula, uom)
    short = rounded(float(share * agreed.short + (1 - share) * otherwise.short), "0.0001")
    return Risk((expected.line,), f"{expected.amount}", short)


def held(site: Ahead, outcome: Outcome) -> tuple[tuple[Line, ...], Sum]:
    """What it costs to hold what is brought in on top: within the window, and the rest until it is sold."""
    assumed, value = site.trouble.assumptions.holding, cents(site.unit_value)
    longest, left, daily = Decimal(assumed.longest_days), outcome.left, site.daily
    if left > daily * longest:
        later = f"{left} x {longest} - {daily} x {longest} x {longest} / 2"
    elif left > 0:
        later = f"{left} x {left} / (2 x {daily})"
    else:
        later = "0"
    days = arithmetic.units("Held on top, in the window and until sold", f"{outcome.held} + {later}", "unit-days")
    formula = f"{days.amount} x {value} x {plain(assumed.rate_per_year)} / 365"
    return (days.line,), arithmetic.money("Holding", formula, site.trouble.currency)


def action(trouble: Trouble) -> SiteAction:
    """What every proposal of this shortage says."""
    site = trouble.site
    return SiteAction(company_id=site.company_id, warehouse_id=site.warehouse_id, warehouse=site.name)


def after(now: datetime, days: Decimal | float) -> datetime:
    """A moment so many days from now, to the minute."""
    return (now + timedelta(days=float(days))).replace(second=0, microsecond=0)


def amendable(trouble: Trouble, least: Decimal, most: Decimal, arrives: datetime) -> Bounds:
    """Within what an approver may amend: the quantity, and the day up to the next occasion to order after it."""
    later = timedelta(days=trouble.assumptions.planning.review_days)
    return Bounds(
        quantity_min=least,
        quantity_max=min(most, _MOST),
        date_from=arrives,
        date_to=arrives + later,
        step=trouble.position.multiple,
    )


def up(quantity: Decimal, multiple: Decimal) -> Decimal:
    """The next whole multiple."""
    return (quantity / multiple).to_integral_value(ROUND_CEILING) * multiple


def down(quantity: Decimal, multiple: Decimal) -> Decimal:
    """The last whole multiple, never below zero."""
    return max(Decimal(0), (quantity / multiple).to_integral_value(ROUND_FLOOR) * multiple)


def amount(quantity: Quantity, trouble: Trouble) -> str:
    """A quantity with its unit."""
    return f"{plain(quantity)} {trouble.position.product.uom}"


def _window(site: Ahead) -> tuple[str, ...]:
    bought = any(not quote.why_not for quote in site.quotes)
    window = "planning.review_days" if bought else "planning.window_days"
    return (window, *(LATE if coming(site.trouble) else ()))
