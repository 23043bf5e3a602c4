"""One request as an approver sees it, drawn in a terminal, and the answer that is typed there."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rich.markup import escape
from rich.panel import Panel
from rich.prompt import Prompt
from rich.table import Table

from console.listing import bad_end, left, role_words
from console.wiring import now, out
from domain.approval import ApprovalRequest
from domain.case import Option, Thought
from domain.supplying import AskSupplier
from tools.ledger import Ledger
from tools.odoo.deciding import Said
from tools.odoo.letters import letter_in_words
from tools.odoo.undo import undo_words
from tools.odoo.wording import ask


@dataclass(frozen=True)
class Choice:
    """What was typed; None leaves the request open."""

    said: Said | None


def draw(ledger: Ledger, request: ApprovalRequest) -> None:
    """The ask, why this person, every option with cost, date and risk, the facts with their age, and the way back."""
    row = ledger.case(request.case)
    thought = None if row is None or row.thought is None else ledger.fetch(row.thought, Thought)
    who = f"{request.approver.name} ({request.approver.login}), asked as {role_words(request.role)}"
    closes = left((request.expires_at - now()).total_seconds())
    why = [f"because  {hit.words}" for hit in request.verdict.hits if hit.effect == "asks"]
    lines = (f"{who}, closes in {closes}", *why)
    out.print(Panel(f"[bold]{escape(ask(request.proposal))}[/]\n{escape(chr(10).join(lines))}"))
    if isinstance(request.proposal, AskSupplier):
        out.print(escape(letter_in_words(request.proposal)), soft_wrap=True)
    if thought is not None:
        out.print(_options(thought))
        out.print(_facts(thought))
        for sentence in sorted(thought.explanation, key=lambda s: s.by != "arithmetic"):
            mark = "" if sentence.by == "arithmetic" else " [yellow](a model's words, unverified)[/]"
            out.print(f"{escape(sentence.text)}{mark}", soft_wrap=True)
    for line in undo_words(request.proposal):
        out.print(f"[dim]undo:[/] {escape(line)}", soft_wrap=True)
    out.print(f"[dim]{_silence(request)}[/]\n")


def _silence(request: ApprovalRequest) -> str:
    after = request.verdict.after(request.role)
    later = f"; then the {role_words(after)} role is asked" if after is not None else ""
    return f"If nobody answers, nothing is done{later}."


def asked_at_the_terminal(request: ApprovalRequest) -> Choice:
    """Approve, amend or reject; a rejection needs a reason, an amendment a quantity within its bounds."""
    may = ["approve", "reject", "later"] if request.bounds is None else ["approve", "amend", "reject", "later"]
    answer = Prompt.ask("Your answer", choices=may, default="approve", console=out)
    match answer:
        case "approve":
            return Choice(Said(answer="approve"))
        case "reject":
            return Choice(Said(answer="reject", comment=_reason()))
        case "amend":
            return Choice(Said(answer="amend", quantity=_quantity(request), comment="amended at the terminal"))
        case _:
            return Choice(None)


def _reason() -> str:
    while True:
        reason = Prompt.ask("Why? The agent uses it for its next proposal", console=out).strip()
        if reason:
            return reason


def _quantity(request: ApprovalRequest) -> Decimal:
    bounds = request.bounds
    least, most = (Decimal(0), Decimal(10) ** 9) if bounds is None else (bounds.quantity_min, bounds.quantity_max)
    while True:
        typed = Prompt.ask(f"Quantity instead, from {least.normalize():f} to {most.normalize():f}", console=out)
        try:
            quantity = Decimal(typed.strip())
        except InvalidOperation:
            continue
        if quantity.is_finite() and least <= quantity <= most:
            return quantity


def _options(thought: Thought) -> Table:
    table = Table(box=None, pad_edge=False, title="Options looked at", title_justify="left")
    for name in ("", "Option", "Extra cost", "Arrives", bad_end(thought.options).capitalize(), "Risk left"):
        table.add_column(name, justify="left" if name in {"", "Option", "Arrives"} else "right")
    for option in thought.options:
        table.add_row(*_cells(option, chosen=option.option == thought.chosen))
    return table


def _cells(option: Option, *, chosen: bool) -> tuple[str, ...]:
    if not option.feasible:
        return "[dim]✗[/]", f"[dim]{escape(option.title)}: {escape(option.why_not)}[/]", "", "", "", ""
    mark = "[green]●[/]" if chosen else "[dim]=[/]" if option.comparison_only else "○"
    arrives = f"{option.arrives:%d %b}" if option.arrives is not None else "-"
    chance = "-" if option.short_probability is None else f"{100 * option.short_probability:.0f} %"
    title = f"[bold]{escape(option.title)}[/]" if chosen else escape(option.title)
    return mark, title, str(option.cost), arrives, chance, str(option.risk)


def _facts(thought: Thought) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, title="Facts", title_justify="left")
    for datum in thought.facts:
        age = f"{max(0, int((now() - datum.read_at).total_seconds() // 60))} min old"
        table.add_row(escape(datum.name), escape(datum.value), f"[dim]{escape(datum.source)}, {age}[/]")
    return table
