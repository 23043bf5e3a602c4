"""Telling cases that rest of news: somebody wrote on a record that they wait for. They look for themselves."""

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from tools.odoo.news import read_news
from tools.odoo.session import ReadingSession
from workflows.desk import Desk
from workflows.resting import News

_log = logging.getLogger("weighbridge.feed")

_PATIENCE = timedelta(seconds=10)
_AT_ONCE = 20
_OVERLAP: Final = timedelta(minutes=15)
"""A message is dated when its transaction began, so news is looked for so far back; it is told once all the same."""


@dataclass
class Telling:
    """Reads again and again with one session; what was told is not told twice in one poll, nor twice to one run."""

    desk: Desk
    sessions: ExitStack
    temporal: Client
    lasting: timedelta
    told: set[tuple[str, int]] = field(default_factory=set)
    _odoo: ReadingSession | None = None

    async def look(self) -> None:
        """Tell every case that waits for a record of each message on it. A case that cannot be told is told again."""
        news = await asyncio.to_thread(self._news)
        for start in range(0, len(news), _AT_ONCE):
            batch = news[start : start + _AT_ONCE]
            heard = await asyncio.gather(*(self._tell(*one) for one in batch))
            self.told |= {(case, message) for (case, message, _), done in zip(batch, heard, strict=True) if done}

    def _news(self) -> list[tuple[str, int, str]]:
        """Case, message and record of what was not told yet."""
        awaited = self.desk.ledger.awaited()
        if not awaited:
            return []
        if self._odoo is None:
            self._odoo = self.sessions.enter_context(self.desk.reading())
        found = read_news(self._odoo, awaited.keys(), since=self.desk.now() - self.lasting - _OVERLAP)
        news = ((case, message, record) for message, record in sorted(found.items()) for case in awaited[record])
        return [one for one in news if one[:2] not in self.told]

    async def _tell(self, case: str, message: int, record: str) -> bool:
        try:
            handle = self.temporal.get_workflow_handle(case)
            await handle.execute_update("news", News(record=record), id=f"mail/{message}", rpc_timeout=_PATIENCE)
        except (WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError) as lost:
            _log.warning("case %s could not be told of message %s: %s", case, message, lost)
            return False
        return True
