"""A sweep: one batched detection, one case per finding."""

import asyncio

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from workflows import naming, steps
    from workflows.case import CaseWorkflow
    from workflows.orders import CaseOpened, Found, SweepOrder, SweepReport


@workflow.defn(name="SweepWorkflow")
class SweepWorkflow:
    """Detects, and opens a case for each finding that has none open."""

    @workflow.run
    async def run(self, order: SweepOrder) -> SweepReport:
        """Start the cases worst first; a case that is already open is left alone."""
        swept = await steps.detect(order)
        started = await asyncio.gather(*(self._open(order, found) for found in swept.found))
        return SweepReport(
            opened=tuple(found.case for found, new in zip(swept.found, started, strict=True) if new),
            already_open=tuple(found.case for found, new in zip(swept.found, started, strict=True) if not new),
            left_out=swept.left_out,
            rpc_calls=swept.rpc_calls,
            seconds=swept.seconds,
            notes=swept.notes,
        )

    async def _open(self, order: SweepOrder, found: Found) -> bool:
        try:
            await workflow.start_child_workflow(
                CaseWorkflow.run,
                CaseOpened(
                    case=found.case,
                    episode=found.episode,
                    scenario=order.scenario,
                    company_id=order.company_id,
                    title=found.title,
                    finding=found.finding,
                ),
                id=found.case,
                task_queue=naming.REASON_QUEUE,
                parent_close_policy=ParentClosePolicy.ABANDON,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=found.title,
            )
        except WorkflowAlreadyStartedError:
            return False
        return True
