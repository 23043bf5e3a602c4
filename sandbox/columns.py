"""Where a field's value is found in SQL, and the order and visibility of rows."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.said import CallerValueError, UserError
from sandbox.schema import FieldDef, ModelDef

if TYPE_CHECKING:
    from sandbox.orm import Env
    from sandbox.store import Store

_ORDER = re.compile(
    r"^\s*(?P<field>[a-z0-9_]+)(?P<property>\.[a-z0-9_]+)?(?:\s+(?P<way>asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$",
    re.IGNORECASE,
)
OWNER = {
    "mail.message": "model", "mail.activity": "res_model", "ir.attachment": "res_model", "mail.followers": "res_model",
}  # fmt: skip
"""The field that says on which model a record of these lives."""


def fresh(alias: str) -> str:
    """The next alias, for a select inside another."""
    return f"{alias[0]}{int(alias[1:] or 0) + 1}"


def expression(store: "Store", model: ModelDef, field: FieldDef, alias: str) -> str:
    """The SQL value of a stored or related field; related ones are looked up by primary key."""
    if not field.related:
        return f'{alias}."{field.name}"'
    head, _, rest = field.related.partition(".")
    if not rest:
        return f'{alias}."{head}"'
    link = model.fields[head]
    other = store.model(link.relation)
    inner = fresh(alias)
    target = _target(other, rest)
    value = expression(store, other, target, inner)
    return f'(SELECT {value} FROM "{other.table}" {inner} WHERE {inner}.id = {expression(store, model, link, alias)})'


def _target(other: ModelDef, path: str) -> FieldDef:
    if "." not in path:
        return other.fields[path]
    return FieldDef(name=path, kind="char", related=path)


def order_by(env: "Env", model: ModelDef, order: str | None, alias: str = "t") -> str:
    """The ORDER BY list of Odoo's order text; empty values come last going up, first going down, as in PostgreSQL."""
    terms = []
    for part in (order or model.order).split(","):
        read = _ORDER.match(part)
        if read is None:
            message = f'Invalid "order" specified ({order}). A valid one is a comma-separated list of fields'
            raise UserError(message)
        terms.append(_term(env, model, read, alias))
    terms = [term for term in terms if term]
    return ", ".join([*terms, f"{alias}.id"] if not any(t.startswith(f"{alias}.id ") for t in terms) else terms)


def _term(env: "Env", model: ModelDef, part: re.Match[str], alias: str) -> str:
    name, way = part["field"], (part["way"] or "asc").lower()
    field = model.fields.get(name)
    if field is None or part["property"]:
        message = f"Invalid field {name!r} on model {model.name!r}"
        raise CallerValueError(message)
    if name == "id":
        return f"{alias}.id {way}"
    if field.computed or field.many or not field.stored:
        if env.version >= 18:  # noqa: PLR2004 (Odoo's series)
            message = f"Cannot sort field {model.name}.{name} because it is not stored"
            raise CallerValueError(message)
        return ""
    value = expression(env.store, model, field, alias)
    if field.kind == "many2one":
        value = _by_order_of(env, field, value, alias)
    return f"{value} {way} NULLS {'LAST' if way == 'asc' else 'FIRST'}"


def _by_order_of(env: "Env", field: FieldDef, value: str, alias: str) -> str:
    """A many2one sorts by the first plain column of the other model's own order."""
    other = env.model(field.relation)
    first = other.order.split(",")[0].split()[0]
    of = other.fields.get(first)
    if first == "id" or of is None or not of.column or of.kind == "many2one":
        return value
    inner = fresh(alias)
    return f'(SELECT {inner}."{first}" FROM "{other.table}" {inner} WHERE {inner}.id = {value})'


def hidden_condition(env: "Env", model: ModelDef, domain: Sequence[Any], alias: str = "t") -> str:
    """Archived records are left out unless the domain or the context asks for them; so are menus of other groups."""
    if model.name == "ir.ui.menu" and not (env.su or env.context.get("ir.ui.menu.full_list")):
        mine = f"SELECT b FROM rel_res_users_groups_id WHERE a = {env.uid}"
        table = "rel_ir_ui_menu_groups_id"
        seen = f"SELECT a FROM {table} WHERE b IN ({mine})"
        return f"({alias}.id NOT IN (SELECT a FROM {table}) OR {alias}.id IN ({seen}))"
    name = "active" if "active" in model.fields else "x_active"
    if not model.archivable or not env.context.get("active_test", True):
        return "1"
    if any(isinstance(term, list | tuple) and term and term[0] == name for term in domain):
        return "1"
    return f"{expression(env.store, model, model.fields[name], alias)} = 1"


def record_filter(env: "Env", model: ModelDef, field: FieldDef, alias: str) -> str:
    """More for the lines of a one2many: messages and activities say of which model, and archived tasks do not count."""
    owner = OWNER.get(field.relation)
    other = env.model(field.relation)
    if owner is None or field.inverse != "res_id":
        return ""
    value = expression(env.store, other, other.fields[owner], alias)
    alive = f' AND {alias}."active" = 1' if "active" in other.fields else ""
    return f" AND {value} = '{model.name}'{alive}"
