"""Models and fields that a Settings user makes over RPC, and what must be true of them."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.expressions import check
from sandbox.manual_fields import add_field, add_model
from sandbox.registry import before_create, on_create, on_unlink, on_write
from sandbox.said import UserError, ValidationError

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]
_MODEL = re.compile(r"^x_[a-z0-9_.]+$")
_FIELD = re.compile(r"^x_[a-z0-9_]+$")
_KINDS = {
    "char", "text", "html", "integer", "float", "monetary", "boolean", "date", "datetime", "selection", "many2one",
    "one2many", "many2many", "reference", "binary",
}  # fmt: skip


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
            add_model(env.store, row["model"], row["name"], row)
            model = env.model(row["model"])
            for field in env.search("ir.model.fields", [["model_id", "=", row["id"]]]):
                add_field(env.store, model, field)
            env.create("ir.model.data", _data("ir.model", row["id"], f"model_{model.table}"))


def _data(model: str, record: int, name: str) -> Row:
    return {"module": "__custom__", "name": name, "model": model, "res_id": record}


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
            add_field(env.store, env.model(row["model"]), row["id"])


@on_write("ir.model.fields")
def _change_fields(env: "Env", ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    if "ttype" in vals and any(o["ttype"] != vals["ttype"] for o in old.values()):
        message = "Changing the type of a field is not yet supported. Please drop it and create it again!"
        raise UserError(message)
    if vals.get("compute"):
        check(str(vals["compute"]))
    for row in env.read("ir.model.fields", ids, ["model"]):
        add_field(env.store, env.model(row["model"]), row["id"])


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
            add_field(env.store, env.model(owner), row["field_id"])
