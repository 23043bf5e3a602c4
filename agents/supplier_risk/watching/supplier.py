"""One supplier out of what was reckoned of all: its score, its lines, its trend, and who else could deliver."""

from decimal import Decimal

import numpy as np

from agents.supplier_risk.score.risk_score import RiskScore
from agents.supplier_risk.statistics.lead_time_break import Break, Series
from agents.supplier_risk.watch import MOST_LINES, Came, SupplierWatch, Trend
from agents.supplier_risk.watching.alternatives import alternatives, sourcing, spent
from agents.supplier_risk.watching.lines import moved_promises, open_line
from agents.supplier_risk.watching.read import moment_of
from agents.supplier_risk.watching.reckon import Reckoned, notes_of
from domain.fact import Line, tame

_PRODUCTS = 20
_SHOWN = 40
_NOTES = 20


def watch_of(reckoned: Reckoned, supplier_id: int) -> SupplierWatch:
    """The watch of a supplier that something was bought of within the days looked back."""
    read, rows = reckoned.read, reckoned.rows.get(supplier_id, ())
    lines = tuple(open_line(reckoned, row) for row in rows[:MOST_LINES])
    products = [*dict.fromkeys(line.product.product_id for line in lines)][:_PRODUCTS]
    at_stake, expected_loss = reckoned.stake(supplier_id)
    risk, series = reckoned.scores[supplier_id], reckoned.series.get(supplier_id)
    return SupplierWatch(
        supplier_id=supplier_id,
        supplier=read.partners.name(supplier_id),
        score=risk,
        lead_time=reckoned.times.of(supplier_id),
        late_rate=_late_rate(risk),
        trend=_trend(reckoned.breaks.get(supplier_id)),
        history_days=int(reckoned.as_of - np.nanmin(read.history.confirmed[read.history.supplier == supplier_id])),
        lead_times=_came(series) if series is not None else (),
        lines=lines,
        lines_left_out=len(rows) - len(lines),
        late_lines=reckoned.late_lines(supplier_id),
        at_stake=at_stake,
        expected_loss=expected_loss,
        spend_year=reckoned.money(spent(reckoned, read.history.supplier == supplier_id)),
        hold=read.partners.hold(supplier_id),
        hold_words=read.partners.hold_words(supplier_id),
        sourcing=sourcing(reckoned, supplier_id, products),
        alternatives=alternatives(reckoned, supplier_id, products),
        laundered=moved_promises(reckoned, supplier_id),
        read_at=read.now,
        notes=_notes(reckoned, risk),
    )


def _came(series: Series) -> tuple[Came, ...]:
    shown = (series.at, series.days, series.promised, series.late)
    rows = zip(*(column[-_SHOWN:].tolist() for column in shown), strict=True)
    return tuple(
        Came(
            on=moment_of(at),
            days=Decimal(f"{days:.1f}"),
            promised_days=Decimal(f"{promised:.1f}") if np.isfinite(promised) else None,
            late=late > 0,
        )
        for at, days, promised, late in rows
    )


def _trend(found: Break | None) -> Trend | None:
    if found is None:
        return None
    return Trend(
        since=moment_of(float(found.since)), before_days=found.before, after_days=found.after,
        orders_before=found.orders_before, orders_after=found.orders_after, chance=found.chance,
    )  # fmt: skip


def _late_rate(risk: RiskScore) -> Decimal | None:
    return next((part.value for part in risk.parts if part.part == "late_rate"), None)


def _notes(reckoned: Reckoned, risk: RiskScore) -> tuple[Line, ...]:
    """What the score does not rest on, and what was left out of the read."""
    missing = (f"{part.title} is not known: {part.absent}" for part in risk.absent())
    return tuple(tame(note) for note in (*missing, *notes_of(reckoned)))[:_NOTES]
