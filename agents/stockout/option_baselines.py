"""What every choice is measured against: doing nothing, and Odoo's own reorder rule."""

from dataclasses import replace
from decimal import Decimal

from agents.stockout.arithmetic import day, plain
from agents.stockout.costing import Ahead, outcome
from agents.stockout.option_buy import lot, worked
from agents.stockout.option_rows import Row, Worked, after, amount, impossible, possible, risk
from agents.stockout.option_terms import Offer

NOTHING = "nothing"
RULE = "reorder_rule"


def nothing(site: Ahead) -> Offer:
    """No action now: only the risk, up to the day on which the next look could have goods here."""
    row = Row("nothing", NOTHING, "Do nothing")
    return possible(site, Worked(row=row, costs=(), risk=risk(site, outcome(site)), arrives=None, assumed=()))


def reorder_rule(site: Ahead) -> Offer:
    """What Odoo's rule would order now, from the supplier that Odoo lists first; to compare, never to choose."""
    trouble = site.trouble
    row = Row("reorder_rule", RULE, "Odoo's reorder rule")
    rule = next((r for r in trouble.position.rules if r.warehouse_id == trouble.warehouse_id), None)
    if rule is None:
        return _compared(impossible(row, "the product has no reorder rule at the site"))
    limits = f"minimum {plain(rule.minimum)}, maximum {plain(rule.maximum)}"
    if rule.to_order <= 0:
        waits = Worked(
            row=Row(row.kind, row.name, "Odoo's reorder rule: orders nothing now"),
            costs=(),
            risk=risk(site, outcome(site)),
            arrives=None,
            assumed=(),
            facts=(f"Odoo's rule, {limits}, orders nothing now",),
            comparison_only=True,
        )
        return possible(site, waits)
    return _ordered(site, row, rule.to_order, limits)


def _ordered(site: Ahead, row: Row, quantity: Decimal, limits: str) -> Offer:
    trouble = site.trouble
    quote = next((q for q in site.quotes if not q.why_not), None)
    if quote is None:
        return _compared(
            impossible(row, f"would order {amount(quantity, trouble)}, but no supplier has a usable price")
        )
    tier = quote.tier(quantity) or quote.tiers[0]
    titled = replace(row, title=f"Odoo's reorder rule: buy {amount(quantity, trouble)} from {quote.supplier}")
    ordered = worked(site, titled, lot(site, tier, quantity), [])
    arrives = after(trouble.now, tier.price.lead_days)
    facts = (f"Odoo's rule, {limits}: {amount(quantity, trouble)}, here on {day(arrives)}", *ordered.facts[1:])
    return possible(site, replace(ordered, facts=facts, deeds=(), comparison_only=True))


def _compared(offer: Offer) -> Offer:
    return offer.model_copy(update={"option": offer.option.model_copy(update={"comparison_only": True})})
