"""Writes: the intent before, one digest for a slot, one slot for a clearance, and what became of it."""

import json

from sqlalchemy import Connection, insert, select, update

from domain.ledger import Effect, EffectState
from tools.errors import KeyTaken, WrongClearance
from tools.ledger import chain, exposure
from tools.ledger.tables import AnyRow, clearance, effect
from tools.ledger.words import Begun, By, Intent, Note, Settled

_S = EffectState
_NEXT = {
    _S.INTENT: {_S.UNKNOWN, _S.APPLIED, _S.VERIFIED, _S.REFUSED},
    _S.UNKNOWN: {_S.UNKNOWN, _S.APPLIED, _S.VERIFIED, _S.REFUSED},
    _S.APPLIED: {_S.VERIFIED, _S.TOMBSTONE},
    _S.VERIFIED: {_S.TOMBSTONE},
    _S.REFUSED: set[EffectState](),
    _S.TOMBSTONE: set[EffectState](),
}


def begin(sql: Connection, intent: Intent, by: By) -> Begun:
    """Put an intent on record, or find the one of an earlier attempt. `WrongClearance` when the key does not fit."""
    known = sql.execute(select(effect).where(effect.c.slot == intent.slot)).one_or_none()
    if known is not None and known.digest != intent.digest:
        message = f"{intent.slot} is taken by another proposal"
        raise WrongClearance(message, remedy="A slot serves one proposal; let the case be judged anew.")
    _use(sql, intent)
    if known is not None:
        attempt = known.attempt + 1
        sql.execute(update(effect).where(effect.c.slot == intent.slot).values(attempt=attempt, at=by.at))
        return Begun(effect=_effect(known), attempt=attempt)
    if sql.execute(select(effect.c.slot).where(effect.c.key == intent.key)).first() is not None:
        message = f"the key of {intent.slot} is taken by another slot"
        raise KeyTaken(message)
    values = {**intent.model_dump(exclude={"clearance_id"}), "state": _S.INTENT.value, "case": by.case, "attempt": 1}
    sql.execute(insert(effect).values(**values, record="", read_back="[]", begun_at=by.at, at=by.at))
    exposure.begin(sql, intent.slot, by.at)
    return Begun(effect=_recorded(sql, intent.slot, by), attempt=1)


def settle(sql: Connection, settled: Settled, by: By) -> Effect:
    """Record what became of a write, with its audit entry. The same again changes nothing; a step back is refused."""
    known = sql.execute(select(effect).where(effect.c.slot == settled.slot)).one_or_none()
    if known is None:
        message = f"{settled.slot} was never begun"
        raise WrongClearance(message)
    before = EffectState(known.state)
    if settled.state is before and before is not _S.UNKNOWN:
        return _effect(known)
    if settled.state not in _NEXT[before]:
        message = f"{settled.slot} is {before.value} and cannot become {settled.state.value}"
        raise KeyTaken(message, remedy="Look at the record in Odoo; the audit chain says what happened to it.")
    said = {
        "model": settled.model or known.model,
        "record_id": settled.record_id or known.record_id,
        "record": settled.record or known.record,
        "read_back": json.dumps(settled.read_back) if settled.read_back else known.read_back,
    }
    sql.execute(update(effect).where(effect.c.slot == settled.slot).values(state=settled.state.value, at=by.at, **said))
    if settled.state is _S.REFUSED:
        exposure.release(sql, settled.slot)
    return _recorded(sql, settled.slot, by)


def find(sql: Connection, *, slot: str) -> Effect | None:
    """The effect of a slot."""
    known = sql.execute(select(effect).where(effect.c.slot == slot)).one_or_none()
    return None if known is None else _effect(known)


def maker(sql: Connection, model: str, record_id: int) -> str | None:
    """The case whose write was the first to leave a record of Odoo behind."""
    made = (_S.APPLIED.value, _S.VERIFIED.value, _S.TOMBSTONE.value)
    query = select(effect.c.case).where(effect.c.model == model, effect.c.record_id == record_id)
    return sql.execute(query.where(effect.c.state.in_(made)).order_by(effect.c.begun_at)).scalars().first()


def effects(sql: Connection, *, case: str | None) -> tuple[Effect, ...]:
    """All effects or those of one case, in the order they were begun."""
    query = select(effect).order_by(effect.c.begun_at, effect.c.slot)
    rows = sql.execute(query if case is None else query.where(effect.c.case == case))
    return tuple(_effect(row) for row in rows)


def _use(sql: Connection, intent: Intent) -> None:
    used = sql.execute(select(clearance.c.slot).where(clearance.c.clearance_id == intent.clearance_id)).first()
    if used is None:
        sql.execute(insert(clearance).values(clearance_id=intent.clearance_id, slot=intent.slot))
    elif used.slot != intent.slot:
        message = f"clearance {intent.clearance_id} was used for {used.slot}"
        raise WrongClearance(message, remedy="A clearance works once; let the case be judged anew.")


def _recorded(sql: Connection, slot: str, by: By) -> Effect:
    row = sql.execute(select(effect).where(effect.c.slot == slot)).one()
    now = _effect(row)
    step = f"{slot}/effect/{now.state.value}"
    key = f"{step}/{row.attempt}" if now.state is _S.UNKNOWN else step
    chain.record(sql, Note(kind=f"effect.{now.state.value}", by=by, subject=slot, payload=now, entry_key=key))
    return now


def _effect(row: AnyRow) -> Effect:
    values = {name: row._mapping[name] for name in Effect.model_fields}  # noqa: SLF001
    return Effect.model_validate(
        {
            **values,
            "state": EffectState(row.state),
            "read_back": tuple(json.loads(row.read_back)),
        }
    )
