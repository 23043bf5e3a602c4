"""One sliding window of one proposal, and how it is made: every key is within a company."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from domain.approval import ExposureKey
from domain.money import Money
from domain.proposals import Proposal
from policies.book import PolicyBook
from policies.limits import AmountLimits, CountLimits, DayLimits, Ladder, Limits, ShareLimits, StepLimits

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Share:
    """What a share is taken of: so many units that are `named` so, and what happens to those that are taken.

    When `left` is true, the goods that stand in the window are no longer among them.
    """

    units: Decimal
    left: bool
    named: Literal["free", "late"]
    happens: str


_NO_SHARE = Share(_NOTHING, left=False, named="free", happens="")


@dataclass(frozen=True)
class Window:
    """One window of one proposal. `rule` is the table of the book that limits it, and names its rules."""

    rule: str
    key: ExposureKey
    limits: Limits
    share: Share = _NO_SHARE


@dataclass(frozen=True)
class Windows:
    """Makes the windows of one proposal. `about` is what a key is about, within the company.

    Proposals that are limited apart and yet count together share a key; `under` names it where it is not the rule.
    """

    proposal: Proposal
    book: PolicyBook

    def counted(self, rule: str, limits: CountLimits, about: str) -> Window:
        """How many."""
        return Window(rule, self._key(rule, limits, about), limits)

    def valued(self, rule: str, limits: AmountLimits | StepLimits | Ladder, about: str, amount: Decimal) -> Window:
        """How much money."""
        return Window(rule, self._key(rule, limits, about, amount=amount), limits)

    def moved(self, rule: str, limits: DayLimits, about: str, days: Decimal, *, under: str) -> Window:
        """How many days."""
        return Window(rule, self._key(under, limits, about, quantity=days), limits)

    def shared(self, rule: str, limits: ShareLimits, about: str, quantity: Decimal, *, share: Share) -> Window:
        """How large a part of some goods."""
        return Window(rule, self._key(rule, limits, about, quantity=quantity), limits, share)

    def _key(
        self, name: str, limits: Limits, about: str, *, amount: Decimal = _NOTHING, quantity: Decimal = _NOTHING
    ) -> ExposureKey:
        return ExposureKey(
            key=f"{name}/{self.proposal.company_id}/{about}",
            span=limits.span,
            amount=Money(amount=amount, currency=self.book.currency),
            quantity=quantity,
        )
