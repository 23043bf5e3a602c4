"""The gate turns away what cannot matter, with the reason, and believes nothing but what it found itself."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from domain.approval import ApprovalRequest, Decision
from domain.fact import fingerprint
from tests.tools.ledger_words import NOW, PETRA, asked
from workflows.gate import Gate
from workflows.orders import Answered, Knock

REQUEST = asked()
KNOCK = Knock(request_id=REQUEST.request_id, digest=REQUEST.digest)
YES = Decision(request_id=REQUEST.request_id, answer="approve", by=PETRA, comment="", amendment=None, decided_at=NOW)


async def nothing_yet(request: ApprovalRequest) -> Answered:
    return Answered(decision=None, words=f"waiting for {request.approver.name}")


async def yes(request: ApprovalRequest) -> Answered:
    return Answered(decision=YES, words="approve by Petra")


def open_gate() -> Gate:
    gate = Gate(nothing_yet)
    gate.request = REQUEST
    return gate


def test_a_knock_for_the_open_question_is_let_in() -> None:
    open_gate().admit(KNOCK, NOW)


@pytest.mark.parametrize(
    ("knock", "later", "reason"),
    [
        (KNOCK.model_copy(update={"request_id": "another"}), timedelta(0), "the open request is"),
        (KNOCK.model_copy(update={"digest": fingerprint("action", b"x")}), timedelta(0), "the open request is"),
        (KNOCK, timedelta(hours=8, minutes=2), "too late"),
        (KNOCK, timedelta(hours=9), "too late"),
    ],
)
def test_other_knocks_are_turned_away_with_the_reason(knock: Knock, later: timedelta, reason: str) -> None:
    with pytest.raises(ApplicationError, match=reason):
        open_gate().admit(knock, NOW + later)


def test_while_odoo_s_clock_may_still_be_before_the_deadline_it_is_not_too_late_to_look() -> None:
    open_gate().admit(KNOCK, REQUEST.expires_at + timedelta(minutes=2) - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("answer_within", "margin"),
    [
        (timedelta(hours=8), timedelta(minutes=2)),
        (timedelta(minutes=20), timedelta(minutes=2)),
        (timedelta(minutes=5), timedelta(seconds=30)),
        (timedelta(seconds=3), timedelta(seconds=0.3)),
    ],
)
def test_the_case_waits_two_minutes_longer_than_odoo_or_a_tenth_of_a_short_time(
    answer_within: timedelta, margin: timedelta
) -> None:
    request = REQUEST.model_copy(update={"expires_at": NOW + answer_within})

    assert request.waits_until - request.expires_at == margin


def test_where_nothing_is_asked_nobody_is_let_in() -> None:
    with pytest.raises(ApplicationError, match="nothing is asked"):
        Gate(nothing_yet).admit(KNOCK, NOW)


async def test_where_nothing_is_asked_there_is_nothing_to_look_at() -> None:
    with pytest.raises(ApplicationError, match="nothing is asked"):
        await Gate(nothing_yet).knocked()


async def test_a_decided_question_takes_no_second_answer() -> None:
    gate = Gate(yes)
    gate.request = REQUEST

    found = await gate.knocked()

    assert found.decision == YES
    with pytest.raises(ApplicationError, match="already decided"):
        gate.admit(KNOCK, NOW)


async def test_an_answer_to_a_question_that_closed_meanwhile_decides_nothing() -> None:
    gate = Gate(yes)

    async def closing(request: ApprovalRequest) -> Answered:
        gate.request = None
        return await yes(request)

    gate = Gate(closing)
    gate.request = REQUEST
    await gate.knocked()
    gate.request = REQUEST

    gate.admit(KNOCK, NOW)
