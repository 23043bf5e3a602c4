"""What a sliding window says to people: what is counted in it, over which span, what stood there, and the limit."""

from collections.abc import Mapping
from decimal import Decimal

from domain.approval import Exposure
from domain.fact import tame
from policies.limits import ShareLimits, span_in_words
from policies.window import Window

COUNTED: Mapping[str, str] = {
    "pace": "actions at this site",
    "transfer.draft.product": "draft transfers of this product",
    "transfer.draft.site": "draft transfers from the giving site",
    "transfer.draft.company": "draft transfers of the whole company",
    "transfer.draft.cost": "transport of this product, as drafted",
    "transfer.draft.giving": "draft transfers of this product from the giving site",
    "transfer.reserve.product": "reserved transfers of this product",
    "transfer.reserve.site": "reserved transfers from the giving site",
    "transfer.reserve.company": "reserved transfers of the whole company",
    "transfer.reserve.cost": "transport of this product, as reserved",
    "transfer.reserve.giving": "reserved transfers of this product from the giving site",
    "purchase.draft.supplier": "requests for quotation to this supplier",
    "purchase.draft.product": "requests for quotation for this product",
    "purchase.draft.site": "requests for quotation for this site",
    "purchase.draft.company": "requests for quotation of the whole company",
    "purchase.commit.supplier": "orders confirmed with this supplier",
    "purchase.commit.product": "orders confirmed for this product",
    "purchase.commit.site": "orders confirmed for this site",
    "purchase.commit.company": "orders confirmed by the whole company",
    "reorder.rule": "changes of this reorder rule",
    "ask.supplier": "questions to this supplier",
    "ask.order": "questions about this order",
    "ask.order_in_all": "questions about this order in all",
    "ask.company": "questions to all suppliers",
    "replan.statistics": "changes of this line's date",
    "replan.reply": "changes of this line's date",
    "replan.supplier": "changed dates of this supplier",
    "replan.company": "changed dates of the whole company",
    "split.line": "requests to others for this late line",
    "review.record": "tasks to look at this supplier for the same reason",
    "prefer.product": "changes of who is asked first for this product",
    "prefer.supplier": "what this supplier was put first for",
    "hold.supplier": "holds of this supplier, by what was bought of it",
    "hold.company": "holds of any suppliers",
    "hold.changes": "holds and releases of this supplier",
    "release.supplier": "releases of this supplier, by what was bought of it",
    "release.company": "releases of any suppliers",
    "notify.person": "tasks for this person",
    "notify.record": "times that this was said on this record",
    "notify.company": "tasks for people of the company",
}
"""What each window counts, by its table in the book."""


def summed(window: Window, standing: Exposure, limit: Decimal, whose: str = "the limit") -> str:
    """A sum of money against a limit."""
    before, this = standing.committed, window.key.amount
    total = f"{before.amount + this.amount:,.2f} {this.currency}"
    money = f"{before} before this one, {this} for this one, {total} in all"
    return tame(f"{_within(window)}: {money}; {whose} is {limit:,.2f} {this.currency}")


def counted(window: Window, standing: Exposure, limit: int) -> str:
    """A number of proposals against a limit."""
    number = f"{standing.count} before this one, {standing.count + 1} with it"
    return tame(f"{_within(window)}: {number}; the limit is {limit}")


def moved(window: Window, standing: Exposure, limit: Decimal, whose: str = "the limit") -> str:
    """Days by which a date is moved against a limit."""
    total = standing.quantity + window.key.quantity
    days = f"{standing.quantity:.2f} days before this one, {window.key.quantity:.2f} for this one, {total:.2f} in all"
    return tame(f"{_within(window)}: {days}; {whose} is {_plain(limit)} days")


def shared(window: Window, standing: Exposure, limits: ShareLimits, units: Decimal) -> str:
    """A quantity against what is free, or what is late."""
    before, this, named = _plain(standing.quantity), _plain(window.key.quantity), window.share.named
    goods = f"{before} before this one, {this} for this one, of {_plain(units)} {named}"
    return tame(f"{_within(window)}: {goods}; the limit is {_plain(limits.ask_above * 100)} % of what is {named}")


def counted_in(window: Window) -> str:
    """What a window counts, in words."""
    if window.rule == "pace" and "/supplier/" in window.key.key:
        return "actions about this supplier"
    return COUNTED[window.rule]


def _within(window: Window) -> str:
    return f"{counted_in(window)} within {span_in_words(window.key.span)}"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"
