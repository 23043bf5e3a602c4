"""What came in on purchase orders: messages from outside on their orders' threads. The sender is a claim, not proof."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.fact import Fact, Id, Json, Line, Moment, Words, tame
from tools.odoo import plain
from tools.odoo.mail_text import written
from tools.odoo.news import OUTSIDE
from tools.odoo.records import Instant, Notes, Reader, Record, Ref, Text
from tools.odoo.session import OdooSession

MOST_TEXT = 4000
_MOST_BODY = 200_000
_NEWEST = 500


class Mail(Fact):
    """One message on an order, without what it quotes. `sender` is the address it claims to come from."""

    message_id: Id
    order_id: Id
    received: Moment
    sender: Line
    author_id: Id | None
    """The contact that Odoo matched the address with; anybody can write that address."""
    subject: Line
    text: Words
    cut: bool
    """Whether it was longer."""
    attachments: tuple[Line, ...]


def _links(value: Json) -> tuple[int, ...]:
    return tuple(one for one in value if isinstance(one, int)) if isinstance(value, list) else ()


def _whole(value: Json) -> str:
    return value if isinstance(value, str) else ""


class _Message(Record):
    res_id: Annotated[int, Field(ge=1)]
    date: Instant
    email_from: Text
    author_id: Ref
    subject: Text
    body: Annotated[str, BeforeValidator(_whole)]
    """As it stands in Odoo, of any length: what is read of it is cut and made safe below."""
    attachment_ids: Annotated[tuple[int, ...], BeforeValidator(_links)]


def read_mails(
    odoo: OdooSession, order_ids: Collection[int], *, company_id: int, since: datetime | None = None
) -> tuple[tuple[Mail, ...], tuple[Line, ...]]:
    """Messages that came by mail or from a portal on these orders, the earliest first, and what was left out.

    One call for the messages and one for the names of their attachments, however many orders there are; of more than
    five hundred only the newest are read. What users and Odoo itself wrote is not among them.
    """
    if not order_ids:
        return (), ()
    reader = Reader(odoo, company_id, Notes())
    domain: list[Json] = [["model", "=", "purchase.order"], ["res_id", "in", [*sorted(order_ids)]], *OUTSIDE]
    if since is not None:
        domain.append(["date", ">=", plain.stamped(since)])
    found = reader.records(_Message, "mail.message", domain, order="id desc", limit=_NEWEST)
    names = reader.names("ir.attachment", {one for message in found for one in message.attachment_ids})
    mails = tuple(_mail(message, names) for message in sorted(found, key=lambda message: message.id))
    return mails, reader.notes.lines()


def _mail(message: _Message, names: dict[int, str]) -> Mail:
    own = written(message.body[:_MOST_BODY])
    lines = [tame(line, MOST_TEXT + 1) for line in own.splitlines()]
    text = "\n".join(lines)
    return Mail(
        message_id=message.id,
        order_id=message.res_id,
        received=message.date,
        sender=tame(message.email_from),
        author_id=message.author_id,
        subject=tame(message.subject),
        text=text[:MOST_TEXT],
        cut=len(text) > MOST_TEXT or len(message.body) > _MOST_BODY,
        attachments=tuple(tame(names.get(one, f"#{one}")) for one in message.attachment_ids),
    )
