"""`weighbridge case show`: one case from the first fact to the last audit entry, with its arithmetic."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.markup import escape
from rich.table import Table

from console.listing import state
from console.wiring import ledger, now, out
from domain.case import Finding, Option, Thought
from domain.ledger import AuditEntry, Effect
from tools.errors import Gone, Misused
from tools.ledger import CaseRow, Judgement, Ledger, RequestRow
from tools.odoo.wording import ask

_THOUGHT = "case.thought"


def show(name: str) -> None:
    """Print everything that is on record of one case."""
    with ledger() as book:
        row = find(book, name)
        finding = book.fetch(row.finding, Finding)
        entries = book.entries(case=row.case)
        thoughts = [book.fetch(e.payload, Thought) for e in entries if e.kind == _THOUGHT]
        judgements = [_fetched(book, e) for e in entries if e.kind.startswith("verdict.")]
        requests, effects = book.requests(case=row.case), book.effects(case=row.case)
    out.rule(f"[bold]{escape(row.title)}[/]", align="left")
    out.print(f"{row.case}  {state(row)}  {escape(row.words)}", soft_wrap=True)
    out.print(f"found {finding.found_at:%Y-%m-%d %H:%M} UTC, {finding.at_stake} at stake", soft_wrap=True)
    if thoughts:
        _thought(_deciding(thoughts))
    _judgements([j for j in judgements if j is not None])
    _requests(requests)
    _effects(effects)
    _entries(entries)


def _deciding(thoughts: Sequence[Thought]) -> Thought:
    """The thought that came to what the case did last: the first of the turns that pursue one option."""
    turned = [after for before, after in pairwise(thoughts) if _turned(before, after)]
    return turned[-1] if turned else thoughts[0]


def _turned(before: Thought, after: Thought) -> bool:
    return after.chosen is not None and after.chosen != before.chosen


def find(book: Ledger, name: str) -> CaseRow:
    """The case with this id, or the only one whose id ends so; the latest opening of it."""
    exact = book.case(name)
    if exact is not None:
        return exact
    found = {row.case for row in book.cases() if row.case.endswith(name)}
    if len(found) > 1:
        message = f"{len(found)} cases end in {name}"
        raise Misused(message, remedy="Say more of the id; `weighbridge case list` shows them all.")
    row = book.case(found.pop()) if found else None
    if row is None:
        message = f"there is no case {name}"
        raise Gone(message, remedy="`weighbridge case list` shows them all.")
    return row


def _fetched(book: Ledger, entry: AuditEntry) -> Judgement | None:
    try:
        return book.fetch(entry.payload, Judgement)
    except Gone:  # erased on purpose: the chain still holds its hash
        return None


def _thought(thought: Thought) -> None:
    out.print("\n[bold]Facts[/]")
    table = Table(box=None, pad_edge=False, show_header=False)
    for datum in thought.facts:
        age = f"{max(0, int((now() - datum.read_at).total_seconds() // 60))} min old"
        mark = " [yellow]assumed[/]" if datum.assumed else ""
        table.add_row(escape(datum.name), escape(datum.value) + mark, f"[dim]{escape(datum.source)}, {age}[/]")
    out.print(table)
    out.print("\n[bold]Options[/]")
    for option in thought.options:
        for line in option_lines(option, chosen=option.option == thought.chosen):
            out.print(line, soft_wrap=True)
    out.print(f"\n[bold]Chosen[/] by the {thought.chosen_by}: {escape(thought.chosen or 'nothing more to do')}")
    for sentence in thought.explanation:
        mark = "" if sentence.by == "arithmetic" else " [yellow](a model's words, unverified)[/]"
        out.print(f"  {escape(sentence.text)}{mark}", soft_wrap=True)
    for note in thought.notes:
        out.print(f"  [dim]note: {escape(note)}[/]", soft_wrap=True)
    sure = f"confidence {thought.grounds.confidence:.2f}, {thought.grounds.method}"
    out.print(f"  [dim]{sure}, {thought.grounds.sample_days} days of history[/]")


def option_lines(option: Option, *, chosen: bool) -> Iterator[str]:
    """One option as a planner would follow it, to the cent."""
    mark = "[green]●[/]" if chosen else "[dim]=[/]" if option.comparison_only else "○"
    if not option.feasible:
        yield f"[dim]✗ {escape(option.title)}: {escape(option.why_not)}[/]"
        return
    arrives = f", arrives {option.arrives:%Y-%m-%d}" if option.arrives is not None else ""
    chance = "" if option.short_probability is None else f", runs out with {100 * option.short_probability:.1f} %"
    yield f"{mark} [bold]{escape(option.title)}[/]: cost {option.cost}, remaining risk {option.risk}{arrives}{chance}"
    for line in option.arithmetic:
        yield f"    {escape(line)}"
    for line in option.assumptions:
        yield f"    [yellow]assumed[/] [dim]{escape(line)}[/]"


def _judgements(judgements: Sequence[Judgement]) -> None:
    if judgements:
        out.print("\n[bold]Verdicts[/]")
    for one in judgements:
        verdict = one.verdict
        out.print(
            f"  {escape(ask(one.proposal))}: [bold]{verdict.kind}[/] under book {verdict.book[7:19]}", soft_wrap=True
        )
        for hit in verdict.hits:
            out.print(f"    {hit.effect:8}{hit.rule}: {escape(hit.words)}", soft_wrap=True)


def _requests(requests: Sequence[RequestRow]) -> None:
    if requests:
        out.print("\n[bold]Requests[/]")
    for row in requests:
        asked = row.request
        who = f"{escape(asked.approver.name)} as {asked.role.value.replace('_', ' ')}"
        closes = f"until {asked.expires_at:%Y-%m-%d %H:%M} UTC"
        out.print(f"  no. {asked.odoo_id} to {who}, {closes}: {row.state}. {escape(row.words)}", soft_wrap=True)


def _effects(effects: Sequence[Effect]) -> None:
    if effects:
        out.print("\n[bold]Writes in Odoo[/]")
    for effect in effects:
        record = f"{effect.record or effect.model} (id {effect.record_id})" if effect.record_id else "nothing"
        out.print(f"  {effect.kind}: {escape(record)}, [bold]{effect.state.value}[/]", soft_wrap=True)
        for line in effect.read_back:
            out.print(f"    [dim]read back:[/] {escape(line)}", soft_wrap=True)


def _entries(entries: Sequence[AuditEntry]) -> None:
    out.print("\n[bold]Audit[/]")
    for entry in entries:
        said = f"{entry.at:%H:%M:%S} {entry.kind:18} {escape(entry.subject)}"
        out.print(f"  {entry.seq:5} {said}  [dim]{escape(entry.actor)}  {entry.hash[7:19]}[/]", soft_wrap=True)
