"""How wishes and cases end: a reason for every no, and one ending for what was done and refused."""

from collections.abc import Sequence
from typing import Literal

from temporalio.exceptions import ActivityError, ApplicationError, FailureError, is_cancelled_exception
from temporalio.exceptions import TimeoutError as Late

from domain.approval import Rejection
from domain.case import Ending
from domain.fact import tame
from domain.ledger import Effect, EffectState
from domain.proposals import Wish, WithdrawDraft, digest
from workflows.orders import Outcome

By = Literal["person", "policy", "drift", "nobody", "odoo"]

STOPPED = "stopped by an operator"
NO_TURN_LEFT = "no turn was left"

_ENDING_OF: dict[By, Ending] = {
    "person": Ending.REJECTED,
    "nobody": Ending.EXPIRED,
    "policy": Ending.REFUSED,
    "drift": Ending.DRIFTED,
    "odoo": Ending.FAILED,
}
_MOVED_ON = frozenset({"Drifted", "WrongClearance"})
_WITHDRAW = WithdrawDraft.model_fields["kind"].default
_GONE = frozenset({EffectState.REFUSED, EffectState.TOMBSTONE})


def no(wish: Wish, reason: str, by: By, instead: str | None = None) -> Rejection:
    """Why this wish does not come true."""
    return Rejection(option=wish.option, digest=digest(wish.proposal), reason=reason[:4000], by=by, instead=instead)


def failed_with(wish: Wish, failed: ActivityError) -> Rejection:
    """A step that failed for good: the world has moved on, or Odoo would not have it."""
    return no(wish, said(failed), "drift" if _kind(failed) in _MOVED_ON else "odoo")


def standing(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """What a case wrote and nobody took back, neither the case nor a person."""
    undone = {(effect.model, effect.record_id) for effect in effects if effect.kind == _WITHDRAW}
    kept = (effect for effect in effects if effect.kind != _WITHDRAW and effect.state not in _GONE)
    return tuple(effect for effect in kept if (effect.model, effect.record_id) not in undone)


def closing(
    effects: Sequence[Effect], rejections: Sequence[Rejection], outcome: Outcome, *, rested: bool = False
) -> tuple[Ending, str]:
    """How a case ends, and in which words. Wishes that no turn was left for are named: the case gave up.

    A case that has rested ends because its trouble passed in time, whatever it did meanwhile; what stands is named.
    """
    if outcome.wishes:
        left = ", ".join(f"{wish.proposal.kind} of {wish.option}" for wish in outcome.wishes)
        return broken_off(f"{NO_TURN_LEFT}, and this was still wished for: {left}", effects)
    if rested and not outcome.still_troubled:
        return Ending.PASSED, tame(f"{outcome.words} {_stands(effects)}")
    return ending(effects, rejections, outcome), words(effects, rejections, outcome)


def broken_off(why: str, effects: Sequence[Effect]) -> tuple[Ending, str]:
    """How a case ends that could not be thought to its end; what it wrote before is named, for it stands."""
    stands = _stands(effects)
    return Ending.FAILED, tame(f"{stands}; then {why}" if stands else why)


def ending(effects: Sequence[Effect], rejections: Sequence[Rejection], outcome: Outcome) -> Ending:
    """Done when something that was written still stands; else the last no decides; else whether the trouble stays."""
    if standing(effects):
        return Ending.DONE
    if rejections:
        return _ENDING_OF[rejections[-1].by]
    return Ending.NOTHING_BETTER if outcome.still_troubled else Ending.PASSED


def words(effects: Sequence[Effect], rejections: Sequence[Rejection], outcome: Outcome) -> str:
    """The ending for a list of cases: what stands in Odoo now, else the last no, else what the mind said."""
    stands = _stands(effects)
    if stands:
        return tame(stands)
    return tame(f"{rejections[-1].by}: {rejections[-1].reason}") if rejections else outcome.words


def _stands(effects: Sequence[Effect]) -> str:
    last = {(effect.model, effect.record_id): effect for effect in standing(effects)}
    return "; ".join(effect.read_back[0] for effect in last.values() if effect.read_back)


def said(failed: FailureError) -> str:
    """What failed, in one line."""
    if is_cancelled_exception(failed):
        return STOPPED
    cause = failed.cause if isinstance(failed, ActivityError) else failed
    if isinstance(cause, Late) and isinstance(cause.cause, FailureError):
        return tame(f"given up after many tries, of which the last said {said(cause.cause)}")
    words = cause.message if isinstance(cause, FailureError) else str(cause or failed)
    return tame(f"{_kind(failed)}: {words}")


def _kind(failed: FailureError) -> str:
    cause = failed.cause if isinstance(failed, ActivityError) else failed
    return cause.type or "" if isinstance(cause, ApplicationError) else type(cause).__name__
