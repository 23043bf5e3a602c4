"""How a group is shown: its label, the leaf that finds its records, and the span of a bucket of time."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox import calendars
from sandbox.columns import expression
from sandbox.said import CallerValueError
from sandbox.schema import FieldDef, ModelDef
from sandbox.wire import names_of

if TYPE_CHECKING:
    from sandbox.orm import Env


@dataclass(frozen=True)
class Term:
    """One groupby term: `date:week` is the field `date` in weeks; `sql` is its key."""

    key: str
    field: FieldDef
    granularity: str
    sql: str


@dataclass(frozen=True)
class Words:
    """What is said of one value of a term."""

    label: Any
    leaf: list[Any]
    span: Any = None


def term_of(env: "Env", model: ModelDef, text: str) -> Term:
    """Read one groupby term; only what Odoo stores can be grouped by, and fields of a parent count as stored."""
    name, _, granularity = text.partition(":")
    field = model.fields.get(name)
    if field is None:
        message = f"Invalid field {name!r} on model {model.name!r}"
        raise CallerValueError(message)
    if not field.stored or field.computed or field.many:
        message = f"Cannot convert field {model.name}.{name} to SQL"
        raise CallerValueError(message)
    sql = expression(env.store, model, field, "t")
    if field.kind in {"date", "datetime"}:
        granularity = granularity or "month"
        sql = _bucket(env, field, sql, granularity)
    elif field.kind == "boolean":
        sql = f"coalesce({sql}, 0)"
    return Term(text, field, granularity, sql)


def _bucket(env: "Env", field: FieldDef, sql: str, granularity: str) -> str:
    if granularity not in calendars.GRANULARITIES:
        message = f"Granularity specification isn't correct: {granularity!r}"
        raise CallerValueError(message)
    zone = _zone(env)
    local = sql if field.kind == "date" or zone == "UTC" else f"local_text({sql}, '{zone}')"
    return calendars.bucket(local, granularity)


def _zone(env: "Env") -> str:
    zone = str(env.context.get("tz") or "UTC")
    return zone if re.fullmatch(r"[\w/+-]+", zone) else "UTC"


def words_of(env: "Env", term: Term, values: set[Any]) -> dict[Any, Words]:
    """What is said of every value of a term."""
    name = term.field.name
    if term.granularity:
        return {v: _dated(env, term, v) for v in values}
    if term.field.kind == "many2one":
        names = names_of(env, env.model(term.field.relation), [v for v in values if v])
        return {v: Words([v, names[v]] if v in names else False, [[name, "=", v or False]]) for v in values}
    if term.field.kind == "boolean":
        return {v: Words(bool(v), [[name, "=", bool(v)]]) for v in values}
    return {v: Words(False if v is None else v, [[name, "=", False if v is None else v]]) for v in values}


def _dated(env: "Env", term: Term, value: str | None) -> Words:
    name = term.field.name
    if value is None:
        return Words(False, [[name, "=", False]], False)  # noqa: FBT003 (Odoo's empty label and span)
    first, after = calendars.bounds(value, term.granularity)
    start, end = _text(env, term, first), _text(env, term, after)
    label = calendars.name(first, term.granularity)
    return Words(label, ["&", [name, ">=", start], [name, "<", end]], {"from": start, "to": end})


def _text(env: "Env", term: Term, moment: datetime) -> str:
    if term.field.kind == "date":
        return moment.strftime(calendars.DAY)
    return calendars.to_utc(moment, _zone(env)).strftime(calendars.STAMP)
