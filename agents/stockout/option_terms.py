"""The terms of a choice: what the option builders are given about one shortage, and what they hand back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from agents.stockout.assumptions import Assumptions
from agents.stockout.forecast_demand import OneDemand
from domain.approval import Rate
from domain.case import Option
from domain.fact import Amount, Fact, Id, Name, Quantity
from domain.identity import Person, Product, Site
from domain.money import Money
from domain.proposals import Bounds, Proposal
from domain.stock import Lane, Level, Position


class SubstituteStock(Fact):
    """What of another product could be taken at the site in trouble."""

    product: Product
    free: Level
    protected: Quantity
    standard_price: Money
    list_price: Money


class Responsible(Fact):
    """Who looks after one order in Odoo."""

    order_id: Id
    order: Name
    person: Person


class Desk(Fact):
    """Whom to turn to: the person of an order where it has one, else the planner."""

    planner: Person
    buyers: tuple[Responsible, ...] = ()
    sellers: tuple[Responsible, ...] = ()

    def buyer(self, order_id: int) -> Person:
        """Who looks after a purchase order."""
        return next((r.person for r in self.buyers if r.order_id == order_id), self.planner)

    def seller(self, order_id: int) -> Person:
        """Who looks after a sales order."""
        return next((r.person for r in self.sellers if r.order_id == order_id), self.planner)


class Moved(Fact):
    """A quantity taken from one site."""

    from_warehouse_id: Id
    quantity: Amount


@dataclass(frozen=True)
class Trouble:
    """One product short at one site, and everything that its options are computed from.

    `protected` is what each site keeps for its own need, by warehouse id; a site that is not named keeps everything.
    `taken` is what the sweep's plan gives to other sites in trouble; it cannot be given twice.
    """

    position: Position
    warehouse_id: int
    demand: OneDemand
    protected: Mapping[int, Decimal]
    lanes: tuple[Lane, ...]
    assumptions: Assumptions
    now: datetime
    desk: Desk
    rates: Mapping[str, Rate] = field(default_factory=dict)
    substitutes: tuple[SubstituteStock, ...] = ()
    taken: tuple[Moved, ...] = ()

    @property
    def site(self) -> Site:
        """The site in trouble."""
        shelf = self.position.shelf(self.warehouse_id)
        if shelf is None:
            message = f"no shelf at warehouse {self.warehouse_id}"
            raise LookupError(message)
        return shelf.site

    @property
    def currency(self) -> str:
        """The company's currency."""
        return self.position.standard_price.currency


class Offer(Fact):
    """An option and the steps it stands for: the first writes of a chain (`option_wishes` knows the later ones).

    `bounds` says for each step within what an approver may amend it.
    """

    option: Option
    steps: tuple[Proposal, ...] = ()
    bounds: tuple[Bounds | None, ...] = ()
