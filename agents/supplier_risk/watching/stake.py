"""What is at stake when open lines come late: who gets what, in order of due date, and what a late piece costs.

A need tied to lines by a chain of moves waits for those lines. Any other draws on what its site has and gets: free
stock first, then arrivals in order of their promised date. Each piece of a need falls to one supply only, so that no
two lines have the same piece at stake.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from agents.supplier_risk.assumptions import Stake
from domain.money import to_cents
from tools.odoo import plain
from tools.odoo.columns import Floats
from tools.odoo.supplier_demand import Incoming, Waiting

_NOTHING = 1e-9


@dataclass(frozen=True)
class Owed:
    """What one open purchase line still owes, in the product's unit; positions of product and site as in the demand."""

    line_id: int
    product: int
    site: int
    quantity: float
    promised: datetime
    by: datetime
    """The day by which it comes in nine of ten cases: what is due before may have to wait for it."""


class Piece(NamedTuple):
    """Part of a need that one line was to cover."""

    line_id: int
    need: Waiting
    quantity: float


class Loss(NamedTuple):
    """A piece that may have to wait, with what that costs in company currency."""

    need: Waiting
    amount: Decimal


def pieces(owed: Sequence[Owed], waiting: Sequence[Waiting], incoming: Iterable[Incoming], free: Floats) -> list[Piece]:
    """Which line covers what. `free` is stock by product and site (P, S) that is not reserved."""
    left = {line.line_id: line.quantity for line in owed}
    open_needs: list[tuple[Waiting, float]] = []
    found: list[Piece] = []
    for need in waiting:
        wanted = need.quantity - need.reserved
        for line_id in need.lines:
            taken = min(wanted, left.get(line_id, 0.0))
            if taken > _NOTHING:
                left[line_id] -= taken
                wanted -= taken
                found.append(Piece(line_id, need, taken))
        if wanted > _NOTHING and need.site >= 0:
            open_needs.append((need, wanted))
    pools = _pools(owed, left, incoming, free)
    for need, wanted in open_needs:
        found += _drawn(need, wanted, pools.get((need.product, need.site), []))
    return found


def losses(
    found: Iterable[Piece], by: Mapping[int, datetime], *, cost: Floats, terms: Stake, until: datetime
) -> dict[int, list[Loss]]:
    """By line: the pieces that are due before it surely comes, and within the days looked ahead.

    `cost` is the standard price by product. What is made counts once, however many of its parts are late.
    """
    hurt = [piece for piece in found if piece.need.due < min(by[piece.line_id], until)]
    parts: dict[int, set[str]] = {}
    for piece in hurt:
        if piece.need.model == "mrp.production":
            parts.setdefault(piece.need.record_id, set()).add(piece.need.need)
    told: dict[int, list[Loss]] = {}
    for piece in hurt:
        need = piece.need
        shared = len(parts[need.record_id]) if need.model == "mrp.production" else 1
        unit = _unit_loss(need, float(cost[need.product]), terms)
        amount = to_cents(plain.number(unit * piece.quantity / shared))
        told.setdefault(piece.line_id, []).append(Loss(need, amount))
    return told


def _unit_loss(need: Waiting, cost: float, terms: Stake) -> float:
    price = need.unit_price
    if price is None:
        return 0.0
    if need.model == "mrp.production":
        return float(terms.production_share) * price
    return float(terms.margin_share) * max(price - cost, 0.0) + float(terms.revenue_share) * price


class _Supply:
    """One supply of a pool: a line, or None for what is no line of a supplier."""

    def __init__(self, line_id: int | None, quantity: float) -> None:
        self.line_id = line_id
        self.left = quantity


def _pools(
    owed: Sequence[Owed], left: Mapping[int, float], incoming: Iterable[Incoming], free: Floats
) -> dict[tuple[int, int], list[_Supply]]:
    """By product and site: free stock, then everything that arrives in order of its date."""
    arriving = [(line.promised, line.line_id, line.product, line.site, left[line.line_id]) for line in owed]
    arriving += [(one.due, 0, one.product, one.site, one.quantity) for one in incoming]
    pools: dict[tuple[int, int], list[_Supply]] = {}
    for product, site in np.argwhere(free > 0).tolist():
        pools[product, site] = [_Supply(None, float(free[product, site]))]
    for _, line_id, product, site, quantity in sorted(arriving):
        pools.setdefault((product, site), []).append(_Supply(line_id or None, quantity))
    return pools


def _drawn(need: Waiting, wanted: float, pool: Iterable[_Supply]) -> list[Piece]:
    found: list[Piece] = []
    for supply in pool:
        taken = min(wanted, supply.left)
        if taken > _NOTHING:
            supply.left -= taken
            wanted -= taken
            if supply.line_id is not None:
                found.append(Piece(supply.line_id, need, taken))
    return found
