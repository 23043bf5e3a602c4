"""Lanes between the sites of one company: days learned from past transfers where there are enough, else assumed."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations

from agents.stockout.assumptions import Assumptions
from domain.fact import Line
from domain.identity import Site
from domain.money import Money, to_cents
from domain.stock import Lane

_DAY = Decimal("0.001")


def lanes(
    sites: Sequence[Site], assumptions: Assumptions, *, currency: str, learned: Sequence[Lane] = ()
) -> tuple[Lane, ...]:
    """A lane for every ordered pair of sites; costs are always assumed, `learned_from` 0 says that the days are too."""
    seen = {
        (lane.from_warehouse_id, lane.to_warehouse_id): lane
        for lane in learned
        if lane.learned_from >= assumptions.lanes.least_transfers
    }
    return tuple(
        _lane(one, other, assumptions, currency=currency, seen=seen.get((one.warehouse_id, other.warehouse_id)))
        for one, other in permutations(sites, 2)
    )


def unknown_sites(sites: Sequence[Site], assumptions: Assumptions) -> tuple[Line, ...]:
    """A line for each pair of the assumptions that names a site which does not exist."""
    codes = {site.code for site in sites}
    named = {code for pair in assumptions.lanes.pairs for code in (pair.site, pair.other)}
    return tuple(f"the assumptions give a distance for {code}, which is no site here" for code in sorted(named - codes))


def _lane(one: Site, other: Site, assumptions: Assumptions, *, currency: str, seen: Lane | None) -> Lane:
    assumed = assumptions.lanes
    km = _km(one.code, other.code, assumptions)
    days = Decimal(assumed.handling_days) + km / assumed.km_per_day
    return Lane(
        from_warehouse_id=one.warehouse_id,
        to_warehouse_id=other.warehouse_id,
        days=seen.days if seen else days.quantize(_DAY),
        fixed_cost=Money(amount=to_cents(assumed.cost_per_transfer + km * assumed.cost_per_km), currency=currency),
        unit_cost=Money(amount=assumed.cost_per_unit, currency=currency),
        learned_from=seen.learned_from if seen else 0,
    )


def _km(one: str, other: str, assumptions: Assumptions) -> Decimal:
    ends = {one, other}
    return next((p.km for p in assumptions.lanes.pairs if {p.site, p.other} == ends), assumptions.lanes.km)
