"""Days, weeks, months, quarters and years as Odoo groups and names them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STAMP = "%Y-%m-%d %H:%M:%S"
DAY = "%Y-%m-%d"

_SQL = {
    "hour": "substr({x}, 1, 13) || ':00:00'",
    "day": "substr({x}, 1, 10)",
    "week": "date(substr({x}, 1, 10), '-6 days', 'weekday 0')",
    "month": "substr({x}, 1, 7) || '-01'",
    "quarter": "substr({x}, 1, 5) || printf('%02d', (CAST(substr({x}, 6, 2) AS INTEGER) - 1) / 3 * 3 + 1) || '-01'",
    "year": "substr({x}, 1, 4) || '-01-01'",
}
GRANULARITIES = tuple(_SQL)


def bucket(expression: str, granularity: str) -> str:
    """SQL for the first day (text) of the bucket that a date or time falls in; weeks begin on Sunday, as in en_US."""
    return _SQL[granularity].format(x=expression)


def local_text(text: str | None, zone: str) -> str | None:
    """A naive UTC text in the time of a zone; used by SQLite where the caller's zone is not UTC."""
    if not text:
        return text
    aware = datetime.strptime(text[:19], STAMP).replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone)).strftime(STAMP)


def bounds(start: str, granularity: str) -> tuple[datetime, datetime]:
    """Naive first moment of a bucket and of the next one."""
    first = datetime.strptime(start, STAMP if len(start) > len("2000-01-01") else DAY)  # noqa: DTZ007 (naive as Odoo's)
    match granularity:
        case "hour":
            return first, first + timedelta(hours=1)
        case "day":
            return first, first + timedelta(days=1)
        case "week":
            return first, first + timedelta(days=7)
        case _:
            return first, _months_on(first, {"month": 1, "quarter": 3, "year": 12}[granularity])


def _months_on(first: datetime, months: int) -> datetime:
    index = first.year * 12 + first.month - 1 + months
    return first.replace(year=index // 12, month=index % 12 + 1)


def name(first: datetime, granularity: str) -> str:
    """The label Odoo shows for a bucket in English."""
    match granularity:
        case "hour":
            return first.strftime("%I:00 %d %b")
        case "day":
            return first.strftime("%d %b %Y")
        case "week":
            return _week_name(first.date())
        case "month":
            return first.strftime("%B %Y")
        case "quarter":
            return f"Q{(first.month - 1) // 3 + 1} {first.year}"
        case _:
            return str(first.year)


def _week_name(sunday: date) -> str:
    """Weeks of en_US: they begin on Sunday, and week 1 holds 1 January."""
    saturday = sunday + timedelta(days=6)
    new_year = date(saturday.year, 1, 1)
    first_sunday = new_year - timedelta(days=(new_year.weekday() + 1) % 7)
    return f"W{(sunday - first_sunday).days // 7 + 1} {saturday.year}"


def to_utc(moment: datetime, zone: str) -> datetime:
    """A naive local moment as naive UTC."""
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
