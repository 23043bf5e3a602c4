"""The facts that a stockout case leans on, each with its source and age; what people read and what a model may say."""

from collections.abc import Iterator
from decimal import Decimal

from agents.stockout.arithmetic import plain
from agents.stockout.outlook_facts import SiteOutlook
from agents.stockout.shortage import Reckoned, Seen, Shortage
from domain.case import Datum
from domain.fact import Line, tame
from domain.stock import Shelf

_MOST_LINES = 6


def facts(shortage: Shortage, seen: Seen, reckoned: Reckoned) -> tuple[Datum, ...]:
    """Everything that is shown as evidence: stock, what is promised, what is expected, prices and rules."""
    return (
        *_stock(shortage, seen),
        *_promised(shortage, seen),
        *_expected(shortage, seen, reckoned),
        *_terms(shortage, seen),
    )


def _stock(shortage: Shortage, seen: Seen) -> Iterator[Datum]:
    uom = seen.position.product.uom
    for shelf in sorted(seen.position.shelves, key=lambda s: s.site.warehouse_id != shortage.warehouse_id):
        value = f"{plain(shelf.on_hand)} {uom}, {plain(shelf.reserved)} of it reserved"
        yield _datum(f"on hand at {shelf.site.code}", value, "stock in Odoo", seen, record=_product(seen))


def _promised(shortage: Shortage, seen: Seen) -> Iterator[Datum]:
    here, uom = shortage.warehouse_id, seen.position.product.uom
    arrivals = sorted((a for a in seen.position.arrivals if a.warehouse_id == here), key=lambda a: a.due)
    for arrival in arrivals[:_MOST_LINES]:
        late = ", overdue" if arrival.due < seen.position.read_at else ""
        by = f" from {arrival.supplier}" if arrival.supplier else ""
        record = f"purchase.order,{arrival.order_id}" if arrival.source == "purchase" and arrival.order_id else ""
        value = f"{plain(arrival.quantity)} {uom} on {arrival.due:%Y-%m-%d}{late}"
        yield _datum(f"coming with {arrival.name}{by}", value, "open lines in Odoo", seen, record=record)
    leaving = [c for c in seen.position.commitments if c.warehouse_id == here]
    for commitment in sorted(leaving, key=lambda c: c.due)[:_MOST_LINES]:
        record = f"sale.order,{commitment.sale_order_id}" if commitment.sale_order_id else ""
        value = f"{plain(commitment.quantity)} {uom} by {commitment.due:%Y-%m-%d}"
        yield _datum(f"promised with {commitment.name}", value, "open lines in Odoo", seen, record=record)
    if len(leaving) > _MOST_LINES:
        total = sum((c.quantity for c in leaving), Decimal(0))
        value = f"{plain(total)} {uom} in {len(leaving)} lines"
        yield _datum("promised altogether", value, "open lines in Odoo", seen)


def _expected(shortage: Shortage, seen: Seen, reckoned: Reckoned) -> Iterator[Datum]:
    ahead, uom = reckoned.here, seen.position.product.uom
    demand = reckoned.demand(shortage.product.product_id, shortage.warehouse_id)
    method = f"{ahead.method}, {ahead.sample_days} days of history"
    if demand is not None:
        days = float(ahead.horizon_days)
        median, high = demand.quantile(0.5, days), demand.quantile(0.9, days)
        value = f"{median:.0f} {uom} (at most {high:.0f} in 9 of 10 cases) in {plain(ahead.horizon_days)} days"
        yield _datum("demand ahead", value, method, seen)
    yield _datum("chance of running out, doing nothing", _percent(ahead.risk), method, seen)
    yield _datum(
        "chance of running out before anything can arrive",
        f"{_percent(ahead.risk_before_earliest)} in {plain(ahead.earliest_days)} days",
        method,
        seen,
    )
    yield _datum("order by", _order_by(ahead, seen), method, seen)


def _terms(shortage: Shortage, seen: Seen) -> Iterator[Datum]:
    for price in seen.position.prices[:_MOST_LINES]:
        value = f"{price.price} from {plain(price.min_quantity)}, {price.lead_days} days"
        record = f"product.supplierinfo,{price.supplierinfo_id}"
        yield _datum(f"price of {price.supplier}", value, "vendor price list", seen, record=record)
    for rule in seen.position.rules:
        if rule.warehouse_id == shortage.warehouse_id:
            value = f"between {plain(rule.minimum)} and {plain(rule.maximum)}, would order {plain(rule.to_order)} now"
            record = f"stock.warehouse.orderpoint,{rule.orderpoint_id}"
            yield _datum("Odoo's reorder rule", value, "reorder rule", seen, record=record)
    if not seen.position.prices:
        yield _datum("price of any supplier", "none in Odoo", "vendor price list", seen)


def site_code(shelves: tuple[Shelf, ...], warehouse_id: int) -> str:
    """The short name of a site."""
    return next((s.site.code for s in shelves if s.site.warehouse_id == warehouse_id), f"#{warehouse_id}")


def _order_by(ahead: SiteOutlook, seen: Seen) -> str:
    if ahead.order_by is None:
        return "nothing is needed within the days looked ahead"
    late = ", which has passed" if ahead.order_by < seen.position.read_at else ""
    return f"{ahead.order_by:%Y-%m-%d}{late}"


def _product(seen: Seen) -> Line:
    return f"product.product,{seen.position.product.product_id}"


def _percent(share: Decimal) -> str:
    return f"{100 * share:.1f} %"


def _datum(name: str, value: str, source: str, seen: Seen, *, record: str = "") -> Datum:
    return Datum(
        name=tame(name, 120), value=tame(value), source=tame(source), read_at=seen.position.read_at, record=record
    )
