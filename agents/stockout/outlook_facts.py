"""What lies ahead of one product at one site, as a fact to keep, to show and to compare later."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.fact import Fact, Moment, Name, Quantity, Share
from domain.identity import Product, Site
from domain.money import Money

DaysAhead = Annotated[Decimal, Field(ge=0, le=3650, decimal_places=3)]
_MOST = 1e9


class SiteOutlook(Fact):
    """Doing nothing: what may happen within the risk period, and how sure that is.

    `horizon_days` is the risk period: the supplier's lead time and the time to the next look. `supplier_days` is None
    where no supplier sells the product. `earliest_days` is the fastest help, by supplier or from another site, at most
    the risk period. `risk` and `short` are the chance of unmet demand within the risk period and its expected amount,
    `at_stake` what that is worth; `risk_before_earliest` is the chance that no order of today can avert. `order_by` is
    the latest time to order from the supplier (without one: until when stock lasts), None where stock outlasts the days
    looked ahead. `keep` is what the
    site needs itself, `spare` what it could give now. `credibility` is the weight of the product's own days here in
    the forecast.
    """

    product: Product
    site: Site
    horizon_days: DaysAhead
    supplier_days: DaysAhead | None
    earliest_days: DaysAhead
    risk: Share
    risk_before_earliest: Share
    short: Quantity
    at_stake: Money
    order_by: Moment | None
    keep: Quantity
    spare: Quantity
    method: Name
    sample_days: Annotated[int, Field(ge=0)]
    credibility: Share
    read_at: Moment


def decimal(value: float, places: int) -> Decimal:
    """A number with so many places, at most a billion."""
    return Decimal(f"{min(value, _MOST):.{places}f}")
