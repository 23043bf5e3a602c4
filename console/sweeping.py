"""`weighbridge sweep`: one look at the whole network, now."""

import asyncio
import time
from datetime import timedelta

from rich.markup import escape
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy

import worker
from agents.catalog import SCENARIOS
from console.queues import START_ONE, pollers
from console.wiring import err, ledger, out, run, settings
from tools.errors import Misused, Unavailable
from tools.settings import Settings
from workflows import naming
from workflows.orders import SweepOrder, SweepReport
from workflows.sweep import SweepWorkflow

Sweep = WorkflowHandle[SweepWorkflow, SweepReport]

_SOON = timedelta(seconds=3)
_UNTAKEN = timedelta(seconds=60)
_STEP = 0.5
_ON_FILE = 3.0
"""Seconds that cases have to come on file."""
_TAKEN = 3
"""Events of a workflow that a worker has taken up: started, scheduled, taken."""


def sweep(scenario: str, *, limit: int, patience: timedelta) -> None:
    """Start the sweep on the workers, wait for it, and say what it opened.

    When no worker takes it up, that is said within seconds. `Unavailable` when `patience` is over, or a minute without
    any worker: the sweep itself stays with Temporal and is carried out as soon as one serves.
    """
    if scenario not in SCENARIOS:
        message = f"there is no scenario named {scenario}"
        raise Misused(message, remedy=f"Known: {', '.join(SCENARIOS)}.")
    house = settings()
    order = SweepOrder(scenario=scenario, company_id=house.company_id, limit=limit)
    tell(run(_swept(house, order, patience)))


async def _swept(house: Settings, order: SweepOrder, patience: timedelta) -> SweepReport:
    client = await worker.connected(house)
    started: Sweep = await client.start_workflow(
        SweepWorkflow.run,
        order,
        id=naming.sweep_id(order.scenario, order.company_id),
        task_queue=naming.REASON_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary=f"Looks for {order.scenario} in company {order.company_id}",
    )
    came = asyncio.ensure_future(started.result())
    try:
        await _waited(client, started, came, patience)
        return await came
    finally:
        came.cancel()


async def _waited(client: Client, started: Sweep, came: asyncio.Future[SweepReport], patience: timedelta) -> None:
    """Until the report is there; `Unavailable` when it does not come."""
    loop, told = asyncio.get_running_loop(), False
    began = loop.time()
    if await pollers(client, naming.REASON_QUEUE) == 0:
        told = _hint(f"No worker polls the queue {naming.REASON_QUEUE}, so nobody has taken the sweep up.")
    while not came.done():
        await asyncio.wait([came], timeout=_STEP)
        spent = timedelta(seconds=loop.time() - began)
        if came.done() or (spent < _SOON and spent < patience):
            continue
        untaken = (await started.describe()).history_length < _TAKEN
        if untaken and not told:
            told = _hint(f"No worker of the queue {naming.REASON_QUEUE} has taken the sweep up yet: busy, or gone.")
        if spent >= (min(patience, _UNTAKEN) if untaken else patience):
            raise _given_up(spent, untaken=untaken)


def _hint(words: str) -> bool:
    err.print(f"{words} {START_ONE}", soft_wrap=True)
    return True


def _given_up(spent: timedelta, *, untaken: bool) -> Unavailable:
    seconds = f"{spent.total_seconds():.0f} s"
    if untaken:
        message = f"no worker took the sweep up within {seconds}; it is carried out as soon as one serves"
        return Unavailable(message, remedy=START_ONE)
    message = f"the sweep is still under way after {seconds}, and goes on"
    return Unavailable(message, remedy="`weighbridge case list` shows what it opens; --wait gives it more time.")


def tell(report: SweepReport) -> None:
    """What a sweep found, opened and cost."""
    titles = _titles(report)
    for case in report.opened:
        out.print(f"[green]opened[/] {case}{_titled(titles, case)}", soft_wrap=True)
    for case in report.already_open:
        out.print(f"[dim]open already[/] {case}{_titled(titles, case)}", soft_wrap=True)
    if report.left_out:
        out.print(f"[yellow]{report.left_out} smaller troubles were left for the next sweep[/]")
    for note in report.notes:
        out.print(f"[yellow]note[/] {escape(note)}", soft_wrap=True)
    split = ", ".join(f"{part} {seconds} s" for part, seconds in report.seconds.items())
    counts = f"{len(report.opened)} cases opened, {len(report.already_open)} open already"
    out.print(f"{counts}; {report.rpc_calls} calls to Odoo ({split})", soft_wrap=True)
    if report.opened:
        out.print("`weighbridge case list --open` follows them; `weighbridge inbox` shows what waits for people.")


def _titles(report: SweepReport) -> dict[str, str]:
    """The titles of the cases; those opened just now come on file with their first turn, within a moment."""
    until = time.monotonic() + _ON_FILE
    with ledger() as book:
        while True:
            titles = {row.case: row.title for row in book.cases()}
            if titles.keys() >= {*report.opened} or time.monotonic() > until:
                return titles
            time.sleep(_STEP / 2)


def _titled(titles: dict[str, str], case: str) -> str:
    return f"  {escape(titles[case])}" if case in titles else ""
