"""When a buyer may be given the task to look at a supplier."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.supplying import RaiseSupplierReview, Review
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding
from policies.rules import common, standing, windows

RULES = {
    "review.from_fixed_text": "a task to look at a supplier, from a fixed text; the supplier hears nothing of it",
    "review.not_alone": "the book lets no such task pass without a person",
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **standing.KNOWN,
    **windows.RULES,
    **windows.limited("notify.person", "notify.company", "review.record"),
}


def rules(proposal: RaiseSupplierReview, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """Tasks pass up to the daily numbers of any task. A reply that could not be read needs no sure numbers.

    A review may be of any supplier that is known, also of one that is blocked or archived: it is about what is open.
    """
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.BUYER)
    if proposal.review is not Review.UNREAD_REPLY:
        yield from common.sure(known, book, asks=Role.BUYER)
    yield from windows.rules(proposal, known, book, asks=Role.BUYER)
    if book.alone.raise_supplier_review:
        yield Clears(rule="review.from_fixed_text")
    else:
        yield Asks(rule="review.not_alone", role=Role.BUYER)
