"""Messages that were sent to suppliers: to whom they went, and what became of the e-mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.fact import Json, tame
from tools.odoo.addressing import outsiders
from tools.odoo.plain import Row, link, text, whole
from tools.odoo.session import OdooSession

_STATES: Final[Mapping[str, str]] = {
    "ready": "waits to be sent",
    "process": "waits to be sent",
    "pending": "was handed to the mail server",
    "sent": "was handed to the mail server",
    "bounce": "came back",
    "exception": "could not be sent",
    "canceled": "was not sent",
}
_FAILURES: Final[Mapping[str, str]] = {
    "mail_bounce": "the address refused it",
    "mail_email_invalid": "the address is not valid",
    "mail_email_missing": "there is no address",
    "mail_from_invalid": "our own address is not valid",
    "mail_from_missing": "we have no address to write from",
    "mail_smtp": "Odoo cannot reach its mail server",
}


@dataclass(frozen=True)
class SentMessage:
    """One message on an order; `outside` are the partners it went to that are no colleagues."""

    message_id: int
    order_id: int
    outside: tuple[int, ...]
    delivery: str


def sent_message(odoo: OdooSession, message_id: int) -> SentMessage | None:
    """One message; None when it was deleted, or when the robot did not write it on an order."""
    return sent_messages(odoo, [message_id]).get(message_id)


def sent_messages(odoo: OdooSession, message_ids: Iterable[int]) -> dict[int, SentMessage]:
    """Messages of the robot on orders, in three calls; deleted ones are not there."""
    ids: list[Json] = [*sorted(message_ids)]
    domain: list[Json] = [["id", "in", ids], ["model", "=", "purchase.order"], ["create_uid", "=", odoo.uid]]
    found = odoo.rows("mail.message", domain, ["res_id"])
    fields = ["mail_message_id", "res_partner_id", "notification_status", "failure_type"]
    told = odoo.rows("mail.notification", [["mail_message_id", "in", ids]], fields)
    strangers = {whole(row["id"]) for row in outsiders(odoo, [*{row["res_partner_id"] for row in told}])}
    return {
        whole(row["id"]): _sent(row, [t for t in told if t["mail_message_id"] == row["id"]], strangers) for row in found
    }


def _sent(message: Row, told: list[Row], strangers: set[int]) -> SentMessage:
    outside = [row for row in told if link(row["res_partner_id"]) in strangers]
    return SentMessage(
        message_id=whole(message["id"]),
        order_id=whole(message["res_id"]),
        outside=tuple(whole(row["res_partner_id"]) for row in outside),
        delivery="; ".join(_words(row) for row in outside) or "nobody outside was written to",
    )


def _words(row: Row) -> str:
    state, failure = text(row["notification_status"]), text(row["failure_type"])
    reason = f": {_FAILURES.get(failure, failure)}" if failure else ""
    return tame(f"the e-mail {_STATES.get(state, state)}{reason}")
