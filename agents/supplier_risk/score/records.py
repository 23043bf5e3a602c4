"""What records beside deliveries say on every supplier, part by part: bills, scrap, checks and complaints.

Odoo Community has no field for a dispute over a bill. A bill counts as disputed where it asks a higher price than its
order, where an order line was billed beyond what was ordered (or beyond what came, once nothing more comes), where a
refund takes it back, where payment is blocked or reversed, or where its reference was used by an earlier bill of the
same supplier.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import numpy as np

from agents.supplier_risk.score.risk_score import Evidence
from agents.supplier_risk.statistics.lead_time_history import Floats, History, day_of
from agents.supplier_risk.watching.read import Read
from domain.fact import tame
from tools.odoo.columns import Index
from tools.odoo.supplier_bills import Bill
from tools.odoo.supplier_quality import Flaw

_SHOWN = 5
_DEARER = 1.01
"""A price up to one in a hundred above the order's is rounding or freight."""
_MORE = 1 + 1e-6
_YEAR = 365.0


@dataclass
class _Said:
    """What the records say of one supplier."""

    bills: int = 0
    disputed: dict[str, str] = field(default_factory=dict)
    checks: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    scrapped: list[str] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)


def evidence_of_records(read: Read, *, days: int) -> tuple[dict[int, dict[str, Evidence]], tuple[str, ...]]:
    """The evidence by supplier and part from records of the last `days`, and notes on what counts for nobody."""
    history, since = read.history, day_of(read.now - timedelta(days=days))
    said: dict[int, _Said] = {int(supplier): _Said() for supplier in np.unique(history.supplier)}
    for bill, why in _judged(read):
        if bill.supplier_id in said and not bill.refund:
            said[bill.supplier_id].bills += 1
            if why:
                said[bill.supplier_id].disputed[f"account.move,{bill.bill_id}"] = why
    lost, scrap = _count_flaws(read, said, since)
    for ticket in read.spoken.tickets.found:
        if ticket.partner_id in said:
            said[ticket.partner_id].tickets.append(f"helpdesk.ticket,{ticket.ticket_id}")
    found = {supplier: _parts(read, supplier, own, scrap=scrap, since=since) for supplier, own in said.items()}
    note = f"{lost} records of scrap or checks name no receipt or lot, and several suppliers deliver the product"
    return found, (note,) if lost else ()


def _parts(read: Read, supplier: int, said: _Said, *, scrap: Floats, since: float) -> dict[str, Evidence]:
    history, spoken = read.history, read.spoken
    rows = np.flatnonzero((history.supplier == supplier) & (history.confirmed >= since))
    orders = len(np.unique(history.order[rows]))
    kinds = Counter(said.disputed.values())
    return {
        "billing_disputes": _share(
            [*said.disputed], said.bills, spoken.bills.absent, "no bill of it was posted lately",
            ", ".join(f"{count} {why}" for why, count in kinds.most_common()),
        ),
        "scrap": _scrap(read, supplier, said, scrap, since),
        "quality_checks": _share(
            said.failed, len(said.checks), spoken.checks.absent, "no check of its goods has ended lately"
        ),
        "tickets": _share(said.tickets, orders, spoken.tickets.absent, "nothing was ordered of it lately"),
    }  # fmt: skip


def _share(against: Sequence[str], of: int, missing: str, nothing: str, note: str = "") -> Evidence:  # noqa: PLR0917
    """How many of so many; absent where the records cannot be read (`missing`), or where there are none."""
    if missing or not of:
        return Evidence(value=None, sample=0, absent=tame(missing or nothing))
    share = Decimal(f"{len(against) / of:.4f}")
    return Evidence(value=share, sample=of, records=tuple(against[-_SHOWN:]), note=tame(note))


def _scrap(read: Read, supplier: int, said: _Said, scrap: Floats, since: float) -> Evidence:  # noqa: PLR0917
    """The mean share of each line that came lately and was scrapped; a year halves the weight."""
    history = read.history
    if read.spoken.scrap.absent:
        return Evidence(value=None, sample=0, absent=tame(read.spoken.scrap.absent))
    rows = np.flatnonzero((history.supplier == supplier) & (history.came > 0) & (history.confirmed >= since))
    if not len(rows):
        return Evidence(value=None, sample=0, absent="nothing has come of it lately")
    fade = 0.5 ** ((day_of(read.now) - history.confirmed[rows]) / _YEAR)
    mean = float(np.average(np.minimum(scrap[rows], 1.0), weights=fade))
    return Evidence(value=Decimal(f"{mean:.4f}"), sample=len(rows), records=tuple(said.scrapped[-_SHOWN:]))


# -- bills


def _judged(read: Read) -> Iterable[tuple[Bill, str]]:
    """Each bill with why it is in dispute, if it is."""
    bills = read.spoken.bills.found
    taken_back = {bill.reverses for bill in bills if bill.refund and bill.reverses is not None}
    beyond = _beyond(read, bills)
    used: set[tuple[int, str]] = set()
    for bill in bills:
        if bill.refund:
            continue
        key = (bill.supplier_id, bill.reference)
        twice = bool(bill.reference) and key in used
        used.add(key)
        yield bill, _why(read, bill, twice=twice, taken_back=bill.bill_id in taken_back, beyond=bill.bill_id in beyond)


def _why(read: Read, bill: Bill, *, twice: bool, taken_back: bool, beyond: bool) -> str:
    if twice:
        return "under a reference used before"
    if taken_back or bill.payment == "reversed":
        return "taken back by a refund"
    if bill.payment == "blocked":
        return "blocked from payment"
    if _dearer(read, bill):
        return "above the ordered price"
    return "for more than was ordered or came" if beyond else ""


def _dearer(read: Read, bill: Bill) -> bool:
    lines = read.receipts.lines
    rows = Index(lines.line_id.tolist()).of(np.array([line.order_line_id for line in bill.lines], dtype=np.int64))
    return any(
        row >= 0 and line.currency_id == lines.currency_id[row] and line.price > lines.price[row] * _DEARER
        for row, line in zip(rows.tolist(), bill.lines, strict=True)
    )


def _beyond(read: Read, bills: Sequence[Bill]) -> set[int]:
    """Bills that take an order line beyond what it may be billed for."""
    lines, history = read.receipts.lines, read.history
    row_of = {int(line): row for row, line in enumerate(lines.line_id.tolist())}
    billed: dict[int, float] = {}
    for bill in bills:
        for line in bill.lines if bill.refund else ():
            billed[line.order_line_id] = billed.get(line.order_line_id, 0.0) - line.quantity
    found: set[int] = set()
    for bill in bills:
        for line in () if bill.refund else bill.lines:
            billed[line.order_line_id] = billed.get(line.order_line_id, 0.0) + line.quantity
            row = row_of.get(line.order_line_id)
            if row is not None:
                most = lines.ordered[row] * (history.came[row] if history.closed[row] else 1.0)
                if billed[line.order_line_id] > most * _MORE:
                    found.add(bill.bill_id)
    return found


# -- scrap and checks


def _count_flaws(read: Read, said: Mapping[int, _Said], since: float) -> tuple[int, Floats]:
    """Give each flaw to its supplier; how many could be given to nobody, and the share scrapped of each line."""
    history, scrap, lost = read.history, np.zeros(len(read.history)), 0
    rows = _Rows.of(history, since)
    for flaw in (*read.spoken.scrap.found, *read.spoken.checks.found):
        row = rows.row_of(flaw, read.spoken.origins.line_of(flaw))
        if row is None:
            lost += rows.several(flaw)
            continue
        own = said[int(history.supplier[row])]
        if flaw.record.startswith("stock.scrap,"):
            scrap[row] += flaw.quantity / read.receipts.lines.ordered[row]
            own.scrapped.append(flaw.record)
        else:
            own.checks.append(flaw.record)
            own.failed += [flaw.record] if flaw.failed else []
    return lost, scrap


@dataclass(frozen=True)
class _Rows:
    """Rows by line, and the latest row of each product that came lately, with how many suppliers brought it."""

    by_line: Mapping[int, int]
    latest: Mapping[int, int]
    suppliers: Mapping[int, int]

    @classmethod
    def of(cls, history: History, since: float) -> "_Rows":
        """Look them up once."""
        came = np.flatnonzero((history.came > 0) & (history.confirmed >= since))
        brought: dict[int, set[int]] = {}
        for row in came.tolist():
            brought.setdefault(int(history.product[row]), set()).add(int(history.supplier[row]))
        ordered = came[np.argsort(history.confirmed[came], kind="stable")].tolist()
        return cls(
            by_line={line: row for row, line in enumerate(history.line_id.tolist())},
            latest={int(history.product[row]): row for row in ordered},
            suppliers={product: len(own) for product, own in brought.items()},
        )

    def row_of(self, flaw: Flaw, line: int | None) -> int | None:
        """The line that the goods came with: by receipt or lot, or the product's latest of its only supplier."""
        if line is not None and line in self.by_line:
            return self.by_line[line]
        product = flaw.product_id or 0
        return self.latest.get(product) if self.suppliers.get(product) == 1 else None

    def several(self, flaw: Flaw) -> bool:
        """Whether more than one supplier may be meant."""
        return self.suppliers.get(flaw.product_id or 0, 0) > 1
