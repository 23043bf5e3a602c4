"""What is odd about a book: gaps, rules that can never fire, and limits that never decide because others always do."""

from collections.abc import Iterator, Mapping
from typing import Literal

from domain.approval import NeedsApproval, Verdict
from domain.fact import Fact, Line, Name
from domain.proposals import Proposal
from policies.book import PolicyBook
from policies.finding import Finding
from policies.grid import grid
from policies.judge import findings, verdict
from policies.rules import RULES

What = Literal["gap", "never_fires", "never_decides", "switched_off"]


class Remark(Fact):
    """One oddity. A gap is refused at run time; the book itself switches rules off; the others are worth a look."""

    what: What
    kind: Name
    rule: Name
    words: Line


_WORDS: Mapping[What, str] = {
    "gap": "at some point around the limits no rule speaks, so that it is refused",
    "never_fires": "with this book the rule can never fire",
    "never_decides": "whenever the rule fires, others are at least as strict: its limit changes nothing",
    "switched_off": "the book switches this rule off",
}

_SWITCHED = {
    "transfer.draft_between_own_sites",
    "transfer.draft_not_alone",
    "transfer.reserve_own_draft",
    "transfer.reserve_not_alone",
    "purchase.draft_promises_nothing",
    "purchase.draft_not_alone",
    "notice.from_fixed_text",
    "notice.not_alone",
    "withdraw.own_draft",
    "withdraw.not_alone",
    "ask.from_fixed_text",
    "ask.not_alone",
    "replan.our_own_plan",
    "replan.not_alone",
    "split.draft_promises_nothing",
    "split.not_alone",
    "review.from_fixed_text",
    "review.not_alone",
    "supplier.warned",
    "supplier.warned_off",
}

_LIMITS = (".above_limit", ".above_ceiling", ".above_buyer_limit", ".above_manager_limit", ".large_share")


def check(book: PolicyBook) -> tuple[Remark, ...]:
    """Every oddity of the book, found by judging specimens at and just beyond each of its limits.

    Roles are compared as the book ranks them. A clean book has remarks of the kind `switched_off` only.
    """
    fired: dict[str, set[str]] = {kind: set() for kind in RULES}
    decided: dict[str, set[str]] = {kind: set() for kind in RULES}
    gaps: set[str] = set()
    for proposal, known in grid(book):
        said = tuple(findings(proposal, known, book))
        fired[proposal.kind] |= {finding.rule for finding in said}
        decided[proposal.kind] |= _deciding(proposal, said, book)
        if not said:
            gaps.add(proposal.kind)
    return tuple(
        remark
        for kind in RULES
        for remark in (*_gap(kind, gaps), *_idle(kind, fired[kind]), *_vain(kind, fired[kind] - decided[kind]))
    )


def _deciding(proposal: Proposal, said: tuple[Finding, ...], book: PolicyBook) -> set[str]:
    """The limits without which the outcome would be another."""
    limits = {finding.rule for finding in said if finding.rule.endswith(_LIMITS)}
    whole = _outcome(verdict(said, book, RULES[proposal.kind]))
    return {
        rule
        for rule in limits
        if _outcome(verdict((f for f in said if f.rule != rule), book, RULES[proposal.kind])) != whole
    }


def _outcome(given: Verdict) -> tuple[str, str]:
    return given.kind, given.role if isinstance(given, NeedsApproval) else ""


def _gap(kind: str, gaps: set[str]) -> Iterator[Remark]:
    if kind in gaps:
        yield _remark("gap", kind, "book.not_covered")


def _idle(kind: str, fired: set[str]) -> Iterator[Remark]:
    for rule in sorted(RULES[kind].keys() - fired):
        yield _remark("switched_off" if rule in _SWITCHED else "never_fires", kind, rule)


def _vain(kind: str, undecided: set[str]) -> Iterator[Remark]:
    for rule in sorted(undecided):
        if rule.endswith(_LIMITS):
            yield _remark("never_decides", kind, rule)


def _remark(what: What, kind: str, rule: str) -> Remark:
    return Remark(what=what, kind=kind, rule=rule, words=_WORDS[what])
