"""The feed: one read of all open requests after the other; whoever was answered is told to look for itself."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from domain.approval import ApprovalRequest
from tools.ledger import By
from tools.odoo import requests
from tools.odoo.session import OdooSession
from workflows import naming
from workflows.desk import WEIGHBRIDGE, Desk, in_temporal_words
from workflows.orders import Handed, Knock, Watch

_log = logging.getLogger("weighbridge.feed")

_AT_ONCE = 20
_PATIENCE = timedelta(seconds=10)


@dataclass
class _Poll:
    """What one long poll has done so far, and the session that it reads with."""

    reads: int = 0
    handed: set[str] = field(default_factory=set)
    odoo: OdooSession | None = None


@dataclass(frozen=True)
class Watching:
    """Reads the decision records; believes none of them, and decides nothing."""

    desk: Desk
    temporal: Client
    every: float

    @activity.defn(name="watch_requests")
    async def watch_requests(self, watch: Watch) -> Handed:
        """Read, hand over, wait; until the time is up or the worker is told to stop."""
        poll, loop = _Poll(), asyncio.get_running_loop()
        until = loop.time() + watch.lasting.total_seconds()
        with ExitStack() as sessions, in_temporal_words():
            while not activity.is_worker_shutdown() and loop.time() < until:
                news = await asyncio.to_thread(self._news, poll, sessions)
                await self._hand_over(news, poll)
                await self._rest()
        return Handed(reads=poll.reads, answers=len(poll.handed))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(activity.wait_for_worker_shutdown(), self.every)
        except TimeoutError:
            return

    def _news(self, poll: _Poll, sessions: ExitStack) -> dict[str, ApprovalRequest]:
        """Every request whose record was written or is gone, by the name of that news."""
        waiting = self.desk.ledger.open_requests()
        if not waiting:
            return {}
        if poll.odoo is None:
            poll.odoo = sessions.enter_context(self.desk.odoo())
        found = requests.read_answers(poll.odoo, [request.odoo_id for request in waiting])
        poll.reads += 1
        news: dict[str, ApprovalRequest] = {}
        for request in waiting:
            answer = found.get(request.odoo_id)
            reading = requests.decision(answer, request)
            if reading.decision is not None or reading.distrusted:
                name = naming.knock_name(request.request_id, None if answer is None else answer.written_at)
                news[name] = request
        return {name: request for name, request in news.items() if name not in poll.handed}

    async def _hand_over(self, news: dict[str, ApprovalRequest], poll: _Poll) -> None:
        names = list(news)
        for start in range(0, len(names), _AT_ONCE):
            batch = names[start : start + _AT_ONCE]
            heard = await asyncio.gather(*(self._knock(name, news[name]) for name in batch))
            poll.handed.update(_those(batch, heard))

    async def _knock(self, name: str, request: ApprovalRequest) -> bool:
        """Tell one case to look; True when that need not be repeated."""
        case = self.temporal.get_workflow_handle(request.case)
        knock = Knock(request_id=request.request_id, digest=request.digest)
        try:
            await case.execute_update("answered", knock, id=name, rpc_timeout=_PATIENCE)
        except (WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return False  # the case does not ask yet, or is busy: the same news is brought again
        except RPCError as lost:
            if lost.status is not RPCStatusCode.NOT_FOUND:
                _log.warning("case %s could not be told: %s", request.case, lost.message)
                return False
            by = By(actor=WEIGHBRIDGE, case=request.case, at=self.desk.now())
            await asyncio.to_thread(self.desk.ledger.close_request, request.request_id, "the case no longer runs", by)
        return True


def _those(names: Sequence[str], heard: Sequence[bool]) -> list[str]:
    return [name for name, done in zip(names, heard, strict=True) if done]
