"""The feed reads all open questions at once, and a case finds an answer even where the feed missed it."""

import asyncio

from domain.case import Ending
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import purchase, short_book, until
from tests.tools.ledger_words import asked, by
from workflows import naming

LOST = "case/rehearsal/sandbox/1/never-started"


async def test_an_answer_that_the_feed_missed_is_found_at_the_reminder(play: Play) -> None:
    stage = await play(short_book(answer="30 seconds", remind="2 seconds"), feed=False)

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    await stage.decide(await stage.asked(case.id), "approve")
    closed = await case.result()

    assert closed.ending is Ending.DONE
    assert "request.reminded" not in stage.kinds(case.id)


async def test_an_answer_in_the_last_moment_is_found_at_the_deadline(play: Play) -> None:
    stage = await play(short_book(answer="4 seconds", remind="1 second"), feed=False)

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    await until(lambda: "request.reminded" in stage.kinds(case.id), "the reminder")
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.DONE


async def test_a_question_whose_case_is_gone_is_closed(play: Play) -> None:
    stage = await play()

    stage.ledger.open_request(asked("lost?1", LOST), by(case=LOST))
    await until(lambda: stage.ledger.open_requests() == (), "the end of the question")

    row = stage.ledger.request("lost?1")
    assert row is not None
    assert row.words == "the case no longer runs"


async def test_however_many_are_asked_one_read_serves_them_all(play: Play) -> None:
    stage = await play()
    cases = [await stage.open(script([wish(purchase(stage, 300 + n), option="buy")])) for n in range(4)]
    for case in cases:
        await stage.asked(case.id)

    before = len(stage.odoo.calls)
    await asyncio.sleep(1)
    reads = stage.odoo.calls[before:]

    assert 0 < len(reads) <= 12
    assert {(call.model, call.method) for call in reads} == {("x_wb_decision", "read")}


async def test_a_feed_that_failed_for_good_begins_again(play: Play) -> None:
    stage = await play()
    assert stage.temporal is not None
    handle = stage.temporal.get_workflow_handle(naming.FEED_ID)

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    stage.odoo.faults.refuse("odoo.exceptions.AccessError", "x_wb_decision", "read", message="Not you.")
    await until(lambda: stage.odoo.faults.fired() > 0, "the fault")
    described = await handle.describe()
    await stage.decide(request, "reject", x_comment="no")
    await handle.terminate("begin again at once")
    await stage.start_feed()
    closed = await case.result()

    assert described.status is not None
    assert described.status.name == "RUNNING"
    assert closed.ending is Ending.REJECTED
