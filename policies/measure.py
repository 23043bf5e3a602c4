"""What a proposal is worth in company currency, always rounded and converted to the stricter side."""

from datetime import timedelta
from decimal import ROUND_CEILING, Context, Decimal
from typing import NamedTuple

from domain.approval import Circumstances, Rate
from domain.money import Money
from policies.book import PolicyBook

_EXACT = Context(prec=60, rounding=ROUND_CEILING)
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 12 - _CENT
"""Larger sums count as this much: the most that `Money` holds, and above every limit that a book can set."""


class Unmeasured(NamedTuple):
    """Why a proposal has no known worth; it is refused under this rule."""

    rule: str
    words: str


RULES = {
    "money.company_currency_unknown": "the currency of the company's books is not known",
    "money.book_in_other_currency": "the company keeps its books in another currency than this policy book",
    "money.rate_unknown": "the amount is foreign and no exchange rate for it is known",
}
BELOW_ZERO = {"money.below_zero": "an amount is below zero"}


def worth(price: Money, known: Circumstances, book: PolicyBook, *, times: Decimal = Decimal(1)) -> Decimal | Unmeasured:
    """`price` times a quantity in company currency, at the worst known rate, rounded up to the cent.

    It is computed from the exact product, not from a rounded sum: a thousand pieces at half a cent are worth five.
    """
    if known.company_currency is None:
        return _unmeasured("money.company_currency_unknown")
    if known.company_currency != book.currency:
        return _unmeasured("money.book_in_other_currency")
    if price.amount < 0:
        return _unmeasured("money.below_zero")
    factor = _factor(price, known)
    if factor is None:
        return _unmeasured("money.rate_unknown")
    exact = _EXACT.multiply(_EXACT.multiply(price.amount, times), factor)
    return min(exact, _MOST).quantize(_CENT, context=_EXACT)


def rate_used(price: Money, known: Circumstances) -> Rate | None:
    """The rate that turns `price` into company currency; None when there is none, or none is needed."""
    rate = known.rate
    if rate is None or price.currency == known.company_currency:
        return None
    return rate if (rate.currency, rate.company_currency) == (price.currency, known.company_currency) else None


def rate_age(price: Money, known: Circumstances) -> timedelta | None:
    """How old that rate is when judged; a rate of the future is as doubtful as one of the past."""
    rate = rate_used(price, known)
    return None if rate is None else abs(known.judged_at - rate.as_of)


def _factor(price: Money, known: Circumstances) -> Decimal | None:
    if price.currency == known.company_currency:
        return Decimal(1)
    rate = rate_used(price, known)
    return None if rate is None else rate.factor


def _unmeasured(rule: str) -> Unmeasured:
    return Unmeasured(rule, (RULES | BELOW_ZERO)[rule])
