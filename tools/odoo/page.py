"""What an approver is shown: a typed page, composed from the case by fixed rules; no text decides what is on it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from domain.action import Reversibility
from domain.approval import NeedsApproval
from domain.case import Datum, Option, Sentence, Thought
from domain.fact import Fact, Id, Line, Moment, Name, tame
from domain.identity import CaseId, Role
from domain.proposals import Proposal, Wish
from domain.supplying import AskSupplier
from tools.odoo.letters import letter_in_words
from tools.odoo.subjects import Change, Subject, own_changes, subject_of
from tools.odoo.undo import REVERSIBILITY, undo_words
from tools.odoo.wording import ask, day_of

__all__ = ["Change", "Page", "Risk", "Subject", "compose", "risk_of", "share"]

Risk = Literal["low", "medium", "high"]
_STEPS: tuple[Risk, ...] = ("low", "medium", "high")
_OF_SUPPLIERS = frozenset({"ask", "replan", "prefer", "split_source", "review", "hold", "release"})
"""Kinds of options whose chance is that of being late, not of running out."""
_BY_UNDO = {Reversibility.FULL: 0, Reversibility.PARTIAL: 1, Reversibility.NONE: 2}
_UNSURE = Decimal("0.6")
_ROLES = {
    Role.BUYER: "a buyer",
    Role.PLANNER: "a planner",
    Role.PURCHASING_MANAGER: "a purchasing manager",
    Role.SUPPLY_MANAGER: "a supply manager",
    Role.FINANCE: "finance",
}


class Page(Fact):
    """Everything that is shown to the approver. `options` starts with the proposed one.

    Nothing in it is a model's but the sentences of `words` that say so, and the choice where `chosen_by` says so.
    """

    company_id: Id
    title: Line
    ask: Line
    gain: Line
    risk: Risk
    why_you: Line
    rules: tuple[Line, ...]
    """What each rule that asks says, whole: the window, what stood in it, this one, and the limit."""
    silence: Line
    group: Line
    subject: Subject
    changes: tuple[Change, ...]
    options: tuple[Option, ...]
    chosen: Name
    chosen_by: Literal["solver", "model", "person"]
    evidence: tuple[Datum, ...]
    undo: tuple[Line, ...]
    words: tuple[Sentence, ...]
    asked_at: Moment


def compose(  # noqa: PLR0913 - each has a name at the call
    wish: Wish,
    thought: Thought,
    verdict: NeedsApproval,
    *,
    case: CaseId,
    role: Role,
    then: Role | None,
    now: datetime,
) -> Page:
    """The page for one wish; `then` is the role that is asked next when nobody answers."""
    chosen = next((o for o in thought.options if o.option == wish.option), None)
    nothing = next((o for o in thought.options if o.kind == "nothing"), None)
    changes = _changes(nothing, chosen)
    words = ask(wish.proposal)
    return Page(
        company_id=wish.proposal.company_id,
        title=words,
        ask=words,
        gain=_gain(nothing, chosen),
        risk=risk_of(wish),
        why_you=_why(verdict, role),
        rules=_asking(verdict),
        silence=_silence(then, nothing),
        group=tame(case),
        subject=subject_of(wish.proposal),
        changes=(*own_changes(wish.proposal), *changes),
        options=tuple(sorted(thought.options, key=lambda o: (o is not chosen, not o.feasible, o.comparison_only))),
        chosen=wish.option,
        chosen_by=thought.chosen_by,
        evidence=thought.facts,
        undo=undo_words(wish.proposal),
        words=(*_letter(wish.proposal), *thought.explanation),
        asked_at=now,
    )


def _letter(proposal: Proposal) -> tuple[Sentence, ...]:
    """What would be sent to somebody outside, word for word."""
    if not isinstance(proposal, AskSupplier):
        return ()
    return (Sentence(text=letter_in_words(proposal), by="arithmetic"),)


def risk_of(wish: Wish) -> Risk:
    """Low where an undo restores everything, high where nothing can; one step higher on unsure numbers."""
    step = _BY_UNDO[REVERSIBILITY[wish.proposal.kind]] + (wish.grounds.confidence < _UNSURE)
    return _STEPS[min(step, len(_STEPS) - 1)]


def _changes(nothing: Option | None, chosen: Option | None) -> tuple[Change, ...]:
    if nothing is None or chosen is None or nothing is chosen:
        return ()
    rows: list[Change] = []
    if nothing.short_probability is not None and chosen.short_probability is not None:
        before, after = nothing.short_probability, chosen.short_probability
        named = "Chance of being late" if chosen.kind in _OF_SUPPLIERS else "Chance of running out"
        rows.append(Change(figure=named, now=share(before), after=share(after), better=after < before))
    if nothing.risk is not None and chosen.risk is not None:
        better = chosen.risk.amount < nothing.risk.amount
        rows.append(Change(figure="Loss to expect", now=str(nothing.risk), after=str(chosen.risk), better=better))
    if chosen.cost is not None:
        now = str(nothing.cost) if nothing.cost is not None else "0.00"
        rows.append(Change(figure="Extra cost", now=now, after=str(chosen.cost), better=None))
    return tuple(rows)


def _gain(nothing: Option | None, chosen: Option | None) -> str:
    """In figures, where there are any; the reason that came with the wish is free text and never stands here."""
    if nothing is None or chosen is None:
        return tame(chosen.title) if chosen is not None else "What it changes was not worked out."
    if nothing.short_probability is None or chosen.short_probability is None or chosen.kind in _OF_SUPPLIERS:
        return _saves(nothing, chosen)
    falls = f"Chance of running out: {share(chosen.short_probability)} instead of {share(nothing.short_probability)}"
    cost = f", extra cost {chosen.cost}" if chosen.cost is not None else ""
    arrives = f", there on {day_of(chosen.arrives)}" if chosen.arrives is not None else ""
    return tame(falls + cost + arrives)


def _saves(nothing: Option, chosen: Option) -> str:
    """What is gained where nothing can run out: the loss that is to be expected."""
    if nothing.risk is None or chosen.risk is None or nothing is chosen:
        return tame(chosen.title)
    cost = f", for {chosen.cost}" if chosen.cost is not None and chosen.cost.amount else ""
    return tame(f"Loss to expect: {chosen.risk} instead of {nothing.risk}{cost}")


def _why(verdict: NeedsApproval, role: Role) -> str:
    many = len(_asking(verdict))
    rules = "1 rule of the policy book asks" if many == 1 else f"{many} rules of the policy book ask"
    return tame(f"{rules} for a person. You are asked as {_ROLES[role]}.")


def _asking(verdict: NeedsApproval) -> tuple[str, ...]:
    """Each rule that asks, once, in the order of the verdict."""
    said = (hit.words[:1].upper() + hit.words[1:] for hit in verdict.hits if hit.effect == "asks")
    return tuple(dict.fromkeys(said)) or ("The book asks for a person.",)


def _silence(then: Role | None, nothing: Option | None) -> str:
    if then is not None:
        return tame(f"Nothing is done; then {_ROLES[then]} is asked.")
    chance = nothing.short_probability if nothing is not None else None
    loss = nothing.risk if nothing is not None else None
    outlook = f" The loss to expect stays {loss}." if loss is not None else ""
    outlook = f" The chance of running out stays {share(chance)}." if chance is not None else outlook
    return tame(f"Nothing is done, and the request closes.{outlook}")


def share(value: Decimal) -> str:
    """A probability for people: whole per cents, and never 0 % for what can happen."""
    percent = value * 100
    if 0 < percent < 1:
        return "under 1 %"
    return f"{percent:.0f} %"
