"""Reorder rules: minimum and maximum set together, from the values that were cleared."""

from domain.proposals import AdjustReorderRule
from tools.errors import Amiss
from tools.odoo import drafts
from tools.odoo.plain import figure
from tools.odoo.session import OdooSession
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.keyed import Written, afterwards

_MODEL = "stock.warehouse.orderpoint"


def adjusted(proposal: AdjustReorderRule, odoo: OdooSession) -> Written | None:
    """The rule when it already says what was proposed; setting it again would change nothing."""
    rule = drafts.rule(odoo, proposal.orderpoint_id, proposal.company_id)
    wanted = (proposal.product.product_id, proposal.new_min, proposal.new_max)
    if rule is None or (rule.product_id, rule.minimum, rule.maximum) != wanted:
        return None
    return _written(rule, fresh=False)


def adjust(proposal: AdjustReorderRule, odoo: OdooSession) -> Written:
    """Set both values in one write and read them back; nothing else of the rule is touched."""
    values = {"product_min_qty": float(proposal.new_min), "product_max_qty": float(proposal.new_max)}
    Pen(odoo, proposal.company_id).set(_MODEL, proposal.orderpoint_id, values)
    with afterwards():
        return _taken(proposal, drafts.rule(odoo, proposal.orderpoint_id, proposal.company_id))


def _taken(proposal: AdjustReorderRule, rule: drafts.Rule | None) -> Written:
    if rule is None or (rule.minimum, rule.maximum) != (proposal.new_min, proposal.new_max):
        message = f"the rule did not take {figure(proposal.new_min)} to {figure(proposal.new_max)}"
        raise Amiss(message, remedy="Odoo rounds to the unit, or somebody set it in the same moment")
    return _written(rule, fresh=True)


def _written(rule: drafts.Rule, *, fresh: bool) -> Written:
    return Written(
        model=_MODEL,
        record_id=rule.orderpoint_id,
        record=rule.name,
        read_back=(f"{rule.name} orders below {figure(rule.minimum)} up to {figure(rule.maximum)}"[:200],),
        fresh=fresh,
    )
