"""The kinds of limits that the policy book is made of; each refuses values that contradict one another."""

import re
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Self, assert_never

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from domain.fact import Fact, Json, Share, Unfit

_SPAN = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) (second|minute|hour|day)s?")


def _span(value: Json) -> timedelta:
    matched = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if matched is None:
        message = 'write a time as a number and a unit, for example "90 minutes", "24 hours" or "7 days"'
        raise Unfit(message)
    return timedelta(**{f"{matched[2]}s": float(matched[1])})


Span = Annotated[timedelta, BeforeValidator(_span), Field(gt=timedelta(0), le=timedelta(days=3650))]
Limit = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9, decimal_places=2)]
"""An amount in the book's currency."""

Days = Annotated[Decimal, Field(ge=0, le=3650, decimal_places=2)]
Count = Annotated[int, Field(ge=0, le=10**6)]
Factor = Annotated[Decimal, Field(ge=1, le=1000, decimal_places=3)]
XmlId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[A-Za-z0-9_.]+$", max_length=120)]


def ascending(limits: Fact, *names: str) -> None:
    """Refuse limits that are not in the order of `names`, lowest first; equal neighbours are allowed."""
    for lower, higher in pairwise(names):
        low, high = getattr(limits, lower), getattr(limits, higher)
        if low > high:
            message = f"{lower} ({low}) is above {higher} ({high}); lower the one or raise the other"
            raise Unfit(message)


class AmountLimits(Fact):
    """Money under one key within a sliding window, this proposal counted in."""

    span: Span
    ask_above: Limit
    refuse_above: Limit

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ascending(self, "ask_above", "refuse_above")
        return self


class CountLimits(Fact):
    """How many proposals under one key within a sliding window, this one counted in."""

    span: Span
    ask_above: Count
    refuse_above: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ascending(self, "ask_above", "refuse_above")
        return self


class StepLimits(Fact):
    """Money under one key within a sliding window, this proposal counted in: nobody is asked, a buyer, a manager."""

    span: Span
    ask_above: Limit
    buyer_up_to: Limit
    refuse_above: Limit

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ascending(self, "ask_above", "buyer_up_to", "refuse_above")
        return self


class DayLimits(Fact):
    """Days by which one date is moved within a sliding window, to and fro added up, this proposal counted in."""

    span: Span
    ask_above: Days
    buyer_up_to: Days
    refuse_above: Days

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ascending(self, "ask_above", "buyer_up_to", "refuse_above")
        return self


class ShareLimits(Fact):
    """How much of what is free at a site may leave within a sliding window, this proposal counted in."""

    span: Span
    ask_above: Share


class Ladder(Fact):
    """Whose yes is enough for what stands with one supplier within a sliding window, this order counted in."""

    span: Span
    buyer_up_to: Limit
    manager_up_to: Limit
    refuse_above: Limit

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ascending(self, "buyer_up_to", "manager_up_to", "refuse_above")
        return self


Limits = AmountLimits | CountLimits | DayLimits | ShareLimits | StepLimits | Ladder


def span_in_words(span: timedelta) -> str:
    """`7 days`, `36 hours`, `90 minutes`, `0.5 seconds`: the largest unit that leaves no rest."""
    for unit in ("day", "hour", "minute"):
        size = timedelta(**{f"{unit}s": 1})
        if span % size == timedelta(0):
            return _many(f"{span // size}", unit)
    return _many(f"{span.total_seconds():g}", "second")


def _many(number: str, unit: str) -> str:
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def limits_in_words(limits: Limits) -> str:
    """What happens above which value, for people."""
    match limits:
        case AmountLimits():
            return f"asks above {limits.ask_above:,.2f}, refuses above {limits.refuse_above:,.2f}"
        case CountLimits():
            return f"asks above {limits.ask_above}, refuses above {limits.refuse_above}"
        case StepLimits():
            buyer = f"asks a buyer above {limits.ask_above:,.2f}, a manager above {limits.buyer_up_to:,.2f}"
            return f"{buyer}, refuses above {limits.refuse_above:,.2f}"
        case DayLimits():
            buyer = f"asks a buyer above {limits.ask_above:f} days, a manager above {limits.buyer_up_to:f}"
            return f"{buyer}, refuses above {limits.refuse_above:f}"
        case ShareLimits():
            return f"asks above a share of {limits.ask_above}, refuses above all"
        case Ladder():
            people = f"a buyer up to {limits.buyer_up_to:,.2f}, a manager up to {limits.manager_up_to:,.2f}"
            return f"{people}, finance up to {limits.refuse_above:,.2f}, refuses above"
        case _:
            assert_never(limits)
