"""The whole network in one batched read: a few dozen calls, however many products there are."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from domain.identity import Product, Site
from domain.stock import Lane, ReorderRule, SupplierPrice
from tools.odoo.columns import Floats
from tools.odoo.demand import read_daily_demand
from tools.odoo.flows import Flow, flow_of
from tools.odoo.ground import Ground, Stopwatch, read_ground
from tools.odoo.lanes import read_lanes
from tools.odoo.records import Notes, Reader
from tools.odoo.session import OdooSession


@dataclass(frozen=True)
class Network:
    """Everything a sweep looks at, by position of product (P) and site (S); quantities in the product's unit.

    `demand` (P, S, T) is what customers took per day, oldest first, the last day is yesterday; `first_seen` (P, S) the
    first of these days on which the product was at the site, T where it never was. Prices are in company currency
    except those of suppliers. `lanes` are only those learned from past transfers. `notes` name what was left out.
    """

    company_id: int
    currency: str
    read_at: datetime
    sites: tuple[Site, ...]
    products: tuple[Product, ...]
    standard_price: Floats
    list_price: Floats
    on_hand: Floats
    reserved: Floats
    demand: NDArray[np.float32]
    first_seen: NDArray[np.int32]
    arrivals: Flow
    commitments: Flow
    rules: dict[tuple[int, int], ReorderRule]
    prices: dict[int, tuple[SupplierPrice, ...]]
    substitutes: dict[int, tuple[int, ...]]
    multiple: Floats
    lanes: tuple[Lane, ...]
    calls: int
    seconds: dict[str, float]
    notes: tuple[str, ...] = ()


def read_network(odoo: OdooSession, *, company_id: int, now: datetime, days: int = 364) -> Network:
    """Read everything. Bad rows never stop it: they are left out and named in `notes`.

    Raises what the session raises. The number of calls grows with sites and with pages of rows, never with products.
    """
    before, watch, reader = odoo.calls, Stopwatch(), Reader(odoo, company_id, Notes())
    ground = read_ground(reader, watch)
    goods, places = ground.goods, ground.places
    demand = watch.timed("demand", lambda: read_daily_demand(reader, goods, places, now=now, days=days))
    lanes = watch.timed("lanes", lambda: read_lanes(reader, places, now=now, currency=ground.currency))
    return Network(
        company_id=company_id,
        currency=ground.currency,
        read_at=now,
        sites=places.sites,
        products=goods.products,
        standard_price=goods.standard_price,
        list_price=goods.list_price,
        on_hand=ground.shelves.on_hand,
        reserved=ground.shelves.reserved,
        demand=demand.units,
        first_seen=demand.first_seen,
        arrivals=flow_of(ground.arrivals, now),
        commitments=flow_of(ground.commitments, now),
        rules=ground.rules,
        prices=ground.prices,
        substitutes=_substitutes(ground),
        multiple=ground.multiple,
        lanes=lanes,
        calls=odoo.calls - before,
        seconds=watch.seconds,
        notes=reader.notes.lines(),
    )


def _substitutes(ground: Ground) -> dict[int, tuple[int, ...]]:
    """Products by product, all by position."""
    variants = ground.goods.of_template
    found: dict[int, tuple[int, ...]] = {}
    for template, others in ground.others.items():
        places = tuple(place for other in others for place in variants.get(other, ()))
        found |= dict.fromkeys(variants[template], places) if places else {}
    return found
