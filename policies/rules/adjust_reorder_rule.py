"""When Odoo's own reorder rule may be changed: never without a person."""

from collections.abc import Iterator
from decimal import Decimal

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import AdjustReorderRule
from policies.book import PolicyBook
from policies.finding import Asks, Finding, Forbids
from policies.rules import common, windows

RULES = {
    "reorder.needs_a_person": "what Odoo orders from now on is a person's to decide",
    "reorder.changes_nothing": "minimum and maximum stay as they are",
    "reorder.from_or_to_nothing": "a maximum of zero, before or after, is for a person to set in Odoo",
    "reorder.wild_change": "the maximum changes more than anybody may change it in one step",
    "reorder.bold_maximum": "the maximum changes boldly",
    "reorder.bold_minimum": "the minimum changes boldly, or from or to zero",
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **windows.RULES,
    **windows.limited("reorder.rule"),
}


def rules(proposal: AdjustReorderRule, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """The supply manager always; the purchasing manager for bold or repeated changes. Nothing clears."""
    yield Asks(rule="reorder.needs_a_person", role=Role.SUPPLY_MANAGER)
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.SUPPLY_MANAGER)
    yield from common.sure(known, book, asks=Role.SUPPLY_MANAGER)
    yield from windows.rules(proposal, known, book, asks=Role.PURCHASING_MANAGER)
    if (proposal.old_min, proposal.old_max) == (proposal.new_min, proposal.new_max):
        yield Forbids(rule="reorder.changes_nothing")
    yield from _maximum(proposal, book)
    if _beyond(book.reorder.bold_factor, proposal.old_min, proposal.new_min):
        yield Asks(rule="reorder.bold_minimum", role=Role.PURCHASING_MANAGER)


def _maximum(proposal: AdjustReorderRule, book: PolicyBook) -> Iterator[Finding]:
    if 0 in {proposal.old_max, proposal.new_max}:
        yield Forbids(rule="reorder.from_or_to_nothing")
    elif _beyond(book.reorder.wild_factor, proposal.old_max, proposal.new_max):
        yield Forbids(rule="reorder.wild_change", words=f"the maximum changes by more than {book.reorder.wild_factor}x")
    elif _beyond(book.reorder.bold_factor, proposal.old_max, proposal.new_max):
        words = f"the maximum changes by more than {book.reorder.bold_factor}x"
        yield Asks(rule="reorder.bold_maximum", role=Role.PURCHASING_MANAGER, words=words)


def _beyond(factor: Decimal, old: Decimal, new: Decimal) -> bool:
    """Whether the larger is more than `factor` times the smaller; from or to zero always is."""
    return max(old, new) > factor * min(old, new)
