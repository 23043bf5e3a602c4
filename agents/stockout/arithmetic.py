"""Sums that a planner can recompute: every amount is the value of the formula that is shown beside it."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.fact import Line, Unfit, tame
from domain.money import Money, to_cents

_OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Sum:
    """One line of arithmetic and the amount it comes to."""

    line: Line
    amount: Decimal


def value(formula: str) -> Decimal:
    """What a formula of numbers, `+ - x /` and brackets comes to, exactly; anything else raises `Unfit`."""
    return _value(ast.parse(formula.replace(" x ", " * "), mode="eval").body, formula)


def _value(node: ast.expr, formula: str) -> Decimal:
    match node:
        case ast.Constant(value=int() | float()):
            return Decimal(ast.get_source_segment(formula, node) or "")
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, formula)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left, formula), _value(right, formula))
        case _:
            message = f"not a sum: {formula}"
            raise Unfit(message)


def money(words: str, formula: str, currency: str) -> Sum:
    """`words: formula = amount`, the amount rounded half up to the cent."""
    amount = to_cents(value(formula))
    return Sum(f"{tame(words, 80)}: {formula} = {amount:.2f} {currency}", amount)


def units(words: str, formula: str, uom: str, places: str = "0.01") -> Sum:
    """`words: formula = quantity`, rounded half up to `places`."""
    amount = value(formula).quantize(Decimal(places), rounding=ROUND_HALF_UP)
    return Sum(f"{tame(words, 80)}: {formula} = {plain(amount)} {tame(uom, 20)}", amount)


def added(words: str, parts: Sequence[Sum], currency: str) -> Sum:
    """The amounts of several sums as one more."""
    terms = [f"({p.amount:.2f})" if p.amount < 0 else f"{p.amount:.2f}" for p in parts] or ["0.00"]
    return money(words, " + ".join(terms), currency)


def plain(number: Decimal) -> str:
    """A number as a person writes it: no exponent, no needless zeros."""
    return "0" if number == 0 else format(number.normalize(), "f")


def cents(amount: Money | Decimal) -> str:
    """A price in a formula: at least two places, and more only where it has them."""
    exact = amount.amount if isinstance(amount, Money) else amount
    short = to_cents(exact)
    return f"{short:.2f}" if short == exact else plain(exact)


def rounded(number: float, places: str = "0.01") -> Decimal:
    """A computed number as it is shown and then used: half up, two places."""
    return Decimal(repr(float(number))).quantize(Decimal(places), rounding=ROUND_HALF_UP)


def day(moment: datetime) -> str:
    """A date in a line."""
    return f"{moment:%Y-%m-%d}"
