"""What activities work with: Odoo, the ledger, the book in force, the clock. Given once, by the worker."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from temporalio.exceptions import ApplicationError

from domain.fact import Digest, Fact, Line, Name, tame
from policies.book import PolicyBook
from tools.errors import Permanent, ToolError
from tools.ledger import By, Ledger, Note
from tools.odoo.answers import Reading
from tools.odoo.session import OdooSession, ReadingSession
from workflows import guarding
from workflows.guarding import Guards
from workflows.orders import CaseOpened

OpenOdoo = Callable[[], AbstractContextManager[OdooSession]]
OpenReading = Callable[[], AbstractContextManager[ReadingSession]]

WEIGHBRIDGE = "weighbridge"
"""Who acts when no person did."""

_KEY_LENGTH = 32


@dataclass(frozen=True)
class Desk:
    """The outside of one worker process. Every activity object is built from one."""

    odoo: OpenOdoo
    """A session that may write: for the activities that write, ask and remind."""
    reading: OpenReading
    """A session that only reads: for all other activities."""
    ledger: Ledger
    book: Callable[[], PolicyBook]
    """The book in force, read anew each time: an edit counts from the next judgement on."""
    now: Callable[[], datetime]
    secret: bytes
    guards: Guards | None = None
    """Looks at the guards in Odoo; None where nobody was given the rights to see them."""

    def believed(self, reading: Reading) -> Reading:
        """The reading, unless it is a decision and the guards in Odoo do not stand as they were provisioned."""
        if reading.decision is None:
            return reading
        doubt = guarding.doubt(self.guards, self.ledger, actor=WEIGHBRIDGE, now=self.now())
        if doubt is None:
            return reading
        return Reading(decision=None, words=tame(f"not counted: {doubt}"), distrusted=True)

    def by(self, opened: CaseOpened, *, actor: Line = WEIGHBRIDGE, book: Digest | None = None) -> By:
        """Who did something for a case, now."""
        return By(actor=actor, case=opened.case, book=book, at=self.now())

    def note(self, opened: CaseOpened, kind: Name, step: str, payload: Fact, *, by: By) -> Note:
        """One audit entry of a case; the same step of the same opening is recorded once, however often it is tried."""
        key = f"{opened.case}#{opened.episode}/{kind}/{step}"
        return Note(kind=kind, by=by, subject=step, payload=payload, entry_key=key)

    def key(self, slot: str, digest: Digest) -> Name:
        """The unguessable business key of one write: the same slot and proposal always have the same."""
        signed = hmac.digest(self.secret, f"weighbridge/effect/v1\0{slot}\0{digest}".encode(), hashlib.sha256)
        return base64.b32encode(signed).decode().lower()[:_KEY_LENGTH]


@contextmanager
def in_temporal_words() -> Iterator[None]:
    """Our errors as Temporal reads them: named by their type, and final where no retry can help."""
    try:
        yield
    except ToolError as error:
        final = isinstance(error, Permanent)
        raise ApplicationError(str(error), type=type(error).__name__, non_retryable=final) from error
