"""What sliding windows say: a proposal and all that was committed just before it, against the book's limits."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import assert_never

from domain.approval import Circumstances, Exposure
from domain.identity import Role
from domain.proposals import Proposal
from policies import exposure
from policies.book import PolicyBook
from policies.finding import Asks, Finding, Forbids
from policies.limits import AmountLimits, CountLimits, DayLimits, Ladder, ShareLimits, StepLimits
from policies.measure import RULES as MONEY
from policies.measure import Unmeasured
from policies.rules import window_words
from policies.window import Window

LADDER = {
    "purchase.commit.supplier.above_buyer_limit": "the sum with this supplier is above what a buyer may commit",
    "purchase.commit.supplier.above_manager_limit": "the sum with this supplier is above what a manager may commit",
    "purchase.commit.supplier.above_ceiling": "the sum with this supplier is above what anybody may commit",
}


def limited(*names: str) -> dict[str, str]:
    """The rules that windows of these names bring along, in words."""
    return {
        f"{name}.above_{limit}": f"what stands in the window [{name}] is above {key}"
        for name in names
        for limit, key in (("limit", "ask_above"), ("ceiling", "refuse_above"))
    }


def stepped(*names: str) -> dict[str, str]:
    """The rules that windows with a step from a buyer to a manager bring along, in words."""
    return limited(*names) | {
        f"{name}.above_buyer_limit": f"what stands in the window [{name}] is above buyer_up_to" for name in names
    }


def shared(*names: str) -> dict[str, str]:
    """The rules that windows of shares of these names bring along, in words."""
    return {f"{name}.large_share": "a large share of what is free there would leave" for name in names} | {
        f"{name}.more_than_is_free": "more would leave than is free there" for name in names
    }


RULES = {"exposure.unknown": "what is already committed in the same window is not known", **limited("pace")}
VALUED = {**RULES, **MONEY}
"""For kinds that are worth money."""


def rules(proposal: Proposal, known: Circumstances, book: PolicyBook, *, asks: Role) -> Iterator[Finding]:
    """What cannot be measured is refused; then every window speaks for itself, and `asks` is who is asked."""
    counted = exposure.windows(proposal, known, book)
    if isinstance(counted, Unmeasured):
        yield Forbids(rule=counted.rule, words=counted.words)
        return
    for window in counted:
        standing = exposure.before(window.key, known)
        if standing is None:
            yield Forbids(rule="exposure.unknown")
        else:
            yield from _against(window, standing, asks)


def _against(window: Window, standing: Exposure, asks: Role) -> Iterator[Finding]:
    match window.limits:
        case CountLimits():
            yield from _number(window, window.limits, standing, asks)
        case AmountLimits():
            yield from _sum(window, window.limits, standing, asks)
        case Ladder():
            yield from _ladder(window, window.limits, standing)
        case StepLimits():
            yield from _steps(window, window.limits, standing, asks)
        case DayLimits():
            yield from _days(window, window.limits, standing, asks)
        case ShareLimits():
            yield from _share(window, window.limits, standing, asks)
        case _:
            assert_never(window.limits)


def _number(window: Window, limits: CountLimits, standing: Exposure, asks: Role) -> Iterator[Finding]:
    count = standing.count + 1
    if count > limits.refuse_above:
        words = window_words.counted(window, standing, limits.refuse_above)
        yield Forbids(rule=f"{window.rule}.above_ceiling", words=words)
    elif count > limits.ask_above:
        words = window_words.counted(window, standing, limits.ask_above)
        yield Asks(rule=f"{window.rule}.above_limit", role=asks, words=words)


def _sum(window: Window, limits: AmountLimits, standing: Exposure, asks: Role) -> Iterator[Finding]:
    total = _total(window, standing)
    if total > limits.refuse_above:
        words = window_words.summed(window, standing, limits.refuse_above)
        yield Forbids(rule=f"{window.rule}.above_ceiling", words=words)
    elif total > limits.ask_above:
        words = window_words.summed(window, standing, limits.ask_above)
        yield Asks(rule=f"{window.rule}.above_limit", role=asks, words=words)


def _ladder(window: Window, limits: Ladder, standing: Exposure) -> Iterator[Finding]:
    total = _total(window, standing)
    if total > limits.refuse_above:
        words = window_words.summed(window, standing, limits.refuse_above)
        yield Forbids(rule=f"{window.rule}.above_ceiling", words=words)
    elif total > limits.manager_up_to:
        words = window_words.summed(window, standing, limits.manager_up_to, "a purchasing manager's limit")
        yield Asks(rule=f"{window.rule}.above_manager_limit", role=Role.FINANCE, words=words)
    elif total > limits.buyer_up_to:
        words = window_words.summed(window, standing, limits.buyer_up_to, "a buyer's limit")
        yield Asks(rule=f"{window.rule}.above_buyer_limit", role=Role.PURCHASING_MANAGER, words=words)


def _steps(window: Window, limits: StepLimits, standing: Exposure, asks: Role) -> Iterator[Finding]:
    def said(limit: Decimal, whose: str) -> str:
        return window_words.summed(window, standing, limit, whose)

    yield from _step(window, limits, _total(window, standing), asks=asks, said=said)


def _days(window: Window, limits: DayLimits, standing: Exposure, asks: Role) -> Iterator[Finding]:
    def said(limit: Decimal, whose: str) -> str:
        return window_words.moved(window, standing, limit, whose)

    yield from _step(window, limits, standing.quantity + window.key.quantity, asks=asks, said=said)


def _step(
    window: Window, limits: StepLimits | DayLimits, total: Decimal, *, asks: Role, said: Callable[[Decimal, str], str]
) -> Iterator[Finding]:
    if total > limits.refuse_above:
        yield Forbids(rule=f"{window.rule}.above_ceiling", words=said(limits.refuse_above, "the limit"))
    elif total > limits.buyer_up_to:
        role, words = Role.PURCHASING_MANAGER, said(limits.buyer_up_to, "a buyer's limit")
        yield Asks(rule=f"{window.rule}.above_buyer_limit", role=role, words=words)
    elif total > limits.ask_above:
        yield Asks(rule=f"{window.rule}.above_limit", role=asks, words=said(limits.ask_above, "the limit"))


def _share(window: Window, limits: ShareLimits, standing: Exposure, asks: Role) -> Iterator[Finding]:
    of, leaving = window.share, standing.quantity
    units = of.units + leaving if of.left else of.units
    taken = leaving + window.key.quantity
    words = window_words.shared(window, standing, limits, units)
    if taken > units:
        yield Forbids(rule=f"{window.rule}.more_than_is_{of.named}", words=words)
    elif taken > limits.ask_above * units:
        yield Asks(rule=f"{window.rule}.large_share", role=asks, words=words)


def _total(window: Window, standing: Exposure) -> Decimal:
    return standing.committed.amount + window.key.amount.amount
