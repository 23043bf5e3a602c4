"""Why a text that people write is not accepted: each key by its path, what is wrong with it, and what to do."""

from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from typing import ClassVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.fact import Fact


class Unreadable(ValueError):
    """A text that cannot be used; `problems` names every key that is wrong, missing or unknown."""

    what: ClassVar[str] = "text"

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"the {self.what} is not accepted:\n" + "\n".join(f"  - {p}" for p in problems))
        self.problems = problems


def problems(wrong: ValidationError, kind: type[Fact]) -> tuple[str, ...]:
    """The errors in words; an unknown key is told the nearest one that `kind` or its tables know."""
    known = _known_keys(kind)
    return tuple(_problem(error, known) for error in wrong.errors())


def _problem(error: ErrorDetails, known: AbstractSet[str]) -> str:
    path = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "missing":
            return f"{path} is missing; add it (what was delivered shows every key)"
        case "extra_forbidden":
            near = get_close_matches(str(error["loc"][-1]), known, n=1)
            return f"{path} is not a known key; {f'did you mean {near[0]}?' if near else 'remove it'}"
        case _:
            return f"{path}: {error['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _known_keys(kind: type[Fact]) -> set[str]:
    keys = set(kind.model_fields)
    for field in kind.model_fields.values():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Fact):
            keys |= _known_keys(field.annotation)
    return keys
