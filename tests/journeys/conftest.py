"""One Temporal server and one seeded Odoo for the session; each journey has copies and workers of its own."""

import asyncio
import gc
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

import worker
from agents import kit
from agents.scenario import Scenario
from sandbox.seed import Demo
from tests.journeys import world as worlds
from tests.journeys.rehearsal import REHEARSAL
from tests.journeys.world import World, short_book
from workflows import naming


class Play(Protocol):
    """Builds a world with everything running in it."""

    async def __call__(
        self, text: str = ..., *, scenarios: tuple[Scenario, ...] = ..., feed: bool = ..., vigilant: bool = ...
    ) -> World: ...


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """A real Temporal server that runs for the session."""
    server = asyncio.run(
        WorkflowEnvironment.start_local(
            dev_server_existing_path=temporal_program(),
            search_attributes=naming.SEARCH_ATTRIBUTES,
            dev_server_log_level="error",
        )
    )
    yield server.client.service_client.config.target_host
    asyncio.run(server.shutdown())


def temporal_program() -> str:
    """Where the server's program was installed."""
    beside = Path(sys.executable).parent / "temporal"
    return str(beside) if beside.exists() else shutil.which("temporal") or pytest.skip("temporal is not installed")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Demo]:
    """The demo company, provisioned, in a file."""
    return worlds.provisioned(tmp_path_factory.mktemp("odoo"))


@pytest.fixture
async def temporal(temporal_address: str) -> Client:
    return await Client.connect(temporal_address, data_converter=pydantic_data_converter)


@pytest.fixture(params=[100, 0], ids=["cached", "replayed"])
def cached_cases(request: pytest.FixtureRequest) -> int:
    """Every journey is played twice: the second time each step of a case is replayed from its beginning."""
    cases: int = request.param
    return cases


@pytest.fixture
async def play(template: tuple[Path, Demo], tmp_path: Path, temporal: Client, cached_cases: int) -> AsyncIterator[Play]:
    """Everything a journey needs, running until the test ends."""
    async with AsyncExitStack() as running:
        running.enter_context(_forgetting())

        async def begin(
            text: str = "", *, scenarios: tuple[Scenario, ...] = (REHEARSAL,), feed: bool = True, vigilant: bool = False
        ) -> World:
            stage = running.enter_context(worlds.world(template, tmp_path, temporal, text or short_book()))
            kit.equip(stage.means())
            pace = worker.Pace(feed_every=stage.feed_every, cached_cases=cached_cases, grace=timedelta(seconds=2))
            if vigilant:
                stage.watch_the_guards()
                pace = replace(pace, look_every=timedelta(seconds=0.3), lost_after=timedelta(seconds=1))
            await running.enter_async_context(worker.running(temporal, stage.desk(), scenarios, pace=pace))
            if feed:
                await stage.start_feed()
            running.push_async_callback(_stop, temporal, stage)
            return stage

        yield begin


@contextmanager
def _forgetting() -> Iterator[None]:
    """A worker that stops leaves coroutines of cases behind; they are collected here, and their last words unheard."""
    yield
    heard = sys.unraisablehook
    sys.unraisablehook = lambda said: None if "run_workflow" in repr(said.object) else heard(said)
    gc.collect()
    sys.unraisablehook = heard


async def _stop(temporal: Client, stage: World) -> None:
    for workflow_id in (naming.FEED_ID, *stage.started):
        try:
            await temporal.get_workflow_handle(workflow_id).terminate("the journey is over")
        except RPCError:
            continue  # it has ended by itself
