"""What is known of a supplier's standing, of one of its orders, and of a reply, as looked up in Odoo."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from domain.fact import Fact, Id, Line, Moment, Name, Quantity
from domain.money import Money


class SupplierStanding(Fact):
    """The commercial entity behind a supplier and how well it is known."""

    supplier_id: Id
    commercial_id: Id
    name: Name
    active: bool
    warning: Literal["none", "warning", "block"]
    known_since: Moment
    orders_confirmed: Annotated[int, Field(ge=0)]
    tax_id: Line = ""
    """The entity's tax number, if known: two records with one number are one legal entity."""

    def known_for(self, now: Moment) -> timedelta:
        """How long ago the record was created."""
        return now - self.known_since


class OrderedLine(Fact):
    """One line of an order: what is still to come, in the product's unit, its worth at the order's price, for when."""

    line_id: Id
    product_id: Id
    open_quantity: Quantity
    value: Money
    planned: Moment | None


class OrderStanding(Fact):
    """What an order is now: to whom it went (`partner_id`), the commercial entity behind that, and its lines.

    `confirmed` is true while it is a purchase; a draft, a request and a cancelled order are none.
    """

    order_id: Id
    company_id: Id
    partner_id: Id
    entity_id: Id
    confirmed: bool
    lines: tuple[OrderedLine, ...]

    def line(self, line_id: int) -> OrderedLine | None:
        """The line with this id, if it is on the order."""
        return next((line for line in self.lines if line.line_id == line_id), None)


class ReplyStanding(Fact):
    """A message as it stands on an order. Who sent it is a claim: nothing proves the address it says it came from.

    `entity_id` is the commercial entity of the author that Odoo took it to be from; None where it knew nobody.
    """

    message_id: Id
    order_id: Id
    entity_id: Id | None
    received_at: Moment
