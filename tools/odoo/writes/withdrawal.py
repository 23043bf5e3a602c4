"""Taking back drafts that a case made: cancelled, never deleted, so that people see what was there."""

from domain.proposals import WithdrawDraft
from tools.errors import Amiss
from tools.odoo import drafts
from tools.odoo.session import OdooSession
from tools.odoo.wording import standing
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.keyed import Written, afterwards

_BUTTON = {"stock.picking": "action_cancel", "purchase.order": "button_cancel"}


def withdrawn(proposal: WithdrawDraft, odoo: OdooSession) -> Written | None:
    """The draft when it is already cancelled, by an earlier try or by a person."""
    document = _document(proposal, odoo)
    if document is None or document.created_by != odoo.uid or document.state != "cancel":
        return None
    return _written(proposal, document, fresh=False)


def withdraw(proposal: WithdrawDraft, odoo: OdooSession) -> Written:
    """Cancel it and read it back."""
    Pen(odoo, proposal.company_id).press(proposal.on_model, _BUTTON[proposal.on_model], proposal.on_id)
    with afterwards():
        return _taken_back(proposal, _document(proposal, odoo))


def _taken_back(proposal: WithdrawDraft, document: drafts.Order | drafts.Transfer | None) -> Written:
    if document is None or document.state != "cancel":
        message = f"{proposal.on_name} is {document.state if document is not None else 'gone'}, not cancelled"
        raise Amiss(message, remedy="Cancel it in Odoo")
    return _written(proposal, document, fresh=True)


def _document(proposal: WithdrawDraft, odoo: OdooSession) -> drafts.Order | drafts.Transfer | None:
    read = drafts.order if proposal.on_model == "purchase.order" else drafts.transfer
    return read(odoo, proposal.on_id, proposal.company_id)


def _written(proposal: WithdrawDraft, document: drafts.Order | drafts.Transfer, *, fresh: bool) -> Written:
    return Written(
        model=proposal.on_model,
        record_id=proposal.on_id,
        record=document.name,
        read_back=(standing(document.name, document.state),),
        fresh=fresh,
    )
