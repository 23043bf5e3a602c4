"""A case with nothing more to do sleeps, looks again in time or when somebody wrote, and forgets nothing."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowHandle

from domain.case import Closed, Ending
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import World, transfer, until
from workflows.case import CaseWorkflow

SOON, LONG = timedelta(seconds=0.5), timedelta(hours=6)


def thoughts(stage: World, case: WorkflowHandle[CaseWorkflow, Closed]) -> int:
    return stage.kinds(case.id).count("case.thought")


async def at_rest(stage: World, case: WorkflowHandle[CaseWorkflow, Closed]) -> None:
    while (await stage.doing(case)).state != "resting":  # noqa: ASYNC110 - it happens elsewhere
        await asyncio.sleep(0.05)


def write_on(stage: World, order: int, *, kind: str = "email") -> None:
    """A message on an order, as the mail gateway or a user leaves it."""
    values = {"model": "purchase.order", "res_id": order, "message_type": kind, "body": "<p>It comes.</p>"}
    stage.env.create("mail.message", {**values, "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"})


async def test_a_case_looks_again_after_its_rest_and_goes_on_with_what_it_did(play: Play) -> None:
    stage = await play(feed=False)

    case = await stage.open(script([wish(transfer(stage))], [], [], rests=[SOON, SOON]))
    closed = await case.result()

    assert closed.ending is Ending.DONE
    assert len(closed.effects) == 1
    assert thoughts(stage, case) == 4


async def test_what_a_thought_carried_on_is_given_to_the_next_one(play: Play) -> None:
    stage = await play(feed=False)

    case = await stage.open(script([], [], rests=[SOON, SOON, SOON]))
    await case.result()

    assert thoughts(stage, case) == 4


async def test_a_fresh_history_goes_on_where_the_last_one_ended(play: Play) -> None:
    stage = await play(feed=False)

    case = await stage.open(script([wish(transfer(stage))], [], [], [], rests=[SOON] * 4), fresh_after=2)
    first = (await case.describe()).run_id
    closed = await case.result()

    assert stage.temporal is not None
    last = (await stage.temporal.get_workflow_handle(case.id).describe()).run_id
    assert first != last
    assert len(closed.effects) == 1
    assert stage.kinds(case.id).count("case.opened") == 1
    assert thoughts(stage, case) == 6


async def test_a_message_on_an_awaited_record_ends_the_rest_at_once(play: Play) -> None:
    stage = await play()
    order = stage.env.search("purchase.order", [], limit=1)[0]

    case = await stage.open(script([], rests=[LONG], awaits=[f"purchase.order,{order}"]))
    await at_rest(stage, case)
    write_on(stage, order)
    closed = await case.result()

    assert closed.ending is Ending.NOTHING_BETTER
    assert thoughts(stage, case) == 2


async def test_what_our_own_people_write_and_what_others_get_wakes_nobody(play: Play) -> None:
    stage = await play()
    order, other = stage.env.search("purchase.order", [], limit=2)

    case = await stage.open(script([], rests=[LONG], awaits=[f"purchase.order,{order}"]))
    await at_rest(stage, case)
    write_on(stage, order, kind="comment")
    write_on(stage, other)
    await asyncio.sleep(1.5)

    assert (await stage.doing(case)).state == "resting"
    assert thoughts(stage, case) == 1


async def test_nothing_is_awaited_any_more_when_the_case_has_ended(play: Play) -> None:
    stage = await play()
    order = stage.env.search("purchase.order", [], limit=1)[0]

    case = await stage.open(script([], rests=[SOON], awaits=[f"purchase.order,{order}"]))
    await until(lambda: bool(stage.ledger.awaited()), "the case to wait for news")
    await case.result()

    assert stage.ledger.awaited() == {}


async def test_an_operator_can_stop_a_case_that_rests(play: Play) -> None:
    stage = await play(feed=False)

    case = await stage.open(script([wish(transfer(stage))], rests=[LONG]))
    await at_rest(stage, case)
    await case.cancel()
    closed = await case.result()

    assert closed.ending is Ending.FAILED
    assert "stopped by an operator" in closed.words
    assert len(closed.effects) == 1
