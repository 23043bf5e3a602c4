"""How each kind of write is undone, and from when on it cannot be."""

from collections.abc import Mapping

from domain.action import Reversibility, SiteAction
from domain.fact import Line, tame
from domain.proposals import (
    AdjustReorderRule,
    MoveStock,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    WithdrawDraft,
)
from domain.supplying import ChangeExpectedDate, HoldSupplier, PreferSupplier, ReleaseSupplier
from tools.odoo.phrases import day_of

REVERSIBILITY: Mapping[str, Reversibility] = {
    "move_stock": Reversibility.FULL,
    "raise_purchase": Reversibility.FULL,
    "confirm_purchase": Reversibility.PARTIAL,
    "adjust_reorder_rule": Reversibility.PARTIAL,
    "notify_person": Reversibility.NONE,
    "withdraw_draft": Reversibility.PARTIAL,
    "split_sourcing": Reversibility.FULL,
    "ask_supplier": Reversibility.NONE,
    "change_expected_date": Reversibility.FULL,
    "prefer_supplier": Reversibility.PARTIAL,
    "raise_supplier_review": Reversibility.NONE,
    "hold_supplier": Reversibility.FULL,
    "release_supplier": Reversibility.FULL,
}
"""What an undo restores, by kind of proposal."""

UNDO: Mapping[str, tuple[Line, ...]] = {
    "move_stock": (
        "Until the goods are picked: the transfer is cancelled, the reserved goods are free again, no cost.",
        "Point of no return: the transfer is validated. After that the goods need a transfer back.",
    ),
    "raise_purchase": (
        "While it is a draft: the order is cancelled; the supplier has seen nothing.",
        "Point of no return: none of its own; confirming the order is asked for separately.",
    ),
    "confirm_purchase": (
        "Until the first receipt: the order and its open receipts are cancelled in Odoo.",
        "The supplier must agree, and may charge for it; nothing in Odoo tells the supplier by itself.",
        "Point of no return: the first receipt. After that the goods are returned, or sold off.",
    ),
    "adjust_reorder_rule": (
        "At any time: the old minimum and maximum are set again.",
        "Point of no return: orders that Odoo has made by the new rule stay, and are cancelled one by one.",
    ),
    "notify_person": (
        "The task can be deleted, but what was read stays read.",
        "Point of no return: the moment it is made; Odoo sends an e-mail with it.",
    ),
    "withdraw_draft": (
        "A cancelled order can be set to draft again; a cancelled transfer cannot, a new one is drafted instead.",
        "Point of no return: none; nothing was promised or moved.",
    ),
    "split_sourcing": (
        "While it is a draft: the order is cancelled; the other supplier has seen nothing, the late order stays.",
        "Point of no return: none of its own; confirming the order is asked for separately.",
    ),
    "ask_supplier": (
        "A message cannot be called back; another message can only correct it.",
        "Point of no return: the moment it is sent. It asks, and promises or orders nothing.",
    ),
    "change_expected_date": (
        "At any time: the old date is set again, on the line and on what has not arrived yet.",
        "The supplier owes what it promised first: that date is kept apart and is not changed by this.",
        "Point of no return: none; plans that were made by the new date are made anew.",
    ),
    "prefer_supplier": (
        "At any time: the old order of the vendors is set again; prices are not touched.",
        "Point of no return: orders that Odoo has made from the new first vendor stay, and are cancelled one by one.",
    ),
    "raise_supplier_review": (
        "The task can be deleted, but what was read stays read.",
        "Point of no return: the moment it is made; Odoo sends an e-mail with it.",
    ),
    "hold_supplier": (
        "At any time: the former level and text are set again; what a person has written there since is left alone.",
        "Point of no return: none; orders that were confirmed before stay, and nothing tells the supplier.",
    ),
    "release_supplier": (
        "At any time: the supplier is held again, which is asked for like a first hold.",
        "Point of no return: the first order that the hold would have prevented.",
    ),
}
"""The undo plan in words, by kind of proposal; the last line names the point of no return."""


def undo_words(proposal: Proposal) -> tuple[Line, ...]:
    """The undo plan of one proposal, with its own names and figures."""
    plan = UNDO[proposal.kind]
    if isinstance(proposal, AdjustReorderRule):
        back = f"The old values are {proposal.old_min.normalize():f} and {proposal.old_max.normalize():f}."
        return (plan[0], tame(back), *plan[1:])
    if isinstance(proposal, ChangeExpectedDate):
        return (plan[0], f"The old date is {day_of(proposal.old_date)}.", *plan[1:])
    return plan


def undoing(proposal: Proposal, *, record_id: int, record: str, made_by: str) -> Proposal | None:
    """The proposal that undoes a write which made or changed `record_id`; None where only a person can undo it.

    It is a wish like any other: judged, perhaps asked for, and carried out under a key of its own.
    """
    match proposal:
        case MoveStock() | RaisePurchase() | SplitSourcing():
            model = "stock.picking" if isinstance(proposal, MoveStock) else "purchase.order"
            draft = {"on_model": model, "on_id": record_id, "on_name": tame(record, 120), "made_by": made_by}
            return WithdrawDraft.model_validate({**_place(proposal), **draft})
        case AdjustReorderRule():
            swapped = {
                "old_min": proposal.new_min,
                "old_max": proposal.new_max,
                "new_min": proposal.old_min,
                "new_max": proposal.old_max,
            }
            return proposal.model_copy(update=swapped)
        case ChangeExpectedDate():
            return proposal.model_copy(update={"old_date": proposal.new_date, "new_date": proposal.old_date})
        case PreferSupplier():
            return proposal.model_copy(update=_other_way_round(proposal))
        case HoldSupplier():
            return _release(proposal, made_by)
        case _:
            return None


def _place(proposal: SiteAction) -> dict[str, object]:
    return {
        "company_id": proposal.company_id,
        "warehouse_id": proposal.warehouse_id,
        "warehouse": proposal.warehouse,
    }


def _other_way_round(proposal: PreferSupplier) -> dict[str, object]:
    return {
        "supplier_id": proposal.over_supplier_id,
        "supplier": proposal.over_supplier,
        "over_supplier_id": proposal.supplier_id,
        "over_supplier": proposal.supplier,
        "old_order": proposal.new_order,
        "new_order": proposal.old_order,
    }


def _release(proposal: HoldSupplier, made_by: str) -> ReleaseSupplier:
    said = {
        "company_id": proposal.company_id,
        "supplier_id": proposal.supplier_id,
        "supplier": proposal.supplier,
        "old_level": proposal.new_level,
        "new_level": proposal.old_level,
        "points": proposal.points,
        "made_by": made_by,
    }
    return ReleaseSupplier.model_validate(said)
