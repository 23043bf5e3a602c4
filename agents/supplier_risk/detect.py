"""Detection: one batched read of all suppliers, one reckoning; a finding for each supplier that drifts."""

from collections.abc import Sequence
from decimal import InvalidOperation

from pydantic import ValidationError

from agents.kit import Means
from agents.scenario import Detected, DetectOrder
from agents.supplier_risk.assumptions import Assumptions, Levels, shipped
from agents.supplier_risk.watch import OpenLine, Reason, Spotted, SupplierWatch
from agents.supplier_risk.watching.read import read_all
from agents.supplier_risk.watching.reckon import Reckoned, notes_of, reckon
from agents.supplier_risk.watching.supplier import watch_of
from domain.case import Finding
from domain.fact import Line, Unfit, tame
from domain.identity import case_id
from tools.errors import Malformed, ToolError
from tools.odoo.ground import Stopwatch
from tools.odoo.records import reason
from tools.odoo.session import OdooSession

NAME = "supplier_risk"
_WORST = 3

_By = tuple[Reason, ...]


def detect(means: Means, order: DetectOrder) -> Detected:
    """Every supplier above the level at which a case opens, the dearest expected loss first."""
    assumptions, watch, now = shipped(), Stopwatch(), means.now()
    with means.odoo() as odoo:
        read = watch.timed(
            "read",
            lambda: read_all(odoo, means.promises, company_id=order.company_id, now=now, assumptions=assumptions),
        )
        library = watch.timed("library", lambda: _library(means, odoo, order.company_id))
        calls, db = odoo.calls, odoo.db
    reckoned = watch.timed("reckon", lambda: reckon(read, assumptions))
    opened = _opened(reckoned, assumptions.levels)
    chosen = [*opened][: order.limit]
    found, absurd = watch.timed("watch", lambda: _watched(reckoned, chosen))
    return Detected(
        findings=tuple(_finding(one, opened[one.supplier_id], company_id=order.company_id, db=db) for one in found),
        left_out=len(opened) - len(chosen),
        rpc_calls=calls,
        seconds={part: f"{spent:.3f}" for part, spent in (watch.seconds | _of_read(reckoned)).items()},
        notes=(*notes_of(reckoned), *absurd, *library, *_assumed(assumptions)),
    )


def _library(means: Means, odoo: OdooSession, company_id: int) -> tuple[Line, ...]:
    """Approved documents are indexed with every sweep; what cannot be is named, and stops no sweep."""
    if means.library is None:
        return ()
    try:
        return means.library.refresh(odoo, company_id=company_id, now=means.now()).notes
    except ToolError as no:
        return (tame(f"approved documents could not be indexed: {no}"),)


def _watched(reckoned: Reckoned, chosen: Sequence[int]) -> tuple[list[SupplierWatch], list[Line]]:
    """The watches; a supplier with figures that no fact may hold stops nobody else, and is named."""
    found, notes = list[SupplierWatch](), list[Line]()
    for supplier in chosen:
        try:
            found.append(watch_of(reckoned, supplier))
        except (ValidationError, Malformed, Unfit, InvalidOperation) as absurd:
            words = reason(absurd) if isinstance(absurd, ValidationError | Malformed) else type(absurd).__name__
            notes.append(tame(f"{reckoned.read.partners.name(supplier)} is left out, its figures cannot be: {words}"))
    return found, notes


def _opened(reckoned: Reckoned, levels: Levels) -> dict[int, _By]:
    """The suppliers that a case is opened for and by what, in order of what is likely to be lost, then of points."""
    losses = {supplier: reckoned.stake(supplier)[1] for supplier in reckoned.scores}
    found: dict[int, _By] = {}
    for supplier, risk in reckoned.scores.items():
        broken = reckoned.breaks.get(supplier)
        slower = broken is not None and broken.after > broken.before
        reasons: dict[Reason, bool] = {
            "expected_loss": levels.by_loss(losses[supplier]),
            "points": levels.by_points(risk.points, risk.confidence),
            "trend": levels.by_trend(reckoned.late_lines(supplier), slower=slower),
        }
        if any(reasons.values()):
            found[supplier] = tuple(reason for reason, opens in reasons.items() if opens)
    order = sorted(found, key=lambda s: (-losses[s].amount, -reckoned.scores[s].points, s))
    return {supplier: found[supplier] for supplier in order}


def _finding(seen: SupplierWatch, by: _By, *, company_id: int, db: str) -> Finding:
    spotted = _spotted(seen, by)
    return Finding(
        case=case_id(NAME, db, company_id, str(seen.supplier_id)),
        episode=f"{seen.read_at:%Y%m%dT%H%M%S.%f}",
        scenario=NAME,
        company_id=company_id,
        title=_title(spotted),
        at_stake=seen.at_stake,
        found_at=seen.read_at,
        detail=spotted.to_json(),
    )


def _spotted(seen: SupplierWatch, by: _By) -> Spotted:
    return Spotted(
        supplier_id=seen.supplier_id,
        supplier=seen.supplier,
        points=seen.score.points,
        confidence=seen.score.confidence,
        at_stake=seen.at_stake,
        expected_loss=seen.expected_loss,
        open_lines=len(seen.lines) + seen.lines_left_out,
        late_lines=seen.late_lines,
        worst=tuple(_told(line) for line in seen.lines[:_WORST]),
        trend=seen.trend,
        opened_by=by,
        read_at=seen.read_at,
    )


def _title(spotted: Spotted) -> Line:
    slower = spotted.trend is not None and spotted.trend.slower
    since = f", slower since {spotted.trend.since:%Y-%m-%d}" if spotted.trend is not None and slower else ""
    late = f"{spotted.late_lines} of {spotted.open_lines} open lines likely late"
    return tame(f"{spotted.supplier}: risk {spotted.points:.0f} of 100, {late}{since}")


def _told(line: OpenLine) -> Line:
    chance = f"{100 * line.late_probability:.0f} %"
    return tame(
        f"{line.order} {line.product.code}: promised {line.first_promise:%Y-%m-%d}, late with {chance}, "
        f"{line.stake} at stake"
    )


def _of_read(reckoned: Reckoned) -> dict[str, float]:
    return {f"read {part}": seconds for part, seconds in reckoned.read.seconds.items()}


def _assumed(assumptions: Assumptions) -> tuple[Line, ...]:
    return tuple(assumptions.said(f"levels.{key}") for key in ("open_points", "open_loss", "open_late_lines"))
