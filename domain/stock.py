"""What was read from Odoo about one product at one site, with the time it was read."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain.fact import Amount, Fact, Id, Line, Moment, Name, Quantity
from domain.identity import Product, Site
from domain.money import Money

Level = Annotated[Decimal, Field(ge=Decimal(10) ** 9 * -1, le=Decimal(10) ** 9, decimal_places=6)]
"""A stock level in the product's unit; below zero when more is promised than there is."""


class Shelf(Fact):
    """On hand and reserved at one site, in the product's unit."""

    site: Site
    on_hand: Level
    reserved: Level

    @property
    def free(self) -> Decimal:
        """On hand less reserved: what could leave today."""
        return self.on_hand - self.reserved


class Arrival(Fact):
    """One open incoming line: a purchase, a transfer on its way."""

    warehouse_id: Id
    quantity: Quantity
    due: Moment
    source: Literal["purchase", "transfer", "other"]
    name: Name
    order_id: Id | None = None
    order_line_id: Id | None = None
    supplier_id: Id | None = None
    supplier: Line = ""


class Commitment(Fact):
    """One open outgoing line: a delivery promised to a customer, or a transfer that leaves."""

    warehouse_id: Id
    quantity: Quantity
    due: Moment
    name: Name
    sale_order_id: Id | None = None


class ReorderRule(Fact):
    """Odoo's own rule for one product at one site, and what it would order now."""

    orderpoint_id: Id
    warehouse_id: Id
    minimum: Level
    maximum: Level
    multiple: Quantity
    to_order: Level


class SupplierPrice(Fact):
    """One line of a vendor price list: applies from `min_quantity`; `lead_days` as the vendor states them."""

    supplierinfo_id: Id
    supplier_id: Id
    supplier: Name
    min_quantity: Quantity
    price: Money
    lead_days: Annotated[int, Field(ge=0, le=3650)]
    valid_from: Moment | None = None
    valid_to: Moment | None = None


class Lane(Fact):
    """Moving goods between two sites: days on the way and cost, learned or assumed."""

    from_warehouse_id: Id
    to_warehouse_id: Id
    days: Annotated[Decimal, Field(ge=0, le=365, decimal_places=3)]
    fixed_cost: Money
    unit_cost: Money
    learned_from: Annotated[int, Field(ge=0)]
    """How many past transfers the days were learned from; 0 means assumed."""


class Position(Fact):
    """Everything read about one product over all sites of one company."""

    product: Product
    standard_price: Money
    list_price: Money
    shelves: tuple[Shelf, ...]
    arrivals: tuple[Arrival, ...]
    commitments: tuple[Commitment, ...]
    rules: tuple[ReorderRule, ...]
    prices: tuple[SupplierPrice, ...]
    substitutes: tuple[Product, ...]
    multiple: Amount
    read_at: Moment

    def shelf(self, warehouse_id: int) -> Shelf | None:
        """The shelf at a site, if the product was ever there."""
        return next((s for s in self.shelves if s.site.warehouse_id == warehouse_id), None)
