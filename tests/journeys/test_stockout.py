"""The stockout scenario from detection to ending, with its own mind and no language model."""

import asyncio

import pytest

from agents.catalog import SCENARIOS
from agents.scenario import DetectOrder
from domain.case import Closed, Ending, Finding
from tests.journeys.conftest import Play
from tests.journeys.world import World

STOCKOUT = SCENARIOS["stockout"]

pytestmark = pytest.mark.parametrize("cached_cases", [100], indirect=True)


async def planted(stage: World, name: str) -> Finding:
    """What detection says of one of the demo company's troubles."""
    trouble = next(t for t in stage.demo.troubles if t.name == name)
    detected = await asyncio.to_thread(STOCKOUT.detect, stage.means(), DetectOrder(company_id=1, limit=50))
    subject = f"/{trouble.product_id}@{trouble.warehouse_id}"
    return next(finding for finding in detected.findings if finding.case.endswith(subject))


async def answering(stage: World, case: str, ended: "asyncio.Task[Closed]", answer: str) -> list[str]:
    """Every question of the case is answered by the person asked, until the case ends; the roles that were asked."""
    roles: list[str] = []
    while not ended.done():
        rows = stage.ledger.requests(case=case)
        if len(rows) > len(roles):
            request = await stage.asked(case, number=len(roles) + 1)
            roles.append(request.role.value)
            await stage.decide(request, answer, x_comment="for the journey")
        await asyncio.sleep(0.1)
    return roles


async def test_a_neighbour_with_plenty_helps_out_without_anybody_being_asked(play: Play) -> None:
    stage = await play(scenarios=(STOCKOUT,))

    case = await stage.pursue(await planted(stage, "cheap_transfer"))
    closed = await asyncio.wait_for(case.result(), 60)

    assert closed.ending is Ending.DONE
    assert {effect.kind for effect in closed.effects} == {"move_stock"}
    assert stage.state_of("stock.picking", closed.effects[-1].record_id) == "assigned"
    assert stage.ledger.requests(case=case.id) == ()


async def test_a_purchase_is_drafted_and_committed_with_a_person_s_word_each_time(play: Play) -> None:
    stage = await play(scenarios=(STOCKOUT,))

    case = await stage.pursue(await planted(stage, "above_buyer"))
    ended = asyncio.create_task(case.result())
    roles = await answering(stage, case.id, ended, "approve")
    closed = await ended

    orders = {e.record_id for e in closed.effects if e.model == "purchase.order"}
    assert closed.ending is Ending.DONE
    assert "purchasing_manager" in roles
    assert [stage.state_of("purchase.order", order) for order in orders] == ["purchase"]
    assert stage.ledger.verify().sound


async def test_when_people_say_no_to_everything_nothing_is_left_behind(play: Play) -> None:
    stage = await play(scenarios=(STOCKOUT,))
    before = stage.count("purchase.order")

    case = await stage.pursue(await planted(stage, "new_vendor"))
    ended = asyncio.create_task(case.result())
    roles = await answering(stage, case.id, ended, "reject")
    closed = await ended

    assert roles
    assert closed.ending in {Ending.REJECTED, Ending.NOTHING_BETTER}
    assert stage.count("purchase.order") == before
