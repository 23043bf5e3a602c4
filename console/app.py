"""The verbs and their arguments; what they do is in the modules beside this one, imported when a verb runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from console.wiring import err, plainly
from workflows.leaving import leave

app = typer.Typer(
    name="weighbridge",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Sees trouble early in an Odoo distribution network, weighs what could be done, and asks the right person.",
)
case_app = typer.Typer(no_args_is_help=True, help="Cases: one for each trouble.")
policy_app = typer.Typer(no_args_is_help=True, help="The policy book: what clears, what asks, what is refused.")
audit_app = typer.Typer(no_args_is_help=True, help="The audit chain.")
supplier_app = typer.Typer(no_args_is_help=True, help="Suppliers: how they deliver, and what that puts at stake.")
app.add_typer(case_app, name="case")
app.add_typer(policy_app, name="policy")
app.add_typer(audit_app, name="audit")
app.add_typer(supplier_app, name="supplier")


_STOPPED = 130


@contextmanager
def _told() -> Iterator[None]:
    """Errors in one line; Ctrl-C is no error, and leaves with the code that shells expect."""
    with plainly():
        try:
            yield
        except KeyboardInterrupt:
            err.print("Stopped. What was begun on the workers goes on.", soft_wrap=True)
            raise typer.Exit(_STOPPED) from None


class Answer(StrEnum):
    """What an approver can say."""

    APPROVE = "approve"
    REJECT = "reject"
    AMEND = "amend"


CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="The case's id, the end of it, or words of its title such as CAB-5G25.")
]


@app.command()
def demo(
    *,
    yes: Annotated[bool, typer.Option("--yes", envvar="YES", help="Answer as the seeded approver.")] = False,
    cases: Annotated[int, typer.Option(min=1, max=50, help="How many shortages to open, the dearest first.")] = 8,
) -> None:
    """Show the whole thing on a seeded five-site network, and ask you to decide one request."""
    from console.demo import show

    with _told():
        show(answer_for_me=yes, limit=cases)


@app.command()
def worker(
    queues: Annotated[list[str] | None, typer.Argument(help="reason, execute, or nothing for both.")] = None,
) -> None:
    """Serve cases until told to stop."""
    from console.serving import serve

    with _told():
        serve(tuple(queues or ()))


@app.command()
def provision(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only report how Odoo differs from what is wanted.")] = False,
    approver: Annotated[list[str] | None, typer.Option(help="Login of an approver, once for each.")] = None,
    approvers_from_roles: Annotated[
        bool, typer.Option("--approvers-from-roles", help="Seat everybody who holds a role of the book.")
    ] = False,
) -> None:
    """Prepare an Odoo: groups, rights, the decision page, its rules and automations. Idempotent."""
    from console.provisioning import report

    with _told():
        report(check=check, approvers=tuple(approver or ()), from_roles=approvers_from_roles)


@app.command()
def sweep(
    scenario: Annotated[str, typer.Argument(help="The scenario to look for: stockout or supplier_risk.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many cases to open at most, worst first.")] = 200,
    wait: Annotated[int, typer.Option(min=1, max=86400, help="Seconds to wait for it; without a worker, 60.")] = 300,
) -> None:
    """Look at the whole network once, now, and open a case for each trouble. A worker has to be running."""
    from datetime import timedelta

    from console.sweeping import sweep as look

    with _told():
        look(scenario, limit=limit, patience=timedelta(seconds=wait))


@app.command()
def inbox(
    login: Annotated[str | None, typer.Option(help="Only the requests to this Odoo login.")] = None,
) -> None:
    """Everything that waits for a person."""
    from console.listing import inbox as waiting

    with _told():
        waiting(login)


@app.command()
def decide(  # noqa: PLR0913 - one for each option of the verb
    request: Annotated[str, typer.Argument(help="The request's id or number, as the inbox shows it.")],
    answer: Annotated[Answer, typer.Argument(help="approve, reject or amend.")],
    *,
    login: Annotated[str, typer.Option(help="Your own Odoo login.")],
    comment: Annotated[str, typer.Option(help="A rejection needs one.")] = "",
    quantity: Annotated[str | None, typer.Option(help="Amend: the quantity instead.")] = None,
    date: Annotated[str | None, typer.Option(help="Amend: the date instead, YYYY-MM-DD.")] = None,
    option: Annotated[str | None, typer.Option(help="Amend: the option instead, as `case show` names it.")] = None,
) -> None:
    """Answer a request with your own Odoo login; Odoo checks that it is yours to answer."""
    from console.deciding import Amended
    from console.deciding import decide as answered

    with _told():
        answered(request, answer.value, login=login, comment=comment, amended=Amended(quantity, date, option))


@case_app.command("list")
def case_list(*, open_only: Annotated[bool, typer.Option("--open", help="Only those that are open.")] = False) -> None:
    """All cases, the latest first."""
    from console.listing import cases

    with _told():
        cases(open_only=open_only)


@case_app.command("show")
def case_show(
    case: CaseName,
    *,
    opening: Annotated[str | None, typer.Option(metavar="N|all", help="An earlier opening, or all of them.")] = None,
) -> None:
    """Everything about one case: facts, options with arithmetic, verdict, request, decision, writes, audit."""
    from console.showing import show

    with _told():
        show(case, opening)


@policy_app.command("check")
def policy_check(
    book: Annotated[Path | None, typer.Argument(help="A book; the one in force by default.")] = None,
) -> None:
    """Read a book strictly and look for gaps, overlaps and rules that can never fire."""
    from console.policy import check

    with _told():
        check(book)


@policy_app.command("explain")
def policy_explain(
    file: Annotated[Path, typer.Argument(help="A proposal with its circumstances, as JSON.")],
    *,
    book: Annotated[Path | None, typer.Option(help="Judge under this book instead of the one in force.")] = None,
) -> None:
    """What the book says to one proposal, and which rules say so."""
    from console.policy import explain

    with _told():
        explain(file, book)


@app.command()
def replay(
    what: Annotated[str, typer.Argument(metavar="CASE|FILE", help="A case, or a saved history.")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Compare every step's words and sums too.")] = False,
) -> None:
    """Run a case's workflow again from its history with the code of today."""
    from console.replaying import replay as again

    with _told():
        again(what, strict=strict)


@audit_app.command("verify")
def audit_verify(
    anchor: Annotated[str | None, typer.Option(help="SEQ:HASH of a head that was kept elsewhere.")] = None,
) -> None:
    """Check the hash chain from its beginning; name the first bad entry."""
    from console.auditing import verify

    with _told():
        verify(anchor)


@supplier_app.command("show")
def supplier_show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A part of the supplier's name, or its number in Odoo.")],
    *,
    chart: Annotated[Path | None, typer.Option(help="Draw it too, into a file that ends in .png or .svg.")] = None,
) -> None:
    """One supplier: the score with its parts, lead times, moved promises, and the open lines at risk."""
    from console.suppliers import show

    with plainly():
        show(name, chart=chart)


@app.command()
def doctor() -> None:
    """Look at everything that Weighbridge needs; each failure comes with its remedy."""
    from console.doctor import examine

    with _told():
        examine()


def main() -> None:
    """The command `weighbridge`."""
    code = 0
    try:
        app()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    leave(code)
