"""Values on their way out: columns, lists of lines, computed fields and the names of records."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sandbox.attachments import size_words
from sandbox.columns import expression, hidden_condition, order_by, record_filter
from sandbox.registry import COMPUTE, SHOWN
from sandbox.schema import LOG_FIELDS, FieldDef, ModelDef, links_of
from sandbox.store import listed

if TYPE_CHECKING:
    from sandbox.orm import Env

_SECOND = len("2000-01-01 00:00:00")


def column_out(env: "Env", of: FieldDef, raw: Sequence[Any], *, classic: bool) -> list[Any]:
    """A whole column as the wire shows it: False for empty, 0 for numbers, pairs for linked records."""
    match of.kind:
        case "integer" | "float" | "monetary":
            return [v or 0 for v in raw] if of.kind == "integer" else [v or 0.0 for v in raw]
        case "boolean":
            return [bool(v) for v in raw]
        case "many2one":
            return _pairs(env, of, raw) if classic else [v or False for v in raw]
        case _:
            told = _telling(env, of)
            return [False if v is None else told(v) for v in raw] if told else [False if v is None else v for v in raw]


def _telling(env: "Env", of: FieldDef) -> Callable[[Any], Any] | None:
    """What is told of a text that is not told as it is: times of the log to the second, sizes of files, no secrets."""
    if of.name in LOG_FIELDS:
        return lambda v: v[:_SECOND]
    if of.kind == "binary" and env.context.get("bin_size"):
        return size_words
    return (lambda _v: "") if of.name == "password" else None


def _pairs(env: "Env", of: FieldDef, raw: Sequence[Any]) -> list[Any]:
    names = names_of(env, env.model(of.relation), [v for v in set(raw) if v])
    pairs = {record: [record, name] for record, name in names.items()}
    return [pairs.get(v, False) for v in raw]


def names_of(env: "Env", model: ModelDef, ids: Sequence[int]) -> dict[int, str]:
    """The display names of records, whoever asks; ids that do not exist are left out."""
    if not ids:
        return {}
    shown = SHOWN.get(model.name)
    names = list(shown.fields) if shown else [model.rec_name] if model.rec_name else []
    fields = [model.fields.get(name) or FieldDef(name=name, kind="char", related=name) for name in names]
    plain = [f for f in fields if not f.computed]
    columns = ", ".join(["t.id", *(expression(env.store, model, f, "t") for f in plain)])
    rows = env.store.run(f'SELECT {columns} FROM "{model.table}" t WHERE t.id IN ({listed(ids)})')
    if shown is None:
        return {row[0]: str(row[1] or "") if names else f"{model.name},{row[0]}" for row in rows}
    more = computed_values(
        env.sudo(), model, [f for f in fields if f.computed], [row[0] for row in rows], classic=False
    )
    known = [f.name for f in plain]
    facts = [dict(zip(known, row[1:], strict=True)) for row in rows]
    for name, values in more.items():
        for fact, value in zip(facts, values, strict=True):
            fact[name] = value
    return {row[0]: shown.words(fact) for row, fact in zip(rows, facts, strict=True)}


def line_ids(env: "Env", model: ModelDef, of: FieldDef, ids: list[int]) -> dict[int, list[int]]:
    """The linked ids of a one2many or many2many for many records at once; archived ones are left out."""
    if of.related:
        return _inherited_lines(env, model, of, ids)
    other = env.model(of.relation)
    alive = f"{hidden_condition(env, other, [], 'o')} AND {_visible(env, other)}"
    order = order_by(env, other, None, "o")
    if of.kind == "many2many":
        side = links_of(model, of)
        sql = (
            f'SELECT l.{side.mine}, o.id FROM "{side.table}" l JOIN "{other.table}" o ON o.id = l.{side.theirs} '
            f"WHERE l.{side.mine} IN ({listed(ids)}) AND {alive} ORDER BY l.{side.mine}, {order}"
        )
    else:
        back = expression(env.store, other, other.fields[of.inverse], "o")
        sql = (
            f'SELECT {back} AS owner, o.id FROM "{other.table}" o WHERE {back} IN ({listed(ids)}) AND {alive}'
            f"{record_filter(env, model, of, 'o')} ORDER BY owner, {order}"
        )
    rows = env.store.run(sql)
    return {owner: [row[1] for row in group] for owner, group in groupby(rows, key=itemgetter(0))}


def _visible(env: "Env", other: ModelDef) -> str:
    from sandbox import access

    if env.su:
        return "1"
    rule = access.rule(env, other, "read", "o")
    if not rule.values:
        return rule.sql
    seen = env.store.column(f'SELECT o.id FROM "{other.table}" o WHERE {rule.sql}', rule.values)
    return f"o.id IN ({listed(seen)})"


def _inherited_lines(env: "Env", model: ModelDef, of: FieldDef, ids: list[int]) -> dict[int, list[int]]:
    head, _, name = of.related.partition(".")
    link = expression(env.store, model, model.fields[head], "t")
    parents = dict(env.store.run(f'SELECT t.id, {link} FROM "{model.table}" t WHERE t.id IN ({listed(ids)})'))
    parent = env.model(model.fields[head].relation)
    lines = line_ids(env, parent, parent.fields[name], [p for p in set(parents.values()) if p])
    return {record: lines.get(up, []) for record, up in parents.items()}


def computed_values(
    env: "Env", model: ModelDef, fields: list[FieldDef], ids: list[int], *, classic: bool
) -> dict[str, list[Any]]:
    """Computed fields by name, in the order of `ids`; a body that fills several fields runs once."""
    made: dict[str, list[Any]] = {}
    elevated = env.sudo()
    ran: dict[Any, dict[int, Any]] = {}
    for of in fields:
        values = _computed(elevated, model, of, ids, ran=ran)
        raw = [values.get(i) for i in ids]
        if of.many:
            made[of.name] = [v or [] for v in raw]
        else:
            made[of.name] = column_out(env, of, [None if v is False else v for v in raw], classic=classic)
    return made


def _computed(
    env: "Env", model: ModelDef, of: FieldDef, ids: list[int], *, ran: dict[Any, dict[int, Any]]
) -> dict[int, Any]:
    if of.name == "display_name":
        return dict(names_of(env, model, ids))
    if of.code:
        from sandbox.automation import computed_by_code

        return computed_by_code(env, model, of, ids)
    body = COMPUTE.get((model.name, of.name)) or COMPUTE.get(("*", of.name))
    if body is None:
        return {}
    group = getattr(body, "group", body)
    if group not in ran:
        ran[group] = group(env, ids)
    values = ran[group]
    return values if group is body else {record: row[of.name] for record, row in values.items()}
