"""A person's own answer, written by the person's own login; Odoo's guards decide whether it is taken."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.approval import ApprovalRequest
from domain.fact import Fact, Json, Name, Words
from tools.errors import Misused
from tools.odoo.provision.model import DECISION
from tools.odoo.requests import letters
from tools.odoo.session import OdooSession


class Said(Fact):
    """What the person wants. Values other than the proposed ones are an amendment."""

    answer: Literal["approve", "reject", "amend"]
    comment: Words = ""
    quantity: Decimal | None = None
    day: date | None = None
    option: Name | None = None


def decide(own: OdooSession, request: ApprovalRequest, said: Said) -> None:
    """Write the answer on the request as the user of `own`, once.

    Raises `NotAllowed` when the request is not this user's to decide or decided already, `Refused` with Odoo's words
    when a guard says no (too late, no reason for a rejection, out of bounds), `Misused` for another option together
    with other values.
    """
    if said.option is not None and (said.quantity is not None or said.day is not None):
        message = "another option and other values at once"
        raise Misused(message, remedy="Choose the option; it is proposed with values of its own, which can be amended")
    values: Mapping[str, Json] = {
        "x_decision": said.answer,
        "x_comment": said.comment or False,
        "x_amend_qty": float(said.quantity) if said.quantity is not None else 0.0,
        "x_amend_date": said.day.isoformat() if said.day is not None else False,
        "x_amend_option": _letter(request, said.option) if said.option is not None else False,
    }
    own.call(DECISION, "write", [request.odoo_id], dict(values), company_id=request.proposal.company_id)


def _letter(request: ApprovalRequest, option: str) -> str:
    """The letter of an option on the page; letters are accepted as well."""
    named = letters("", request.options)
    found = named.get(option) or (option if option in set(named.values()) else None)
    if found is None:
        message = f"{option} cannot be chosen instead"
        raise Misused(message, remedy=f"Possible: {', '.join(request.options) or 'none'}.")
    return found
