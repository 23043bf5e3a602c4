"""Assumptions of a scenario as one typed file that an operator edits: read strictly, and said with its key."""

import json
import tomllib
from decimal import Decimal
from typing import Self

from pydantic import ValidationError

from domain.fact import Fact, Line
from tools.errors import Misconfigured

_WORDS = {"missing": "is missing", "extra_forbidden": "is not a key that is known here"}


class Stated(Fact):
    """Sections of figures, each with a description of what it says."""

    def said(self, key: str) -> Line:
        """One assumption as a line for people, named as in the file: `section.name`."""
        section, _, name = key.partition(".")
        part: Fact = getattr(self, section)
        return f"{type(part).model_fields[name].description}: {getattr(part, name)} (assumed: {key})"

    @classmethod
    def stated_in(cls, text: str, named: str) -> Self:
        """The figures of a TOML text; `Misconfigured` names every missing, unknown or impossible key."""
        try:
            stated = tomllib.loads(text, parse_float=Decimal)
            return cls.model_validate_json(json.dumps(stated, default=str))
        except tomllib.TOMLDecodeError as wrong:
            message = f"{named} are not TOML: {wrong}"
        except ValidationError as wrong:
            faults = [
                f"{'.'.join(str(part) for part in e['loc'])}: {_WORDS.get(e['type'], e['msg'])}" for e in wrong.errors()
            ]
            message = f"{named} cannot be used: " + "; ".join(faults)
        raise Misconfigured(message, remedy="Correct the file; every key is explained in the one that came along")
