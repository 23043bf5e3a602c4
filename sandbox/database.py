"""One SQLite connection that many threads share: transactions, savepoints, statements."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sandbox.calendars import local_text
from sandbox.said import SerializationFailure

_PRAGMAS = ("journal_mode=WAL", "synchronous=OFF", "case_sensitive_like=ON", "cache_size=-65536")


class Database:
    """One writer at a time. Whoever builds on it says in `_forget` what a rollback makes stale."""

    def __init__(self, path: str) -> None:
        self._remembered: tuple[object, list[tuple[Any, ...]]] = (None, [])
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.create_function("local_text", 2, local_text, deterministic=True)
        self._db.create_function("fold", 1, _fold, deterministic=True)
        for statement in _PRAGMAS:
            self._db.execute(f"PRAGMA {statement}")

    def _forget(self) -> None:
        """Something was rolled back."""

    def _settled(self) -> None:
        """A transaction is over."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested use joins the transaction that is open."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            done = False
            self._begin()
            try:
                yield
                done = True
            finally:
                self._db.execute("COMMIT" if done else "ROLLBACK")
                if not done:
                    self._forget()
                self._settled()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that can fail alone."""
        done = False
        self._db.execute("SAVEPOINT part")
        try:
            yield
            done = True
        finally:
            if not done:
                self._db.execute("ROLLBACK TO part")
                self._forget()
            self._db.execute("RELEASE part")

    def _begin(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as busy:
            message = "could not serialize access due to concurrent update"
            raise SerializationFailure(message) from busy

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def run(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement."""
        return self._db.execute(sql, values).fetchall()

    def remembered(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a select; asked again for another page of the same, they come without work until somebody writes."""
        key = (sql, tuple(values), self._db.total_changes)
        if self._remembered[0] != key:
            self._remembered = (key, self.run(sql, values))
        return self._remembered[1]

    def column(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """The first column of a statement."""
        return [row[0] for row in self._db.execute(sql, values)]


def _fold(text: str | None) -> str | None:
    return text.casefold() if isinstance(text, str) else text
