"""Odoo's `load`: rows of text in, records with external ids out; the create-once and upsert rules of 17."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox import references
from sandbox.cells import Unreadable, cell
from sandbox.said import CallerKeyError, Said, UserError
from sandbox.schema import ModelDef
from sandbox.store import listed

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]


@dataclass
class Record:
    """One record of the import: its external id, its values, its lines by field, the rows it came from."""

    first: int
    last: int
    number: int = 0
    xmlid: str = ""
    dbid: int | None = None
    cells: dict[tuple[str, str], Any] = field(default_factory=dict)
    lines: dict[str, list["Record"]] = field(default_factory=dict)


def load(env: "Env", name: str, fields: Sequence[str], data: Sequence[Sequence[Any]]) -> Row:
    """`{ids, messages, nextrow}`; any error gives `ids: False`, keeps nothing, and is told in `messages`."""
    model = env.model(name)
    messages: list[Row] = []
    ids: list[int] = []
    paths = [f.split("/") for f in fields]
    for head in (path[0] for path in paths):
        if head not in model.fields and head != ".id":
            raise CallerKeyError(head)
    try:
        with env.store.transaction(), env.store.savepoint():
            for record in _records(model, paths, data):
                made = _one(env, model, record, messages)
                ids += [made] if made else []
            _unless_failed(messages)
    except _Undone:
        return {"ids": False, "messages": messages, "nextrow": 0}
    return {"ids": ids, "messages": messages, "nextrow": 0}


class _Undone(Exception):
    """Something in the import failed; nothing of it stays."""


def _unless_failed(messages: list[Row]) -> None:
    if any(m["type"] == "error" for m in messages):
        raise _Undone


def _one(env: "Env", model: ModelDef, record: Record, messages: list[Row]) -> int | None:
    where = {"rows": {"from": record.first, "to": record.last}, "record": record.number}
    try:
        with env.store.savepoint():
            return _keep(env, model, record)
    except Unreadable as wrong:
        place = {"field": wrong.field, "field_name": wrong.label}
        messages.append({**where, **place, "type": "error", "message": str(wrong)})
    except Said as said:
        words = str(said) if said.name.startswith("odoo.") else f"Unknown error during import: {said.name}: {said}"
        messages.append({**where, "type": "error", "message": words})
    return None


def _records(model: ModelDef, paths: list[list[str]], data: Sequence[Sequence[Any]]) -> list[Record]:
    """Rows to records: a row without values for the record itself continues the one before with more lines."""
    found: list[Record] = []
    of_line = [len(path) > 1 and path[0] in model.fields and model.fields[path[0]].kind == "one2many" for path in paths]
    for number, row in enumerate(data):
        if not found or any(_filled(v) for n, v in enumerate(row) if not of_line[n]):
            found.append(Record(number, number, len(found)))
            for n, value in enumerate(row):
                if not of_line[n]:
                    _put(found[-1], paths[n], value)
        found[-1].last = number
        line: dict[str, Record] = {}
        filled = {paths[n][0] for n, v in enumerate(row) if of_line[n] and _filled(v)}
        for n, value in enumerate(row):
            if paths[n][0] in filled:
                _put(line.setdefault(paths[n][0], Record(number, number)), paths[n][1:], value)
        for name, record in line.items():
            found[-1].lines.setdefault(name, []).append(record)
    return found


def _filled(value: Any) -> bool:
    return value is not None and value is not False and value != ""


def _put(record: Record, path: list[str], value: Any) -> None:
    """An empty cell empties the field, as in Odoo; an empty id says nothing."""
    if path == ["id"]:
        record.xmlid = str(value) if _filled(value) else ""
    elif path == [".id"]:
        record.dbid = int(value) if _filled(value) else None
    else:
        record.cells[path[0], path[1] if len(path) > 1 else ""] = value if _filled(value) else False


def _keep(env: "Env", model: ModelDef, record: Record) -> int:
    """Create, update, or leave as it is: with mode "update" and noupdate the first writer wins."""
    xmlid = _whole(env, record.xmlid) if record.xmlid else ""
    update, noupdate = env.context.get("mode") == "update", bool(env.context.get("noupdate"))
    known = references.find(env, xmlid) if xmlid else None
    existing = known[1] if known and env.store.existing(model, [known[1]]) else record.dbid
    if update and not xmlid and not existing:
        message = "Unknown error during import: <class 'KeyError'>: 'record'"
        raise UserError(message)
    vals = _values(env, model, record, update=bool(existing))
    if existing:
        if not (update and known and _frozen(env, xmlid)):
            env.write(model.name, [existing], vals)
        return existing
    if known:
        env.store.run("DELETE FROM ir_model_data WHERE module || '.' || name = ?", [xmlid])
    made = env.create(model.name, vals)
    if xmlid:
        references.name(env, xmlid, model.name, made, noupdate=noupdate)
    _name_lines(env, model, record, made, noupdate=noupdate)
    return made


def _whole(env: "Env", xmlid: str) -> str:
    return xmlid if "." in xmlid else f"{env.context.get('module') or '__import__'}.{xmlid}"


def _frozen(env: "Env", xmlid: str) -> bool:
    found = env.store.column("SELECT noupdate FROM ir_model_data WHERE module || '.' || name = ?", [xmlid])
    return bool(found and found[0])


def _values(env: "Env", model: ModelDef, record: Record, *, update: bool) -> Row:
    vals = {column[0]: cell(env, model, column, value) for column, value in record.cells.items()}
    for name, lines in record.lines.items():
        of = model.fields[name]
        other = env.model(of.relation)
        vals[name] = [_line(env, other, line, update=update) for line in lines]
    return vals


def _line(env: "Env", other: ModelDef, line: Record, *, update: bool) -> list[Any]:
    known = references.find(env, _whole(env, line.xmlid)) if line.xmlid and update else None
    vals = _values(env, other, line, update=False)
    target = known[1] if known else line.dbid
    return [1, target, vals] if target and env.store.existing(other, [target]) else [0, 0, vals]


def _name_lines(env: "Env", model: ModelDef, record: Record, made: int, *, noupdate: bool) -> None:
    """New lines get the external ids of their rows, in the order they were made."""
    for name, lines in record.lines.items():
        of = model.fields[name]
        if of.kind != "one2many" or not any(line.xmlid for line in lines):
            continue
        other = env.model(of.relation)
        ids = env.store.column(f'SELECT id FROM "{other.table}" WHERE "{of.inverse}" IN ({listed([made])}) ORDER BY id')
        for line, target in zip(lines, ids, strict=False):
            if line.xmlid:
                references.name(env, _whole(env, line.xmlid), other.name, target, noupdate=noupdate)
