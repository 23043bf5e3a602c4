"""Rows for a bulk insert whose ids are known beforehand, so that they can point at each other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sandbox.calendars import STAMP
from sandbox.orm import Env
from sandbox.schema import LOG_FIELDS
from sandbox.values import default_value


class Rows:
    """Collects rows by model; `flush` writes them. No rule of Odoo is run: the caller keeps the figures in step."""

    def __init__(self, env: Env, now: datetime) -> None:
        self.env = env
        self.now = now
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._next: dict[str, int] = {}
        self._links: dict[tuple[str, str], list[tuple[int, int]]] = {}

    def add(self, model: str, **values: Any) -> int:
        """One row; its id. `create_date` and `create_uid` may be given, as nobody could over the wire."""
        record = self.next_id(model)
        self._next[model] = record + 1
        self._rows.setdefault(model, []).append({"id": record, **values})
        return record

    def next_id(self, model: str) -> int:
        """The id that the next row of a model gets."""
        if model not in self._next:
            found = self.env.store.column(f'SELECT COALESCE(MAX(id), 0) FROM "{self.env.model(model).table}"')
            self._next[model] = int(found[0]) + 1
        return self._next[model]

    def link(self, model: str, field: str, pairs: Iterable[tuple[int, int]]) -> None:
        """Links of a many2many, as (record, other)."""
        self._links.setdefault((model, field), []).extend(pairs)

    def flush(self) -> None:
        """Write everything, in one transaction."""
        with self.env.store.transaction():
            for model, rows in self._rows.items():
                self._insert(model, rows)
            for (model, field), pairs in self._links.items():
                self.env.store.link_many(model, field, pairs)
        self._rows, self._links, self._next = {}, {}, {}

    def _insert(self, name: str, rows: list[dict[str, Any]]) -> None:
        model = self.env.model(name)
        given = dict.fromkeys(key for row in rows for key in row)
        unknown = [key for key in given if key not in model.fields or not model.fields[key].column]
        if unknown:
            message = f"{name} has no column {unknown[0]!r}"
            raise KeyError(message)
        stamp = text(self.now)
        log = dict(zip(LOG_FIELDS, (self.env.uid, self.env.uid, stamp, stamp), strict=True))
        base = {f.name: default_value(f) for f in model.fields.values() if f.column and f.default is not None}
        base = {key: int(value) if isinstance(value, bool) else value for key, value in base.items()} | log
        names = list(dict.fromkeys([*given, *base]))
        self.env.store.insert_many(model, names, ([row.get(name, base.get(name)) for name in names] for row in rows))


def text(moment: datetime) -> str:
    """A moment in Odoo's text form."""
    return moment.strftime(STAMP)


class Names:
    """Numbers documents as Odoo's sequences do, and leaves the sequences where the documents end."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, str], int] = {}

    @classmethod
    def resumed(cls, env: Env) -> "Names":
        """Numbers that go on where the documents of a filled store end."""
        names = cls()
        for row in env.search_read("ir.sequence", [["code", "!=", False]], ["code", "prefix", "number_next"]):
            names._used[row["code"], row["prefix"] or ""] = int(row["number_next"]) - 1
        return names

    def next(self, code: str, prefix: str) -> str:
        """The next name under a sequence's code."""
        number = self._used.get((code, prefix), 0) + 1
        self._used[code, prefix] = number
        return f"{prefix}{number:05d}"

    def leave(self, env: Env) -> None:
        """Later documents go on from here."""
        for (code, prefix), used in self._used.items():
            known = env.search("ir.sequence", [["code", "=", code], ["prefix", "=", prefix]], limit=1)
            if known:
                env.write("ir.sequence", known, {"number_next": used + 1})
            else:
                env.create("ir.sequence", {"name": code, "code": code, "prefix": prefix, "number_next": used + 1})
