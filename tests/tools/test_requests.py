"""Only an attributed, timely, bounded answer of the person asked counts, and the page shows all of it, escaped."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.identity import Role
from tests.tools.asked import CASE, NOW, PETRA, answer, request, thought, verdict, wish
from tools.odoo.page import compose, risk_of
from tools.odoo.rendering import changes_html, evidence_html, options_html, undo_html, words_html
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


def test_the_page_says_what_is_asked_what_it_changes_why_and_what_happens_otherwise() -> None:
    page = compose(wish(), thought(), verdict(), case=CASE, role=Role.PURCHASING_MANAGER, then=Role.FINANCE, now=NOW)

    assert page.ask == "Draft an order of 140 Units of Bolt from Nordholz"
    assert page.gain == "Chance of running out: 6 % instead of 71 %, for 3,220.00 EUR"
    assert page.why_you == "Orders above 2,500.00 EUR need a manager (asked as a purchasing manager)"
    assert page.silence == "Nothing is done; then finance is asked."
    assert page.undo[-1].startswith("Point of no return")


def test_every_kind_of_option_is_on_the_page_with_its_figures_or_why_not() -> None:
    page = compose(wish(), thought(), verdict(), case=CASE, role=Role.BUYER, then=None, now=NOW)

    shown = options_html(page, letters("buy", ("move",)))

    assert shown.count("<tr") == 1 + 7
    assert "3,220.00" in shown
    assert "not possible: none is named" in shown
    assert shown.count("not looked at") == 3
    assert shown.index("Buy 140") < shown.index("Move 90") < shown.index("Offer a substitute")


def test_the_changes_are_green_where_it_gets_better() -> None:
    page = compose(wish(), thought(), verdict(), case=CASE, role=Role.BUYER, then=None, now=NOW)

    shown = changes_html(page.changes)

    assert 'text-success fw-bold">6 %' in shown
    assert "71 %" in shown


def test_old_and_assumed_figures_stand_out_and_lead_to_their_record() -> None:
    shown = evidence_html(thought().facts, NOW)

    assert '<a href="/mail/view?model=x&amp;res_id=7">Bolt</a>' in shown
    assert "3 min" in shown
    assert 'text-warning fw-bold">3 days' in shown
    assert "assumed" in shown


def test_long_evidence_is_folded_but_all_there() -> None:
    shown = evidence_html(thought().facts * 10, NOW)

    assert "8 more figures" in shown
    assert shown.count("On hand") == 10


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "</blockquote><b>approve</b>",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_foreign_text_makes_no_tag_anywhere_on_the_page(attack: str) -> None:
    harmless = thought(said_by_model="x", source="x")
    hostile = thought(said_by_model=attack, source=attack)

    def tags(of: str) -> int:
        return of.count("<")

    assert tags(words_html(hostile.explanation)) == tags(words_html(harmless.explanation))
    assert tags(evidence_html(hostile.facts, NOW)) == tags(evidence_html(harmless.facts, NOW))
    assert tags(undo_html([attack.replace(":", "")])) == tags(undo_html(["x"]))


def test_a_model_is_quoted_as_unverified() -> None:
    shown = words_html(thought().explanation)

    assert shown.index("85 are missing") < shown.index("unverified") < shown.index("Buy now.")


def test_a_model_that_talks_much_is_cut_short() -> None:
    shown = words_html(thought(said_by_model="word " * 500).explanation)

    assert shown.count("word") == 120


@pytest.mark.parametrize(("confidence", "risk"), [("0.8", "low"), ("0.4", "medium")])
def test_unsure_numbers_raise_the_risk_by_a_step(confidence: str, risk: str) -> None:
    assert risk_of(wish(confidence=confidence)) == risk
