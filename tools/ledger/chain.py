"""Documents by their hash, and the chain of entries that names them: what was written can be erased, not changed."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Text, insert, select, type_coerce, update

from domain.fact import Fact, canonical, fingerprint
from domain.ledger import AuditEntry
from tools.errors import Gone, Malformed
from tools.ledger.tables import AnyRow, document, entry, head
from tools.ledger.words import By, Head, Note, Verification

F = TypeVar("F", bound=Fact)

GENESIS = fingerprint("audit")
"""What the first entry follows."""

ERASED = "document.erased"
_BATCH = 1000


def keep(sql: Connection, fact: Fact) -> str:
    """Store a document under the hash of its text; the same text is stored once."""
    body = json.dumps(fact.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = _name(body)
    known = sql.execute(select(document.c.body).where(document.c.digest == digest)).first()
    if known is None:
        sql.execute(insert(document).values(digest=digest, body=body))
    elif known.body is None:
        sql.execute(update(document).where(document.c.digest == digest).values(body=body))
    return digest


def fetch(sql: Connection, digest: str, kind: type[F]) -> F:
    """The document behind a hash. `Gone` when there is none or it was erased, `Malformed` when it was changed."""
    body = sql.execute(select(document.c.body).where(document.c.digest == digest)).scalar_one_or_none()
    if body is None:
        message = f"no document {digest[:19]} is kept here"
        raise Gone(message)
    return read(body, digest, kind)


def read(body: str, digest: str, kind: type[F]) -> F:
    """The document in its text, if the text is the one that was kept."""
    if _name(body) != digest:
        message = f"document {digest[:19]} is not what was kept"
        raise Malformed(message, remedy="Run the audit and restore the ledger from a backup.")
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        message = f"document {digest[:19]} is no {kind.__name__}"
        raise Malformed(message) from None


def erase(sql: Connection, digest: str, by: By) -> None:
    """Forget what a document said. Its hash stays in the chain, and so does the fact that it was erased."""
    sql.execute(update(document).where(document.c.digest == digest).values(body=None))
    note = Note(kind=ERASED, by=by, subject=digest, payload=by, entry_key=f"{ERASED}/{digest}")
    record(sql, note)


def record(sql: Connection, note: Note) -> AuditEntry:
    """Add an entry to the chain, or return the one that this step already has."""
    key = fingerprint("entry", note.entry_key.encode())
    known = sql.execute(select(entry).where(entry.c.key == key)).first()
    if known is not None:
        return _entry(known)
    last = read_head(sql)
    unsigned = AuditEntry(
        seq=last.seq + 1,
        key=key,
        at=note.by.at,
        kind=note.kind,
        actor=note.by.actor,
        case=note.by.case,
        subject=note.subject,
        payload=keep(sql, note.payload),
        book=note.by.book,
        previous=last.hash,
        hash=GENESIS,
    )
    added = unsigned.model_copy(update={"hash": _link(unsigned)})
    sql.execute(insert(entry).values(**added.model_dump()))
    sql.execute(update(head).values(seq=added.seq, hash=added.hash))
    return added


def entries(sql: Connection, *, case: str | None = None, after: int = 0) -> Iterator[AuditEntry]:
    """The entries in order, all or those of one case."""
    query = select(entry).where(entry.c.seq > after).order_by(entry.c.seq)
    rows = sql.execute(query if case is None else query.where(entry.c.case == case))
    yield from (_entry(row) for row in rows)


def read_head(sql: Connection) -> Head:
    """Where the chain ends."""
    row = sql.execute(select(head.c.seq, head.c.hash)).one()
    return Head(seq=row.seq, hash=row.hash)


def verify(sql: Connection, anchor: Head | None) -> Verification:
    """Walk the whole chain: links, numbers, payloads, the head, and an anchor that was kept elsewhere."""
    erased = {row.subject for row in sql.execute(select(entry.c.subject).where(entry.c.kind == ERASED))}
    walk = _Walk(anchor, erased)
    end = read_head(sql)
    raw = [type_coerce(column, Text) if column.name == "at" else column for column in entry.c]
    joined = select(*raw, document.c.body).outerjoin(document, document.c.digest == entry.c.payload)
    try:
        with sql.execute(joined.order_by(entry.c.seq).execution_options(yield_per=_BATCH)) as rows:
            for row in rows:
                walk.step(row)
        walk.arrive(end)
    except _Broken as broken:
        return Verification(sound=False, entries=walk.seq, head=end, bad=walk.seq + 1, why=str(broken)[:200])
    return Verification(sound=True, entries=walk.seq, head=end)


class _Broken(Exception):
    """The entry after the last sound one is not as it was written."""


class _Walk:
    """How far the chain was found sound."""

    def __init__(self, anchor: Head | None, erased: set[str]) -> None:
        self.seq = 0
        self._hash = GENESIS
        self._anchor = anchor
        self._erased = erased

    def step(self, row: AnyRow) -> None:
        """One entry further, or `_Broken`."""
        read = _readable(row)
        _expect(read.seq == self.seq + 1, f"entry {self.seq + 1} is missing")
        _expect(read.previous == self._hash, "does not follow the entry before it")
        _expect(_link(read) == read.hash, "its text is not what was signed")
        kept = row.body is not None
        _expect(kept or read.payload in self._erased, "its payload is gone, and nobody erased it")
        _expect(not kept or _name(str(row.body)) == read.payload, "its payload is not what was kept")
        if self._anchor is not None and self._anchor.seq == read.seq:
            _expect(self._anchor.hash == read.hash, "is not the entry that was anchored")
        self.seq, self._hash = read.seq, read.hash

    def arrive(self, end: Head) -> None:
        """The chain ends where it should."""
        _expect(self._anchor is None or self._anchor.seq <= self.seq, "entries up to the anchor are missing")
        _expect((end.seq, end.hash) == (self.seq, self._hash), "the chain ends before its head")


def _expect(sound: bool, why: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not sound:
        raise _Broken(why)


def _readable(row: AnyRow) -> AuditEntry:
    try:
        return _entry(row, at=datetime.fromisoformat(row.at))
    except (ValueError, TypeError):
        message = "holds what no entry may hold"
        raise _Broken(message) from None


def _entry(row: AnyRow, **read: datetime) -> AuditEntry:
    values = {name: value for name, value in row._mapping.items() if name in AuditEntry.model_fields}  # noqa: SLF001
    return AuditEntry.model_validate({**values, **read})


def _name(body: str) -> str:
    return fingerprint("document", body.encode())


def _link(read: AuditEntry) -> str:
    return fingerprint("audit", read.previous.encode(), canonical(read.model_copy(update={"hash": GENESIS})))
