"""A supplier's message read by rules, sentence by sentence. What is not plain is left to a person."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from agents.supplier_risk.reading.reply import AskedOf, ReplyField
from agents.supplier_risk.reading.values import Dated, dates, prices, quantities
from agents.supplier_risk.reading.words import DELIVERY, NO, PAYING, POLITE, SENTENCE, YES
from domain.fact import tame
from domain.money import Money

_MOST_FIELDS = 40
_QUOTE = 200
_FEW_WORDS = 7
"""So short a sentence with a date in it is an answer to our question, whatever its verb."""
_FAR = timedelta(days=400)
_A_NAME = 4
_TOO_SHORT = 2


def read_by_rules(text: str, lines: Sequence[AskedOf], *, received: datetime, english: bool) -> tuple[ReplyField, ...]:
    """Every sentence of a message as a field; greetings are left out, and an empty message says one thing: nothing."""
    found = without_greetings(_sentences(text))
    fields = [field_of(sentence, lines, received=received, english=english) for sentence in found]
    return tuple(fields[:_MOST_FIELDS]) or (ReplyField(said="other", quote="", note="the message holds no words"),)


def without_greetings(sentences: Sequence[str]) -> list[str]:
    """The sentences that say something: no greeting, no farewell, and no name behind one."""
    kept, polite = list[str](), False
    for sentence in sentences:
        if polite and _is_name(sentence):
            continue
        polite = bool(POLITE.match(sentence))
        if not polite:
            kept.append(sentence)
    return kept


def field_of(quote: str, lines: Sequence[AskedOf], *, received: datetime, english: bool) -> ReplyField:
    """What one sentence says. Its values are read from it by fixed rules; where they could be two, it says so."""
    line = _line_named(quote, lines)
    about = [one for one in lines if line is None or one.line_id == line]
    base = ReplyField(said="other", quote=tame(quote, _QUOTE), line_id=line)
    if PAYING.search(quote):
        return _update(base, note="it speaks of payment: for a person")
    if found := prices(quote):
        return _priced(base, found)
    if quote.rstrip().endswith("?"):
        return _update(base, said="question")
    if found_dates := dates(quote, received=received, english=english):
        return _dated(base, found_dates, about, received)
    return _counted(base, quantities(quote))


def _counted(base: ReplyField, amounts: Sequence[Decimal]) -> ReplyField:
    """A sentence without a date: a quantity, a no, a yes, or nothing that rules understand."""
    if amounts:
        one = len(amounts) == 1
        sure = one and base.line_id is not None
        return _update(base, said="new_quantity", quantity=amounts[0] if one else None, sure=sure)
    if NO.search(base.quote):
        return _update(base, said="refusal")
    return _update(base, said="confirmed") if YES.search(base.quote) else base


def dated_as_said(field: ReplyField, lines: Sequence[AskedOf], *, received: datetime, english: bool) -> ReplyField:
    """A sentence that a model takes for a new date: the one date in it that was not promised yet, if it is one."""
    about = [one for one in lines if field.line_id is None or one.line_id == field.line_id]
    promised = {one.promised.date() for one in about}
    found = dates(field.quote, received=received, english=english)
    days = {dated.at for dated in found if dated.at is not None and dated.at.date() not in promised}
    if len(days) != 1 or any(dated.at is None for dated in found):
        return _update(field, said="new_date", sure=False, note="no single date could be read")
    return _update(field, said="new_date", date=days.pop(), note="as the model reads it")


def _dated(base: ReplyField, found: Sequence[Dated], about: Sequence[AskedOf], received: datetime) -> ReplyField:
    """A date that was promised already is no news: what is left is the new date, if it is one."""
    if any(dated.at is None for dated in found):
        return _update(base, said="new_date", sure=False, note="the digits could be two dates")
    promised = {one.promised.date() for one in about}
    days = {dated.at.date(): dated.at for dated in found if dated.at is not None}
    others = [at for day, at in sorted(days.items()) if day not in promised]
    refuses = bool(NO.search(base.quote))
    if others and others[-1] - received > _FAR:
        return _update(base, said="new_date", sure=False, note="a day so far away is no plan")
    if not others:
        sure = not refuses and (bool(YES.search(base.quote)) or bool(DELIVERY.search(base.quote)))
        return _update(base, said="confirmed" if sure else "other")
    if len(others) > 1:
        return _update(base, said="new_date", sure=False, note="it names several dates")
    spoken = DELIVERY.search(base.quote) or YES.search(base.quote)
    if not spoken and len(base.quote.split()) > _FEW_WORDS:
        return _update(base, note="it names a date, but no delivery")
    amounts = quantities(base.quote)
    note = "it names a quantity too: a part may come then" if amounts else ""
    return _update(base, said="new_date", date=others[0], sure=not amounts, note=note)


def _priced(base: ReplyField, found: Sequence[tuple[object, str]]) -> ReplyField:
    if len(found) > 1:
        return _update(base, said="price_change", sure=False, note="it names several amounts")
    ((amount, currency),) = found
    return _update(base, said="price_change", price=Money.model_validate({"amount": amount, "currency": currency}))


def _update(field: ReplyField, **values: object) -> ReplyField:
    return ReplyField.model_validate({**field.model_dump(), **values})


def _sentences(text: str) -> list[str]:
    return [part for part in (piece.strip(" \t-*•") for piece in SENTENCE.split(text)) if re.search(r"\w", part)]


def _is_name(sentence: str) -> bool:
    """Whether a short line may be who signs: rules find nothing else in it."""
    short = len(sentence.split()) <= _A_NAME and not any(sign.isdigit() for sign in sentence)
    return short and not any(words.search(sentence) for words in (PAYING, NO, YES)) and not sentence.endswith("?")


def _line_named(quote: str, lines: Sequence[AskedOf]) -> int | None:
    """The one line whose product code or name stands in the words; the only line of an order needs no name."""
    if len(lines) == 1:
        return lines[0].line_id
    folded = quote.casefold()
    named = [one for one in lines if _stands(one.code, folded) or _stands(one.name, folded)]
    return named[0].line_id if len(named) == 1 else None


def _stands(name: str, folded: str) -> bool:
    return len(name) > _TOO_SHORT and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", folded) is not None
