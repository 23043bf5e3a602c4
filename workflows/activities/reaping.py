"""Reaping: a case that was terminated, or lost with its namespace, never closed its file; here it is closed for it."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.identity import CaseId
from tools.ledger import By
from workflows.desk import WEIGHBRIDGE, Desk

_log = logging.getLogger("weighbridge.feed")

_AT_ONCE = 20
_PATIENCE = timedelta(seconds=10)
_OVER: Final = frozenset({
    WorkflowExecutionStatus.COMPLETED, WorkflowExecutionStatus.FAILED, WorkflowExecutionStatus.CANCELED,
    WorkflowExecutionStatus.TERMINATED, WorkflowExecutionStatus.TIMED_OUT,
})  # fmt: skip
WORDS: Final = "the case no longer runs"


async def reap(desk: Desk, temporal: Client, *, grace: timedelta) -> tuple[CaseId, ...]:
    """Close what is open in the ledger of cases that surely run no more; returns them. Odoo is not touched.

    Only what has been open for longer than `grace`, so that a case which just began, or begins anew, is left alone. Of
    a case that Temporal cannot tell about nothing is closed.
    """
    before = desk.now() - grace
    waiting = await asyncio.to_thread(desk.ledger.pending, before)
    reaped: list[CaseId] = []
    for start in range(0, len(waiting), _AT_ONCE):
        batch = waiting[start : start + _AT_ONCE]
        over = await asyncio.gather(*(_is_over(temporal, case) for case in batch))
        for case in (case for case, surely in zip(batch, over, strict=True) if surely):
            by = By(actor=WEIGHBRIDGE, case=case, at=desk.now())
            await asyncio.to_thread(desk.ledger.abandon, case, WORDS, by, before=before)
            _log.warning("%s runs no more and never closed its file: its requests and reservations are closed", case)
            reaped.append(case)
    return tuple(reaped)


def is_unknown(lost: RPCError) -> bool:
    """Whether Temporal knows for sure that no such workflow runs; a namespace that it does not know says nothing."""
    if lost.status is not RPCStatusCode.NOT_FOUND:
        return False
    return not any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in lost.grpc_status.details)


async def _is_over(temporal: Client, case: CaseId) -> bool:
    try:
        described = await temporal.get_workflow_handle(case).describe(rpc_timeout=_PATIENCE)
    except RPCError as lost:
        return is_unknown(lost)
    return described.status in _OVER
