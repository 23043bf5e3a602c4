"""`weighbridge inbox` and `weighbridge case list`: what waits, and what there is."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from console.resting import rest
from console.wiring import ledger, now, out
from domain.case import Ending, Option
from domain.identity import Role
from tools.ledger import CaseRow
from tools.odoo.wording import ask

_OF_SUPPLIERS = frozenset({"ask", "replan", "prefer", "split_source", "review", "hold", "release"})
_COLOURS = {Ending.DONE: "green", Ending.PASSED: "green", Ending.NOTHING_BETTER: "yellow"}


def inbox(login: str | None) -> None:
    """Open requests, the one that closes first on top; `decide` takes the number or the id."""
    with ledger() as book:
        waiting = [r for r in book.open_requests() if login is None or r.approver.login == login]
    if not waiting:
        out.print("Nothing waits" + (f" for {login}." if login else "."))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("No.", "Asked", "Who", "As", "Closes in", "Case"):
        table.add_column(name, overflow="fold")
    for request in sorted(waiting, key=lambda r: r.expires_at):
        table.add_row(
            str(request.odoo_id),
            escape(ask(request.proposal)),
            escape(f"{request.approver.name} ({request.approver.login})"),
            role_words(request.role),
            left((request.expires_at - now()).total_seconds()),
            request.case,
        )
    out.print(table)
    out.print("[dim]`weighbridge case show CASE` tells all about one, `weighbridge decide No. ...` answers it.[/]")


def cases(*, open_only: bool) -> None:
    """Every case, the latest opening first."""
    with ledger() as book:
        found = book.cases(open_only=open_only)
        doing = {r.case: f"waits for {r.approver.name}: {ask(r.proposal)}" for r in book.open_requests()}
        doing |= {r.case: rest(book, r, now()) or "at work" for r in found if r.ending is None and r.case not in doing}
    if not found:
        hint = "Run `weighbridge sweep stockout` or `weighbridge sweep supplier_risk`."
        out.print("There are no cases" + (" open." if open_only else f" yet. {hint}"), soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False)
    for name in ("Case", "Opened", "State", "Trouble", "In words"):
        table.add_column(name, overflow="fold")
    for row in sorted(found, key=lambda r: r.opened_at, reverse=True):
        words = row.words if row.ending is not None else doing[row.case]
        table.add_row(row.case, f"{row.opened_at:%Y-%m-%d %H:%M}", state(row), escape(row.title), escape(words))
    out.print(table)


def role_words(role: Role) -> str:
    """A role for people: `purchasing manager`."""
    return role.value.replace("_", " ")


def bad_end(options: Sequence[Option]) -> str:
    """What the probability of these options is the chance of."""
    return "late" if any(option.kind in _OF_SUPPLIERS for option in options) else "runs out"


def state(row: CaseRow) -> str:
    """Open, or how it ended, in colour."""
    if row.ending is None:
        return "[blue]open[/]"
    return f"[{_COLOURS.get(row.ending, 'red')}]{row.ending.value.replace('_', ' ')}[/]"


def left(seconds: float) -> str:
    """So much time, for people."""
    if seconds <= 0:
        return "closed"
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    if hours >= 48:  # noqa: PLR2004 - beyond two days, days
        return f"{hours // 24} days"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
