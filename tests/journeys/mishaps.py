"""What can go wrong with one call to Odoo, and what class of error it must come out as when the call writes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sandbox.faults import Fault, Kind
from tests.journeys.world import World

PATIENCE = 0.4
"""How long the desk waits for an answer where answers are slow, in seconds."""


@dataclass(frozen=True)
class Mishap:
    """One fault. `error` is what a call that writes must raise; `final` when no retry can help."""

    kind: Kind
    error: str
    final: bool = False
    how: Mapping[str, Any] = field(default_factory=dict)

    @property
    def slow(self) -> bool:
        return self.kind in {Kind.SLOW, Kind.SLOW_BEFORE}


def _lost(kind: Kind, **how: Any) -> Mishap:
    return Mishap(kind, "OutcomeUnknown", how=how)


def _said(error: str, ours: str, *, final: bool, message: str = "said by order") -> Mishap:
    return Mishap(Kind.REFUSE, ours, final, {"error": error, "message": message})


MISHAPS: Mapping[str, Mishap] = {
    "slow": _lost(Kind.SLOW, seconds=2 * PATIENCE),
    "slow_before": _lost(Kind.SLOW_BEFORE, seconds=2 * PATIENCE),
    "drop_before": _lost(Kind.DROP_BEFORE),
    "commit_then_drop": _lost(Kind.COMMIT_THEN_DROP),
    "html": _lost(Kind.HTML),
    "html_after": _lost(Kind.HTML_AFTER),
    "server_error": _lost(Kind.SERVER_ERROR),
    "server_error_after": _lost(Kind.SERVER_ERROR_AFTER),
    "redirect": _lost(Kind.REDIRECT),
    "truncated": _lost(Kind.TRUNCATED),
    "huge": _lost(Kind.HUGE),
    "not_a_number": _lost(Kind.NOT_A_NUMBER),
    "wrong_id": _lost(Kind.WRONG_ID),
    "deep": _lost(Kind.DEEP),
    "too_many": Mishap(Kind.TOO_MANY, "Busy"),
    "serialization": _said("psycopg2.errors.SerializationFailure", "Busy", final=False),
    "database_lost": _said("psycopg2.OperationalError", "OutcomeUnknown", final=False),
    "no_right": _said("odoo.exceptions.AccessError", "NotAllowed", final=True),
    "missing": _said("odoo.exceptions.MissingError", "Gone", final=True),
    "refused": _said("odoo.exceptions.UserError", "Refused", final=True),
    "key_expired": _said("odoo.exceptions.AccessDenied", "WrongLogin", final=True),
}
"""Every mishap by its name; each befalls one call."""


def order(stage: World, mishap: Mishap, model: str | None = None, method: str | None = None, **where: Any) -> Fault:
    """Let it befall a call: the next of `model.method`, or the `nth` of all."""
    return stage.odoo.faults.order(mishap.kind, model, method, **mishap.how, **where)


@contextmanager
def clean(stage: World) -> Iterator[None]:
    """Whatever was ordered within and did not happen is taken back."""
    try:
        yield
    finally:
        stage.odoo.faults.clear()
