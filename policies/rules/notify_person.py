"""When a colleague may be given a task."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import Notice, NotifyPerson
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding, Forbids
from policies.rules import common, windows

RULES = {
    "notice.from_fixed_text": "a task for a colleague, from a fixed text",
    "notice.not_alone": "the book lets no task pass without a person",
    "notice.on_wrong_record": "this notice says nothing about a record of this kind",
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **windows.RULES,
    **windows.limited("notify.person", "notify.record", "notify.company"),
}

_FITTING: Mapping[Notice, AbstractSet[str]] = {
    Notice.EXPEDITE_ORDER: {"purchase.order"},
    Notice.USE_SUBSTITUTE: {"product.product", "sale.order"},
    Notice.DEFER_DELIVERY: {"sale.order"},
    Notice.SPLIT_DELIVERY: {"sale.order"},
    Notice.SHORTAGE: {"product.product", "sale.order", "purchase.order"},
}


def rules(proposal: NotifyPerson, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """Tasks pass up to a daily number per person, company and record; above it the planner is asked."""
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.PLANNER)
    yield from common.sure(known, book, asks=Role.PLANNER)
    yield from windows.rules(proposal, known, book, asks=Role.PLANNER)
    if proposal.on_model not in _FITTING[proposal.notice]:
        yield Forbids(rule="notice.on_wrong_record")
    if book.alone.notify_person:
        yield Clears(rule="notice.from_fixed_text")
    else:
        yield Asks(rule="notice.not_alone", role=Role.PLANNER)
