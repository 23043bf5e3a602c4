"""Taking goods from another site, never below what that site keeps for its own need."""

from dataclasses import dataclass
from decimal import Decimal

from agents.stockout import arithmetic
from agents.stockout.arithmetic import Sum, cents, plain
from agents.stockout.costing import Ahead, missing, outcome
from agents.stockout.option_rows import (
    Deed,
    Row,
    Worked,
    action,
    after,
    amendable,
    amount,
    down,
    impossible,
    possible,
    risk,
    up,
)
from agents.stockout.option_terms import Offer, Trouble
from domain.fact import Line
from domain.money import Money, to_cents
from domain.proposals import MoveStock
from domain.stock import Lane, Shelf


@dataclass(frozen=True)
class Giver:
    """A site that can give, over a lane, up to `spare` (a whole number of multiples)."""

    shelf: Shelf
    lane: Lane
    keeps: Decimal
    spare: Decimal


def givers(trouble: Trouble) -> tuple[Giver, ...]:
    """Every other site with a lane to the site in trouble, also those that can give nothing."""
    lanes = {lane.from_warehouse_id: lane for lane in trouble.lanes if lane.to_warehouse_id == trouble.warehouse_id}
    return tuple(
        Giver(shelf, lanes[shelf.site.warehouse_id], *_spare(trouble, shelf))
        for shelf in trouble.position.shelves
        if shelf.site.warehouse_id in lanes
    )


def transfers(site: Ahead) -> tuple[Offer, ...]:
    """A row for each site that can give, and one for all that cannot."""
    able = [giver for giver in givers(site.trouble) if giver.spare > 0]
    unable = [giver for giver in givers(site.trouble) if giver.spare <= 0]
    rows = [_transfer(site, giver) for giver in able]
    if unable or not able:
        row = Row("transfer", "transfer:others", "Transfer from any other site" if able else "Transfer")
        reasons = "; ".join(_keeps(site.trouble, giver) for giver in unable)
        rows.append(impossible(row, f"no stock above its own need: {reasons}" if reasons else "there is no other site"))
    return tuple(rows)


def lane_cost(giver: Giver, quantity: Decimal, trouble: Trouble) -> Sum:
    """Fixed and per unit, as a line."""
    formula = f"{cents(giver.lane.fixed_cost)} + {plain(quantity)} x {cents(giver.lane.unit_cost)}"
    words = f"Transfer {giver.shelf.site.code} to {trouble.site.code}"
    return arithmetic.money(words, formula, trouble.currency)


def lane_assumptions(giver: Giver) -> tuple[str, ...]:
    """Which assumptions a lane's cost and days rest on."""
    days = () if giver.lane.learned_from else ("lanes.handling_days", "lanes.km_per_day")
    return (*days, "lanes.km", "lanes.cost_per_transfer", "lanes.cost_per_km", "lanes.cost_per_unit")


def keeping(giver: Giver, quantity: Decimal, trouble: Trouble) -> Line:
    """What the giving site is left with."""
    formula = f"{plain(giver.shelf.on_hand)} - {plain(quantity)}"
    left = arithmetic.units(f"{giver.shelf.site.code} keeps", formula, trouble.position.product.uom)
    return f"{left.line}; its own need is {plain(giver.keeps)}"


def deed(giver: Giver, quantity: Decimal, trouble: Trouble) -> Deed:
    """The draft transfer, and how far it may be amended."""
    site, product, source = trouble.site, trouble.position.product, giver.shelf.site
    cost = lane_cost(giver, quantity, trouble)
    arrives = after(trouble.now, giver.lane.days)
    move = MoveStock(
        **dict(action(trouble)),
        stage="draft",
        product=product,
        quantity=quantity,
        from_warehouse_id=source.warehouse_id,
        from_warehouse=source.name,
        from_location_id=source.stock_location_id,
        to_location_id=site.stock_location_id,
        picking_type_id=source.internal_type_id,
        scheduled=arrives,
        value=Money(amount=to_cents(quantity * trouble.position.standard_price.amount), currency=trouble.currency),
        cost=Money(amount=cost.amount, currency=trouble.currency),
    )
    return Deed(move, amendable(trouble, trouble.position.multiple, giver.spare, arrives))


def _transfer(site: Ahead, giver: Giver) -> Offer:
    trouble = site.trouble
    row = Row("transfer", f"transfer:{giver.shelf.site.code}", f"Transfer from {giver.shelf.site.name}")
    days = float(giver.lane.days)
    wanted = missing(site, days, though_late=True)
    quantity = min(up(wanted, trouble.position.multiple), giver.spare)
    arrives = after(trouble.now, giver.lane.days)
    if wanted <= 0:
        return impossible(row, f"nothing is missing any more once it arrives on {arrives:%Y-%m-%d}")
    result = outcome(site, more=site.calendar.arriving(quantity, days, surely=True), by=days)
    facts = [
        f"Missing at the service level after {arrives:%Y-%m-%d}: {amount(wanted, trouble)}",
        keeping(giver, quantity, trouble),
    ]
    worked = Worked(
        row=Row(row.kind, row.name, f"Transfer {amount(quantity, trouble)} from {giver.shelf.site.name}"),
        costs=(lane_cost(giver, quantity, trouble),),
        risk=risk(site, result, arrives),
        arrives=arrives,
        assumed=(*lane_assumptions(giver), "planning.service_level"),
        facts=facts,
        deeds=(deed(giver, quantity, trouble),),
    )
    return possible(site, worked)


def _spare(trouble: Trouble, shelf: Shelf) -> tuple[Decimal, Decimal]:
    """What a site keeps, and what it could give of what is free and not given to others."""
    warehouse = shelf.site.warehouse_id
    keeps = trouble.protected.get(warehouse, max(shelf.on_hand, Decimal(0)))
    given = sum((t.quantity for t in trouble.taken if t.from_warehouse_id == warehouse), Decimal(0))
    return keeps, down(min(shelf.free, shelf.on_hand - keeps) - given, trouble.position.multiple)


def _keeps(trouble: Trouble, giver: Giver) -> str:
    code, shelf = giver.shelf.site.code, giver.shelf
    if shelf.on_hand <= 0:
        return f"{code} has none"
    if shelf.free <= 0:
        return f"all {plain(shelf.on_hand)} of {code} are reserved"
    words = f"{code} keeps {plain(min(giver.keeps, shelf.on_hand))} of {plain(shelf.on_hand)}"
    given = sum((t.quantity for t in trouble.taken if t.from_warehouse_id == shelf.site.warehouse_id), Decimal(0))
    return f"{words} and gives {plain(given)} to others" if given else words
