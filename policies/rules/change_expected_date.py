"""When the date that we plan with may be changed for an open order line."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.supplying import ChangeExpectedDate
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding, Forbids
from policies.limits import span_in_words
from policies.measure import BELOW_ZERO
from policies.rules import common, ordered, standing, windows

RULES = {
    "replan.our_own_plan": "the date that we plan with; the supplier owes what it owed",
    "replan.not_alone": "the book lets no date pass without a person",
    "replan.earlier": "the date becomes earlier than Odoo holds it, so that goods are reckoned with sooner",
    "replan.in_the_past": "the new date has passed already",
    "replan.too_far": "the new date is further away than anybody plans",
    "replan.reply_unknown": "the message that the date is taken from is not on this order",
    "replan.reply_of_a_stranger": "Odoo does not take the message that the date is taken from to be the supplier's",
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **common.DATED_RATE,
    **standing.KNOWN,
    **ordered.RULES,
    **windows.VALUED,
    **BELOW_ZERO,
    **windows.stepped("replan.statistics", "replan.reply", "replan.supplier", "replan.company"),
}


def rules(proposal: ChangeExpectedDate, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """A later date passes within its tolerance; a buyer decides above it, and the purchasing manager far above it."""
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.BUYER)
    yield from common.dated_rate(proposal.value, known, book, asks=Role.BUYER)
    line = ((proposal.line_id, proposal.product.product_id),)
    company, order = proposal.company_id, proposal.order_id
    yield from ordered.rules(known, known.supplier, company_id=company, order_id=order, lines=line)
    yield from windows.rules(proposal, known, book, asks=Role.BUYER)
    yield from _date(proposal, known, book)
    if proposal.because == "reply":
        yield from _reply(proposal, known)
    else:
        yield from common.sure(known, book, asks=Role.BUYER)
    if book.alone.change_expected_date:
        yield Clears(rule="replan.our_own_plan")
    else:
        yield Asks(rule="replan.not_alone", role=Role.BUYER)


def _date(proposal: ChangeExpectedDate, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    line = known.order.line(proposal.line_id) if known.order is not None else None
    planned = line.planned if line is not None else None
    if proposal.new_date < max(proposal.old_date, planned or proposal.old_date):
        yield Asks(rule="replan.earlier", role=Role.BUYER)
    if proposal.new_date < known.judged_at:
        yield Forbids(rule="replan.in_the_past")
    elif proposal.new_date - known.judged_at > book.replan.furthest:
        words = f"the new date is further away than {span_in_words(book.replan.furthest)}"
        yield Forbids(rule="replan.too_far", words=words)


def _reply(proposal: ChangeExpectedDate, known: Circumstances) -> Iterator[Finding]:
    """Who a message is from is a claim: even one that names the supplier moves a date only so far."""
    reply = known.reply
    if reply is None or reply.order_id != proposal.order_id:
        yield Forbids(rule="replan.reply_unknown")
    elif known.order is None or reply.entity_id != known.order.entity_id:
        yield Asks(rule="replan.reply_of_a_stranger", role=Role.BUYER)
