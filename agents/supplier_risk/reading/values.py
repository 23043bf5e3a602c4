"""Dates, quantities and prices in a few words of English, German, French, Dutch or Spanish."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

import dateparser

LANGUAGES = ("en", "de", "fr", "nl", "es")

_MONTHS = (
    "jan|feb|fév|mär|mar|apr|avr|abr|may|mai|mei|jun|jui|jul|aug|aoû|ago|sep|oct|okt|nov|dec|dez|déc|dic|ene|maa|mrt"
)
_UNITS = r"pcs|pc|pieces?|units?|stück|stk|st\.|pièces?|unités?|stuks|stuk|eenheden|unidades|uds?|piezas"
_WORDED = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s*(?:of\s+|de\s+)?(?:{_MONTHS})[a-zäéûçá]*\.?"
    rf"(?:\s*(?:de\s+)?,?\s*\d{{4}})?(?!\w)"
    rf"|\b(?:{_MONTHS})[a-zäéûçá]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?!\w)(?!\s*(?:{_UNITS}))",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})|(?<=\.\d\d)\.|(?<=\.\d)\.)(?![\d/-])")
_WEEK = re.compile(
    r"\b(?:kw|calendar week|week|semaine|sem\.|semana|cw)\s*\.?\s*(\d{1,2})(?:\s*[/ ]\s*(\d{4}))?\b", re.IGNORECASE
)
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,4})?|\d+(?:[.,]\d{1,4})?"
_QUANTITY = re.compile(rf"(?<![\d.,-])({_NUMBER})\s*(?:x\s*)?(?:{_UNITS})(?!\w)", re.IGNORECASE)
_SIGNS = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "£": "GBP"}
_CURRENCY = r"€|\$|£|eur(?:os?)?|usd|gbp|chf"
_PRICE = re.compile(
    rf"(?P<before>{_CURRENCY})\s*(?P<first>{_NUMBER})(?!\w)|(?<![\d.,])(?P<second>{_NUMBER})\s*(?P<after>{_CURRENCY})(?!\w)",
    re.IGNORECASE,
)
_LOOK_BACK = timedelta(days=45)
_MOST = Decimal(10) ** 9
_FRIDAY = 5
_NOON = 12
_MONTHS_OF_A_YEAR = 12
_CENTURY = 2000
_SHORT_YEAR = 100


@dataclass(frozen=True)
class Dated:
    """A date in a text; None where the digits could be two dates."""

    words: str
    at: datetime | None
    start: int


def dates(text: str, *, received: datetime, english: bool) -> list[Dated]:
    """All dates in a text, in order, as noon UTC; a week is its Friday, and a missing year is the next that fits.

    Digits stand for day and month. Between slashes an English text may mean either order: where both are dates there
    is none.
    """
    found = [Dated(m[0], _noon(int(m[1]), int(m[2]), int(m[3])), m.start()) for m in _ISO.finditer(text)]
    found += [Dated(m[0], _numeric(m, received, english=english), m.start()) for m in _NUMERIC.finditer(text)]
    found += [Dated(m[0], _week(int(m[1]), m[2], received), m.start()) for m in _WEEK.finditer(text)]
    worded = ((m, _worded(m[0], received)) for m in _WORDED.finditer(text))
    found += [Dated(m[0], at, m.start()) for m, at in worded if at is not None]
    return _apart(found)


def quantities(text: str) -> list[Decimal]:
    """All quantities that a unit is written behind."""
    found = (number(match[1]) for match in _QUANTITY.finditer(text))
    return [value for value in found if value is not None and 0 < value <= _MOST]


def prices(text: str) -> list[tuple[Decimal, str]]:
    """All amounts with a currency, as (amount, code)."""
    found: list[tuple[Decimal, str]] = []
    for match in _PRICE.finditer(text):
        value = number(match["first"] or match["second"])
        if value is not None and value <= _MOST:
            found.append((value, _code(match["before"] or match["after"])))
    return found


def number(text: str) -> Decimal | None:
    """A number with either sign as its decimal sign: of two signs the last is it; three digits behind one group it."""
    plain = re.sub(r"[' ]", "", text)
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        whole, part = plain, ""
    else:
        whole, part = plain[:last], plain[last + 1 :]
        grouped = len(part) == len("000") and whole not in {"", "0"} and not (set(".,") <= set(plain))
        whole, part = (whole + part, "") if grouped else (whole, part)
    try:
        return Decimal(re.sub(r"[.,]", "", whole) + (f".{part}" if part else ""))
    except InvalidOperation:
        return None


def _code(sign: str) -> str:
    return _SIGNS.get(sign.lower(), sign.upper())


def _apart(found: Sequence[Dated]) -> list[Dated]:
    """In order, without those that lie within another one."""
    kept: list[Dated] = []
    for one in sorted(found, key=lambda dated: (dated.start, -len(dated.words))):
        if not kept or one.start >= kept[-1].start + len(kept[-1].words):
            kept.append(one)
    return kept


def _noon(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, _NOON, tzinfo=UTC)
    except ValueError:
        return None


def _numeric(match: re.Match[str], received: datetime, *, english: bool) -> datetime | None:
    day, month = int(match[1]), int(match[3])
    if english and match[2] == "/" and day != month and max(day, month) <= _MONTHS_OF_A_YEAR:
        return None
    if english and month > _MONTHS_OF_A_YEAR:
        day, month = month, day
    if match[4]:
        year = int(match[4])
        return _noon(year if year >= _SHORT_YEAR else year + _CENTURY, month, day)
    return _next(month, day, received)


def _next(month: int, day: int, received: datetime) -> datetime | None:
    """The first such day that is not long before the message."""
    for year in (received.year - 1, received.year, received.year + 1):
        at = _noon(year, month, day)
        if at is not None and at >= received - _LOOK_BACK:
            return at
    return None


def _week(week: int, year: str | None, received: datetime) -> datetime | None:
    for one in [int(year)] if year else [received.year, received.year + 1]:
        try:
            friday = date.fromisocalendar(one, week, _FRIDAY)
        except ValueError:
            return None
        at = _noon(friday.year, friday.month, friday.day)
        if at is not None and (year or at >= received - _LOOK_BACK):
            return at
    return None


def _worded(words: str, received: datetime) -> datetime | None:
    given = re.search(r"\d{4}", words)
    read = dateparser.parse(
        words.replace(".", " "),
        languages=[*LANGUAGES],
        settings={
            "RELATIVE_BASE": received.replace(tzinfo=None),
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    if read is None:
        return None
    return _noon(read.year, read.month, read.day) if given else _next(read.month, read.day, received)
