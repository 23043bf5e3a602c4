"""Server actions: code that runs as whoever clicks, and the task that an automation gives."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox import access, activities
from sandbox.attributes import Names
from sandbox.expressions import check, execute
from sandbox.messages import FORCE_SEND
from sandbox.moments import time_names
from sandbox.recordset import Environment, Recordset
from sandbox.registry import method, on_create, on_write
from sandbox.said import AccessError, MissingError, UserError, ValidationError

if TYPE_CHECKING:
    from sandbox.orm import Env

_COLUMNS = (
    "id", "name", "model_name", "state", "code", "groups_id", "activity_type_id", "activity_summary", "activity_note",
    "activity_user_type", "activity_user_id", "activity_user_field_name", "activity_date_deadline_range",
    "activity_date_deadline_range_type",
)  # fmt: skip
_SPAN = {"days": 1, "weeks": 7, "months": 30}


@dataclass(frozen=True)
class Action:
    """One server action, as stored."""

    row: dict[str, Any]

    @property
    def model(self) -> str:
        """The model it is made for."""
        return str(self.row["model_name"])


def of_automation(env: "Env", automation: int) -> list[Action]:
    """The actions of an automation rule, in order."""
    key = ("actions", automation)
    if key not in env.store.cache:
        domain = [["base_automation_id", "=", automation]]
        rows = env.sudo().search_read("ir.actions.server", domain, list(_COLUMNS), order="sequence, id")
        env.store.cache[key] = [Action(row) for row in rows]
    found: list[Action] = env.store.cache[key]
    return found


@method("ir.actions.server", "run", guarded=False)
def run_many(env: "Env", ids: list[int]) -> Any:
    """Run actions in the caller's context, with the caller's rights."""
    rows = env.sudo().read("ir.actions.server", ids, list(_COLUMNS))
    if not rows:
        message = "Record does not exist or has been deleted.\n(Record: ir.actions.server)"
        raise MissingError(message)
    result: Any = False
    for row in rows:
        result = run(env, Action(row))
    return result


def run(env: "Env", action: Action) -> Any:
    """One action, after Odoo's checks: its groups or write access to the model, and the rules on the records."""
    _may_run(env, action)
    env = env.with_context(**{FORCE_SEND: False})
    context = env.context
    mine = context.get("active_model") == action.model
    record = [context["active_id"]] if mine and isinstance(context.get("active_id"), int) else []
    records = [i for i in context.get("active_ids") or [] if isinstance(i, int)] if mine else []
    access.check_records(env, env.model(action.model), "write", [*record, *records])
    match action.row["state"]:
        case "code":
            return _run_code(env, action, record, records)
        case "next_activity":
            ids = [i for i in context.get("active_ids") or [context.get("active_id")] if i]
            return _run_next_activity(env, action, ids)
        case state:
            message = f"server actions of state {state!r} are not carried out here"
            raise UserError(message)


def _may_run(env: "Env", action: Action) -> None:
    groups = set(action.row["groups_id"])
    if groups and not env.su and not groups & access.groups_of(env.store, env.uid):
        message = "You don't have enough access rights to run this action."
        raise AccessError(message)
    if not groups:
        access.check(env, env.model(action.model), "write")


def names_for(env: "Env", model: str) -> dict[str, Any]:
    """What the code of an action on a model may speak of, besides its records."""
    return {
        **time_names(env),
        "env": Environment(env),
        "model": Recordset(env, model),
        "uid": env.uid,
        "user": Recordset(env.sudo(), "res.users", [env.uid]),
        "UserError": UserError,
        "ValidationError": ValidationError,
        "log": lambda *_message, **_level: None,
        "_logger": Names(info=lambda *_: None, warning=lambda *_: None),
    }


def _run_code(env: "Env", action: Action, record: list[int], records: list[int]) -> Any:
    names = names_for(env, action.model) | {
        "record": Recordset(env, action.model, record) if record else None,
        "records": Recordset(env, action.model, records) if records else None,
    }
    return execute(action.row["code"] or "", names).get("action") or False


def _run_next_activity(env: "Env", action: Action, ids: list[int]) -> bool:
    row = action.row
    if not row["activity_type_id"] or not ids:
        return False
    days = row["activity_date_deadline_range"] * _SPAN[row["activity_date_deadline_range_type"] or "days"]
    for record in ids:
        user = row["activity_user_id"]
        if row["activity_user_type"] == "generic":
            user = env.one(action.model, record, [row["activity_user_field_name"]])[row["activity_user_field_name"]]
        vals = {
            "activity_type_id": row["activity_type_id"],
            "summary": row["activity_summary"] or "",
            "note": row["activity_note"] or "",
            "date_deadline": (env.now() + timedelta(days=days)).strftime("%Y-%m-%d"),
        }
        activities.schedule(env, action.model, [record], vals | ({"user_id": user} if user else {}))
    return False


@on_create("ir.actions.server")
def _check_new_code(env: "Env", ids: list[int]) -> None:
    for row in env.read("ir.actions.server", ids, ["state", "code"]):
        if row["state"] == "code":
            check(row["code"] or "")


@on_write("ir.actions.server")
def _check_changed_code(env: "Env", ids: list[int], vals: dict[str, Any], old: dict[int, dict[str, Any]]) -> None:
    del old
    if {"code", "state"} & vals.keys():
        _check_new_code(env, ids)
