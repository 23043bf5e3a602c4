"""Making a record at most once: an external id under an unguessable key, claimed by Odoo's own unique index."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from domain.fact import Fact, Id, Json, Line, Name, tame
from tools.errors import Amiss, Busy, KeyTaken, Misused, OutcomeUnknown, Refused, ToolError
from tools.odoo.plain import link, rows_of
from tools.odoo.session import OdooSession
from tools.odoo.writes.allowed import Pen

MODULE = "weighbridge"
"""The module part of every external id; no module of that name is ever installed."""

_LOST_RACE = (
    "could not serialize",
    "deadlock detected",
    "duplicate key value",
    "could not obtain lock",
    "current transaction is aborted",  # what Odoo says of the statement after the one that lost
)


class Written(Fact):
    """What a write left in Odoo, read back. `fresh` is False when an earlier try had already done it."""

    model: Name
    record_id: Id
    record: Line
    read_back: tuple[Line, ...]
    fresh: bool


def found(odoo: OdooSession, model: str, key: str) -> int | None:
    """The record made under `key`; None when there is none, also when a person deleted it.

    `KeyTaken` when the key names a record that somebody else made, that is of another model, or that cannot be seen.
    """
    try:
        reference = odoo.call("ir.model.data", "check_object_reference", MODULE, key)
    except Misused:  # Odoo says a missing external id as ValueError
        return None
    owner, record_id = reference if isinstance(reference, list) and len(reference) == 2 else (None, None)  # noqa: PLR2004
    if owner != model or not isinstance(record_id, int) or isinstance(record_id, bool):
        message = f"the key stands for a record of {owner} that cannot be seen, not for one of {model}"
        raise KeyTaken(message, remedy="Somebody used the key, or archived the record: look at it in Odoo")
    rows = rows_of(odoo.call(model, "read", [record_id], ["create_uid"]))
    if not rows:
        return None
    if link(rows[0]["create_uid"]) != odoo.uid:
        message = f"{model} {record_id} stands under our key but was made by somebody else"
        raise KeyTaken(message, remedy="Find out who made it; the case will not touch it")
    return record_id


def made(pen: Pen, model: str, key: str, row: Mapping[str, str]) -> int:
    """Make the record under `key` and return its id; call only after `found` said None.

    `Busy` when another try won the race: look again. `Refused` with Odoo's words when it would not have the values.
    """
    answer = pen.load(model, {"id": f"{MODULE}.{key}", **row})
    ids = answer.get("ids") if isinstance(answer, dict) else None
    if isinstance(ids, list) and len(ids) == 1 and isinstance(ids[0], int):
        return ids[0]
    said = _said(answer)
    if any(words in said for words in _LOST_RACE):
        message = f"another try is writing {model} under the same key"
        raise Busy(message)
    message = f"Odoo would not make the {model}: {said}"
    raise Refused(message)


@contextmanager
def afterwards() -> Iterator[None]:
    """What is done once Odoo has written: an error here does not say that nothing was written, whatever it says."""
    try:
        yield
    except (Amiss, KeyTaken, OutcomeUnknown):
        raise
    except ToolError as unseen:
        message = f"it was written and cannot be read back: {unseen}"
        raise OutcomeUnknown(message, remedy="It is looked up by its key before anything else") from unseen


def _said(answer: Json) -> str:
    messages = answer.get("messages") if isinstance(answer, dict) else None
    texts = [str(m.get("message", "")) for m in messages if isinstance(m, dict)] if isinstance(messages, list) else []
    return tame("; ".join(texts)) or "no reason given"
