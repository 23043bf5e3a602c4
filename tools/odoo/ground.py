"""What stands and what is on its way, for all products or a few: the part of a read that has no past."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.columns import Floats
from tools.odoo.fields import to_order
from tools.odoo.flows import read_open_lines
from tools.odoo.goods import Goods, read_goods, read_substitutes
from tools.odoo.orders import OpenLine
from tools.odoo.prices import Prices, read_prices
from tools.odoo.records import Reader
from tools.odoo.sites import Places, read_currencies, read_places
from tools.odoo.stock import Rules, Shelves, read_rules, read_shelves, suggested

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Ground:
    """Stock, open lines, rules and prices by position of product and site."""

    currency: str
    places: Places
    goods: Goods
    shelves: Shelves
    arrivals: list[OpenLine]
    commitments: list[OpenLine]
    rules: Rules
    multiple: Floats
    prices: Prices
    others: dict[int, list[int]]
    """What may stand in for a product: templates by template."""


@dataclass(frozen=True)
class Stopwatch:
    """How long each part of a read took."""

    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, part: str, read: Callable[[], _Read]) -> _Read:
        """What `read` gives; its seconds are added to `part`."""
        began = time.perf_counter()
        found = read()
        self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - began
        return found


def read_ground(reader: Reader, watch: Stopwatch, *only: Json) -> Ground:
    """Read it for all products whose stock is kept, or for those that the domain leaves `only` leave."""
    currency, currencies = watch.timed("places", lambda: read_currencies(reader))
    places = watch.timed("places", lambda: read_places(reader))
    goods = watch.timed("products", lambda: read_goods(reader, *only))
    shelves = watch.timed("stock", lambda: read_shelves(reader, goods, places))
    arrivals, commitments = watch.timed("flows", lambda: read_open_lines(reader, goods, places))
    rules, multiple = watch.timed("rules", lambda: read_rules(reader, goods, places))
    if to_order(reader.odoo.version) is None:
        rules = _with_suggestions(rules, shelves, arrivals, commitments)
    prices = watch.timed("prices", lambda: read_prices(reader, goods, currencies=currencies))
    others = watch.timed("products", lambda: read_substitutes(reader, goods.of_template))
    return Ground(
        currency=currency, places=places, goods=goods, shelves=shelves, arrivals=arrivals, commitments=commitments,
        rules=rules, multiple=multiple, prices=prices, others=others,
    )  # fmt: skip


def _with_suggestions(
    rules: Rules, shelves: Shelves, arrivals: Sequence[OpenLine], commitments: Sequence[OpenLine]
) -> Rules:
    """The rules with what they would order, for a version of Odoo that does not store it."""
    forecast = shelves.on_hand.copy()
    for lines, sign in ((arrivals, 1.0), (commitments, -1.0)):
        for line in lines:
            forecast[line.product, line.site] += sign * line.quantity
    return {
        key: rule.model_copy(update={"to_order": suggested(rule, plain.number(float(forecast[key])))})
        for key, rule in rules.items()
    }
