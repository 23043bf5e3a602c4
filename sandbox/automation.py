"""Automation rules: what runs inside a create or a write, and can roll it back; fields computed by code."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox import actions
from sandbox.calendars import STAMP
from sandbox.domains import normal
from sandbox.expressions import evaluate, execute
from sandbox.moments import from_plain, time_names
from sandbox.recordset import Recordset, Sink
from sandbox.schema import FieldDef, ModelDef

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]
_ON_CREATE = {"on_create", "on_create_or_write"}
_ON_WRITE = {"on_write", "on_create_or_write"}
_DONE = "__action_done"
_SPANS = {
    "minutes": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=30),
}  # fmt: skip


@dataclass(frozen=True)
class Automation:
    """One active automation rule."""

    id: int
    trigger: str
    before: str
    after: str
    watched: frozenset[str]


@dataclass
class Watched:
    """What must be remembered across a write: who passed the filter before, and the former values."""

    passed: list[tuple[Automation, list[int]]] = field(default_factory=list)
    old: dict[int, Row] = field(default_factory=dict)


class _Done(dict[int, frozenset[int]]):
    """The records that each automation has run on; only ever made here, so a caller's context cannot forge it."""


def after_create(env: "Env", model: ModelDef, ids: list[int]) -> None:
    """Run what is set on creation."""
    for automation in _of(env, model):
        if automation.trigger in _ON_CREATE:
            _process(env.with_context(old_values=None), model, automation, _passing(env, model, automation.after, ids))


def before_write(env: "Env", model: ModelDef, ids: list[int], old: dict[int, Row]) -> Watched:
    """Remember who passes the filters before a write."""
    automations = [a for a in _of(env, model) if a.trigger in _ON_WRITE]
    if not automations:
        return Watched()
    passed = [(a, _passing(env, model, a.before, ids)) for a in automations]
    return Watched(passed, {record: _as_code_sees(env, model, row) for record, row in old.items()})


def after_write(env: "Env", model: ModelDef, watched: Watched) -> None:
    """Run what is set on change, for those that pass the filters before and after."""
    for automation, ids in watched.passed:
        changed = [i for i in ids if _changed(env, model, automation, i, before=watched.old.get(i, {}))]
        chosen = _passing(env, model, automation.after, changed)
        _process(env.with_context(old_values=watched.old), model, automation, chosen)


def _as_code_sees(env: "Env", model: ModelDef, row: Row) -> Row:
    made: Row = {}
    for name, value in row.items():
        of = model.fields[name]
        if name == "id" or of.computed:
            continue
        ids = value if isinstance(value, list) else [value] if value else []
        made[name] = Recordset(env, of.relation, ids) if of.relation else from_plain(of, value)
    return made


def _changed(env: "Env", model: ModelDef, automation: Automation, record: int, *, before: Row) -> bool:
    if not automation.watched:
        return True
    now = _as_code_sees(env, model, env.sudo().one(model.name, record, ["id", *before]))
    return any(before[name] != now[name] for name in automation.watched if name in before)


def _passing(env: "Env", model: ModelDef, domain: str, ids: Sequence[int]) -> list[int]:
    if not domain or not ids:
        return list(ids)
    names = {**time_names(env), "uid": env.uid, "user": Recordset(env.sudo(), "res.users", [env.uid])}
    terms = evaluate(domain, names)
    elevated = env.sudo().with_context(active_test=False)
    return elevated.search(model.name, ["&", ["id", "in", list(ids)], *normal(terms)]) if terms else list(ids)


def _process(env: "Env", model: ModelDef, automation: Automation, ids: list[int]) -> None:
    given = env.context.get(_DONE)
    done = given if isinstance(given, _Done) else _Done()
    left = [i for i in ids if i not in done.get(automation.id, frozenset())]
    if not left:
        return
    done = _Done({**done, automation.id: done.get(automation.id, frozenset()) | frozenset(left)})
    inside = env.sudo().with_context(**{_DONE: done})
    for action in actions.of_automation(env, automation.id):
        for record in left:
            actions.run(inside.with_context(active_model=model.name, active_ids=[record], active_id=record), action)


def run_due(env: "Env") -> int:
    """What Odoo's clock runs: automations on a time, for records whose time came since the last run; how many ran."""
    ran = 0
    for row in env.sudo().search_read("base.automation", [["trigger", "=", "on_time"]], order="id"):
        automation = Automation(row["id"], "on_time", "", _text(row["filter_domain"]), frozenset())
        model = env.model(row["model_name"])
        field = env.sudo().one("ir.model.fields", row["trg_date_id"], ["name"])["name"]
        delay = row["trg_date_range"] * _SPANS[row["trg_date_range_type"] or "hour"]
        until = (env.now() - delay).strftime(STAMP)
        since = [[field, ">=", row["last_run"]]] if row["last_run"] else []
        ids = _passing(env, model, automation.after, env.sudo().search(model.name, [[field, "<", until], *since]))
        _process(env.with_context(old_values=None), model, automation, ids)
        env.sudo().write("base.automation", [automation.id], {"last_run": until})
        ran += len(ids)
    return ran


def _of(env: "Env", model: ModelDef) -> list[Automation]:
    cache = env.store.cache
    if "automations" not in cache:
        made: dict[str, list[Automation]] = {}
        rows = env.store.run(
            "SELECT a.id, m.model, a.trigger, a.filter_pre_domain, a.filter_domain FROM base_automation a "
            "JOIN ir_model m ON m.id = a.model_id WHERE a.active = 1 ORDER BY a.id"
        )
        for record, name, trigger, before, after in rows:
            watched = env.store.column(
                "SELECT f.name FROM rel_base_automation_trigger_field_ids r JOIN ir_model_fields f ON f.id = r.b "
                "WHERE r.a = ?",
                [record],
            )
            rule = Automation(record, trigger, _text(before), _text(after), frozenset(watched))
            made.setdefault(name, []).append(rule)
        cache["automations"] = made
    found: dict[str, list[Automation]] = cache["automations"]
    return found.get(model.name, [])


def _text(domain: str | None) -> str:
    return "" if domain in {None, "", "False", "[]"} else str(domain)


def computed_by_code(env: "Env", model: ModelDef, of: FieldDef, ids: list[int]) -> dict[int, Any]:
    """The values that a manual field's code assigns to `self`; elevated, as Odoo computes such fields."""
    plain = [f.name for f in model.fields.values() if not f.computed and not f.many]
    rows: Sink = {row["id"]: row for row in env.read(model.name, ids, plain)}
    sink: Sink = {}
    execute(of.code, {**time_names(env), "self": Recordset(env, model.name, ids, sink=sink, rows=rows)})
    return {record: row.get(of.name) for record, row in sink.items()}
