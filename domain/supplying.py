"""What may be wished about a supplier: questions, dates we plan with, preference, review, hold and release."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.action import SiteAction, SupplierAction
from domain.fact import Amount, Fact, Id, Line, Moment, Name, Quantity, Unfit
from domain.identity import Product
from domain.money import Money


class Question(StrEnum):
    """The fixed texts that a supplier can be asked with; slots are typed, never free text of a model."""

    CONFIRM = "confirm"
    EXPEDITE = "expedite"
    EXPLAIN = "explain"


class AskedLine(Fact):
    """One open line that a supplier is asked about: what is still to come, and when it was promised at first.

    `planned` is the date that Odoo holds now, where that is another: the supplier is told its own, not ours.
    """

    line_id: Id
    product: Product
    open_quantity: Amount
    promised: Moment
    planned: Moment | None = None


class AskSupplier(SupplierAction):
    """A message on one order, to the address of the order's own partner (`partner_id`), from a fixed text.

    `round` counts the questions about this order in this case, so that a reminder is a proposal of its own.
    """

    kind: Literal["ask_supplier"] = "ask_supplier"
    question: Question
    order_id: Id
    order: Name
    partner_id: Id
    partner: Name
    lines: Annotated[tuple[AskedLine, ...], Field(min_length=1, max_length=20)]
    answer_by: Moment
    round: Annotated[int, Field(ge=1, le=9)] = 1


class ChangeExpectedDate(SiteAction):
    """Plan with another date for one open order line; `value` is what is still to come, at the order's price.

    It changes what we reckon with, not what the supplier owes. `because` is where the date comes from: the numbers of
    past deliveries, or a message of the supplier (`evidence` names it as `mail.message,id`).
    """

    kind: Literal["change_expected_date"] = "change_expected_date"
    product: Product
    supplier_id: Id
    supplier: Name
    order_id: Id
    order: Name
    line_id: Id
    open_quantity: Amount
    value: Money
    old_date: Moment
    new_date: Moment
    because: Literal["statistics", "reply"]
    evidence: Line = ""

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if self.new_date == self.old_date:
            message = "the date is planned with already"
            raise Unfit(message)
        if (self.because == "reply") != bool(self.evidence):
            message = "a date from a reply names the message; one from numbers has none"
            raise Unfit(message)
        return self


class PreferSupplier(SupplierAction):
    """Put the vendor prices of one supplier for a product first; the others keep their order among themselves.

    `old_order` and `new_order` hold the same vendor price records (`product.supplierinfo`). `value` is what was bought
    of the product in the last year from all suppliers, in company currency.
    """

    kind: Literal["prefer_supplier"] = "prefer_supplier"
    product: Product
    over_supplier_id: Id
    over_supplier: Name
    old_order: Annotated[tuple[Id, ...], Field(min_length=2, max_length=50)]
    new_order: Annotated[tuple[Id, ...], Field(min_length=2, max_length=50)]
    value: Money

    @model_validator(mode="after")
    def _reorders(self) -> Self:
        if sorted(self.old_order) != sorted(self.new_order) or len(set(self.new_order)) != len(self.new_order):
            message = "a preference only reorders the vendor prices there are"
            raise Unfit(message)
        if self.old_order == self.new_order:
            message = "this supplier is preferred already"
            raise Unfit(message)
        return self


class Review(StrEnum):
    """Why a supplier is to be looked at; the fixed texts of the task."""

    LATE_LINES = "late_lines"
    SCORE = "score"
    TREND = "trend"
    UNREAD_REPLY = "unread_reply"


class RaiseSupplierReview(SupplierAction):
    """A task for a buyer: an activity on the partner, or a task of a project where `project_id` names one.

    `points` is the risk score, nought to a hundred.
    """

    kind: Literal["raise_supplier_review"] = "raise_supplier_review"
    review: Review
    user_id: Id
    points: Quantity
    at_stake: Money
    due: Moment
    project_id: Id | None = None


class HoldSupplier(SupplierAction):
    """A purchase warning or block on the partner record, so that nobody orders without seeing it.

    `value` is what was bought of the supplier in the last year, in company currency.
    """

    kind: Literal["hold_supplier"] = "hold_supplier"
    old_level: Literal["none", "warning"]
    new_level: Literal["warning", "block"]
    points: Quantity
    value: Money

    @model_validator(mode="after")
    def _tightens(self) -> Self:
        if self.old_level == self.new_level:
            message = "the supplier is held like this already"
            raise Unfit(message)
        return self


class ReleaseSupplier(SupplierAction):
    """Take a warning or block back that this house's cases have set; `made_by` is the slot of the hold."""

    kind: Literal["release_supplier"] = "release_supplier"
    old_level: Literal["warning", "block"]
    new_level: Literal["none", "warning"]
    points: Quantity
    made_by: Line

    @model_validator(mode="after")
    def _loosens(self) -> Self:
        if self.old_level == self.new_level:
            message = "the supplier is held like this already"
            raise Unfit(message)
        return self
