"""Why the book says what it says about one question: every rule that fired, every one that did not, every window."""

from typing import assert_never

from domain.approval import Circumstances, Cleared, NeedsApproval, Refused, RuleHit, Verdict
from domain.fact import Fact
from domain.proposals import Proposal
from policies import exposure
from policies.book import PolicyBook
from policies.example import Question, circumstances
from policies.judge import judge
from policies.limits import (
    AmountLimits,
    CountLimits,
    DayLimits,
    Ladder,
    ShareLimits,
    StepLimits,
    limits_in_words,
    span_in_words,
)
from policies.measure import Unmeasured
from policies.rules import RULES
from policies.rules.window_words import counted_in
from policies.window import Window


class Explanation(Fact):
    """A verdict with its reasons in words, one line each."""

    verdict: Verdict
    decision: str
    fired: tuple[RuleHit, ...]
    quiet: tuple[str, ...]
    windows: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """The explanation as a person would read it from top to bottom."""
        return (
            self.decision,
            "Rules that fired:",
            *(f"  {hit.effect:8}{hit.rule}: {hit.words}" for hit in self.fired),
            "Windows, as they stand before this one:",
            *(f"  {line}" for line in self.windows or ("none: it cannot be measured",)),
            "Rules that did not fire:",
            *(f"  {line}" for line in self.quiet),
        )


def explain(question: Question, book: PolicyBook) -> Explanation:
    """The verdict of the book on the question, and what led to it."""
    known = circumstances(question, book)
    verdict = judge(question.proposal, known, book)
    fired = {hit.rule for hit in verdict.hits}
    described = RULES[question.proposal.kind]
    return Explanation(
        verdict=verdict,
        decision=_decision(verdict),
        fired=verdict.hits,
        quiet=tuple(f"{rule}: {words}" for rule, words in sorted(described.items()) if rule not in fired),
        windows=_windows(question.proposal, known, book),
    )


def _decision(verdict: Verdict) -> str:
    match verdict:
        case Cleared():
            return "Cleared: it is carried out without asking."
        case NeedsApproval():
            within, *later = (span_in_words(rung.answer_within) for rung in verdict.chain)
            after = "".join(f", then {role} {time}" for role, time in zip(verdict.roles[1:], later, strict=True))
            return f"Needs approval: {verdict.role} is asked and has {within}{after}; silence is a no."
        case Refused():
            return "Refused."
        case _:
            assert_never(verdict)


def _windows(proposal: Proposal, known: Circumstances, book: PolicyBook) -> tuple[str, ...]:
    counted = exposure.windows(proposal, known, book)
    return () if isinstance(counted, Unmeasured) else tuple(_window(window, known) for window in counted)


def _window(window: Window, known: Circumstances) -> str:
    key = window.key
    standing = exposure.before(key, known)
    if standing is None:
        return f"{counted_in(window)} ({key.key}): not known"
    within = f"{counted_in(window)} within {span_in_words(key.span)} ({key.key}):"
    match window.limits:
        case CountLimits():
            standing_words = f"{standing.count}, 1 more"
        case AmountLimits() | StepLimits() | Ladder():
            standing_words = f"{standing.committed}, {key.amount} more"
        case DayLimits():
            standing_words = f"moved by {standing.quantity:.2f} days, {key.quantity:.2f} more"
        case ShareLimits():
            of = window.share
            standing_words = f"{standing.quantity:f} units, {key.quantity:f} more of {of.units:f} {of.named}"
        case _:
            assert_never(window.limits)
    return f"{within} {standing_words}; {limits_in_words(window.limits)}"
