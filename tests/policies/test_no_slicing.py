"""However a purchase or a transfer is sliced, no more passes than as a whole; and wrong ledgers are found out."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain.approval import Circumstances, Refused
from domain.proposals import Proposal
from policies.book import PolicyBook
from tests.policies.given import (
    ForgetfulLedger,
    NetLedger,
    NewLedger,
    SlidingLedger,
    TumblingLedger,
    alone,
    book,
    confirmation,
    known,
    later,
    rate,
    request,
    strictness,
    supplier,
    transfer,
)
from tests.policies.many import many, pytestmark  # noqa: F401 - pytest reads the mark
from tests.policies.worlds import books, cents, currencies

WEEK = timedelta(days=7)


def _week(ask_above: int, refuse_above: int) -> dict[str, str | int]:
    return {"span": "7 days", "ask_above": ask_above, "refuse_above": refuse_above}


# --- the bound: what passes in any sliding week ----------------------------------------------------------------------

SMALL = book(
    purchase__draft__supplier=_week(100, 250),
    purchase__draft__product=_week(150, 300),
    purchase__draft__site=_week(200, 350),
    purchase__draft__company=_week(300, 500),
)


class Buy(NamedTuple):
    wait: int
    cents: int
    credit: int
    seller: int
    product: int


class Passed(NamedTuple):
    at: timedelta
    amount: Decimal
    seller: int
    product: int
    kind: str


BUYS = st.lists(
    st.builds(
        Buy,
        wait=st.sampled_from([0, 1, 23, 24, 25, 47, 96, 143, 167, 168, 169]),
        cents=st.integers(1, 9000),
        credit=st.integers(0, 9000),
        seller=st.sampled_from([41, 42]),
        product=st.sampled_from([55, 56]),
    ),
    min_size=1,
    max_size=10,
)


def _buy_all(buys: list[Buy], ledger: SlidingLedger) -> list[Passed]:
    passed = []
    for hours, buy in zip(accumulate(b.wait for b in buys), buys, strict=True):
        amount = Decimal(buy.cents) / 100
        told = later(hours, supplier=supplier(supplier_id=buy.seller, commercial_id=buy.seller))
        wish = request(amount, supplier_id=buy.seller, product_id=buy.product)
        said = ledger.judged(wish, told, SMALL, credit=min(Decimal(buy.credit) / 100, amount))
        passed.append(Passed(timedelta(hours=hours), amount, buy.seller, buy.product, said.kind))
    return passed


def _bounded(new_ledger: NewLedger) -> Callable[[list[Buy]], None]:
    """In no week is more cleared than may be cleared, nor more let through than anybody may let through."""

    def bounded(buys: list[Buy]) -> None:
        passed = _buy_all(buys, new_ledger())
        for last in passed:
            week = [p for p in passed if last.at - WEEK <= p.at <= last.at]
            _within([p for p in week if p.seller == last.seller], 100, 250)
            _within([p for p in week if p.product == last.product], 150, 300)
            _within(week, 200, 350)

    return bounded


def _within(rows: list[Passed], clear: int, most: int) -> None:
    assert sum(row.amount for row in rows if row.kind == "cleared") <= clear
    assert sum(row.amount for row in rows if row.kind != "refused") <= most


@many
@given(BUYS)
def test_in_no_sliding_week_passes_more_than_the_limit(buys: list[Buy]) -> None:
    _bounded(SlidingLedger)(buys)


@pytest.mark.parametrize("wrong", [TumblingLedger, NetLedger, ForgetfulLedger])
def test_the_same_property_finds_what_a_wrong_ledger_lets_through(wrong: NewLedger) -> None:
    tried = settings(max_examples=3000, deadline=None, derandomize=True, database=None, phases=[Phase.generate])

    with pytest.raises(AssertionError):
        tried(given(BUYS)(_bounded(wrong)))()


# --- the partition: the hardest slice is judged as hard as the whole -------------------------------------------------

PARTS = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 24)), min_size=2, max_size=6)
"""Quantities, and hours waited before each; all within a week."""

Parts = list[tuple[int, int]]
PLACES = st.tuples(st.sampled_from([55, 56, 57]), st.sampled_from([2, 3]), st.sampled_from([31, 99]))


def _timed(parts: Parts) -> list[tuple[int, int]]:
    return list(zip((quantity for quantity, _ in parts), accumulate(wait for _, wait in parts), strict=True))


def _sum(parts: Parts) -> int:
    return sum(quantity for quantity, _ in parts)


def _hardest(wishes: Sequence[tuple[Proposal, Circumstances]], by: PolicyBook) -> int:
    ledger = SlidingLedger()
    return max(strictness(ledger.judged(proposal, told, by), by) for proposal, told in wishes)


@many
@given(books(), PARTS, cents, currencies, st.booleans())
def test_a_purchase_in_parts_is_judged_no_more_leniently_than_as_a_whole(
    by: PolicyBook, parts: Parts, price: Decimal, currency: str, confirmed: bool
) -> None:
    def of(quantity: int) -> Proposal:
        draft = request(price, quantity=str(quantity), currency=currency)
        return confirmation(draft) if confirmed else draft

    slices = [(of(quantity), later(hours, rate=rate("0.37"))) for quantity, hours in _timed(parts)]
    whole = alone(of(_sum(parts)), known(rate=rate("0.37")), by)

    assert _hardest(slices, by) >= strictness(whole, by)


ANY_PLACE = book(
    purchase__draft__product=_week(10**9, 10**9),
    purchase__draft__site=_week(10**9, 10**9),
    purchase__draft__supplier=_week(100, 250),
)


@many
@given(PARTS, cents, st.lists(PLACES, min_size=6, max_size=6))
def test_another_product_another_site_or_another_record_of_the_supplier_does_not_help(
    parts: Parts, price: Decimal, places: list[tuple[int, int, int]]
) -> None:
    slices = []
    for (quantity, hours), (product, site, record) in zip(_timed(parts), places, strict=False):
        told = later(hours, supplier=supplier(supplier_id=record, commercial_id=record, tax_id="DE 811907980"))
        wish = request(price, quantity=str(quantity), product_id=product, warehouse_id=site, supplier_id=record)
        slices.append((wish, told))

    whole = alone(request(price, quantity=str(_sum(parts))), known(supplier=supplier(tax_id="DE811907980")), ANY_PLACE)

    assert _hardest(slices, ANY_PLACE) >= strictness(whole, ANY_PLACE)


@many
@given(books(), PARTS, st.integers(1, 400), cents, st.sampled_from([None, 412]))
def test_a_transfer_in_parts_is_judged_no_more_leniently_than_as_a_whole(
    by: PolicyBook, parts: Parts, free: int, unit: Decimal, picking_id: int | None
) -> None:
    def of(quantity: int) -> Proposal:
        return transfer(unit * quantity, quantity=str(quantity), cost=str(quantity), picking_id=picking_id)

    ledger, hardest, left = SlidingLedger(), 0, Decimal(free)
    for quantity, hours in _timed(parts):
        said = ledger.judged(of(quantity), later(hours, giving=_free(left)), by)
        hardest = max(hardest, strictness(said, by))
        if picking_id is not None and not isinstance(said, Refused):
            left -= quantity
    whole = alone(of(_sum(parts)), known(giving=_free(Decimal(free))), by)

    assert hardest >= strictness(whole, by)


def _free(units: Decimal) -> object:
    giving = known().giving
    assert giving is not None
    return giving.model_copy(update={"free": units})
