"""Done moves of a product across the borders of the sites: what came, what left, and between whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.goods import Goods
from tools.odoo.records import Instant, Number, Pointer, Reader, Record, Ref, Text
from tools.odoo.sites import OUTSIDE, Places

_LATEST = 5000


class _Done(Record):
    quantity: Number
    product_uom: Pointer
    location_id: Pointer
    location_dest_id: Pointer
    date: Instant
    origin: Text
    picking_id: Ref


@dataclass(frozen=True)
class Crossing:
    """One done move; `source` and `target` are sites by index or `OUTSIDE`, the usages are Odoo's."""

    quantity: Decimal
    at: datetime
    source: int
    target: int
    source_usage: str
    target_usage: str
    transfer_id: int | None
    origin: str


def read_crossings(reader: Reader, goods: Goods, places: Places, *, since: datetime) -> tuple[Crossing, ...]:
    """The latest 5,000 done moves of the first product of `goods` that cross a border, the newest first."""
    product = goods.products[0]
    domain: list[Json] = [["product_id", "=", product.product_id], ["state", "=", "done"]]
    domain += [["company_id", "=", reader.company_id], ["date", ">=", plain.stamped(since)]]
    moves = reader.records(_Done, "stock.move", domain, order="date desc, id desc", limit=_LATEST)
    return tuple(_crossing(move, goods, places) for move in moves if _crosses(move, places))


def net(crossings: Iterable[Crossing], site: int) -> Decimal:
    """What the moves added to a site, less what they took."""
    came = sum((c.quantity for c in crossings if c.target == site), Decimal(0))
    return came - sum((c.quantity for c in crossings if c.source == site), Decimal(0))


def _crosses(move: _Done, places: Places) -> bool:
    ends = {places.site_of.get(at, OUTSIDE) for at in (move.location_id, move.location_dest_id)}
    return len(ends) > 1


def _crossing(move: _Done, goods: Goods, places: Places) -> Crossing:
    factor = goods.units.into(move.product_uom, goods.products[0].uom_id)
    return Crossing(
        quantity=plain.number(float(move.quantity) * (factor if factor > 0 else 1.0)),
        at=move.date,
        source=places.site_of.get(move.location_id, OUTSIDE),
        target=places.site_of.get(move.location_dest_id, OUTSIDE),
        source_usage=places.usage.get(move.location_id, ""),
        target_usage=places.usage.get(move.location_dest_id, ""),
        transfer_id=move.picking_id,
        origin=move.origin,
    )
