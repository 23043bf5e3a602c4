"""The ledger as the rooms above see it: each method is one transaction, and each may be repeated."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from domain.approval import ApprovalRequest, Exposure, ExposureKey
from domain.case import Closed
from domain.fact import Digest, Fact
from domain.ledger import AuditEntry, Effect
from tools.ledger import cases, chain, effects, exposure
from tools.ledger.promises import PromiseBook
from tools.ledger.store import Store
from tools.ledger.words import (
    Begun,
    By,
    CaseRow,
    Head,
    Intent,
    Judgement,
    Note,
    RequestRow,
    Settled,
    Verification,
    Waiting,
)

F = TypeVar("F", bound=Fact)


class Ledger:
    """One database. `url` is `sqlite:///<file>` or `postgresql://...`; tables are made when they are missing."""

    def __init__(self, url: str) -> None:
        self._store = Store(url)
        self.promises = PromiseBook(self._store)

    def close(self) -> None:
        """Give the connections back."""
        self._store.close()

    def keep(self, fact: Fact) -> Digest:
        """Store a document; its name is the hash of its text."""
        with self._store.writing() as sql:
            return chain.keep(sql, fact)

    def keep_all(self, facts: Sequence[Fact]) -> tuple[Digest, ...]:
        """Store many documents in one transaction."""
        with self._store.writing() as sql:
            return tuple(chain.keep(sql, fact) for fact in facts)

    def fetch(self, digest: Digest, kind: type[F]) -> F:
        """The document of that name: `Gone` when there is none, `Malformed` when it was changed."""
        with self._store.reading() as sql:
            return chain.fetch(sql, digest, kind)

    def erase(self, digest: Digest, by: By) -> None:
        """Forget what a document said; the chain still holds."""
        with self._store.writing() as sql:
            chain.erase(sql, digest, by)

    def record(self, note: Note) -> AuditEntry:
        """Add an entry to the chain; the same step is recorded once."""
        with self._store.writing() as sql:
            return chain.record(sql, note)

    def entries(self, *, case: str | None = None, after: int = 0) -> tuple[AuditEntry, ...]:
        """The entries in order, all or those of one case, beginning after a number."""
        with self._store.reading() as sql:
            return tuple(chain.entries(sql, case=case, after=after))

    def head(self) -> Head:
        """Where the chain ends; worth keeping elsewhere from time to time."""
        with self._store.reading() as sql:
            return chain.read_head(sql)

    def verify(self, anchor: Head | None = None) -> Verification:
        """Whether every entry and payload is as it was written; the first that is not is named."""
        with self._store.reading() as sql:
            return chain.verify(sql, anchor)

    def judged(
        self,
        slot: str,
        digest: Digest,
        keys: Sequence[ExposureKey],
        *,
        decide: Callable[[tuple[Exposure, ...]], Judgement],
        by: By,
        instead_of: str | None = None,
    ) -> Judgement:
        """Judge and reserve as one; `instead_of` is a slot that this one replaces, and whose reservation is released.

        `decide` gets one exposure for each key, in order; it must not take long and may reach nothing outside.
        """
        with self._store.writing() as sql:
            if instead_of is not None:
                exposure.replace(sql, instead_of)
            return exposure.judged(sql, slot, digest, keys, decide=decide, by=by)

    def judgement(self, slot: str) -> Judgement | None:
        """The verdict of a slot, with what it was given on."""
        with self._store.reading() as sql:
            return exposure.judgement_of(sql, slot)

    def release(self, slot: str, words: str, by: By) -> None:
        """A wish came to nothing; `words` say why."""
        with self._store.writing() as sql:
            exposure.let_go(sql, slot, words, by)

    def begin(self, intent: Intent, by: By) -> Begun:
        """Put a write on record before it is tried. `WrongClearance` when slot or clearance serve another proposal."""
        with self._store.writing() as sql:
            return effects.begin(sql, intent, by)

    def settle(self, settled: Settled, by: By) -> Effect:
        """Record what became of a write; a refused one no longer counts in any window."""
        with self._store.writing() as sql:
            return effects.settle(sql, settled, by)

    def effects(self, *, case: str | None = None) -> tuple[Effect, ...]:
        """All writes or those of one case, in order."""
        with self._store.reading() as sql:
            return effects.effects(sql, case=case)

    def effect(self, slot: str) -> Effect | None:
        """The write of a slot."""
        with self._store.reading() as sql:
            return effects.find(sql, slot=slot)

    def maker(self, model: str, record_id: int) -> str | None:
        """The case whose write made a record of Odoo, if one of ours did."""
        with self._store.reading() as sql:
            return effects.maker(sql, model, record_id)

    def open_request(self, request: ApprovalRequest, by: By) -> None:
        """A question stands in Odoo."""
        with self._store.writing() as sql:
            cases.open_request(sql, request, by)

    def close_request(self, request_id: str, words: str, by: By) -> None:
        """A question is over; `words` say how."""
        with self._store.writing() as sql:
            cases.close_request(sql, request_id, words, by)

    def request(self, request_id: str) -> RequestRow | None:
        """A question by its name."""
        with self._store.reading() as sql:
            return cases.find_request(sql, request_id)

    def open_requests(self) -> tuple[ApprovalRequest, ...]:
        """All questions that nobody has answered yet."""
        with self._store.reading() as sql:
            return tuple(row.request for row in cases.requests(sql, open_only=True))

    def waiting_requests(self) -> Waiting:
        """The same for whoever must go on: a question that cannot be read is named beside the others."""
        with self._store.reading() as sql:
            return cases.waiting_requests(sql)

    def waiting(self) -> dict[int, int]:
        """How many open questions each person has, by uid."""
        with self._store.reading() as sql:
            return cases.waiting(sql)

    def requests(self, *, case: str | None = None) -> tuple[RequestRow, ...]:
        """Questions in the order they were asked."""
        with self._store.reading() as sql:
            return cases.requests(sql, open_only=False, case=case)

    def open_case(self, row: CaseRow, by: By) -> None:
        """Begin a case file."""
        with self._store.writing() as sql:
            cases.open_case(sql, row, by)

    def thought(self, case: str, episode: str, note: Note, *, awaits: Sequence[str] = ()) -> None:
        """Record a thought; the case file shows the last one, and `awaits` are the records whose news it waits for."""
        with self._store.writing() as sql:
            cases.thought(sql, case, episode, chain.record(sql, note).payload)
            cases.await_news(sql, case, awaits)

    def awaited(self) -> dict[str, tuple[str, ...]]:
        """The open cases that wait for news of a record, by `model,id`."""
        with self._store.reading() as sql:
            return cases.awaited(sql)

    def close_case(self, closed: Closed, by: By) -> None:
        """Close a case file."""
        with self._store.writing() as sql:
            cases.close_case(sql, closed, by)

    def pending(self, before: datetime) -> tuple[str, ...]:
        """The cases of which something is open since `before` or longer; what happened since leaves a case out."""
        with self._store.reading() as sql:
            return cases.pending(sql, before)

    def abandon(self, case: str, words: str, by: By, *, before: datetime) -> None:
        """A case runs no more and never said so; what is open of it from `before` is over."""
        with self._store.writing() as sql:
            cases.abandon(sql, case, words, by, before=before)

    def cases(self, *, open_only: bool = False) -> tuple[CaseRow, ...]:
        """Openings of cases, the latest first."""
        with self._store.reading() as sql:
            return cases.cases(sql, open_only=open_only)

    def case(self, case: str) -> CaseRow | None:
        """The latest opening of a case."""
        with self._store.reading() as sql:
            return next(iter(cases.cases(sql, open_only=False, case=case)), None)
