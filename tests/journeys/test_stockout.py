"""The stockout mind from a finding to Odoo's records, through a real Temporal server and with real people's answers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from temporalio.client import WorkflowHandle

from agents import kit
from agents.catalog import SCENARIOS
from domain.case import Closed, Ending, Thought
from domain.ledger import Effect, EffectState
from domain.proposals import ConfirmPurchase, RaisePurchase
from sandbox.seed import Demo
from tests import nordlager
from tests.agents.models import messages_of, product_named_in, purpose
from tests.fakes.chat import Answer, ChatServer, Request, asks, chat_server, says
from tests.journeys.conftest import Play
from tests.journeys.test_sweep import sweep
from tests.journeys.world import World, short_book
from tests.nordlager import ONE_WORKER, Swept, open_case
from workflows.case import CaseWorkflow

pytestmark = ONE_WORKER

STOCKOUT = tuple(SCENARIOS.values())
ONCE = pytest.mark.parametrize("cached_cases", [100], ids=["cached"], indirect=True)
"""For journeys whose course another one has played with replays already."""

BEARINGS, TAPE, CABLE, BLOCKED = ("BRG-6204", "MUC"), ("TAP-PP", "LEJ"), ("CAB-5G25", "CGN"), ("TOL-TRQ", "MUC")


@pytest.fixture(scope="session")
def swept() -> Swept:
    return nordlager.swept()


@pytest.fixture(scope="session")
def template(swept: Swept) -> tuple[Path, Demo]:
    """The company that the sweep has seen."""
    return swept.template


def bought(closed: Closed) -> list[Effect]:
    """What became of the purchase, in order."""
    return [effect for effect in closed.effects if effect.model == "purchase.order"]


def thought(stage: World, closed: Closed) -> Thought:
    assert closed.last_thought is not None
    return stage.ledger.fetch(closed.last_thought, Thought)


async def steps(case: WorkflowHandle[CaseWorkflow, Closed]) -> list[str]:
    """The nodes that were run, in order."""
    history = await case.fetch_history()
    names = [e.activity_task_scheduled_event_attributes.activity_type.name for e in history.events]
    return [name.removeprefix("stockout.") for name in names if name.startswith("stockout.")]


async def test_a_cheap_transfer_clears_by_itself(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)

    closed = await (case := await open_case(stage, swept.found[BEARINGS])).result()

    assert (closed.ending, [e.kind for e in closed.effects]) == (Ending.DONE, ["move_stock", "move_stock"])
    assert stage.state_of("stock.picking", closed.effects[0].record_id) == "assigned"
    assert {e.record_id for e in closed.effects} == {closed.effects[0].record_id}
    assert stage.ledger.requests(case=case.id) == ()
    assert stage.ledger.verify().sound
    assert (await steps(case))[:6] == ["look", "forecast", "list_options", "investigate", "choose", "explain"]


async def test_a_purchase_is_drafted_and_then_confirmed_each_with_the_managers_word(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)
    before = stage.count("purchase.order")

    case = await open_case(stage, swept.found[TAPE])
    first = await stage.asked(case.id)
    assert (first.approver.login, first.proposal.kind) == ("petra", "raise_purchase")
    assert stage.count("purchase.order") == before
    await stage.decide(first, "approve")
    second = await stage.asked(case.id, number=2)
    assert (second.approver.login, second.proposal.kind) == ("petra", "confirm_purchase")
    await stage.decide(second, "approve")
    closed = await case.result()

    raised, confirmed = bought(closed)
    order = raised.record_id
    receipts = stage.env.search_read("stock.picking", [["origin", "=", raised.record]], ["state"])
    assert (closed.ending, raised.kind, confirmed.kind) == (Ending.DONE, "raise_purchase", "confirm_purchase")
    assert confirmed.record_id == order
    assert stage.state_of("purchase.order", order) == "purchase"
    assert [receipt["state"] for receipt in receipts] == ["assigned"]
    assert stage.count("purchase.order") == before + 1
    assert stage.ledger.open_requests() == ()


@ONCE
async def test_a_no_brings_another_option_once_and_a_second_no_leaves_nothing_behind(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)
    orders = stage.count("purchase.order")

    case = await open_case(stage, swept.found[CABLE])
    first = await stage.asked(case.id)
    await stage.decide(first, "reject", x_comment="we do not split this order")
    second = await stage.asked(case.id, number=2)
    await stage.decide(second, "reject", x_comment="not from them at all")
    closed = await case.result()

    assert closed.ending is Ending.REJECTED
    assert second.digest != first.digest
    assert stage.count("purchase.order") == orders
    moved = [e.record_id for e in closed.effects if e.kind == "move_stock"]
    assert moved
    assert {stage.state_of("stock.picking", record) for record in moved} == {"cancel"}
    assert "a person said no twice; nothing more is proposed" in thought(stage, closed).notes
    assert len(stage.ledger.requests(case=case.id)) == 2


@ONCE
async def test_what_is_amended_upwards_is_judged_again_and_confirmed_as_amended(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)

    case = await open_case(stage, swept.found[TAPE])
    first = await stage.asked(case.id)
    assert isinstance(first.proposal, RaisePurchase)
    assert first.bounds is not None
    more = first.proposal.quantity + 10 * (await _multiple(stage))
    assert more <= first.bounds.quantity_max
    await stage.decide(first, "amend", x_amend_qty=float(more), x_comment="the season is long")
    second = await stage.asked(case.id, number=2)
    await stage.decide(second, "approve")
    closed = await case.result()

    lines = stage.env.search_read(
        "purchase.order.line", [["order_id", "=", bought(closed)[0].record_id]], ["product_qty"]
    )
    assert closed.ending is Ending.DONE
    assert [Decimal(str(line["product_qty"])) for line in lines] == [more]
    assert isinstance(second.proposal, ConfirmPurchase)
    assert second.proposal.quantity == more
    assert stage.kinds(case.id).count("verdict.needs_approval") == 3
    assert stage.state_of("purchase.order", bought(closed)[0].record_id) == "purchase"


async def _multiple(stage: World) -> int:
    rules = stage.env.search_read(
        "stock.warehouse.orderpoint", [["product_id", "=", stage.demo.products["TAP-PP"]]], ["qty_multiple"]
    )
    return int(max([rule["qty_multiple"] for rule in rules], default=1)) or 1


@ONCE
async def test_silence_takes_the_drafts_back(play: Play, swept: Swept) -> None:
    stage = await play(short_book(answer="2 seconds", remind="1 second"), scenarios=STOCKOUT)

    closed = await (await open_case(stage, swept.found[CABLE])).result()

    moved = {e.record_id for e in closed.effects if e.kind == "move_stock"}
    assert closed.ending is Ending.EXPIRED
    assert {stage.state_of("stock.picking", record) for record in moved} <= {"cancel"}
    assert "nobody answered; nothing more is proposed" in thought(stage, closed).notes


@ONCE
async def test_a_blocked_supplier_is_left_for_what_our_own_sites_can_give(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)
    orders = stage.count("purchase.order")

    closed = await (case := await open_case(stage, swept.found[BLOCKED])).result()

    assert stage.count("purchase.order") == orders
    assert "verdict.refused" in stage.kinds(case.id)
    assert closed.ending is Ending.DONE
    assert {e.kind for e in closed.effects} <= {"move_stock", "withdraw_draft", "notify_person"}


@ONCE
async def test_a_product_that_is_archived_meanwhile_ends_the_case_in_words(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)

    case = await open_case(stage, swept.found[TAPE])
    request = await stage.asked(case.id)
    stage.env.write("product.product", [stage.demo.products["TAP-PP"]], {"active": False})
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.FAILED
    assert "archived" in closed.words
    assert stage.ledger.open_requests() == ()


@ONCE
async def test_a_draft_that_somebody_cancelled_is_let_go(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)

    case = await open_case(stage, swept.found[TAPE])
    await stage.decide(await stage.asked(case.id), "approve")
    second = await stage.asked(case.id, number=2)
    assert isinstance(second.proposal, ConfirmPurchase)
    order = second.proposal.order_id
    stage.env.call("purchase.order", "button_cancel", [order])
    await stage.decide(second, "approve")
    closed = await case.result()

    assert stage.state_of("purchase.order", order) == "cancel"
    (gone,) = bought(closed)
    assert gone.state is EffectState.TOMBSTONE
    assert {e.model for e in closed.effects if e.state is EffectState.VERIFIED} == {"stock.picking"}


def clerk(request: Request) -> Answer:
    """A model that asks the same twice before it says what it found."""
    if purpose(request) != "investigate":
        return says("The shelf is nearly empty.")
    said = messages_of(request)
    read = [message for message in said if message["role"] == "tool"]
    return asks("open_orders", product_id=product_named_in(said)) if len(read) < 2 else says("Customers wait for it.")


@pytest.fixture
def model() -> Iterator[ChatServer]:
    with chat_server(clerk) as server:
        yield server


async def test_a_model_that_asks_the_same_twice_is_heard_twice(play: Play, swept: Swept, model: ChatServer) -> None:
    stage = await play(scenarios=STOCKOUT)
    kit.equip(replace(stage.means(), model=nordlager.chat(model)))

    closed = await (case := await open_case(stage, swept.found[BEARINGS])).result()

    first_turn = (await steps(case))[:10]
    assert first_turn == [
        "look", "forecast", "list_options", "investigate", "consult", "investigate", "consult", "investigate",
        "choose", "explain",
    ]  # fmt: skip
    assert closed.ending is Ending.DONE
    shown = [
        json.loads(stage.ledger.fetch(entry.payload, Thought).model_dump_json())["explanation"]
        for entry in stage.ledger.entries(case=case.id)
        if entry.kind == "case.thought"
    ]
    assert "Customers wait for it." in [sentence["text"] for sentence in shown[0]]


@ONCE
async def test_a_sweep_finds_the_trouble_and_its_case_settles_it(play: Play, swept: Swept) -> None:
    stage = await play(scenarios=STOCKOUT)
    stage.later = swept.ago
    others = [product for code, product in stage.demo.products.items() if code not in {"BRG-6204", "TIE-300"}]
    stage.env.write("product.product", others, {"active": False})

    report = await sweep(stage, scenario="stockout")
    assert stage.temporal is not None
    closed = [await stage.temporal.get_workflow_handle_for(CaseWorkflow.run, case).result() for case in report.opened]

    assert f"{stage.demo.products['BRG-6204']}@{stage.demo.sites['MUC']}" in report.opened[0]
    assert closed[0].ending is Ending.DONE
    assert report.rpc_calls < 40
