"""One cell of an import: text to the value of a field, with the messages of Odoo's converter."""

from typing import TYPE_CHECKING, Any

from sandbox import references
from sandbox.said import CallerKeyError, Said
from sandbox.schema import FieldDef, ModelDef
from sandbox.values import column_value

if TYPE_CHECKING:
    from sandbox.orm import Env

_TRUE = {"1", "true", "yes"}
_FALSE = {"0", "false", "no", ""}


class Unreadable(Exception):
    """A cell that cannot be converted; told in the import's messages."""

    def __init__(self, field: FieldDef, message: str) -> None:
        super().__init__(message)
        self.field = field.name
        self.label = field.label


def cell(env: "Env", model: ModelDef, column: tuple[str, str], value: Any) -> Any:
    """The value for create or write; a column is its field and how a linked record is named: "id", ".id" or ""."""
    name, sub = column
    field = model.fields.get(name)
    if field is None:
        raise CallerKeyError(name)
    if value is False:
        return False
    if field.relation:
        return _linked(env, field, sub, value)
    match field.kind:
        case "boolean":
            return _boolean(field, value)
        case "selection":
            return _chosen(field, value)
        case _:
            return _plain(model, field, value)


def _plain(model: ModelDef, field: FieldDef, value: Any) -> Any:
    try:
        column_value(model, field, value)
    except Said as wrong:
        raise Unreadable(
            field, f"{value!r} does not seem to be a valid {field.kind} for field {field.label!r}"
        ) from wrong
    return value


def _boolean(field: FieldDef, value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in _TRUE | _FALSE:
        raise Unreadable(field, f"Unknown value {value!r} for boolean field {field.label!r}")
    return text in _TRUE


def _chosen(field: FieldDef, value: Any) -> str:
    for key, label in field.selection:
        if str(value) in {key, label}:
            return key
    raise Unreadable(field, f"Value {value!r} not found in selection field {field.label!r}")


def _linked(env: "Env", field: FieldDef, sub: str, value: Any) -> Any:
    if field.kind == "many2many":
        ids = [_record(env, field, sub, part.strip()) for part in str(value).split(",")]
        return [[6, 0, ids]]
    return _record(env, field, sub, value)


def _record(env: "Env", field: FieldDef, sub: str, value: Any) -> int:
    other = env.model(field.relation)
    found: list[int] = []
    if sub == ".id":
        found = _by_number(env, field, value)
    elif sub == "id":
        xmlid = str(value) if "." in str(value) else f"{env.context.get('module') or '__import__'}.{value}"
        known = references.find(env, xmlid)
        found = [known[1]] if known and known[0] == other.name else []
    else:
        found = env.search(other.name, [[other.rec_name or "id", "=", value]], limit=1)
    if not found:
        kind = {".id": "database id", "id": "external id"}.get(sub, "name")
        raise Unreadable(field, f"No matching record found for {kind} '{value}' in field '{field.label}'")
    return found[0]


def _by_number(env: "Env", field: FieldDef, value: Any) -> list[int]:
    try:
        number = int(value)
    except ValueError as wrong:
        raise Unreadable(field, f"Invalid database id '{value}' for the field '{field.label}'") from wrong
    return sorted(env.store.existing(env.model(field.relation), [number]))
