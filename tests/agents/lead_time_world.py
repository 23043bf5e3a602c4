"""Purchases to learn from: written down line by line, or drawn for a whole company."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

import numpy as np

from agents.supplier_risk.statistics.lead_time_history import Floats, History

NORTH, SOUTH, BOLT, NUT, HAM = 1, 2, 11, 12, 21


class Said(TypedDict, total=False):
    """What may be said of a line beside when it was ordered and came."""

    supplier: int
    product: int
    site: int
    order: int
    promised: float
    value: float
    price: float
    returned: float
    kept: bool
    closed: bool


@dataclass
class Purchases:
    """Lines of a ledger that is still being written; days are since 1970."""

    lines: list[tuple[float, Sequence[tuple[float, float]], Said]] = field(default_factory=list)

    def line(self, confirmed: float, came: Sequence[tuple[float, float]] | float = (), **said: Unpack[Said]) -> None:
        """A line; `came` is the day all of it came, or the share and day of each receipt."""
        parts = [(1.0, float(came))] if isinstance(came, int | float) else came
        self.lines.append((confirmed, parts, said))

    def history(self) -> History:
        """All of it so far; a line is an order of its own unless said otherwise, promised in ten days, to Hamburg."""
        said = [words for _, _, words in self.lines]
        receipts = [(row, *part) for row, (_, parts, _) in enumerate(self.lines) for part in parts]

        def ids(name: str, usual: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
            return np.array([words.get(name, usual[row]) for row, words in enumerate(said)], dtype=np.int64)

        def numbers(name: str, usual: Sequence[float]) -> Floats:
            return np.array([words.get(name, usual[row]) for row, words in enumerate(said)], dtype=np.float64)

        count = len(said)
        confirmed = [day for day, _, _ in self.lines]
        return History(
            line_id=np.arange(1, count + 1),
            order=ids("order", range(1001, 1001 + count)),
            supplier=ids("supplier", [NORTH] * count),
            product=ids("product", [BOLT] * count),
            site=ids("site", [HAM] * count),
            currency=np.ones(count, dtype=np.int64),
            value=numbers("value", [100.0] * count),
            price=numbers("price", [2.0] * count),
            returned=numbers("returned", [0.0] * count),
            confirmed=np.array(confirmed, dtype=np.float64),
            promised=numbers("promised", [day + 10 for day in confirmed]),
            kept=ids("kept", [0] * count).astype(np.bool_),
            closed=ids("closed", [0] * count).astype(np.bool_),
            row=np.array([row for row, _, _ in receipts], dtype=np.int64),
            share=np.array([share for _, share, _ in receipts], dtype=np.float64),
            at=np.array([at for _, _, at in receipts], dtype=np.float64),
        )


def company(
    *, suppliers: int = 12, lines: int = 900, days: float = 730.0, seed: int = 3, spread: float = 0.25
) -> History:
    """Orders of three lines over two years. Suppliers need four to forty days; every third is late four times in ten.

    A late line takes half as long again; a promise is the usual time and a tenth.
    """
    random = np.random.default_rng(seed)
    supplier = random.integers(1, suppliers + 1, lines // 3).repeat(3)
    count = len(supplier)
    usual = np.geomspace(4, 40, suppliers + 1)[supplier]
    confirmed = np.sort(random.uniform(0, days, count // 3)).repeat(3)
    shape = 1 / spread**2
    slow = (supplier % 3 == 0) & (random.random(count // 3).repeat(3) < 0.4)
    took = np.minimum(random.gamma(shape, 1 / shape, count), 1.05) * usual * np.where(slow, 1.5, 1.0)
    no = np.zeros(count, dtype=np.bool_)
    return History(
        line_id=np.arange(1, count + 1),
        order=np.arange(count) // 3 + 1,
        supplier=supplier.astype(np.int64),
        product=(supplier * 20 + random.integers(0, 6, count)).astype(np.int64),
        site=random.integers(1, 4, count).astype(np.int64),
        currency=np.ones(count, dtype=np.int64),
        value=random.lognormal(6, 1, count),
        price=np.full(count, 2.0),
        returned=np.zeros(count),
        confirmed=confirmed,
        promised=confirmed + usual * 1.1,
        kept=no,
        closed=no,
        row=np.arange(count),
        share=np.ones(count),
        at=confirmed + took,
    )
