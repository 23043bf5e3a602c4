"""When a request for quotation may be drafted; it promises nothing to the supplier."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import RaisePurchase
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding
from policies.rules import common, purchase, windows

RULES = {
    "purchase.draft_promises_nothing": "a request for quotation; nothing is promised to the supplier",
    "purchase.draft_not_alone": "the book lets no request for quotation pass without a person",
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **purchase.RULES,
    **windows.VALUED,
    **purchase.DRAFT,
}


def rules(proposal: RaisePurchase, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """Modest drafts with a known supplier pass; the purchasing manager is asked about large ones."""
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.BUYER)
    yield from common.sure(known, book, asks=Role.BUYER)
    yield from purchase.rules(proposal, known, book)
    yield from windows.rules(proposal, known, book, asks=Role.PURCHASING_MANAGER)
    if book.alone.draft_purchase:
        yield Clears(rule="purchase.draft_promises_nothing")
    else:
        yield Asks(rule="purchase.draft_not_alone", role=Role.BUYER)
