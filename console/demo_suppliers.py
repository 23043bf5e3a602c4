"""The demo's second part: suppliers are swept, one is asked, it answers by e-mail, and another date is planned with."""

import asyncio
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple
from uuid import uuid4

from rich.markup import escape
from rich.panel import Panel

from console.progress import BLINK, PATIENCE, doing, until_settled
from console.stage import Stage
from console.wiring import out
from domain.case import Finding, Thought
from domain.fact import Json
from domain.identity import CaseId
from domain.ledger import Effect
from domain.supplying import AskSupplier
from tools.errors import Unavailable
from tools.odoo import plain
from tools.odoo.letters import letter_in_words
from tools.odoo.session import opened
from tools.odoo.wording import ask
from workflows import naming
from workflows.orders import SweepOrder, SweepReport
from workflows.sweep import SweepWorkflow

NAME = "supplier_risk"
_LATER = timedelta(days=3)
"""By how much the supplier in the demo is later than Odoo has it: within what the book lets pass."""
_HANDED_IN = (False,)
"""No model: Odoo's gateway finds the document by the message that is answered."""
_OURS: Json = ["message_type", "=", "comment"]


class Asked(NamedTuple):
    """A letter that was sent to a supplier, by which case, and the write that sent it."""

    case: CaseId
    letter: AskSupplier
    sent: Effect


async def suppliers(on: Stage) -> None:
    """Play it; what else was written and what waits is for the end of the demo to tell."""
    report = await _sweep(on)
    await until_settled(on, report.opened)
    asked = await _dearest(on, report)
    if asked is None:
        out.print("No supplier was written to by itself.")
        return
    _show(asked)
    before = len(_thoughts(on, asked.case))
    await asyncio.to_thread(_answer, on, asked.letter)
    await _heard(on, asked, before)


async def _sweep(on: Stage) -> SweepReport:
    with out.status("Suppliers: every open line against how its supplier has delivered so far"):
        report: SweepReport = await on.temporal.execute_workflow(
            SweepWorkflow.run,
            SweepOrder(scenario=NAME, company_id=on.settings.company_id),
            id=naming.sweep_id(NAME, on.settings.company_id),
            task_queue=naming.REASON_QUEUE,
        )
    out.print(f"\nSuppliers: {len(report.opened)} to look after; {report.rpc_calls} calls to Odoo\n", soft_wrap=True)
    return report


async def _dearest(on: Stage, report: SweepReport) -> Asked | None:
    """The first letter of the case that rests with most at stake: nobody was asked, and the supplier may answer."""
    stakes = {row.case: on.ledger.fetch(row.finding, Finding).at_stake.amount for row in on.ledger.cases()}
    for case in sorted(report.opened, key=lambda case: -stakes[case]):
        mark, _ = await doing(on, case)
        letters = [] if "rests" not in mark else _letters(on, case)
        if letters:
            return letters[0]
    return None


def _letters(on: Stage, case: CaseId) -> list[Asked]:
    effects = on.ledger.effects(case=case)
    judged = [(effect, on.ledger.judgement(effect.slot)) for effect in effects]
    wishes = [(effect, None if one is None else one.proposal) for effect, one in judged]
    return [Asked(case, wish, effect) for effect, wish in wishes if isinstance(wish, AskSupplier)]


def _show(asked: Asked) -> None:
    _, *words = letter_in_words(asked.letter).splitlines()
    title = f"Sent by itself to {asked.letter.partner}, on {asked.letter.order}"
    out.print(Panel(escape("\n".join(words)), title=escape(title), title_align="left"))
    out.print(f"[dim]read back: {escape('; '.join(asked.sent.read_back))}[/]", soft_wrap=True)


def _answer(on: Stage, letter: AskSupplier) -> None:
    """The supplier's e-mail, handed to Odoo as its mail gateway does."""
    line = letter.lines[0]
    with opened(on.access("admin")) as odoo:
        rows = plain.rows_of(odoo.call("purchase.order.line", "read", [line.line_id], ["date_planned"]))
        (address,) = plain.rows_of(odoo.call("res.partner", "read", [letter.partner_id], ["email"]))
        thread: list[Json] = [["model", "=", "purchase.order"], ["res_id", "=", letter.order_id], _OURS]
        ours = odoo.rows("mail.message", thread, ["message_id"], order="id desc", limit=1)
        day = (plain.moment(rows[0]["date_planned"]) or line.promised) + _LATER
        mail = _mail(letter, day, sender=plain.text(address["email"]), to=plain.text(ours[0]["message_id"]))
        odoo.call("mail.thread", "message_process", *_HANDED_IN, mail.as_string())
    out.print(f"\n{escape(plain.text(address['email']))} answers by e-mail (the demo writes it):", soft_wrap=True)
    for words in mail.get_content().strip().splitlines():
        out.print(f"  [cyan]│[/] {escape(words)}", soft_wrap=True)


def _mail(letter: AskSupplier, day: datetime, *, sender: str, to: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, "purchase@nordlager.example"
    mail["Subject"] = f"Re: {letter.order}"
    mail["Message-ID"] = f"<{uuid4().hex}@{sender.partition('@')[2]}>"
    mail["In-Reply-To"] = mail["References"] = to
    when = f"{day:%d %B %Y}".lstrip("0")
    goods = letter.lines[0].product.name
    mail.set_content(f"Good morning,\n\n{goods}: delivery on {when}.\n\nKind regards\n")
    return mail


async def _heard(on: Stage, asked: Asked, before: int) -> None:
    """Wait until the case has read it and rests again; say what it read and what it did."""
    known = {effect.slot for effect in on.ledger.effects(case=asked.case)}
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while len(_thoughts(on, asked.case)) <= before or "[blue]" in (await doing(on, asked.case))[0]:
        if asyncio.get_running_loop().time() > deadline:
            message = f"the answer was not read within {PATIENCE:.0f} s"
            raise Unavailable(message, remedy="The machine may be busy; run the demo again.")
        await asyncio.sleep(BLINK)
    last = _thoughts(on, asked.case)[-1]
    for claim in (datum for datum in last.facts if datum.name.startswith("claim")):
        out.print(f"Read as a claim: {escape(claim.value)} [dim]({escape(claim.source)})[/]", soft_wrap=True)
    for effect in (one for one in on.ledger.effects(case=asked.case) if one.slot not in known):
        judged = on.ledger.judgement(effect.slot)
        what = effect.kind if judged is None else ask(judged.proposal)
        out.print(f"[bold]{escape(what)}[/]", soft_wrap=True)
        out.print(f"[dim]read back: {escape('; '.join(effect.read_back))}[/]", soft_wrap=True)


def _thoughts(on: Stage, case: CaseId) -> list[Thought]:
    entries = on.ledger.entries(case=case)
    return [on.ledger.fetch(entry.payload, Thought) for entry in entries if entry.kind == "case.thought"]
