"""What the judge must know beside a proposal, read from Odoo and the ledger as it is now."""

import re
from typing import Literal

from domain.approval import Circumstances, Giving, Rate
from domain.fact import Moment
from domain.identity import CaseId
from domain.ledger import EffectState
from domain.money import Money
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    Wish,
    WithdrawDraft,
)
from domain.supplier import OrderStanding, ReplyStanding, SupplierStanding
from domain.supplying import AskSupplier, ChangeExpectedDate, HoldSupplier, PreferSupplier, ReleaseSupplier
from tools.ledger import Ledger
from tools.odoo import ordered, purchasing, spent
from tools.odoo.giving import giving
from tools.odoo.session import OdooSession

Maker = Literal["this_case", "another_case", "not_ours"]

_MESSAGE = re.compile(r"mail\.message,([1-9]\d{0,8})")
_DONE = {EffectState.APPLIED, EffectState.VERIFIED}


def circumstances(wish: Wish, odoo: OdooSession, ledger: Ledger, *, case: CaseId, now: Moment) -> Circumstances:
    """None where something is not known, or does not matter; what is committed already is added by the ledger."""
    proposal = wish.proposal
    worst = _rate(proposal, odoo, now)
    spend = _spent(proposal, odoo, now)
    return Circumstances(
        grounds=wish.grounds,
        judged_at=now,
        company_currency=worst.company_currency if worst is not None else spend.currency if spend is not None else None,
        rate=worst,
        supplier=_supplier(proposal, odoo),
        exposures=(),
        giving=_giving(proposal, odoo, worst),
        made_by=_made_by(proposal, ledger, case),
        passed_over=_passed_over(proposal, odoo),
        order=_order(proposal, odoo),
        reply=_reply(proposal, odoo),
        spent=spend,
    )


def _rate(proposal: Proposal, odoo: OdooSession, now: Moment) -> Rate | None:
    match proposal:
        case MoveStock() | ChangeExpectedDate() | PreferSupplier() | HoldSupplier():
            currency = proposal.value.currency
        case RaisePurchase() | ConfirmPurchase() | SplitSourcing():
            currency = proposal.unit_price.currency
        case _:
            return None
    return purchasing.rate(odoo, currency, company_id=proposal.company_id, now=now)


def _supplier(proposal: Proposal, odoo: OdooSession) -> SupplierStanding | None:
    if isinstance(proposal, MoveStock | AdjustReorderRule | NotifyPerson | WithdrawDraft):
        return None
    return purchasing.standing(odoo, proposal.supplier_id, company_id=proposal.company_id)


def _passed_over(proposal: Proposal, odoo: OdooSession) -> SupplierStanding | None:
    match proposal:
        case SplitSourcing():
            return purchasing.standing(odoo, proposal.late_supplier_id, company_id=proposal.company_id)
        case PreferSupplier():
            return purchasing.standing(odoo, proposal.over_supplier_id, company_id=proposal.company_id)
        case _:
            return None


def _order(proposal: Proposal, odoo: OdooSession) -> OrderStanding | None:
    match proposal:
        case AskSupplier():
            order, lines = proposal.order_id, tuple(line.line_id for line in proposal.lines)
        case ChangeExpectedDate():
            order, lines = proposal.order_id, (proposal.line_id,)
        case SplitSourcing():
            order, lines = proposal.late_order_id, (proposal.late_line_id,)
        case _:
            return None
    return ordered.ordered(odoo, order, line_ids=lines, company_id=proposal.company_id)


def _reply(proposal: Proposal, odoo: OdooSession) -> ReplyStanding | None:
    if not isinstance(proposal, ChangeExpectedDate):
        return None
    named = _MESSAGE.fullmatch(proposal.evidence)
    return None if named is None else ordered.replied(odoo, int(named[1]), company_id=proposal.company_id)


def _spent(proposal: Proposal, odoo: OdooSession, now: Moment) -> Money | None:
    company = proposal.company_id
    match proposal:
        case PreferSupplier():
            return spent.spent_on(odoo, proposal.product.product_id, company_id=company, now=now)
        case HoldSupplier() | ReleaseSupplier():
            return spent.spent_with(odoo, proposal.supplier_id, company_id=company, now=now)
        case _:
            return None


def _giving(proposal: Proposal, odoo: OdooSession, worst: Rate | None) -> Giving | None:
    if not isinstance(proposal, MoveStock) or worst is None:
        return None
    return giving(proposal, odoo, currency=worst.company_currency)


def _made_by(proposal: Proposal, ledger: Ledger, case: CaseId) -> Maker | None:
    match proposal:
        case MoveStock() if proposal.picking_id is not None:
            maker = ledger.maker("stock.picking", proposal.picking_id)
        case ConfirmPurchase():
            maker = ledger.maker("purchase.order", proposal.order_id)
        case WithdrawDraft():
            maker = ledger.maker(proposal.on_model, proposal.on_id)
        case ReleaseSupplier():
            return _held_by(proposal, ledger, case)
        case _:
            return None
    if maker is None:
        return "not_ours"
    return "this_case" if maker == case else "another_case"


def _held_by(proposal: ReleaseSupplier, ledger: Ledger, case: CaseId) -> Maker:
    """Whose hold is to be released: the slot that is named must have held exactly this supplier.

    Whether the hold still stands as it was set then is read from Odoo with everything else that a release relies on.
    """
    given, effect = ledger.judgement(proposal.made_by), ledger.effect(proposal.made_by)
    held = given.proposal if given is not None else None
    if effect is None or effect.state not in _DONE or not isinstance(held, HoldSupplier):
        return "not_ours"
    if (held.company_id, held.supplier_id) != (proposal.company_id, proposal.supplier_id):
        return "not_ours"
    ours = any(one.slot == effect.slot for one in ledger.effects(case=case))
    return "this_case" if ours else "another_case"
