"""Options side by side: what each comes to, and what it saves against doing nothing and against Odoo's own rule."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from domain.case import Option
from domain.fact import Fact, Name, Unfit
from domain.money import Money

_NEVER = datetime.max.replace(tzinfo=UTC)


class Ranked(Fact):
    """The place of one possible option among all; savings are below zero where it comes out dearer."""

    option: Name
    place: Annotated[int, Field(ge=1)]
    total: Money
    saved_against_nothing: Money | None
    saved_against_rule: Money | None


def total(option: Option) -> Money:
    """Cost and remaining risk of a possible option."""
    if option.cost is None or option.risk is None:
        message = f"{option.option} has no cost to compare"
        raise Unfit(message)
    return option.cost + option.risk


def ranked(options: Sequence[Option]) -> tuple[Ranked, ...]:
    """The possible options, the smallest total first; equal totals: doing nothing, then the earlier arrival."""
    possible = sorted((o for o in options if o.feasible), key=_order)
    nothing = next((total(o) for o in possible if o.kind == "nothing"), None)
    rule = next((total(o) for o in possible if o.kind == "reorder_rule"), None)
    return tuple(
        Ranked(
            option=option.option,
            place=place,
            total=total(option),
            saved_against_nothing=None if nothing is None else nothing - total(option),
            saved_against_rule=None if rule is None else rule - total(option),
        )
        for place, option in enumerate(possible, start=1)
    )


def choose(options: Sequence[Option], *, without: Collection[str] = ()) -> str:
    """The option with the smallest total of those that may be chosen; `without` were turned down already.

    Doing nothing can always be chosen, whatever `without` says; Odoo's rule never is.
    """
    open_ = [o for o in options if o.feasible and not o.comparison_only]
    allowed = [o for o in open_ if o.option not in without or o.kind == "nothing"]
    if not allowed:
        message = "no option can be chosen, not even doing nothing"
        raise Unfit(message)
    return min(allowed, key=_order).option


def _order(option: Option) -> tuple[object, ...]:
    return total(option).amount, option.kind != "nothing", option.arrives or _NEVER, option.option
