"""HTTP answers, right ones and those a fault makes of them."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.faults import Fault, Kind
from sandbox.rpc import Named, envelope, error_data

_JSON = "application/json; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_PIECE = 1024 * 1024
_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


@dataclass(frozen=True)
class Answer:
    """Status, body and headers. `length` is more than the body where an answer is cut; `silent` is none at all."""

    status: int
    body: bytes
    content_type: str = _JSON
    headers: tuple[tuple[str, str], ...] = ()
    length: int = 0
    repeat: int = 0
    silent: bool = False

    def pieces(self) -> Iterator[bytes]:
        """The bytes to send; a huge body is streamed, never held."""
        yield self.body
        left = self.repeat
        while left > 0:
            yield b" " * min(left, _PIECE)
            left -= _PIECE


def plain(body: bytes) -> Answer:
    """JSON, HTTP 200."""
    return Answer(200, body)


def _page(status: int, words: str) -> Answer:
    return Answer(status, _PAGE.format(words).encode(), _HTML)


_NOTHING = Answer(0, b"", silent=True)
_BEFORE = {
    Kind.DROP_BEFORE: _NOTHING,
    Kind.HTML: _page(200, "Odoo"),
    Kind.SERVER_ERROR: _page(500, "Internal Server Error"),
    Kind.TOO_MANY: _page(429, "Too Many Requests"),
}
_AFTER = {
    Kind.COMMIT_THEN_DROP: _NOTHING,
    Kind.HTML_AFTER: _page(200, "Odoo"),
    Kind.SERVER_ERROR_AFTER: _page(502, "Bad Gateway"),
}


def faulty(fault: Fault, request_id: Any, carry_out: Callable[[], bytes]) -> Answer:
    """What the fault makes of one call; `carry_out` does the call and commits."""
    instead = _BEFORE.get(fault.kind) or _instead(fault, request_id)
    if instead:
        return instead
    if fault.kind is Kind.SLOW_BEFORE:
        time.sleep(fault.seconds)
    body = carry_out()
    if fault.kind is Kind.SLOW:
        time.sleep(fault.seconds)
    return _AFTER.get(fault.kind) or _spoilt(fault, request_id, body)


def _instead(fault: Fault, request_id: Any) -> Answer | None:
    """Faults that keep the call from being carried out."""
    head = json.dumps(envelope(request_id))[:-1].encode()
    match fault.kind:
        case Kind.REFUSE:
            error = error_data(Named(fault.error, fault.message))
            return plain(json.dumps(envelope(request_id, error=error)).encode())
        case Kind.REDIRECT:
            return Answer(303, b"", _HTML, (("Location", fault.to),))
        case Kind.HUGE:
            start = head + b', "result": []}'
            return Answer(200, start, length=len(start) + fault.size, repeat=fault.size)
        case Kind.NOT_A_NUMBER:
            return plain(head + b', "result": [{"id": 1, "quantity": NaN}]}')
        case Kind.DEEP:
            return plain(head + b', "result": ' + b"[" * 10_000 + b"]" * 10_000 + b"}")
        case _:
            return None


def _spoilt(fault: Fault, request_id: Any, body: bytes) -> Answer:
    """What becomes of the right answer."""
    match fault.kind:
        case Kind.TRUNCATED:
            return Answer(200, body[: len(body) // 2], length=len(body))
        case Kind.WRONG_ID:
            return plain(json.dumps(json.loads(body) | {"id": f"not {request_id}"}).encode())
        case _:
            return plain(body)
