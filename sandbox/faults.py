"""Faults to order: what goes wrong, on which calls, how often, and how often it did."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a fault does to one call."""

    SLOW = "slow"
    """Answers after `seconds`; the call is carried out first."""
    SLOW_BEFORE = "slow_before"
    """Waits `seconds`, then carries the call out."""
    DROP_BEFORE = "drop_before"
    """Closes the socket; nothing was carried out."""
    COMMIT_THEN_DROP = "commit_then_drop"
    """Carries the call out, commits, and closes the socket without a word."""
    REFUSE = "refuse"
    """Answers with the Odoo error `error`; nothing was carried out."""
    HTML = "html"
    """HTTP 200 with a page instead of JSON; nothing was carried out."""
    HTML_AFTER = "html_after"
    """The same, after the call was carried out."""
    SERVER_ERROR = "server_error"
    """HTTP 500 with a page; nothing was carried out."""
    SERVER_ERROR_AFTER = "server_error_after"
    """HTTP 502 with a page, after the call was carried out."""
    TOO_MANY = "too_many"
    """HTTP 429; nothing was carried out."""
    REDIRECT = "redirect"
    """HTTP 303 to `to`; nothing was carried out."""
    TRUNCATED = "truncated"
    """Half of the answer's bytes, then the socket closes; the call was carried out."""
    HUGE = "huge"
    """A body of `size` bytes; nothing was carried out."""
    NOT_A_NUMBER = "not_a_number"
    """NaN in the place of the result; nothing was carried out."""
    WRONG_ID = "wrong_id"
    """The right result under the id of another request."""
    DEEP = "deep"
    """JSON nested ten thousand times; nothing was carried out."""


@dataclass
class Fault:
    """One order for calls of `model`, `method` and `login` (None: any), from the `nth` on, `count` times or always."""

    kind: Kind
    model: str | None = None
    method: str | None = None
    login: str | None = None
    nth: int = 1
    count: int | None = 1
    seconds: float = 0.0
    error: str = "odoo.exceptions.UserError"
    message: str = "refused by order"
    to: str = "http://127.0.0.1:9/elsewhere"
    size: int = 100 * 1024 * 1024
    seen: int = field(default=0, init=False)
    fired: int = field(default=0, init=False)

    def takes(self, call: "Call") -> bool:
        """Whether this call is hit; counts it."""
        asked = ((self.model, call.model), (self.method, call.method), (self.login, call.login))
        if any(wanted is not None and wanted != given for wanted, given in asked):
            return False
        self.seen += 1
        if self.seen < self.nth or (self.count is not None and self.fired >= self.count):
            return False
        self.fired += 1
        return True


@dataclass(frozen=True)
class Call:
    """One call as it came in; `model` is the service for calls that have no model."""

    login: str
    model: str
    method: str


class Faults:
    """All orders of one sandbox; safe to use from a test while the server answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Fault] = []
        self._fired: Counter[Kind] = Counter()

    def add(self, fault: Fault) -> Fault:
        """Order a fault; the one ordered first is tried first."""
        with self._lock:
            self._orders.append(fault)
        return fault

    def order(self, kind: Kind | str, model: str | None = None, method: str | None = None, **how: Any) -> Fault:
        """Order a fault by its words: `order("refuse", "purchase.order", "load", error=..., count=3)`."""
        return self.add(Fault(Kind(kind), model, method, **how))

    def slow(self, seconds: float, model: str | None = None, method: str | None = None, **how: Any) -> Fault:
        """The call is carried out at once; its answer comes late."""
        return self.order(Kind.SLOW, model, method, seconds=seconds, **how)

    def refuse(self, error: str, model: str | None = None, method: str | None = None, **how: Any) -> Fault:
        """An Odoo error by its name, as `odoo.exceptions.AccessError` or `psycopg2.errors.SerializationFailure`."""
        return self.order(Kind.REFUSE, model, method, error=error, **how)

    def serialization_failure(self, model: str | None = None, method: str | None = None, **how: Any) -> Fault:
        """Lost against another transaction; rolled back."""
        words = "could not serialize access due to concurrent update"
        return self.refuse("psycopg2.errors.SerializationFailure", model, method, message=words, **how)

    def commit_then_drop(self, model: str | None = None, method: str | None = None, **how: Any) -> Fault:
        """Carried out, committed, never answered."""
        return self.order(Kind.COMMIT_THEN_DROP, model, method, **how)

    def drop_before(self, model: str | None = None, method: str | None = None, **how: Any) -> Fault:
        """Not carried out, never answered."""
        return self.order(Kind.DROP_BEFORE, model, method, **how)

    def take(self, call: Call) -> Fault | None:
        """The fault that hits this call, if any."""
        with self._lock:
            hit = next((fault for fault in self._orders if fault.takes(call)), None)
            if hit:
                self._fired[hit.kind] += 1
            return hit

    def fired(self, kind: Kind | str | None = None) -> int:
        """How many calls were hit, by this kind or at all."""
        with self._lock:
            return self._fired[Kind(kind)] if kind else self._fired.total()

    def clear(self) -> None:
        """Take every order back; the counts stay."""
        with self._lock:
            self._orders.clear()
