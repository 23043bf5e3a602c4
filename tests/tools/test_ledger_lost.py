"""What is left of a case that runs no more: what is old is closed, what is new is not; a bad row hides no other."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from domain.case import Ending
from tests.tools.ledger_words import CASE, NOW, asked, by, case_row, intent, judge
from tools.errors import Malformed
from tools.ledger import Ledger
from tools.ledger.tables import document, reservation
from tools.ledger.tables import request as requests

OTHER = "case/stockout/sandbox/1/8@2"
HOUR = timedelta(hours=1)
SLOTS = (f"{CASE}#e1/1.0", f"{CASE}#e2/1.0")


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    kept = Ledger(ledger_url)
    yield kept
    kept.close()


def states(ledger: Ledger) -> dict[str, str]:
    with ledger._store.reading() as sql:
        return {row.slot: row.state for row in sql.execute(select(reservation.c.slot, reservation.c.state))}


def spoiled(ledger: Ledger, request_id: str) -> None:
    """Somebody wrote something else over the text of a question."""
    with ledger._store.writing() as sql:
        row = sql.execute(requests.select().where(requests.c.request_id == request_id)).one()
        sql.execute(update(document).where(document.c.digest == row.payload).values(body=text("'{}'")))


def test_a_case_with_something_open_is_pending_once_nothing_happened_for_a_while(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    ledger.open_request(asked("r?1").model_copy(update={"opened_at": NOW + HOUR}), by())
    ledger.open_case(case_row(OTHER), by(case=OTHER))

    assert ledger.pending(NOW) == ()
    assert ledger.pending(NOW + HOUR) == (OTHER,)
    assert ledger.pending(NOW + 2 * HOUR) == (CASE, OTHER)


@pytest.mark.parametrize("left", ["case", "request", "reservation"])
def test_whatever_is_left_open_makes_a_case_pending(ledger: Ledger, left: str) -> None:
    if left == "case":
        ledger.open_case(case_row(), by())
    elif left == "request":
        ledger.open_request(asked("r?1"), by())
    else:
        judge(ledger, SLOTS[0])

    before = ledger.pending(NOW + HOUR)
    ledger.abandon(CASE, "the case no longer runs", by(at=NOW + HOUR), before=NOW + HOUR)

    assert before == (CASE,)
    assert ledger.pending(NOW + 2 * HOUR) == ()


def test_what_is_abandoned_is_closed_freed_and_on_record(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    judge(ledger, SLOTS[0])
    ledger.open_request(asked("r?1"), by())

    ledger.abandon(CASE, "the case no longer runs", by(at=NOW + HOUR), before=NOW + HOUR)

    row, request = ledger.case(CASE), ledger.request("r?1")
    assert row is not None
    assert (row.ending, row.words, row.closed_at) == (Ending.FAILED, "the case no longer runs", NOW + HOUR)
    assert request is not None
    assert (request.state, request.words) == ("closed", "the case no longer runs")
    assert states(ledger) == {SLOTS[0]: "released"}
    assert [e.kind for e in ledger.entries(case=CASE)][-2:] == ["request.closed", "case.abandoned"]
    assert ledger.verify().sound


def test_what_the_case_does_when_it_is_opened_anew_meanwhile_is_left_alone(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    judge(ledger, SLOTS[0])
    ledger.open_request(asked("r?1"), by())
    ledger.open_case(case_row(episode="e2", opened_at=NOW + 2 * HOUR), by(at=NOW + 2 * HOUR))
    judge(ledger, SLOTS[1], at=NOW + 2 * HOUR)
    ledger.open_request(asked("r?2").model_copy(update={"opened_at": NOW + 2 * HOUR}), by())

    ledger.abandon(CASE, "the case no longer runs", by(at=NOW + 2 * HOUR), before=NOW + HOUR)

    latest = ledger.case(CASE)
    assert latest is not None
    assert (latest.episode, latest.ending) == ("e2", None)
    assert [r.request_id for r in ledger.open_requests()] == ["r?2"]
    assert states(ledger)[SLOTS[1]] == "pending"


def test_a_write_that_was_begun_still_counts_in_its_window(ledger: Ledger) -> None:
    judge(ledger, SLOTS[0])
    ledger.begin(intent(SLOTS[0]), by())

    ledger.abandon(CASE, "the case no longer runs", by(at=NOW + HOUR), before=NOW + HOUR)

    assert states(ledger) == {SLOTS[0]: "begun"}


def test_a_question_that_cannot_be_read_hides_none_of_the_others(ledger: Ledger) -> None:
    for name in ("r?1", "r?2", "r?3"):
        ledger.open_request(asked(name), by())
    spoiled(ledger, "r?2")

    waiting = ledger.waiting_requests()

    assert [request.request_id for request in waiting.requests] == ["r?1", "r?3"]
    assert waiting.unreadable.keys() == {"r?2"}
    assert "is not what was kept" in waiting.unreadable["r?2"]
    with pytest.raises(Malformed):
        ledger.open_requests()


def test_a_case_whose_question_cannot_be_read_can_be_closed_all_the_same(ledger: Ledger) -> None:
    ledger.open_request(asked("r?1"), by())
    spoiled(ledger, "r?1")

    ledger.abandon(CASE, "the case no longer runs", by(at=NOW + HOUR), before=NOW + HOUR)

    assert ledger.pending(NOW + 2 * HOUR) == ()
