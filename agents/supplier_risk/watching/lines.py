"""Open lines of a supplier as facts: what is still to come, when it was promised, and what waits for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from agents.supplier_risk.watch import OpenLine
from agents.supplier_risk.watching.read import moment_of
from agents.supplier_risk.watching.reckon import Reckoned
from agents.supplier_risk.watching.rows import Row
from agents.supplier_risk.watching.stake import Loss
from domain.fact import Line, tame
from domain.identity import Product
from domain.money import Money, to_cents
from tools.odoo import plain

_DEPENDS_SHOWN = 8
_MOVED = timedelta(days=1)
_MOVES_SHOWN = 50


def open_line(reckoned: Reckoned, one: Row) -> OpenLine:
    """One line as a case sees it."""
    read, row = reckoned.read, one.row
    lines = read.receipts.lines
    line_id, order = int(lines.line_id[row]), read.receipts.placed[int(lines.order_id[row])]
    product = read.owed.products[read.owed.place[int(lines.product_id[row])]]
    site = read.places.of_warehouse.get(int(lines.warehouse_id[row]))
    promised = moment_of(lines.promised[row])
    depends = _depends(one.losses, read.receipts.currency)
    return OpenLine(
        line_id=line_id,
        order_id=order.id,
        order=order.name,
        partner_id=order.partner_id,
        partner=read.partners.name(order.partner_id),
        product=product,
        warehouse_id=read.places.sites[site].warehouse_id if site is not None else None,
        warehouse=read.places.sites[site].name if site is not None else "",
        picking_type_id=order.picking_type_id,
        open_quantity=one.quantity,
        unit_price=_unit_price(reckoned, row, product),
        value=_value(reckoned, row),
        confirmed=moment_of(lines.confirmed[row]),
        first_promise=read.first.get(line_id, promised),
        first_kept=line_id in read.first,
        promised=promised,
        late_probability=one.probability,
        expected=one.expected,
        expected_p90=one.expected_p90,
        overdue=bool(reckoned.foreseen.overdue[one.place]),
        because=_because(reckoned, one),
        stake=one.stake,
        depends=tuple(depends[:_DEPENDS_SHOWN]),
        depends_left_out=max(len(depends) - _DEPENDS_SHOWN, 0),
    )


def moved_promises(reckoned: Reckoned, supplier_id: int) -> tuple[Line, ...]:
    """Promises that stand a day or more later than when they were first seen, the furthest first."""
    read = reckoned.read
    lines, found = read.receipts.lines, list[tuple[timedelta, int]]()
    for row in np.flatnonzero((lines.supplier_id == supplier_id) & np.isfinite(lines.promised)).tolist():
        first = read.first.get(int(lines.line_id[row]))
        later = moment_of(lines.promised[row]) - first if first is not None else timedelta()
        if later >= _MOVED:
            found.append((later, row))
    return tuple(_moved(reckoned, row, later) for later, row in sorted(found, reverse=True)[:_MOVES_SHOWN])


def _moved(reckoned: Reckoned, row: int, later: timedelta) -> Line:
    read = reckoned.read
    lines, line_id = read.receipts.lines, int(read.receipts.lines.line_id[row])
    order = read.receipts.orders[int(lines.order_id[row])]
    place = read.goods.place.get(int(lines.product_id[row]))
    code = read.goods.products[place].code if place is not None else f"#{lines.product_id[row]}"
    state = "open" if read.history.open[row] else "closed"
    was, now = read.first[line_id], moment_of(lines.promised[row])
    return tame(
        f"purchase.order.line,{line_id} {order} {code}: {was:%Y-%m-%d} became {now:%Y-%m-%d}, "
        f"{later.days} days later, {state}"
    )


def _because(reckoned: Reckoned, one: Row) -> tuple[Line, ...]:
    read, row = reckoned.read, one.row
    said = list(reckoned.foreseen.because(one.place))
    line_id, promised = int(read.receipts.lines.line_id[row]), moment_of(read.receipts.lines.promised[row])
    first = read.first.get(line_id, promised)
    if reckoned.foreseen.overdue[one.place]:
        said.insert(0, f"overdue since {first:%Y-%m-%d}")
    elif not said:
        said.append("the late rate of the supplier")
    if (broken := reckoned.breaks.get(int(read.receipts.lines.supplier_id[row]))) is not None:
        since = f"{moment_of(float(broken.since)):%Y-%m-%d}"
        said.append(f"its lead times went from {broken.before} to {broken.after} days on {since}")
    if promised - first >= _MOVED:
        said.append(f"its promise was moved from {first:%Y-%m-%d} to {promised:%Y-%m-%d}")
    return tuple(tame(words) for words in said)


def _depends(losses: Sequence[Loss], currency: str) -> list[Line]:
    """One line an order, the earliest first."""
    by_order: dict[tuple[datetime, str, str], Decimal] = {}
    for loss in sorted(losses, key=lambda loss: (loss.need.due, loss.need.need)):
        key = (loss.need.due, f"{loss.need.model},{loss.need.record_id}", loss.need.name)
        by_order[key] = by_order.get(key, Decimal(0)) + loss.amount
    return [
        tame(f"{record} {name} due {due:%Y-%m-%d}: {amount:,.2f} {currency}")
        for (due, record, name), amount in by_order.items()
    ]


def _unit_price(reckoned: Reckoned, row: int, product: Product) -> Money:
    read = reckoned.read
    lines, factor = read.receipts.lines, read.owed.units.factors[product.uom_id]
    price = float(lines.price[row]) / factor if np.isfinite(lines.price[row]) else 0.0
    currency = read.codes.get(int(lines.currency_id[row])) or read.receipts.currency
    return Money(amount=plain.number(price), currency=currency)


def _value(reckoned: Reckoned, row: int) -> Money | None:
    lines = reckoned.read.receipts.lines
    value = float(lines.value[row]) * float(lines.coming[row]) / float(lines.ordered[row])
    return reckoned.money(to_cents(plain.number(value))) if np.isfinite(value) else None
