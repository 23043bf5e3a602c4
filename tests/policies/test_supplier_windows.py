"""In which windows a wish about suppliers counts, and that nothing is gained by splitting, waiting or renaming."""

from datetime import timedelta
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approval import Circumstances, Verdict
from domain.fact import Json
from domain.proposals import Proposal
from policies import exposure
from policies.book import PolicyBook
from policies.example import Question as Asked
from policies.explain import explain
from tests.policies.given import (
    SlidingLedger,
    about,
    alone,
    book,
    eur,
    house,
    later,
    notice,
    rate,
    request,
    strictness,
    supplier,
)
from tests.policies.many import many, pytestmark  # noqa: F401 - pytest reads the mark
from tests.policies.supplying import (
    KUGEL,
    PLANNED,
    ROLLER,
    hold,
    order,
    ordered_line,
    preference,
    question,
    release,
    replan,
    review,
    split,
    stands_behind,
)
from tests.policies.worlds import books, cents, currencies

SPLIT = split(request())


def _names(proposal: Proposal, **changes: object) -> list[str]:
    return [key.key for key in exposure.keys(proposal, about(proposal, **changes), house())]


def test_a_question_counts_by_entity_tax_number_order_and_company() -> None:
    assert _names(question(), supplier=supplier(tax_id="DE 811907980")) == [
        "pace/1/supplier/31",
        "ask.supplier/1/entity/30",
        "ask.supplier/1/tax/DE811907980",
        "ask.order/1/order/870",
        "ask.order_in_all/1/order/870",
        "ask.company/1/all",
    ]


@pytest.mark.parametrize("because", ["statistics", "reply"])
def test_a_date_counts_by_line_under_one_key_whatever_it_is_taken_from(because: object) -> None:
    proposal = replan(5, because=because)  # type: ignore[arg-type]

    keys = {key.key: key for key in exposure.keys(proposal, about(proposal), house())}

    assert [*keys] == [
        "pace/1/site/2",
        "replan.line/1/line/8701",
        "replan.supplier/1/entity/30",
        "replan.company/1/all",
    ]
    assert keys["replan.line/1/line/8701"].quantity == 5
    assert keys["replan.company/1/all"].amount == eur("480.00")


def test_sourcing_elsewhere_counts_with_every_other_request_and_by_its_late_line() -> None:
    assert _names(SPLIT) == [*_names(request()), "split.line/1/line/8701"]


def test_a_review_counts_with_every_other_task() -> None:
    assert _names(review()) == [
        "pace/1/supplier/31",
        "notify.person/1/user/9",
        "review.record/1/entity/30/late_lines",
        "notify.company/1/all",
    ]
    assert {"notify.person/1/user/9", "notify.company/1/all"} <= set(_names(notice()))


def test_a_preference_counts_by_product_and_by_whom_it_favours() -> None:
    assert _names(preference()) == ["pace/1/supplier/31", "prefer.product/1/product/55", "prefer.supplier/1/entity/30"]


def test_holds_and_releases_of_one_supplier_count_together() -> None:
    assert _names(hold()) == [
        "pace/1/supplier/31",
        "hold.changes/1/entity/30",
        "hold.supplier/1/entity/30",
        "hold.company/1/all",
    ]
    assert _names(release()) == [
        "pace/1/supplier/31",
        "hold.changes/1/entity/30",
        "release.supplier/1/entity/30",
        "release.company/1/all",
    ]


# --- one after the other ---------------------------------------------------------------------------------------------


def _at(proposal: Proposal, hours: float, **changes: object) -> Circumstances:
    return later(hours, **{**stands_behind(proposal), **changes})


def _told(given: Verdict) -> str:
    return given.role.value if given.kind == "needs_approval" else given.kind


def test_an_order_is_asked_about_once_in_two_days_and_three_times_in_all() -> None:
    ledger, patient = SlidingLedger(), question(answer_by=PLANNED)

    said = [_told(ledger.judged(patient, _at(patient, hours), house())) for hours in (0, 24, 100, 200, 300)]

    assert said == ["cleared", "buyer", "cleared", "buyer", "buyer"]


def test_the_third_question_within_two_days_is_refused() -> None:
    ledger = SlidingLedger()

    said = [_told(ledger.judged(question(), _at(question(), hours), house())) for hours in (0, 1, 2)]

    assert said == ["cleared", "buyer", "refused"]


def test_a_supplier_is_asked_three_questions_a_day_under_whatever_record() -> None:
    ledger = SlidingLedger()
    records = [(KUGEL, 30, "DE 1"), (99, 99, "DE1"), (KUGEL, 30, "DE1"), (99, 99, "DE-1")]

    said = []
    for number, (record, entity, tax) in enumerate(records):
        wish = question(order_id=900 + number, supplier_id=record)
        known_as = supplier(supplier_id=record, commercial_id=entity, tax_id=tax)
        told = _at(wish, number, supplier=known_as, order=order(entity, order_id=900 + number))
        said.append(_told(ledger.judged(wish, told, house())))

    assert said == ["cleared", "cleared", "cleared", "buyer"]


def test_a_date_that_is_moved_in_small_steps_is_moved_by_their_sum() -> None:
    ledger, at, said = SlidingLedger(), PLANNED, []

    for step in range(4):
        line = ordered_line(planned=at)
        said.append(
            _told(ledger.judged(replan(6, old=at), _at(replan(), 24 * step, order=order(lines=(line,))), house()))
        )
        at += timedelta(days=6)

    assert said == ["cleared", "cleared", "buyer", "buyer"]


def test_a_message_does_not_move_on_what_the_numbers_have_moved_already() -> None:
    ledger = SlidingLedger()
    first = ledger.judged(replan(6), _at(replan(), 0), house())
    moved = PLANNED + timedelta(days=6)
    wish = replan(2, because="reply", old=moved)

    second = ledger.judged(wish, _at(wish, 1, order=order(lines=(ordered_line(planned=moved),))), house())

    assert (_told(first), _told(second)) == ("cleared", "buyer")


def test_a_request_and_sourcing_elsewhere_do_not_make_room_for_each_other() -> None:
    ledger = SlidingLedger()
    part = split(request("1300.00"))

    first = ledger.judged(request("1300.00"), _at(request(), 0), house())
    second = ledger.judged(part, _at(part, 1), house())
    third = ledger.judged(request("1.00"), _at(request(), 2), house())

    assert (_told(first), _told(second), _told(third)) == ("cleared", "purchasing_manager", "purchasing_manager")


def test_a_late_line_is_sourced_elsewhere_once_whoever_it_is_asked_of() -> None:
    ledger = SlidingLedger()
    said = []
    for number, seller in enumerate((31, 41, 42)):
        part = split(request("1.00", quantity="50", supplier_id=seller), open_quantity="100")
        told = _at(part, number, supplier=supplier(supplier_id=seller, commercial_id=seller))
        line = ordered_line(open_quantity=Decimal(100))
        said.append(
            _told(ledger.judged(part, told.model_copy(update={"order": order(ROLLER, lines=(line,))}), house()))
        )

    assert said == ["cleared", "purchasing_manager", "refused"]


def test_on_and_off_and_on_again_is_for_finance_to_explain() -> None:
    ledger = SlidingLedger()
    wishes: list[Proposal] = [hold(), release(), hold()]

    said = [_told(ledger.judged(wish, _at(wish, 24 * n), house())) for n, wish in enumerate(wishes)]

    assert said == ["purchasing_manager", "purchasing_manager", "finance"]


# --- the hardest part is judged as hard as the whole -----------------------------------------------------------------

PARTS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 24)), min_size=2, max_size=6)
"""Sizes, and hours waited before each; all within a week."""


def _hardest(slices: list[tuple[Proposal, Circumstances]], by: PolicyBook) -> int:
    ledger = SlidingLedger()
    return max(strictness(ledger.judged(proposal, told, by), by) for proposal, told in slices)


@many
@given(books(), PARTS, cents, currencies)
def test_a_late_line_in_parts_is_judged_no_more_leniently_than_as_a_whole(
    by: PolicyBook, parts: list[tuple[int, int]], price: Decimal, currency: str
) -> None:
    def of(quantity: int) -> Proposal:
        return split(request(price, quantity=str(quantity), currency=currency), open_quantity="80")

    line = order(ROLLER, lines=(ordered_line(open_quantity=Decimal(50)),))
    hours = accumulate(wait for _, wait in parts)
    slices = [
        (of(size), _at(SPLIT, at, rate=rate("0.37"), order=line)) for (size, _), at in zip(parts, hours, strict=True)
    ]
    whole = of(sum(size for size, _ in parts))

    assert _hardest(slices, by) >= strictness(alone(whole, _at(SPLIT, 0, rate=rate("0.37"), order=line), by), by)


@many
@given(books(), PARTS, cents, st.sampled_from(["statistics", "reply"]))
def test_a_date_in_steps_is_judged_no_more_leniently_than_at_once(
    by: PolicyBook, parts: list[tuple[int, int]], value: Decimal, because: str
) -> None:
    slices: list[tuple[Proposal, Circumstances]] = []
    at, hours = PLANNED, 0
    for size, wait in parts:
        hours += wait
        step = replan(size, value, because=because, old=at)  # type: ignore[arg-type]
        slices.append((step, _at(step, hours, order=order(lines=(ordered_line(planned=at),)))))
        at = step.new_date
    whole = replan(sum(size for size, _ in parts), value, because=because)  # type: ignore[arg-type]

    assert _hardest(slices, by) >= strictness(alone(whole, _at(whole, 0), by), by)


@many
@given(books(), st.lists(st.tuples(st.integers(1, 9000), st.integers(0, 24)), min_size=2, max_size=6))
def test_lines_of_one_supplier_are_replanned_as_strictly_as_one_line_worth_them_all(
    by: PolicyBook, parts: list[tuple[int, int]]
) -> None:
    hours = accumulate(wait for _, wait in parts)
    slices: list[tuple[Proposal, Circumstances]] = []
    for number, ((amount, _), at) in enumerate(zip(parts, hours, strict=True)):
        step = replan(1, Decimal(amount), line_id=8800 + number)
        lines = (ordered_line(line_id=8800 + number),)
        slices.append((step, _at(step, at, order=order(lines=lines))))
    whole = replan(1, Decimal(sum(amount for amount, _ in parts)))

    assert _hardest(slices, by) >= strictness(alone(whole, _at(whole, 0), by), by)


# --- in words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposal", "words"),
    [
        (
            replan(15),
            "changes of this line's date within 90 days (replan.line/1/line/8701): moved by 0.00 days, 15.00 more;",
        ),
        (replan(15), "0.00 days before this one, 15.00 for this one, 15.00 in all; the limit is 14 days"),
        (
            replan(5),
            "480.00 EUR more; asks a buyer above 5,000.00, a manager above 25,000.00, refuses above 1,000,000.00",
        ),
        (SPLIT, "0 units, 1 more of 1000000 late; asks above a share of 0.50, refuses above all"),
        (question(), "questions about this order within 2 days (ask.order/1/order/870): 0, 1 more; asks above 1"),
    ],
)
def test_an_explanation_tells_days_steps_and_shares(proposal: Proposal, words: str) -> None:
    told = explain(Asked(proposal=proposal, circumstances=about(proposal)), house())

    assert [line for line in told.lines() if words in line]


def test_the_words_of_a_share_say_what_is_late() -> None:
    part = split(request("1.00", quantity="60"), open_quantity="100")

    given = alone(part, about(part), house())

    goods = "0 before this one, 60 for this one, of 100 late; the limit is 50 % of what is late"
    assert f"requests to others for this late line within 30 days: {goods}" in {hit.words for hit in given.hits}


def test_a_book_that_asks_nobody_between_two_limits_is_one_step_shorter() -> None:
    short: dict[str, Json] = {"span": "7 days", "ask_above": 100, "buyer_up_to": 100, "refuse_above": 200}

    given = alone(replan(5, "150.00"), about(replan()), book(replan__supplier=short))

    assert _told(given) == "purchasing_manager"
