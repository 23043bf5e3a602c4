"""The tables, the same on SQLite and PostgreSQL: decimals and times are text, and come back as they went in."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, Dialect, Index, Integer, MetaData, Row, Table, Text, TypeDecorator
from typing_extensions import override

VERSION = 1

AnyRow = Row[*tuple[object, ...]]


class Instant(TypeDecorator[datetime]):
    """An aware UTC time as text of fixed width, which sorts by time."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

document = Table(
    "wb_document",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("body", Text),  # empty once erased
)
entry = Table(
    "wb_audit_entry",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("case", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("book", Text),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
head = Table(
    "wb_audit_head",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)
effect = Table(
    "wb_effect",
    metadata,
    Column("slot", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("case", Text, nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("model", Text),
    Column("record_id", BigInteger),
    Column("record", Text, nullable=False),
    Column("read_back", Text, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Index("wb_effect_record", "model", "record_id"),
)
clearance = Table(
    "wb_clearance_used",
    metadata,
    Column("clearance_id", Text, primary_key=True),
    Column("slot", Text, nullable=False),
)
judgement = Table(
    "wb_judgement",
    metadata,
    Column("slot", Text, primary_key=True),
    Column("payload", Text, nullable=False),
)
reservation = Table(
    "wb_reservation",
    metadata,
    Column("slot", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("span_seconds", BigInteger, primary_key=True, autoincrement=False),
    Column("amount", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("quantity", Text, nullable=False),
    Column("case", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),  # pending, begun, released
    Column("at", Instant, nullable=False),
    Index("wb_reservation_window", "key", "state", "at"),
)
request = Table(
    "wb_request",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("case", Text, nullable=False, index=True),
    Column("odoo_id", BigInteger, nullable=False),
    Column("approver_uid", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
)
awaited = Table(
    "wb_awaited",
    metadata,
    Column("case", Text, primary_key=True),
    Column("record", Text, primary_key=True),
)
case = Table(
    "wb_case",
    metadata,
    Column("case", Text, primary_key=True),
    Column("episode", Text, primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("company_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("finding", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("thought", Text),
    Column("ending", Text),
    Column("words", Text, nullable=False),
    Column("closed_at", Instant),
)
promise = Table(
    "wb_promise",
    metadata,
    Column("company_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line_id", BigInteger, primary_key=True, autoincrement=False),
    Column("promised", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)
