"""When a supplier may be asked about an open order."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.supplying import AskSupplier, Question
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding, Forbids
from policies.rules import common, ordered, standing, windows

RULES = {
    "ask.from_fixed_text": "a question about an open order, from a fixed text, to the address that the order went to",
    "ask.not_alone": "the book lets no question pass without a person",
    "ask.other_address": "the question would go to another address than the one that the order went to",
    "ask.answered_by_then": "the answer is wanted by a moment that has passed",
    "ask.buying_blocked": (
        "buying from this supplier is blocked, yet what is on order still has to come: a buyer decides whether to write"
    ),
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **standing.IN_USE,
    **ordered.RULES,
    **windows.RULES,
    **windows.limited("ask.supplier", "ask.order", "ask.order_in_all", "ask.company"),
}


def rules(proposal: AskSupplier, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """A few questions pass. One whether an order stands needs no sure numbers: being unsure is a reason to ask it.

    A supplier that Odoo warns of is asked like any other: the warning is about buying more, not about what is due.
    """
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.BUYER)
    if proposal.question is not Question.CONFIRM:
        yield from common.sure(known, book, asks=Role.BUYER)
    yield from standing.in_use(known)
    if known.supplier is not None and known.supplier.warning == "block":
        yield Asks(rule="ask.buying_blocked", role=Role.BUYER)
    yield from _order(proposal, known)
    yield from windows.rules(proposal, known, book, asks=Role.BUYER)
    if book.alone.ask_supplier:
        yield Clears(rule="ask.from_fixed_text")
    else:
        yield Asks(rule="ask.not_alone", role=Role.BUYER)


def _order(proposal: AskSupplier, known: Circumstances) -> Iterator[Finding]:
    lines = tuple((line.line_id, line.product.product_id) for line in proposal.lines)
    company, order = proposal.company_id, proposal.order_id
    yield from ordered.rules(known, known.supplier, company_id=company, order_id=order, lines=lines)
    if known.order is not None and known.order.partner_id != proposal.partner_id:
        yield Forbids(rule="ask.other_address")
    if proposal.answer_by <= known.judged_at:
        yield Forbids(rule="ask.answered_by_then")
