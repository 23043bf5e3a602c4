"""What customers took, day by day, for every product and site; and since when a product has been at a site."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.columns import Floats, Index, Ints, column_of, floats, ids
from tools.odoo.goods import Goods
from tools.odoo.records import Reader
from tools.odoo.session import Row
from tools.odoo.sites import Places

_MOVES_AT_ONCE = 200_000
"""About five megabytes of answer."""
_COLUMNS = ("product_id", "location_id", "product_uom", "quantity")


@dataclass(frozen=True)
class Demand:
    """`units` (P, S, T): shipped to customers per day, oldest first, the last day is yesterday (UTC).

    `first_seen` (P, S): the first day on which the product was at the site; T where it never was.
    """

    units: NDArray[np.float32]
    first_seen: NDArray[np.int32]


@dataclass(frozen=True)
class _Past:
    reader: Reader
    goods: Goods
    places: Places
    start: datetime
    days: int

    def done(self, domain: Sequence[Json], fields: Sequence[str], by: str) -> list[Row]:
        """Aggregates of the done moves of these products within a domain."""
        leaf = self.goods.leaf(self.reader.odoo.version)
        always: list[Json] = [["state", "=", "done"], ["company_id", "=", self.reader.company_id], leaf]
        return self.reader.groups("stock.move", [*always, *domain], fields, [by])


def read_daily_demand(reader: Reader, goods: Goods, places: Places, *, now: datetime, days: int) -> Demand:
    """Done moves from a site to a customer, as units per day in the product's unit.

    Odoo's database gathers the moves of a day into arrays, so the exact days of a year cost a few calls and no record
    is built; what is returned to the site later is not deducted. A day is a day in UTC.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    past = _Past(reader, goods, places, today - timedelta(days=days), days)
    units = np.zeros((len(goods.products), len(places.sites), days), dtype=np.float32)
    if not units.size:
        return Demand(units=units, first_seen=np.zeros(units.shape[:2], dtype=np.int32))
    taken: list[Json] = [["location_dest_id.usage", "=", "customer"]]
    taken += [["date", ">=", plain.stamped(past.start)], ["date", "<", plain.stamped(today)]]
    pour = _Pour(past, units)
    for since, until in _windows(past.done(taken, [], "date:day")):
        window: list[Json] = [["date", ">=", since], ["date", "<", until]]
        for group in past.done([*taken, *window], [f"{name}:array_agg" for name in _COLUMNS], "date:day"):
            pour.day(group)
    return Demand(units=units, first_seen=_first_seen(past, units))


def _range(group: Row, by: str) -> tuple[str, str]:
    match group.get("__range"):
        case {**ranges} if isinstance(found := ranges.get(by), dict):
            return str(found.get("from")), str(found.get("to"))
        case _:
            return "", ""


def _windows(counted: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Spans of whole days, each with no more moves than fit well into one answer (or one day)."""
    since, until, moves = "", "", 0
    for group in counted:
        first, after = _range(group, "date:day")
        count = group.get("__count")
        more = count if isinstance(count, int) else 0
        if since and moves + more > _MOVES_AT_ONCE:
            yield since, until
            since, moves = "", 0
        since, until, moves = since or first, after, moves + more
    if since:
        yield since, until


class _Pour:
    """Adds the columns of one day to the array of all days."""

    def __init__(self, past: _Past, units: NDArray[np.float32]) -> None:
        self._past = past
        self._units = units
        self._products = past.goods.index
        known = past.goods.units.factors
        self._measures = Index([*known])
        self._per_reference = np.array([*known.values(), np.nan])
        self._product_factor = np.array([known.get(p.uom_id, np.nan) for p in past.goods.products])

    def day(self, group: Row) -> None:
        """One day's moves; a row without a usable quantity is left out and named."""
        since = plain.moment(_range(group, "date:day")[0])
        day = (since - self._past.start).days if since else -1
        product, location, unit, quantity = (column_of(group, name) for name in _COLUMNS)
        p, s = self._products.of(ids(product)), self._past.places.owners_of(ids(location))
        ours = (p >= 0) & (s >= 0) & (0 <= day < self._past.days)
        amount = floats(quantity) * self._factor(p, ids(unit))
        good = ours & (amount >= 0)
        np.add.at(self._units[:, :, day], (p[good], s[good]), amount[good].astype(np.float32))
        for row in np.flatnonzero(ours & ~good):
            code = self._past.goods.products[p[row]].code
            self._past.reader.notes.add(f"a delivery of {code} on {since:%Y-%m-%d} is left out: {quantity[row]}")

    def _factor(self, product: Ints, unit: Ints) -> Floats:
        factor: Floats = self._product_factor[product] / self._per_reference[self._measures.of(unit)]
        return factor


def _first_seen(past: _Past, units: NDArray[np.float32]) -> NDArray[np.int32]:
    """The earlier of the first arrival from outside the site (one call a site) and the first delivery."""
    never = past.days
    shipped = units > 0
    first = np.where(shipped.any(axis=2), shipped.argmax(axis=2), never).astype(np.int32)
    for site, view in enumerate(past.places.views):
        entered: list[Json] = [["location_dest_id", "child_of", view], "!", ["location_id", "child_of", view]]
        for group in past.done(entered, ["first:min(date)"], "product_id"):
            product, at = past.goods.place.get(plain.link(group.get("product_id")) or 0), group.get("first")
            moment = plain.moment(at[:19]) if isinstance(at, str) else None
            if product is not None and moment is not None:
                day = min(max((moment - past.start).days, 0), never)
                first[product, site] = min(first[product, site], day)
    return first
