"""What a database may or may not hold: records of modules that are not everywhere installed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tools.errors import NotAllowed, Refused
from tools.odoo.records import Reader

T = TypeVar("T")


@dataclass(frozen=True)
class Kept(Generic[T]):
    """Records of one kind; where there can be none, `absent` says why."""

    found: tuple[T, ...] = ()
    absent: str = ""


def fields_of(reader: Reader, model: str, wanted: Sequence[str]) -> frozenset[str]:
    """Which of the `wanted` fields a model has here; none where its module is not installed."""
    try:
        known = reader.odoo.call(model, "fields_get", [*wanted], ["type"])
    except Refused:  # Odoo's word for a model that does not exist
        return frozenset()
    return frozenset(known) & frozenset(wanted) if isinstance(known, dict) else frozenset()


def allowed(read: Callable[[], Kept[T]], what: str) -> Kept[T]:
    """What is read, or that the robot may not read it: a right that is missing is no record that is missing."""
    try:
        return read()
    except NotAllowed:
        return Kept(absent=f"the robot may not read {what} in Odoo")
