"""The tables of the policy book, each with the contradictions that it refuses."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.fact import Fact, Share, Unfit
from domain.identity import Role
from policies.limits import (
    AmountLimits,
    Count,
    CountLimits,
    Factor,
    Ladder,
    ShareLimits,
    Span,
    XmlId,
    ascending,
    span_in_words,
)

_LONGEST_KEY = timedelta(hours=72)

_NEVER_ALONE = {
    "confirm_purchase": "a commitment to a supplier is always a person's to make",
    "adjust_reorder_rule": "it changes what is ordered from now on, so a person decides",
    "prefer_supplier": "which supplier is asked first is supplier master data, so a person decides",
    "hold_supplier": "a warning or block is supplier master data, so a person decides",
    "release_supplier": "a warning or block is supplier master data, so a person decides",
}


class RoleTerms(Fact):
    """Who holds a role in Odoo, how long they may take, and who is asked after their silence."""

    groups: Annotated[tuple[XmlId, ...], Field(min_length=1)]
    answer_within: Span
    remind_after: Span
    escalate_to: Role | Literal["nobody"]

    @model_validator(mode="after")
    def _reminded_in_time(self) -> Self:
        if self.remind_after >= self.answer_within:
            message = "remind_after must be shorter than answer_within, or nobody is ever reminded"
            raise Unfit(message)
        return self


class Roles(Fact):
    """The terms of every role, and their order."""

    lowest_first: tuple[Role, ...]
    planner: RoleTerms
    buyer: RoleTerms
    supply_manager: RoleTerms
    purchasing_manager: RoleTerms
    finance: RoleTerms

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if sorted(self.lowest_first) != sorted(Role):
            message = f"lowest_first must name each role once: {', '.join(Role)}"
            raise Unfit(message)
        for role in Role:
            above = self.terms(role).escalate_to
            if above != "nobody" and self.lowest_first.index(above) <= self.lowest_first.index(role):
                message = (
                    f"{role}.escalate_to: {above} does not stand above {role} in lowest_first; "
                    "an unanswered question only goes up, so that it cannot go round in a circle"
                )
                raise Unfit(message)
        return self

    def terms(self, role: Role) -> RoleTerms:
        """The terms of one role."""
        terms: RoleTerms = getattr(self, role.value)
        return terms


class Alone(Fact):
    """Which kinds may be carried out without asking, when nothing else asks or forbids."""

    draft_transfer: bool
    reserve_transfer: bool
    draft_purchase: bool
    notify_person: bool
    withdraw_draft: bool
    ask_supplier: bool
    change_expected_date: bool
    split_sourcing: bool
    raise_supplier_review: bool
    confirm_purchase: bool
    adjust_reorder_rule: bool
    prefer_supplier: bool
    hold_supplier: bool
    release_supplier: bool

    @model_validator(mode="after")
    def _never(self) -> Self:
        for name, why in _NEVER_ALONE.items():
            if getattr(self, name):
                message = f"{name} must be false: {why}"
                raise Unfit(message)
        return self


class ClearanceTerms(Fact):
    """How long the key to a write is good."""

    lifetime: Span

    @model_validator(mode="after")
    def _short(self) -> Self:
        if self.lifetime > _LONGEST_KEY:
            message = f"lifetime must be at most {span_in_words(_LONGEST_KEY)}; a key is not a standing permission"
            raise Unfit(message)
        return self


class GroundLimits(Fact):
    """How sure and how fresh the numbers must be to act alone, and how old they may be at all."""

    least_confidence: Share
    least_history_days: Count
    ask_older_than: Span
    refuse_older_than: Span

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ascending(self, "ask_older_than", "refuse_older_than")
        return self


class RateLimits(Fact):
    """How old an exchange rate may be before finance is asked."""

    ask_older_than: Span


class SupplierLimits(Fact):
    """When a supplier counts as known."""

    new_for: Span
    least_orders: Count
    refuse_on_warning: bool


class StageLimits(Fact):
    """One stage of a transfer: worth per product, giving site and company; transport cost; the donor's share."""

    product: AmountLimits
    site: AmountLimits
    company: AmountLimits
    cost: AmountLimits
    giving: ShareLimits


class TransferLimits(Fact):
    """Transfers between two sites of one company."""

    draft: StageLimits
    reserve: StageLimits


class DraftLimits(Fact):
    """Requests for quotation: nothing is promised yet."""

    supplier: AmountLimits
    product: AmountLimits
    site: AmountLimits
    company: AmountLimits


class CommitmentLimits(Fact):
    """Purchase orders: whose yes is enough, and above what nobody's is."""

    supplier: Ladder
    product: AmountLimits
    site: AmountLimits
    company: AmountLimits


class PurchaseLimits(Fact):
    """Buying, before and after the promise."""

    draft: DraftLimits
    commit: CommitmentLimits


class ReorderLimits(Fact):
    """Changes of reorder rules."""

    bold_factor: Factor
    wild_factor: Factor
    rule: CountLimits

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ascending(self, "bold_factor", "wild_factor")
        return self


class NotifyLimits(Fact):
    """Tasks for people."""

    person: CountLimits
    record: CountLimits
    company: CountLimits
