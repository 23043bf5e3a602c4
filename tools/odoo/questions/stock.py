"""Questions about the past of a product: how its stock ran, what customers took, what was moved between sites."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.fact import Fact, Line, Moment, Name, Quantity, tame
from domain.stock import Level
from tools.odoo import plain
from tools.odoo.crossings import Crossing, net, read_crossings
from tools.odoo.demand import read_daily_demand
from tools.odoo.questions.asking import MOST_ROWS, Count, DaysBack, Look, ProductId, WarehouseId, question
from tools.odoo.sites import OUTSIDE
from tools.odoo.stock import read_shelves

_WEEK = 7


class ProductAtSite(Fact):
    """One product at one site, over some days."""

    product_id: ProductId
    warehouse_id: WarehouseId
    days: DaysBack = 90


class ProductOverSites(Fact):
    """One product at all sites, over some weeks."""

    product_id: ProductId
    weeks: Annotated[int, Field(ge=1, le=26, description="how many weeks to look back")] = 13


class ProductOverDays(Fact):
    """One product at all sites, over some days."""

    product_id: ProductId
    days: DaysBack = 180


class StockOn(Fact):
    """On hand at the end of a week, and what the week brought and took."""

    until: Moment
    on_hand: Level
    received: Quantity
    sold: Quantity
    moved_out: Quantity
    """To other sites, or written off."""


class StockHistory(Fact):
    """The stock of a product at a site, week by week, oldest first; the last week ends now."""

    product: Name
    site: Name
    unit: Name
    weeks: tuple[StockOn, ...]
    empty_weeks: Count
    """How many of them ended with nothing on hand."""


class SiteDemand(Fact):
    """What customers took from one site, week by week, oldest first."""

    site: Name
    warehouse_id: WarehouseId
    weekly: tuple[Quantity, ...]


class WeeklyDemand(Fact):
    """What customers took of a product; the last week ended yesterday."""

    product: Name
    unit: Name
    sites: tuple[SiteDemand, ...]


class Moved(Fact):
    """One done transfer between two sites."""

    at: Moment
    transfer: Line
    from_site: Name
    to_site: Name
    quantity: Quantity


class Transfers(Fact):
    """Done transfers of a product between sites, the newest first; `more` were left out."""

    product: Name
    unit: Name
    moved: tuple[Moved, ...]
    more: Count


def stock_history(look: Look, asked: ProductAtSite) -> StockHistory:
    """Reckoned backwards from what is on hand now."""
    goods, site = look.product(asked.product_id), look.site(asked.warehouse_id)
    shelves = read_shelves(look.reader, goods, look.places)
    moves = read_crossings(look.reader, goods, look.places, since=look.since(asked.days))
    on_hand = plain.number(float(shelves.on_hand[0, site]))
    weeks: list[StockOn] = []
    for back in range(0, asked.days, _WEEK):
        until, since = look.now - timedelta(days=back), look.now - timedelta(days=back + _WEEK)
        week = [move for move in moves if since <= move.at < until or (not back and move.at >= until)]
        weeks.append(
            StockOn(
                until=until,
                on_hand=on_hand,
                received=_sum(move for move in week if move.target == site),
                sold=_sum(move for move in week if move.source == site and move.target_usage == "customer"),
                moved_out=_sum(move for move in week if move.source == site and move.target_usage != "customer"),
            )
        )
        on_hand -= net(week, site)
    return StockHistory(
        product=goods.products[0].code,
        site=look.code(site),
        unit=goods.products[0].uom,
        weeks=tuple(reversed(weeks[:MOST_ROWS])),
        empty_weeks=sum(week.on_hand <= 0 for week in weeks[:MOST_ROWS]),
    )


def weekly_demand(look: Look, asked: ProductOverSites) -> WeeklyDemand:
    """Shipped to customers, per site and week."""
    goods = look.product(asked.product_id)
    days = asked.weeks * _WEEK
    demand = read_daily_demand(look.reader, goods, look.places, now=look.now, days=days)
    weekly = demand.units[0].reshape(len(look.places.sites), asked.weeks, _WEEK).sum(axis=2)
    return WeeklyDemand(
        product=goods.products[0].code,
        unit=goods.products[0].uom,
        sites=tuple(
            SiteDemand(
                site=site.code,
                warehouse_id=site.warehouse_id,
                weekly=tuple(plain.number(round(float(units), 3)) for units in weekly[index]),
            )
            for index, site in enumerate(look.places.sites)
        ),
    )


def transfers_between_sites(look: Look, asked: ProductOverDays) -> Transfers:
    """Moves into a site from another one or from a transit location."""
    goods = look.product(asked.product_id)
    crossings = read_crossings(look.reader, goods, look.places, since=look.since(asked.days))
    arrived = [c for c in crossings if c.target != OUTSIDE and c.source_usage in {"internal", "transit"}]
    shown = arrived[:MOST_ROWS]
    names = look.reader.names("stock.picking", [c.transfer_id for c in shown])
    return Transfers(
        product=goods.products[0].code,
        unit=goods.products[0].uom,
        moved=tuple(
            Moved(
                at=c.at,
                transfer=tame(names.get(c.transfer_id or 0, "") or c.origin),
                from_site=look.code(c.source, "in transit"),
                to_site=look.code(c.target),
                quantity=c.quantity,
            )
            for c in shown
        ),
        more=len(arrived) - len(shown),
    )


def _sum(moves: Iterator[Crossing]) -> Decimal:
    return sum((move.quantity for move in moves), Decimal(0))


STOCK = (
    question(ProductAtSite, stock_history, "How the stock of a product ran at one site, week by week."),
    question(ProductOverSites, weekly_demand, "What customers took of a product per week, at every site."),
    question(ProductOverDays, transfers_between_sites, "Which transfers of a product were done between sites."),
)
