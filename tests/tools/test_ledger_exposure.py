"""What is committed in a sliding window is read and reserved as one, however many ask at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest

from domain.approval import Cleared, Exposure, NeedsApproval
from domain.case import Closed, Ending
from domain.fact import Unfit
from domain.ledger import EffectState
from domain.proposals import digest
from tests.tools.ledger_words import (
    CASE,
    LIMIT,
    NOW,
    asks,
    by,
    case_row,
    euros,
    intent,
    judge,
    purchase,
    refusing,
    settled,
    window,
    within_limit,
)
from tools.ledger import Ledger
from tools.ledger.exposure import reserve
from tools.ledger.exposure import window as read_window
from tools.ledger.store import Store

PROPOSALS = 50


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger(ledger_url)
    yield opened
    opened.close()


def seen(ledger: Ledger, *, after: timedelta = timedelta(0), key: str = "supplier/30", days: int = 7) -> Exposure:
    """What the next judge would see."""
    found: list[Exposure] = []

    class Peeked(Exception):
        pass

    def peek(exposures: tuple[Exposure, ...]) -> None:
        found.extend(exposures)
        raise Peeked

    with pytest.raises(Peeked):
        ledger.judged("peek", digest(purchase()), [window(key, days=days)], decide=peek, by=by(at=NOW + after))  # type: ignore[arg-type]
    return found[0]


def write(ledger: Ledger, slot: str, at: timedelta = timedelta(0), state: EffectState = EffectState.VERIFIED) -> None:
    ledger.begin(intent(slot), by(at=NOW + at))
    ledger.settle(settled(slot, state), by(at=NOW + at))


def test_an_untouched_window_is_empty(ledger: Ledger) -> None:
    assert (seen(ledger).committed, seen(ledger).count) == (euros(0), 0)


def test_a_wish_counts_from_its_verdict_on(ledger: Ledger) -> None:
    judge(ledger, "a")
    judge(ledger, "b")

    assert (seen(ledger).committed, seen(ledger).count) == (euros(800), 2)
    assert seen(ledger, key="supplier/31").count == 0


def test_fifty_at_once_never_pass_the_limit(ledger: Ledger) -> None:
    start = Barrier(8)

    def propose(number: int) -> str:
        if number < 8:
            start.wait()
        return judge(ledger, f"slot {number}").verdict.kind

    with ThreadPoolExecutor(8) as crowd:
        verdicts = list(crowd.map(propose, range(PROPOSALS)))

    assert verdicts.count("cleared") == 2  # 40 % of the limit each
    assert verdicts.count("needs_approval") == PROPOSALS - 2
    assert ledger.verify().sound


def test_looking_first_and_reserving_later_passes_the_limit(ledger: Ledger, ledger_url: str) -> None:
    """The negative control: the same crowd, with the look and the reservation in two transactions."""
    store = Store(ledger_url)
    start = Barrier(8)

    def propose(number: int) -> bool:
        with store.writing() as sql:
            committed = read_window(sql, window(), NOW).committed.amount
        start.wait()
        fits = committed + 400 <= LIMIT
        if fits:
            with store.writing() as sql:
                reserve(sql, f"slot {number}", [window()], by())
        return fits

    with ThreadPoolExecutor(8) as crowd:
        cleared = sum(crowd.map(propose, range(8)))
    store.close()

    assert cleared * 400 > LIMIT


def test_a_refused_wish_does_not_count(ledger: Ledger) -> None:
    ledger.judged("a", digest(purchase()), [window()], decide=refusing("a"), by=by())

    assert seen(ledger).count == 0


def test_a_wish_that_needs_a_person_counts_while_it_waits(ledger: Ledger) -> None:
    judge(ledger, "a", amount=1001)

    assert isinstance(judge(ledger, "b", amount=1).verdict, NeedsApproval)
    assert seen(ledger, after=timedelta(days=30)).count == 2


def test_a_wish_that_came_to_nothing_no_longer_counts(ledger: Ledger) -> None:
    judge(ledger, "a")

    ledger.release("a", "rejected by Petra", by("petra"))

    assert seen(ledger).count == 0
    assert ledger.entries()[-1].kind == "wish.dropped"


def test_a_write_counts_by_its_time_and_slides_out(ledger: Ledger) -> None:
    judge(ledger, "a")

    write(ledger, "a", at=timedelta(days=5))

    assert seen(ledger, after=timedelta(days=12)).count == 1
    assert seen(ledger, after=timedelta(days=12, seconds=1)).count == 0


def test_a_window_slides_and_has_no_new_week(ledger: Ledger) -> None:
    for day in range(4):
        slot = f"day {day}"
        if isinstance(judge(ledger, slot, at=NOW + timedelta(days=day)).verdict, Cleared):
            write(ledger, slot, at=timedelta(days=day))
        else:
            ledger.release(slot, "not today", by())

    assert isinstance(judge(ledger, "day 7", at=NOW + timedelta(days=7)).verdict, NeedsApproval)
    assert isinstance(judge(ledger, "day 9", at=NOW + timedelta(days=9)).verdict, Cleared)


def test_a_write_that_odoo_refused_no_longer_counts(ledger: Ledger) -> None:
    judge(ledger, "a")

    write(ledger, "a", state=EffectState.REFUSED)

    assert seen(ledger).count == 0


def test_a_write_of_unknown_outcome_counts_even_when_the_wish_is_dropped(ledger: Ledger) -> None:
    judge(ledger, "a")
    write(ledger, "a", state=EffectState.UNKNOWN)

    ledger.release("a", "Odoo was silent for a day", by())

    assert seen(ledger).count == 1


def test_an_amended_wish_takes_the_place_of_the_first(ledger: Ledger) -> None:
    judge(ledger, "a", amount=900)

    again = ledger.judged(
        "a+", digest(purchase()), [window(amount=600)], decide=within_limit("a+", 600), by=by(), instead_of="a"
    )

    assert isinstance(again.verdict, Cleared)
    assert seen(ledger).committed == euros(600)


def test_a_case_that_ends_leaves_nothing_pending(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    judge(ledger, "a")
    judge(ledger, "b")
    write(ledger, "b")

    ledger.close_case(
        Closed(case=CASE, episode="e1", ending=Ending.FAILED, words="stopped", effects=(), closed_at=NOW), by()
    )

    assert seen(ledger).count == 1


def test_a_case_that_opens_again_leaves_nothing_of_its_first_opening_pending(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    judge(ledger, "a")

    ledger.open_case(case_row(episode="e2", opened_at=NOW + timedelta(days=1)), by())

    assert seen(ledger).count == 0


def test_one_wish_in_two_windows_of_one_key_counts_once_in_each(ledger: Ledger) -> None:
    keys = [window(days=7), window(days=30)]

    ledger.judged("a", digest(purchase()), keys, decide=within_limit("a"), by=by())

    assert (seen(ledger, days=7).count, seen(ledger, days=30).count) == (1, 1)
    assert seen(ledger, days=30).committed == euros(400)


def test_quantities_add_up_beside_the_money(ledger: Ledger) -> None:
    goods = window().model_copy(update={"quantity": Decimal("2.5")})
    for slot in ("a", "b"):
        ledger.judged(slot, digest(purchase()), [goods], decide=within_limit(slot), by=by())

    assert seen(ledger).quantity == Decimal(5)


def test_a_window_in_two_currencies_stops_the_judgement(ledger: Ledger) -> None:
    judge(ledger, "a")
    dollars = window().model_copy(update={"amount": euros(1).model_copy(update={"currency": "USD"})})

    with pytest.raises(Unfit):
        ledger.judged("b", digest(purchase()), [dollars], decide=within_limit("b"), by=by())


def test_a_judge_that_fails_reserves_nothing(ledger: Ledger) -> None:
    def fail(_: tuple[Exposure, ...]) -> None:
        message = "no book"
        raise ZeroDivisionError(message)

    with pytest.raises(ZeroDivisionError):
        ledger.judged("a", digest(purchase()), [window()], decide=fail, by=by())  # type: ignore[arg-type]

    assert seen(ledger).count == 0
    assert ledger.entries() == ()


def test_the_windows_that_a_verdict_was_given_on_are_kept_with_it(ledger: Ledger) -> None:
    judge(ledger, "a")
    given = judge(ledger, "b")

    kept = ledger.fetch(ledger.entries()[-1].payload, type(given))

    assert kept == given
    assert [e.committed for e in kept.circumstances.exposures] == [euros(400)]
    assert kept.verdict != asks()
