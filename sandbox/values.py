"""Values on their way in: what a column may hold, and the errors of Odoo for what it may not."""

import json
import math
from datetime import datetime
from typing import Any

from sandbox.calendars import DAY, STAMP
from sandbox.markup import clean
from sandbox.said import CallerTypeError, CallerValueError, InvalidDatetimeFormat
from sandbox.schema import FieldDef, ModelDef

_STAMPED = len("2000-01-01 00:00:00")


def column_value(model: ModelDef, field: FieldDef, value: Any) -> Any:
    """What is stored for a value as the caller sent it; None for an empty one."""
    if isinstance(value, float) and not math.isfinite(value):
        message = f"cannot convert float {value} to integer"
        raise CallerValueError(message)
    match field.kind:
        case "boolean":
            return int(bool(value))
        case "integer" | "float" | "monetary":
            return _number(field, value)
        case "many2one":
            return _many2one(field, value)
        case "date" | "datetime":
            return moment(field.kind, value)
        case "selection":
            return _choice(model, field, value)
        case _:
            return _words(field, value)


def _number(field: FieldDef, value: Any) -> int | float | None:
    if value is None or value is False:
        return 0
    try:
        number = int(value) if field.kind == "integer" else float(value)
    except ValueError as wrong:
        raise CallerValueError(str(wrong)) from wrong
    except TypeError as wrong:
        raise CallerTypeError(str(wrong)) from wrong
    if field.kind == "monetary":
        return half_up(float(number), 2)
    return number if field.digits is None else half_up(float(number), field.digits)


def half_up(number: float, digits: int) -> float:
    """Rounded as Odoo rounds: halves away from zero."""
    scaled = number * 10**digits
    return float(math.copysign(math.floor(abs(scaled) + 0.5 + 1e-9), scaled) / 10**digits)


def _many2one(field: FieldDef, value: Any) -> int | None:
    if value is None or value is False:
        return None
    if isinstance(value, list | tuple) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"Wrong value for {field.name}: {value!r}"
        raise CallerValueError(message)
    return value


def _choice(model: ModelDef, field: FieldDef, value: Any) -> str | None:
    if value is None or value is False or value == "":
        return None
    if str(value) not in {key for key, _ in field.selection}:
        message = f"Wrong value for {model.name}.{field.name}: {value!r}"
        raise CallerValueError(message)
    return str(value)


def _words(field: FieldDef, value: Any) -> str | None:
    if value is None or value is False:
        return None
    text = json.dumps(value) if isinstance(value, dict | list) else str(value)
    return clean(text) if field.kind == "html" else text


def moment(kind: str, value: Any) -> str | None:
    """A date or a naive UTC time as text; other forms are Odoo's ValueError."""
    if value is None or value is False or value == "":
        return None
    text = value.strftime(STAMP) if hasattr(value, "strftime") else value
    if not isinstance(text, str):
        message = f"Invalid {kind}: {value!r}"
        raise CallerTypeError(message)
    try:
        if kind == "date":
            return datetime.strptime(text[:10], DAY).strftime(DAY)  # noqa: DTZ007 (naive as Odoo's)
        return datetime.strptime(text, STAMP[: max(len(text) - 2, 0)]).strftime(STAMP)  # noqa: DTZ007
    except ValueError as wrong:
        raise CallerValueError(str(wrong)) from wrong


def asked_moment(field: FieldDef, operator: str, value: Any) -> Any:
    """A moment in a domain: a day stands for its first or last second, `T` for the blank."""
    if not isinstance(value, str) or field.kind not in {"date", "datetime"}:
        return value
    if field.kind == "date":
        return moment("date", value)
    if len(value) == len("2000-01-01"):
        return f"{value} 23:59:59" if operator in {">", "<="} else f"{value} 00:00:00"
    plain = value.replace("T", " ").removesuffix("Z")
    try:
        moment("datetime", plain[:_STAMPED])
    except CallerValueError as wrong:
        message = f'invalid input syntax for type timestamp: "{value}"'
        raise InvalidDatetimeFormat(message) from wrong
    return plain


def default_value(field: FieldDef) -> Any:
    """The default that a field's declaration gives; None without one."""
    if field.default is None:
        return None
    if field.kind == "boolean":
        return field.default == "1"
    if field.kind in {"integer", "float", "monetary"}:
        return float(field.default)
    return field.default
