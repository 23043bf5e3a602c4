"""Sliding windows: what is committed under a key, reserved in the same transaction as the verdict that read it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from domain.approval import Exposure, ExposureKey, Refused
from domain.fact import Moment
from domain.money import Money
from domain.proposals import digest as name_of
from tools.errors import WrongClearance
from tools.ledger import chain
from tools.ledger.tables import judgement, reservation
from tools.ledger.words import By, Judgement, Note, Said

Decide = Callable[[tuple[Exposure, ...]], Judgement]

_NOTHING = Decimal(0)


def judged(
    sql: Connection, slot: str, digest: str, keys: Sequence[ExposureKey], *, decide: Decide, by: By
) -> Judgement:
    """Read the windows, let `decide` judge on them, and reserve: nobody comes in between. A slot is judged once."""
    known = judgement_of(sql, slot)
    if known is not None:
        if name_of(known.proposal) != digest:
            message = f"{slot} was judged for another proposal"
            raise WrongClearance(message, remedy="A slot serves one proposal.")
        return known
    decided = decide(tuple(window(sql, key, by.at) for key in keys))
    if (decided.slot, name_of(decided.proposal)) != (slot, digest):
        message = f"what was judged is not what {slot} was opened for"
        raise WrongClearance(message)
    kind = f"verdict.{decided.verdict.kind}"
    added = chain.record(sql, Note(kind=kind, by=by, subject=slot, payload=decided, entry_key=f"{slot}/verdict"))
    sql.execute(insert(judgement).values(slot=slot, payload=added.payload))
    if not isinstance(decided.verdict, Refused):
        reserve(sql, slot, keys, by)
    return decided


def judgement_of(sql: Connection, slot: str) -> Judgement | None:
    """The verdict that a slot was given, if it was judged."""
    payload = sql.execute(select(judgement.c.payload).where(judgement.c.slot == slot)).scalar_one_or_none()
    return None if payload is None else chain.fetch(sql, payload, Judgement)


def window(sql: Connection, key: ExposureKey, now: Moment) -> Exposure:
    """What counts under a key now: all that is pending, and what was begun since the window opened."""
    r = reservation.c
    counts = or_(r.state == "pending", and_(r.state == "begun", r.at >= key.since(now)))
    rows = sql.execute(
        select(r.slot, r.amount, r.currency, r.quantity).where(r.key == key.key, counts).order_by(r.slot)
    )
    once = {row.slot: row for row in rows}  # one slot may have reserved the same key for several spans
    committed = Money(amount=_NOTHING, currency=key.amount.currency)
    for row in once.values():
        committed += Money(amount=Decimal(row.amount), currency=row.currency)
    quantity = sum((Decimal(row.quantity) for row in once.values()), _NOTHING)
    return Exposure(key=key.key, span=key.span, committed=committed, quantity=quantity, count=len(once))


def reserve(sql: Connection, slot: str, keys: Sequence[ExposureKey], by: By) -> None:
    """Count a wish in its windows from now on."""
    rows = [
        {
            "slot": slot,
            "key": key.key,
            "span_seconds": int(key.span.total_seconds()),
            "amount": format(key.amount.amount, "f"),
            "currency": key.amount.currency,
            "quantity": format(key.quantity, "f"),
            "case": by.case,
            "state": "pending",
            "at": by.at,
        }
        for key in keys
    ]
    if rows:
        sql.execute(insert(reservation), rows)


def begin(sql: Connection, slot: str, at: datetime) -> None:
    """The write is under way: from now on the wish counts by its time. `WrongClearance` when it was dropped before."""
    states = sql.execute(select(reservation.c.state).where(reservation.c.slot == slot)).scalars().all()
    if "released" in states:
        message = f"{slot} was dropped, and counts in no window any more"
        raise WrongClearance(message, remedy="Let the case be judged anew.")
    mine = and_(reservation.c.slot == slot, reservation.c.state == "pending")
    sql.execute(update(reservation).where(mine).values(state="begun", at=at))


def release(sql: Connection, slot: str) -> None:
    """Nothing was and will be written: the wish no longer counts."""
    sql.execute(update(reservation).where(reservation.c.slot == slot).values(state="released"))


def replace(sql: Connection, slot: str) -> None:
    """Another wish takes the place of this one, before anything was written."""
    _release_where(sql, reservation.c.slot == slot)


def let_go(sql: Connection, slot: str, words: str, by: By) -> None:
    """Release a wish that came to nothing, and record why. A write that was begun still counts."""
    _release_where(sql, reservation.c.slot == slot)
    note = Note(kind="wish.dropped", by=by, subject=slot, payload=Said(words=words), entry_key=f"{slot}/dropped")
    chain.record(sql, note)


def release_pending(sql: Connection, case: str, *, before: datetime | None = None) -> None:
    """Nothing of a case is pending any more, or nothing from `before`: it has ended, or begins anew."""
    mine = reservation.c.case == case
    _release_where(sql, mine if before is None else and_(mine, reservation.c.at < before))


def _release_where(sql: Connection, mine: ColumnElement[bool]) -> None:
    sql.execute(update(reservation).where(mine, reservation.c.state == "pending").values(state="released"))
