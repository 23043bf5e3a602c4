"""The pause: one open request at a time, answered by a checked decision or by nobody."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain.approval import ApprovalRequest, Decision
    from workflows.orders import Answered, Knock

Look = Callable[[ApprovalRequest], Awaitable[Answered]]
"""Reads the request's record in Odoo and checks the answer that may be there."""


class Gate:
    """Holds the open request of a case. Only what `look` found and checked in Odoo can open it."""

    def __init__(self, look: Look) -> None:
        self.request: ApprovalRequest | None = None
        self._look = look
        self._decision: Decision | None = None
        self._looking = 0

    def admit(self, knock: Knock, now: datetime) -> None:
        """Refuse a knock that cannot matter, with the reason; the only comparison of a deadline with the clock."""
        request = self.request
        if request is None:
            message = "nothing is asked here now"
        elif request.request_id != knock.request_id or request.digest != knock.digest:
            message = f"the open request is {request.request_id}"
        elif self._decision is not None:
            message = "this request is already decided"
        elif now >= request.waits_until:
            message = f"too late: the request closed at {request.expires_at:%Y-%m-%d %H:%M} UTC"
        else:
            return
        raise ApplicationError(message, type="NotOpen", non_retryable=True)

    async def knocked(self) -> Answered:
        """Look for the answer in Odoo, and take it if it stands up to every check."""
        request = self.request
        if request is None:
            message = "nothing is asked here now"
            raise ApplicationError(message, type="NotOpen", non_retryable=True)
        self._looking += 1
        try:
            answered = await self._look(request)
        finally:
            self._looking -= 1
        if answered.decision is not None and self._decision is None and self.request is request:
            self._decision = answered.decision
        return answered

    async def ask(self, request: ApprovalRequest, *, remind: Callable[[], Awaitable[None]]) -> Decision | None:
        """Wait for the decision; None means that nobody answered in time.

        After `remind_after` Odoo is looked at once more, so that an answer which the feed missed is found, and the
        person is reminded; a reminder that fails is no reason to stop asking. A little after the deadline, so that
        Odoo's clock may differ from ours, it is looked at a last time; what Odoo took in time still counts then. An
        answer that is being checked meanwhile is waited for.
        """
        self.request, self._decision = request, None
        try:
            await self._wait(request, remind)
        finally:
            decision, self.request = self._decision, None
        return decision

    async def _wait(self, request: ApprovalRequest, remind: Callable[[], Awaitable[None]]) -> None:
        reminder = request.opened_at + request.verdict.rung(request.role).remind_after
        if reminder < request.expires_at and not await self._answered_by(reminder, "reminder"):
            with suppress(ActivityError):
                await self.knocked()
            if self._decision is None:
                with suppress(ActivityError):
                    await remind()
        if not await self._answered_by(request.waits_until, "deadline"):
            await self.knocked()

    async def _answered_by(self, moment: datetime, what: str) -> bool:
        try:
            await workflow.wait_condition(
                lambda: self._decision is not None,
                timeout=max(moment - workflow.now(), timedelta(0)),
                timeout_summary=what,
            )
        except TimeoutError:
            await workflow.wait_condition(lambda: self._looking == 0)
        return self._decision is not None
