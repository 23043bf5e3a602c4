"""A worker that is killed at any point of a case leaves Odoo as if nothing had happened: one record, none twice."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.client import Client

import worker
from agents import kit
from domain.case import Closed, Ending
from domain.ledger import EffectState
from sandbox.seed import Demo
from tests.journeys import world as worlds
from tests.journeys.rehearsal import REHEARSAL, script, wish
from tests.journeys.supply_deeds import SUPPLY
from tests.journeys.trials import naively
from tests.journeys.victim import quick
from tests.journeys.world import World, purchase, short_book, transfer
from tools.odoo.provision.model import ERRAND
from workflows import naming, starting

STEPS = (
    "file_turn",
    "rehearsal.think",
    "file_thought",
    "judge",
    "carry_out",
    "post_request",
    "read_answer",
    "close_request",
    "close_case",
)
POINTS = ["carry_out/effect", "post_request/after"]
EVERY = [
    "carry_out/intent",
    "watch_requests/before",
    *(f"{step}/{moment}" for step in STEPS for moment in ("before", "after")),
]

pytestmark = pytest.mark.crash


@pytest.fixture
def stage(template: tuple[Path, Demo], tmp_path: Path, temporal: Client) -> Iterator[World]:
    with worlds.world(template, tmp_path, temporal, short_book()) as built:
        yield built


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_at_a_dangerous_point_changes_nothing(
    stage: World, temporal: Client, temporal_address: str, point: str
) -> None:
    await _lives_on(stage, temporal, temporal_address, point)


@pytest.mark.slow
@pytest.mark.parametrize("point", sorted({*EVERY} - {*POINTS}))
async def test_a_kill_at_any_step_changes_nothing(
    stage: World, temporal: Client, temporal_address: str, point: str
) -> None:
    await _lives_on(stage, temporal, temporal_address, point)


SUPPLY_POINTS = [("ask", "carry_out/effect"), ("split", "carry_out/effect")]
SUPPLY_EVERY = [
    *(("ask", point) for point in EVERY if point.startswith(("carry_out", "file", "judge"))),
    *((write, f"carry_out/{moment}") for write in ("replan", "split") for moment in ("intent", "effect", "after")),
]


@pytest.mark.parametrize(("write", "point"), SUPPLY_POINTS)
async def test_a_kill_amid_what_is_said_to_a_supplier_says_it_once(
    stage: World, temporal: Client, temporal_address: str, write: str, point: str
) -> None:
    await _says_it_once(stage, temporal, temporal_address, write, point)


@pytest.mark.slow
@pytest.mark.parametrize(("write", "point"), [one for one in SUPPLY_EVERY if one not in SUPPLY_POINTS])
async def test_a_kill_at_any_step_of_it_says_it_once(
    stage: World, temporal: Client, temporal_address: str, write: str, point: str
) -> None:
    await _says_it_once(stage, temporal, temporal_address, write, point)


async def _says_it_once(stage: World, temporal: Client, address: str, write: str, point: str) -> None:
    """A letter, another date and a request elsewhere; the one that the worker dies at comes first."""
    names = sorted(("ask", "replan", "split"), key=lambda name: name != write)
    deeds = {name: SUPPLY[name](stage, name) for name in names}
    errands = stage.count(ERRAND)
    async with _victim(stage, address, point) as victim:
        case = await stage.open(script([wish(deeds[name].proposal, option=name) for name in names]), task_timeout=2)
        approved = asyncio.create_task(_approve(stage, case.id))
        killed = await asyncio.wait_for(victim.wait(), 60)
        async with _survivor(stage, temporal):
            await approved
            closed: Closed = await asyncio.wait_for(case.result(), 60)

    assert (killed, closed.ending) == (-9, Ending.DONE)
    assert {name: deed.times() for name, deed in deeds.items()} == dict.fromkeys(names, 1)
    assert stage.count(ERRAND) == errands + 1
    assert [effect.state for effect in stage.ledger.effects()] == [EffectState.VERIFIED] * 3
    assert stage.ledger.verify().sound


async def test_a_client_without_keys_that_is_cut_off_says_it_twice(stage: World) -> None:
    deed = SUPPLY["ask"](stage, "case/naive/sandbox/1/1")
    stage.odoo.faults.commit_then_drop(*deed.plain)

    naively(stage, deed, stage.desk())

    assert deed.times() == 2


async def _lives_on(stage: World, temporal: Client, address: str, point: str) -> None:
    transfers, orders = stage.count("stock.picking"), stage.count("purchase.order")
    async with _victim(stage, address, point) as victim:
        case = await stage.open(
            script([wish(transfer(stage, 5)), wish(purchase(stage, 300), option="buy")]), task_timeout=2
        )
        approved = asyncio.create_task(_approve(stage, case.id))
        killed = await asyncio.wait_for(victim.wait(), 60)
        async with _survivor(stage, temporal):
            await approved
            closed: Closed = await asyncio.wait_for(case.result(), 60)

    assert killed == -9
    assert closed.ending is Ending.DONE
    assert (stage.count("stock.picking"), stage.count("purchase.order")) == (transfers + 1, orders + 1)
    assert [effect.state for effect in stage.ledger.effects()] == [EffectState.VERIFIED] * 2
    assert stage.kinds(case.id).count("request.answered") == 1
    assert stage.ledger.open_requests() == ()
    assert stage.ledger.verify().sound


async def _approve(stage: World, case: str) -> None:
    request = await stage.asked(case, patience=60, seen_by_case=False)
    await stage.decide(request, "approve")


@asynccontextmanager
async def _victim(stage: World, address: str, point: str) -> AsyncIterator[asyncio.subprocess.Process]:
    command = (sys.executable, "-m", "tests.journeys.victim", address, stage.odoo.url, stage.ledger_url, point)
    with stage.log.open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=Path(worker.__file__).parent, stderr=log)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _survivor(stage: World, temporal: Client) -> AsyncIterator[None]:
    quick()
    kit.equip(stage.means())
    pace = worker.Pace(feed_every=stage.feed_every)
    async with worker.running(temporal, stage.desk(), (REHEARSAL,), pace=pace):
        await starting.feed(temporal)
        yield
        await temporal.get_workflow_handle(naming.FEED_ID).terminate("the journey is over")
