"""Money: a decimal amount and the currency it is in; sums across currencies do not exist."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field, StringConstraints
from typing_extensions import override

from domain.fact import Fact, Unfit

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Cents = Annotated[Decimal, Field(ge=-(Decimal(10) ** 12), le=Decimal(10) ** 12, max_digits=18, decimal_places=6)]


class Money(Fact):
    """An amount in one currency. Addition across currencies raises `Unfit`."""

    amount: Cents
    currency: Currency

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def times(self, factor: Decimal) -> "Money":
        """The amount times a factor, rounded half up to the cent."""
        return Money(amount=to_cents(self.amount * factor), currency=self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            message = f"cannot add {other.currency} to {self.currency}"
            raise Unfit(message)

    @override
    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half up to two places, as an invoice would."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
