"""What runs without being asked: one feed, and one sweep schedule for each scenario."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import WorkflowIDConflictPolicy

from workflows import naming
from workflows.feed import FeedWorkflow
from workflows.orders import FeedOrder, SweepOrder
from workflows.sweep import SweepWorkflow


async def feed(client: Client) -> None:
    """One feed for all workers; when it runs already it is left alone."""
    await client.start_workflow(
        FeedWorkflow.run,
        FeedOrder(),
        id=naming.FEED_ID,
        task_queue=naming.REASON_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Reads the open requests in Odoo",
    )


async def sweeps(client: Client, scenarios: Sequence[str], *, company_id: int, every: timedelta) -> None:
    """One schedule for each scenario, run at once and then again and again; a running sweep is never overtaken."""
    for scenario in scenarios:
        name = naming.sweep_id(scenario, company_id)
        wanted = _sweep(scenario, company_id, every)
        try:
            await client.create_schedule(name, wanted, trigger_immediately=True)
        except ScheduleAlreadyRunningError:
            await client.get_schedule_handle(name).update(_replacing(wanted))


def _sweep(scenario: str, company_id: int, every: timedelta) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            SweepWorkflow.run,
            SweepOrder(scenario=scenario, company_id=company_id),
            id=naming.sweep_id(scenario, company_id),
            task_queue=naming.REASON_QUEUE,
            static_summary=f"Looks for {scenario} in company {company_id}",
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP),
    )


def _replacing(wanted: Schedule) -> Callable[[ScheduleUpdateInput], ScheduleUpdate]:
    def update(_: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(schedule=wanted)

    return update
