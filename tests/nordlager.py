"""The demo company after one sweep: seeded, provisioned and looked over once, copied for every test that needs it.

It lives on one and the same day, whenever the tests run: forecasts, and with them every choice, depend on the day.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from pydantic import SecretStr
from temporalio.client import WorkflowHandle

from agents import kit
from agents.scenario import Detected, DetectOrder
from agents.stockout.detect import detect
from agents.stockout.graph import graph
from agents.stockout.shortage import Shortage
from agents.stockout.state import StockoutState
from domain.approval import Rejection
from domain.case import Closed, Finding, Thought, Turn
from domain.ledger import Effect
from sandbox.seed import Demo, seed_demo
from sandbox.server import SandboxOdoo
from tests.fakes.chat import ChatServer
from tests.journeys import world as worlds
from tests.journeys.world import World
from tools.ledger import Ledger
from tools.model import ChatModel
from tools.odoo import provision
from tools.odoo.session import READS, opened
from tools.settings import ModelAccess
from workflows import naming
from workflows.case import CaseWorkflow
from workflows.orders import CaseOpened

TODAY = datetime(2025, 11, 25, 9, 0, tzinfo=UTC)
"""Before any day on which tests are run: deadlines are set by Temporal's clock, and lie ahead of this one."""

ONE_WORKER = pytest.mark.xdist_group("nordlager")
"""Tests that need the sweep run in one process, so that it is made once."""

_NO_WRITES = READS | {"login", "authenticate", "version"}


@dataclass(frozen=True)
class Swept:
    """The company in a file, and what a sweep found in it.

    `asked` are the calls of the sweep, `ago` is what brings the clock of a wall to the day of the company.
    """

    template: tuple[Path, Demo]
    detected: Detected
    asked: tuple[tuple[str, str], ...]
    ago: timedelta

    @property
    def demo(self) -> Demo:
        """Ids of everything that was seeded."""
        return self.template[1]

    @property
    def found(self) -> Mapping[tuple[str, str], Finding]:
        """The findings by product and site."""
        pairs = zip(self.detected.findings, self.shortages, strict=True)
        return {(shortage.product.code, shortage.outlook.site.code): finding for finding, shortage in pairs}

    @property
    def shortages(self) -> tuple[Shortage, ...]:
        """The detail of each finding."""
        return tuple(Shortage.from_json(finding.detail) for finding in self.detected.findings)


@cache
def swept() -> Swept:
    """Made at the first need of a process."""
    folder = Path(tempfile.mkdtemp(prefix="nordlager-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path, ago = folder / "odoo.sqlite", TODAY - datetime.now(UTC)
    odoo, ledger = SandboxOdoo(str(path)), Ledger(f"sqlite:///{folder}/sweep.sqlite")
    demo = seed_demo(odoo.env("__system__").sudo(), TODAY)
    with odoo:
        with opened(worlds.access(odoo, "admin")) as admin:
            provision.apply(admin, robot_login="weighbridge", approver_logins=worlds.APPROVERS)
        before, stage = len(odoo.calls), World(odoo, demo, ledger, "", worlds.short_book(), None, later=ago)
        detected = detect(stage.means(), DetectOrder(company_id=1, limit=200))
        asked = tuple((call.model, call.method) for call in odoo.calls[before:])
    ledger.close()
    return Swept((path, demo), detected, asked, ago)


@contextmanager
def fresh(folder: Path) -> Iterator[World]:
    """A copy of the company on its day, with a ledger of its own."""
    with worlds.world(swept().template, folder, None, worlds.short_book()) as stage:
        stage.later = swept().ago
        stage.odoo.store.clock = stage.now
        yield stage


def turn(finding: Finding, *, rejections: tuple[Rejection, ...] = (), effects: tuple[Effect, ...] = ()) -> Turn:
    """What the mind is given at the start of a turn."""
    return Turn(finding=finding, cycle=1 + len(rejections) + len(effects), rejections=rejections, effects=effects)


def think(stage: World, given: Turn, *, model: ChatModel | None = None) -> Thought:
    """One turn of the real graph, without Temporal."""
    return stage.ledger.fetch(walk(stage, given, model=model)["thought"], Thought)


def walk(stage: World, given: Turn, *, model: ChatModel | None = None, now: datetime | None = None) -> StockoutState:
    """The state that the real graph ends with; every digest in it can be fetched from the ledger."""
    means = replace(stage.means(), model=model, wait=lambda _: None)
    before = kit.equip(means if now is None else replace(means, now=lambda: now))
    try:
        begun: StockoutState = {"turn": stage.ledger.keep(given), "cycle": given.cycle}
        came: StockoutState = asyncio.run(graph().compile().ainvoke(begun))  # type: ignore[assignment]
    finally:
        kit.equip(before)
    return came


async def open_case(stage: World, finding: Finding) -> WorkflowHandle[CaseWorkflow, Closed]:
    """Start the case of a finding, as a sweep would."""
    assert stage.temporal is not None
    stage.later = swept().ago
    stage.started.append(finding.case)
    opened = CaseOpened(
        case=finding.case,
        episode=naming.episode(stage.now()),
        scenario=finding.scenario,
        company_id=finding.company_id,
        title=finding.title,
        finding=stage.ledger.keep(finding),
    )
    return await stage.temporal.start_workflow(
        CaseWorkflow.run, opened, id=finding.case, task_queue=naming.REASON_QUEUE
    )


def chat(server: ChatServer) -> ChatModel:
    """A model behind a scripted server."""
    access = ModelAccess(
        provider="openai",
        name="scripted",
        key=SecretStr("sk-planted-secret"),
        base_url=server.url,
        api_version=None,
        timeout=timedelta(seconds=2),
    )
    return ChatModel(access)


def writes(odoo: SandboxOdoo) -> list[str]:
    """Every call that was more than a read."""
    return [f"{call.model}.{call.method}" for call in odoo.calls if call.method not in _NO_WRITES]
