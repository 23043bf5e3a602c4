"""The door to SQL: one writer at a time on either database, and every foreign error in our own words."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from tools.errors import Busy, Misconfigured, ToolError, Unavailable
from tools.ledger import tables
from tools.ledger.chain import GENESIS

_REMEDY = "Check DATABASE_URL: sqlite:///path/to/file or postgresql://user:password@host/database."
_CHAIN_LOCK = 0x5745_4947_4842
_CONTENDED = ("database is locked", "deadlock detected", "could not serialize", "lock timeout", "too many clients")
_WAIT_SECONDS = 30


class Store:
    """A pool of connections. A writing transaction sees everything that was committed before it, and runs alone."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._turn = threading.Lock()
        try:
            with self.writing() as sql:
                tables.metadata.create_all(sql)
                self._expect_version(sql)
        except ToolError as hindered:
            self.close()
            if isinstance(hindered, Unavailable):
                raise Unavailable(str(hindered), remedy=_REMEDY) from hindered
            raise

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that reads and writes; committed at the end, undone on any error."""
        with _in_our_words(), self._in_turn(), self._engine.begin() as sql:
            if not self._sqlite:
                sql.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})
            yield sql

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; nothing is written and nobody is kept waiting."""
        options = {"reading": True} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
        with _in_our_words(), self._engine.connect().execution_options(**options) as sql, sql.begin():
            yield sql

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Threads of one process queue here, because SQLite's own waiting is a lottery."""
        if not self._sqlite:
            yield
            return
        with self._turn:
            yield

    @staticmethod
    def _expect_version(sql: Connection) -> None:
        version = sql.execute(select(tables.head.c.version)).scalar_one_or_none()
        if version is None:
            sql.execute(insert(tables.head).values(version=tables.VERSION, seq=0, hash=GENESIS))
        elif version != tables.VERSION:
            message = f"the ledger was written by another release (tables of version {version})"
            raise Misconfigured(message, remedy=f"This release reads version {tables.VERSION}; use the matching one.")


def _engine(url: str) -> Engine:
    target = _target(url)
    if target.get_backend_name() == "postgresql":
        return create_engine(target, pool_pre_ping=True, hide_parameters=True)
    Path(target.database or "").resolve().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(target, hide_parameters=True, connect_args={"timeout": _WAIT_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _target(url: str) -> URL:
    try:
        target = make_url(url)
        driver = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
        target = target.set(drivername=driver[target.drivername.partition("+")[0]])
    except (ArgumentError, NoSuchModuleError, KeyError, ValueError):
        message = "the ledger's address is of no known kind"
        raise Misconfigured(message, remedy=_REMEDY) from None  # the address may hold a password
    if target.get_backend_name() == "sqlite" and target.database in {None, "", ":memory:"}:
        message = "a ledger in memory would forget"
        raise Misconfigured(message, remedy=_REMEDY)
    return target


def _set_up_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error:
        connection.close()
        raise
    cursor.close()


def _begin_sqlite(sql: Connection) -> None:
    sql.exec_driver_sql("BEGIN" if sql.get_execution_options().get("reading") else "BEGIN IMMEDIATE")


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Every operation of the ledger may be repeated, so a lost answer needs no more than another try."""
    try:
        yield
    except PoolTimeout:
        message = "all connections to the ledger are in use"
        raise Busy(message) from None
    except DBAPIError as said:
        raise _meaning(said) from None  # the statement may hold what people wrote


def _meaning(said: DBAPIError) -> ToolError:
    what = str(said.orig).splitlines()[0] if str(said.orig) else type(said.orig).__name__
    if any(mark in str(said.orig) for mark in _CONTENDED):
        return Busy(f"the ledger is busy: {what}")
    if isinstance(said, ProgrammingError) or (isinstance(said, OperationalError) and "no such" in what):
        return Misconfigured(f"the ledger's tables do not fit: {what}", remedy=_REMEDY)
    return Unavailable(f"the ledger does not answer: {what}")
