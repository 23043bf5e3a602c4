"""The same look ahead for a sweep and for a case: demand against supply, and whether it has to be acted on now."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from agents.kit import Means
from agents.stockout.assumptions import Assumptions
from agents.stockout.forecast_curve import Floats
from agents.stockout.forecast_demand import LeadTimeDemand
from agents.stockout.lanes import lanes
from agents.stockout.outlook import Outlook, look_ahead, network_demand
from agents.stockout.outlook_terms import Terms
from agents.stockout.shortage import FRESH, Reckoned, Seen, Shortage, SiteDemand
from agents.stockout.sighting import network_of
from domain.stock import Lane
from tools.errors import Gone
from tools.odoo.network import Network
from tools.odoo.position import read_demand

HORIZONS = (7, 14, 28, 56)


def outlook(network: Network, demand: LeadTimeDemand, assumptions: Assumptions, learned: Sequence[Lane]) -> Outlook:
    """The outlook of every product at every site, under the stated assumptions."""
    planning, lost = assumptions.planning, assumptions.lost_sale
    terms = Terms(
        service_level=planning.service_level,
        review_days=planning.review_days,
        window_days=planning.window_days,
        longest_days=planning.longest_window_days,
        overdue_days=planning.overdue_days,
        late_share=planning.late_share,
        late_days=planning.late_days,
        stale_days=planning.stale_days,
    )
    margin = np.maximum(network.list_price - network.standard_price, 0.0)
    loss = float(lost.margin_share) * margin + float(lost.list_price_share) * network.list_price
    return look_ahead(network, demand, terms=terms, lane_days=_days(network, assumptions, learned), unit_loss=loss)


def urgent(ahead: Outlook, assumptions: Assumptions) -> Floats:
    """1.0 where something has to be done before the next look, by product and site; 0.0 elsewhere.

    Stock would not last at the service level until goods ordered at the next look arrive, and the loss to expect is
    worth more than the cheapest thing that could be done about it.
    """
    planning = assumptions.planning
    least = min(assumptions.lanes.cost_per_transfer, assumptions.buying.order_cost)
    risky = ahead.risk > 1 - float(planning.service_level)
    late = ahead.order_by_days <= planning.review_days
    answer: Floats = (risky & late & (ahead.at_stake >= float(least))).astype(np.float64)
    return answer


def reckon(shortage: Shortage, seen: Seen, means: Means, assumptions: Assumptions, *, company_id: int) -> Reckoned:
    """What lies ahead of the shortage as of what was seen; a forecast that is too old is made anew, simpler."""
    positions = (seen.position, *seen.others)
    network = network_of(positions, company_id=company_id)
    site = _site(network, shortage.warehouse_id)
    why = _useless(shortage, network, site)
    demand = _anew(means, network) if why else _kept(shortage, network)
    ahead = outlook(network, demand, assumptions, shortage.lanes)
    places = [(0, s) for s in range(len(network.sites))] + [(p, site) for p in range(1, len(positions))]
    return Reckoned(
        demands=demands(network, demand, places),
        here=ahead.one(0, site),
        outlooks=tuple(ahead.one(p, s) for p, s in places),
        troubled=bool(urgent(ahead, assumptions)[0, site]),
        notes=(why,) if why else (),
    )


def demands(network: Network, demand: LeadTimeDemand, places: Sequence[tuple[int, int]]) -> tuple[SiteDemand, ...]:
    """The forecast at some places of a network, as facts."""
    return tuple(
        SiteDemand(
            product_id=network.products[p].product_id,
            warehouse_id=network.sites[s].warehouse_id,
            demand=demand.one(p * len(network.sites) + s),
        )
        for p, s in places
    )


def _days(network: Network, assumptions: Assumptions, learned: Sequence[Lane]) -> Floats:
    place = {site.warehouse_id: s for s, site in enumerate(network.sites)}
    days = np.full((len(place), len(place)), np.inf)
    for lane in lanes(network.sites, assumptions, currency=network.currency, learned=learned):
        days[place[lane.from_warehouse_id], place[lane.to_warehouse_id]] = float(lane.days)
    return days


def _site(network: Network, warehouse_id: int) -> int:
    for number, site in enumerate(network.sites):
        if site.warehouse_id == warehouse_id:
            return number
    message = f"the site of the shortage, number {warehouse_id}, is no site of the company any more"
    raise Gone(message, remedy="The next sweep looks again.")


def _useless(shortage: Shortage, network: Network, site: int) -> str:
    """Why the sweep's forecast cannot be used, in words; empty where it can.

    It has to know the product at every site, and each substitute at the site in trouble.
    """
    if network.read_at - shortage.read_at > FRESH:
        return f"the sweep's forecast of {shortage.read_at:%Y-%m-%d %H:%M} UTC was too old; demand was forecast anew"
    product, *others = (p.product_id for p in network.products)
    wanted = [(product, s.warehouse_id) for s in network.sites]
    wanted += [(other, network.sites[site].warehouse_id) for other in others]
    if any(shortage.demand(*place) is None for place in wanted):
        return "a site or a substitute is new since the sweep; demand was forecast anew"
    return ""


def _anew(means: Means, network: Network) -> LeadTimeDemand:
    ids = [product.product_id for product in network.products]
    with means.odoo() as odoo:
        past = read_demand(odoo, company_id=network.company_id, product_ids=ids, now=network.read_at)
    if len(past.units) != len(ids):
        message = "a product was archived while it was looked at"
        raise Gone(message, remedy="The next sweep looks again.")
    order = [sorted(ids).index(product_id) for product_id in ids]
    remembered = replace(network, demand=past.units[order], first_seen=past.first_seen[order])
    return network_demand(remembered, horizons=HORIZONS)


def _kept(shortage: Shortage, network: Network) -> LeadTimeDemand:
    """The sweep's forecast as arrays; a substitute elsewhere, which nobody asked about, counts with no demand."""
    like = shortage.demands[0].demand
    none = like.model_copy(
        update={
            "method": "none",
            "sample_days": 0,
            "quantiles": ((Decimal(0),) * len(like.levels),) * len(like.horizons),
            "zero": (Decimal(1),) * len(like.horizons),
        }
    )
    ones = [
        shortage.demand(product.product_id, site.warehouse_id) or none
        for product in network.products
        for site in network.sites
    ]
    return LeadTimeDemand.of(ones, as_of=shortage.read_at.date())
