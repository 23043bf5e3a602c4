"""Odoo's JSON values as plain Python: ids out of pairs, decimals out of floats, aware moments out of naive strings."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from domain.fact import Json, tame
from tools.errors import Malformed

Row = dict[str, Json]
_MOMENT = "%Y-%m-%d %H:%M:%S"
_PLACES = Decimal("0.000001")


def rows_of(said: Json) -> list[Row]:
    """A list of records; anything else is `Malformed`."""
    if isinstance(said, list) and all(isinstance(row, dict) for row in said):
        return [row for row in said if isinstance(row, dict)]
    message = "a list of records was expected"
    raise Malformed(message)


def link(value: Json) -> int | None:
    """The id in a many2one, whether it came as an id or as an id with its name; None when empty."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def label(value: Json) -> str:
    """The name in a many2one, made fit for a line; empty when there is none."""
    return tame(str(value[1])) if isinstance(value, list) and len(value) > 1 else ""


def text(value: Json, limit: int = 200) -> str:
    """A char or selection, made fit for a line; Odoo's `false` is empty."""
    return tame(value, limit) if isinstance(value, str) else ""


def whole(value: Json) -> int:
    """An id or a count; anything else is `Malformed`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    message = f"a whole number was expected, not {str(value)[:40]!r}"
    raise Malformed(message)


def number(value: Json) -> Decimal:
    """A float with six places, which is finer than any rounding in Odoo; `false` is zero. NaN is `Malformed`."""
    try:
        found = Decimal(str(value or 0)).quantize(_PLACES).normalize() + 0
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        message = f"a number was expected, not {str(value)[:40]!r}"
        raise Malformed(message)
    return found


def moment(value: Json) -> datetime | None:
    """A datetime of Odoo (naive, UTC) as an aware moment; None when empty."""
    try:
        return datetime.strptime(value, _MOMENT).replace(tzinfo=UTC) if isinstance(value, str) and value else None
    except ValueError as unfit:
        message = f"a time was expected, not {str(value)[:40]!r}"
        raise Malformed(message) from unfit


def day(value: Json) -> date | None:
    """A date of Odoo; None when empty."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError as unfit:
        message = f"a date was expected, not {str(value)[:40]!r}"
        raise Malformed(message) from unfit


def stamped(at: datetime) -> str:
    """A moment as Odoo writes it: UTC, to the second."""
    return at.astimezone(UTC).strftime(_MOMENT)


def figure(value: Decimal) -> str:
    """A quantity without idle zeros: 30, 2.5."""
    return format(value.normalize(), "f") if value else "0"
