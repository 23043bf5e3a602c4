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
from tests.journeys.victim import quick
from tests.journeys.world import World, purchase, short_book, transfer
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
