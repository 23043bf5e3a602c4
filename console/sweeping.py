"""`weighbridge sweep`: one look at the whole network, now."""

from temporalio.common import WorkflowIDConflictPolicy

import worker
from agents.catalog import SCENARIOS
from console.wiring import out, run, settings
from tools.errors import Misused
from tools.settings import Settings
from workflows import naming
from workflows.orders import SweepOrder, SweepReport
from workflows.sweep import SweepWorkflow


def sweep(scenario: str, *, limit: int) -> None:
    """Start the sweep on the workers, wait for it, and say what it opened."""
    if scenario not in SCENARIOS:
        message = f"there is no scenario named {scenario}"
        raise Misused(message, remedy=f"Known: {', '.join(SCENARIOS)}.")
    house = settings()
    tell(run(_swept(house, SweepOrder(scenario=scenario, company_id=house.company_id, limit=limit))))


async def _swept(house: Settings, order: SweepOrder) -> SweepReport:
    client = await worker.connected(house)
    return await client.execute_workflow(
        SweepWorkflow.run,
        order,
        id=naming.sweep_id(order.scenario, order.company_id),
        task_queue=naming.REASON_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary=f"Looks for {order.scenario} in company {order.company_id}",
    )


def tell(report: SweepReport) -> None:
    """What a sweep found, opened and cost."""
    for case in report.opened:
        out.print(f"[green]opened[/] {case}")
    for case in report.already_open:
        out.print(f"[dim]open already[/] {case}")
    if report.left_out:
        out.print(f"[yellow]{report.left_out} smaller troubles were left for the next sweep[/]")
    for note in report.notes:
        out.print(f"[yellow]note[/] {note}", soft_wrap=True)
    split = ", ".join(f"{part} {seconds} s" for part, seconds in report.seconds.items())
    counts = f"{len(report.opened)} cases opened, {len(report.already_open)} open already"
    out.print(f"{counts}; {report.rpc_calls} calls to Odoo ({split})")
