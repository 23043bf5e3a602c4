"""The facts that a supplier case leans on, each with its source, its record and its age."""

from collections.abc import Iterator
from decimal import Decimal

from agents.supplier_risk.score.risk_score import Part
from agents.supplier_risk.watch import OpenLine, SupplierWatch
from domain.case import Datum
from domain.fact import tame

_LINES = 6
_ALTERNATIVES = 5
_MOVED = 5


def facts(watch: SupplierWatch) -> tuple[Datum, ...]:
    """Everything that is shown as evidence: the score and its parts, lead times, the worst lines, who else delivers."""
    return (*_score(watch), *_times(watch), *_lines(watch), *_moved(watch), *_others(watch))


def _score(watch: SupplierWatch) -> Iterator[Datum]:
    score = watch.score
    sure = f"{100 * score.confidence:.0f} % of it seen"
    yield _datum(
        "risk score", f"{score.points:.1f} of 100 points, {sure}", "sum of its parts", watch, record=_own(watch)
    )
    for part in score.parts:
        record = part.records[0] if part.records else ""
        yield _datum(f"part: {part.title}", _part(part), part.note or f"sample of {part.sample}", watch, record=record)


def _part(part: Part) -> str:
    points = f"{part.points:.2f} of {part.weight} points"
    if part.absent:
        return f"not known ({part.absent}); taken as usual: {points}"
    return f"{part.value} {part.unit}: {points}"


def _times(watch: SupplierWatch) -> Iterator[Datum]:
    found = watch.lead_time
    if found.p50 is not None and found.p90 is not None:
        value = f"half within {found.p50} days, nine of ten within {found.p90} days"
        yield _datum("lead time", value, f"{found.orders} orders with a receipt", watch, record=_own(watch))
    if watch.late_rate is not None:
        value = f"{100 * watch.late_rate:.1f} % of the quantity"
        yield _datum("late so far", value, "receipts against the first promise known", watch, record=_own(watch))
    if watch.trend is not None:
        told = watch.trend
        value = f"since {told.since:%Y-%m-%d}: from {told.before_days} to {told.after_days} days"
        source = f"{told.orders_before} orders before, {told.orders_after} after; by chance {100 * told.chance:.2f} %"
        yield _datum("slower" if told.slower else "faster", value, source, watch, record=_own(watch))
    yield _datum("bought in a year", str(watch.spend_year), "confirmed order lines", watch, record=_own(watch))
    if watch.hold != "none":
        value = f"{watch.hold}: {watch.hold_words}" if watch.hold_words else watch.hold
        yield _datum("Odoo's purchase warning", value, "the partner", watch, record=_own(watch))


def _lines(watch: SupplierWatch) -> Iterator[Datum]:
    count = len(watch.lines) + watch.lines_left_out
    value = f"{watch.at_stake}, of which {watch.expected_loss} is likely to be lost, with {count} open lines"
    yield _datum("at stake", value, "sales and manufacturing that wait for the lines", watch, record=_own(watch))
    for line in watch.lines[:_LINES]:
        record = f"purchase.order.line,{line.line_id}"
        yield _datum(
            f"open: {line.order} {line.product.code}", _line(line), "; ".join(line.because), watch, record=record
        )
        for depends in line.depends[:2]:
            record, _, words = depends.partition(" ")
            yield _datum(
                f"waits for {line.order} {line.product.code}", words, "open need in Odoo", watch, record=record
            )


def _line(line: OpenLine) -> str:
    quantity = format(line.open_quantity.normalize(), "f")
    kept = "" if line.first_kept else " (as Odoo has it now)"
    return (
        f"{quantity} {line.product.uom} promised {line.first_promise:%Y-%m-%d}{kept}, expected "
        f"{line.expected:%Y-%m-%d}, at the latest {line.expected_p90:%Y-%m-%d}; late with "
        f"{100 * line.late_probability:.0f} %; {line.stake} at stake"
    )


def _moved(watch: SupplierWatch) -> Iterator[Datum]:
    for told in watch.laundered[:_MOVED]:
        record, _, words = told.partition(" ")
        yield _datum("promise moved later", words, "promise as first seen against Odoo now", watch, record=record)


def _others(watch: SupplierWatch) -> Iterator[Datum]:
    for other in watch.alternatives[:_ALTERNATIVES]:
        p90 = f", nine of ten within {_days(other.lead_time.p90)}" if other.lead_time.p90 is not None else ""
        points = f", risk {other.points:.0f} of 100" if other.points is not None else ", nothing bought of it yet"
        value = f"{other.price} from {format(other.min_quantity.normalize(), 'f')}, states {other.lead_days} days"
        record = f"product.supplierinfo,{other.supplierinfo_id}"
        name = f"{other.product.code} of {other.supplier}"
        yield _datum(name, f"{value}{p90}{points}", "vendor price list", watch, record=record)


def _days(days: Decimal) -> str:
    return f"{days} days"


def _own(watch: SupplierWatch) -> str:
    return f"res.partner,{watch.supplier_id}"


def _datum(name: str, value: str, source: str, watch: SupplierWatch, *, record: str) -> Datum:
    return Datum(
        name=tame(name, 120), value=tame(value), source=tame(source), read_at=watch.read_at, record=tame(record)
    )
