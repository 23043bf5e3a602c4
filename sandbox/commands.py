"""Odoo's commands for lists of linked records: (0, 0, vals) to (6, 0, ids)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.columns import OWNER
from sandbox.said import CallerValueError
from sandbox.schema import FieldDef, ModelDef
from sandbox.store import listed

if TYPE_CHECKING:
    from sandbox.orm import Env

_CREATE, _UPDATE, _DELETE, _UNLINK, _LINK, _CLEAR, _SET = range(7)


@dataclass(frozen=True)
class _List:
    """One list field of one record."""

    env: "Env"
    model: ModelDef
    field: FieldDef
    record: int


def apply_commands(env: "Env", model: ModelDef, field: FieldDef, ids: Sequence[int], *, value: Any) -> None:
    """Carry out the commands for every record; a plain list of ids replaces all."""
    for command in _commands(model, field, value):
        kind, target, more = (*command, 0, 0)[:3]
        for record in ids:
            of = _List(env, model, field, record)
            (_line if field.kind == "one2many" else _link)(of, kind, target, more)


def _commands(model: ModelDef, field: FieldDef, value: Any) -> Sequence[Sequence[Any]]:
    if value is False or value is None:
        return [[_CLEAR]]
    wrong = CallerValueError(f"Wrong value for {model.name}.{field.name}: {value!r}")
    if not isinstance(value, list | tuple):
        raise wrong
    if value and all(isinstance(v, int) and not isinstance(v, bool) for v in value):
        return [[_SET, 0, list(value)]]
    if any(not isinstance(c, list | tuple) or not c or c[0] not in range(7) for c in value):
        raise wrong
    return value


def _line(of: _List, kind: int, target: Any, more: Any) -> None:
    """One command on the lines that point back at the record."""
    name = of.field.relation
    match kind:
        case 0:
            of.env.create(name, {**more, of.field.inverse: of.record, **_owner(of)})
        case 1:
            of.env.write(name, [target], more)
        case 2:
            of.env.unlink(name, [target])
        case 4:
            of.env.write(name, [target], {of.field.inverse: of.record})
        case 3:
            _let_go(of, [target])
        case _:
            _replace(of, list(more) if kind == _SET else [])


def _owner(of: _List) -> dict[str, Any]:
    """On which model the record of a message, activity or attachment is."""
    return {OWNER[of.field.relation]: of.model.name} if of.field.relation in OWNER else {}


def _replace(of: _List, kept: list[int]) -> None:
    other = of.env.model(of.field.relation)
    sql = f'SELECT id FROM "{other.table}" WHERE "{of.field.inverse}" = ? AND id NOT IN ({listed(kept)})'
    _let_go(of, of.env.store.column(sql, [of.record]))
    if kept:
        of.env.write(other.name, kept, {of.field.inverse: of.record})


def _let_go(of: _List, gone: list[int]) -> None:
    """Lines that cannot live alone are deleted."""
    other = of.env.model(of.field.relation)
    back = other.fields[of.field.inverse]
    if gone and (back.required or back.cascade):
        of.env.unlink(other.name, gone)
    elif gone:
        of.env.write(other.name, gone, {of.field.inverse: False})


def _link(of: _List, kind: int, target: Any, more: Any) -> None:
    """One command on a many2many."""
    store, name = of.env.store, of.field.relation
    match kind:
        case 0:
            store.link(of.model, of.field, of.record, [of.env.create(name, more)])
        case 1:
            of.env.write(name, [target], more)
        case 2 | 3:
            store.cut(of.model, of.field, of.record, [target])
            if kind == _DELETE:
                of.env.unlink(name, [target])
        case 4:
            store.link(of.model, of.field, of.record, [target])
        case _:
            store.cut(of.model, of.field, of.record)
            store.link(of.model, of.field, of.record, more if kind == _SET else [])
