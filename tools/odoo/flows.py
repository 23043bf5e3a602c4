"""What is promised to arrive at the sites, and what is promised to leave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from domain.fact import Json
from tools.odoo.goods import Goods
from tools.odoo.orders import Kind, OpenLine, named
from tools.odoo.records import Instant, Notes, Number, Pointer, Reader, Record, Ref, Text, When
from tools.odoo.sales import read_unmoved
from tools.odoo.sites import OUTSIDE, Places

_OPEN: list[Json] = ["waiting", "confirmed", "partially_available", "assigned"]
_ON_THE_WAY = {"internal", "transit"}
_DAY = 86400.0


@dataclass(frozen=True)
class Flow:
    """Open lines as parallel columns.

    `product` and `site` are positions in the network; quantities are in the product's unit; `due` is days from the
    reading, below zero when overdue. `order_id` and `line_id` are the purchase or sales order and its line; for a
    transfer `order_id` is the transfer.
    """

    product: NDArray[np.int64]
    site: NDArray[np.int64]
    quantity: NDArray[np.float64]
    due: NDArray[np.float64]
    kind: list[Kind]
    name: list[str]
    order_id: list[int | None]
    line_id: list[int | None]
    partner_id: list[int | None]
    partner: list[str]


class _Move(Record):
    product_id: Pointer
    product_qty: Number
    location_id: Pointer
    location_dest_id: Pointer
    date: Instant
    date_deadline: When
    purchase_line_id: Ref
    sale_line_id: Ref
    picking_id: Ref
    origin: Text


def read_open_lines(reader: Reader, goods: Goods, places: Places) -> tuple[list[OpenLine], list[OpenLine]]:
    """Arrivals and commitments: open moves across the border of a site, and sales lines that have no move yet.

    Drafts count on neither side, as in Odoo's own forecast. A transfer between two sites is a commitment of the one
    and an arrival of the other. A purchase is due by its deadline (the supplier's latest promise), all else by its
    date.
    """
    products = goods.leaf(reader.odoo.version)
    domain: list[Json] = [["state", "in", _OPEN], ["company_id", "=", reader.company_id], products]
    moves = [move for move in reader.records(_Move, "stock.move", domain) if _usable(move, reader.notes)]
    arrivals = [line for move in moves if (line := _arrival(move, goods, places))]
    commitments = [line for move in moves if (line := _commitment(move, goods, places))]
    commitments += read_unmoved(reader, goods, places, products=products)
    lines = named(reader, [*arrivals, *commitments])
    return lines[: len(arrivals)], lines[len(arrivals) :]


def flow_of(lines: Sequence[OpenLine], now: datetime) -> Flow:
    """The lines as columns."""
    return Flow(
        product=np.array([line.product for line in lines], dtype=np.int64),
        site=np.array([line.site for line in lines], dtype=np.int64),
        quantity=np.array([line.quantity for line in lines], dtype=np.float64),
        due=np.array([(line.due - now).total_seconds() / _DAY for line in lines], dtype=np.float64),
        kind=[line.kind for line in lines],
        name=[line.name for line in lines],
        order_id=[line.order_id for line in lines],
        line_id=[line.line_id for line in lines],
        partner_id=[line.partner_id for line in lines],
        partner=[line.partner for line in lines],
    )


def _usable(move: _Move, notes: Notes) -> bool:
    if move.product_qty < 0:
        notes.add(f"stock.move {move.id} ({move.origin}) is left out: its quantity is {move.product_qty}")
    return move.product_qty > 0


def _arrival(move: _Move, goods: Goods, places: Places) -> OpenLine | None:
    product, source, target = _crossing(move, goods, places)
    if product is None or target in {OUTSIDE, source}:
        return None
    quantity = float(move.product_qty)
    if move.purchase_line_id is not None:
        due = move.date_deadline or move.date
        return OpenLine(product, target, quantity, due, "purchase", line_id=move.purchase_line_id, name=move.origin)
    kind: Kind = "transfer" if places.usage.get(move.location_id) in _ON_THE_WAY else "other"
    return OpenLine(product, target, quantity, move.date, kind, order_id=move.picking_id, name=move.origin)


def _commitment(move: _Move, goods: Goods, places: Places) -> OpenLine | None:
    product, source, target = _crossing(move, goods, places)
    if product is None or source in {OUTSIDE, target}:
        return None
    quantity, usage = float(move.product_qty), places.usage.get(move.location_dest_id)
    if move.sale_line_id is not None:
        return OpenLine(product, source, quantity, move.date, "sale", line_id=move.sale_line_id, name=move.origin)
    kind: Kind = "sale" if usage == "customer" else "transfer" if usage in _ON_THE_WAY else "other"
    return OpenLine(product, source, quantity, move.date, kind, order_id=move.picking_id, name=move.origin)


def _crossing(move: _Move, goods: Goods, places: Places) -> tuple[int | None, int, int]:
    return (
        goods.place.get(move.product_id),
        places.site_of.get(move.location_id, OUTSIDE),
        places.site_of.get(move.location_dest_id, OUTSIDE),
    )
