"""The pulse: every activity beats while it runs, so that a worker that died is noticed in seconds, not in minutes."""

import asyncio
from contextlib import suppress
from inspect import iscoroutinefunction

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor
from typing_extensions import override

_BEAT = 1.0
"""Seconds between beats; the SDK sends no more of them than the timeout needs."""


class Pulse(Interceptor):
    """Given to a worker; activities need not know of it."""

    @override
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Beating(next)


class _Beating(ActivityInboundInterceptor):
    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> object:
        beating = asyncio.create_task(_beat(in_thread=not iscoroutinefunction(input.fn)))
        try:
            return await super().execute_activity(input)
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating


async def _beat(*, in_thread: bool) -> None:
    """An activity that runs in a thread beats from one, as the SDK expects it."""
    while True:
        if in_thread:
            await asyncio.to_thread(activity.heartbeat)
        else:
            activity.heartbeat()
        await asyncio.sleep(_BEAT)
