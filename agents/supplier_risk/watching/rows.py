"""The open lines of all suppliers as reckoned: when each comes, how likely late, and what waits for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
from pydantic import ValidationError

from agents.supplier_risk.assumptions import Assumptions
from agents.supplier_risk.statistics.lateness import Foreseen
from agents.supplier_risk.statistics.lead_time import Asked, LeadTimes
from agents.supplier_risk.statistics.lead_time_history import Floats, Ints
from agents.supplier_risk.watching.read import Read, moment_of
from agents.supplier_risk.watching.stake import Loss, Owed, losses, pieces
from domain.money import Money
from tools.odoo import plain

_LEAST, _MOST = 1e-6, 1e9


@dataclass(frozen=True)
class Row:
    """One open line as reckoned; `row` is its row in the history, `place` its position among those foreseen.

    `quantity` is in the product's unit.
    """

    row: int
    place: int
    probability: Decimal
    expected: datetime
    expected_p90: datetime
    quantity: Decimal
    stake: Money
    expected_loss: Money
    losses: tuple[Loss, ...]


@dataclass(frozen=True)
class _Ahead:
    """The open lines (V,) that are looked at: rows, positions among those foreseen, products, and days to come."""

    row: Ints
    place: Ints
    product: Ints
    quantity: Floats
    p50: Floats
    p90: Floats


def rows_of(
    read: Read, times: LeadTimes, foreseen: Foreseen, assumptions: Assumptions
) -> tuple[dict[int, list[Row]], tuple[str, ...]]:
    """By supplier, the dearest expected loss first; and notes on the lines that are left out."""
    ahead, notes = _ahead(read, times, foreseen)
    hurt = _losses(read, ahead, assumptions)
    found: dict[int, list[Row]] = {}
    for at, row in enumerate(ahead.row.tolist()):
        line = int(read.receipts.lines.line_id[row])
        try:
            made = _row(read, ahead, foreseen, at, hurt.get(line, ()))
        except ValidationError:
            notes.append(f"purchase.order.line {line} is left out: what waits for it is worth more than can be")
        else:
            found.setdefault(int(read.history.supplier[row]), []).append(made)
    for rows in found.values():
        rows.sort(key=lambda one: (-one.expected_loss.amount, -one.probability, _worth(read, one), one.row))
    return found, tuple(notes)


def _ahead(read: Read, times: LeadTimes, foreseen: Foreseen) -> tuple[_Ahead, list[str]]:
    history, lines, as_of = read.history, read.receipts.lines, times.as_of
    known = read.owed.index.of(lines.product_id[foreseen.row])
    forgotten = as_of - history.deadline[foreseen.row] > times.terms.forgotten_days
    quantity = lines.coming[foreseen.row] * _factors(read, known)
    absurd = ~((quantity > _LEAST) & (quantity <= _MOST))
    place = np.flatnonzero((known >= 0) & ~forgotten & ~absurd)
    row = foreseen.row[place]
    p50, p90 = (_arrivals(read, times, row, level) for level in (0.5, 0.9))
    days = f"{times.terms.forgotten_days:.0f} days"
    notes = [f"{forgotten.sum()} open lines are taken for forgotten: overdue for over {days}"] * bool(forgotten.any())
    notes += [
        f"purchase.order.line {lines.line_id[one]} is left out: its product, unit or quantity is not known"
        for one in foreseen.row[((known < 0) | absurd) & ~forgotten].tolist()
    ]
    return _Ahead(row, place, known[place], quantity[place], p50, p90), notes


def _row(read: Read, ahead: _Ahead, foreseen: Foreseen, at: int, hurt: Sequence[Loss]) -> Row:  # noqa: PLR0917
    chance = Decimal(f"{foreseen.probability[ahead.place[at]]:.6f}")
    stake = Money(amount=sum((loss.amount for loss in hurt), Decimal(0)), currency=read.receipts.currency)
    return Row(
        row=int(ahead.row[at]),
        place=int(ahead.place[at]),
        probability=chance,
        expected=moment_of(ahead.p50[at]),
        expected_p90=moment_of(ahead.p90[at]),
        quantity=plain.number(float(ahead.quantity[at])),
        stake=stake,
        expected_loss=stake.times(chance),
        losses=tuple(hurt),
    )


def _losses(read: Read, ahead: _Ahead, assumptions: Assumptions) -> Mapping[int, Sequence[Loss]]:
    lines = read.receipts.lines
    owed = [
        Owed(
            line_id=int(lines.line_id[row]),
            product=int(ahead.product[at]),
            site=read.places.of_warehouse.get(int(lines.warehouse_id[row]), -1),
            quantity=float(ahead.quantity[at]),
            promised=moment_of(lines.promised[row]),
            by=moment_of(ahead.p90[at]),
        )
        for at, row in enumerate(ahead.row.tolist())
    ]
    free = np.maximum(read.shelves.on_hand - read.shelves.reserved, 0.0)
    return losses(
        pieces(owed, read.demand.waiting, read.demand.incoming, free),
        {line.line_id: line.by for line in owed},
        cost=read.owed.standard_price,
        terms=assumptions.stake,
        until=read.now + timedelta(days=assumptions.stake.horizon_days),
    )


def _arrivals(read: Read, times: LeadTimes, row: Ints, level: float) -> Floats:
    """The day by which each line comes with a probability; where no lead times are known, the promise or today."""
    history, as_of = read.history, times.as_of
    promised = np.maximum(read.receipts.lines.promised[row], as_of)
    if times.orders < times.terms.least_orders:
        return promised
    asked = Asked(history.supplier[row], history.product[row], history.site[row])
    days = times.quantile(level, asked, np.maximum(as_of - history.confirmed[row], 0.0))
    return np.asarray(np.maximum(history.confirmed[row] + days, as_of), dtype=np.float64)


def _factors(read: Read, product: Ints) -> Floats:
    """How many of its own unit make one of a product's reference unit; NaN where product or unit is not known."""
    units, goods = read.owed.units.factors, read.owed.products
    return np.array([units.get(goods[at].uom_id, np.nan) if at >= 0 else np.nan for at in product.tolist()])


def _worth(read: Read, one: Row) -> float:
    value = float(read.receipts.lines.value[one.row])
    return -value if np.isfinite(value) else 0.0
