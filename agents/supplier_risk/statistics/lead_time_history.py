"""What was ordered of whom and what came of it, as parallel columns: the one input of every figure on a supplier."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.odoo.receipts import Receipts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_DAY = 86400.0
_WHOLE = 1 - 1e-6


class Outcome(NamedTuple):
    """How each line kept its promise: the share that came late, NaN while unknown, and the day it was known."""

    late: Floats
    known: Floats


@dataclass(frozen=True)
class History:
    """One row a line (N), one row a receipt (M). Times are days since 1970; NaN where unknown.

    `value` is the line's worth in company currency, `price` what one unit cost in `currency`, `returned` the share
    that went back to the supplier. `kept` says where `promised` is the promise as it stood at confirmation; elsewhere
    it is the date of today, which somebody may have moved. `closed`: nothing more will come. `share` is the part of
    the ordered quantity that a receipt brought; all shares of a line are at most one together.
    """

    line_id: Ints
    order: Ints
    supplier: Ints
    product: Ints
    site: Ints
    currency: Ints
    value: Floats
    price: Floats
    returned: Floats
    confirmed: Floats
    promised: Floats
    kept: Bools
    closed: Bools
    row: Ints
    share: Floats
    at: Floats

    def __len__(self) -> int:
        return len(self.line_id)

    @cached_property
    def came(self) -> Floats:
        """The share of each line that has come so far (N,)."""
        return total(self.row, self.share, len(self))

    @cached_property
    def deadline(self) -> Floats:
        """The end of the promised day: what comes then or later is late (N,)."""
        ends: Floats = np.floor(self.promised) + 1
        return ends

    @cached_property
    def open(self) -> Bools:
        """Something is still to come (N,)."""
        return ~self.closed & (self.came < _WHOLE)

    def before(self, as_of: float) -> "History":
        """As it was known on the morning of a day: no line confirmed and no receipt done then or later.

        A line that has been finished since then is open again; that a line was closed short is not forgotten.
        """
        lines = ~(self.confirmed >= as_of)
        receipts = (self.at < as_of) & lines[self.row]
        new = np.cumsum(lines) - 1
        columns = {name: column[lines] for name, column in vars(self).items() if name in _BY_LINE}
        return replace(
            self,
            **columns,
            row=new[self.row[receipts]],
            share=self.share[receipts],
            at=self.at[receipts],
        )

    def outcome(self) -> Outcome:
        """The share of each line that came late, pro rata, known when the promised day is over.

        Not when the goods come at last: a supplier whose worst lines are still missing must not look good. Nor is
        punctuality known before that day, or the lines that came early would count before the late ones do. Of a line
        that was closed short only what came counts here: what did not come is a matter of quantity, not of time.
        """
        timely = total(self.row, np.where(self.at < self.deadline[self.row], self.share, 0.0), len(self))
        whole = np.where(self.closed, self.came, 1.0)
        late = np.full(len(self), np.nan)
        np.divide(timely, whole, out=late, where=(whole > 0) & np.isfinite(self.promised))
        late = np.clip(1 - late, 0.0, 1.0)
        return Outcome(np.where(late < 1 - _WHOLE, 0.0, late), np.where(np.isfinite(late), self.deadline, np.inf))


_BY_LINE = frozenset({
    "line_id", "order", "supplier", "product", "site", "currency", "value", "price", "returned", "confirmed",
    "promised", "kept", "closed",
})  # fmt: skip


def total(row: Ints, amount: Floats, rows: int) -> Floats:
    """The sum of `amount` by row (rows,)."""
    return np.bincount(row, weights=amount, minlength=rows).astype(np.float64)


def day_of(moment: datetime) -> float:
    """A moment as days since 1970, as all times here."""
    return moment.timestamp() / _DAY


def history_of(receipts: Receipts, promises: Mapping[int, datetime]) -> History:
    """The lines as read. `promises` are dates as they stood when the order was confirmed, by id of the line.

    A receipt of more than was ordered counts as the whole line; one before the confirmation as on the same day.
    """
    lines, came = receipts.lines, receipts.came
    rows = len(lines.line_id)
    promised = lines.promised.copy()
    kept = np.zeros(rows, dtype=np.bool_)
    for place, line in enumerate(lines.line_id.tolist()):
        if line in promises:
            promised[place], kept[place] = day_of(promises[line]), True
    share = came.quantity / np.maximum(total(came.row, came.quantity, rows), lines.ordered)[came.row]
    sent_back = total(receipts.returned.row, receipts.returned.quantity, rows) / lines.ordered
    return History(
        line_id=lines.line_id,
        order=lines.order_id,
        supplier=lines.supplier_id,
        product=lines.product_id,
        site=lines.warehouse_id,
        currency=lines.currency_id,
        value=lines.value,
        price=lines.price,
        returned=np.minimum(sent_back, 1.0),
        confirmed=lines.confirmed,
        promised=promised,
        kept=kept,
        closed=lines.coming <= 0,
        row=came.row,
        share=share,
        at=np.maximum(came.at, lines.confirmed[came.row]),
    )
