"""Nobody answers, nobody may answer, or the question disappears: none of it is ever an approval."""

import re
from datetime import UTC, datetime, timedelta

from domain.case import Ending
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import purchase, short_book, until

HASTY = short_book(answer="3 seconds", remind="1 second")


def finance_has(answer: str, *, remind: str) -> str:
    """The hasty book with another time for finance."""
    terms = f'\\1\nanswer_within = "{answer}"\nremind_after = "{remind}"'
    return re.sub(r'(groups = \["account.*\])\nanswer_within = .*\nremind_after = .*', terms, HASTY)


async def test_silence_ends_in_nothing_done(play: Play) -> None:
    stage = await play(HASTY)
    before = stage.count("purchase.order")

    case = await stage.open(script([wish(purchase(stage, 150, product="SEA-35X52"), option="buy")]))
    request = await stage.asked(case.id)
    closed = await case.result()

    assert request.approver.login == "fin"
    assert closed.ending is Ending.EXPIRED
    assert stage.count("purchase.order") == before
    assert "request.reminded" in stage.kinds(case.id)
    assert [row.words for row in stage.ledger.requests(case=case.id)] == ["nobody answered in time"]


async def test_after_the_manager_s_silence_the_next_role_is_asked(play: Play) -> None:
    stage = await play(HASTY)

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    first = await stage.asked(case.id)
    second = await stage.asked(case.id, number=2)
    await stage.decide(second, "approve")
    closed = await case.result()

    assert (first.approver.login, second.approver.login) == ("petra", "fin")
    assert closed.ending is Ending.DONE


async def test_each_person_has_the_time_and_the_reminder_of_the_role_that_is_asked(play: Play) -> None:
    stage = await play(finance_has("20 seconds", remind="4 seconds"))

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    first = await stage.asked(case.id)
    second = await stage.asked(case.id, number=2)
    await until(lambda: stage.kinds(case.id).count("request.reminded") == 2, "the reminder of finance")
    await stage.decide(second, "approve")
    closed = await case.result()

    assert timedelta(seconds=2) < first.expires_at - first.opened_at <= timedelta(seconds=3)
    assert timedelta(seconds=19) < second.expires_at - second.opened_at <= timedelta(seconds=20)
    reminded = [entry.at for entry in stage.ledger.entries(case=case.id) if entry.kind == "request.reminded"]
    assert reminded[0] - first.opened_at < timedelta(seconds=4) <= reminded[1] - second.opened_at
    assert closed.ending is Ending.DONE


async def test_an_answer_that_odoo_took_in_time_by_a_clock_that_is_a_little_late_counts(play: Play) -> None:
    stage = await play(short_book(answer="16 seconds", remind="1 second"), feed=False)
    stage.odoo.store.clock = lambda: datetime.now(UTC) - timedelta(seconds=1.4)

    case = await stage.open(script([wish(purchase(stage, 150, product="SEA-35X52"), option="buy")]))
    request = await stage.asked(case.id)
    await until(lambda: stage.now() > request.expires_at, "the deadline by the right time")
    refused = await stage.trying(request, "approve")
    closed = await case.result()

    assert refused == ""
    assert stage.kinds(case.id).count("request.answered") == 1
    assert closed.ending is Ending.DONE


async def test_the_first_person_cannot_answer_any_more_once_the_next_is_asked(play: Play) -> None:
    stage = await play(HASTY)

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    first = await stage.asked(case.id)
    await stage.asked(case.id, number=2)
    await until(lambda: stage.now() > first.expires_at + timedelta(seconds=1), "the next second, as Odoo counts")
    refused = await stage.trying(first, "approve")
    closed = await case.result()

    assert "Too late" in refused
    assert closed.ending is Ending.EXPIRED


async def test_a_task_that_was_taken_away_leaves_the_question_open(play: Play) -> None:
    stage = await play(short_book(answer="30 seconds", remind="1 second"))

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    stage.env.unlink("mail.activity", stage.tasks(request))
    assert stage.tasks(request) == []
    await until(lambda: stage.tasks(request) != [], "the reminder's task")
    assert (await stage.doing(case)).state == "waiting"
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.DONE


async def test_a_task_that_is_marked_done_decides_nothing(play: Play) -> None:
    stage = await play(HASTY)

    case = await stage.open(script([wish(purchase(stage, 150, product="SEA-35X52"), option="buy")]))
    request = await stage.asked(case.id)
    stage.odoo.env("fin").call("mail.activity", "action_feedback", stage.tasks(request), feedback="APPROVE, go ahead")
    closed = await case.result()

    assert closed.ending is Ending.EXPIRED


async def test_a_record_that_was_deleted_is_no_approval(play: Play) -> None:
    stage = await play(HASTY)

    case = await stage.open(script([wish(purchase(stage, 150, product="SEA-35X52"), option="buy")]))
    request = await stage.asked(case.id)
    stage.env.unlink("x_wb_decision", [request.odoo_id])
    closed = await case.result()

    assert closed.ending is Ending.EXPIRED
    assert "request.doubted" in stage.kinds(case.id)


async def test_where_nobody_holds_the_role_nothing_is_done(play: Play) -> None:
    stage = await play()
    stage.env.write("res.users", [stage.demo.users["fin"]], {"active": False})

    case = await stage.open(script([wish(purchase(stage, 150, product="SEA-35X52"), option="buy")]))
    closed = await case.result()

    assert closed.ending is Ending.EXPIRED
    assert "request.nobody" in stage.kinds(case.id)
    assert stage.ledger.requests(case=case.id) == ()
