"""Models and fields that a Settings user makes over RPC, and what must be true of them."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.expressions import check
from sandbox.registry import before_create, on_create, on_unlink, on_write
from sandbox.said import UserError, ValidationError
from sandbox.schema import FieldDef, ModelDef

if TYPE_CHECKING:
    from sandbox.orm import Env
    from sandbox.store import Store

Row = dict[str, Any]
_MODEL = re.compile(r"^x_[a-z0-9_.]+$")
_FIELD = re.compile(r"^x_[a-z0-9_]+$")
_KINDS = {
    "char", "text", "html", "integer", "float", "monetary", "boolean", "date", "datetime", "selection", "many2one",
    "one2many", "many2many", "reference", "binary",
}  # fmt: skip
_COLUMNS = (
    "id", "name", "ttype", "relation", "relation_field", "required", "compute", "field_description", "copied",
    "related",
)  # fmt: skip


@before_create("ir.model")
def _named_model(env: "Env", vals: Row) -> Row:
    name = str(vals.get("model") or "")
    if vals.get("state") != "base" and not _MODEL.match(name):
        message = "The model name must start with 'x_'."
        raise ValidationError(message)
    if env.store.column("SELECT 1 FROM ir_model WHERE model = ?", [name]):
        message = 'duplicate key value violates unique constraint "ir_model_obj_name_uniq"'
        raise ValidationError(message)
    return vals


@on_create("ir.model")
def _make_models(env: "Env", ids: list[int]) -> None:
    for row in env.read("ir.model", ids):
        if row["state"] == "manual" and row["model"] not in env.store.models():
            _add_model(env.store, row["model"], row["name"], row)
            model = env.model(row["model"])
            for field in env.search("ir.model.fields", [["model_id", "=", row["id"]]]):
                _add_field(env.store, model, field)
            env.create("ir.model.data", _data("ir.model", row["id"], f"model_{model.table}"))


def _data(model: str, record: int, name: str) -> Row:
    return {"module": "__custom__", "name": name, "model": model, "res_id": record}


def _add_model(store: "Store", name: str, label: str, row: Row) -> None:
    activities = bool(row["is_mail_activity"])
    model = store.add_manual_model(name, label, chatter=bool(row["is_mail_thread"]), activities=activities)
    model.order = row["order"] or "id"


@on_write("ir.model")
def _change_models(env: "Env", ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    del old
    for row in env.read("ir.model", ids, ["model", "order", "name"]):
        model = env.model(row["model"])
        wanted = [part.split()[0] for part in (row["order"] or "id").split(",")]
        unknown = [name for name in wanted if name not in model.fields or not model.fields[name].column]
        if "order" in vals and unknown:
            message = (
                f"Unable to order by {unknown[0]}: fields used for ordering must be present on the model and stored."
            )
            raise ValidationError(message)
        model.order, model.label = row["order"] or "id", row["name"]


@on_unlink("ir.model")
def _drop_models(env: "Env", ids: list[int]) -> None:
    for row in env.read("ir.model", ids, ["model", "state"]):
        if row["state"] != "manual":
            message = "Model contains module data and cannot be removed."
            raise UserError(message)
        env.store.drop_manual_model(env.model(row["model"]))


@before_create("ir.model.fields")
def _named_field(env: "Env", vals: Row) -> Row:
    del env
    name = str(vals.get("name") or "")
    if not _FIELD.match(name):
        message = f"Custom fields must have a name that starts with 'x_' ({name})"
        raise ValidationError(message)
    if vals.get("ttype") not in _KINDS:
        message = f"unknown field type {vals.get('ttype')!r}"
        raise ValidationError(message)
    if vals.get("compute"):
        check(str(vals["compute"]))
        if not vals.get("store", True):
            vals = {**vals, "readonly": True}
    return {"field_description": name, **vals}


@on_create("ir.model.fields")
def _make_fields(env: "Env", ids: list[int]) -> None:
    for row in env.read("ir.model.fields", ids, ["model", "name", "ttype", "relation", "model_id"]):
        twins = env.search("ir.model.fields", [["model_id", "=", row["model_id"]], ["name", "=", row["name"]]])
        if len(twins) > 1:
            message = "Field names must be unique per model."
            raise ValidationError(message)
        if row["ttype"] in {"many2one", "one2many", "many2many"} and row["relation"] not in env.store.models():
            message = f"Unknown model {row['relation']!r} for field {row['name']}"
            raise ValidationError(message)
        if row["model"] in env.store.models():
            _add_field(env.store, env.model(row["model"]), row["id"])


@on_write("ir.model.fields")
def _change_fields(env: "Env", ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    if "ttype" in vals and any(o["ttype"] != vals["ttype"] for o in old.values()):
        message = "Changing the type of a field is not yet supported. Please drop it and create it again!"
        raise UserError(message)
    if vals.get("compute"):
        check(str(vals["compute"]))
    for row in env.read("ir.model.fields", ids, ["model"]):
        _add_field(env.store, env.model(row["model"]), row["id"])


@on_unlink("ir.model.fields")
def _drop_fields(env: "Env", ids: list[int]) -> None:
    for row in env.read("ir.model.fields", ids, ["model", "name"]):
        if row["model"] in env.store.models():
            env.store.drop_manual_field(env.model(row["model"]), row["name"])


@on_create("ir.model.fields.selection")
@on_unlink("ir.model.fields.selection")
def _renew_selection(env: "Env", ids: list[int]) -> None:
    for row in env.read("ir.model.fields.selection", ids, ["field_id"]):
        owner = env.one("ir.model.fields", row["field_id"], ["model"])["model"]
        if owner in env.store.models() and row["field_id"]:
            _add_field(env.store, env.model(owner), row["field_id"])


def _add_field(store: "Store", model: ModelDef, record: int) -> None:
    columns = ", ".join(_COLUMNS)
    values = store.run(f"SELECT {columns} FROM ir_model_fields WHERE id = ?", [record])[0]
    store.add_manual_field(model, field_from(store, dict(zip(_COLUMNS, values, strict=True))))


def field_from(store: "Store", row: Row) -> FieldDef:
    """The field that a row of `ir.model.fields` describes."""
    sql = "SELECT value, name FROM ir_model_fields_selection WHERE field_id = ? ORDER BY sequence, id"
    return FieldDef(
        name=str(row["name"]),
        kind=str(row["ttype"]),
        relation=str(row["relation"] or ""),
        inverse=str(row["relation_field"] or "") if row["ttype"] == "one2many" else "",
        required=bool(row["required"]),
        computed=bool(row["compute"]),
        related=str(row["related"] or ""),
        selection=[(value, name) for value, name in store.run(sql, [row["id"]])],
        label=str(row["field_description"] or row["name"]),
        code=str(row["compute"] or ""),
        copied=bool(row["copied"]),
        manual=True,
    )


def load_all(store: "Store") -> None:
    """Bring back every manual model and field that the tables know of."""
    columns = ("model", "name", "is_mail_thread", "is_mail_activity", "order")
    listed = ", ".join(f'"{name}"' for name in columns)
    for known in store.run(f"SELECT {listed} FROM ir_model WHERE state = 'manual'"):
        row = dict(zip(columns, known, strict=True))
        _add_model(store, row["model"], row["name"], row)
    fields = ", ".join(f"f.{name}" for name in _COLUMNS)
    sql = f"SELECT m.model, {fields} FROM ir_model_fields f JOIN ir_model m ON m.id = f.model_id ORDER BY f.id"
    for owner, *values in store.run(sql):
        if owner in store.models():
            store.add_manual_field(store.model(owner), field_from(store, dict(zip(_COLUMNS, values, strict=True))))
