"""How long goods are on their way between two sites, learned from transfers that were done."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from domain.fact import Json
from domain.money import Money
from domain.stock import Lane
from tools.odoo import plain
from tools.odoo.records import Instant, Pointer, Reader, Record
from tools.odoo.sites import OUTSIDE, Places

_LOOK_BACK = timedelta(days=365)
_LATEST = 3000
_DAY = 86400
_LONGEST = 365.0


class _Arrived(Record):
    location_id: Pointer
    location_dest_id: Pointer
    create_date: Instant
    date: Instant
    move_orig_ids: list[int]


class _Source(Record):
    location_id: Pointer


def read_lanes(reader: Reader, places: Places, *, now: datetime, currency: str) -> tuple[Lane, ...]:
    """The median days from asking for a transfer to its arrival, over the latest 3,000 within a year.

    A transfer through a transit location counts from the site it left. Costs are not in Odoo: they are zero here.
    """
    if len(places.sites) < 2:  # noqa: PLR2004 - a lane needs two
        return ()
    domain: list[Json] = [["state", "=", "done"], ["company_id", "=", reader.company_id]]
    domain += [["date", ">=", plain.stamped(now - _LOOK_BACK)], ["location_id.usage", "in", ["internal", "transit"]]]
    domain += _entering(places.views)
    moves = reader.records(_Arrived, "stock.move", domain, order="id desc", limit=_LATEST)
    before = [
        origin for move in moves if places.usage.get(move.location_id) == "transit" for origin in move.move_orig_ids
    ]
    origins = reader.by_id(_Source, "stock.move", before)
    days: dict[tuple[int, int], list[float]] = {}
    for move in moves:
        target = places.site_of.get(move.location_dest_id, OUTSIDE)
        for source in _sources(move, origins, places):
            if OUTSIDE not in {source, target} and source != target:
                days.setdefault((source, target), []).append((move.date - move.create_date).total_seconds() / _DAY)
    return tuple(_lane(places, lane, found, currency) for lane, found in sorted(days.items()))


def _entering(views: Sequence[int]) -> Iterator[Json]:
    """A domain for moves into any site from outside of that site."""
    for _ in views[1:]:
        yield "|"
    for view in views:
        yield "&"
        yield ["location_dest_id", "child_of", view]
        yield "!"
        yield ["location_id", "child_of", view]


def _sources(move: _Arrived, origins: Mapping[int, _Source], places: Places) -> set[int]:
    if places.usage.get(move.location_id) != "transit":
        return {places.site_of.get(move.location_id, OUTSIDE)}
    left = [origins[origin].location_id for origin in move.move_orig_ids if origin in origins]
    return {places.site_of.get(location, OUTSIDE) for location in left}


def _lane(places: Places, lane: tuple[int, int], days: Sequence[float], currency: str) -> Lane:
    nothing = Money(amount=Decimal(0), currency=currency)
    typical = min(max(median(days), 0.0), _LONGEST)
    return Lane(
        from_warehouse_id=places.sites[lane[0]].warehouse_id,
        to_warehouse_id=places.sites[lane[1]].warehouse_id,
        days=Decimal(f"{typical:.3f}"),
        fixed_cost=nothing,
        unit_cost=nothing,
        learned_from=len(days),
    )
