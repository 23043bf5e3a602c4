"""When part of a late line may be asked for elsewhere; it promises nothing to anybody."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import SplitSourcing
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding
from policies.rules import common, ordered, purchase, standing, windows

RULES = {
    "split.draft_promises_nothing": "a request for quotation for part of a late line; nothing is promised to anybody",
    "split.not_alone": "the book lets no sourcing elsewhere pass without a person",
    "split.line.large_share": "a large share of what is late would be sourced elsewhere, while it is still to come",
    "split.line.more_than_is_late": "more would be sourced elsewhere than is late",
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **purchase.RULES,
    **standing.INSTEAD,
    **ordered.RULES,
    **windows.VALUED,
    **purchase.DRAFT,
}


def rules(proposal: SplitSourcing, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """A modest part passes as a modest request for quotation would, and counts together with those."""
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.BUYER)
    yield from common.sure(known, book, asks=Role.BUYER)
    yield from purchase.rules(proposal, known, book)
    yield from standing.instead(known, proposal.late_supplier_id)
    line = ((proposal.late_line_id, proposal.product.product_id),)
    company, order = proposal.company_id, proposal.late_order_id
    yield from ordered.rules(known, known.passed_over, company_id=company, order_id=order, lines=line)
    yield from windows.rules(proposal, known, book, asks=Role.PURCHASING_MANAGER)
    if book.alone.split_sourcing:
        yield Clears(rule="split.draft_promises_nothing")
    else:
        yield Asks(rule="split.not_alone", role=Role.BUYER)
