"""The judge: every rule of a proposal's kind is heard, and the strictest finding decides."""

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from domain.approval import Circumstances, Cleared, NeedsApproval, Refused, RuleHit, Rung, Verdict
from domain.identity import Role
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    WithdrawDraft,
)
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)
from policies.book import PolicyBook
from policies.finding import Asks, Finding, Forbids
from policies.rules import (
    RULES,
    adjust_reorder_rule,
    ask_supplier,
    change_expected_date,
    confirm_purchase,
    hold_supplier,
    move_stock,
    notify_person,
    prefer_supplier,
    raise_purchase,
    raise_supplier_review,
    release_supplier,
    split_sourcing,
    withdraw_draft,
)

NOT_COVERED = RuleHit(rule="book.not_covered", effect="refuses", words="no rule covers it")

_STRICTEST_FIRST = ("refuses", "asks", "clears")


def judge(proposal: Proposal, known: Circumstances, book: PolicyBook) -> Verdict:
    """The verdict of the book: the same for the same arguments, and one for every proposal.

    One finding that forbids refuses; else one that asks asks, and of several roles the highest; only findings that
    clear, and at least one, clear. What no rule speaks of is refused. Names and other texts decide nothing.
    """
    return verdict(findings(proposal, known, book), book, RULES[proposal.kind])


def findings(proposal: Proposal, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """What every rule of the proposal's kind says."""
    match proposal:
        case MoveStock():
            yield from move_stock.rules(proposal, known, book)
        case RaisePurchase():
            yield from raise_purchase.rules(proposal, known, book)
        case ConfirmPurchase():
            yield from confirm_purchase.rules(proposal, known, book)
        case AdjustReorderRule():
            yield from adjust_reorder_rule.rules(proposal, known, book)
        case NotifyPerson():
            yield from notify_person.rules(proposal, known, book)
        case WithdrawDraft():
            yield from withdraw_draft.rules(proposal, known, book)
        case _:
            yield from _about_suppliers(proposal, known, book)


def _about_suppliers(
    proposal: AskSupplier
    | ChangeExpectedDate
    | SplitSourcing
    | RaiseSupplierReview
    | PreferSupplier
    | HoldSupplier
    | ReleaseSupplier,
    known: Circumstances,
    book: PolicyBook,
) -> Iterator[Finding]:
    match proposal:
        case AskSupplier():
            yield from ask_supplier.rules(proposal, known, book)
        case ChangeExpectedDate():
            yield from change_expected_date.rules(proposal, known, book)
        case SplitSourcing():
            yield from split_sourcing.rules(proposal, known, book)
        case RaiseSupplierReview():
            yield from raise_supplier_review.rules(proposal, known, book)
        case PreferSupplier():
            yield from prefer_supplier.rules(proposal, known, book)
        case HoldSupplier():
            yield from hold_supplier.rules(proposal, known, book)
        case ReleaseSupplier():
            yield from release_supplier.rules(proposal, known, book)
        case _:
            assert_never(proposal)


def verdict(said: Iterable[Finding], book: PolicyBook, described: Mapping[str, str]) -> Verdict:
    """Findings combined; neither their order nor a repetition matters. `described` gives rules their words."""
    heard = tuple(said)
    hits = tuple(sorted({_hit(finding, described) for finding in heard}, key=_strictest_first))
    if not hits:
        return Refused(book=book.digest, hits=(NOT_COVERED,))
    if any(isinstance(finding, Forbids) for finding in heard):
        return Refused(book=book.digest, hits=hits)
    asked = [finding.role for finding in heard if isinstance(finding, Asks)]
    if not asked:
        return Cleared(book=book.digest, hits=hits)
    role = max(asked, key=book.rank)
    return NeedsApproval(
        book=book.digest,
        hits=hits,
        chain=tuple(_rung(each, book) for each in (role, *book.chain(role))),
    )


def _rung(role: Role, book: PolicyBook) -> Rung:
    return Rung(role=role, answer_within=book.answer_within(role), remind_after=book.remind_after(role))


def _hit(finding: Finding, described: Mapping[str, str]) -> RuleHit:
    return RuleHit(rule=finding.rule, effect=finding.effect, words=finding.words or described[finding.rule])


def _strictest_first(hit: RuleHit) -> tuple[int, str, str]:
    return _STRICTEST_FIRST.index(hit.effect), hit.rule, hit.words
