"""One comparison of a column with a value, with Odoo's reading of empty values."""

from operator import ge, gt, le, lt
from typing import Any

from sandbox.said import CallerValueError
from sandbox.schema import FieldDef
from sandbox.store import listed
from sandbox.values import asked_moment

Sql = tuple[str, tuple[Any, ...]]

_LIKE = {"like": "%{}%", "ilike": "%{}%", "=like": "{}", "=ilike": "{}"}


def compare(field: FieldDef, x: str, operator: str, value: Any) -> Sql:
    """SQL and values of `x operator value`; `x` is the column's expression."""
    if operator == "=?":
        return ("1", ()) if value is False or value is None else compare(field, x, "=", value)
    if operator.removeprefix("not ") in _LIKE:
        return _like(x, operator, value)
    if operator in {"in", "not in"}:
        return _membership(field, x, operator, value)
    if isinstance(value, list | tuple):
        return _membership(field, x, "in" if operator == "=" else "not in", value)
    if field.kind == "boolean":
        return _boolean(x, operator, value)
    return _plainly(field, x, operator, value)


def _plainly(field: FieldDef, x: str, operator: str, value: Any) -> Sql:
    if value is False or value is None:
        return (f"{x} IS NULL" if operator == "=" else f"{x} IS NOT NULL"), ()
    plain = _plain(field, operator, value)
    if operator == "!=":
        return f"({x} != ? OR {x} IS NULL)", (plain,)
    return f"{x} {operator} ?", (plain,)


def _like(x: str, operator: str, value: Any) -> Sql:
    positive = operator.removeprefix("not ")
    pattern = _LIKE[positive].format("" if value is False or value is None else value)
    if "ilike" in positive:
        x, pattern = f"fold({x})", pattern.casefold()
    if operator.startswith("not"):
        return f"({x} NOT LIKE ? ESCAPE '\\' OR {x} IS NULL)", (pattern,)
    return f"{x} LIKE ? ESCAPE '\\'", (pattern,)


def _boolean(x: str, operator: str, value: Any) -> Sql:
    wanted = bool(value) == (operator != "!=")
    return (f"{x} = 1", ()) if wanted else (f"({x} IS NULL OR {x} = 0)", ())


def _membership(field: FieldDef, x: str, operator: str, value: Any) -> Sql:
    if isinstance(value, bool):
        value = [value]
    if not isinstance(value, list | tuple):
        message = f"a list is needed after {operator!r} for {field.name}"
        raise CallerValueError(message)
    empty = any(v is False or v is None for v in value)
    known = [_plain(field, "=", v) for v in value if v is not False and v is not None]
    if all(isinstance(v, int) for v in known):
        marks, values = listed(known), ()
    else:
        marks, values = ",".join("?" * len(known)), tuple(known)
    if field.kind == "boolean" and empty:
        marks = f"{marks},0".removeprefix(",")
    if operator == "in":
        return f"({x} IN ({marks}){f' OR {x} IS NULL' if empty else ''})", values
    return f"({x} NOT IN ({marks}) {'AND' if empty else 'OR'} {x} IS {'NOT ' if empty else ''}NULL)", values


def _plain(field: FieldDef, operator: str, value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | tuple) and field.kind == "many2one" and value:
        return value[0]
    return asked_moment(field, operator, value)


def holds(have: Any, operator: str, value: Any) -> bool:
    """The same comparison on a value in hand."""
    match operator:
        case "in" | "not in":
            return bool((have in value) == (operator == "in"))
        case "=" | "!=":
            return bool((have == value) == (operator == "="))
        case "<" | "<=" | ">" | ">=":
            how = {"<": lt, "<=": le, ">": gt, ">=": ge}[operator]
            return have is not False and bool(how(have, value))
        case _:
            return str(value).casefold() in str(have or "").casefold()
