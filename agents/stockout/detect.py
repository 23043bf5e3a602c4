"""Detection: one batched read of the whole network, one forecast, one plan; a finding for each shortage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.kit import Means
from agents.scenario import Detected, DetectOrder
from agents.stockout import assumptions as assumed
from agents.stockout.assumptions import Assumptions
from agents.stockout.balance import Plan, plan
from agents.stockout.lanes import lanes, unknown_sites
from agents.stockout.look import rates
from agents.stockout.option_terms import Desk, Trouble
from agents.stockout.outlook import Outlook, network_demand
from agents.stockout.reckon import HORIZONS, demands, outlook, urgent
from agents.stockout.shortage import Shortage
from agents.stockout.sighting import position_of
from agents.stockout.troubles import substitutes
from domain.approval import Rate
from domain.case import Finding
from domain.fact import tame
from domain.identity import Person, case_id
from domain.stock import Position
from tools.odoo.ground import Stopwatch
from tools.odoo.network import Network, read_network
from tools.odoo.session import OdooSession

NAME = "stockout"
_NOBODY = Person(uid=1, login="nobody", name="nobody yet")
"""A plan names quantities only; whom to turn to is looked up by the case."""


@dataclass(frozen=True)
class _Spot:
    """A product at a site, by position in the network."""

    product: int
    site: int


def detect(means: Means, order: DetectOrder) -> Detected:
    """Every shortage that has to be acted on before the next look, the dearest first."""
    assumptions, watch, now = assumed.load(means.assumptions), Stopwatch(), means.now()
    with means.odoo() as odoo:
        network = watch.timed("read", lambda: read_network(odoo, company_id=order.company_id, now=now))
        demand = watch.timed("forecast", lambda: network_demand(network, horizons=HORIZONS))
        ahead = watch.timed("outlook", lambda: outlook(network, demand, assumptions, network.lanes))
        spots = _spots(ahead, assumptions)
        chosen = spots[: order.limit]
        positions = {spot.product: position_of(network, spot.product) for spot in chosen}
        known = watch.timed("rates", lambda: _rates(odoo, network, positions))
        calls, db = odoo.calls, odoo.db
    troubles = [_trouble(ahead, spot, positions[spot.product], assumptions=assumptions, known=known) for spot in chosen]
    planned = watch.timed("plan", lambda: plan(troubles))
    findings = tuple(_finding(ahead, spot, planned, db=db) for spot in chosen)
    return Detected(
        findings=findings,
        left_out=len(spots) - len(chosen),
        rpc_calls=calls,
        seconds={part: f"{seconds:.3f}" for part, seconds in watch.seconds.items()},
        notes=_notes(network, planned, assumptions),
    )


def _spots(ahead: Outlook, assumptions: Assumptions) -> list[_Spot]:
    where = np.argwhere(urgent(ahead, assumptions) > 0)
    found = [_Spot(int(p), int(s)) for p, s in where]
    return sorted(found, key=lambda spot: (-ahead.at_stake[spot.product, spot.site], spot.product, spot.site))


def _rates(odoo: OdooSession, network: Network, positions: dict[int, Position]) -> dict[str, Rate]:
    """One rate for each currency, however many products are bought in it."""
    seen: dict[str, Position] = {}
    for position in positions.values():
        for price in position.prices:
            seen.setdefault(price.price.currency, position)
    found = (rates(odoo, p, company_id=network.company_id, now=network.read_at) for p in seen.values())
    return {rate.currency: rate for several in found for rate in several}


def _trouble(
    ahead: Outlook, spot: _Spot, position: Position, *, assumptions: Assumptions, known: dict[str, Rate]
) -> Trouble:
    network, site = ahead.network, ahead.network.sites[spot.site]
    others = network.substitutes.get(spot.product, ())
    return Trouble(
        position=position,
        warehouse_id=site.warehouse_id,
        demand=ahead.demand.one(spot.product * len(network.sites) + spot.site),
        protected={one.warehouse_id: ahead.one(spot.product, s).keep for s, one in enumerate(network.sites)},
        lanes=lanes(network.sites, assumptions, currency=network.currency, learned=network.lanes),
        assumptions=assumptions,
        now=network.read_at,
        desk=Desk(planner=_NOBODY),
        rates=known,
        substitutes=substitutes(
            [position_of(network, other) for other in others],
            [ahead.one(other, spot.site) for other in others],
            site.warehouse_id,
        ),
    )


def _finding(ahead: Outlook, spot: _Spot, planned: Plan, *, db: str) -> Finding:
    network = ahead.network
    product, site = network.products[spot.product], network.sites[spot.site]
    here = ahead.one(spot.product, spot.site)
    places = [(spot.product, s) for s in range(len(network.sites))]
    places += [(other, spot.site) for other in network.substitutes.get(spot.product, ())]
    shortage = Shortage(
        product=product,
        warehouse_id=site.warehouse_id,
        demands=demands(network, ahead.demand, places),
        outlook=here,
        lanes=network.lanes,
        plan=planned.of(product.product_id, site.warehouse_id),
        read_at=network.read_at,
    )
    chance = f"{100 * here.risk:.0f} %"
    return Finding(
        case=case_id(NAME, db, network.company_id, f"{product.product_id}@{site.warehouse_id}"),
        episode=f"{network.read_at:%Y%m%dT%H%M%S.%f}",
        scenario=NAME,
        company_id=network.company_id,
        title=tame(f"{product.code} may run out at {site.name}: {chance} in {here.horizon_days.normalize():f} days"),
        at_stake=here.at_stake,
        found_at=network.read_at,
        detail=shortage.to_json(),
    )


def _notes(network: Network, planned: Plan, assumptions: Assumptions) -> tuple[str, ...]:
    unproven: Sequence[str] = ()
    if planned.unproven:
        unproven = (f"{planned.unproven} plans are not proven optimal, at most {100 * planned.gap:.1f} % from it",)
    return tuple(tame(note) for note in (*network.notes, *unknown_sites(network.sites, assumptions), *unproven))
