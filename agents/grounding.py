"""Only what the facts say: a sentence of a model is kept when every number, date and code in it stands in the facts."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from domain.case import Sentence
from domain.fact import tame

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\s])|\n+")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_CODE = re.compile(r"\b(?=[\w/.-]*\d)(?=[\w/.-]*[A-Za-z])[A-Za-z0-9][\w/.-]*\w\b")
_NUMBER = re.compile(r"\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
_LINK = re.compile(r"https?://|www\.|\[[^\]]*\]\(|@\w")
_WORDS = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "dozen": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 10**6,
}  # fmt: skip
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})s?\b", re.IGNORECASE)
_MOST_SENTENCES = 8


def claims(text: str) -> frozenset[str]:
    """Every number, ISO date and code (letters with digits) that a text states, in one written form each.

    Numbers are read with `.` for decimals and `,`, `'` or spaces before every three digits; a sign is not part of a
    claim. Number words ("forty") count as the number, and signs such as the one for a half as themselves.
    """
    found: set[str] = set()
    rest = text
    for pattern in (_DATE, _CODE):
        found.update(match.group().lower() for match in pattern.finditer(rest))
        rest = pattern.sub(" ", rest)
    found.update(_plain(match.group()) for match in _NUMBER.finditer(rest))
    found.update(str(_WORDS[match.group(1).lower()]) for match in _WORD.finditer(rest))
    found.update(sign for sign in rest if unicodedata.category(sign) in {"No", "Nl"})
    return frozenset(found)


def grounded(text: str, facts: Iterable[str]) -> tuple[tuple[Sentence, ...], int]:
    """The sentences of a model that claim nothing beside `facts`, and how many others were dropped.

    Sentences with links, addresses or markup of links are dropped too: an explanation leads nowhere.
    """
    known: frozenset[str] = frozenset().union(*(claims(fact) for fact in facts))
    said = [tame(part, 600) for part in _SENTENCE_END.split(text) if part.strip()]
    kept = [part for part in said if part and not _LINK.search(part) and claims(part) <= known][:_MOST_SENTENCES]
    return tuple(Sentence(text=part, by="model") for part in kept), len(said) - len(kept)


def _plain(number: str) -> str:
    value = Decimal(re.sub(r"[,' \u00a0\u202f]", "", number))
    return "0" if value == 0 else format(value.normalize(), "f")
