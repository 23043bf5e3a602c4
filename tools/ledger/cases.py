"""Cases and questions as people list them: which are open, what was asked of whom, how each ended."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, union_all, update

from domain.approval import ApprovalRequest
from domain.case import Closed, Ending
from tools.errors import Malformed
from tools.ledger import chain, exposure
from tools.ledger.tables import AnyRow, document, reservation
from tools.ledger.tables import awaited as awaited_
from tools.ledger.tables import case as cases_
from tools.ledger.tables import request as requests_
from tools.ledger.words import By, CaseRow, Note, RequestRow, Said, Waiting

_WHOLE = (
    select(requests_, document.c.body)
    .join(document, document.c.digest == requests_.c.payload)
    .where(document.c.body.is_not(None))  # an erased question is no longer listed
)


def open_case(sql: Connection, row: CaseRow, by: By) -> None:
    """Begin a case file. What an earlier opening left pending no longer counts, and its questions are over."""
    mine = (cases_.c.case == row.case, cases_.c.episode == row.episode)
    if sql.execute(select(cases_.c.case).where(*mine)).first() is not None:
        return
    _leave_nothing_open(sql, row.case, "the case was opened anew", by)
    sql.execute(insert(cases_).values(**row.model_dump(exclude={"ending"}), ending=None))
    _note(sql, "case.opened", row, by, step=row.episode)


def thought(sql: Connection, case: str, episode: str, digest: str) -> None:
    """The case file shows this thought last."""
    mine = (cases_.c.case == case, cases_.c.episode == episode)
    sql.execute(update(cases_).where(*mine).values(thought=digest))


def await_news(sql: Connection, case: str, records: Sequence[str]) -> None:
    """News of these records, and of no others any more, wakes the case."""
    sql.execute(delete(awaited_).where(awaited_.c.case == case))
    if records:
        sql.execute(insert(awaited_), [{"case": case, "record": record} for record in dict.fromkeys(records)])


def awaited(sql: Connection) -> dict[str, tuple[str, ...]]:
    """The cases that wait for news of a record, by record."""
    found: dict[str, tuple[str, ...]] = {}
    for row in sql.execute(select(awaited_).order_by(awaited_.c.record, awaited_.c.case)):
        found[row.record] = (*found.get(row.record, ()), row.case)
    return found


def close_case(sql: Connection, closed: Closed, by: By) -> None:
    """Close the case file; what is still pending of it no longer counts, and its questions are over."""
    mine = (cases_.c.case == closed.case, cases_.c.episode == closed.episode, cases_.c.ending.is_(None))
    ended = {"ending": closed.ending.value, "words": closed.words, "closed_at": closed.closed_at}
    sql.execute(update(cases_).where(*mine).values(**ended))
    _leave_nothing_open(sql, closed.case, "the case has ended", by)
    _note(sql, "case.closed", closed, by, step=closed.episode)


def cases(sql: Connection, *, open_only: bool, case: str | None = None) -> tuple[CaseRow, ...]:
    """Openings of cases, the latest first."""
    query = select(cases_).order_by(cases_.c.opened_at.desc(), cases_.c.case)
    query = query.where(cases_.c.ending.is_(None)) if open_only else query
    rows = sql.execute(query if case is None else query.where(cases_.c.case == case))
    return tuple(_case(row) for row in rows)


def open_request(sql: Connection, request: ApprovalRequest, by: By) -> None:
    """Put a question on record: the feed reads it from now on. The same question again changes nothing."""
    if find_request(sql, request.request_id) is not None:
        return
    note = Note(
        kind="request.opened",
        by=by,
        subject=request.request_id,
        payload=request,
        entry_key=f"{request.request_id}/opened",
    )
    sql.execute(
        insert(requests_).values(
            request_id=request.request_id,
            case=request.case,
            odoo_id=request.odoo_id,
            approver_uid=request.approver.uid,
            payload=chain.record(sql, note).payload,
            state="open",
            words="",
            opened_at=request.opened_at,
        )
    )


def close_request(sql: Connection, request_id: str, words: str, by: By) -> None:
    """A question is over: the feed no longer reads it."""
    mine = (requests_.c.request_id == request_id, requests_.c.state == "open")
    sql.execute(update(requests_).where(*mine).values(state="closed", words=words, closed_at=by.at))
    note = Note(
        kind="request.closed", by=by, subject=request_id, payload=Said(words=words), entry_key=f"{request_id}/closed"
    )
    chain.record(sql, note)


def find_request(sql: Connection, request_id: str) -> RequestRow | None:
    """A question by its name."""
    row = sql.execute(_WHOLE.where(requests_.c.request_id == request_id)).one_or_none()
    return None if row is None else _request(row)


def requests(sql: Connection, *, open_only: bool, case: str | None = None) -> tuple[RequestRow, ...]:
    """Questions in the order they were asked."""
    query = _WHOLE.order_by(requests_.c.opened_at, requests_.c.request_id)
    query = query.where(requests_.c.state == "open") if open_only else query
    rows = sql.execute(query if case is None else query.where(requests_.c.case == case))
    return tuple(_request(row) for row in rows)


def waiting(sql: Connection) -> dict[int, int]:
    """How many open questions each person has, by uid."""
    uid = requests_.c.approver_uid
    rows = sql.execute(select(uid, func.count()).where(requests_.c.state == "open").group_by(uid))
    return {row[0]: row[1] for row in rows}


def waiting_requests(sql: Connection) -> Waiting:
    """All open questions, whatever state one of them is in: what cannot be read of one does not hide the others."""
    found, unreadable = list[ApprovalRequest](), dict[str, str]()
    for row in sql.execute(_WHOLE.where(requests_.c.state == "open").order_by(requests_.c.opened_at)):
        try:
            found.append(_request(row).request)
        except Malformed as no:
            unreadable[str(row.request_id)] = str(no)
    return Waiting(requests=tuple(found), unreadable=unreadable)


def pending(sql: Connection, before: datetime) -> tuple[str, ...]:
    """The cases of which something is open, asked or reserved since `before` or longer, and nothing since."""
    r = reservation.c
    open_ = (
        select(cases_.c.case, cases_.c.opened_at.label("at")).where(cases_.c.ending.is_(None)),
        select(requests_.c.case, requests_.c.opened_at).where(requests_.c.state == "open"),
        select(r.case, r.at).where(r.state == "pending"),
    )
    all_ = union_all(*open_).subquery()
    rows = sql.execute(select(all_.c.case).group_by(all_.c.case).having(func.max(all_.c.at) < before))
    return tuple(sorted(row.case for row in rows))


def abandon(sql: Connection, case: str, words: str, by: By, *, before: datetime) -> None:
    """A case runs no more and never said so: what is open of it from `before` is over, and its windows are freed.

    A write that was begun still counts in its windows: it may have been made.
    """
    exposure.release_pending(sql, case, before=before)
    await_news(sql, case, ())
    _close_all(sql, case, words, by, before=before)
    mine = (cases_.c.case == case, cases_.c.ending.is_(None), cases_.c.opened_at < before)
    ended = {"ending": Ending.FAILED.value, "words": words, "closed_at": by.at}
    sql.execute(update(cases_).where(*mine).values(**ended))
    key = f"{case}/abandoned/{by.at.isoformat()}"
    chain.record(sql, Note(kind="case.abandoned", by=by, subject=case, payload=Said(words=words), entry_key=key))


def _leave_nothing_open(sql: Connection, case: str, words: str, by: By) -> None:
    exposure.release_pending(sql, case)
    await_news(sql, case, ())
    _close_all(sql, case, words, by)


def _close_all(sql: Connection, case: str, words: str, by: By, *, before: datetime | None = None) -> None:
    mine = select(requests_.c.request_id).where(requests_.c.case == case, requests_.c.state == "open")
    mine = mine if before is None else mine.where(requests_.c.opened_at < before)
    for request_id in sql.execute(mine.order_by(requests_.c.opened_at, requests_.c.request_id)).scalars().all():
        close_request(sql, request_id, words, by)


def _note(sql: Connection, kind: str, payload: CaseRow | Closed, by: By, *, step: str) -> None:
    key = f"{payload.case}#{step}/{kind}"
    chain.record(sql, Note(kind=kind, by=by, subject=step, payload=payload, entry_key=key))


def _case(row: AnyRow) -> CaseRow:
    values = dict(row._mapping)  # noqa: SLF001
    return CaseRow.model_validate({**values, "ending": None if row.ending is None else Ending(row.ending)})


def _request(row: AnyRow) -> RequestRow:
    asked = chain.read(row.body, row.payload, ApprovalRequest)
    return RequestRow(request=asked, state=row.state, words=row.words, closed_at=row.closed_at)
