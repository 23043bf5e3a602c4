"""Messages on documents (`mail.message`): who posts them, who follows, and who is told by mail."""

from email.utils import make_msgid
from html import escape
from typing import TYPE_CHECKING, Any

from sandbox import access, references
from sandbox.markup import Markup
from sandbox.registry import Records, before_create, compute, method
from sandbox.said import CallerValueError, UserError
from sandbox.wire import names_of

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]
FORCE_SEND = "mail_notify_force_send"
"""In the context of server actions it is off: what they say is queued, and not sent with the end of the transaction."""


def post(env: "Env", model: str, record: int, body: str, *, subtype: str = "mail.mt_note", **vals: Any) -> int:
    """A message on a document; the author is the acting user unless given. Comments are told to the followers too."""
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
        "parent_id": _first(env, model, record),
        "body": body,
        "subtype_id": vals.get("subtype_id") or (known[1] if known else False),
        "attachment_ids": [(6, 0, list(attachments))],
    }
    told = [*_ids(row.get("partner_ids")), *(followers(env, model, record) if subtype == "mail.mt_comment" else [])]
    row["notified_partner_ids"] = [(6, 0, [p for p in dict.fromkeys(told) if p != row["author_id"]])]
    made = elevated.create("mail.message", row)
    if attachments:
        _move_attachments(env, model, record, attachments)
    _tell(elevated, made)
    return made


def _first(env: "Env", model: str, record: int) -> int | None:
    """Odoo keeps threads flat: whatever a message answers, it hangs on the first one of the document."""
    sql = "SELECT min(id) FROM mail_message WHERE model = ? AND res_id = ?"
    return next(iter(env.store.column(sql, [model, record])), None)


def _ids(command: Any) -> list[int]:
    return list(command[0][2]) if command else []


def _tell(env: "Env", message: int) -> None:
    """A notification for each who is told: in the inbox, or by a mail, which is sent where there is an address."""
    row = env.one("mail.message", message, ["notified_partner_ids", "author_id"])
    for partner in env.read("res.partner", row["notified_partner_ids"], ["email_normalized", "user_ids"]):
        users = env.read("res.users", partner["user_ids"], ["notification_type", "share"])
        inbox = any(not user["share"] and user["notification_type"] == "inbox" for user in users)
        reached = inbox or partner["email_normalized"]
        queued = not inbox and env.context.get(FORCE_SEND) is False
        told = {
            "mail_message_id": message,
            "res_partner_id": partner["id"],
            "author_id": row["author_id"],
            "notification_type": "inbox" if inbox else "email",
            "notification_status": "exception" if not reached else "ready" if queued else "sent",
            "failure_type": False if reached else "mail_email_missing",
        }
        env.create("mail.notification", told)


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


def send_queued(env: "Env") -> None:
    """Odoo's mail queue, as its clock runs it."""
    waiting = env.sudo().search("mail.notification", [["notification_status", "=", "ready"]])
    env.sudo().write("mail.notification", waiting, {"notification_status": "sent"})


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
) -> Records:
    """A message; needs write access to the document. `author_id` is believed: it proves nothing."""
    model = env.model(name)
    access.check(env, model, "write")
    access.check_records(env, model, "write", ids)
    if len(ids) != 1:
        message = f"Expected singleton: {model.name}({ids})"
        raise CallerValueError(message)
    _expect_sender(env, email_from)
    addressed = list(partner_ids or [])
    if model.name == "purchase.order":
        for partner in addressed:
            follow(env, model.name, ids[0], partner)
    if message_type != "notification":
        follow(env, model.name, ids[0], _partner(env))
    made = post(
        env,
        model.name,
        ids[0],
        body if body_is_html or isinstance(body, Markup) else f"<p>{escape(body)}</p>" if body else "",
        subtype=subtype_xmlid or "mail.mt_note",
        subtype_id=subtype_id,
        subject=subject,
        message_type=message_type,
        partner_ids=[(6, 0, addressed)] if addressed else None,
        attachment_ids=attachment_ids,
        author_id=author_id,
        email_from=email_from,
        mail_activity_type_id=more.get("mail_activity_type_id"),
    )
    return Records("mail.message", (made,), told_as_id=True)


@method("*", "message_subscribe")
def message_subscribe(env: "Env", name: str, ids: list[int], partner_ids: Any = None, subtype_ids: Any = None) -> bool:  # noqa: PLR0917
    """Make partners follow documents that the caller may write."""
    del subtype_ids
    access.check(env, env.model(name), "write")
    access.check_records(env, env.model(name), "write", ids)
    for record in ids:
        for partner in partner_ids or []:
            follow(env, name, record, partner)
    return True


def _expect_sender(env: "Env", email_from: Any) -> None:
    if not email_from and not env.sudo().one("res.users", env.uid, ["email"])["email"]:
        message = "Unable to send message, please configure the sender's email address."
        raise UserError(message)


def _partners(model: str) -> None:
    """Who follows the documents of a model, as a field."""

    @compute(model, "message_partner_ids")
    def following(env: "Env", ids: list[int]) -> dict[int, list[int]]:
        return {record: followers(env, model, record) for record in ids}


for _threaded in (
    "account.move", "product.product", "product.template", "purchase.order", "res.partner", "sale.order",
    "stock.picking",
):  # fmt: skip
    _partners(_threaded)


@before_create("mail.message")
def _complete(env: "Env", vals: Row) -> Row:
    return {"author_id": _partner(env), "date": env.stamp(), "message_id": make_msgid(domain="sandbox"), **vals}
