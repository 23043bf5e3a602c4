"""The feed: one read of all open requests after the other; whoever was answered is told to look for itself."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ActivityError
from temporalio.service import RPCError

from domain.approval import ApprovalRequest
from domain.fact import Line
from tools.errors import ToolError
from tools.ledger import By
from workflows import guarding, naming
from workflows.activities.readings import Readings
from workflows.activities.reaping import is_unknown, reap
from workflows.activities.telling import Telling
from workflows.desk import WEIGHBRIDGE, Desk, in_temporal_words
from workflows.orders import Handed, Knock, Watch

_log = logging.getLogger("weighbridge.feed")

_AT_ONCE = 20
_PATIENCE = timedelta(seconds=10)
_SOON = 60.0
"""Seconds after which guards that have drifted are looked at again."""


@dataclass
class _Poll:
    """What one long poll has done so far, and what it reads with."""

    readings: Readings
    handed: set[str] = field(default_factory=set)
    doubt: Line | None = None
    look_at: float = 0


@dataclass(frozen=True)
class _News:
    """A request whose record was written, or is gone, and since when that may be so."""

    request: ApprovalRequest
    since: datetime


@dataclass(frozen=True)
class Watching:
    """Reads the decision records; believes none of them, and decides nothing."""

    desk: Desk
    temporal: Client
    every: float
    look_every: float = 300
    """Seconds between two looks at the guards in Odoo and at cases that are lost."""
    lost_after: timedelta = timedelta(minutes=15)

    @activity.defn(name="watch_requests")
    async def watch_requests(self, watch: Watch) -> Handed:
        """Read, hand over, wait; until the time is up or the worker is told to stop."""
        loop = asyncio.get_running_loop()
        until = loop.time() + watch.lasting.total_seconds()
        with ExitStack() as sessions, in_temporal_words():
            poll = _Poll(Readings(self.desk, sessions))
            telling = Telling(self.desk, sessions, self.temporal, watch.lasting)
            while not activity.is_worker_shutdown() and loop.time() < until:
                await self._look_after(poll, loop.time())
                news = await asyncio.to_thread(self._news, poll)
                if poll.doubt is None:
                    await self._hand_over(news, poll)
                await telling.look()
                await self._rest()
        left_out = tuple(poll.readings.left_out.values())
        return Handed(reads=poll.readings.reads, answers=len(poll.handed), left_out=left_out)

    async def _look_after(self, poll: _Poll, now: float) -> None:
        """From time to time: do the guards stand, and does every open case still run? Neither can stop the feed."""
        if now < poll.look_at:
            return
        try:
            poll.doubt = await asyncio.to_thread(self._doubt)
        except ToolError as no:
            _log.warning("the guards in Odoo are looked at again later: %s", no)
        poll.look_at = now + (self.look_every if poll.doubt is None else min(self.look_every, _SOON))
        if poll.doubt is not None:
            _log.error("answers are not handed to cases: %s", poll.doubt)
        try:
            await reap(self.desk, self.temporal, grace=self.lost_after)
        except ToolError as no:
            _log.warning("lost cases are looked for again later: %s", no)

    def _doubt(self) -> Line | None:
        return guarding.doubt(self.desk.guards, self.desk.ledger, actor=WEIGHBRIDGE, now=self.desk.now())

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(activity.wait_for_worker_shutdown(), self.every)
        except TimeoutError:
            return

    def _news(self, poll: _Poll) -> dict[str, _News]:
        """Every request whose record was written or is gone, by the name of that news."""
        news, mended = dict[str, _News](), guarding.changes(self.desk.ledger)
        for request, answer, reading in poll.readings.all():
            if reading.decision is not None or reading.distrusted:
                name = naming.knock_name(request.request_id, None if answer is None else answer.written_at)
                name = f"{name}#{mended}" if mended else name
                news[name] = _News(request, request.opened_at if answer is None else answer.written_at)
        return {name: each for name, each in news.items() if name not in poll.handed}

    async def _hand_over(self, news: dict[str, _News], poll: _Poll) -> None:
        names = list(news)
        for start in range(0, len(names), _AT_ONCE):
            batch = names[start : start + _AT_ONCE]
            heard = await asyncio.gather(*(self._knock(name, news[name]) for name in batch))
            poll.handed.update(_those(batch, heard))

    async def _knock(self, name: str, news: _News) -> bool:
        """Tell one case to look; True when that need not be repeated.

        A case that failed to look keeps that answer under the name of the news, so it is knocked at under another.
        """
        request, again = news.request, naming.knock_again(name, self.desk.now() - news.since)
        case = self.temporal.get_workflow_handle(request.case)
        knock = Knock(request_id=request.request_id, digest=request.digest)
        try:
            try:
                await case.execute_update("answered", knock, id=name, rpc_timeout=_PATIENCE)
            except WorkflowUpdateFailedError as failed:
                if not isinstance(failed.cause, ActivityError):
                    raise
                await case.execute_update("answered", knock, id=again, rpc_timeout=_PATIENCE)
        except (WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return False  # the case does not ask yet, or is busy: the same news is brought again
        except RPCError as lost:
            if not is_unknown(lost):
                _log.warning("case %s could not be told: %s", request.case, lost.message)
                return False
            by = By(actor=WEIGHBRIDGE, case=request.case, at=self.desk.now())
            await self._close(request, by)
        return True

    async def _close(self, request: ApprovalRequest, by: By) -> None:
        try:
            await asyncio.to_thread(self.desk.ledger.close_request, request.request_id, "the case no longer runs", by)
        except ToolError as no:
            _log.warning("%s is closed at the next poll: %s", request.request_id, no)


def _those(names: Sequence[str], heard: Sequence[bool]) -> list[str]:
    return [name for name, done in zip(names, heard, strict=True) if done]
