"""Rules that several kinds of proposals share: the book's scope, the numbers behind a wish, whose record it is."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.money import Money
from domain.proposals import Proposal
from policies.book import PolicyBook
from policies.finding import Asks, Finding, Forbids
from policies.limits import span_in_words
from policies.measure import rate_age

SCOPE = {"scope.other_company": "the company is not one that this book covers"}

FRESH = {
    "grounds.old_data": "the data is older than a machine may act on alone",
    "grounds.too_old": "the data is older than anybody should decide on",
}

SURE = {
    "grounds.unsure": "the forecast is less sure than a machine may act on alone",
    "grounds.short_history": "there is less history behind the forecast than a machine may act on alone",
}

DATED_RATE = {"money.old_rate": "the exchange rate is old"}

MAKER = {
    "record.maker_unknown": "it is not known who made the record",
    "record.not_ours": "the record was not made by us",
}


def scope(proposal: Proposal, book: PolicyBook) -> Iterator[Finding]:
    """The book covers the companies it names, and no other."""
    if proposal.company_id not in book.companies:
        yield Forbids(rule="scope.other_company")


def fresh(known: Circumstances, book: PolicyBook, *, asks: Role) -> Iterator[Finding]:
    """Old data is never acted on alone. Data of the future is as doubtful as data of the past."""
    age = abs(known.judged_at - known.grounds.read_at)
    if age > book.grounds.refuse_older_than:
        words = f"the data is older than {span_in_words(book.grounds.refuse_older_than)}"
        yield Forbids(rule="grounds.too_old", words=words)
    elif age > book.grounds.ask_older_than:
        words = f"the data is older than {span_in_words(book.grounds.ask_older_than)}"
        yield Asks(rule="grounds.old_data", role=asks, words=words)


def sure(known: Circumstances, book: PolicyBook, *, asks: Role) -> Iterator[Finding]:
    """Uncertain numbers are never acted on alone."""
    if known.grounds.confidence < book.grounds.least_confidence:
        words = f"confidence {known.grounds.confidence} is below {book.grounds.least_confidence}"
        yield Asks(rule="grounds.unsure", role=asks, words=words)
    if known.grounds.sample_days < book.grounds.least_history_days:
        words = f"{known.grounds.sample_days} days of history are fewer than {book.grounds.least_history_days}"
        yield Asks(rule="grounds.short_history", role=asks, words=words)


def dated_rate(price: Money, known: Circumstances, book: PolicyBook, *, asks: Role) -> Iterator[Finding]:
    """Foreign money at an old rate may be worth more by now."""
    age = rate_age(price, known)
    if age is not None and age > book.rates.ask_older_than:
        words = f"the exchange rate is older than {span_in_words(book.rates.ask_older_than)}"
        yield Asks(rule="money.old_rate", role=asks, words=words)


def maker(known: Circumstances) -> Iterator[Finding]:
    """Only records that we made ourselves may be touched."""
    if known.made_by is None:
        yield Forbids(rule="record.maker_unknown")
    elif known.made_by == "not_ours":
        yield Forbids(rule="record.not_ours")
