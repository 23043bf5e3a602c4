"""Messages on documents (`mail.message`), and the mail gateway that any internal user can call."""

from email import message_from_bytes
from email.policy import default as modern
from email.utils import make_msgid, parseaddr
from html import escape
from typing import TYPE_CHECKING, Any

from sandbox import access, references
from sandbox.registry import before_create, method, model_method
from sandbox.said import AccessError, CallerValueError
from sandbox.wire import names_of

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]


def post(env: "Env", model: str, record: int, body: str, *, subtype: str = "mail.mt_note", **vals: Any) -> int:
    """A message on a document; the author is the acting user unless given. Comments notify the followers."""
    elevated = env.sudo()
    attachments = vals.pop("attachment_ids", None) or []
    known = references.find(elevated, subtype) or references.find(elevated, "mail.mt_note")
    row = {
        "message_type": "notification",
        "author_id": _partner(env),
        "record_name": names_of(elevated, elevated.model(model), [record]).get(record),
        **{k: v for k, v in vals.items() if v},
        "model": model,
        "res_id": record,
        "body": body,
        "subtype_id": vals.get("subtype_id") or (known[1] if known else False),
        "attachment_ids": [(6, 0, list(attachments))],
    }
    if subtype == "mail.mt_comment":
        row["notified_partner_ids"] = [(6, 0, [p for p in followers(env, model, record) if p != row["author_id"]])]
    made = elevated.create("mail.message", row)
    if attachments:
        _move_attachments(env, model, record, attachments)
    return made


def _partner(env: "Env") -> int:
    return int(env.sudo().one("res.users", env.uid, ["partner_id"])["partner_id"])


def followers(env: "Env", model: str, record: int) -> list[int]:
    """The partners that follow a document."""
    sql = "SELECT DISTINCT partner_id FROM mail_followers WHERE res_model = ? AND res_id = ?"
    return env.store.column(sql, [model, record])


def follow(env: "Env", model: str, record: int, partner: int) -> None:
    """Make a partner follow a document."""
    if partner not in followers(env, model, record):
        row = {"res_model": model, "res_id": record, "partner_id": partner}
        env.store.insert(env.model("mail.followers"), row)


def _move_attachments(env: "Env", model: str, record: int, attachments: list[int]) -> None:
    rows = env.sudo().read("ir.attachment", attachments, ["res_model", "res_id"])
    loose = [row["id"] for row in rows if row["res_model"] == "mail.compose.message" and not row["res_id"]]
    env.sudo().write("ir.attachment", loose, {"res_model": model, "res_id": record})


@method("*", "message_post")
def message_post(  # noqa: PLR0913 (Odoo's own signature)
    env: "Env",
    name: str,
    ids: list[int],
    *,
    body: str = "",
    subject: Any = None,
    message_type: str = "notification",
    subtype_xmlid: str | None = None,
    subtype_id: Any = False,
    partner_ids: Any = None,
    attachment_ids: Any = None,
    body_is_html: bool = False,
    author_id: Any = None,
    email_from: Any = None,
    **more: Any,
) -> int:
    """A message; needs write access to the document. `author_id` is believed: it proves nothing."""
    model = env.model(name)
    access.check(env, model, "write")
    access.check_records(env, model, "write", ids)
    if len(ids) != 1:
        message = f"Expected singleton: {model.name}({ids})"
        raise CallerValueError(message)
    return post(
        env,
        model.name,
        ids[0],
        body if body_is_html else f"<p>{escape(body)}</p>" if body else "",
        subtype=subtype_xmlid or "mail.mt_note",
        subtype_id=subtype_id,
        subject=subject,
        message_type=message_type,
        partner_ids=[(6, 0, list(partner_ids))] if partner_ids else None,
        attachment_ids=attachment_ids,
        author_id=author_id,
        email_from=email_from,
        mail_activity_type_id=more.get("mail_activity_type_id"),
        parent_id=more.get("parent_id"),
    )


@before_create("mail.message")
def _complete(env: "Env", vals: Row) -> Row:
    return {"author_id": _partner(env), "date": env.stamp(), "message_id": make_msgid(domain="sandbox"), **vals}


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
    """An incoming mail as the gateway takes it: threaded to its document, or a new record under the sender's name.

    Odoo lets any internal user call this, and acts elevated under the identity in the From header. The hole is kept
    here because what guards against it must be tested.
    """
    del save_original, strip_attachments
    if not env.has_group("base.group_user"):
        reason = "only internal users may hand in mail"
        raise AccessError(reason)
    mail = message_from_bytes(message.encode(), policy=modern)
    known = env.store.column(
        "SELECT id FROM mail_message WHERE message_id = ?", [str(mail["Message-ID"] or "").strip()]
    )
    if known:
        return False
    sender = env.with_user(_sender(env, str(mail["From"] or ""))).sudo().with_context(attachments_mime_plainxml=True)
    thread = _threaded(env, mail)
    name, record = thread or (model, thread_id)
    if not name:
        reason = "No possible route found for incoming message."
        raise CallerValueError(reason)
    if not record:
        subject = {
            f: str(mail["Subject"] or "") for f in [env.model(name).rec_name or "name"] if f in env.model(name).fields
        }
        record = sender.create(name, {**subject, **(custom_values or {})})
    part = mail.get_body(preferencelist=("html", "plain"))
    text = part.get_content() if part else ""
    author = (
        env.store.column("SELECT partner_id FROM res_users WHERE id = ?", [sender.uid])[0] if sender.uid != 1 else None
    )
    post(
        env.with_user(1).sudo(), name, record, escape(text), subtype="mail.mt_comment", message_type="email",
        email_from=str(mail["From"]), message_id=str(mail["Message-ID"] or make_msgid()), author_id=author,
    )  # fmt: skip
    return int(record)


def _sender(env: "Env", header: str) -> int:
    address = parseaddr(header)[1].lower()
    sql = (
        "SELECT u.id FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
        "WHERE fold(p.email) = ? AND u.active = 1"
    )
    return next(iter(env.store.column(sql, [address])), 1)


def _threaded(env: "Env", mail: Any) -> tuple[str, int] | None:
    wanted = f"{mail['In-Reply-To'] or ''} {mail['References'] or ''}".split()
    for reference in wanted:
        rows = env.store.run(
            "SELECT model, res_id FROM mail_message WHERE message_id = ? AND model IS NOT NULL", [reference]
        )
        if rows:
            return str(rows[0][0]), int(rows[0][1])
    return None
