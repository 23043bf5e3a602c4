"""Who can answer a request at all, and who should not, because the record went through their hands."""

from typing import assert_never

from domain.fact import Json
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    WithdrawDraft,
)
from tools.odoo.fields import groups_of_user
from tools.odoo.plain import link, whole
from tools.odoo.provision.rights import APPROVERS
from tools.odoo.session import OdooSession

_LINES = {"purchase.order": ("purchase.order.line", "order_id"), "stock.picking": ("stock.move", "picking_id")}


def seated(odoo: OdooSession) -> frozenset[int]:
    """The uids whom provisioning seated among the approvers; nobody else can write an answer in Odoo."""
    in_group: Json = [f"{groups_of_user(odoo.version)}.name", "=", APPROVERS]
    rows = odoo.rows("res.users", [in_group, ["share", "=", False]], ["login"])
    return frozenset(whole(row["id"]) for row in rows)


def hands_on(proposal: Proposal, odoo: OdooSession) -> frozenset[int]:
    """The uids that made or last changed the record which `proposal` acts on, or one of its lines.

    Empty where a proposal makes something new.
    """
    match proposal:
        case MoveStock():
            named = None if proposal.picking_id is None else ("stock.picking", proposal.picking_id)
        case ConfirmPurchase():
            named = ("purchase.order", proposal.order_id)
        case WithdrawDraft():
            named = (proposal.on_model, proposal.on_id)
        case AdjustReorderRule():
            named = ("stock.warehouse.orderpoint", proposal.orderpoint_id)
        case RaisePurchase() | NotifyPerson():
            named = None
        case _:
            assert_never(proposal)
    if named is None:
        return frozenset()
    model, record_id = named
    found = _writers(odoo, model, [["id", "=", record_id]], proposal.company_id)
    if model in _LINES:
        lines, parent = _LINES[model]
        found |= _writers(odoo, lines, [[parent, "=", record_id]], proposal.company_id)
    return found


def _writers(odoo: OdooSession, model: str, domain: list[Json], company_id: int) -> frozenset[int]:
    rows = odoo.rows(model, domain, ["create_uid", "write_uid"], company_id=company_id)
    uids = [link(row[name]) for row in rows for name in ("create_uid", "write_uid")]
    return frozenset(uid for uid in uids if uid is not None)
