"""How long a supplier takes for a product: P50 and P90 with the sample behind them, from receipts.

A shrunken empirical distribution with a half-life. Every part of a line is an observation of the days from the order's
confirmation, weighted by its share of the quantity; what is still open is one of at least its age; all fade with a
half-life. Levels form a hierarchy in which each leans on the one above where it has little of its own: all lines, the
supplier, the product of the supplier, and the site that receives. What is left after the levels is one distribution
for all, mixed with the supplier's own in proportion to its sample: the mean of a Dirichlet process whose base is the
pool (Ferguson, 1973). Mixing happens after the levels are taken out, since a supplier who needs nine days must not
inherit a tail from one who needs sixty. An order counts once in each group, however many lines came with it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from agents.supplier_risk.statistics.lead_time_history import Bools, Floats, History, Ints, total
from agents.supplier_risk.statistics.lead_time_levels import Group, Levels, fit_levels, in_days, rooted, surviving
from domain.fact import Fact, Line
from tools.odoo.columns import Index

_GRID = np.arange(1, 200) / 200
_WIDE = 2**31


class LeadTimeTerms(Fact):
    """What the estimate assumes. A strength is in orders: so many of one's own weigh as much as the level above."""

    half_life_days: Annotated[float, Field(gt=0)] = 365.0
    level_strength: Annotated[float, Field(gt=0)] = 5.0
    shape_strength: Annotated[float, Field(gt=0)] = 30.0
    least_orders: Annotated[int, Field(ge=1)] = 5
    forgotten_days: Annotated[float, Field(gt=0)] = 180.0
    """A line that is open for so long after its promise is taken for forgotten, not for slow."""


class LeadTime(Fact):
    """The days from confirmation to receipt, and what they rest on. No days where nothing can be said."""

    p50: Decimal | None
    p90: Decimal | None
    basis: Literal["product_supplier", "supplier", "all", "nothing"]
    orders: Annotated[int, Field(ge=0)]
    """Orders with a receipt behind the basis."""
    reason: Line
    """Why the basis is not the product of the supplier; empty where it is."""


class Asked(NamedTuple):
    """Whose lead time is asked for, as columns of ids (N,); a product or site that is not known has no effect."""

    supplier: Ints
    product: Ints
    site: Ints


class Observed(NamedTuple):
    """What was observed: the line, the days it took (or has been open), whether it came, its weight, and when."""

    row: Ints
    days: Floats
    seen: Bools
    weight: Floats
    at: Floats


@dataclass(frozen=True)
class Known:
    """One grouping: the ids it knows, the effect of each on the level, and the orders with a receipt behind each."""

    index: Index
    effect: Floats
    orders: Ints

    def of(self, ids: Ints, least: int, usual: Floats) -> Floats:
        """The effect for each id; what is usual where it is not known, or fewer than `least` orders are behind it."""
        place = self.index.of(ids)
        if not len(self.effect):
            return usual
        return np.where((place >= 0) & (self.orders[place] >= least), self.effect[place], usual)

    def behind(self, ids: Ints) -> Ints:
        """The orders behind each id."""
        place = self.index.of(ids)
        return np.where(place >= 0, self.orders[place], 0) if len(self.orders) else np.zeros(len(ids), dtype=np.int64)


@dataclass(frozen=True)
class LeadTimes:
    """All lead times as known on one day; `curves` are quantiles of what the levels leave: by supplier, the pool last.

    `usual_product` and `usual_site` are the mean effects of what each supplier brings and where, zero for others.
    `left` is what all levels leave of each observation, on the rooted scale.
    """

    as_of: float
    terms: LeadTimeTerms
    common: float
    supplier: Known
    product: Known
    site: Known
    usual_product: Floats
    usual_site: Floats
    curves: Floats
    orders: int
    observed: Observed
    left: Floats

    def of(self, supplier: int, product: int | None = None, site: int | None = None) -> LeadTime:
        """The lead time of one product of a supplier, or of the supplier's usual product, at one site or the usual."""
        asked = Asked(*(np.array([number or -1], dtype=np.int64) for number in (supplier, product, site)))
        pair, own = int(self.product.behind(_pair(asked))[0]), int(self.supplier.behind(asked.supplier)[0])
        least = self.terms.least_orders
        if self.orders < least:
            reason = f"only {self.orders} orders of all suppliers have come: too few to say anything"
            return LeadTime(p50=None, p90=None, basis="nothing", orders=self.orders, reason=reason)
        p50, p90 = (Decimal(f"{self.quantile(level, asked)[0]:.1f}") for level in (0.5, 0.9))
        if pair >= least:
            return LeadTime(p50=p50, p90=p90, basis="product_supplier", orders=pair, reason="")
        few = f"only {pair} orders of this product have come from this supplier" if product else "no product was named"
        if own >= least:
            return LeadTime(p50=p50, p90=p90, basis="supplier", orders=own, reason=f"{few}: all its products count")
        few = f"only {own} orders have come from this supplier: all suppliers count"
        return LeadTime(p50=p50, p90=p90, basis="all", orders=self.orders, reason=few)

    def quantile(self, level: float, asked: Asked, age: Floats | None = None) -> Floats:
        """The days that a share `level` of such lines need at most (N,); given `age`, of those open for so long."""
        middle, curve = self._placed(asked)
        reached = np.zeros(len(middle)) if age is None else _upto(curve, rooted(age) - middle)
        wanted = reached + level * (1 - reached)
        place = np.clip(np.ceil(wanted * (len(_GRID) + 1)).astype(np.int64) - 1, 0, len(_GRID) - 1)
        days = in_days(middle + curve[np.arange(len(middle)), place])
        return days if age is None else np.asarray(np.maximum(days, age), dtype=np.float64)

    def within(self, days: Floats, asked: Asked, age: Floats | None = None) -> Floats:
        """The probability that a line comes within so many days (N,); given `age`, of one open for so long."""
        middle, curve = self._placed(asked)
        upto = _upto(curve, rooted(days) - middle)
        if age is None:
            return upto
        reached = np.minimum(_upto(curve, rooted(age) - middle), _GRID[-1])
        return np.asarray(np.maximum(upto - reached, 0.0) / (1 - reached), dtype=np.float64)

    def _placed(self, asked: Asked) -> tuple[Floats, Floats]:
        """The level of each, and the row of curves that belongs to it."""
        least, place = self.terms.least_orders, self.supplier.index.of(asked.supplier)
        known = self.supplier.behind(asked.supplier) >= least
        product, site = (np.where(known, usual[place], 0.0) for usual in (self.usual_product, self.usual_site))
        middle = self.common + self.supplier.of(asked.supplier, least, np.zeros(len(place)))
        middle = middle + self.product.of(_pair(asked), least, product) + self.site.of(asked.site, least, site)
        return middle, self.curves[place]


def lead_times(history: History, *, as_of: float, terms: LeadTimeTerms | None = None) -> LeadTimes:
    """Learn from what was known before a day (days since 1970); nothing of that day or later is looked at."""
    stated, past = terms or LeadTimeTerms(), history.before(as_of)
    seen = _observe(past, as_of, stated)
    ids = Asked(past.supplier[seen.row], past.product[seen.row], past.site[seen.row])
    order = past.order[seen.row]
    keys = [np.unique(key, return_inverse=True) for key in (ids.supplier, _pair(ids), ids.site)]
    groups = [Group(code.astype(np.int64), _once(seen, order, code), stated.level_strength) for _, code in keys]
    root = rooted(seen.days)
    levels = fit_levels(root, seen.seen, seen.weight, groups) if len(root) else Levels(0.0, (root, root, root), root)
    known = [
        Known(Index(known_ids.tolist()), effect, _orders(seen, order, code, len(known_ids)))
        for (known_ids, code), effect in zip(keys, levels.effects, strict=True)
    ]
    residual = root - levels.fitted
    return LeadTimes(
        as_of=as_of,
        terms=stated,
        common=levels.common,
        supplier=known[0],
        product=known[1],
        site=known[2],
        usual_product=_usual(groups[0], levels.effects[1][groups[1].code]) if len(root) else np.zeros(1),
        usual_site=_usual(groups[0], levels.effects[2][groups[2].code]) if len(root) else np.zeros(1),
        curves=_curves(residual, seen, groups[0], stated.shape_strength),
        orders=len(np.unique(order[seen.seen])),
        observed=seen._replace(row=np.flatnonzero(~(history.confirmed >= as_of))[seen.row]),
        left=residual,
    )


def _observe(past: History, as_of: float, terms: LeadTimeTerms) -> Observed:
    """What came, and the open rest of every line that is not forgotten; lines without a confirmation say nothing."""
    waits = past.open & ~(as_of - past.deadline > terms.forgotten_days)
    row = np.concatenate([past.row, np.flatnonzero(waits)])
    at = np.concatenate([past.at, np.full(int(waits.sum()), as_of)])
    share = np.concatenate([past.share, 1 - past.came[waits]])
    seen = np.arange(len(row)) < len(past.row)
    days = at - past.confirmed[row]
    good = np.isfinite(days) & (share > 0)
    weight = share * 0.5 ** ((as_of - at) / terms.half_life_days)
    return Observed(row[good], np.maximum(days[good], 0.0), seen[good], weight[good], at[good])


def _pair(asked: Asked) -> Ints:
    return np.where((asked.supplier > 0) & (asked.product > 0), asked.supplier * _WIDE + asked.product, -1)


def _once(seen: Observed, order: Ints, code: Ints) -> Floats:
    """Weights under which the lines of one order in a group count as one together."""
    first = np.zeros(len(code))
    first[np.unique(_both(code, seen.row), return_index=True)[1]] = 1.0
    _, together = np.unique(_both(code, order), return_inverse=True)
    lines = total(together, first, len(code))
    return seen.weight / np.maximum(lines[together], 1.0)


def _orders(seen: Observed, order: Ints, code: Ints, groups: int) -> Ints:
    """Distinct orders with a receipt, by group."""
    _, first = np.unique(_both(code, order)[seen.seen], return_index=True)
    return np.bincount(code[seen.seen][first], minlength=groups).astype(np.int64)


def _both(code: Ints, other: Ints) -> Ints:
    """One key for each pair of a group and something in it."""
    _, dense = np.unique(other, return_inverse=True)
    return np.asarray(code * (len(dense) + 1) + dense, dtype=np.int64)


def _usual(suppliers: Group, effect: Floats) -> Floats:
    """The mean of an effect over what each supplier brought, and zero last, for any other."""
    groups = int(suppliers.code.max()) + 1
    behind = total(suppliers.code, suppliers.weight, groups)
    return np.append(total(suppliers.code, suppliers.weight * effect, groups) / np.maximum(behind, 1e-12), 0.0)


def _curves(residual: Floats, seen: Observed, suppliers: Group, strength: float) -> Floats:
    """Quantiles of what is left: each supplier's own mixed with the pool by its sample, and the pool alone last."""
    if not seen.seen.any():
        return np.zeros((1, len(_GRID)))
    order = np.argsort(residual, kind="stable")
    left, came, code, weight = residual[order], seen.seen[order], suppliers.code[order], suppliers.weight[order]
    pool = weight / weight.sum()
    mixed = [np.where(code == own, weight, 0.0) + strength * pool for own in range(int(code.max()) + 1)]
    return np.stack([surviving(left, came, weights).quantile(_GRID) for weights in [*mixed, pool]])


def _upto(curve: Floats, value: Floats) -> Floats:
    """The share of each row of quantiles at or below a value."""
    return np.asarray((curve <= value[:, None]).mean(axis=1), dtype=np.float64)
