"""`weighbridge case show`: one case from the first fact to the last audit entry, with its arithmetic."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import assert_never

from rich.markup import escape
from rich.table import Table

from console.listing import bad_end, role_words, state
from console.openings import Opening, chosen, openings
from console.resting import rest
from console.wiring import ledger, now, out
from domain.approval import ApprovalRequest, Cleared, NeedsApproval, Refused, Verdict
from domain.case import Finding, Option, Thought
from domain.ledger import AuditEntry, Effect
from domain.proposals import Proposal
from domain.supplying import AskSupplier
from tools.errors import Gone, Misused
from tools.ledger import CaseRow, Judgement, Ledger, RequestRow
from tools.odoo.letters import letter_in_words
from tools.odoo.plain import figure
from tools.odoo.wording import ask

_THOUGHT = "case.thought"
_FEW = 5
_RECORDS = {"x_wb_errand": "errand", "x_wb_notice": "notice"}
"""Records of our own in Odoo, for people."""


def show(name: str, which: str | None) -> None:
    """Print what is on record of one case: its latest opening in full and a line for each other, or as `which` says."""
    with ledger() as book:
        found = openings(book, find(book, name).case)
        shown = chosen(found, which)
        for opening in found:
            if opening in shown:
                _whole(book, opening, of=len(found))
            else:
                _line(opening, of=len(found))
        if len(shown) < len(found):
            out.print("[dim]--opening N shows an earlier one in full, --opening all every one of them.[/]")


def find(book: Ledger, name: str) -> CaseRow:
    """The case with this id, or the only one whose id ends so or whose title holds these words; its latest opening."""
    exact = book.case(name)
    if exact is not None:
        return exact
    rows = book.cases()
    ends = {row.case: row.title for row in rows if row.case.endswith(name)}
    found = ends or {row.case: row.title for row in rows if name.casefold() in row.title.casefold()}
    if len(found) > 1:
        some = "; ".join(f"{case.rpartition('/')[2]} ({title})" for case, title in sorted(found.items())[:_FEW])
        message = f"{len(found)} cases end in {name}" if ends else f"{len(found)} cases are about {name}"
        remedy = f"Say more of the id: {some}. `weighbridge case list` shows them all."
        raise Misused(message, remedy=remedy)
    row = book.case(next(iter(found))) if found else None
    if row is None:
        message = f"there is no case {name}"
        raise Gone(message, remedy="`weighbridge case list` shows them all.")
    return row


def _line(opening: Opening, *, of: int) -> None:
    row = opening.row
    when = f"[dim]opening {opening.number} of {of}, {row.opened_at:%Y-%m-%d %H:%M} UTC[/]"
    out.print(f"{when}  {state(row)}  {escape(row.words)}", soft_wrap=True)


def _whole(book: Ledger, opening: Opening, *, of: int) -> None:
    row, entries = opening.row, opening.entries
    finding = book.fetch(row.finding, Finding)
    thoughts = [book.fetch(e.payload, Thought) for e in entries if e.kind == _THOUGHT]
    judgements = [j for j in (_fetched(book, e) for e in entries if e.kind.startswith("verdict.")) if j is not None]
    out.rule(f"[bold]{escape(row.title)}[/]", align="left")
    _line(opening, of=of)
    out.print(f"[dim]{row.case}[/]", soft_wrap=True)
    out.print(f"found {finding.found_at:%Y-%m-%d %H:%M} UTC, {finding.at_stake} at stake", soft_wrap=True)
    if row.ending is None and (resting := rest(book, row, now())) is not None:
        out.print(escape(resting), soft_wrap=True)
    if thoughts:
        _thought(_deciding(thoughts))
    _judgements(judgements)
    _requests(opening.requests, thoughts)
    _effects(opening.effects, {j.slot: j.proposal for j in judgements})
    _entries(entries)


def _deciding(thoughts: Sequence[Thought]) -> Thought:
    """The thought that came to what the case did last: the first of the turns that pursue one option."""
    turned = [after for before, after in pairwise(thoughts) if _turned(before, after)]
    return turned[-1] if turned else thoughts[0]


def _turned(before: Thought, after: Thought) -> bool:
    return after.chosen is not None and after.chosen != before.chosen


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
        for line in option_lines(option, chosen=option.option == thought.chosen, bad=bad_end(thought.options)):
            out.print(line, soft_wrap=True)
    titles = {option.option: option.title for option in thought.options}
    picked = "nothing more to do" if thought.chosen is None else titles.get(thought.chosen, thought.chosen)
    out.print(f"\n[bold]Chosen[/] by the {thought.chosen_by}: {escape(picked)}", soft_wrap=True)
    for sentence in thought.explanation:
        mark = "" if sentence.by == "arithmetic" else " [yellow](a model's words, unverified)[/]"
        out.print(f"  {escape(sentence.text)}{mark}", soft_wrap=True)
    for note in thought.notes:
        out.print(f"  [dim]note: {escape(note)}[/]", soft_wrap=True)
    sure = f"confidence {thought.grounds.confidence:.2f}, {thought.grounds.method}"
    out.print(f"  [dim]{sure}, {thought.grounds.sample_days} days of history[/]")


def option_lines(option: Option, *, chosen: bool, bad: str) -> Iterator[str]:
    """One option as a planner would follow it, to the cent; `bad` is what its probability is about."""
    mark = "[green]●[/]" if chosen else "[dim]=[/]" if option.comparison_only else "○"
    if not option.feasible:
        yield f"[dim]✗ {escape(option.title)}: {escape(option.why_not)}[/]"
        return
    arrives = f", arrives {option.arrives:%Y-%m-%d}" if option.arrives is not None else ""
    chance = "" if option.short_probability is None else f", {bad} with {100 * option.short_probability:.1f} %"
    figures = f"extra cost {option.cost}, remaining risk {option.risk}{arrives}{chance}"
    yield f"{mark} [bold]{escape(option.title)}[/]: {figures}  [dim]({escape(option.option)})[/]"
    for line in option.arithmetic:
        yield f"    {escape(line)}"
    for line in option.assumptions:
        yield f"    [dim]{escape(line)}[/]"


def _judgements(judgements: Sequence[Judgement]) -> None:
    if judgements:
        out.print("\n[bold]Verdicts[/]")
    for one in judgements:
        book = f"under book {one.verdict.book[7:19]}"
        out.print(f"  {escape(ask(one.proposal))}: [bold]{_said(one.verdict)}[/] {book}", soft_wrap=True)
        for hit in one.verdict.hits:
            out.print(f"    {hit.effect:8}{escape(hit.words)} [dim]({hit.rule})[/]", soft_wrap=True)


def _said(verdict: Verdict) -> str:
    match verdict:
        case Cleared():
            return "cleared"
        case NeedsApproval():
            return f"needs the approval of {', then '.join(role_words(role) for role in verdict.roles)}"
        case Refused():
            return "refused"
        case _:
            assert_never(verdict)


def _requests(requests: Sequence[RequestRow], thoughts: Sequence[Thought]) -> None:
    if requests:
        out.print("\n[bold]Requests[/]")
    titles = {option.option: option.title for thought in thoughts for option in thought.options}
    for row in requests:
        asked = row.request
        who = f"{escape(asked.approver.name)} ({escape(asked.approver.login)}) as {role_words(asked.role)}"
        until = f"until {asked.expires_at:%Y-%m-%d %H:%M} UTC"
        ending = f"{row.state}. {escape(row.words)}" if row.words else row.state
        out.print(f"  no. {asked.odoo_id} to {who}, {until}: {ending}", soft_wrap=True)
        out.print(f"    {escape(ask(asked.proposal))}", soft_wrap=True)
        _letter(asked.proposal)
        for line in _instead(asked, titles) if row.state == "open" else ():
            out.print(f"    [dim]instead:[/] {escape(line)}", soft_wrap=True)


def _instead(asked: ApprovalRequest, titles: Mapping[str, str]) -> Iterator[str]:
    """What may be amended, and the words of `decide` for it."""
    bounds = asked.bounds
    if bounds is not None:
        yield f"--quantity {figure(bounds.quantity_min)} to {figure(bounds.quantity_max)}"
    if bounds is not None and bounds.date_from is not None and bounds.date_to is not None:
        yield f"--date {bounds.date_from:%Y-%m-%d} to {bounds.date_to:%Y-%m-%d}"
    for option in asked.options:
        yield f"--option {option}  {titles.get(option, '')}"


def _effects(effects: Sequence[Effect], proposals: Mapping[str, Proposal]) -> None:
    if effects:
        out.print("\n[bold]Writes in Odoo[/]")
    for effect in effects:
        out.print(f"  {_effect_words(effect, proposals.get(effect.slot))}", soft_wrap=True)
        _letter(proposals.get(effect.slot))
        for line in effect.read_back:
            out.print(f"    [dim]read back:[/] {escape(line)}", soft_wrap=True)


def _letter(proposal: Proposal | None) -> None:
    """What was, or would be, sent to a supplier, word for word."""
    if isinstance(proposal, AskSupplier):
        for line in letter_in_words(proposal).splitlines():
            out.print(f"    [cyan]│[/] {escape(line)}", soft_wrap=True)


def _effect_words(effect: Effect, proposal: Proposal | None) -> str:
    """What a write was to do, on which record, and where it stands; its kind where the proposal was erased."""
    what = escape(ask(proposal) if proposal is not None else effect.kind)
    named = _RECORDS.get(effect.model or "") or ("" if effect.record == what else effect.record or effect.model)
    record = f"{named} (id {effect.record_id})".strip() if effect.record_id else "nothing written"
    return f"{what}: {escape(record)}, [bold]{effect.state.value}[/]"


def _entries(entries: Sequence[AuditEntry]) -> None:
    out.print("\n[bold]Audit[/]")
    for entry in entries:
        said = f"{entry.at:%H:%M:%S} {entry.kind:22} {escape(entry.subject)}"
        out.print(f"  {entry.seq:5} {said}  [dim]{escape(entry.actor)}  {entry.hash[7:19]}[/]", soft_wrap=True)
