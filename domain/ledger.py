"""What is kept for ever: effects by their key, and the entries of the audit chain."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.fact import Digest, Fact, Id, Line, Moment, Name


class EffectState(StrEnum):
    """Where a write stands; `unknown` is reconciled by key, never blindly retried."""

    INTENT = "intent"
    UNKNOWN = "unknown"
    APPLIED = "applied"
    VERIFIED = "verified"
    REFUSED = "refused"
    TOMBSTONE = "tombstone"


class Effect(Fact):
    """One write: its business key, what it made, and what Odoo said when it was read back."""

    slot: Line
    key: Name
    digest: Digest
    kind: Name
    option: Name
    state: EffectState
    model: Name | None = None
    record_id: Id | None = None
    record: Line = ""
    read_back: tuple[Line, ...] = ()
    at: Moment


class AuditEntry(Fact):
    """One link of the chain. The payload is stored beside it by its hash, so it can be erased without a break."""

    seq: Annotated[int, Field(ge=1)]
    key: Digest
    """Names the step that is recorded; the same step is recorded once."""
    at: Moment
    kind: Name
    actor: Line
    case: Line
    subject: Line
    payload: Digest
    book: Digest | None
    previous: Digest
    hash: Digest
