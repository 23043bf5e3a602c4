"""What business code adds to the engine: methods, computed fields, defaults and hooks, by model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

if TYPE_CHECKING:
    from sandbox.orm import Env

Row = dict[str, Any]
Key = TypeVar("Key")
Body = TypeVar("Body")
MethodBody = Callable[..., Any]
Compute = Callable[["Env", list[int]], dict[int, Any]]
Search = Callable[["Env", str, Any], list[Any]]
Default = Callable[["Env", Row], Any]
BeforeCreate = Callable[["Env", Row], Row]
OnCreate = Callable[["Env", list[int]], None]
BeforeWrite = Callable[["Env", list[int], Row], Row]
OnWrite = Callable[["Env", list[int], Row, dict[int, Row]], None]
OnUnlink = Callable[["Env", list[int]], None]


@dataclass(frozen=True)
class Method:
    """A method that may be called from outside.

    `records` ones take ids first, model ones do not; those that every model has (`of_all`) are told the model.
    """

    body: MethodBody
    records: bool = True
    guarded: bool = True
    of_all: bool = False

    def __call__(self, env: "Env", model: str, ids: list[int], *args: Any, **kwargs: Any) -> Any:
        """Run it; `ids` are left out for model methods."""
        first = ([model] if self.of_all else []) + ([ids] if self.records else [])
        return self.body(env, *first, *args, **kwargs)


@dataclass(frozen=True)
class Shown:
    """How a record is named: the fields that are read and what is made of them."""

    fields: tuple[str, ...]
    words: Callable[[Row], str]


@dataclass(frozen=True)
class Records:
    """Records as the answer of a method: a recordset for code; its text on the wire, or its id (`told_as_id`)."""

    model: str
    ids: tuple[int, ...]
    told_as_id: bool = False

    def on_the_wire(self) -> str | int:
        """What a caller over RPC is answered."""
        return self.ids[0] if self.told_as_id else str(self)

    @override
    def __str__(self) -> str:
        return f"{self.model}({', '.join(map(str, self.ids))}{',' if len(self.ids) == 1 else ''})"


METHODS: dict[tuple[str, str], Method] = {}
COMPUTE: dict[tuple[str, str], Compute] = {}
SEARCH: dict[tuple[str, str], Search] = {}
DEFAULT: dict[tuple[str, str], Default] = {}
BEFORE_CREATE: dict[str, list[BeforeCreate]] = {}
ON_CREATE: dict[str, list[OnCreate]] = {}
BEFORE_WRITE: dict[str, list[BeforeWrite]] = {}
ON_WRITE: dict[str, list[OnWrite]] = {}
ON_UNLINK: dict[str, list[OnUnlink]] = {}
SHOWN: dict[str, Shown] = {}


def method(model: str, name: str, *, guarded: bool = True) -> Callable[[MethodBody], MethodBody]:
    """Register `body(env, ids, ...)`; guarded ones need read access to the records, and that they exist.

    With "*" the method belongs to every model and is `body(env, model, ids, ...)`.
    """

    def keep(body: MethodBody) -> MethodBody:
        METHODS[model, name] = Method(body, guarded=guarded, of_all=model == "*")
        return body

    return keep


def model_method(model: str, name: str) -> Callable[[MethodBody], MethodBody]:
    """Register `body(env, ...)`, a method of the model that takes no ids."""

    def keep(body: MethodBody) -> MethodBody:
        METHODS[model, name] = Method(body, records=False, guarded=False, of_all=model == "*")
        return body

    return keep


def compute(model: str, *fields: str) -> Callable[[Compute], Compute]:
    """Register `body(env, ids) -> {id: value}` for one field, or `{id: {field: value}}` for several."""

    def keep(body: Compute) -> Compute:
        for name in fields:
            COMPUTE[model, name] = body if len(fields) == 1 else OneOf(body, name)
        return body

    return keep


@dataclass(frozen=True)
class OneOf:
    """One field of a body that works out several; `group` is the body, run once per read."""

    group: Compute
    name: str

    def __call__(self, env: "Env", ids: list[int]) -> dict[int, Any]:
        """The values of the one field."""
        return {record: row[self.name] for record, row in self.group(env, ids).items()}


def search(model: str, field: str) -> Callable[[Search], Search]:
    """Register `body(env, operator, value) -> domain`: makes a computed field searchable."""
    return _into(SEARCH, (model, field))


def default(model: str, field: str) -> Callable[[Default], Default]:
    """Register `body(env, vals) -> value` for a field that the caller of create left out."""
    return _into(DEFAULT, (model, field))


def before_create(model: str) -> Callable[[BeforeCreate], BeforeCreate]:
    """Register `body(env, vals) -> vals`, run with the caller's rights before a row is made."""
    return _append(BEFORE_CREATE, model)


def on_create(model: str) -> Callable[[OnCreate], OnCreate]:
    """Register `body(env, ids)`, run with elevated rights when rows and their lines exist, before automations."""
    return _append(ON_CREATE, model)


def before_write(model: str) -> Callable[[BeforeWrite], BeforeWrite]:
    """Register `body(env, ids, vals) -> vals`, run with the caller's rights before a write."""
    return _append(BEFORE_WRITE, model)


def on_write(model: str) -> Callable[[OnWrite], OnWrite]:
    """Register `body(env, ids, vals, old)`, run elevated after a write; `old` holds the former values by id."""
    return _append(ON_WRITE, model)


def on_unlink(model: str) -> Callable[[OnUnlink], OnUnlink]:
    """Register `body(env, ids)`, run elevated before records are deleted; raising keeps them."""
    return _append(ON_UNLINK, model)


def shown(model: str, fields: Sequence[str], words: Callable[[Row], str]) -> None:
    """Name the records of a model, for `display_name` and for every many2one that points at them."""
    SHOWN[model] = Shown(tuple(fields), words)


def method_of(model: str, name: str) -> Method | None:
    """The method of a model, or the one that every model has."""
    return METHODS.get((model, name)) or METHODS.get(("*", name))


def _into(table: dict[Key, Body], key: Key) -> Callable[[Body], Body]:
    def keep(body: Body) -> Body:
        table[key] = body
        return body

    return keep


def _append(table: dict[str, list[Body]], key: str) -> Callable[[Body], Body]:
    def keep(body: Body) -> Body:
        table.setdefault(key, []).append(body)
        return body

    return keep


def each(table: Mapping[str, list[Body]], model: str) -> list[Body]:
    """The hooks of a model, then those of all models."""
    return [*table.get(model, []), *table.get("*", [])]
