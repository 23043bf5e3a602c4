"""Who can answer a request at all, and who should not, because the record went through their hands."""

from collections.abc import Mapping
from typing import assert_never

from domain.fact import Json
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    WithdrawDraft,
)
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)
from tools.odoo.fields import groups_of_user
from tools.odoo.plain import link, whole
from tools.odoo.provision.rights import APPROVERS
from tools.odoo.session import OdooSession

_ANY: Mapping[str, list[Json]] = {"res.partner": [["active", "in", [True, False]]]}
"""How archived records are found where there are such."""
_LINES = {"purchase.order": ("purchase.order.line", "order_id"), "stock.picking": ("stock.move", "picking_id")}


def seated(odoo: OdooSession) -> frozenset[int]:
    """The uids whom provisioning seated among the approvers; nobody else can write an answer in Odoo."""
    in_group: Json = [f"{groups_of_user(odoo.version)}.name", "=", APPROVERS]
    rows = odoo.rows("res.users", [in_group, ["share", "=", False]], ["login"])
    return frozenset(whole(row["id"]) for row in rows)


def hands_on(proposal: Proposal, odoo: OdooSession) -> frozenset[int]:
    """The uids that made or last changed the records which `proposal` acts on, or one of their lines.

    Empty where a proposal makes something new.
    """
    model, ids = acted_on(proposal)
    if not ids:
        return frozenset()
    found = _writers(odoo, model, [["id", "in", [*ids]], *_ANY.get(model, ())], proposal.company_id)
    if model in _LINES:
        lines, parent = _LINES[model]
        found |= _writers(odoo, lines, [[parent, "in", [*ids]]], proposal.company_id)
    return found


def acted_on(proposal: Proposal) -> tuple[str, tuple[int, ...]]:
    """The records that a proposal changes or takes for granted, by model; no ids where it makes something new."""
    match proposal:
        case MoveStock():
            named: tuple[str, tuple[int, ...]] = (
                "stock.picking",
                () if proposal.picking_id is None else (proposal.picking_id,),
            )
        case ConfirmPurchase() | AskSupplier() | ChangeExpectedDate():
            named = "purchase.order", (proposal.order_id,)
        case WithdrawDraft():
            named = proposal.on_model, (proposal.on_id,)
        case AdjustReorderRule():
            named = "stock.warehouse.orderpoint", (proposal.orderpoint_id,)
        case PreferSupplier():
            named = "product.supplierinfo", proposal.old_order
        case HoldSupplier() | ReleaseSupplier():
            named = "res.partner", (proposal.supplier_id,)
        case RaisePurchase() | SplitSourcing() | NotifyPerson() | RaiseSupplierReview():
            named = "", ()
        case _:
            assert_never(proposal)
    return named


def _writers(odoo: OdooSession, model: str, domain: list[Json], company_id: int) -> frozenset[int]:
    rows = odoo.rows(model, domain, ["create_uid", "write_uid"], company_id=company_id)
    uids = [link(row[name]) for row in rows for name in ("create_uid", "write_uid")]
    return frozenset(uid for uid in uids if uid is not None)
