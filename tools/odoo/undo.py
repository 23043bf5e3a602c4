"""How each kind of write is undone, and from when on it cannot be."""

from collections.abc import Mapping

from domain.action import Reversibility
from domain.fact import Line, tame
from domain.proposals import (
    AdjustReorderRule,
    MoveStock,
    Proposal,
    RaisePurchase,
    WithdrawDraft,
)

REVERSIBILITY: Mapping[str, Reversibility] = {
    "move_stock": Reversibility.FULL,
    "raise_purchase": Reversibility.FULL,
    "confirm_purchase": Reversibility.PARTIAL,
    "adjust_reorder_rule": Reversibility.PARTIAL,
    "notify_person": Reversibility.NONE,
    "withdraw_draft": Reversibility.PARTIAL,
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
}
"""The undo plan in words, by kind of proposal; the last line names the point of no return."""


def undo_words(proposal: Proposal) -> tuple[Line, ...]:
    """The undo plan of one proposal, with its own names and figures."""
    plan = UNDO[proposal.kind]
    if isinstance(proposal, AdjustReorderRule):
        back = f"The old values are {proposal.old_min.normalize():f} and {proposal.old_max.normalize():f}."
        return (plan[0], tame(back), *plan[1:])
    return plan


def undoing(proposal: Proposal, *, record_id: int, record: str, made_by: str) -> Proposal | None:
    """The proposal that undoes a write which made or changed `record_id`; None where only a person can undo it.

    It is a wish like any other: judged, perhaps asked for, and carried out under a key of its own.
    """
    place = {
        "company_id": proposal.company_id,
        "warehouse_id": proposal.warehouse_id,
        "warehouse": proposal.warehouse,
    }
    match proposal:
        case MoveStock() | RaisePurchase():
            model = "stock.picking" if isinstance(proposal, MoveStock) else "purchase.order"
            return WithdrawDraft.model_validate(
                {**place, "on_model": model, "on_id": record_id, "on_name": tame(record, 120), "made_by": made_by}
            )
        case AdjustReorderRule():
            swapped = {
                "old_min": proposal.new_min,
                "old_max": proposal.new_max,
                "new_min": proposal.old_min,
                "new_max": proposal.old_max,
            }
            return proposal.model_copy(update=swapped)
        case _:
            return None
