"""Answers that must not count: of the wrong person, of one who lost the role, under other words, or by knocking."""

import asyncio

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.case import Ending
from domain.fact import fingerprint
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import purchase, short_book, until
from workflows.orders import Answered, Knock


@pytest.mark.parametrize("login", ["mallory", "plain", "fin", "weighbridge"])
async def test_nobody_but_the_person_asked_can_answer_in_odoo(play: Play, login: str) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    refused = await stage.trying(request, "approve", login=login)

    assert "NotAllowed" in refused
    assert (await stage.doing(case)).state == "waiting"


async def test_an_answer_that_somebody_else_wrote_does_not_count(play: Play) -> None:
    stage = await play(short_book(answer="2.5 seconds", remind="1 second"))

    case = await stage.open(script([wish(purchase(stage, 150, product="SEA-35X52"), option="buy")]))
    request = await stage.asked(case.id)
    behind_the_guards = {"x_decision": "approve", "write_uid": stage.demo.users["mallory"]}
    stage.odoo.store.update(stage.odoo.store.model("x_wb_decision"), [request.odoo_id], behind_the_guards)
    closed = await case.result()

    assert closed.ending is Ending.EXPIRED
    assert "request.doubted" in stage.kinds(case.id)
    assert closed.effects == ()


async def test_a_person_who_lost_the_role_meanwhile_cannot_decide(play: Play) -> None:
    stage = await play(short_book(answer="4 seconds", remind="3 seconds"))
    group = stage.env.ref("account.group_account_manager")

    case = await stage.open(script([wish(purchase(stage, 150, product="SEA-35X52"), option="buy")]))
    request = await stage.asked(case.id)
    stage.env.write("res.users", [request.approver.uid], {"groups_id": [[3, group]]})
    await stage.decide(request, "approve")
    await until(lambda: "request.doubted" in stage.kinds(case.id), "the doubt")
    closed = await case.result()

    assert closed.ending is Ending.EXPIRED


async def test_an_answer_that_the_case_failed_to_read_once_is_read_again_without_waiting_for_the_reminder(
    play: Play,
) -> None:
    stage = await play(short_book(answer="10 minutes", remind="5 minutes"))

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    wrong_login = ("odoo.exceptions.AccessDenied", "res.users", "search_read")
    stage.odoo.faults.refuse(*wrong_login, message="Wrong login.", login="weighbridge")
    await stage.decide(request, "approve")
    closed = await asyncio.wait_for(case.result(), 60)

    assert stage.odoo.faults.fired() == 1
    assert closed.ending is Ending.DONE
    assert stage.kinds(case.id).count("request.answered") == 1


async def test_a_knock_opens_nothing(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    knock = Knock(request_id=request.request_id, digest=request.digest)
    answered = await case.execute_update("answered", knock, result_type=Answered)

    assert answered.decision is None
    assert "waiting for Petra" in answered.words
    assert (await stage.doing(case)).state == "waiting"


@pytest.mark.parametrize("wrong", [{"request_id": "another"}, {"digest": fingerprint("action", b"another")}])
async def test_a_knock_for_something_else_is_turned_away_with_the_reason(play: Play, wrong: dict[str, str]) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    knock = Knock.model_validate({"request_id": request.request_id, "digest": request.digest, **wrong})
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.execute_update("answered", knock)

    assert isinstance(refused.value.cause, ApplicationError)
    assert request.request_id in refused.value.cause.message


async def test_the_same_answer_twice_is_one_decision(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    await stage.decide(request, "approve")
    refused = await stage.trying(request, "reject", x_comment="on second thoughts")
    closed = await case.result()

    assert "NotAllowed" in refused
    assert closed.ending is Ending.DONE
    assert stage.kinds(case.id).count("request.answered") == 1
    assert stage.kinds(case.id).count("effect.verified") == 1
