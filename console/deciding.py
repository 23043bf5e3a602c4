"""`weighbridge decide`: the same answer as on the page in Odoo, with the operator's own login."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

import typer
from pydantic import SecretStr
from temporalio.client import Client, WorkflowUpdateFailedError

import worker
from console.wiring import key_of_a_person, ledger, out, run, settings
from domain.approval import ApprovalRequest
from tools.errors import Gone, Misused, WrongLogin
from tools.odoo.deciding import Said
from tools.odoo.deciding import decide as written
from tools.odoo.session import opened
from tools.settings import OdooAccess, Settings
from workflows.orders import Answered, Knock


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
        request = find(book.open_requests(), name)
    said = _said(answer, comment, amended)
    key = key_of_a_person() or typer.prompt(f"Password or API key of {login}", hide_input=True, err=True)
    own = OdooAccess(url=house.odoo.url, db=house.odoo.db, user=login, key=SecretStr(key))
    try:
        with opened(own) as person:
            written(person, request, said)
    except WrongLogin:
        message = f"Odoo does not accept {login} with this password or API key"
        raise WrongLogin(message, remedy="Type it again, or unset WEIGHBRIDGE_APPROVER_KEY to be asked.") from None
    out.print(f"Odoo took it: {answer} on request {request.odoo_id} by {login}.")
    heard = run(knock(house, request))
    out.print(f"The case says: {heard.words}", soft_wrap=True)


def find(waiting: tuple[ApprovalRequest, ...], name: str) -> ApprovalRequest:
    """The open request with this id, or with this number in Odoo."""
    found = [r for r in waiting if r.request_id == name or str(r.odoo_id) == name]
    if not found:
        message = f"no open request is called {name}"
        raise Gone(message, remedy="`weighbridge inbox` shows those that are open.")
    return found[0]


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
