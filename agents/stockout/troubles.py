"""What the option builders are given about one shortage, put together from what was seen and reckoned."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from agents.stockout.assumptions import Assumptions
from agents.stockout.lanes import lanes
from agents.stockout.option_terms import SubstituteStock, Trouble
from agents.stockout.outlook_facts import SiteOutlook
from agents.stockout.shortage import Reckoned, Seen, Shortage
from domain.stock import Position
from tools.errors import Gone


def trouble_of(
    shortage: Shortage, seen: Seen, reckoned: Reckoned, *, assumptions: Assumptions, now: datetime
) -> Trouble:
    """One shortage with everything its options are computed from. What the sweep gave to other sites stays theirs."""
    product_id = shortage.product.product_id
    demand = reckoned.demand(product_id, shortage.warehouse_id)
    if demand is None:
        message = f"the site of the shortage, number {shortage.warehouse_id}, is no site of the company any more"
        raise Gone(message, remedy="The next sweep looks again.")
    sites = [shelf.site for shelf in seen.position.shelves]
    currency = seen.position.standard_price.currency
    return Trouble(
        position=seen.position,
        warehouse_id=shortage.warehouse_id,
        demand=demand,
        protected=kept([o for o in reckoned.outlooks if o.product.product_id == product_id]),
        lanes=lanes(sites, assumptions, currency=currency, learned=shortage.lanes),
        assumptions=assumptions,
        now=now,
        desk=seen.desk,
        rates={rate.currency: rate for rate in seen.rates},
        substitutes=substitutes(seen.others, reckoned.outlooks, shortage.warehouse_id),
        taken=shortage.plan.taken if shortage.plan is not None else (),
    )


def kept(outlooks: Sequence[SiteOutlook]) -> dict[int, Decimal]:
    """What each site keeps for its own need, by warehouse."""
    return {outlook.site.warehouse_id: outlook.keep for outlook in outlooks}


def substitutes(
    others: Sequence[Position], outlooks: Sequence[SiteOutlook], warehouse_id: int
) -> tuple[SubstituteStock, ...]:
    """What of other products could be taken at the site, above what their own customers need."""
    keeps = {o.product.product_id: o.keep for o in outlooks if o.site.warehouse_id == warehouse_id}
    found = [(other, other.shelf(warehouse_id)) for other in others]
    return tuple(
        SubstituteStock(
            product=other.product,
            free=shelf.free,
            protected=keeps[other.product.product_id],
            standard_price=other.standard_price,
            list_price=other.list_price,
        )
        for other, shelf in found
        if shelf is not None and other.product.product_id in keeps
    )
