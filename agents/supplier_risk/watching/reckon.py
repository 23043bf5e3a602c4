"""All suppliers of a company reckoned at once: lead times, lateness, scores, and what the open lines put at stake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import numpy as np

from agents.supplier_risk.assumptions import Assumptions
from agents.supplier_risk.score.parts import evidence_of
from agents.supplier_risk.score.records import evidence_of_records
from agents.supplier_risk.score.risk_score import Evidence, RiskScore, score
from agents.supplier_risk.score.scales import SCALES
from agents.supplier_risk.statistics.lateness import Foreseen, Lateness, learn_lateness
from agents.supplier_risk.statistics.lead_time import LeadTimes, lead_times
from agents.supplier_risk.statistics.lead_time_break import Break, Series
from agents.supplier_risk.statistics.lead_time_history import day_of
from agents.supplier_risk.statistics.regime import only, since_breaks
from agents.supplier_risk.watching.read import Read, moment_of
from agents.supplier_risk.watching.rows import Row, rows_of
from domain.fact import tame
from domain.money import Money
from domain.stock import SupplierPrice

_HALF = Decimal("0.5")
Evidences = Mapping[int, Mapping[str, Evidence]]

_DELIVERY = frozenset({"late_rate", "lead_time_level", "lead_time_volatility"})
"""The parts of a score that a break of the lead times makes a thing of the past."""


@dataclass(frozen=True)
class Reckoned:
    """What is known of every supplier, by its id; the open lines of each, the dearest expected loss first.

    `times` and `foreseen` rest on what came since a supplier's lead times broke.
    """

    read: Read
    as_of: float
    times: LeadTimes
    lateness: Lateness
    foreseen: Foreseen
    series: Mapping[int, Series]
    breaks: Mapping[int, Break]
    scores: Mapping[int, RiskScore]
    rows: Mapping[int, Sequence[Row]]
    notes: tuple[str, ...]

    def stake(self, supplier_id: int) -> tuple[Money, Money]:
        """What is at stake with a supplier, and what of it is likely to be lost: sums over all its open lines."""
        own = self.rows.get(supplier_id, ())
        nothing = self.money(Decimal(0))
        return sum((row.stake for row in own), nothing), sum((row.expected_loss for row in own), nothing)

    def late_lines(self, supplier_id: int) -> int:
        """How many open lines are more likely late than not."""
        return sum(row.probability > _HALF for row in self.rows.get(supplier_id, ()))

    def money(self, amount: Decimal) -> Money:
        """An amount in company currency."""
        return Money(amount=amount, currency=self.read.receipts.currency)


def reckon(read: Read, assumptions: Assumptions) -> Reckoned:
    """Reckon as of the moment of the read."""
    as_of = day_of(read.now)
    speaks, series, breaks = since_breaks(read.history, as_of)
    recent = only(read.history, speaks)
    times, lateness = lead_times(recent, as_of=as_of), learn_lateness(recent, as_of=as_of)
    foreseen = lateness.foresee(recent, as_of)
    foreseen = replace(foreseen, row=np.flatnonzero(speaks)[foreseen.row])
    scores, notes = _scores(read, evidence_of(recent, times, as_of=as_of), breaks, assumptions)
    rows, left_out = rows_of(read, times, foreseen, assumptions)
    return Reckoned(
        read=read, as_of=as_of, times=times, lateness=lateness, foreseen=foreseen, series=series, breaks=breaks,
        scores=scores, rows=rows, notes=(*notes, *left_out),
    )  # fmt: skip


def _scores(
    read: Read, recent: Evidences, breaks: Mapping[int, Break], assumptions: Assumptions
) -> tuple[dict[int, RiskScore], tuple[str, ...]]:
    """How a supplier delivers is taken from what came since its break, everything else from all that is known."""
    as_of = day_of(read.now)
    delivered = evidence_of(read.history, lead_times(read.history, as_of=as_of), as_of=as_of, offered=_offered(read))
    records, notes = evidence_of_records(read, days=assumptions.history.records_days)
    found: dict[int, RiskScore] = {}
    for supplier, own in delivered.items():
        newer = recent.get(supplier, {})
        lately = {part: _since(newer[part], breaks.get(supplier)) for part in _DELIVERY & newer.keys()}
        found[supplier] = score(supplier, {**own, **lately, **records.get(supplier, {})}, SCALES)
    return found, notes


def _since(evidence: Evidence, broken: Break | None) -> Evidence:
    if broken is None or evidence.value is None:
        return evidence
    since = f"what came since {moment_of(float(broken.since)):%Y-%m-%d}, when its lead times changed"
    return evidence.model_copy(update={"note": tame(f"{since}; {evidence.note}" if evidence.note else since)})


def _offered(read: Read) -> dict[int, set[int]]:
    """Suppliers with a price in force today, by product."""
    found: dict[int, set[int]] = {}
    for place, prices in read.prices.items():
        sources = (read.partners.entity(price.supplier_id) for price in prices if price_in_force(price, read.now))
        found[read.goods.products[place].product_id] = {source for source in sources if source is not None}
    return found


def price_in_force(price: SupplierPrice, now: datetime) -> bool:
    """Whether a vendor price applies today."""
    return (price.valid_from is None or price.valid_from <= now) and (price.valid_to is None or now <= price.valid_to)


def notes_of(reckoned: Reckoned) -> tuple[str, ...]:
    """What has to be known about all figures of a sweep."""
    read = reckoned.read
    doubt = (reckoned.lateness.reason,) if reckoned.lateness.reason else ()
    kept = int(np.isin(read.receipts.lines.line_id, list(read.first)).sum())
    few = () if kept else ("no promise is on record yet: every date is as Odoo has it now, and may have been moved",)
    unpriced = sum(need.unit_price is None for need in read.demand.waiting)
    poor = (f"{unpriced} open needs have no value in company currency: they count for nothing",) if unpriced else ()
    return tuple(tame(note) for note in (*read.notes, *reckoned.notes, *doubt, *few, *poor))
