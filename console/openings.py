"""The openings of a case: the same trouble may open its case again, and each opening is a story of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ledger import AuditEntry, Effect
from tools.errors import Misused
from tools.ledger import CaseRow, Ledger, RequestRow

ALL = "all"
_OPENED = "case.opened"


@dataclass(frozen=True)
class Opening:
    """One opening with all that is on record of it. `number` counts from 1, the first ever."""

    number: int
    row: CaseRow
    entries: tuple[AuditEntry, ...]
    requests: tuple[RequestRow, ...]
    effects: tuple[Effect, ...]


def openings(book: Ledger, case: str) -> tuple[Opening, ...]:
    """Every opening of the case, the first one first."""
    rows = sorted((row for row in book.cases() if row.case == case), key=lambda row: row.opened_at)
    requests, effects, parts = book.requests(case=case), book.effects(case=case), _parts(book.entries(case=case))
    return tuple(
        Opening(
            number=number,
            row=row,
            entries=parts.get(row.episode, ()),
            requests=tuple(r for r in requests if _of(row, r.request.request_id)),
            effects=tuple(e for e in effects if _of(row, e.slot)),
        )
        for number, row in enumerate(rows, start=1)
    )


def chosen(found: Sequence[Opening], which: str | None) -> tuple[Opening, ...]:
    """The latest one; or the one of a number, or all. `Misused` for anything else."""
    if which is None:
        return tuple(found[-1:])
    if which == ALL:
        return tuple(found)
    asked = tuple(opening for opening in found if str(opening.number) == which)
    if not asked:
        message = f"this case has {len(found)} openings, and none is called {which}"
        raise Misused(message, remedy=f"Say a number from 1 to {len(found)}, or all.")
    return asked


def _of(row: CaseRow, name: str) -> bool:
    """A slot or a request names its opening; a long name keeps its end, and with it the opening."""
    return f"#{row.episode}/" in name


def _parts(entries: Sequence[AuditEntry]) -> dict[str, tuple[AuditEntry, ...]]:
    """The entries by opening: one begins where the ledger says so, and ends where the next one begins."""
    parts: dict[str, tuple[AuditEntry, ...]] = {}
    episode = ""
    for entry in entries:
        episode = entry.subject if entry.kind == _OPENED else episode
        parts[episode] = (*parts.get(episode, ()), entry)
    return parts
