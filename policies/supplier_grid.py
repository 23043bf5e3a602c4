"""The edges of what is done about suppliers: dates, amounts, and what stands in Odoo turning against a proposal."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from domain.money import Money
from domain.proposals import Proposal
from domain.supplying import Question
from policies.book import PolicyBook
from policies.supplier_specimens import (
    CENT,
    NOW,
    SUPPLIER_ID,
    behind,
    date,
    foreign_to,
    hold,
    preference,
    question,
    split,
)

_SECOND = timedelta(seconds=1)
_ANOTHER = 99


def lapses(proposal: Proposal, book: PolicyBook) -> Iterator[Mapping[str, object]]:
    """One thing about the order, the reply, the other supplier or the spend unknown, or against the proposal."""
    fine = behind(proposal, book)
    yield from ({name: None} for name in fine._fields)
    for change in ({"confirmed": False}, {"entity_id": _ANOTHER}, {"partner_id": _ANOTHER}, {"lines": ()}):
        yield {"order": fine.order.model_copy(update=change)}
    yield {"reply": fine.reply.model_copy(update={"entity_id": _ANOTHER})}
    yield {"passed_over": fine.passed_over.model_copy(update={"commercial_id": SUPPLIER_ID})}
    for amount, currency in ((Decimal(-1), book.currency), (CENT, foreign_to(book))):
        yield {"spent": Money(amount=amount, currency=currency)}


def edges(book: PolicyBook) -> Iterator[Proposal]:
    """Questions without time to answer; dates now, just past, at the furthest, just beyond it, and earlier."""
    furthest = NOW + book.replan.furthest
    yield question(book, Question.CONFIRM, answer_by=NOW)
    for because in ("statistics", "reply"):
        for new in (NOW, NOW - _SECOND, furthest, furthest + _SECOND, NOW + book.replan.furthest / 8):
            yield date(book, because=because, new=new)
    yield date(book, Decimal(-1))
    yield preference(book, Decimal(-1))
    yield hold(book, Decimal(-1))


def worth(book: PolicyBook, amount: Decimal) -> Iterator[Proposal]:
    """Every kind that is worth money, worth so much."""
    yield date(book, amount)
    yield split(book, amount)
    yield preference(book, amount)
    yield hold(book, amount)


def foreign(book: PolicyBook) -> Iterator[tuple[Proposal, Proposal]]:
    """Proposals in a foreign currency, each with the same one at home."""
    currency = foreign_to(book)
    yield date(book, currency=currency), date(book)
    yield split(book, CENT, currency), split(book, CENT)
    yield preference(book, CENT, currency), preference(book, CENT)
    yield hold(book, CENT, currency=currency), hold(book, CENT)
