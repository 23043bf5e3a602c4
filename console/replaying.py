"""`weighbridge replay`: a case, or a saved history, through the code of today."""

import asyncio
from pathlib import Path

import typer
from rich.markup import escape
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

import worker
from agents.catalog import SCENARIOS
from console.showing import find
from console.wiring import assumptions, ledger, out, settings
from tools.errors import Malformed
from workflows.recomputing import Recomputed, recompute
from workflows.replaying import Replayed
from workflows.replaying import replay as replayed

_BEGUN = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED


def replay(what: str, *, strict: bool) -> None:
    """Say whether the story is the same; an exit code of 1 where it is not."""
    path = Path(what)
    history = _saved(path) if path.is_file() else asyncio.run(_fetched(what))
    seen = asyncio.run(replayed(history, worker.graphs_of(tuple(SCENARIOS.values())), strict=strict))
    again = _again(history) if strict else Recomputed(nodes=0, skipped=(), differences=())
    _tell(history, seen, again, strict=strict)


def _again(history: WorkflowHistory) -> Recomputed:
    graphs = {name: scenario.graph() for name, scenario in SCENARIOS.items()}
    with ledger() as book:
        return recompute(history, graphs, book, assumptions())


def _tell(history: WorkflowHistory, seen: Replayed, again: Recomputed, *, strict: bool) -> None:
    differences = (*seen.differences, *again.differences)
    for words in differences:
        out.print(f"[red]different[/] {escape(words)}", soft_wrap=True)
    for words in again.skipped:
        out.print(f"[yellow]not run again[/] {escape(words)}", soft_wrap=True)
    done = f"{seen.events} events"
    if strict:
        done += f", {seen.compared} steps compared, {again.nodes} sums done again"
    if differences:
        out.print(f"[red]{history.workflow_id} tells another story today[/]: {done}")
        raise typer.Exit(1)
    out.print(f"[green]{history.workflow_id} replays {'strictly' if strict else 'cleanly'}[/]: {done}")


def _saved(path: Path) -> WorkflowHistory:
    """The history in a file. One that does not begin with its beginning would be waited for without end."""
    message = f"{path} is not a history that Temporal exported"
    refused = Malformed(message, remedy="Save one with `temporal workflow show --output json`.")
    try:
        history = WorkflowHistory.from_json(path.stem, path.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        raise refused from None
    if not history.events or history.events[0].event_type != _BEGUN:
        raise refused
    return history


async def _fetched(name: str) -> WorkflowHistory:
    with ledger() as book:
        case = find(book, name).case
    house = settings()
    client = await worker.connected(house)
    return await client.get_workflow_handle(case).fetch_history()
