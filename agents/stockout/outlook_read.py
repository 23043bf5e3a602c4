"""Supply and lead times of a network as arrays: what Odoo says, and what the terms assume where it does not."""

import numpy as np

from agents.stockout.forecast_shape import Floats, Ints
from agents.stockout.outlook_supply import Supply, cumulative
from agents.stockout.outlook_terms import Terms
from domain.stock import SupplierPrice
from tools.odoo.flows import Flow
from tools.odoo.network import Network


def supplier_days(network: Network) -> Floats:
    """Days from an order to its arrival with the fastest supplier whose price is valid, (P,); infinite without one."""
    fastest = np.full(len(network.products), np.inf)
    for product, prices in network.prices.items():
        stated = [float(price.lead_days) for price in prices if _valid(price, network)]
        fastest[product] = min(stated, default=np.inf)
    return fastest


def lane_matrix(network: Network, terms: Terms) -> Floats:
    """Days from one site (row) to another (column), (S,S): learned from past transfers, else assumed."""
    place = {site.warehouse_id: number for number, site in enumerate(network.sites)}
    days = np.full((len(place), len(place)), float(terms.lane_days))
    for lane in network.lanes:
        if lane.from_warehouse_id in place and lane.to_warehouse_id in place:
            days[place[lane.from_warehouse_id], place[lane.to_warehouse_id]] = float(lane.days)
    return days


def supply_of(network: Network, terms: Terms, days: Ints) -> Supply:
    """What will be there at each site, cumulative over `days`.

    Overdue customer orders and goods that leave for other sites take from supply; customer orders of the days to come
    are part of the demand that is forecast. What is reserved beyond any open line is taken as gone. Transfers between
    own sites keep their day.
    """
    stock = network.on_hand.ravel()
    series = len(stock)
    arrivals, leaving = network.arrivals, network.commitments
    rows, owed_rows = _rows(network, arrivals), _rows(network, leaving)
    overdue = arrivals.due < 0
    counted = np.where(arrivals.due >= -float(terms.stale_days), arrivals.quantity, 0.0)
    due = np.where(overdue, float(terms.overdue_days), arrivals.due)
    sold = np.array([kind == "sale" for kind in leaving.kind], dtype=bool)
    coming_order = sold & (leaving.due >= 0)
    owed = np.where(coming_order, 0.0, leaving.quantity)
    start = np.maximum(leaving.due, 0.0) - 1.0
    taken = cumulative(owed_rows, start, owed, series=series, days=days)
    lines = np.bincount(owed_rows, weights=leaving.quantity, minlength=series)
    held = np.maximum(network.reserved.ravel() - lines, 0.0)
    left = (stock - held)[:, None] - taken
    ordered = cumulative(owed_rows, start, leaving.quantity - owed, series=series, days=days)
    on_time = cumulative(rows, due, counted, series=series, days=days)
    theirs = np.array([kind != "transfer" for kind in arrivals.kind], dtype=bool)
    late = cumulative(rows, due + theirs * float(terms.late_days), counted, series=series, days=days)
    return Supply(days=days, promised=left + on_time, late=left + late, ordered=ordered)


def _rows(network: Network, flow: Flow) -> Ints:
    rows: Ints = flow.product * len(network.sites) + flow.site
    return rows


def _valid(price: SupplierPrice, network: Network) -> bool:
    begun = price.valid_from is None or price.valid_from <= network.read_at
    return begun and (price.valid_to is None or network.read_at <= price.valid_to)
