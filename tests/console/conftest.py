"""A house with workers that serve, a case that is done and one that waits; verbs are run as an operator would."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from typer.testing import CliRunner

import worker
from agents import kit
from agents.catalog import SCENARIOS
from console.app import app
from domain.approval import ApprovalRequest
from sandbox.seed import Demo
from tests import nordlager
from tests.journeys.conftest import temporal_address
from tests.journeys.world import World, short_book, world
from tests.leftovers import unheard

__all__ = ["temporal_address"]

T = TypeVar("T")


class Run(Protocol):
    """Runs something on the loop that the workers live on, and waits for it."""

    def __call__(self, doing: Coroutine[object, object, T]) -> T: ...


@dataclass(frozen=True)
class Told:
    """What a verb said, on both channels, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class House:
    """A company that is served: the bearings are on their way, and petra is asked about the tape."""

    stage: World
    env: Mapping[str, str]
    run: Run
    done: str
    waiting: str
    request: ApprovalRequest

    def tell(self, *words: str, **more: str) -> Told:
        """Run a verb in this house."""
        return tell(*words, env={**self.env, **more})

    def settle(self, *cases: str) -> None:
        """Wait until these cases are on file, and every open one waits for a person."""
        deadline = time.monotonic() + 30
        while not self._settled(cases):
            assert time.monotonic() < deadline, "the cases did not settle"
            time.sleep(0.05)

    def _settled(self, cases: Sequence[str]) -> bool:
        ledger = self.stage.ledger
        waiting = {request.case for request in ledger.open_requests()}
        open_ = {row.case for row in ledger.cases(open_only=True)}
        return open_ <= waiting and {*cases} <= {row.case for row in ledger.cases()}


def tell(*words: str, env: Mapping[str, str]) -> Told:
    """Run a verb with nothing but these variables; a defect shows itself."""
    bare = dict.fromkeys(_KNOWN, None)
    came = CliRunner().invoke(app, words, env={**bare, "COLUMNS": "200", **env}, catch_exceptions=False)
    return Told(came.exit_code, came.stdout, came.stderr)


_KNOWN = (
    "ODOO_URL", "ODOO_DB", "ODOO_USER", "ODOO_API_KEY", "ODOO_ADMIN_USER", "ODOO_ADMIN_API_KEY", "TEMPORAL_ADDRESS",
    "ODOO_READ_USER", "ODOO_READ_API_KEY", "ODOO_CHECK_USER", "ODOO_CHECK_API_KEY",
    "TEMPORAL_NAMESPACE", "TEMPORAL_API_KEY", "TEMPORAL_TLS", "DATABASE_URL", "WEIGHBRIDGE_SECRET", "WEIGHBRIDGE_BOOK",
    "WEIGHBRIDGE_ASSUMPTIONS", "WEIGHBRIDGE_COMPANY", "WEIGHBRIDGE_FEED_SECONDS", "WEIGHBRIDGE_SWEEP_MINUTES",
    "WEIGHBRIDGE_MODEL", "WEIGHBRIDGE_APPROVER_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT",
    "AZURE_OPENAI_API_KEY", "OPENAI_API_VERSION",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(temporal_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Served until the last test of the module."""
    folder, swept = tmp_path_factory.mktemp("house"), nordlager.swept()
    with unheard(), elsewhere() as run, served(run, swept.template, folder, temporal_address) as stage:
        stage.later = swept.ago
        done = run(nordlager.open_case(stage, swept.found["BRG-6204", "MUC"]))
        run(done.result())
        waiting = run(nordlager.open_case(stage, swept.found["TAP-PP", "LEJ"]))
        request = run(stage.asked(waiting.id))
        house = House(stage, environment(stage, temporal_address), run, done.id, waiting.id, request)
        yield house
        house.settle()


@contextmanager
def elsewhere() -> Iterator[Run]:
    """A loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(doing: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(doing, loop).result(60)

    yield run
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@contextmanager
def served(run: Run, template: tuple[Path, Demo], folder: Path, address: str) -> Iterator[World]:
    """A copy of a company with workers that serve it; cases that are still open in the end are terminated."""
    client = run(Client.connect(address, data_converter=pydantic_data_converter))
    book = short_book(answer="10 minutes", remind="9 minutes")
    with world(template, folder, client, book) as stage:
        before = kit.equip(stage.means())
        serving = AsyncExitStack()
        pace = worker.Pace(feed_every=timedelta(seconds=0.2), grace=timedelta(seconds=2))
        run(serving.enter_async_context(worker.running(client, stage.desk(), tuple(SCENARIOS.values()), pace=pace)))
        yield stage
        for row in stage.ledger.cases(open_only=True):
            run(client.get_workflow_handle(row.case).terminate("the tests are over"))
        run(serving.aclose())
        kit.equip(before)


def environment(stage: World, temporal: str) -> dict[str, str]:
    """What an operator of this company would have set."""
    return {
        "ODOO_URL": stage.odoo.url,
        "ODOO_DB": stage.odoo.db,
        "ODOO_USER": "weighbridge",
        "ODOO_API_KEY": "weighbridge",
        "ODOO_ADMIN_USER": "admin",
        "ODOO_ADMIN_API_KEY": "admin",
        "DATABASE_URL": stage.ledger_url,
        "TEMPORAL_ADDRESS": temporal,
        "WEIGHBRIDGE_SECRET": "a secret that is long enough for a house",
    }
