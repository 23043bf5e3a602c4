"""A case that rests: what it hears meanwhile, and what it takes along into a fresh history."""

from typing import Annotated

from pydantic import Field

from domain.approval import Rejection
from domain.fact import Digest, Fact, Line
from domain.ledger import Effect


class News(Fact):
    """Somebody wrote on a record that a case waits for. It carries no words: the case looks for itself."""

    record: Line


class SoFar(Fact):
    """What a case knows of itself when it goes on with a fresh history."""

    cycle: Annotated[int, Field(ge=1)]
    effects: tuple[Effect, ...]
    rejections: tuple[Rejection, ...]
    thought: Digest
