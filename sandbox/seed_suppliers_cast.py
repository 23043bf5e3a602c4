"""The five suppliers of the seeded stories, as a readable table."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Character:
    """One supplier: what it promises, how long an order of some age took, and which orders are still open.

    `open_ages` are days since the open orders were placed. `moves` says that the date in Odoo follows the goods.
    """

    key: str
    name: str
    code: str
    product: str
    price: float
    every: int
    promised: int
    took: Callable[[int, np.random.Generator], float]
    open_ages: tuple[int, ...]
    moves: bool = False
    returned: float = 0.0
    """The share of what it brings that goes back."""
    short: float = 0.0
    """The share that never comes."""
    rises: float = 0.0
    """How much dearer it gets in a year."""
    overbills: bool = False
    """Every fourth bill asks more than the order says."""
    also: tuple[str, ...] = ()
    """Other characters that have a price for its product."""


DRIFT_DAYS, _RECOVERED_DAYS = 56, 170
"""How long ago the one began to drift, and the other to keep its word."""


def _late(share: float, by: float, usual: float, until: int = 0) -> Callable[[int, np.random.Generator], float]:
    """Days of an order that comes late with a probability, or that did until so many days ago."""

    def took(age: int, rng: np.random.Generator) -> float:
        late = age > until and rng.random() < share
        return usual + float(rng.normal(0, 0.4)) + (by if late else 0.0)

    return took


CHARACTERS = (
    Character(
        "DR", "Drava Antriebe d.o.o.", "GEA-I20", "Bevel gearbox i = 20", 84.0, 5, 10,
        lambda age, rng: (16.0 if age <= DRIFT_DAYS else 9.0) + float(rng.normal(0, 0.6)), (12, 8, 3), also=("GE",),
    ),
    Character(
        "SB", "Steinbach Guss AG", "HSG-GJL", "Bearing housing, cast", 46.0, 10, 44, _late(0.03, 6, 40), (30, 10),
    ),
    Character(
        "VP", "Valpadana Metalli S.p.A.", "PLT-S355", "Cut plate S355, 20 mm", 58.0, 8, 8, _late(0.85, 8, 8), (13, 5),
        moves=True, also=("SB",), overbills=True,
    ),
    Character(
        "QK", "Quarzwerk Kufstein GmbH", "QRZ-TUB", "Quartz tube 40 x 2", 120.0, 9, 14, _late(0.3, 4, 13), (6,),
        returned=0.2, short=0.09, rises=0.14,
    ),
    Character(
        "GE", "Gerber & Cie", "SFT-C45", "Turned shaft C45", 33.0, 6, 12,
        _late(0.7, 9, 11, until=_RECOVERED_DAYS), (5, 2),
    ),
)  # fmt: skip
