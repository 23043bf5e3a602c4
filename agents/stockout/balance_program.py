"""The mixed-integer model of one product: who gives how much to whom, and what is bought, at the least expected cost.

For one product, over its sites in trouble: transfers are whole multiples, bounded by what each giving site can spare;
a lane's fixed cost is paid once it carries anything; a purchase falls in one price break of one supplier. The expected
loss is the two-stage stochastic programme with one variable for each site and path of demand, bounded from below by the
gap between cumulative demand and cumulative supply on every stretch between two arrivals: the convex piecewise-linear
loss of the newsvendor (Birge & Louveaux, Introduction to Stochastic Programming, ch. 1.1), exact for those paths.
What is bought beyond the window is held until it sells: a convex cost, approached from below by its tangents.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from agents.stockout.balance_cost import (
    TANGENT_DAYS,
    Receiver,
    Way,
    cost,
    may_pay,
    tangent,
    there,
    unit,
)

_CLOSE_ENOUGH = 1e-6
"""Relative gap. Nothing is presolved: small programmes gain nothing from it, and on the way back from it HiGHS 1.12 may
print a line of its own, whatever it was told."""


@dataclass(frozen=True)
class Solved:
    """Quantities by receiver and way, in the order given; `gap` is 0 when the answer is proven best."""

    quantities: tuple[tuple[float, ...], ...]
    objective: float
    gap: float
    proven: bool


@dataclass
class _Rows:
    """Constraint rows as they are written down."""

    values: list[float] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        for column, value in terms:
            self.rows.append(len(self.low))
            self.columns.append(column)
            self.values.append(value)
        self.low.append(low)
        self.high.append(high)


@dataclass
class _Columns:
    """Variables as they are declared."""

    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)

    def add(self, cost: float, high: float = np.inf, *, low: float = 0.0, whole: bool = False) -> int:
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(int(whole))
        return len(self.cost) - 1


def solve(receivers: Sequence[Receiver], spare: dict[int, float], *, seconds: float) -> Solved:
    """The least expected cost over all receivers of one product; `spare` is what each site can give, by site.

    Doing nothing is always an answer. When the time is up, the best answer so far is given with its gap; when there
    is none yet, doing nothing.
    """
    columns, rows = _Columns(), _Rows()
    switched = [_receiver(receiver, columns, rows) for receiver in receivers]
    quantity = [[column for column, _ in own] for own in switched]
    if len(receivers) == 1:
        _in_turn(receivers[0], switched[0], columns, rows)
    for site, most in spare.items():
        given = [
            (column, receiver.multiple)
            for receiver, own in zip(receivers, quantity, strict=True)
            for way, column in zip(receiver.ways, own, strict=True)
            if way.kind == "transfer" and way.source == site
        ]
        if given:
            rows.add(given, 0.0, most)
    matrix = csr_array((rows.values, (rows.rows, rows.columns)), shape=(len(rows.low), len(columns.cost)))
    answer = milp(
        np.array(columns.cost),
        integrality=np.array(columns.whole),
        bounds=Bounds(np.array(columns.low), np.array(columns.high)),
        constraints=[LinearConstraint(matrix, np.array(rows.low), np.array(rows.high))],
        options={"time_limit": seconds, "mip_rel_gap": _CLOSE_ENOUGH, "presolve": False},
    )
    if answer.x is None:
        idle = tuple(tuple(0.0 for _ in receiver.ways) for receiver in receivers)
        return Solved(idle, cost(receivers, idle), 1.0, proven=False)
    chosen = tuple(
        tuple(float(np.round(answer.x[column])) * receiver.multiple for column in own)
        for receiver, own in zip(receivers, quantity, strict=True)
    )
    return Solved(chosen, float(answer.fun), float(answer.mip_gap or 0.0), proven=answer.status == 0)


def _in_turn(receiver: Receiver, switched: Sequence[tuple[int, int]], columns: _Columns, rows: _Rows) -> None:
    """Of lanes that take and cost the same, the one that can carry most comes first, and is full before the next.

    Nothing is lost where nobody else wants the goods, and the solver need not tell equal answers apart (symmetry
    breaking: Margot 2010).
    """
    alike: dict[tuple[float, float, float], list[tuple[int, int]]] = {}
    for way, pair in zip(receiver.ways, switched, strict=True):
        if way.kind == "transfer":
            alike.setdefault((way.days, way.fixed, way.unit), []).append(pair)
    for lanes in alike.values():
        for (first, _), (_, next_used) in pairwise(sorted(lanes, key=lambda pair: (-columns.high[pair[0]], pair))):
            rows.add([(first, 1.0), (next_used, -columns.high[first])], 0.0, np.inf)


def _receiver(receiver: Receiver, columns: _Columns, rows: _Rows) -> list[tuple[int, int]]:
    """Quantity and switch of each way."""
    switched = [_way(receiver, way, columns, rows) for way in receiver.ways]
    quantity = [column for column, _ in switched]
    for supplier in {way.source for way in receiver.ways if way.kind == "purchase"}:
        breaks = [
            (used, 1.0)
            for way, (_, used) in zip(receiver.ways, switched, strict=True)
            if way.kind == "purchase" and way.source == supplier
        ]
        rows.add(breaks, 0.0, 1.0)
    multiple = receiver.multiple
    times, gaps = receiver.stretches
    weight = 1.0 / len(gaps)
    lost = [columns.add(weight * receiver.lost_sale, low=float(gap)) for gap in gaps[:, 0]]
    for index, time in enumerate(times, start=1):
        here, worse = there(receiver, time), gaps[:, index] > gaps[:, :index].max(axis=1)
        for path in np.flatnonzero(worse):
            carried = [(quantity[way], multiple) for way in np.flatnonzero(here[:, path])]
            rows.add([(lost[path], 1.0), *carried], float(gaps[path, index]), np.inf)
    _holding(receiver, quantity, lost, columns, rows)
    moved = [(c, multiple) for way, c in zip(receiver.ways, quantity, strict=True) if way.kind == "transfer"]
    if moved:
        rows.add(moved, 0.0, receiver.most)
    return switched


def _way(receiver: Receiver, way: Way, columns: _Columns, rows: _Rows) -> tuple[int, int]:
    """A whole number of multiples, and a switch that carries the fixed cost and the least quantity."""
    most = round(way.most / receiver.multiple) if may_pay(receiver, way) else 0
    quantity = columns.add(unit(receiver, way) * receiver.multiple, float(most), whole=True)
    used = columns.add(way.fixed, 1.0, whole=True)
    rows.add([(quantity, 1.0), (used, -float(most))], -np.inf, 0.0)
    if way.least > receiver.multiple:
        rows.add([(quantity, 1.0), (used, -float(round(way.least / receiver.multiple)))], 0.0, np.inf)
    return quantity, used


def _holding(  # noqa: PLR0917 - the model's own parts
    receiver: Receiver, quantity: Sequence[int], lost: Sequence[int], columns: _Columns, rows: _Rows
) -> None:
    """What is bought and left at the end of the window, held until it sells."""
    bought = [(c, receiver.multiple) for w, c in zip(receiver.ways, quantity, strict=True) if w.kind == "purchase"]
    if not bought:
        return
    left = columns.add(0.0)
    weight = 1.0 / len(lost)
    rows.add([(left, 1.0), *((c, -m) for c, m in bought), *((v, -weight) for v in lost)], -receiver.idle, np.inf)
    held = columns.add(1.0)
    for days in TANGENT_DAYS:
        slope, off = tangent(receiver, days)
        rows.add([(held, 1.0), (left, -slope * receiver.holding)], -off * receiver.holding, np.inf)
