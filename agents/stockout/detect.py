"""Detection: one batched read of the whole network, one forecast, a plan where sites compete; a finding each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import InvalidOperation
from itertools import groupby

import numpy as np
from pydantic import ValidationError

from agents.kit import Means
from agents.scenario import Detected, DetectOrder
from agents.stockout import assumptions as assumed
from agents.stockout.assumptions import Assumptions
from agents.stockout.balance import Plan, plan
from agents.stockout.balance_model import PLAN_POWER
from agents.stockout.costing import ahead as ahead_of
from agents.stockout.lanes import lanes, unknown_sites
from agents.stockout.option_baselines import nothing
from agents.stockout.option_terms import Desk, Trouble
from agents.stockout.outlook import Outlook, network_demand
from agents.stockout.reckon import HORIZONS, demands, outlook, urgent
from agents.stockout.shortage import Shortage
from agents.stockout.sighting import position_of
from agents.stockout.troubles import substitutes
from domain.approval import Rate
from domain.case import Finding
from domain.fact import Line, Unfit, tame
from domain.identity import Person, case_id
from tools.odoo.ground import Stopwatch
from tools.odoo.network import Network, read_network
from tools.odoo.purchasing import rate
from tools.odoo.session import OdooSession

NAME = "stockout"
_NOBODY = Person(uid=1, login="nobody", name="nobody yet")
"""A plan names quantities only; whom to turn to is looked up by the case."""


@dataclass(frozen=True)
class _Spot:
    """A product at a site, by position in the network."""

    product: int
    site: int


@dataclass(frozen=True)
class _Planned:
    """What is found and planned, and what could not be because a number of it is beyond what a fact may hold."""

    findings: Mapping[_Spot, Finding]
    plans: tuple[Plan, ...]
    notes: tuple[Line, ...]


def detect(means: Means, order: DetectOrder) -> Detected:
    """Every shortage that has to be acted on before the next look, the dearest first.

    A product with absurd numbers stops nobody else: it is left out and named in the notes.
    """
    assumptions, watch, now = assumed.load(means.assumptions), Stopwatch(), means.now()
    with means.odoo() as odoo:
        network = watch.timed("read", lambda: read_network(odoo, company_id=order.company_id, now=now))
        if not network.demand.size:
            return _nothing(network, odoo, watch)
        demand = watch.timed("forecast", lambda: network_demand(network, horizons=HORIZONS))
        ahead = watch.timed("outlook", lambda: outlook(network, demand, assumptions, network.lanes))
        spots = _spots(ahead, assumptions)
        chosen = spots[: order.limit]
        known = watch.timed("rates", lambda: _rates(odoo, network, {spot.product for spot in chosen}))
        calls, db = odoo.calls, odoo.db
    planned = watch.timed("plan", lambda: _planned(ahead, chosen, assumptions, known=known, db=db))
    return Detected(
        findings=tuple(planned.findings[spot] for spot in chosen if spot in planned.findings),
        left_out=len(spots) - len(chosen),
        rpc_calls=calls,
        seconds=_spent(watch),
        notes=_notes(network, planned, assumptions),
    )


def _nothing(network: Network, odoo: OdooSession, watch: Stopwatch) -> Detected:
    """Of a company without sites or products there is nothing to forecast."""
    notes = (*network.notes, "there is no site, or no product whose stock is kept")
    return Detected(findings=(), left_out=0, rpc_calls=odoo.calls, seconds=_spent(watch), notes=notes)


def _spots(ahead: Outlook, assumptions: Assumptions) -> list[_Spot]:
    where = np.argwhere(urgent(ahead, assumptions) > 0)
    found = [_Spot(int(p), int(s)) for p, s in where]
    return sorted(found, key=lambda spot: (-ahead.at_stake[spot.product, spot.site], spot.product, spot.site))


def _rates(odoo: OdooSession, network: Network, products: Collection[int]) -> dict[str, Rate]:
    """The dearest rate of each foreign currency, however many products are bought in it."""
    asked = {price.price.currency for product in products for price in network.prices.get(product, ())}
    foreign = sorted(asked - {network.currency})
    found = (rate(odoo, currency, company_id=network.company_id, now=network.read_at) for currency in foreign)
    return {one.currency: one for one in found if one is not None}


def _planned(
    ahead: Outlook, chosen: Sequence[_Spot], assumptions: Assumptions, *, known: Mapping[str, Rate], db: str
) -> _Planned:
    """One plan for each product that several sites are short of: they compete for its goods, products never do."""
    findings: dict[_Spot, Finding] = {}
    plans, notes = list[Plan](), list[Line]()
    for product, group in groupby(sorted(chosen, key=lambda s: (s.product, s.site)), key=lambda s: s.product):
        sites = list(group)
        try:
            troubles = [_trouble(ahead, spot, assumptions, known) for spot in sites]
            planned = _shared(troubles)
            findings |= {spot: _finding(ahead, spot, planned, db=db) for spot in sites}
        except (ValidationError, Unfit, InvalidOperation) as absurd:
            code = ahead.network.products[product].code
            notes.append(tame(f"{code} is left out, its figures cannot be: {_reason(absurd)}"))
        else:
            plans += [planned] if planned is not None else []
    return _Planned(findings, tuple(plans), tuple(notes))


def _shared(troubles: Sequence[Trouble]) -> Plan | None:
    """Who gets what the others can spare, where several sites want it.

    A site alone in want of a product weighs the same ways in its case; here it is only seen whether its figures can be.
    """
    if len(troubles) > 1:
        return plan(troubles)
    nothing(ahead_of(troubles[0], power=PLAN_POWER))
    return None


def _reason(absurd: ValidationError | Unfit | InvalidOperation) -> str:
    if not isinstance(absurd, ValidationError):
        return str(absurd) or type(absurd).__name__
    first = absurd.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or absurd.title} {first['input']}"


def _trouble(ahead: Outlook, spot: _Spot, assumptions: Assumptions, known: Mapping[str, Rate]) -> Trouble:
    network, site = ahead.network, ahead.network.sites[spot.site]
    others = network.substitutes.get(spot.product, ())
    return Trouble(
        position=position_of(network, spot.product),
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


def _finding(ahead: Outlook, spot: _Spot, planned: Plan | None, *, db: str) -> Finding:
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
        plan=planned.of(product.product_id, site.warehouse_id) if planned is not None else None,
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


def _spent(watch: Stopwatch) -> dict[str, str]:
    return {part: f"{seconds:.3f}" for part, seconds in watch.seconds.items()}


def _notes(network: Network, planned: _Planned, assumptions: Assumptions) -> tuple[Line, ...]:
    unproven = sum(one.unproven for one in planned.plans)
    gap = max((one.gap for one in planned.plans), default=0)
    doubt = (f"{unproven} plans are not proven optimal, at most {100 * gap:.1f} % from it",) if unproven else ()
    notes = (*network.notes, *planned.notes, *unknown_sites(network.sites, assumptions), *doubt)
    return tuple(tame(note) for note in notes)
