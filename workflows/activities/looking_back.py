"""Looking back at what a case wrote: what an earlier opening left behind, and what a person took away since."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.approval import Rejection
from domain.fact import tame
from domain.ledger import Effect, EffectState
from domain.proposals import NotifyPerson, Proposal
from tools.errors import Amiss, KeyTaken
from tools.ledger import Judgement, Settled
from tools.odoo import drafts, tasks, writes
from tools.odoo.session import OdooSession
from workflows.desk import Desk
from workflows.endings import standing
from workflows.orders import JudgeOrder, TurnFiled

STILL_AT_WORK: Final = timedelta(minutes=3)
"""How long a call whose answer was lost may still come through: Odoo's own limit for a request, and a margin."""

_OPEN = frozenset({EffectState.INTENT, EffectState.UNKNOWN})

Past = tuple[tuple[Effect, ...], tuple[Rejection, ...]]


def at_opening(desk: Desk, filed: TurnFiled) -> Past:
    """The drafts that an earlier opening of the case left behind: it goes on with them, or takes them back.

    A write whose outcome was still unknown then is looked up now.
    """
    earlier = desk.ledger.effects(case=filed.opened.case)
    if not any(e.state in _OPEN or e.model in drafts.DOCUMENTS for e in earlier):
        return filed.effects, filed.rejections
    with desk.reading() as odoo:
        known = tuple(_cleared_up(e, desk, filed, odoo) if e.state in _OPEN else e for e in earlier)
        return _where(known, odoo, filed, drafts.UNCONFIRMED), filed.rejections


def later(desk: Desk, filed: TurnFiled) -> Past:
    """What stands of what the case wrote. What a person deleted or cancelled is recorded as gone, and is their no."""
    made = [effect for effect in standing(filed.effects) if effect.model in drafts.DOCUMENTS]
    if not made:
        return filed.effects, filed.rejections
    with desk.reading() as odoo:
        there = _where(made, odoo, filed, drafts.NOT_CANCELLED)
    gone = [effect for effect in made if effect not in there]
    effects = tuple(_buried(effect, desk, filed) if effect in gone else effect for effect in filed.effects)
    return effects, (*filed.rejections, *_noes(gone))


@dataclass(frozen=True)
class Told:
    """A task that a person was given, as an effect, and the verdict that it was given on."""

    effect: Effect
    given: Judgement


def told_before(desk: Desk, order: JudgeOrder, odoo: OdooSession) -> Told | None:
    """The task that this case gave for the same notice: same person, same record, same product.

    It stands while it is to be done, and for the book's `notify.record` span also when it was done or deleted: a
    trouble that is found again by every sweep tells nobody twice of it, and asks no planner whether it may.
    """
    wanted, now, span = order.wish.proposal, desk.now(), desk.book().notify.record.span
    if not isinstance(wanted, NotifyPerson):
        return None
    for effect in reversed(desk.ledger.effects(case=order.opened.case)):
        given = desk.ledger.judgement(effect.slot) if effect.kind == wanted.kind else None
        if given is None or effect.state is not EffectState.VERIFIED or not _same_notice(given.proposal, wanted):
            continue
        if now < effect.at + span or tasks.is_open(odoo, effect.record_id or 0):
            said = tame(f"{effect.record}: this task stands already, made on {effect.at:%d %b %Y %H:%M} UTC")
            stands = {"option": order.wish.option, "read_back": (said, *effect.read_back)}
            return Told(effect.model_copy(update=stands), given)
    return None


def _same_notice(given: Proposal, wanted: NotifyPerson) -> bool:
    about = ("notice", "user_id", "on_model", "on_id", "product")
    return isinstance(given, NotifyPerson) and all(getattr(given, n) == getattr(wanted, n) for n in about)


def _where(
    effects: Sequence[Effect], odoo: OdooSession, filed: TurnFiled, states: Collection[str]
) -> tuple[Effect, ...]:
    """Of the documents that stand by our books, those that Odoo has in one of these states."""
    made = [effect for effect in standing(effects) if effect.model in drafts.DOCUMENTS]
    found = {
        (model, record_id)
        for model in sorted({effect.model or "" for effect in made})
        for record_id in drafts.in_state(odoo, model, _ids(made, model), states, company_id=filed.opened.company_id)
    }
    return tuple(effect for effect in made if (effect.model, effect.record_id) in found)


def _cleared_up(effect: Effect, desk: Desk, filed: TurnFiled, odoo: OdooSession) -> Effect:
    """A write that was begun and never settled, as Odoo shows it now."""
    given = desk.ledger.judgement(effect.slot)
    if given is None or desk.now() < effect.at + STILL_AT_WORK:
        return effect
    try:
        left = writes.look_up(given.proposal, odoo, key=effect.key)
    except (Amiss, KeyTaken):
        return effect  # a person has to look at it: the ledger goes on saying so
    if left is None:
        settled = Settled(slot=effect.slot, state=EffectState.REFUSED, read_back=("nothing was written",))
    else:
        settled = Settled(
            slot=effect.slot,
            state=EffectState.VERIFIED,
            model=left.model,
            record_id=left.record_id,
            record=left.record,
            read_back=left.read_back,
        )
    return desk.ledger.settle(settled, desk.by(filed.opened))


def _buried(effect: Effect, desk: Desk, filed: TurnFiled) -> Effect:
    said = tame(f"{effect.record} was taken away in Odoo")
    settled = Settled(slot=effect.slot, state=EffectState.TOMBSTONE, read_back=(said,))
    return desk.ledger.settle(settled, desk.by(filed.opened))


def _ids(effects: Collection[Effect], model: str) -> list[int]:
    return sorted({effect.record_id or 0 for effect in effects if effect.model == model})


def _noes(gone: Collection[Effect]) -> Iterator[Rejection]:
    """One no for each record, to the option that made it."""
    first = {(effect.model, effect.record_id): effect for effect in reversed([*gone])}
    for effect in first.values():
        reason = f"{effect.record} was taken away in Odoo"
        yield Rejection(option=effect.option, digest=effect.digest, reason=reason, by="person")
