"""The demo company after one sweep: seeded, provisioned and looked over once, copied for every test that needs it."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from agents import kit
from agents.scenario import Detected, DetectOrder
from agents.stockout.detect import detect
from agents.stockout.graph import graph
from agents.stockout.shortage import Shortage
from agents.stockout.state import StockoutState
from domain.approval import Rejection
from domain.case import Finding, Thought, Turn
from domain.ledger import Effect
from sandbox.seed import Demo
from sandbox.server import SandboxOdoo
from tests.journeys import world as worlds
from tests.journeys.world import World
from tools.ledger import Ledger
from tools.model import ChatModel
from tools.odoo.session import READS, opened

ONE_WORKER = pytest.mark.xdist_group("nordlager")
"""Tests that need the sweep run in one process, so that it is made once."""

_NO_WRITES = READS | {"login", "authenticate", "version"}


@dataclass(frozen=True)
class Swept:
    """The company in a file, and what a sweep found in it; `asked` are the calls that the sweep made."""

    template: tuple[Path, Demo]
    detected: Detected
    asked: tuple[tuple[str, str], ...]

    @property
    def demo(self) -> Demo:
        """Ids of everything that was seeded."""
        return self.template[1]

    @property
    def found(self) -> Mapping[tuple[str, str], Finding]:
        """The findings by product and site."""
        return {(s.product.code, s.outlook.site.code): f for f, s in zip(self.detected.findings, self.shortages)}

    @property
    def shortages(self) -> tuple[Shortage, ...]:
        """The detail of each finding."""
        return tuple(Shortage.from_json(finding.detail) for finding in self.detected.findings)


@cache
def swept() -> Swept:
    """Made at the first need of a process."""
    folder = Path(tempfile.mkdtemp(prefix="nordlager-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    template = worlds.provisioned(folder)
    ledger = Ledger(f"sqlite:///{folder}/sweep.sqlite")
    with SandboxOdoo(str(template[0])) as odoo:
        stage = World(odoo, template[1], ledger, "", worlds.short_book(), None)
        detected = detect(stage.means(), DetectOrder(company_id=1, limit=200))
        asked = tuple((call.model, call.method) for call in odoo.calls)
    ledger.close()
    return Swept(template, detected, asked)


def turn(finding: Finding, *, rejections: tuple[Rejection, ...] = (), effects: tuple[Effect, ...] = ()) -> Turn:
    """What the mind is given at the start of a turn."""
    return Turn(finding=finding, cycle=1 + len(rejections) + len(effects), rejections=rejections, effects=effects)


def think(stage: World, given: Turn, *, model: ChatModel | None = None, means: kit.Means | None = None) -> Thought:
    """One turn of the real graph, without Temporal."""
    equipped = replace(means or stage.means(), model=model, wait=lambda _: None)
    before = kit.equip(equipped)
    try:
        state: StockoutState = {"turn": stage.ledger.keep(given), "cycle": given.cycle}
        came = asyncio.run(graph().compile().ainvoke(state))
    finally:
        kit.equip(before)
    return stage.ledger.fetch(came["thought"], Thought)


def writes(odoo: SandboxOdoo) -> list[str]:
    """Every call that was more than a read."""
    return [f"{call.model}.{call.method}" for call in odoo.calls if call.method not in _NO_WRITES]
