"""Odoo's domains as SQL conditions, with dotted paths as nested selects."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.said import CallerValueError
from sandbox.schema import FieldDef, ModelDef, link_table

if TYPE_CHECKING:
    from sandbox.store import Store

Leaf = Sequence[object]
Condition = tuple[str, list[object]]

_COMPARE = {"=", "!=", "<", "<=", ">", ">="}
_LIKE = {"like": "%{}%", "ilike": "%{}%", "not like": "%{}%", "not ilike": "%{}%", "=like": "{}", "=ilike": "{}"}
_TRUE: Condition = ("1", [])


def where(store: "Store", model: ModelDef, domain: Sequence[object]) -> Condition:
    """The SQL condition of a domain in Odoo's prefix notation; an empty domain is true."""
    stack: list[Condition] = []
    for term in reversed(list(domain)):
        if term in {"&", "|"}:
            left, right = stack.pop(), stack.pop()
            word = " AND " if term == "&" else " OR "
            stack.append((f"({left[0]}{word}{right[0]})", [*left[1], *right[1]]))
        elif term == "!":
            inner = stack.pop()
            stack.append((f"NOT ({inner[0]})", inner[1]))
        elif isinstance(term, list | tuple) and len(term) == 3:
            stack.append(_leaf(store, model, term))
        else:
            message = f"Invalid leaf {term!r}"
            raise CallerValueError(message)
    sql = " AND ".join(f"({part[0]})" for part in reversed(stack)) or "1"
    return sql, [value for part in reversed(stack) for value in part[1]]


def _leaf(store: "Store", model: ModelDef, leaf: Leaf) -> Condition:
    path, operator, value = str(leaf[0]), str(leaf[1]), leaf[2]
    if path in {"1", "0"} or leaf[0] in {1, 0}:
        return _TRUE if str(leaf[0]) == str(value) else ("0", [])
    head, _, rest = path.partition(".")
    field = model.fields.get(head)
    if field is None:
        message = f"Invalid field {model.name}.{head} in leaf {list(leaf)!r}"
        raise CallerValueError(message)
    if rest:
        other = store.model(field.relation)
        inner, values = where(store, other, [[rest, operator, value]])
        return _through(model, field, f'SELECT id FROM "{other.table}" WHERE {inner}', values)
    if field.kind == "many2many":
        return _many(store, model, field, operator, value)
    if field.kind == "one2many":
        return _lines(store, field, operator, value)
    if not field.column:
        return _TRUE  # the silent trap of Odoo: a leaf on an unsearchable field is ignored
    return _column(store, model, field, operator, value)


def _through(model: ModelDef, field: FieldDef, select: str, values: list[object]) -> Condition:
    if field.kind == "many2many":
        return f'id IN (SELECT a FROM "{link_table(model, field)}" WHERE b IN ({select}))', values
    return f'"{field.name}" IN ({select})', values


def _many(store: "Store", model: ModelDef, field: FieldDef, operator: str, value: object) -> Condition:
    table = link_table(model, field)
    if value is False:
        word = "NOT IN" if operator == "=" else "IN"
        return f'id {word} (SELECT a FROM "{table}")', []
    ids = value if isinstance(value, list | tuple) else [value]
    marks = ",".join("?" * len(ids))
    word = "NOT IN" if operator.startswith(("not", "!")) else "IN"
    return f'id {word} (SELECT a FROM "{table}" WHERE b IN ({marks}))', list(ids)


def _lines(store: "Store", field: FieldDef, operator: str, value: object) -> Condition:
    other = store.model(field.relation)
    if value is not False:
        message = f"only (not) empty can be asked of {field.name}"
        raise CallerValueError(message)
    word = "NOT IN" if operator == "=" else "IN"
    return f'id {word} (SELECT "{field.inverse}" FROM "{other.table}" WHERE "{field.inverse}" IS NOT NULL)', []


def _column(store: "Store", model: ModelDef, field: FieldDef, operator: str, value: object) -> Condition:
    name = f'"{field.name}"'
    if operator in _LIKE:
        sql = f"{'NOT ' if operator.startswith('not') else ''}({name} LIKE ?)"
        return sql, [_LIKE[operator].format(value)]
    if operator == "child_of":
        return f"{name} IN ({_children(store, model, field)})", [value]
    if operator in {"in", "not in"}:
        return _membership(name, operator, value)
    if operator not in _COMPARE:
        message = f"Invalid operator {operator!r}"
        raise CallerValueError(message)
    if value is False or value is None:
        empty = f"({name} IS NULL OR {name} = '' OR {name} = 0)" if field.kind == "boolean" else f"{name} IS NULL"
        return (empty, []) if operator == "=" else (f"NOT ({empty})", [])
    if operator == "!=":
        return f"({name} != ? OR {name} IS NULL)", [_plain(value)]
    return f"{name} {operator} ?", [_plain(value)]


def _membership(name: str, operator: str, value: object) -> Condition:
    if not isinstance(value, list | tuple):
        message = f"a list is needed after {operator!r}"
        raise CallerValueError(message)
    known = [_plain(v) for v in value if v is not False and v is not None]
    marks = ",".join("?" * len(known))
    null = len(known) != len(value)
    if operator == "in":
        return f"({name} IN ({marks}){f' OR {name} IS NULL' if null else ''})", known
    return f"({name} NOT IN ({marks}) {'AND' if null else 'OR'} {name} IS {'NOT ' if null else ''}NULL)", known


def _children(store: "Store", model: ModelDef, field: FieldDef) -> str:
    other = store.model(field.relation) if field.kind == "many2one" else model
    parent = "location_id" if other.name == "stock.location" else "parent_id"
    return (
        f'WITH RECURSIVE tree(id) AS (SELECT ? UNION SELECT c.id FROM "{other.table}" c '
        f'JOIN tree ON c."{parent}" = tree.id) SELECT id FROM tree'
    )


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
