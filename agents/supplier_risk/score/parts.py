"""What the history of purchases says on every supplier, part by part, for the risk score.

Quality checks, disputes over bills and complaints are not in purchases: whoever reads them adds their evidence.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from agents.supplier_risk.score.risk_score import Evidence
from agents.supplier_risk.statistics.lead_time import LeadTime, LeadTimes
from agents.supplier_risk.statistics.lead_time_history import Bools, Floats, History, Ints

_YEAR = 365.0
_SHOWN = 5
_FAR_APART = 90.0
_MISTYPED = 0.7
"""A price twice or half the usual one is taken no further: somebody mistyped it, or changed the unit."""
_GIVEN_UP = 30.0
"""What has not come so many days after its promise counts as short."""


@dataclass(frozen=True)
class _Supplier:
    """One supplier's lines (`rows`) among all that were known before a day; `fade` halves in a year."""

    history: History
    times: LeadTimes
    as_of: float
    fade: Floats
    outcome: Floats
    rivals: Ints
    supplier: int
    rows: Ints

    @property
    def recent(self) -> Ints:
        """Its lines of the last year."""
        return self.rows[self.history.confirmed[self.rows] >= self.as_of - _YEAR]

    def mean(self, rows: Ints, value: Floats, why_not: str, note: str = "") -> Evidence:
        """The faded mean of a share over lines; the worst lines are the records."""
        if not len(rows):
            return _absent(why_not)
        mean = float(np.average(value[rows], weights=self.fade[rows]))
        return Evidence(value=_decimal(mean), sample=len(rows), records=self.worst(rows, value * self.fade), note=note)

    def worst(self, rows: Ints, value: Floats) -> tuple[str, ...]:
        """The lines of the largest values above zero."""
        order = rows[np.argsort(-value[rows], kind="stable")][:_SHOWN]
        return tuple(f"purchase.order.line,{self.history.line_id[row]}" for row in order if value[row] > 0)


def evidence_of(
    history: History, times: LeadTimes, *, as_of: float, offered: Mapping[int, Collection[int]] | None = None
) -> dict[int, dict[str, Evidence]]:
    """The evidence by supplier and part, from what was known before a day (days since 1970).

    `times` were learned on that day; `offered` are suppliers with a price in force, by product. A part that cannot be
    measured has the reason in `absent`.
    """
    past = history.before(as_of)
    fade = 0.5 ** ((as_of - np.nan_to_num(past.confirmed, nan=as_of)) / _YEAR)
    late, known = past.outcome()
    outcome = np.where(known <= as_of, late, np.nan)
    rivals = _rivals(past, offered or {})
    found: dict[int, dict[str, Evidence]] = {}
    for supplier in np.unique(past.supplier).tolist():
        rows = np.flatnonzero(past.supplier == supplier)
        view = _Supplier(past, times, as_of, fade, outcome, rivals, supplier, rows)
        found[supplier] = {part: measured(view) for part, measured in _PARTS.items()}
    return found


def _late_rate(of: _Supplier) -> Evidence:
    rows = of.rows[np.isfinite(of.outcome[of.rows])]
    moved = int((~of.history.kept[rows]).sum())
    note = f"{moved} of {len(rows)} promises are as Odoo has them now: they may have been moved" if moved else ""
    return of.mean(rows, of.outcome, "no promised day is over yet", note)


def _lead_time(of: _Supplier) -> LeadTime | None:
    found = of.times.of(of.supplier)
    return found if found.basis == "supplier" else None


def _level(of: _Supplier) -> Evidence:
    found = _lead_time(of)
    if found is None or found.p50 is None:
        return _absent("too few orders have come for a lead time of its own")
    return Evidence(value=found.p50, sample=found.orders, records=_slowest(of))


def _volatility(of: _Supplier) -> Evidence:
    found = _lead_time(of)
    if found is None or found.p50 is None or found.p90 is None:
        return _absent("too few orders have come for a lead time of its own")
    spread = (found.p90 - found.p50) / max(found.p50, Decimal(1))
    return Evidence(value=_decimal(float(spread)), sample=found.orders, records=_slowest(of))


def _slowest(of: _Supplier) -> tuple[str, ...]:
    days = np.zeros(len(of.history))
    took = of.history.at - of.history.confirmed[of.history.row]
    np.maximum.at(days, of.history.row, np.nan_to_num(took))
    return of.worst(of.rows, days * of.fade)


def _short(of: _Supplier) -> Evidence:
    overdue = of.as_of - of.history.deadline > _GIVEN_UP
    rows = of.rows[(of.history.closed | overdue | ~of.history.open)[of.rows]]
    return of.mean(rows, np.maximum(1 - of.history.came, 0.0), "no line is finished yet")


def _returns(of: _Supplier) -> Evidence:
    rows = of.rows[of.history.came[of.rows] > 0]
    return of.mean(rows, of.history.returned, "nothing has come yet")


def _price_drift(of: _Supplier) -> Evidence:
    """The yearly rise that fits the prices of all its products, each against its own mean."""
    history = of.history
    rows = of.rows[(history.price[of.rows] > 0) & np.isfinite(history.confirmed[of.rows])]
    keys = np.stack([history.product[rows], history.currency[rows]])
    _, code = np.unique(keys, axis=1, return_inverse=True)
    year, price = history.confirmed[rows] / _YEAR, np.log(history.price[rows])
    apart = np.array([np.ptp(year[code == own]) * _YEAR for own in range(int(code.max(initial=-1)) + 1)])
    kept = apart[code] >= _FAR_APART if len(code) else np.zeros(0, dtype=np.bool_)
    if not kept.any():
        return _absent(f"no product was bought twice, {_FAR_APART:.0f} days apart")
    rows, code = rows[kept], code[kept]
    when, above = _from_mean(year[kept], code), np.clip(_from_mean(price[kept], code), -_MISTYPED, _MISTYPED)
    rise = float(np.expm1((when @ above) / (when @ when)))
    steepest = np.zeros(len(history))
    steepest[rows] = np.sign(when) * above
    return Evidence(
        value=_decimal(rise), sample=len(rows) - len(np.unique(code)), records=of.worst(rows, steepest),
        note="list prices in steps of quantity count as bought",
    )  # fmt: skip


def _spend_share(of: _Supplier) -> Evidence:
    everyone = np.flatnonzero(of.history.confirmed >= of.as_of - _YEAR)
    all_spend, rows = float(np.nansum(of.history.value[everyone])), _valued(of)
    if all_spend <= 0 or not len(rows):
        return _absent("nothing was bought of it within a year, or it has no value in company currency")
    spend = of.history.value[rows]
    return Evidence(
        value=_decimal(float(spend.sum()) / all_spend), sample=len(rows), records=of.worst(rows, of.history.value)
    )


def _sole_source(of: _Supplier) -> Evidence:
    rows = _valued(of)
    if not len(rows):
        return _absent("nothing was bought of it within a year, or it has no value in company currency")
    alone: Bools = of.rivals[rows] <= 1
    value = of.history.value
    share = float(value[rows][alone].sum() / value[rows].sum())
    products = dict.fromkeys(of.history.product[rows[alone]][np.argsort(-value[rows[alone]], kind="stable")].tolist())
    return Evidence(
        value=_decimal(share), sample=len(rows), records=tuple(f"product.product,{p}" for p in [*products][:_SHOWN])
    )


def _valued(of: _Supplier) -> Ints:
    return of.recent[of.history.value[of.recent] > 0]


def _rivals(history: History, offered: Mapping[int, Collection[int]]) -> Ints:
    """How many suppliers each line's product was ever ordered of, or has a price of."""
    sources: dict[int, set[int]] = {product: set(suppliers) for product, suppliers in offered.items()}
    for product, supplier in np.unique(np.stack([history.product, history.supplier]), axis=1).T.tolist():
        sources.setdefault(product, set()).add(supplier)
    return np.array([len(sources[product]) for product in history.product.tolist()], dtype=np.int64)


def _from_mean(value: Floats, code: Ints) -> Floats:
    mean = np.bincount(code, value) / np.maximum(np.bincount(code), 1)
    return np.asarray(value - mean[code], dtype=np.float64)


def _absent(why: str) -> Evidence:
    return Evidence(value=None, sample=0, absent=why)


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.4f}") + 0  # no negative zero


_PARTS: Mapping[str, Callable[[_Supplier], Evidence]] = {
    "late_rate": _late_rate,
    "lead_time_level": _level,
    "lead_time_volatility": _volatility,
    "short_quantity": _short,
    "returns": _returns,
    "price_drift": _price_drift,
    "spend_share": _spend_share,
    "sole_source": _sole_source,
}
