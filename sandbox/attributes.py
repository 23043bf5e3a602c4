"""What interpreted code may reach: attributes by type, operators with bounds, and the built-in functions."""

import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Protocol, runtime_checkable

_LONGEST = 1_000_000

_TEXT = {
    "strip", "lstrip", "rstrip", "lower", "upper", "title", "startswith", "endswith", "split", "splitlines", "join",
    "replace", "find", "count", "capitalize", "format", "isdigit", "zfill",
}  # fmt: skip
_DAY = {"year", "month", "day", "strftime", "isoformat", "weekday", "replace"}
_BY_TYPE: tuple[tuple[type, set[str]], ...] = (
    (str, _TEXT),
    (dict, {"get", "items", "keys", "values", "update", "setdefault", "pop"}),
    (list, {"append", "extend", "index", "count", "insert", "remove", "sort"}),
    (set, {"add", "discard", "union", "difference", "intersection"}),
    (tuple, {"index", "count"}),
    (datetime, _DAY | {"hour", "minute", "second", "date", "time", "timestamp"}),
    (date, _DAY),
    (timedelta, {"days", "seconds", "total_seconds"}),
)

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Div": operator.truediv, "FloorDiv": operator.floordiv,
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt,
    "GtE": operator.ge,
    "In": lambda a, b: a in b, "NotIn": lambda a, b: a not in b, "Is": operator.is_, "IsNot": operator.is_not,
    "BitOr": operator.or_, "BitAnd": operator.and_,
}  # fmt: skip


@runtime_checkable
class Speaking(Protocol):
    """A value of ours that decides itself what code may ask of it."""

    def attribute(self, name: str) -> Any:
        """The attribute, or AttributeError."""


class Names:
    """A module as code sees it: a few names."""

    def __init__(self, **names: Any) -> None:
        self._names = names

    def attribute(self, name: str) -> Any:
        """One of the names."""
        if name not in self._names:
            raise AttributeError(name)
        return self._names[name]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """A name that is a class as well as a module: `datetime.datetime(...)`."""
        return self._names["__call__"](*args, **kwargs)


def attribute(value: Any, name: str) -> Any:
    """An attribute that code may reach; anything else is refused as Odoo's safe_eval refuses dunder names."""
    if isinstance(value, Speaking):
        return value.attribute(name)
    for kind, known in _BY_TYPE:
        if isinstance(value, kind) and name in known:
            return _bounded_format(value) if isinstance(value, str) and name == "format" else getattr(value, name)
    message = f"{type(value).__name__!r} object has no attribute {name!r}"
    raise AttributeError(message)


def _bounded_format(text: str) -> Callable[..., str]:
    """`str.format` reaches attributes; only plain fields are let through."""

    def body(*args: Any, **kwargs: Any) -> str:
        if (
            any(mark in text for mark in (".", "["))
            and "{" in text
            and any("." in p or "[" in p for p in _fields(text))
        ):
            message = "attributes cannot be formatted"
            raise ValueError(message)
        return str(_short(text.format(*args, **kwargs)))

    return body


def _fields(text: str) -> list[str]:
    return [part.split("}", 1)[0].split(":", 1)[0] for part in text.split("{")[1:]]


def operate(name: str, left: Any, right: Any) -> Any:
    """A binary operator; results that would grow without bound are refused."""
    if name == "Mult":
        return _product(left, right)
    if name == "Mod":
        return _short(left % right) if isinstance(left, str) and _tame(left) else left % right
    if name == "Format":
        return _short(format(left, right)) if _tame(right) else ""
    return _short(_OPERATORS[name](left, right))


def _tame(text: str) -> bool:
    """A width of more than four digits in a format is refused."""
    digits = "".join(c if c.isdigit() else " " for c in text).split()
    if any(len(d) > 4 for d in digits):  # noqa: PLR2004 (the width that is still sane)
        message = "the format is too wide"
        raise ValueError(message)
    return True


def _product(left: Any, right: Any) -> Any:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, str | list | tuple) and isinstance(other, int) and len(one) * other > _LONGEST:
            message = "the result is too long"
            raise ValueError(message)
    return left * right


def _short(value: Any) -> Any:
    if isinstance(value, str | list | tuple) and len(value) > _LONGEST:
        message = "the result is too long"
        raise ValueError(message)
    return value


def _range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > _LONGEST:
        message = "the range is too long"
        raise ValueError(message)
    return made


BUILT_IN: dict[str, Any] = {
    "True": True, "False": False, "None": None,
    "dict": dict, "list": list, "tuple": tuple, "set": set, "str": str, "int": int, "float": float, "bool": bool,
    "len": len, "min": min, "max": max, "sum": sum, "abs": abs, "round": round, "any": any, "all": all,
    "sorted": sorted, "range": _range, "enumerate": enumerate, "zip": zip, "reversed": reversed,
}  # fmt: skip
