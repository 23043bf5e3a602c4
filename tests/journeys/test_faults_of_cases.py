"""Faults in the middle of whole cases: they end done, or failed in words that a person can act on."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ActivityError, ApplicationError, TimeoutType
from temporalio.exceptions import TimeoutError as Late

from domain.case import Ending
from domain.fact import fingerprint
from domain.ledger import Effect, EffectState
from sandbox.faults import Kind
from tests.journeys import mishaps
from tests.journeys.conftest import Play
from tests.journeys.mishaps import MISHAPS
from tests.journeys.rehearsal import script, wish
from tests.journeys.spoiling import reopened
from tests.journeys.world import purchase, transfer, until
from workflows.endings import STOPPED, said, standing


@pytest.fixture
def cached_cases() -> int:
    """These journeys are played once."""
    return 100


async def test_faults_that_pass_delay_a_case_and_leave_one_document(play: Play) -> None:
    stage = await play()
    before = stage.count("stock.picking")
    for name in ("serialization", "html_after"):
        mishaps.order(stage, MISHAPS[name], "stock.picking", "load")

    closed = await (await stage.open(script([wish(transfer(stage, 5))]))).result()

    assert closed.ending is Ending.DONE
    assert stage.odoo.faults.fired() == 2
    assert stage.count("stock.picking") == before + 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("no_right", "odoo: NotAllowed: stock.picking.load: said by order. Give the user the missing right"),
        ("refused", "odoo: Refused: stock.picking.load: said by order. Settle in Odoo what it names"),
        ("missing", "odoo: Gone: stock.picking.load: said by order. The record was deleted"),
    ],
)
async def test_a_fault_that_stays_is_met_once_and_told_with_what_can_be_done(play: Play, name: str, says: str) -> None:
    stage = await play()
    before = stage.count("stock.picking")
    mishaps.order(stage, MISHAPS[name], "stock.picking", "load", count=None)

    closed = await (await stage.open(script([wish(transfer(stage, 5))]))).result()

    assert closed.ending is Ending.FAILED
    assert closed.words.startswith(says)
    assert stage.odoo.faults.fired(Kind.REFUSE) == 1
    assert stage.count("stock.picking") == before


async def test_a_page_in_place_of_an_answer_ends_a_judgement_and_the_next_turn_goes_on(play: Play) -> None:
    stage = await play()
    mishaps.order(stage, MISHAPS["html"], "product.product", "read")

    case = await stage.open(script([wish(transfer(stage, 5))], [wish(transfer(stage, 6))]))
    closed = await case.result()

    dropped = [entry for entry in stage.ledger.entries(case=case.id) if entry.kind == "wish.dropped"]
    assert closed.ending is Ending.DONE
    assert len(dropped) == 1
    assert len(closed.effects) == 1


async def test_what_stays_unknown_when_a_case_is_stopped_is_cleared_up_when_it_opens_again(play: Play) -> None:
    stage = await play(feed=False)
    before = stage.count("stock.picking")
    stage.odoo.faults.commit_then_drop("stock.picking", "load")
    mishaps.order(stage, MISHAPS["server_error"], "common", "version", nth=3, count=None)

    case = await stage.open(script([wish(transfer(stage, 5))]))
    await until(lambda: "effect.unknown" in stage.kinds(case.id), "the lost answer")
    await case.cancel()
    closed = await case.result()
    (unknown,) = stage.ledger.effects()
    stage.odoo.faults.clear()
    stage.later += timedelta(minutes=5)
    again = await (await stage.pursue(reopened(stage, case.id))).result()

    assert (closed.ending, closed.words, unknown.state) == (Ending.FAILED, STOPPED, EffectState.UNKNOWN)
    assert [(effect.slot, effect.state) for effect in again.effects] == [(unknown.slot, EffectState.VERIFIED)]
    assert again.ending is Ending.DONE
    assert stage.count("stock.picking") == before + 1


async def test_what_was_never_written_is_cleared_up_too(play: Play) -> None:
    stage = await play(feed=False)
    before = stage.count("stock.picking")
    stage.odoo.faults.drop_before("stock.picking", "load")
    mishaps.order(stage, MISHAPS["server_error"], "common", "version", nth=3, count=None)

    case = await stage.open(script([wish(transfer(stage, 5))]))
    await until(lambda: "effect.unknown" in stage.kinds(case.id), "the lost answer")
    await case.cancel()
    await case.result()
    stage.odoo.faults.clear()
    stage.later += timedelta(minutes=5)
    again = await (await stage.pursue(reopened(stage, case.id))).result()

    assert [effect.state for effect in stage.ledger.effects()] == [EffectState.REFUSED]
    assert again.effects == ()
    assert stage.count("stock.picking") == before


def test_a_step_that_was_tried_until_its_time_was_over_says_what_the_last_try_said() -> None:
    last = ApplicationError("the server cannot be reached", type="Unavailable")
    late = Late("no time for another try", type=TimeoutType.SCHEDULE_TO_CLOSE, last_heartbeat_details=[])
    late.__cause__ = last
    failed = ActivityError(
        "activity failed",
        scheduled_event_id=1,
        started_event_id=2,
        identity="worker",
        activity_type="carry_out",
        activity_id="1",
        retry_state=None,
    )
    failed.__cause__ = late

    assert said(failed).endswith("the last said Unavailable: the server cannot be reached")


async def test_a_database_that_is_lost_while_a_question_is_put_asks_once_more_and_one_answer_counts(play: Play) -> None:
    stage = await play()
    before = stage.count("purchase.order")
    mishaps.order(stage, MISHAPS["database_lost"], "x_wb_decision", "create")

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    await stage.decide(await stage.asked(case.id), "approve")
    closed = await asyncio.wait_for(case.result(), 30)

    assert closed.ending is Ending.DONE
    assert stage.count("purchase.order") == before + 1


def test_an_order_that_was_taken_back_leaves_a_transfer_of_the_same_number_standing() -> None:
    order, transfer_ = effect("raise_purchase", "purchase.order"), effect("move_stock", "stock.picking")
    taken_back = effect("withdraw_draft", "purchase.order")

    left = standing((order, transfer_, taken_back))

    assert left == (transfer_,)


def effect(kind: str, model: str) -> Effect:
    return Effect(
        slot=f"case#e/{kind}",
        key=kind,
        digest=fingerprint("action", kind.encode()),
        kind=kind,
        option="any",
        state=EffectState.VERIFIED,
        model=model,
        record_id=5,
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
