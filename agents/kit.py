"""What every mind shares: the means it reads the world with, and how a node is declared."""

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from domain.fact import Digest, Fact
from tools.errors import Misconfigured
from tools.knowledge.words import Found, Refreshed
from tools.model import ChatModel
from tools.odoo.questions.asking import Question
from tools.odoo.session import OdooSession, ReadingSession

_F = TypeVar("_F", bound=Fact)


class Documents(Protocol):
    """Where facts are kept by the hash of their canonical form; only the hash travels through a workflow."""

    def keep(self, fact: Fact) -> Digest:
        """The hash under which the fact can be fetched again."""

    def fetch(self, digest: Digest, kind: type[_F]) -> _F:
        """The fact that was kept under a hash."""


class Promises(Protocol):
    """The dates that suppliers promised, as they stood when each purchase line was first seen."""

    def seen(self, company_id: int, promised: Mapping[int, datetime], at: datetime) -> dict[int, datetime]:
        """Keep the dates of lines that are seen for the first time; the first promise of each line."""

    def known(self, company_id: int, line_ids: Collection[int]) -> dict[int, datetime]:
        """The first promise of each line that was ever seen."""


class Library(Protocol):
    """Approved documents: procedures, contracts, agreements."""

    def refresh(self, odoo: OdooSession, *, company_id: int, now: datetime) -> Refreshed:
        """Bring the index up to date with what is approved now."""

    def search(self, odoo: OdooSession, query: str, *, company_id: int, now: datetime, top: int = 3) -> Found:
        """Passages that answer a question and that the user of the session may read, best first."""


@dataclass(frozen=True)
class Means:
    """The outside of a mind, all of it reading: no door to a write is among them."""

    odoo: Callable[[], AbstractContextManager[ReadingSession]]
    documents: Documents
    now: Callable[[], datetime]
    model: ChatModel | None
    assumptions: str
    """Text of the file with the figures that Odoo does not hold."""
    wait: Callable[[float], None] = time.sleep
    """Waits so many seconds before a chat model is asked again."""
    promises: Promises | None = None
    """Where there is none, every promise is taken as Odoo has it now, and that is said."""
    library: Library | None = None
    also: tuple[Question, ...] = ()
    """Reads beside those of Odoo that a chat model may ask for."""


@dataclass
class _Bench:
    means: Means | None = field(default=None)


_BENCH = _Bench()


def equip(means: Means | None) -> Means | None:
    """Give this process its means, and hand back those it had.

    The plugin runs nodes as plain functions, so there is one set for each process.
    """
    before, _BENCH.means = _BENCH.means, means
    return before


def means() -> Means:
    """The means of this process; `Misconfigured` where none were given."""
    if _BENCH.means is None:
        message = "this process was not equipped to think"
        raise Misconfigured(message, remedy="Start it through worker.py")
    return _BENCH.means


def read(*, seconds: int, summary: str) -> dict[str, object]:
    """How a node that reads the world or asks a model is run: as an activity of its own, with a timeout."""
    return {"execute_in": "activity", "start_to_close_timeout": timedelta(seconds=seconds), "summary": summary}


def computed(*, seconds: int, summary: str) -> dict[str, object]:
    """How a node is run that without a model depends on kept documents alone: strict replay runs it again."""
    return {**read(seconds=seconds, summary=summary), "recomputed": True}
