"""The dates that suppliers promised, as they stood when each line was first seen: Odoo lets a later date hide lateness.

Rows are only ever added, and the first one counts. A promise needs no entry in the audit chain: it is read from Odoo,
where its record says who wrote it, and nothing is done by it alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from tools.ledger.store import Store
from tools.ledger.tables import promise

_AT_ONCE = 1000


class PromiseBook:
    """Promises in the ledger's database, by company and purchase line."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def seen(self, company_id: int, promised: Mapping[int, datetime], at: datetime) -> dict[int, datetime]:
        """Put the dates of lines that are seen for the first time on record; the first promise of each of them all."""
        known = self.known(company_id, promised)
        if promised.keys() <= known.keys():
            return known
        with self._store.writing() as sql:
            known = _known(sql, company_id, [*promised])  # again: somebody may have been quicker
            missing = [
                {"company_id": company_id, "line_id": line, "promised": promised[line], "seen_at": at}
                for line in sorted(promised.keys() - known.keys())
            ]
            if missing:
                sql.execute(insert(promise), missing)
        return known | {line: promised[line] for line in promised.keys() - known.keys()}

    def known(self, company_id: int, line_ids: Collection[int]) -> dict[int, datetime]:
        """The first promise of each line that was ever seen."""
        with self._store.reading() as sql:
            return _known(sql, company_id, [*line_ids])


def _known(sql: Connection, company_id: int, line_ids: Sequence[int]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for some in _parts(line_ids):
        mine = (promise.c.company_id == company_id, promise.c.line_id.in_(some))
        rows = sql.execute(select(promise.c.line_id, promise.c.promised).where(*mine))
        found |= {row.line_id: row.promised for row in rows}
    return found


def _parts(line_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(line_ids), _AT_ONCE):
        yield line_ids[start : start + _AT_ONCE]
