"""`weighbridge decide`: the same answer as on the page in Odoo, with the operator's own login."""

import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

import typer
from pydantic import SecretStr
from rich.markup import escape
from temporalio.client import Client, WorkflowUpdateFailedError

import worker
from console.wiring import key_of_a_person, ledger, out, run, settings
from domain.approval import ApprovalRequest
from tools.errors import Gone, Misused, NotAllowed, Refused, WrongLogin
from tools.ledger import Ledger
from tools.odoo.deciding import Said
from tools.odoo.deciding import decide as written
from tools.odoo.provision.model import DECISION
from tools.odoo.session import opened
from tools.settings import OdooAccess, Settings
from workflows.orders import Answered, Knock

_HOW = "`weighbridge decide --help` shows how to give a comment, a quantity, a date or an option."
_OPEN = "`weighbridge inbox` shows those that are open."


@dataclass(frozen=True)
class Amended:
    """Values other than the proposed ones, as typed."""

    quantity: str | None = None
    date: str | None = None
    option: str | None = None


def decide(name: str, answer: str, *, login: str, comment: str, amended: Amended) -> None:
    """Write the answer in Odoo as `login`, and tell the case to look."""
    house = settings()
    with ledger() as book:
        request = find(book, name)
    said = _said(answer, comment, amended)
    own = OdooAccess(url=house.odoo.url, db=house.odoo.db, user=login, key=SecretStr(_key(login)))
    try:
        with opened(own) as person:
            written(person, request, said)
    except WrongLogin:
        message = f"Odoo does not accept the login {login} with the password or API key that was given"
        remedy = (
            f"Check --login; type the password or an API key of {login}'s own again, and unset "
            "WEIGHBRIDGE_APPROVER_KEY if it holds another person's."
        )
        raise WrongLogin(message, remedy=remedy) from None
    except NotAllowed as no:
        raise _not_theirs(request, login, no) from None
    except Refused as no:
        raise _not_so(no) from None
    out.print(f"Odoo took it: {answer} on request {request.odoo_id} by {login}.")
    heard = run(knock(house, request))
    out.print(f"The case says: {escape(heard.words)}", soft_wrap=True)


def find(book: Ledger, name: str) -> ApprovalRequest:
    """The open request with this id, or with this number in Odoo; `Gone` says how a closed one ended."""
    found = [row for row in book.requests() if name in {row.request.request_id, str(row.request.odoo_id)}]
    waiting = [row.request for row in found if row.state == "open"]
    if waiting:
        return waiting[-1]
    message = f"there is no request {name}"
    if found:
        message = f"request {found[-1].request.odoo_id} is closed: {found[-1].words or 'its time is over'}"
    raise Gone(message, remedy=_OPEN)


def _key(login: str) -> str:
    given = key_of_a_person()
    if given:
        return given
    if not sys.stdin.isatty():
        message = f"there is no terminal to ask for the password or API key of {login}"
        raise Misused(message, remedy="Set WEIGHBRIDGE_APPROVER_KEY to it, for this call alone.")
    typed: str = typer.prompt(f"Password or API key of {login}", hide_input=True, err=True)
    return typed


def _not_so(no: Refused) -> Refused:
    """What the guard in Odoo says, without where it was asked and what to do in Odoo."""
    guard = str(no).removesuffix(no.remedy).strip(" .").removeprefix(f"{DECISION}.write: ")
    return Refused(f"Odoo does not take this answer: {guard}", remedy=_HOW)


def _not_theirs(request: ApprovalRequest, login: str, no: NotAllowed) -> NotAllowed:
    """Odoo tells a stranger nothing but that it may not be; we know who was asked."""
    if login == request.approver.login:
        return NotAllowed(f"Odoo takes no answer of {login} on request {request.odoo_id} now: {no}", remedy=_OPEN)
    message = (
        f"request {request.odoo_id} is {request.approver.name}'s ({request.approver.login}) to answer, not {login}'s"
    )
    return NotAllowed(message, remedy=f"`weighbridge inbox --login {login}` shows what waits for {login}.")


async def knock(house: Settings, request: ApprovalRequest) -> Answered:
    """Tell the case that its request was answered; it looks for itself."""
    return await knock_through(await worker.connected(house), request)


async def knock_through(client: Client, request: ApprovalRequest) -> Answered:
    """The same through a client that is at hand. The feed may have been faster; that is an answer too."""
    knocked = Knock(request_id=request.request_id, digest=request.digest)
    case = client.get_workflow_handle(request.case)
    try:
        answered: Answered = await case.execute_update("answered", knocked, result_type=Answered)
    except WorkflowUpdateFailedError as closed:
        return Answered(decision=None, words=f"already heard ({closed.cause})")
    return answered


def _said(answer: str, comment: str, amended: Amended) -> Said:
    other = any((amended.quantity, amended.date, amended.option))
    if other and answer != "amend":
        message = "other values were given, but the answer is not amend"
        raise Misused(message, remedy="Say amend, or leave the values out.")
    try:
        quantity = None if amended.quantity is None else Decimal(amended.quantity)
        day = None if amended.date is None else date.fromisoformat(amended.date)
        return Said.model_validate(
            {"answer": answer, "comment": comment, "quantity": quantity, "day": day, "option": amended.option}
        )
    except (InvalidOperation, ValueError):
        message = "the quantity, the date or the words cannot be read"
        raise Misused(message, remedy="Give a plain number, a date as YYYY-MM-DD, and words of one line.") from None
