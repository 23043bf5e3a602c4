"""What is known of one supplier on one day: the facts that a sweep finds by and a case thinks about."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from agents.supplier_risk.score.risk_score import RiskScore
from agents.supplier_risk.statistics.lead_time import LeadTime
from domain.fact import Amount, Fact, Id, Line, Moment, Name, Quantity, Share
from domain.identity import Product
from domain.money import Money

MOST_LINES = 50
"""A watch holds so many open lines, the worst first; the others are counted."""

Hold = Literal["none", "warning", "block"]
Reason = Literal["points", "expected_loss", "trend"]
"""What opens a case: the score, what is likely to be lost, or lead times that have grown while lines are late."""


class OpenLine(Fact):
    """One open purchase line. Quantity and price are in the product's unit; the price is in the order's currency.

    `partner_id` is the order's own partner, who may be a contact of the supplier; `warehouse_id` is None where goods go
    straight to a customer. `first_promise` is the date as it stood when the line was first seen, where `first_kept`;
    elsewhere it is what Odoo says now, as `promised` is. `late_probability` is against the first promise. `expected`
    and `expected_p90` are the moments by which it comes in half and in nine of ten cases.
    """

    line_id: Id
    order_id: Id
    order: Name
    partner_id: Id
    partner: Name
    product: Product
    warehouse_id: Id | None
    warehouse: Line
    picking_type_id: Id | None
    open_quantity: Amount
    unit_price: Money
    value: Money | None
    """What is still to come, in company currency; None where Odoo has no rate."""
    confirmed: Moment
    first_promise: Moment
    first_kept: bool
    promised: Moment
    late_probability: Share
    expected: Moment
    expected_p90: Moment
    overdue: bool
    because: tuple[Line, ...]
    stake: Money
    """Sales and manufacturing that would wait for it until P90 and are due before, in company currency."""
    depends: tuple[Line, ...]
    """Those orders, the earliest first, as `sale.order,12 S00012 due 2026-12-01: 340.00 EUR`."""
    depends_left_out: Annotated[int, Field(ge=0)] = 0

    @property
    def expected_loss(self) -> Money:
        """The stake times the probability to be late, to the cent."""
        return self.stake.times(self.late_probability)


class Trend(Fact):
    """Since which day the supplier's lead times are others, from which median to which, and how sure that is."""

    since: Moment
    before_days: Decimal
    after_days: Decimal
    orders_before: Annotated[int, Field(ge=1)]
    orders_after: Annotated[int, Field(ge=1)]
    chance: Share
    """How often a series without a break shows one as clear as this."""

    @property
    def slower(self) -> bool:
        """Whether it is for the worse."""
        return self.after_days > self.before_days


class Came(Fact):
    """One order as it came: on which day, after how many days, and after how many it was promised, if it was."""

    on: Moment
    days: Decimal
    promised_days: Decimal | None
    late: bool
    """Whether a line of it came after the promised day."""


class Alternative(Fact):
    """A vendor price of another supplier for a product of the open lines, with that supplier's own standing.

    `lead_days` is what the vendor states, `lead_time` what is known; `points` is that supplier's risk score, None where
    nothing was bought of it. `supplier_id` is the commercial entity. The price is for one unit of the product.
    """

    product: Product
    supplierinfo_id: Id
    supplier_id: Id
    supplier: Name
    price: Money
    min_quantity: Quantity
    lead_days: Annotated[int, Field(ge=0, le=3650)]
    lead_time: LeadTime
    points: Decimal | None
    hold: Hold


class Sourcing(Fact):
    """One product of the open lines: its vendor prices in the order of their sequence, and what is bought of it.

    `own` are those of this supplier among `vendor_prices`, all of them records of `product.supplierinfo`.
    """

    product: Product
    vendor_prices: tuple[Id, ...]
    own: tuple[Id, ...]
    bought_year: Money
    """Bought of all suppliers within a year, in company currency."""


class SupplierWatch(Fact):
    """The whole look at one supplier (`supplier_id` is the commercial entity). Money is in company currency.

    `at_stake` and `expected_loss` are sums over all open lines, those left out too. No two lines have the same piece of
    an order at stake.
    """

    supplier_id: Id
    supplier: Name
    score: RiskScore
    lead_time: LeadTime
    late_rate: Share | None
    trend: Trend | None
    history_days: Annotated[int, Field(ge=0)] = 0
    """How long ago the first order that is read was confirmed."""
    lead_times: tuple[Came, ...] = ()
    """The latest orders as they came, the earliest first."""
    lines: Annotated[tuple[OpenLine, ...], Field(max_length=MOST_LINES)]
    lines_left_out: Annotated[int, Field(ge=0)]
    late_lines: Annotated[int, Field(ge=0)]
    """Open lines that are more likely late than not, those left out too."""
    at_stake: Money
    expected_loss: Money
    spend_year: Money
    hold: Hold
    hold_words: Line = ""
    sourcing: tuple[Sourcing, ...]
    alternatives: tuple[Alternative, ...]
    laundered: tuple[Line, ...]
    """Promises that were moved later after they were first seen, with both dates."""
    read_at: Moment
    notes: tuple[Line, ...]


class Spotted(Fact):
    """The detail of a finding: the figures that opened it. A case reads everything else anew, with `look`."""

    supplier_id: Id
    supplier: Name
    points: Decimal
    confidence: Share
    at_stake: Money
    expected_loss: Money
    open_lines: Annotated[int, Field(ge=0)]
    late_lines: Annotated[int, Field(ge=0)]
    worst: tuple[Line, ...]
    trend: Trend | None
    opened_by: Annotated[tuple[Reason, ...], Field(min_length=1)]
    read_at: Moment
