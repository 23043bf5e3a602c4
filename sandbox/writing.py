"""Create and write: rights first, then values, lines and links, then the hooks of business, then automations."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox import access, automation, registry
from sandbox.commands import apply_commands
from sandbox.deleting import unlink
from sandbox.reading import require
from sandbox.said import CallerAttributeError, CallerValueError, ValidationError
from sandbox.schema import LOG_FIELDS, FieldDef, ModelDef
from sandbox.values import column_value, default_value

if TYPE_CHECKING:
    from sandbox.orm import Env

__all__ = ["create", "unlink", "write"]

Row = dict[str, Any]
_FORGED = {"id", *LOG_FIELDS}


def create(env: "Env", name: str, vals_list: Sequence[Mapping[str, Any]]) -> list[int]:
    """New records with their lines; the log fields cannot be given."""
    with env.store.transaction():
        model = env.model(name)
        access.check(env, model, "create")
        ids = [_create_one(env, model, _known(model, vals)) for vals in vals_list]
        _touch_rights(env, model)
        for hook in registry.each(registry.ON_CREATE, name):
            hook(env.sudo(), ids)
        access.check_records(env, model, "create", ids)
        automation.after_create(env, model, ids)
        return ids


def write(env: "Env", name: str, ids: Sequence[int], vals: Mapping[str, Any]) -> bool:
    """The same values into every record."""
    with env.store.transaction():
        model = env.model(name)
        ids = list(dict.fromkeys(ids))
        access.check(env, model, "write")
        require(env, model, ids)
        access.check_records(env, model, "write", ids)
        row = _known(model, vals)
        if not ids:
            return True
        for early in registry.each(registry.BEFORE_WRITE, name):
            row = early(env, ids, row)
        old = _former(env, model, ids, row)
        watched = automation.before_write(env, model, ids, old)
        _store(env, model, ids, row)
        _touch_rights(env, model)
        for hook in registry.each(registry.ON_WRITE, name):
            hook(env.sudo(), ids, row, old)
        automation.after_write(env, model, watched)
        return True


def _known(model: ModelDef, vals: Any) -> Row:
    if not isinstance(vals, Mapping):
        message = f"{type(vals).__name__!r} object has no attribute 'get'"
        raise CallerAttributeError(message)
    for name in vals:
        if name not in model.fields:
            message = f"Invalid field {name!r} on model {model.name!r}"
            raise CallerValueError(message)
    return {_own_name(model, name): value for name, value in vals.items() if name not in _FORGED}


def _own_name(model: ModelDef, name: str) -> str:
    related = model.fields[name].related
    return related if related and "." not in related else name


def _create_one(env: "Env", model: ModelDef, vals: Row) -> int:
    for key, value in env.context.items():
        field = key.removeprefix("default_")
        if key != field and field in model.fields:
            vals.setdefault(field, value)
    for early in registry.each(registry.BEFORE_CREATE, model.name):
        vals = early(env, vals)
    vals = {**vals, **defaults(env, model, vals)}
    _make_parent(env, model, vals)
    row = {f.name: column_value(model, f, vals[f.name]) for f in _columns(model, vals)}
    _require(model, row)
    _check_links(env, model, row)
    stamp = env.now().strftime("%Y-%m-%d %H:%M:%S.%f")
    row |= {"create_uid": env.uid, "write_uid": env.uid, "create_date": stamp, "write_date": stamp}
    record = env.store.insert(model, row)
    _lists(env, model, [record], vals)
    return record


def defaults(env: "Env", model: ModelDef, vals: Row) -> Row:
    """What the caller left out and the model, its business or the company gives."""
    made: Row = {}
    for field in model.fields.values():
        if field.name in vals or field.computed or (field.related and "." in field.related):
            continue
        body = registry.DEFAULT.get((model.name, field.name))
        value = body(env, vals | made) if body else default_value(field)
        if value is not None:
            made[field.name] = value
        elif field.name == "company_id" and field.column and model.name != "res.partner":
            made[field.name] = env.company_id if _company_by_default(model) else None
    return made


def _company_by_default(model: ModelDef) -> bool:
    return not model.name.startswith(("product.", "ir.", "stock.location", "stock.route", "res."))


def _make_parent(env: "Env", model: ModelDef, vals: Row) -> None:
    """A product without template, or a user without partner, gets one with the inherited values."""
    if not model.inherits:
        return
    parent, link = model.inherits
    inherited = {n: vals[n] for n in vals if model.fields[n].inherited}
    if not vals.get(link):
        vals[link] = env.sudo().create(parent, inherited)
    elif inherited:
        env.sudo().write(parent, [vals[link]], inherited)


def _columns(model: ModelDef, vals: Row) -> list[FieldDef]:
    return [model.fields[n] for n in vals if model.fields[n].column]


def _require(model: ModelDef, row: Row) -> None:
    lacking = [f for f in model.fields.values() if f.required and f.column and row.get(f.name) in {None, ""}]
    if lacking:
        message = (
            "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n"
            f"Model: {model.label or model.name} ({model.name})\nField: {lacking[0].label} ({lacking[0].name})"
        )
        raise ValidationError(message)


def _check_links(env: "Env", model: ModelDef, row: Row) -> None:
    """A many2one must point at a record that exists."""
    for name, value in row.items():
        field = model.fields[name]
        if field.kind == "many2one" and value and not env.store.existing(env.model(field.relation), [value]):
            message = (
                "The operation cannot be completed: a linked record does not exist.\n"
                f"Model: {model.name}, Constraint: {model.table}_{name}_fkey"
            )
            raise ValidationError(message)


def _former(env: "Env", model: ModelDef, ids: list[int], vals: Row) -> dict[int, Row]:
    return {row["id"]: row for row in env.sudo().read(model.name, ids, ["id", *vals])} if vals else {i: {} for i in ids}


def _store(env: "Env", model: ModelDef, ids: list[int], vals: Row) -> None:
    row = {f.name: column_value(model, f, vals[f.name]) for f in _columns(model, vals)}
    cleared = {name: row[name] for name in row if model.fields[name].required and row[name] in {None, ""}}
    if cleared:
        _require(model, {f.name: 1 for f in model.fields.values()} | cleared)
    _check_links(env, model, row)
    _write_parent(env, model, ids, {n: v for n, v in vals.items() if model.fields[n].inherited})
    row |= {"write_uid": env.uid, "write_date": env.now().strftime("%Y-%m-%d %H:%M:%S.%f")}
    env.store.update(model, ids, row)
    _lists(env, model, ids, vals)


def _write_parent(env: "Env", model: ModelDef, ids: list[int], vals: Row) -> None:
    if model.inherits and vals:
        parent, link = model.inherits
        above = [row[link] for row in env.sudo().read(model.name, ids, [link])]
        rights = env if model.name == "product.product" else env.sudo()
        rights.write(parent, list(dict.fromkeys(above)), vals)


def _lists(env: "Env", model: ModelDef, ids: list[int], vals: Row) -> None:
    for name, value in vals.items():
        field = model.fields[name]
        if field.many and not field.related and not field.computed:
            apply_commands(env, model, field, ids, value=value)


def _touch_rights(env: "Env", model: ModelDef) -> None:
    if model.name in access.RIGHTS_MODELS:
        env.store.cache.clear()
