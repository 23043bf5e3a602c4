"""What activities work with: Odoo, the ledger, the book in force, the clock. Given once, by the worker."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from domain.fact import Fact, Line, Moment, Name
from domain.identity import CaseId
from policies.book import PolicyBook
from tools.ledger import Ledger, Note
from tools.odoo.session import OdooSession
from workflows.orders import CaseOpened

OpenOdoo = Callable[[], AbstractContextManager[OdooSession]]


class Said(Fact):
    """Plain words as the payload of an audit entry."""

    words: str


@dataclass(frozen=True)
class Desk:
    """The outside of one worker process. Every activity object is built from one."""

    odoo: OpenOdoo
    ledger: Ledger
    book: Callable[[], PolicyBook]
    now: Callable[[], Moment | datetime]
    secret: bytes

    def note(self, opened: CaseOpened, kind: Name, step: str, payload: Fact, *, actor: Line, book: str | None = None) -> None:
        """One audit entry of a case; the same step of the same opening is recorded once, however often it is tried."""
        self.ledger.record(
            Note(
                kind=kind,
                actor=actor,
                case=opened.case,
                subject=step,
                payload=payload,
                book=book,
                at=self.now(),
                entry_key=f"{opened.case}#{opened.episode}/{kind}/{step}",
            )
        )


def subject_of(case: CaseId) -> str:
    """The last part of a case id: what it is about."""
    return case.rsplit("/", 1)[-1]
