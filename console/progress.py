"""Watching cases at the terminal until each has ended, rests, or waits for a person."""

import asyncio
from collections.abc import Collection

from rich.live import Live
from rich.markup import escape
from rich.table import Table
from temporalio.service import RPCError

from console.listing import state
from console.resting import done_in_words
from console.stage import Stage
from console.wiring import out
from tools.errors import Unavailable
from tools.odoo.wording import ask
from workflows.case import CaseWorkflow

PATIENCE = 90.0
BLINK = 0.4


async def until_settled(on: Stage, cases: Collection[str]) -> None:
    """A line for each case that is kept up to date; `Unavailable` where they take too long."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    seen: dict[str, str] = {}
    with Live(await _progress(on, cases, seen), console=out, refresh_per_second=4, transient=False) as live:
        while len(seen) < len(cases) or not all(_is_settled(words) for words in seen.values()):
            if asyncio.get_running_loop().time() > deadline:
                message = f"the cases did not settle within {PATIENCE:.0f} s"
                raise Unavailable(message, remedy="The machine may be busy; run the demo again.")
            await asyncio.sleep(BLINK)
            live.update(await _progress(on, cases, seen))
    out.print()


def _is_settled(words: str) -> bool:
    return not words.startswith("[blue]")


async def _progress(on: Stage, cases: Collection[str], seen: dict[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    table.add_column(width=8, no_wrap=True)
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    for row in sorted(on.ledger.cases(), key=lambda r: r.opened_at):
        if row.case not in cases:
            continue
        mark, words = state(row), row.words
        if row.ending is None:
            mark, words = await doing(on, row.case)
        seen[row.case] = mark
        table.add_row(escape(row.title), mark, escape(words))
    return table


async def doing(on: Stage, case: str) -> tuple[str, str]:
    """What an open case does now, as a mark in colour and in words."""
    try:
        view = await on.temporal.get_workflow_handle_for(CaseWorkflow.run, case).query(CaseWorkflow.view)
    except RPCError:
        return "[blue]opening[/]", ""
    if view.request is not None:
        return "[yellow]asks[/]", f"{view.request.approver.name}: {ask(view.request.proposal)}"
    if view.state == "resting":
        return "[green]rests[/]", done_in_words(view.effects)
    return f"[blue]{view.state}[/]", view.words
