"""Proposals in words for people: fixed sentences with typed slots, the same on the page, in lists and in read-backs."""

from decimal import Decimal
from typing import assert_never

from domain.action import SupplierAction
from domain.fact import tame
from domain.identity import Product
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    Notice,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    WithdrawDraft,
)
from domain.supplying import ChangeExpectedDate, RaiseSupplierReview
from tools.odoo.phrases import amount, day_of
from tools.odoo.plain import figure
from tools.odoo.supplier_words import review_sentence, review_title, supplier_words

__all__ = ["NOTICES", "ask", "day_of", "sentence", "summary"]

NOTICES = {
    Notice.EXPEDITE_ORDER: (
        "Ask for faster delivery: {quantity} of {product}",
        "Can {on} come sooner? It is needed by",
    ),
    Notice.USE_SUBSTITUTE: (
        "Offer a substitute for {quantity} of {product}",
        "{on} can be offered instead, to ship by",
    ),
    Notice.DEFER_DELIVERY: ("Agree a later date for {quantity} of {product}", "{on} cannot be served in full before"),
    Notice.SPLIT_DELIVERY: ("Ship in parts: {quantity} of {product} later", "The rest of {on} follows by"),
    Notice.SHORTAGE: ("Shortage: {quantity} of {product}", "{on} is about to run out at this site; settle it by"),
}
"""Summary and sentence of every notice; the sentence ends with a date."""


STATES = {
    "waiting": "waiting for another transfer",
    "confirmed": "waiting for goods",
    "assigned": "ready, its goods set aside",
    "sent": "sent to the supplier",
    "to approve": "waiting for Odoo's own two-step validation",
    "purchase": "confirmed",
    "cancel": "cancelled",
}
"""What Odoo calls the states of transfers and orders, for people; the others are words already."""


def standing(name: str, state: str) -> str:
    """A transfer or an order and where it stands: `P00507 is draft`."""
    return tame(f"{name} is {STATES.get(state, state)}")


def called(product: Product) -> str:
    """A product as Odoo shows it: `[BRG-6204] Ball bearing`."""
    return tame(f"[{product.code}] {product.name}")


def ask(proposal: Proposal) -> str:
    """What is asked for, as one line that starts with a verb."""
    match proposal:
        case MoveStock():
            verb = "Move" if proposal.stage == "draft" else "Reserve and release the transfer of"
            route = f"from {proposal.from_warehouse} to {proposal.warehouse}"
            words = f"{verb} {amount(proposal.quantity, proposal.product.uom)} of {proposal.product.name} {route}"
        case RaisePurchase():
            words = f"Draft an order of {_bought(proposal)} from {proposal.supplier}"
        case ConfirmPurchase():
            words = f"Order {_bought(proposal)} from {proposal.supplier} ({proposal.order})"
        case AdjustReorderRule():
            old, new = _span(proposal.old_min, proposal.old_max), _span(proposal.new_min, proposal.new_max)
            words = f"Reorder {proposal.product.name} at {proposal.warehouse} {new} (now {old})"
        case NotifyPerson():
            words = summary(proposal)
        case WithdrawDraft():
            words = f"Withdraw {proposal.on_name}"
        case SplitSourcing() | ChangeExpectedDate() | SupplierAction():
            words = supplier_words(proposal)
        case _:
            assert_never(proposal)
    return tame(words)


def summary(proposal: NotifyPerson | RaiseSupplierReview) -> str:
    """The title of the task that a notice becomes."""
    if isinstance(proposal, RaiseSupplierReview):
        return tame(review_title(proposal))
    title, _ = NOTICES[proposal.notice]
    return tame(title.format(quantity=amount(proposal.quantity, proposal.product.uom), product=proposal.product.name))


def sentence(proposal: NotifyPerson | RaiseSupplierReview) -> str:
    """What the task says, with the date it is about."""
    if isinstance(proposal, RaiseSupplierReview):
        return review_sentence(proposal, day_of(proposal.due))
    _, words = NOTICES[proposal.notice]
    return f"{words.format(on=proposal.on_name)} {day_of(proposal.due)} ({proposal.warehouse})."


def _bought(proposal: RaisePurchase | ConfirmPurchase) -> str:
    return f"{amount(proposal.quantity, proposal.product.uom)} of {proposal.product.name}"


def _span(least: Decimal, most: Decimal) -> str:
    return f"below {figure(least)} up to {figure(most)}"
