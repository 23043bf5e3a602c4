"""Questions to the judge that people write down: a proposal, what is known, and perhaps the answer they expect."""

import json
from decimal import Decimal
from typing import Literal, assert_never

from pydantic import ValidationError

from domain.approval import Circumstances, Cleared, Exposure, NeedsApproval, Refused, Verdict
from domain.fact import Fact, Line, Name, Words
from domain.identity import Role
from domain.money import Money
from domain.proposals import Proposal
from policies import exposure
from policies.book import PolicyBook
from policies.judge import judge
from policies.refusal import Unreadable, problems
from policies.rules import Outcome


class ExampleRefused(Unreadable):
    """The text is not an example."""

    what = "example"


class Question(Fact):
    """What is to be judged. Windows that are not listed among the exposures count as empty, unless `as_listed`."""

    proposal: Proposal
    circumstances: Circumstances
    windows: Literal["otherwise_empty", "as_listed"] = "otherwise_empty"


class Expectation(Fact):
    """The outcome, the rules that bring it about (all of them), and the role that is asked."""

    outcome: Outcome
    rules: tuple[Name, ...]
    role: Role | None = None


class Example(Question):
    """A question with the answer that the house expects, and why."""

    title: Line
    why: Words
    expect: Expectation


def read(text: str) -> Question:
    """The question, or the example, in a JSON text. Raises `ExampleRefused`."""
    try:
        plain = json.loads(text)
        kind = Example if isinstance(plain, dict) and "expect" in plain else Question
        return kind.model_validate_json(text)
    except json.JSONDecodeError as garbled:
        raise ExampleRefused((f"not readable as JSON: {garbled}",)) from garbled
    except ValidationError as wrong:
        raise ExampleRefused(problems(wrong, Example)) from wrong


def circumstances(question: Question, book: PolicyBook) -> Circumstances:
    """What the judge is told: the listed exposures, and empty windows for the rest unless told otherwise.

    Raises `ExampleRefused` for an exposure in a window that the proposal does not count in: a slip of the pen.
    """
    known = question.circumstances
    wanted = exposure.keys(question.proposal, known, book)
    listed = {e.key for e in known.exposures}
    strange = sorted(listed - {key.key for key in wanted})
    if strange:
        windows = ", ".join(key.key for key in wanted)
        raise ExampleRefused(tuple(f"{key} is not a window of this proposal; it has {windows}" for key in strange))
    if question.windows == "as_listed":
        return known
    empty = tuple(nothing_under(key) for key in wanted if key.key not in listed)
    return known.model_copy(update={"exposures": (*known.exposures, *empty)})


def nothing_under(key: exposure.ExposureKey) -> Exposure:
    """A window in which nothing stands yet."""
    nothing = Money(amount=Decimal(0), currency=key.amount.currency)
    return Exposure(key=key.key, span=key.span, committed=nothing, quantity=Decimal(0), count=0)


def answer(question: Question, book: PolicyBook) -> Verdict:
    """The book's verdict on the question."""
    return judge(question.proposal, circumstances(question, book), book)


def differs(example: Example, book: PolicyBook) -> str | None:
    """How the book's verdict differs from what the example expects; None when it does not."""
    given = expectation(answer(example, book))
    wanted = example.expect
    if (given.outcome, sorted(given.rules), given.role) == (wanted.outcome, sorted(wanted.rules), wanted.role):
        return None
    return f"expected {_words(wanted)}; the book says {_words(given)}"


def expectation(verdict: Verdict) -> Expectation:
    """The verdict as an example would state it."""
    match verdict:
        case Cleared():
            return Expectation(outcome="clears", rules=_rules(verdict, "clears"))
        case NeedsApproval():
            return Expectation(outcome="asks", rules=_rules(verdict, "asks"), role=verdict.role)
        case Refused():
            return Expectation(outcome="refuses", rules=_rules(verdict, "refuses"))
        case _:
            assert_never(verdict)


def _rules(verdict: Verdict, effect: Outcome) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.rule for hit in verdict.hits if hit.effect == effect))


def _words(expected: Expectation) -> str:
    asked = f" {expected.role}" if expected.role is not None else ""
    return f"{expected.outcome}{asked} by {', '.join(sorted(expected.rules))}"
