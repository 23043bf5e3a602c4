"""Every edge of a book, one at a time: the specimens exactly at a limit and the same just beyond it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import assert_never

from domain.approval import Circumstances, Exposure, ExposureKey, Giving
from domain.money import Money
from domain.proposals import AdjustReorderRule, Notice, NotifyPerson, Proposal
from policies import exposure, supplier_grid
from policies.book import PolicyBook
from policies.limits import AmountLimits, CountLimits, DayLimits, Ladder, ShareLimits, StepLimits
from policies.measure import Unmeasured
from policies.specimens import (
    STEP,
    fine,
    notice,
    purchases,
    rate,
    reorder_rule,
    small,
    standing,
    transfer,
)
from policies.supplier_specimens import CENT, NOW, foreign_to
from policies.window import Window

Point = tuple[Proposal, Circumstances]
Filling = Mapping[str, Money | int | Decimal]

_NOTHING = Decimal(0)

_OWN_MEASURE = ("pace", ".cost", ".giving")
_SECOND = timedelta(seconds=1)


def grid(book: PolicyBook) -> Iterator[Point]:
    """Points around every limit of the book: amounts, windows, circumstances, and what a proposal itself says."""
    for proposal in small(book):
        known = fine(proposal, book)
        yield proposal, known
        yield from ((proposal, shakier) for shakier in _shakier(known, book))
        yield from ((proposal, worse) for worse in _worse(proposal, known, book))
        yield from ((proposal, loaded) for loaded in _loaded(proposal, known, book))
    elsewhere = book.model_copy(update={"companies": (max(book.companies) + 1,)})
    yield from ((proposal, fine(proposal, elsewhere)) for proposal in small(elsewhere))
    yield from _foreign(book)
    for proposal in (*_amounts(book), *_reorder_rules(book), *_notices(book), *supplier_grid.edges(book)):
        yield proposal, fine(proposal, book)


def _shakier(known: Circumstances, book: PolicyBook) -> Iterator[Circumstances]:
    """The same numbers, less sure and older: at each limit, and beyond it."""
    limits, grounds = book.grounds, known.grounds
    for confidence in (limits.least_confidence, max(limits.least_confidence - STEP, Decimal(0))):
        yield known.model_copy(update={"grounds": grounds.model_copy(update={"confidence": confidence})})
    for days in (limits.least_history_days, max(limits.least_history_days - 1, 0)):
        yield known.model_copy(update={"grounds": grounds.model_copy(update={"sample_days": days})})
    for age in (limits.ask_older_than, limits.refuse_older_than):
        for late in (age, age + _SECOND):
            yield known.model_copy(update={"judged_at": NOW + late})


def _worse(proposal: Proposal, known: Circumstances, book: PolicyBook) -> Iterator[Circumstances]:
    """The same circumstances with one thing unknown, or against the proposal."""
    supplier = standing(book)
    for lapse in (
        {"active": False},
        {"warning": "warning"},
        {"warning": "block"},
        {"known_since": NOW - book.supplier.new_for + _SECOND},
        {"orders_confirmed": max(book.supplier.least_orders - 1, 0)},
    ):
        yield known.model_copy(update={"supplier": supplier.model_copy(update=lapse)})
    none_free = Giving(free=Decimal(0), unit_value=Money(amount=CENT, currency=book.currency))
    updates: tuple[Mapping[str, object], ...] = (
        {"made_by": "another_case"},
        {"made_by": "not_ours"},
        {"made_by": None},
        {"company_currency": None},
        {"company_currency": foreign_to(book)},
        {"supplier": None},
        {"giving": None},
        {"giving": none_free},
        {"exposures": ()},
        *supplier_grid.lapses(proposal, book),
    )
    yield from (known.model_copy(update=update) for update in updates)


def _loaded(proposal: Proposal, known: Circumstances, book: PolicyBook) -> Iterator[Circumstances]:
    """Each window so full that the proposal just reaches a limit, and so full that it just passes it."""
    for window in _windows(proposal, known, book):
        for filling in _fillings(window):
            yield known.model_copy(update={"exposures": _history(known, window, filling)})


def _windows(proposal: Proposal, known: Circumstances, book: PolicyBook) -> tuple[Window, ...]:
    counted = exposure.windows(proposal, known, book)
    return () if isinstance(counted, Unmeasured) else counted


def _fillings(window: Window) -> Iterator[Filling]:
    own, limits = window.key, window.limits
    match limits:
        case CountLimits():
            for limit, less in product((limits.ask_above, limits.refuse_above), (1, 0)):
                yield {"count": max(limit - less, 0)}
        case ShareLimits():
            units = window.share.units
            yield from _quantities(own, (limits.ask_above * units, units))
        case DayLimits():
            yield from _quantities(own, (limits.ask_above, limits.buyer_up_to, limits.refuse_above))
        case AmountLimits() | StepLimits() | Ladder():
            for amount, more in product(_amounts_in(limits), (_NOTHING, CENT)):
                before = max(amount - own.amount.amount + more, _NOTHING)
                yield {"committed": Money(amount=before, currency=own.amount.currency)}
        case _:
            assert_never(limits)


def _quantities(own: ExposureKey, limits: tuple[Decimal, ...]) -> Iterator[Filling]:
    for limit, more in product(limits, (_NOTHING, STEP)):
        yield {"quantity": max(limit - own.quantity + more, _NOTHING)}


def _amounts_in(limits: AmountLimits | StepLimits | Ladder) -> tuple[Decimal, ...]:
    if isinstance(limits, AmountLimits):
        return limits.ask_above, limits.refuse_above
    if isinstance(limits, StepLimits):
        return limits.ask_above, limits.buyer_up_to, limits.refuse_above
    return limits.buyer_up_to, limits.manager_up_to, limits.refuse_above


def _history(known: Circumstances, window: Window, filling: Filling) -> tuple[Exposure, ...]:
    """A past that fills one window. What a company did within a span is never less than a part of it did."""
    company = "none" if window.rule.endswith(_OWN_MEASURE) else f"{window.rule.rpartition('.')[0]}.company/"
    full = {e.key for e in known.exposures if e.key.startswith(company) and e.span >= window.key.span}
    full.add(window.key.key)
    return tuple(e.model_copy(update=filling) if e.key in full else e for e in known.exposures)


def _amounts(book: PolicyBook) -> Iterator[Proposal]:
    """Single proposals at and just above every amount that the book names, and proposals worth nothing or less."""
    for amount in sorted({limit + more for limit in _all_amounts(book) for more in (_NOTHING, CENT)}):
        for picking_id in (None, 1):
            yield transfer(book, amount, picking_id=picking_id)
            yield transfer(book, CENT, cost=amount, picking_id=picking_id)
        yield from purchases(book, amount)
        yield from supplier_grid.worth(book, amount)
    yield transfer(book, Decimal(-1))


def _all_amounts(book: PolicyBook) -> set[Decimal]:
    windows = (window for proposal in small(book) for window in _windows(proposal, fine(proposal, book), book))
    limits = (window.limits for window in windows if isinstance(window.limits, AmountLimits | StepLimits | Ladder))
    return {_NOTHING, *(amount for limit in limits for amount in _amounts_in(limit))}


def _foreign(book: PolicyBook) -> Iterator[Point]:
    """Foreign money without a rate, at a fresh one and at an old one."""
    abroad = transfer(book, CENT, currency=foreign_to(book))
    yield abroad, fine(abroad, book)
    raised, confirmed = purchases(book, CENT, foreign_to(book))
    at_home = purchases(book, CENT)
    pairs: tuple[tuple[Proposal, Proposal], ...] = (
        (raised, at_home[0]),
        (confirmed, at_home[1]),
        *supplier_grid.foreign(book),
    )
    for proposal, alike in pairs:
        known = fine(alike, book)
        yield proposal, known
        for age in (book.rates.ask_older_than, book.rates.ask_older_than + _SECOND):
            yield proposal, known.model_copy(update={"rate": rate(book, age)})


def _reorder_rules(book: PolicyBook) -> Iterator[AdjustReorderRule]:
    """Maxima and minima at and just beyond each factor, switched off, and left alone."""
    for factor in (book.reorder.bold_factor, book.reorder.wild_factor):
        for more in (_NOTHING, CENT):
            yield reorder_rule(book, 100 * factor + more, new_min=Decimal(12))
            yield reorder_rule(book, Decimal(10**5), old_max=10**5, new_min=10 * factor + more)
    yield reorder_rule(book, Decimal(0), new_min=Decimal(0))
    yield reorder_rule(book, Decimal(100), new_min=Decimal(10))


def _notices(book: PolicyBook) -> Iterator[NotifyPerson]:
    for about in Notice:
        for model in ("product.product", "purchase.order", "sale.order"):
            yield notice(book, model, about)
