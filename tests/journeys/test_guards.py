"""While the guards in Odoo are not as they were provisioned no answer counts; once they are mended it does."""

import asyncio
from collections.abc import Callable

import pytest

from domain.case import Ending
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import World, access, purchase, until
from tools.ledger import Said
from tools.odoo import provision, requests
from tools.odoo.session import opened
from workflows import naming
from workflows.orders import Answered, Knock


def switch_off_a_guard(stage: World) -> None:
    guard = stage.env.search("base.automation", [["name", "=", "Weighbridge 3 decide"]])
    stage.env.write("base.automation", guard, {"active": False})


def let_everybody_write(stage: World) -> None:
    model = stage.env.search("ir.model", [["model", "=", "x_wb_decision"]])[0]
    stage.env.create("ir.model.access", {"name": "mine", "model_id": model, "perm_read": True, "perm_write": True})


def lift_the_rule(stage: World) -> None:
    rule = stage.env.search("ir.rule", [["name", "like", "an approver answers own"]])
    stage.env.write("ir.rule", rule, {"domain_force": "[(1, '=', 1)]"})


def turn_the_buttons(stage: World) -> None:
    reject = stage.env.search("ir.actions.server", [["name", "=", "Weighbridge: reject"]])
    stage.env.write("ir.actions.server", reject, {"code": "records.write({'x_decision': 'approve'})"})


def mend(stage: World) -> None:
    """What an operator does who was told."""
    env = stage.env
    env.unlink("ir.model.access", env.search("ir.model.access", [["name", "=", "mine"]]))
    with opened(access(stage.odoo, "admin")) as admin:
        provision.apply(admin, robot_login="weighbridge", approver_logins=("petra", "sam", "fin", "bea"))


def seen(stage: World) -> list[str]:
    """What was put on record about the guards."""
    return [entry.kind for entry in stage.ledger.entries(case="") if entry.kind.startswith("guards.")]


@pytest.mark.parametrize("spoil", [switch_off_a_guard, let_everybody_write, lift_the_rule, turn_the_buttons])
async def test_an_answer_counts_only_while_the_guards_stand(play: Play, spoil: Callable[[World], None]) -> None:
    stage = await play(vigilant=True)
    before = stage.count("purchase.order")
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)

    spoil(stage)
    await until(lambda: seen(stage)[:1] == ["guards.drifted"], "the drift")
    await stage.decide(request, "approve")
    state, orders = (await stage.doing(case)).state, stage.count("purchase.order")
    mend(stage)
    closed = await case.result()

    entry = next(e for e in stage.ledger.entries(case="") if e.kind == "guards.drifted")
    words = stage.ledger.fetch(entry.payload, Said).words
    assert (state, orders) == ("waiting", before)
    assert words.startswith("the guards in Odoo have drifted, run `weighbridge provision` (")
    assert closed.ending is Ending.DONE
    assert seen(stage)[-1] == "guards.sound"


async def test_an_answer_that_is_looked_at_meanwhile_is_refused_with_the_reason(play: Play) -> None:
    stage = await play(feed=False, vigilant=True)
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    knock = Knock(request_id=request.request_id, digest=request.digest)
    switch_off_a_guard(stage)
    await stage.decide(request, "approve")

    refused = await case.execute_update("answered", knock, result_type=Answered)
    mend(stage)
    believed = await case.execute_update("answered", knock, result_type=Answered)

    assert refused.decision is None
    assert refused.words.startswith("not counted: the guards in Odoo have drifted, run `weighbridge provision`")
    assert believed.decision is not None
    assert [kind for kind in stage.kinds(case.id) if kind.startswith("request.")][:3] == [
        "request.opened",
        "request.doubted",
        "request.answered",
    ]


async def test_news_that_was_refused_while_the_guards_were_down_is_news_again_once_they_are_mended(play: Play) -> None:
    stage = await play(feed=False, vigilant=True)
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    knock = Knock(request_id=request.request_id, digest=request.digest)
    switch_off_a_guard(stage)
    await stage.decide(request, "approve")
    with opened(access(stage.odoo, "weighbridge")) as odoo:
        answer = requests.read_answers(odoo, [request.odoo_id])[request.odoo_id]
    name = naming.knock_name(request.request_id, answer.written_at)
    refused = await case.execute_update("answered", knock, id=name, result_type=Answered)

    mend(stage)
    await stage.start_feed()
    closed = await asyncio.wait_for(case.result(), 12)

    assert refused.decision is None
    assert closed.ending is Ending.DONE


async def test_an_approval_of_a_page_that_was_changed_after_it_was_made_is_refused(play: Play) -> None:
    stage = await play(feed=False)
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    before = stage.count("purchase.order")
    stage.odoo.store.run("UPDATE x_wb_decision SET x_qty = 3 WHERE id = ?", [request.odoo_id])
    await stage.decide(request, "approve")

    told = await case.execute_update(
        "answered", Knock(request_id=request.request_id, digest=request.digest), result_type=Answered
    )

    assert (told.decision, told.words) == (None, "not counted: the page was changed after it was made")
    assert stage.count("purchase.order") == before
    assert "request.doubted" in stage.kinds(case.id)
