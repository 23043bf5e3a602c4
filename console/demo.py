"""`weighbridge demo`: a sweep, cases that clear or ask, one answer of yours, and what was written in Odoo."""

import asyncio
import signal
import sys

import typer
from rich.markup import escape

from console.asking import Choice, asked_at_the_terminal, draw
from console.deciding import knock_through
from console.demo_suppliers import suppliers
from console.progress import BLINK, PATIENCE, until_settled
from console.prompting import typed
from console.resting import done_in_words
from console.stage import Stage, stage
from console.wiring import err, now, out
from domain.approval import ApprovalRequest
from domain.case import Finding, Thought
from tools.errors import ToolError
from tools.odoo.deciding import Said, decide
from tools.odoo.session import opened
from tools.odoo.wording import ask
from workflows import naming
from workflows.orders import SweepOrder, SweepReport
from workflows.sweep import SweepWorkflow

_STOPPED = 130


def show(*, answer_for_me: bool, limit: int) -> None:
    """Play it from beginning to end; without a terminal it answers as the seeded approver. Ctrl-C leaves nothing."""
    alone = answer_for_me or not sys.stdin.isatty()
    try:
        asyncio.run(_play(alone=alone, limit=limit))
    except (KeyboardInterrupt, asyncio.CancelledError):
        err.print("\nStopped: the demo's Odoo, Temporal server and ledger are gone.")
        raise typer.Exit(_STOPPED) from None


async def _play(*, alone: bool, limit: int) -> None:
    began = now()
    _stop_on_signals()
    async with stage(lambda words: out.print(f"[dim]{escape(words)}[/]", soft_wrap=True)) as on:
        report = await _sweep(on, limit)
        await until_settled(on, report.opened)
        request = _dearest(on)
        if request is None:
            out.print("Everything cleared by itself; nobody has to be asked.")
        else:
            draw(on.ledger, request)
            choice = Choice(Said(answer="approve")) if alone else await _typed(request)
            await _answer(on, request, choice, alone=alone)
        await suppliers(on)
        _written(on, report)
        out.print(f"\nTemporal's own pages, while this runs: {on.ui}/namespaces/default/workflows", soft_wrap=True)
        out.print(f"[dim]{(now() - began).total_seconds():.0f} s in all.[/]")
        if not alone:
            await typed(lambda: _stay(on), otherwise=None)


def _stop_on_signals() -> None:
    """A closed terminal or a plain kill ends the demo as Ctrl-C does, so that nothing is left running."""
    loop, playing = asyncio.get_running_loop(), asyncio.current_task()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(sign, lambda: None if playing is None else playing.cancel())


async def _typed(request: ApprovalRequest) -> Choice:
    return await typed(lambda: asked_at_the_terminal(request), otherwise=Choice(None))


async def _sweep(on: Stage, limit: int) -> SweepReport:
    with out.status("Sweep: one batched read of the network, a forecast for every product and site, one plan for all"):
        report: SweepReport = await on.temporal.execute_workflow(
            SweepWorkflow.run,
            SweepOrder(scenario="stockout", company_id=on.settings.company_id, limit=limit),
            id=naming.sweep_id("stockout", on.settings.company_id),
            task_queue=naming.REASON_QUEUE,
        )
    spent = ", ".join(f"{part} {seconds} s" for part, seconds in report.seconds.items())
    left = f"; {report.left_out} smaller ones are left for the next sweep" if report.left_out else ""
    found = f"Sweep: {len(report.opened)} shortages{left}; {report.rpc_calls} calls to Odoo ({spent})"
    out.print(f"{found}\n", soft_wrap=True)
    return report


def _dearest(on: Stage) -> ApprovalRequest | None:
    """The open request whose case has most at stake."""
    stakes = {row.case: on.ledger.fetch(row.finding, Finding).at_stake.amount for row in on.ledger.cases()}
    return max(on.ledger.open_requests(), key=lambda r: stakes[r.case], default=None)


async def _answer(on: Stage, request: ApprovalRequest, choice: Choice, *, alone: bool) -> None:
    """Write the answer in Odoo as the approver, and wait for what the case makes of it."""
    login = request.approver.login
    if choice.said is None:
        out.print("[dim]Left for later: the case goes on waiting, and would remind and escalate.[/]")
        return
    how = "The demo answers" if alone else "Answering"
    out.print(f"{how} as {login}: [bold]{choice.said.answer}[/], written in Odoo with {login}'s own login.")
    before = len(on.ledger.effects(case=request.case))
    try:
        with opened(on.access(login)) as own:
            decide(own, request, choice.said)
    except ToolError as no:
        out.print(f"[red]Odoo did not take it[/]: {escape(str(no))}", soft_wrap=True)
        return
    heard = await knock_through(on.temporal, request)
    out.print(f"The case looked for itself and says: {escape(heard.words)}", soft_wrap=True)
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        row, effects = on.ledger.case(request.case), on.ledger.effects(case=request.case)
        asks_again = any(r.case == request.case and r != request for r in on.ledger.open_requests())
        if len(effects) > before or (row is not None and row.ending is not None) or asks_again:
            return
        await asyncio.sleep(BLINK)


def _written(on: Stage, report: SweepReport) -> None:
    effects = on.ledger.effects()
    ours = [effect for case in report.opened for effect in on.ledger.effects(case=case)]
    out.print(f"\n[bold]Written in Odoo[/], each once, each read back ({len(effects)} writes):")
    for effect in ours:
        judged = on.ledger.judgement(effect.slot)
        what = effect.kind if judged is None else ask(judged.proposal)
        out.print(
            f"  {escape(what)}: {escape(effect.read_back[0] if effect.read_back else effect.record)}", soft_wrap=True
        )
    slots = {effect.slot for effect in ours}
    others = [effect for effect in effects if effect.slot not in slots]
    out.print(f"  About suppliers: {done_in_words(others)}", soft_wrap=True)
    _waiting(on)
    chain = on.ledger.verify()
    mark = "[green]sound[/]" if chain.sound else "[red]broken[/]"
    thoughts = [row.thought for row in on.ledger.cases() if row.case in report.opened and row.thought is not None]
    saved = sum(1 for digest in thoughts if on.ledger.fetch(digest, Thought).chosen not in {None, "nothing"})
    found = f"{saved} of {len(report.opened)} shortages found something to do"
    out.print(f"\nAudit chain: {chain.entries} entries, {mark}. {found}.")


def _waiting(on: Stage) -> None:
    waiting = on.ledger.open_requests()
    if waiting:
        out.print(f"\n[bold]Still waiting[/] for people ({len(waiting)}):")
    for request in waiting:
        who = f"{request.approver.name} ({request.approver.login})"
        out.print(f"  {who}: {escape(ask(request.proposal))}", soft_wrap=True)


def _stay(on: Stage) -> None:
    """Keep everything open until the user has seen enough."""
    house = on.settings
    out.print("\nTo try the verbs by hand, in another terminal:")
    for name, value in (
        ("ODOO_URL", house.odoo.url),
        ("ODOO_DB", house.odoo.db),
        ("ODOO_USER", house.odoo.user),
        ("ODOO_API_KEY", house.odoo.key.get_secret_value()),
        ("DATABASE_URL", house.database_url.get_secret_value()),
        ("TEMPORAL_ADDRESS", house.temporal_address),
        ("WEIGHBRIDGE_SECRET", house.secret.get_secret_value()),
    ):
        out.print(f"  export {name}={value}", soft_wrap=True)
    out.print("  weighbridge inbox; weighbridge case show CAB-5G25; weighbridge supplier show Drava", soft_wrap=True)
    out.print("  weighbridge case show Valpadana; weighbridge decide 2 approve --login fin", soft_wrap=True)
    out.print("[dim]In this company everybody's password is the login.[/]")
    out.input("\nPress Enter to end the demo; it leaves nothing behind. ")
