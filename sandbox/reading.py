"""Search and read: bulk SQL, one pass per column, Odoo's forms of empty and linked values."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox import access
from sandbox.columns import expression as sql_of
from sandbox.columns import hidden_condition, order_by
from sandbox.domains import Condition, both, where
from sandbox.said import CallerValueError, MissingError
from sandbox.schema import FieldDef, ModelDef
from sandbox.store import listed
from sandbox.wire import column_out, computed_values, line_ids

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]
CLASSIC = "_classic_read"


def search(
    env: "Env", name: str, domain: Sequence[Any], *, order: str | None = None, limit: int | None = None, offset: int = 0
) -> list[int]:
    """Ids that match, under the caller's rights."""
    with env.store.transaction():
        model = env.model(name)
        found = matching(env, model, domain)
        tail = _page(env, model, order, limit=limit, offset=offset)
        return env.store.column(f'SELECT t.id FROM "{model.table}" t WHERE {found.sql} {tail}', found.values)


def count(env: "Env", name: str, domain: Sequence[Any], limit: int | None = None) -> int:
    """How many match."""
    with env.store.transaction():
        model = env.model(name)
        found = matching(env, model, domain)
        inner = f'SELECT 1 FROM "{model.table}" t WHERE {found.sql}{f" LIMIT {int(limit)}" if limit else ""}'
        return int(env.store.run(f"SELECT count(*) FROM ({inner})", found.values)[0][0])


def search_read(  # noqa: PLR0913 (Odoo's own signature)
    env: "Env",
    name: str,
    domain: Sequence[Any],
    fields: Sequence[str] | None = None,
    *,
    order: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    load: str | None = CLASSIC,
) -> list[Row]:
    """Rows that match, in one statement."""
    with env.store.transaction():
        model = env.model(name)
        wanted = _fields(model, fields)
        found = matching(env, model, domain)
        tail = _page(env, model, order, limit=limit, offset=offset)
        chosen = Condition(f"{found.sql} {tail}", found.values)
        return _rows(env, model, wanted, chosen, classic=load == CLASSIC)


def read(
    env: "Env", name: str, ids: Sequence[int], fields: Sequence[str] | None = None, *, load: str | None = CLASSIC
) -> list[Row]:
    """Rows in the order asked; missing ids are dropped, a record that a rule hides is an AccessError."""
    with env.store.transaction():
        model = env.model(name)
        access.check(env, model, "read")
        wanted = _fields(model, fields)
        if not ids:
            return []
        chosen = Condition(f"t.id IN ({listed(ids)})")
        access.check_records(env, model, "read", ids)
        rows = {row["id"]: row for row in _rows(env, model, wanted, chosen, classic=load == CLASSIC)}
        return [rows[i] for i in ids if i in rows]


def one(env: "Env", name: str, record: int, fields: Sequence[str] | None = None) -> Row:
    """One row; a missing one is an error."""
    rows = read(env, name, [record], fields, load=None)
    if not rows:
        raise missing(name, [record])
    return rows[0]


def missing(name: str, ids: Sequence[int]) -> MissingError:
    """Odoo's words for records that are not there."""
    return MissingError(
        f"Record does not exist or has been deleted.\n(Record: {name}({', '.join(map(str, ids))},), User: ?)"
    )


def require(env: "Env", model: ModelDef, ids: Sequence[int]) -> None:
    """Every id exists, or MissingError."""
    gone = [i for i in ids if i not in env.store.existing(model, ids)] if ids else []
    if gone:
        raise missing(model.name, gone)


def matching(env: "Env", model: ModelDef, domain: Sequence[Any]) -> Condition:
    """Read access checked; the domain, less archived records, under the record rules."""
    access.check(env, model, "read")
    hidden = Condition(hidden_condition(env, model, domain))
    return both(
        where(env, model, domain), hidden if hidden.sql != "1" else Condition("1"), access.rule(env, model, "read")
    )


def _page(env: "Env", model: ModelDef, order: str | None, *, limit: int | None, offset: int) -> str:
    tail = f"ORDER BY {order_by(env, model, order)}"
    if limit or offset:
        tail += f" LIMIT {int(limit) if limit else -1} OFFSET {int(offset or 0)}"
    return tail


def _fields(model: ModelDef, names: Sequence[str] | None) -> list[FieldDef]:
    chosen = list(dict.fromkeys(names)) if names else list(model.fields)
    for name in chosen:
        if name not in model.fields:
            message = f"Invalid field {name!r} on model {model.name!r}"
            raise CallerValueError(message)
    return [model.fields[name] for name in chosen if name != "id"]


def _rows(env: "Env", model: ModelDef, fields: list[FieldDef], found: Condition, *, classic: bool) -> list[Row]:
    plain = [f for f in fields if not (f.computed or f.many)]
    columns = ", ".join(["t.id", *(sql_of(env.store, model, f, "t") for f in plain)])
    rows = env.store.run(f'SELECT {columns} FROM "{model.table}" t WHERE {found.sql}', found.values)
    if not rows:
        return []
    by_column = list(zip(*rows, strict=True))
    ids = list(by_column[0])
    made: dict[str, list[Any]] = {"id": ids}
    for of, raw in zip(plain, by_column[1:], strict=True):
        made[of.name] = column_out(env, of, raw, classic=classic)
    made |= _lists(env, model, [f for f in fields if f.many and not f.computed], ids)
    made |= computed_values(env, model, [f for f in fields if f.computed], ids, classic=classic)
    names = ["id", *(f.name for f in fields)]
    return [dict(zip(names, row, strict=True)) for row in zip(*(made[n] for n in names), strict=True)]


def _lists(env: "Env", model: ModelDef, fields: list[FieldDef], ids: list[int]) -> dict[str, list[Any]]:
    made = {}
    for of in fields:
        linked = line_ids(env, model, of, ids)
        made[of.name] = [linked.get(i, []) for i in ids]
    return made
