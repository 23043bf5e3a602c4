"""What a case loses when its worker is killed: `python -m bench.crash [--kills 40] [--at-once 6]`.

A worker process serves cases on a real Temporal server and a sandbox Odoo; it is killed with SIGKILL at a random
moment, another takes its place at once, and so on. Each case drafts a transfer and a purchase and asks a person where
the book says so; every other one writes to a supplier too, plans with another date and asks elsewhere for a part. Every
question is approved. In the end the last worker is left alone until all cases have ended, and
the documents of each case in Odoo are held against the ledger.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from domain.ledger import Effect, EffectState
from tests.journeys import world as worlds
from tests.journeys.conftest import temporal_program
from tests.journeys.deed import Deed
from tests.journeys.rehearsal import script, wish
from tests.journeys.supply_deeds import SUPPLY
from tests.journeys.world import World, purchase, transfer
from workflows import naming

ROOT = Path(__file__).resolve().parents[1]
SOONEST, LATEST = 2.5, 7.0
"""A worker is killed so many seconds after it was started, which takes about two."""
PATIENCE = 180.0
_MAKES: Mapping[str, str] = {"move_stock": "stock.picking", "raise_purchase": "purchase.order"}
_SUPPLY: Mapping[str, str] = {"ask_supplier": "ask", "change_expected_date": "replan", "split_sourcing": "split"}

Told = dict[str, dict[str, Deed]]
"""By case, what it does about a supplier, by kind."""


async def kill_on(stage: World, address: str, *, kills: int, at_once: int, dice: random.Random) -> tuple[float, Told]:
    """Kill worker after worker while cases go on; the seconds that the last one needs for the rest, and the deeds."""
    told = Told()
    helping = [asyncio.create_task(approve(stage)), asyncio.create_task(keep_open(stage, at_once, told))]
    for _ in range(kills):
        async with served(stage, address):
            await asyncio.sleep(dice.uniform(SOONEST, LATEST))
    helping[1].cancel()
    began = time.monotonic()
    async with served(stage, address):
        while len(ended(stage)) < len(stage.started) and time.monotonic() < began + PATIENCE:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    helping[0].cancel()
    await asyncio.gather(*helping, return_exceptions=True)
    return time.monotonic() - began, told


@asynccontextmanager
async def served(stage: World, address: str) -> AsyncIterator[None]:
    """A worker within, killed without warning at the end."""
    point = "none/never"
    command = (sys.executable, "-m", "tests.journeys.victim", address, stage.odoo.url, stage.ledger_url, point)
    with stage.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=log)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def keep_open(stage: World, at_once: int, told: Told) -> None:
    """Open a case whenever fewer than so many are under way."""
    while True:
        for _ in range(at_once - len(stage.started) + len(ended(stage))):
            turns = [[wish(transfer(stage, 1))], [wish(purchase(stage, 10), option="buy")]]
            deeds = {}
            if len(stage.started) % 2:
                deeds = {kind: SUPPLY[name](stage, name) for kind, name in _SUPPLY.items()}
                turns.append([wish(deed.proposal, option=kind) for kind, deed in deeds.items()])
            case = await stage.open(script(*turns), task_timeout=2)
            told[case.id] = deeds
        await asyncio.sleep(0.2)


def ended(stage: World) -> set[str]:
    """The cases that have an ending; one that no worker has taken up yet is not on file."""
    return {row.case for row in stage.ledger.cases() if row.ending is not None}


async def approve(stage: World) -> None:
    """Everybody who is asked says yes."""
    while True:
        for request in stage.ledger.open_requests():
            await stage.trying(request, "approve")
        await asyncio.sleep(0.2)


def wrong(stage: World, told: Told) -> Counter[str]:
    """What does not fit between Odoo and the ledger, by kind."""
    found: Counter[str] = Counter()
    open_cases = {row.case for row in stage.ledger.cases(open_only=True)}
    for case in stage.started:
        effects = stage.ledger.effects(case=case)
        found["never ended"] += case in open_cases or stage.ledger.case(case) is None
        found["left open in the ledger"] += sum(e.state in {EffectState.INTENT, EffectState.UNKNOWN} for e in effects)
        for kind, model in _MAKES.items():
            stands = stage.env.search_count(model, [["origin", "=", f"Weighbridge {case}"]])
            said = written(effects, kind)
            found["duplicates"] += max(stands - said, 0)
            found["lost"] += max(said - stands, 0)
        for kind, deed in told.get(case, {}).items():
            times = deed.times() - written(effects, kind)
            found["duplicates"] += int(times > 0)
            found["lost"] += int(times < 0)
    found["broken chain"] += not stage.ledger.verify().sound
    return found


def written(effects: tuple[Effect, ...], kind: str) -> int:
    """How many documents of a kind the ledger says were made."""
    return sum(effect.kind == kind and effect.state is EffectState.VERIFIED for effect in effects)


async def measure(folder: Path, *, kills: int, at_once: int, seed: int) -> Counter[str]:
    """One run, printed; what went wrong."""
    made, copy = folder / "made", folder / "copy"
    made.mkdir()
    copy.mkdir()
    server = await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_program(),
        search_attributes=naming.SEARCH_ATTRIBUTES,
        dev_server_log_level="error",
    )
    address = server.client.service_client.config.target_host
    client = await Client.connect(address, data_converter=pydantic_data_converter)
    with worlds.world(worlds.provisioned(made), copy, client, worlds.short_book()) as stage:
        began = time.monotonic()
        seconds, told = await kill_on(stage, address, kills=kills, at_once=at_once, dice=random.Random(seed))
        found = wrong(stage, told)
        endings = Counter(row.ending.value for row in stage.ledger.cases() if row.ending is not None)
        documents = sum(written(stage.ledger.effects(), kind) for kind in _MAKES)
        words = sum(written(stage.ledger.effects(), kind) for kind in _SUPPLY)
        print(f"{kills} kills, {len(stage.started)} cases, {documents} documents, {words} writes about suppliers")
        print(f"{time.monotonic() - began:.0f} s in all")
        print("ended " + ", ".join(f"{ending} {times}" for ending, times in endings.most_common()))
        print(f"the last worker ended what was open in {seconds:.1f} s")
    await server.shutdown()
    return found


def main() -> None:
    """Print the table; fails when anything went wrong."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=40)
    asked.add_argument("--at-once", type=int, default=6)
    asked.add_argument("--seed", type=int, default=7)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(measure(Path(name), kills=wanted.kills, at_once=wanted.at_once, seed=wanted.seed))
    for kind, times in found.items():
        print(f"{kind:24} {times}")
    if any(found.values()):
        raise SystemExit(1)
    print(f"none in {wanted.kills} kills: at most {300 / wanted.kills:.1f} % of kills at 95 % (rule of three)")


if __name__ == "__main__":
    main()
