"""What is known of a supplier's standing, as looked up in Odoo."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from domain.fact import Fact, Id, Line, Moment, Name


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
