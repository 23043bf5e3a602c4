"""What lies ahead of every product at every site: when help can come, whether stock lasts until then, what it costs.

Formulas. The risk period of a site is the supplier's lead time plus the time to the next look (Silver, Pyke and Thomas
2017, chapter 6.5, periodic review). Supply is stock on hand and what is promised, less what is owed; a stated share of
arrivals is late. The chance and the amount of unmet demand follow from the distribution of demand over each day's
horizon. Latest day to order: the stock lasts at the service level until the goods ordered on it arrive. What a site
keeps when it gives: the newsvendor quantile of its own risk period, with its arrivals late. Credibility n / (n + k)
(Buehlmann and Gisler 2005) says how much a forecast rests on the product's own days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

import numpy as np

from agents.stockout.forecast import Groups, LeadTimeDemand, lead_time_demand
from agents.stockout.forecast_shape import Floats
from agents.stockout.outlook_facts import SiteOutlook, decimal
from agents.stockout.outlook_read import lane_matrix, supplier_days, supply_of
from agents.stockout.outlook_supply import grid, needed_on_hand, running_out
from agents.stockout.outlook_terms import Terms
from domain.fact import Moment
from domain.money import Money
from tools.odoo.network import Network

_CREDIBLE_DAYS = 28.0
"""So many days of a product's own count for half."""


@dataclass(frozen=True)
class Outlook:
    """All (P,S), days counted from the reading; see `SiteOutlook` for what each says.

    `supplier_days` and `earliest_days` are infinite where nothing can come; `order_by_days` is below zero where the
    day has passed and infinite where stock outlasts the days looked ahead.
    """

    network: Network
    demand: LeadTimeDemand
    supplier_days: Floats
    earliest_days: Floats
    horizon_days: Floats
    risk: Floats
    risk_before_earliest: Floats
    short: Floats
    at_stake: Floats
    order_by_days: Floats
    keep: Floats
    spare: Floats
    credibility: Floats

    def one(self, product: int, site: int) -> SiteOutlook:
        """One product at one site as a fact to keep and to show; positions in the network."""
        row, at = product * len(self.network.sites) + site, (product, site)
        return SiteOutlook(
            product=self.network.products[product],
            site=self.network.sites[site],
            horizon_days=decimal(self.horizon_days[at], 3),
            supplier_days=_finite(self.supplier_days[at], 3),
            earliest_days=decimal(min(self.earliest_days[at], self.horizon_days[at]), 3),
            risk=decimal(self.risk[at], 6),
            risk_before_earliest=decimal(self.risk_before_earliest[at], 6),
            short=decimal(self.short[at], 4),
            at_stake=Money(amount=decimal(self.at_stake[at], 2), currency=self.network.currency),
            order_by=_moment(self, float(self.order_by_days[at])),
            keep=decimal(self.keep[at], 4),
            spare=decimal(self.spare[at], 4),
            method=self.demand.method[row],
            sample_days=int(self.demand.sample_days[row]),
            credibility=decimal(self.credibility[at], 6),
            read_at=self.network.read_at,
        )


def network_demand(
    network: Network,
    *,
    horizons: Sequence[int] = (7, 14, 28),
    seed: int = 0,
    effort: Literal["sweep", "full"] = "sweep",
) -> LeadTimeDemand:
    """The demand of every product at every site; row `product * sites + site`."""
    products, sites, days = network.demand.shape
    product, site = np.divmod(np.arange(products * sites), max(sites, 1))
    return lead_time_demand(
        network.demand.reshape(products * sites, days),
        network.first_seen.reshape(products * sites),
        as_of=network.read_at.date(),
        horizons=horizons,
        seed=seed,
        effort=effort,
        groups=Groups(product=product, site=site),
    )


def look_ahead(
    network: Network,
    demand: LeadTimeDemand,
    *,
    terms: Terms | None = None,
    lane_days: Floats | None = None,
    unit_loss: Floats | None = None,
) -> Outlook:
    """The outlook of every product at every site, in one pass.

    `demand` has one row per product and site, in the order of `network_demand`. `lane_days` (S,S) are days from row to
    column, by default learned or else assumed; `unit_loss` (P,) is what one unit not sold costs, by default the margin
    over standard price.
    """
    terms = terms or Terms()
    shape = network.on_hand.shape
    buying = np.broadcast_to(supplier_days(network)[:, None], shape)
    horizon = np.where(np.isfinite(buying), buying + terms.review_days, terms.window_days)
    horizon = np.minimum(horizon, terms.longest_days)
    supply = supply_of(network, terms, grid(terms.longest_days))
    out = running_out(demand, supply, late_share=float(terms.late_share))
    risk, short = (part.reshape(shape) for part in out.by(horizon.ravel()))
    level = float(terms.service_level)
    keep = needed_on_hand(demand, supply, network.on_hand.ravel(), level=level, until=horizon.ravel()).reshape(shape)
    spare = np.maximum(np.minimum(network.on_hand - keep, network.on_hand - network.reserved), 0.0)
    lanes = lane_matrix(network, terms) if lane_days is None else lane_days
    earliest = np.minimum(buying, _fastest_lane(spare, lanes))
    loss = np.maximum(network.list_price - network.standard_price, 0.0) if unit_loss is None else unit_loss
    days = demand.sample_days.reshape(shape)
    return Outlook(
        network=network,
        demand=demand,
        supplier_days=buying,
        earliest_days=earliest,
        horizon_days=horizon,
        risk=risk,
        risk_before_earliest=out.by(np.minimum(earliest, horizon).ravel())[0].reshape(shape),
        short=short,
        at_stake=short * loss[:, None],
        order_by_days=out.lasts(1 - level).reshape(shape) - np.where(np.isfinite(buying), buying, 0.0),
        keep=keep,
        spare=spare,
        credibility=days / (days + _CREDIBLE_DAYS),
    )


def _fastest_lane(spare: Floats, lane_days: Floats) -> Floats:
    """Days until the nearest site that can spare anything could deliver, (P,S); infinite where none can."""
    fastest = np.full(spare.shape, np.inf)
    for giver in range(spare.shape[1]):
        days = np.where(np.arange(spare.shape[1]) == giver, np.inf, lane_days[giver])
        fastest = np.where(spare[:, giver, None] > 0, np.minimum(fastest, days[None, :]), fastest)
    return fastest


def _moment(ahead: Outlook, days: float) -> Moment | None:
    return ahead.network.read_at + timedelta(days=days) if np.isfinite(days) else None


def _finite(days: float, places: int) -> Decimal | None:
    return decimal(days, places) if np.isfinite(days) else None
