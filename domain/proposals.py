"""Everything an agent may wish for: one tagged union, and the digest that names a wish exactly."""

from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from domain.action import SiteAction
from domain.fact import Amount, Fact, Id, Line, Moment, Name, Quantity, Share, Unfit, Words, canonical, fingerprint
from domain.identity import Product
from domain.money import Money, to_cents
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)


class MoveStock(SiteAction):
    """Move a quantity between two sites of one company; `warehouse` is the receiving site.

    `draft` makes a draft transfer; `reserve` confirms that transfer (`picking_id`) and reserves the goods.
    `value` is the goods at standard price, `cost` the lane's cost; both in company currency.
    """

    kind: Literal["move_stock"] = "move_stock"
    stage: Literal["draft", "reserve"]
    product: Product
    quantity: Amount
    from_warehouse_id: Id
    from_warehouse: Name
    from_location_id: Id
    to_location_id: Id
    picking_type_id: Id
    scheduled: Moment
    value: Money
    cost: Money
    picking_id: Id | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.from_warehouse_id == self.warehouse_id:
            message = "a transfer needs two different sites"
            raise Unfit(message)
        if (self.stage == "reserve") != (self.picking_id is not None):
            message = "a draft has no transfer yet; a reservation names one"
            raise Unfit(message)
        return self


class Purchase(SiteAction):
    """What a purchase says in either stage. `gross` is the sum of |quantity x price|, recomputed here."""

    product: Product
    supplier_id: Id
    supplier: Name
    supplierinfo_id: Id
    quantity: Amount
    unit_price: Money
    gross: Money
    expected: Moment
    picking_type_id: Id

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.unit_price.amount < 0:
            message = "a price below zero is not a purchase"
            raise Unfit(message)
        if self.gross != gross_of(self.quantity, self.unit_price):
            message = f"gross {self.gross} is not {self.quantity} x {self.unit_price}"
            raise Unfit(message)
        return self


class RaisePurchase(Purchase):
    """A draft request for quotation; nothing is promised to the supplier yet."""

    kind: Literal["raise_purchase"] = "raise_purchase"


class ConfirmPurchase(Purchase):
    """Turn one draft order of ours into a purchase: a commitment to the supplier."""

    kind: Literal["confirm_purchase"] = "confirm_purchase"
    order_id: Id
    order: Name


class SplitSourcing(Purchase):
    """A draft request for quotation to an alternative, for part of what a late line still owes; nothing is promised."""

    kind: Literal["split_sourcing"] = "split_sourcing"
    late_order_id: Id
    late_order: Name
    late_line_id: Id
    late_supplier_id: Id
    late_supplier: Name
    open_quantity: Amount

    @model_validator(mode="after")
    def _part(self) -> Self:
        if self.supplier_id == self.late_supplier_id:
            message = "an alternative is another supplier"
            raise Unfit(message)
        if self.quantity > self.open_quantity:
            message = f"{self.quantity} is more than the {self.open_quantity} that are late"
            raise Unfit(message)
        return self


class AdjustReorderRule(SiteAction):
    """Set the minimum and maximum of one reorder rule; it changes what Odoo will order from now on."""

    kind: Literal["adjust_reorder_rule"] = "adjust_reorder_rule"
    product: Product
    orderpoint_id: Id
    old_min: Quantity
    old_max: Quantity
    new_min: Quantity
    new_max: Quantity

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.new_max < self.new_min:
            message = "the maximum of a reorder rule cannot be below its minimum"
            raise Unfit(message)
        return self


class Notice(StrEnum):
    """The fixed texts a person can be notified with; slots are typed, never free text of a model."""

    EXPEDITE_ORDER = "expedite_order"
    USE_SUBSTITUTE = "use_substitute"
    DEFER_DELIVERY = "defer_delivery"
    SPLIT_DELIVERY = "split_delivery"
    SHORTAGE = "shortage"


class NotifyPerson(SiteAction):
    """A task (Odoo activity) for one internal user on one record, from a fixed text with typed slots."""

    kind: Literal["notify_person"] = "notify_person"
    notice: Notice
    product: Product
    user_id: Id
    on_model: Literal["purchase.order", "product.product", "sale.order"]
    on_id: Id
    on_name: Name
    quantity: Quantity
    due: Moment


class WithdrawDraft(SiteAction):
    """Cancel a draft that this case made and no longer wants."""

    kind: Literal["withdraw_draft"] = "withdraw_draft"
    on_model: Literal["stock.picking", "purchase.order"]
    on_id: Id
    on_name: Name
    made_by: Line


Proposal = Annotated[
    MoveStock
    | RaisePurchase
    | ConfirmPurchase
    | SplitSourcing
    | AdjustReorderRule
    | NotifyPerson
    | WithdrawDraft
    | AskSupplier
    | ChangeExpectedDate
    | PreferSupplier
    | RaiseSupplierReview
    | HoldSupplier
    | ReleaseSupplier,
    Field(discriminator="kind"),
]

PROPOSALS: TypeAdapter[Proposal] = TypeAdapter(Proposal)


class Grounds(Fact):
    """How sure the numbers behind a wish are; computed, never said by a model."""

    confidence: Share
    method: Name
    sample_days: Annotated[int, Field(ge=0)]
    read_at: Moment


class Bounds(Fact):
    """Within what an approver may amend. `step`: only whole multiples of it can be had, of the unit or of a pack.

    The bounds of a purchase are those of its price break, so that the price of the proposal holds for all of them.
    """

    quantity_min: Amount
    quantity_max: Amount
    date_from: Moment | None = None
    date_to: Moment | None = None
    step: Amount | None = None

    def whole(self, quantity: Decimal) -> Decimal:
        """The next quantity from here on that can be had. `Unfit`, with words, where that is out of bounds."""
        step = self.step or quantity
        found = (quantity / step).to_integral_value(ROUND_CEILING) * step
        if not self.quantity_min <= found <= self.quantity_max:
            packs = f"in whole multiples of {step.normalize():f}, " if self.step else ""
            least, most = (f"{bound.normalize():f}" for bound in (self.quantity_min, self.quantity_max))
            message = f"{quantity.normalize():f} cannot be had: {packs}from {least} to {most}"
            raise Unfit(message)
        return found


class Wish(Fact):
    """One proposal with its grounds. `reason` is shown to people; no rule reads it."""

    proposal: Proposal
    grounds: Grounds
    option: Name
    bounds: Bounds | None = None
    reason: Words = ""


def gross_of(quantity: Decimal, unit_price: Money) -> Money:
    """|quantity x price| to the cent."""
    return Money(amount=abs(to_cents(quantity * unit_price.amount)), currency=unit_price.currency)


def digest(proposal: Proposal) -> str:
    """The name of exactly this proposal: SHA-256 over its canonical JSON under a domain tag."""
    return fingerprint("action", canonical(proposal))
