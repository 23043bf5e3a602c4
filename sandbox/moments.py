"""Values between the engine and interpreted code: texts as dates, records as ids, and the time as code asks for it."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.attributes import Names
from sandbox.calendars import DAY, STAMP
from sandbox.markup import Markup
from sandbox.schema import FieldDef

if TYPE_CHECKING:
    from sandbox.orm import Env


class Linked:
    """Records as a value: their ids."""

    ids: tuple[int, ...]


def from_plain(field: FieldDef, raw: Any) -> Any:
    """A stored text as the date, time or HTML that code works with; times are naive UTC, as in Odoo."""
    if raw and field.kind == "datetime":
        return datetime.strptime(raw, STAMP)  # noqa: DTZ007
    if raw and field.kind == "date":
        return datetime.strptime(raw, DAY).date()  # noqa: DTZ007
    return Markup(raw) if raw and field.kind == "html" else raw


def to_plain(value: Any) -> Any:
    """A value of code as the engine takes it."""
    match value:
        case Linked():
            return value.ids[0] if len(value.ids) == 1 else list(value.ids) or False
        case datetime():
            return value.strftime(STAMP)
        case date():
            return value.strftime(DAY)
        case _:
            return value


def time_names(env: "Env") -> dict[str, Any]:
    """The names `datetime` and `time`, on the sandbox's own clock."""

    def naive() -> datetime:
        return env.now().astimezone(UTC).replace(tzinfo=None)

    moments = Names(
        now=naive, utcnow=naive, today=naive, strptime=datetime.strptime, combine=datetime.combine, __call__=datetime
    )
    days = Names(today=lambda: naive().date(), __call__=date)
    return {
        "datetime": Names(datetime=moments, date=days, timedelta=timedelta),
        "time": Names(strftime=lambda how: naive().strftime(how), time=lambda: env.now().timestamp()),
    }
