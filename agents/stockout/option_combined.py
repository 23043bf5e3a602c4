"""Several ways at once, where one alone leaves too much unsold: the quantities are those of the balancing programme."""

from datetime import datetime
from decimal import Decimal

import numpy as np

from agents.stockout.balance_model import CASE_POWER, carried, model, solve
from agents.stockout.costing import Ahead, outcome
from agents.stockout.forecast_curve import Floats
from agents.stockout.option_buy import BUYING, purchase_costs, spend
from agents.stockout.option_buy import deed as buying
from agents.stockout.option_prices import Tier
from agents.stockout.option_rows import Row, Worked, after, amount, held, impossible, possible, risk
from agents.stockout.option_terms import Offer, Trouble
from agents.stockout.option_transfer import Giver, keeping, lane_assumptions, lane_cost
from agents.stockout.option_transfer import deed as moving
from domain.fact import tame

_SECONDS = 2.0

Part = tuple[Giver | Tier, Decimal]


def combined(site: Ahead) -> Offer:
    """The best mix of transfers and purchases; not possible where the best is a single one, or none."""
    trouble = site.trouble
    one = model(trouble, power=CASE_POWER)
    parts = carried(one, solve([one], seconds=_SECONDS).quantities[0])
    if len(parts) < 2:  # noqa: PLR2004 - a mix has at least two
        found = _said(trouble, parts[0]) if parts else "doing nothing"
        return impossible(Row("combined", "combined", "Combine"), f"nothing is gained over one way alone: {found}")
    name = "combined:" + "+".join(_code(source) for source, _ in parts)
    row = Row("combined", name, "Combine: " + ", ".join(_said(trouble, part) for part in parts))
    return possible(site, _worked(site, row, parts))


def _worked(site: Ahead, row: Row, parts: list[Part]) -> Worked:
    trouble = site.trouble
    first, last = min(_days(source) for source, _ in parts), max(_days(source) for source, _ in parts)
    none = np.zeros_like(site.demand)
    more = sum((_arriving(site, part) for part in parts), none)
    moved = sum((_arriving(site, part) for part in parts if isinstance(part[0], Giver)), none)
    result = outcome(site, more=more, elsewhere=moved, by=first)
    lines, holding = held(site, result)
    costs, facts, assumed = [], [], list[str]()
    for source, quantity in parts:
        if isinstance(source, Giver):
            costs.append(lane_cost(source, quantity, trouble))
            facts.append(keeping(source, quantity, trouble))
            assumed += lane_assumptions(source)
        else:
            costs += purchase_costs(site, source, quantity)
            facts.append(spend(source, quantity))
            assumed += BUYING
    if any(isinstance(source, Tier) for source, _ in parts):
        costs.append(holding)
        facts += lines
    here = after(trouble.now, last)
    facts.append(f"All of it is here on {here:%Y-%m-%d}")
    deeds = [moving(s, q, trouble) if isinstance(s, Giver) else buying(trouble, s, q) for s, q in parts]
    arrives: datetime = after(trouble.now, first)
    return Worked(
        row=row,
        costs=costs,
        risk=risk(site, result, arrives),
        arrives=arrives,
        assumed=(*assumed, "planning.service_level"),
        facts=facts,
        deeds=deeds,
    )


def _arriving(site: Ahead, part: Part) -> Floats:
    source, quantity = part
    return site.calendar.arriving(quantity, _days(source), surely=isinstance(source, Giver))


def _days(source: Giver | Tier) -> float:
    return float(source.lane.days) if isinstance(source, Giver) else float(source.price.lead_days)


def _code(source: Giver | Tier) -> str:
    return source.shelf.site.code if isinstance(source, Giver) else str(source.price.supplier_id)


def _said(trouble: Trouble, part: Part) -> str:
    source, quantity = part
    if isinstance(source, Giver):
        return f"transfer {amount(quantity, trouble)} from {source.shelf.site.code}"
    return f"buy {amount(quantity, trouble)} from {tame(source.price.supplier, 40)}"
