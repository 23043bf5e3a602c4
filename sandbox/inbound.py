"""Mail that comes in: threaded to the document it answers, or a new record under the sender's name."""

import base64
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import make_msgid, parseaddr
from html import escape
from typing import TYPE_CHECKING, Any

from sandbox.messages import followers, post
from sandbox.registry import model_method
from sandbox.said import AccessError, CallerValueError
from sandbox.store import listed

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]
_ODOO_BOT = 1


@model_method("mail.thread", "message_process")
def message_process(  # noqa: PLR0913, PLR0917 (Odoo's own signature)
    env: "Env",
    model: Any,
    message: str,
    custom_values: Row | None = None,
    save_original: bool = False,  # noqa: FBT001, FBT002
    strip_attachments: bool = False,  # noqa: FBT001, FBT002
    thread_id: Any = None,
) -> int | bool:
    """An incoming mail as the gateway takes it; the id of the document, or False for one that came before.

    Odoo lets any internal user call this, and acts elevated under the identity in the From header. The hole is kept
    here because what guards against it must be tested.
    """
    del save_original
    if not env.has_group("base.group_user"):
        reason = "only internal users may hand in mail"
        raise AccessError(reason)
    mail = message_from_bytes(message.encode(), policy=modern)
    if _known(env, [_header(mail, "Message-ID")]):
        return False
    parent = _known(env, (_header(mail, "References") or _header(mail, "In-Reply-To")).split())
    name, record = (parent[1], parent[2]) if parent else (model, thread_id)
    if not name:
        reason = "No possible route found for incoming message."
        raise CallerValueError(reason)
    record = record or _new(env, str(name), mail, custom_values or {})
    files = [] if strip_attachments else _files(env, mail, str(name), int(record))
    post(
        env.with_user(_ODOO_BOT).sudo(), str(name), int(record), _body(mail), subtype="mail.mt_comment",
        message_type="email", email_from=_header(mail, "From"), subject=_header(mail, "Subject"),
        message_id=_header(mail, "Message-ID") or make_msgid(), author_id=_author(env, mail, str(name), int(record)),
        attachment_ids=files,
    )  # fmt: skip
    return int(record)


def _header(mail: EmailMessage, name: str) -> str:
    return str(mail[name] or "").strip()


def _known(env: "Env", message_ids: list[str]) -> tuple[int, str, int] | None:
    """The latest message on a document that bears one of these ids."""
    wanted = [one for one in message_ids if one]
    marks = ", ".join("?" for _ in wanted)
    sql = f"SELECT id, model, res_id FROM mail_message WHERE model IS NOT NULL AND message_id IN ({marks})"
    rows = env.store.run(f"{sql} ORDER BY id DESC LIMIT 1", wanted)
    return (int(rows[0][0]), str(rows[0][1]), int(rows[0][2])) if rows else None


def _new(env: "Env", name: str, mail: EmailMessage, custom_values: Row) -> int:
    """A record made by the sender, if that is a user's address; whatever the caller wants in it is in it."""
    sender = env.with_user(_user(env, mail)).sudo().with_context(attachments_mime_plainxml=True)
    model = env.model(name)
    subject = {f: _header(mail, "Subject") for f in [model.rec_name or "name"] if f in model.fields}
    return sender.create(name, {**subject, **custom_values})


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("html", "plain"))
    if part is None:
        return ""
    text = str(part.get_content())
    return text if part.get_content_type() == "text/html" else f"<pre>{escape(text.strip())}</pre>"


def _files(env: "Env", mail: EmailMessage, name: str, record: int) -> list[int]:
    bot = env.with_user(_ODOO_BOT).sudo()
    made = []
    for number, part in enumerate(mail.iter_attachments()):
        content = part.get_payload(decode=True)
        values = {
            "name": part.get_filename() or f"attachment-{number}",
            "datas": base64.b64encode(content if isinstance(content, bytes) else b"").decode(),
            "res_model": name,
            "res_id": record,
        }
        made.append(bot.create("ir.attachment", values))
    return made


def _address(mail: EmailMessage) -> str:
    return parseaddr(_header(mail, "From"))[1].lower()


def _user(env: "Env", mail: EmailMessage) -> int:
    sql = (
        "SELECT u.id FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
        "WHERE fold(p.email) = ? AND u.active = 1"
    )
    return int(next(iter(env.store.column(sql, [_address(mail)])), _ODOO_BOT))


def _author(env: "Env", mail: EmailMessage, name: str, record: int) -> int | None:
    """A partner with that address: a follower first, then one with a login. It is a claim that nobody checks."""
    sql = "SELECT id FROM res_partner WHERE (fold(email) = ? OR email_normalized = ?) AND active = 1 ORDER BY id"
    found = env.store.column(sql, [_address(mail), _address(mail)])
    near = [partner for partner in followers(env, name, record) if partner in found]
    users = env.store.column(f"SELECT partner_id FROM res_users WHERE partner_id IN ({listed(found)})") if found else []
    return next(iter([*near, *users, *found]), None)
