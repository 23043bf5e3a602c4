"""Tasks for people on records (`mail.activity`): given, done with or without words, taken away."""

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from sandbox import access, messages, references
from sandbox.reading import require
from sandbox.registry import Records, before_create, compute, method, on_create, shown
from sandbox.said import CallerAttributeError, ValidationError

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]


@before_create("mail.activity")
def _complete(env: "Env", vals: Row) -> Row:
    """The document, the assignee and the day, where the caller left them out."""
    if not vals.get("res_model_id"):
        if not vals.get("res_model"):
            message = "The operation cannot be completed: a mandatory field is not set.\nField: res_model_id"
            raise ValidationError(message)
        vals = {**vals, "res_model_id": references.model_id(env, vals["res_model"])}
    names = env.store.column("SELECT model FROM ir_model WHERE id = ?", [vals["res_model_id"]])
    if names and not vals.get("res_id"):
        message = "Activities have to be linked to records with a not null res_id."
        raise ValidationError(message)
    if names and not env.model(names[0]).has_activities:
        message = f"'{names[0]}' object has no attribute 'message_notify'"
        raise CallerAttributeError(message)
    if names:
        require(env, env.model(names[0]), [vals["res_id"]])
    vals.setdefault("user_id", env.uid)
    vals.setdefault("date_deadline", (env.now() + _delay(env, vals.get("activity_type_id"))).strftime("%Y-%m-%d"))
    return vals


@on_create("mail.activity")
def _follow(env: "Env", ids: list[int]) -> None:
    """Whoever is given a task follows the document."""
    for row in env.read("mail.activity", ids, ["res_model", "res_id", "user_id"]):
        partner = env.one("res.users", row["user_id"], ["partner_id"])["partner_id"]
        messages.follow(env, row["res_model"], row["res_id"], partner)


def _delay(env: "Env", kind: Any) -> timedelta:
    days = env.store.column("SELECT delay_count FROM mail_activity_type WHERE id = ?", [kind or 0])
    return timedelta(days=(days[0] or 0) if days else 0)


def schedule(env: "Env", model: str, ids: list[int], vals: Row) -> list[int]:
    """One activity per record."""
    kind = {"res_model_id": references.model_id(env, model)}
    return env.create_many("mail.activity", [{**vals, **kind, "res_id": record} for record in ids])


@method("*", "activity_schedule")
def activity_schedule(  # noqa: PLR0913, PLR0917 (Odoo's own signature)
    env: "Env",
    model: str,
    ids: list[int],
    act_type_xmlid: str = "",
    date_deadline: Any = None,
    summary: str = "",
    note: str = "",
    **more: Any,
) -> Records:
    """Odoo answers with the text of the recordset, not with ids."""
    vals = more | {"summary": summary, "note": note}
    if act_type_xmlid:
        vals["activity_type_id"] = env.sudo().ref(act_type_xmlid)
    if date_deadline:
        vals["date_deadline"] = date_deadline
    made = schedule(env, model, ids, vals)
    return Records("mail.activity", tuple(made))


@method("mail.activity", "action_feedback", guarded=False)
def action_feedback(env: "Env", ids: list[int], feedback: Any = False, attachment_ids: Any = None) -> int | bool:  # noqa: FBT002 (Odoo says False)
    """Done, with words; the id of the message that stays on the document."""
    return _close(env, ids, feedback or "", attachment_ids or [])


@method("mail.activity", "action_done", guarded=False)
def action_done(env: "Env", ids: list[int]) -> int | bool:
    """Done, without words."""
    return _close(env, ids, "", [])


def _close(env: "Env", ids: list[int], feedback: str, attachments: list[int]) -> int | bool:
    made = [done(env, record, feedback, attachments) for record in _existing(env, ids)]
    return made[0] if made else False


@method("mail.activity", "action_cancel", guarded=False)
def action_cancel(env: "Env", ids: list[int]) -> bool:
    """Taken away; nothing stays."""
    if env.version < 18:  # noqa: PLR2004 (Odoo's series)
        message = "The method 'action_cancel' does not exist on the model 'mail.activity'"
        raise CallerAttributeError(message)
    return env.unlink("mail.activity", ids)


def _existing(env: "Env", ids: list[int]) -> list[int]:
    require(env, env.model("mail.activity"), ids)
    return ids


def done(env: "Env", record: int, feedback: str, attachments: list[int]) -> int:
    """Close one activity: its assignee, its author, or who may write the document; the message is posted elevated."""
    access.check_records(env, env.model("mail.activity"), "unlink", [record])
    elevated = env.sudo()
    row = elevated.one("mail.activity", record)
    kind = (
        elevated.one("mail.activity.type", row["activity_type_id"], ["name", "keep_done"])
        if row["activity_type_id"]
        else {}
    )
    message = messages.post(
        elevated,
        str(row["res_model"]),
        int(row["res_id"]),
        _done_words(elevated, row, str(kind.get("name") or "Activity"), feedback),
        subtype="mail.mt_activities",
        mail_activity_type_id=row["activity_type_id"],
        attachment_ids=attachments,
    )
    if kind.get("keep_done"):
        elevated.write("mail.activity", [record], {"active": False, "date_done": elevated.stamp()[:10]})
    else:
        elevated.unlink("mail.activity", [record])
    return message


def _done_words(env: "Env", row: Row, kind: str, feedback: str) -> str:
    """The body Odoo writes: kind, first assignee where another did it, summary; the feedback; the note as it was."""
    other = row["user_id"] != env.uid
    lines = [f'<span class="fa fa-tasks fa-fw"></span><span>{escape(kind)}</span> done']
    if other:
        lines.append(f" (originally assigned to <span>{escape(_user_name(env, row['user_id']))}</span>)")
    if row["summary"]:
        lines.append(f"<span>: </span><span>{escape(row['summary'])}</span>")
    words = "\n    <p>\n        {}\n    </p>\n".format("\n        ".join(lines))
    if feedback:
        said = "\n            <br>\n            ".join(escape(line) for line in feedback.split("\n"))
        words += f"    <div>\n            {said}\n    </div>\n"
    if row["note"] and row["note"] != "<p><br></p>":
        title = '<div class="o_mail_note_title"><strong>Original note:</strong></div>'
        words += f"    \n        {title}\n        <div>{row['note']}</div>\n"
    return words


def _user_name(env: "Env", user: int) -> str:
    return str(env.one("res.users", user, ["name"])["name"])


@compute("mail.activity", "state")
def _state(env: "Env", ids: list[int]) -> dict[int, str]:
    today = env.stamp()[:10]
    rows = env.read("mail.activity", ids, ["date_deadline", "active"])

    def words(row: Row) -> str:
        if not row["active"]:
            return "done"
        return "overdue" if row["date_deadline"] < today else "today" if row["date_deadline"] == today else "planned"

    return {row["id"]: words(row) for row in rows}


@compute("mail.activity", "res_name")
def _res_name(env: "Env", ids: list[int]) -> dict[int, Any]:
    rows = env.read("mail.activity", ids, ["res_model", "res_id"])
    return {
        row["id"]: next(
            (r["display_name"] for r in env.read(row["res_model"], [row["res_id"]], ["display_name"])), False
        )
        for row in rows
    }


shown("mail.activity", ("summary", "activity_type_id"), lambda row: str(row["summary"] or "Activity"))
