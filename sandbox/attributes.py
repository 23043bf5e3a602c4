"""What interpreted code may reach: attributes by type, operators with bounds, and the built-in functions."""

import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol, runtime_checkable

_LONGEST = 1_000_000
_WEIGHT = 1_000
"""A number of more than a thousand bits is as bad as a text of a million characters."""

_TEXT = {
    "strip", "lstrip", "rstrip", "lower", "upper", "title", "startswith", "endswith", "split", "splitlines", "join",
    "replace", "find", "count", "capitalize", "format", "isdigit",
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
            bound = _BOUNDED.get((kind, name))
            return partial(bound, value) if bound else getattr(value, name)
    message = f"{type(value).__name__!r} object has no attribute {name!r}"
    raise AttributeError(message)


def _format(text: str, *args: Any, **kwargs: Any) -> str:
    """`str.format` reaches attributes and pads without bound; only plain fields of a sane width are let through."""
    if any(mark in field for field in _fields(text) for mark in ".[{"):
        message = "attributes, items and nested widths cannot be formatted"
        raise ValueError(message)
    return str(_short(text.format(*args, **kwargs) if _tame(text) else ""))


def _fields(text: str) -> list[str]:
    """What stands between braces, up to the width."""
    return [part.split("}", 1)[0] for part in text.replace("{{", "").split("{")[1:]] if text.count("{") else []


def _replace(text: str, old: str, new: str) -> str:
    return text.replace(old, new) if _fits(len(text) + text.count(old) * len(new)) else ""


def _join(text: str, parts: Iterable[str]) -> str:
    known = list(parts)
    return text.join(known) if _fits(sum(map(len, known)) + len(text) * len(known)) else ""


def _extend(items: list[Any], more: Iterable[Any]) -> None:
    known = list(more)
    if _fits(len(items) + len(known)):
        items.extend(known)


_BOUNDED: dict[tuple[type, str], Callable[..., Any]] = {
    (str, "format"): _format,
    (str, "replace"): _replace,
    (str, "join"): _join,
    (list, "extend"): _extend,
}


def _fits(length: int) -> bool:
    if length > _LONGEST:
        message = "the result is too long"
        raise ValueError(message)
    return True


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
        if isinstance(one, str | list | tuple) and isinstance(other, int):
            _fits(len(one) * other)
    return _short(left * right)


def _short(value: Any) -> Any:
    if isinstance(value, str | list | tuple):
        _fits(len(value))
    elif isinstance(value, int):
        _fits(value.bit_length() * _WEIGHT)
    return value


def _range(*bounds: int) -> range:
    made = range(*bounds)
    return made if _fits(len(made)) else range(0)


BUILT_IN: dict[str, Any] = {
    "True": True, "False": False, "None": None,
    "dict": dict, "list": list, "tuple": tuple, "set": set, "str": str, "int": int, "float": float, "bool": bool,
    "len": len, "min": min, "max": max, "sum": sum, "abs": abs, "round": round, "any": any, "all": all,
    "sorted": sorted, "range": _range, "enumerate": enumerate, "zip": zip, "reversed": reversed,
}  # fmt: skip
