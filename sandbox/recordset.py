"""Records, the environment and time as interpreted code sees them."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from sandbox.moments import Linked, from_plain, to_plain
from sandbox.registry import Method, Records, method_of
from sandbox.schema import FieldDef

if TYPE_CHECKING:
    from sandbox.orm import Env

Sink = dict[int, dict[str, Any]]


class Recordset(Linked):
    """Some records of one model in one environment. With a `sink`, assigned items are collected instead of written."""

    def __init__(
        self, env: "Env", model: str, ids: Iterable[int] = (), *, sink: Sink | None = None, rows: Sink | None = None
    ) -> None:
        self.env = env
        self.model = model
        self.ids = tuple(dict.fromkeys(ids))
        self._sink = sink
        self._rows = rows or {}

    def _same(self, ids: Iterable[int]) -> "Recordset":
        return Recordset(self.env, self.model, ids, sink=self._sink, rows=self._rows)

    # -- as Python sees it

    def __len__(self) -> int:
        return len(self.ids)

    def __bool__(self) -> bool:
        return bool(self.ids)

    def __iter__(self) -> Iterator["Recordset"]:
        return (self._same([i]) for i in self.ids)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recordset) and (self.model, set(self.ids)) == (other.model, set(other.ids))

    @override
    def __hash__(self) -> int:
        return hash((self.model, frozenset(self.ids)))

    def __contains__(self, other: "Recordset") -> bool:
        return set(other.ids) <= set(self.ids)

    def __or__(self, other: "Recordset") -> "Recordset":
        return self._same([*self.ids, *other.ids])

    __add__ = __or__

    def __and__(self, other: "Recordset") -> "Recordset":
        return self._same(i for i in self.ids if i in other.ids)

    def __sub__(self, other: "Recordset") -> "Recordset":
        return self._same(i for i in self.ids if i not in other.ids)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self._value(key)
        chosen = self.ids[key]
        return self._same(chosen if isinstance(chosen, tuple) else [chosen])

    def __setitem__(self, name: str, value: Any) -> None:
        plain = to_plain(value)
        if self._sink is None:
            self.env.write(self.model, self.ids, {name: plain})
            return
        for record in self.ids:
            self._sink.setdefault(record, {})[name] = plain

    @override
    def __str__(self) -> str:
        return f"{self.model}({', '.join(map(str, self.ids))}{',' if len(self.ids) == 1 else ''})"

    # -- as code sees it

    def attribute(self, name: str) -> Any:
        """A field, one of the words of every recordset, or a public method of the model."""
        if name in self.env.model(self.model).fields and name != "id":
            return self._value(name)
        if name in _WORDS:
            return _WORDS[name](self)
        found = method_of(self.model, name)
        if found is None or name.startswith("_"):
            message = f"{self.model!r} object has no attribute {name!r}"
            raise AttributeError(message)
        return lambda *args, **kwargs: self._call(found, args, kwargs)

    def _call(self, found: Method, args: Any, kwargs: Any) -> Any:
        plain = [to_plain(a) for a in args]
        made = found(self.env, self.model, list(self.ids), *plain, **{k: to_plain(v) for k, v in kwargs.items()})
        return Recordset(self.env, made.model, made.ids) if isinstance(made, Records) else made

    def _value(self, name: str) -> Any:
        field = self.env.model(self.model).fields[name]
        if not self.ids:
            return Recordset(self.env, field.relation) if field.relation else False
        if len(self.ids) > 1 and not field.relation:
            message = f"Expected singleton: {self}"
            raise ValueError(message)
        if field.relation:
            return Recordset(self.env, field.relation, (i for one in self.ids for i in _ids(self._raw(one, name))))
        raw = self._raw(self.ids[0], name)
        return _referred(self.env, raw) if raw and field.kind == "reference" else from_plain(field, raw)

    def _raw(self, record: int, name: str) -> Any:
        known = self._rows.get(record, {})
        if name in known:
            return known[name]
        return self.env.one(self.model, record, [name])[name]

    def filtered(self, test: Callable[["Recordset"], Any] | str) -> "Recordset":
        """Those that pass a test, or have a field that is not empty."""
        passes = (lambda one: one[test]) if isinstance(test, str) else test
        return self._same(one.ids[0] for one in self if passes(one))

    def mapped(self, path: str) -> Any:
        """Values along a path: records for linked ones, a list for others."""
        found: Any = self
        for name in path.split("."):
            field = found.env.model(found.model).fields[name]
            found = found[name] if field.relation else [one[name] for one in found]
        return found


def _referred(env: "Env", text: str) -> Recordset:
    """The record behind a reference, `model,id`."""
    model, _, record = text.partition(",")
    return Recordset(env, env.model(model).name, [int(record)])


def _ids(raw: Any) -> list[int]:
    return raw if isinstance(raw, list) else [raw] if raw else []


def _ensure_one(records: Recordset) -> Recordset:
    if len(records.ids) != 1:
        message = f"Expected singleton: {records}"
        raise ValueError(message)
    return records


def _search(records: Recordset) -> Callable[..., Recordset]:
    return lambda domain=(), **more: Recordset(
        records.env, records.model, records.env.search(records.model, domain, **more)
    )


def _write(records: Recordset) -> Callable[[dict[str, Any]], bool]:
    return lambda vals: records.env.write(records.model, records.ids, {k: to_plain(v) for k, v in vals.items()})


def _create(records: Recordset) -> Callable[[dict[str, Any]], Recordset]:
    return lambda vals: Recordset(
        records.env, records.model, [records.env.create(records.model, {k: to_plain(v) for k, v in vals.items()})]
    )


_WORDS: dict[str, Callable[[Recordset], Any]] = {
    "id": lambda r: r.ids[0] if r.ids else False,
    "ids": lambda r: list(r.ids),
    "env": lambda r: Environment(r.env),
    "_name": lambda r: r.model,
    "_fields": lambda r: {name: FieldWords(of) for name, of in r.env.model(r.model).fields.items()},
    "write": _write,
    "create": _create,
    "unlink": lambda r: lambda: r.env.unlink(r.model, r.ids),
    "search": _search,
    "search_count": lambda r: lambda domain=(): r.env.search_count(r.model, domain),
    "browse": lambda r: (
        lambda ids=(): Recordset(r.env, r.model, _ids(ids if not isinstance(ids, tuple) else list(ids)))
    ),
    "exists": lambda r: lambda: Recordset(r.env, r.model, r.env.store.existing(r.env.model(r.model), r.ids)),
    "sudo": lambda r: lambda: Recordset(r.env.sudo(), r.model, r.ids),
    "with_context": lambda r: lambda **more: Recordset(r.env.with_context(**more), r.model, r.ids),
    "filtered": lambda r: r.filtered,
    "mapped": lambda r: r.mapped,
    "ensure_one": lambda r: lambda: _ensure_one(r),
    "has_group": lambda r: lambda xmlid: r.env.with_user(r.ids[0] if r.ids else r.env.uid).has_group(xmlid),
}


class FieldWords:
    """A field's definition as code sees it."""

    def __init__(self, of: FieldDef) -> None:
        self._of = of

    def attribute(self, name: str) -> Any:
        """Name, type, label and selection."""
        words: dict[str, Any] = {
            "name": self._of.name,
            "type": self._of.kind,
            "string": self._of.label,
            "selection": list(self._of.selection),
            "_description_selection": lambda _env: list(self._of.selection),
        }
        if name not in words:
            raise AttributeError(name)
        return words[name]


class Environment:
    """Odoo's `env` as code sees it."""

    def __init__(self, env: "Env") -> None:
        self._env = env

    def __getitem__(self, model: str) -> Recordset:
        return Recordset(self._env, self._env.model(model).name)

    def __contains__(self, model: str) -> bool:
        return model in self._env.store.models()

    def attribute(self, name: str) -> Any:
        """Who asks, in which context."""
        words: dict[str, Callable[[], Any]] = {
            "uid": lambda: self._env.uid,
            "su": lambda: self._env.su,
            "context": lambda: dict(self._env.context),
            "user": lambda: Recordset(self._env.sudo(), "res.users", [self._env.uid]),
            "company": lambda: Recordset(self._env, "res.company", [self._env.company_id]),
            "companies": lambda: Recordset(self._env, "res.company", self._env.company_ids),
            "ref": lambda: self._ref,
        }
        if name not in words:
            raise AttributeError(name)
        return words[name]()

    def _ref(self, xmlid: str) -> Recordset:
        from sandbox.references import lookup

        model, record = lookup(self._env, xmlid)
        return Recordset(self._env, model, [record])
