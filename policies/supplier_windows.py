"""The windows of what is done about suppliers: questions, dates, preference, sourcing elsewhere, reviews, holds."""

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from domain.approval import Circumstances
from domain.money import Money
from domain.proposals import SplitSourcing
from domain.supplier import OrderedLine
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)
from policies import goods_windows
from policies.entity import UNKNOWN, entities, known_as
from policies.measure import Unmeasured, worth
from policies.window import Share, Window, Windows

ORDER_UNKNOWN = "order.unknown"
LINE_UNKNOWN = "order.line_not_there"
SPENT_UNKNOWN = "money.spent_unknown"
UNMEASURED = {
    ORDER_UNKNOWN: "the order is not known in this company",
    LINE_UNKNOWN: "a line that is named is not on this order, or is for another product",
    SPENT_UNKNOWN: "what was bought within the last year is not known",
}

_DAY = timedelta(days=1)
_STEP = Decimal("0.000001")


def question(proposal: AskSupplier, known: Circumstances, of: Windows) -> tuple[Window, ...] | Unmeasured:
    """How many by legal entity, by order lately and in all, and by company."""
    standing = known_as(known.supplier, proposal.supplier_id)
    if standing is None:
        return UNKNOWN
    limits, order = of.book.ask, f"order/{proposal.order_id}"
    return (
        *(of.counted("ask.supplier", limits.supplier, entity) for entity in entities(standing)),
        of.counted("ask.order", limits.order, order),
        of.counted("ask.order_in_all", limits.order_in_all, order),
        of.counted("ask.company", limits.company, "all"),
    )


def date(proposal: ChangeExpectedDate, known: Circumstances, of: Windows) -> tuple[Window, ...] | Unmeasured:
    """Days by line, whatever they are taken from; money by legal entity and company."""
    standing = known_as(known.supplier, proposal.supplier_id)
    if standing is None:
        return UNKNOWN
    line = line_of(known, proposal.order_id, proposal.line_id, proposal.product.product_id)
    if isinstance(line, Unmeasured):
        return line
    value = _larger(proposal.value, line.value, known, of)
    if isinstance(value, Unmeasured):
        return value
    limits = of.book.replan
    by_reply = proposal.because == "reply"
    allowed = limits.reply if by_reply else limits.statistics
    rule, about = f"replan.{proposal.because}", f"line/{proposal.line_id}"
    return (
        of.moved(rule, allowed, about, days_moved(proposal, line), under="replan.line"),
        *(of.valued("replan.supplier", limits.supplier, entity, value) for entity in entities(standing)),
        of.valued("replan.company", limits.company, "all", value),
    )


def preference(proposal: PreferSupplier, known: Circumstances, of: Windows) -> tuple[Window, ...] | Unmeasured:
    """How many by product; what a year's buying of the product comes to, by the legal entity that is preferred."""
    standing = known_as(known.supplier, proposal.supplier_id)
    if standing is None:
        return UNKNOWN
    value = _year(proposal.value, known, of)
    if isinstance(value, Unmeasured):
        return value
    limits = of.book.prefer
    return (
        of.counted("prefer.product", limits.product, f"product/{proposal.product.product_id}"),
        *(of.valued("prefer.supplier", limits.supplier, entity, value) for entity in entities(standing)),
    )


def split(proposal: SplitSourcing, known: Circumstances, of: Windows) -> tuple[Window, ...] | Unmeasured:
    """Those of any request for quotation, and the share of the late line that is sourced elsewhere."""
    line = line_of(known, proposal.late_order_id, proposal.late_line_id, proposal.product.product_id)
    if isinstance(line, Unmeasured):
        return line
    drafted = goods_windows.purchase(proposal, known, of)
    if isinstance(drafted, Unmeasured):
        return drafted
    late = min(line.open_quantity, proposal.open_quantity)
    share = Share(late, left=False, named="late", happens="are sourced elsewhere")
    about = f"line/{proposal.late_line_id}"
    return (*drafted, of.shared("split.line", of.book.split.line, about, proposal.quantity, share=share))


def review(proposal: RaiseSupplierReview, known: Circumstances, of: Windows) -> tuple[Window, ...] | Unmeasured:
    """Those of any task for a person and company, and how many of the same kind about one legal entity."""
    standing = known_as(known.supplier, proposal.supplier_id)
    if standing is None:
        return UNKNOWN
    tasks, limits = of.book.notify, of.book.review
    return (
        of.counted("notify.person", tasks.person, f"user/{proposal.user_id}"),
        *(of.counted("review.record", limits.record, f"{one}/{proposal.review}") for one in entities(standing)),
        of.counted("notify.company", tasks.company, "all"),
    )


def hold(
    proposal: HoldSupplier | ReleaseSupplier, known: Circumstances, of: Windows
) -> tuple[Window, ...] | Unmeasured:
    """Changes of one legal entity's level, holds and releases together; a year's spend with it; how many by company."""
    standing = known_as(known.supplier, proposal.supplier_id)
    if standing is None:
        return UNKNOWN
    value = _year(proposal.value if isinstance(proposal, HoldSupplier) else None, known, of)
    if isinstance(value, Unmeasured):
        return value
    rule = "hold" if isinstance(proposal, HoldSupplier) else "release"
    limits = of.book.hold if isinstance(proposal, HoldSupplier) else of.book.release
    named = entities(standing)
    return (
        *(of.counted("hold.changes", of.book.hold.changes, entity) for entity in named),
        *(of.valued(f"{rule}.supplier", limits.supplier, entity, value) for entity in named),
        of.counted(f"{rule}.company", limits.company, "all"),
    )


def line_of(known: Circumstances, order_id: int, line_id: int, product_id: int) -> OrderedLine | Unmeasured:
    """The line of the order that is known, if it is for this product."""
    if known.order is None or known.order.order_id != order_id:
        return Unmeasured(ORDER_UNKNOWN, UNMEASURED[ORDER_UNKNOWN])
    line = known.order.line(line_id)
    if line is None or line.product_id != product_id:
        return Unmeasured(LINE_UNKNOWN, UNMEASURED[LINE_UNKNOWN])
    return line


def days_moved(proposal: ChangeExpectedDate, line: OrderedLine) -> Decimal:
    """From the date that Odoo holds, or that the proposal says it holds, whichever is further off; rounded up."""
    held = (proposal.old_date, *([line.planned] if line.planned is not None else []))
    furthest = max(abs(proposal.new_date - date) for date in held)
    exact = Decimal(furthest // timedelta(microseconds=1)) / Decimal(_DAY // timedelta(microseconds=1))
    return exact.quantize(_STEP, rounding=ROUND_CEILING)


def _year(said: Money | None, known: Circumstances, of: Windows) -> Decimal | Unmeasured:
    if known.spent is None:
        return Unmeasured(SPENT_UNKNOWN, UNMEASURED[SPENT_UNKNOWN])
    return _larger(said if said is not None else known.spent, known.spent, known, of)


def _larger(said: Money, found: Money, known: Circumstances, of: Windows) -> Decimal | Unmeasured:
    """The larger of two amounts: what is said, and what was read when judging."""
    one, other = worth(said, known, of.book), worth(found, known, of.book)
    if isinstance(one, Unmeasured):
        return one
    return other if isinstance(other, Unmeasured) else max(one, other)
