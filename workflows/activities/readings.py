"""The open requests as Odoo holds them: one call for all, and one that cannot be read hides none of the others."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from domain.approval import ApprovalRequest
from domain.fact import Line, tame
from tools.errors import Gone, Malformed, NotAllowed
from tools.odoo import requests
from tools.odoo.answers import Answer, Reading
from tools.odoo.session import ReadingSession
from workflows.desk import Desk

_log = logging.getLogger("weighbridge.feed")

_OF_ONE: Final = (NotAllowed, Gone, Malformed, ValidationError)
"""What may be wrong with one request; anything else is wrong with Odoo or with our way into it."""


@dataclass
class Readings:
    """Reads again and again with one session. A request that cannot be read is named, and left out from then on."""

    desk: Desk
    sessions: ExitStack
    reads: int = 0
    left_out: dict[str, Line] = field(default_factory=dict)
    _odoo: ReadingSession | None = None

    def all(self) -> Iterator[tuple[ApprovalRequest, Answer | None, Reading]]:
        """Every open request with its record, None where that is gone, and what the record amounts to."""
        waiting = self.desk.ledger.waiting_requests()
        for request_id, why in waiting.unreadable.items():
            self._leave_out(request_id, why)
        asked = [request for request in waiting.requests if request.request_id not in self.left_out]
        if not asked:
            return
        found = self._found(asked)
        self.reads += 1
        for request in asked:
            if request.request_id not in self.left_out:
                yield from self._read(request, found.get(request.odoo_id))

    def _read(
        self, request: ApprovalRequest, answer: Answer | None
    ) -> Iterator[tuple[ApprovalRequest, Answer | None, Reading]]:
        try:
            reading = requests.decision(answer, request)
        except _OF_ONE as why:
            self._leave_out(request.request_id, str(why))
        else:
            yield request, answer, reading

    def _found(self, asked: Sequence[ApprovalRequest]) -> Mapping[int, Answer]:
        try:
            return requests.read_answers(self._session(), [request.odoo_id for request in asked])
        except _OF_ONE as no:
            found, hidden = self._one_by_one(asked)
            if isinstance(no, NotAllowed) and len(hidden) == len(asked):
                raise  # it is the robot's right that is missing, not one request
            for request_id, why in hidden.items():
                self._leave_out(request_id, why)
            return found

    def _one_by_one(self, asked: Sequence[ApprovalRequest]) -> tuple[Mapping[int, Answer], Mapping[str, str]]:
        found, hidden = dict[int, Answer](), dict[str, str]()
        for request in asked:
            try:
                found |= requests.read_answers(self._session(), [request.odoo_id])
            except _OF_ONE as why:
                hidden[request.request_id] = str(why)
        return found, hidden

    def _session(self) -> ReadingSession:
        if self._odoo is None:
            self._odoo = self.sessions.enter_context(self.desk.reading())
        return self._odoo

    def _leave_out(self, request_id: str, why: str) -> None:
        if request_id not in self.left_out:
            self.left_out[request_id] = tame(f"{request_id} is left out: {why}")
            _log.warning("%s; the others are read", self.left_out[request_id])
