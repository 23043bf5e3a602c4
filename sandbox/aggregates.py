"""What read_group works out per group: in SQL where SQL can, gathered in Python where it cannot."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sandbox.columns import expression
from sandbox.domains import Condition
from sandbox.said import CallerValueError
from sandbox.schema import FieldDef, ModelDef
from sandbox.wire import computed_values

if TYPE_CHECKING:
    from sandbox.orm import Env

Group = tuple[Any, ...]
"""The keys of a group, how many records it has, its aggregates."""

_SPEC = re.compile(r"^(?P<name>\w+)(?::(?P<how>\w+)(?:\((?P<of>\w+)\))?)?$")
_SQL = {
    "sum": "sum({x})", "avg": "avg({x})", "min": "min({x})", "max": "max({x})", "count": "count({x})",
    "count_distinct": "count(DISTINCT {x})", "bool_and": "min({x})", "bool_or": "max({x})",
}  # fmt: skip
_FOLD: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum, "avg": lambda v: sum(v) / len(v), "min": min, "max": max, "bool_and": all, "bool_or": any,
}  # fmt: skip
_COUNTS: dict[str, Callable[[list[Any]], int]] = {"count": len, "count_distinct": lambda v: len(set(v))}
_NUMBERS = {"integer", "float", "monetary"}
_SECOND = len("2000-01-01 00:00:00")


@dataclass(frozen=True)
class Aggregate:
    """`key:how(field)`; `sql` is the field's value."""

    key: str
    how: str
    field: FieldDef
    sql: str

    @property
    def gathered(self) -> bool:
        """Whether SQLite cannot do it: lists in order of id, and figures that the sandbox computes."""
        return self.how == "array_agg" or self.field.computed

    def out(self, value: Any) -> Any:
        """A value as the wire shows it: times to the second, truth as true or false."""
        if value is None or isinstance(value, list):
            return [self.out(v) if v is not None else None for v in value] if value else value
        if self.field.kind == "datetime" and isinstance(value, str):
            return value[:_SECOND]
        return bool(value) if self.field.kind == "boolean" and not self.how.startswith("count") else value


def parse(env: "Env", model: ModelDef, specs: Sequence[str], taken: set[str]) -> list[Aggregate]:
    """The aggregates that are asked for; plain names that are no numbers, or are grouped by, are silently left out."""
    made = []
    for spec in specs:
        parsed = _SPEC.match(spec)
        if parsed is None:
            message = f"Invalid field specification {spec!r}."
            raise CallerValueError(message)
        name = parsed["of"] or parsed["name"]
        field = model.fields.get(name)
        if spec == "__count":
            continue
        if field is None:
            message = f"Invalid field {name!r} on model {model.name!r}"
            raise CallerValueError(message)
        if parsed["how"] or _adds_up(field, spec, taken):
            made.append(_aggregate(env, model, parsed["name"], how=parsed["how"] or "sum", field=field))
    return made


def _adds_up(field: FieldDef, spec: str, taken: set[str]) -> bool:
    return field.kind in _NUMBERS and field.stored and field.name != "id" and spec not in taken


def _aggregate(env: "Env", model: ModelDef, key: str, *, how: str, field: FieldDef) -> Aggregate:
    if how not in _SQL and how != "array_agg":
        message = f"Invalid aggregate method {how!r} for '{key}:{how}'."
        raise CallerValueError(message)
    if not field.stored or field.many:
        message = f"Cannot convert field {model.name}.{field.name} to SQL"
        raise CallerValueError(message)
    sql = "NULL" if field.computed else expression(env.store, model, field, "t")
    return Aggregate(key, how, field, sql)


def in_sql(
    env: "Env", model: ModelDef, keys: Sequence[str], wanted: Sequence[Aggregate], *, found: Condition
) -> "Plan":
    """One GROUP BY; `keys` are SQL."""
    columns = ", ".join([*keys, "count(*)", *(_SQL[a.how].format(x=a.sql) for a in wanted)])
    by = ", ".join(str(n + 1) for n in range(len(keys)))
    select = f'SELECT {columns} FROM "{model.table}" t WHERE {found.sql}'
    return Plan(env, select, found.values, f"GROUP BY {by}" if by else "")


@dataclass(frozen=True)
class Plan:
    """A statement that waits for its order."""

    env: "Env"
    select: str
    values: tuple[Any, ...]
    grouped: str

    def rows(self, order: str) -> list[Group]:
        """The rows; pages of the same come from memory until somebody writes."""
        tail = f" {self.grouped} ORDER BY {order}" if order else f" {self.grouped}"
        return self.env.store.remembered(self.select + tail, self.values)


def gather(
    env: "Env", model: ModelDef, keys: Sequence[str], wanted: Sequence[Aggregate], *, found: Condition, order: str
) -> list[Group]:
    """The same with lists: rows in order of their group and id, folded here."""
    columns = ", ".join([*keys, "t.id", *(a.sql for a in wanted)])
    by = ", ".join(filter(None, [order, "t.id"]))
    plan = Plan(env, f'SELECT {columns} FROM "{model.table}" t WHERE {found.sql}', found.values, "")
    rows = plan.rows(by)
    width = len(keys)
    if any(a.field.computed for a in wanted):
        rows = _with_computed(env, model, wanted, rows, width=width)
    if not width:
        return [_folded((), rows, wanted)]
    return [_folded(key, list(some), wanted) for key, some in groupby(rows, key=lambda row: row[:width])]


def _with_computed(
    env: "Env", model: ModelDef, wanted: Sequence[Aggregate], rows: list[Group], *, width: int
) -> list[Group]:
    ids = [row[width] for row in rows]
    columns = [list(column) for column in zip(*rows, strict=True)]
    values = computed_values(env, model, [a.field for a in wanted if a.field.computed], ids, classic=False)
    for n, a in enumerate(wanted):
        if a.field.computed and columns:
            columns[width + 1 + n] = values[a.field.name]
    return list(zip(*columns, strict=True))


def _folded(key: Group, rows: list[Group], wanted: Sequence[Aggregate]) -> Group:
    columns: list[Group] = list(zip(*rows, strict=True))[len(key) + 1 :] if rows else [()] * len(wanted)
    return (*key, len(rows), *(_fold(a.how, list(column)) for a, column in zip(wanted, columns, strict=True)))


def _fold(how: str, values: list[Any]) -> Any:
    if how == "array_agg":
        return values
    known = [v for v in values if v is not None]
    if how in _COUNTS:
        return _COUNTS[how](known)
    return _FOLD[how](known) if known else None
