"""Only an attributed, timely, bounded answer of the person asked counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.tools.asked import NOW, PETRA, answer, request
from tools.odoo.requests import decision, letters


def test_an_open_request_is_waited_for() -> None:
    reading = decision(answer(), request())

    assert reading.decision is None
    assert not reading.distrusted
    assert reading.words == "waiting for Petra"


def test_the_person_asked_approves() -> None:
    reading = decision(answer("approve", comment="go ahead"), request())

    assert reading.decision is not None
    assert (reading.decision.answer, reading.decision.by, reading.decision.comment) == ("approve", PETRA, "go ahead")
    assert reading.decision.amendment is None


def test_a_rejection_carries_its_reason() -> None:
    reading = decision(answer("reject", comment="shelf is full"), request())

    assert reading.decision is not None
    assert (reading.decision.answer, reading.decision.comment) == ("reject", "shelf is full")


def test_an_amendment_carries_quantity_and_date_within_the_bounds() -> None:
    chosen = (NOW + timedelta(days=2)).date()

    reading = decision(answer("amend", quantity="100", day=chosen), request())

    assert reading.decision is not None
    assert reading.decision.amendment is not None
    assert reading.decision.amendment.quantity == Decimal(100)
    assert reading.decision.amendment.date is not None
    assert reading.decision.amendment.date.date() == chosen


@pytest.mark.parametrize(("letter", "option"), [("B", "move"), ("C", "split")])
def test_another_option_is_chosen_by_its_letter(letter: str, option: str) -> None:
    reading = decision(answer("amend", letter=letter), request())

    assert reading.decision is not None
    assert reading.decision.amendment is not None
    assert reading.decision.amendment.option == option


def test_the_letters_on_the_page_are_those_that_are_read_back() -> None:
    assert letters("buy", request().options) == {"buy": "A", "move": "B", "split": "C"}


def test_a_record_that_is_gone_is_no_approval() -> None:
    reading = decision(None, request())

    assert reading.decision is None
    assert reading.distrusted


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"odoo_id": 32}, "another record"),
        ({"created_by": PETRA.uid}, "not made by us"),
        ({"created_by": None}, "not made by us"),
        ({"written_by": 11}, "somebody else"),
        ({"written_by": 8}, "somebody else"),
        ({"written_by": None}, "somebody else"),
        ({"approver_uid": 11}, "another approver"),
        ({"digest": "sha256:" + "0" * 64}, "another action"),
        ({"fingerprint": "sha256:" + "0" * 64}, "not the one we wrote"),
        ({"key": "case#1?2"}, "another request"),
        ({"written_at": NOW + timedelta(hours=8)}, "after the deadline"),
        ({"decision": "approved"}, "none that we know"),
        ({"quantity": "100"}, "without an amendment"),
        ({"letter": "B"}, "without an amendment"),
    ],
)
def test_an_approval_that_is_not_quite_right_is_not_counted(changed: dict[str, object], why: str) -> None:
    reading = decision(answer("approve", **changed), request())

    assert reading.decision is None
    assert reading.distrusted
    assert why in reading.words


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, "without another value"),
        ({"quantity": "200.000001"}, "quantity is out of bounds"),
        ({"quantity": "19.99"}, "quantity is out of bounds"),
        ({"quantity": "-100"}, "quantity is out of bounds"),
        ({"day": date(2026, 3, 3)}, "date is out of bounds"),
        ({"day": date(2026, 3, 12)}, "date is out of bounds"),
        ({"letter": "B", "quantity": "100"}, "another option and other values at once"),
        ({"letter": "B", "day": (NOW + timedelta(days=2)).date()}, "another option and other values at once"),
        ({"letter": "A"}, "option cannot be chosen"),
        ({"letter": "D"}, "option cannot be chosen"),
        ({"letter": "BC"}, "option cannot be chosen"),
    ],
)
def test_an_amendment_out_of_bounds_is_not_counted(changed: dict[str, object], why: str) -> None:
    reading = decision(answer("amend", **changed), request())

    assert reading.decision is None
    assert why in reading.words


def test_without_bounds_nothing_can_be_amended() -> None:
    reading = decision(answer("amend", quantity="100"), request(bounds=None))

    assert reading.decision is None


def test_a_rejection_without_a_reason_is_not_counted() -> None:
    assert decision(answer("reject"), request()).decision is None


def test_an_answer_in_the_last_second_counts_and_at_the_deadline_does_not() -> None:
    last = NOW + timedelta(hours=8) - timedelta(seconds=1)

    assert decision(answer("approve", written_at=last), request()).decision is not None
    assert decision(answer("approve", written_at=last + timedelta(seconds=1)), request()).decision is None
