"""Plays cases once and saves their histories, with the documents their sums need, for every test run to replay.

    python -m tests.replay.record

Run it when the course of a case, the words of a step or the arithmetic of an option has changed on purpose; the
difference between the old files and the new ones is what a waiting case of the field would feel.
"""

import asyncio
import base64
import json
import re
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

import worker
from agents import kit
from agents.catalog import SCENARIOS
from agents.inquiry import Talk
from agents.stockout import shortage
from agents.supplier_risk import turns
from domain.case import Closed, Turn
from domain.fact import Fact
from sandbox.seed import Demo
from tests import nordlager
from tests.fakes.chat import chat_server, says
from tests.journeys import drift
from tests.journeys.conftest import temporal_program
from tests.journeys.world import ASSUMPTIONS as WRITTEN
from tests.journeys.world import World, short_book, world
from tools.errors import Gone, Malformed
from tools.ledger import Ledger
from workflows import naming, starting
from workflows.case import CaseWorkflow
from workflows.orders import SweepOrder
from workflows.sweep import SweepWorkflow

FOLDER = Path(__file__).resolve().parents[1] / "histories"
DOCUMENTS = "documents.jsonl"
ASSUMPTIONS = "assumptions.toml"
_KEPT: tuple[type[Fact], ...] = (
    *(Turn, Talk, shortage.Seen, shortage.Reckoned, shortage.Listed, shortage.Picked),
    *(turns.Seen, turns.Heard, turns.Listed),
)
KINDS: Mapping[str, type[Fact]] = {f"{kind.__module__}.{kind.__name__}": kind for kind in _KEPT}

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_BEARINGS, _TAPE = ("BRG-6204", "MUC"), ("TAP-PP", "LEJ")
_CABLE, _SEALS = ("CAB-5G25", "CGN"), ("SEA-35X52", "LEJ")

Case = WorkflowHandle[CaseWorkflow, Closed]
Play = Callable[[World], Awaitable[str]]
"""Plays a case or a sweep to its end, and gives the id of its workflow."""


@dataclass(frozen=True)
class Saved:
    """What lies in the folder: histories by name, the documents in a ledger, the assumptions of that day."""

    histories: Mapping[str, WorkflowHistory]
    assumptions: str

    @classmethod
    def load(cls, ledger: Ledger) -> "Saved":
        """Read the folder; every document is kept in `ledger` under the hash that the histories name."""
        lines = [json.loads(line) for line in (FOLDER / DOCUMENTS).read_text().splitlines()]
        ledger.keep_all([KINDS[line["kind"]].from_json(line["body"]) for line in lines])
        files = sorted(FOLDER.glob("*.json"))
        return cls(
            {path.stem: WorkflowHistory.from_json(path.stem, path.read_text()) for path in files},
            (FOLDER / ASSUMPTIONS).read_text(),
        )


async def cleared(stage: World) -> str:
    """A cheap transfer."""
    case = await nordlager.open_case(stage, nordlager.swept().found[_BEARINGS])
    await case.result()
    return case.id


async def advised(stage: World) -> str:
    """The same with a chat model that has something to say."""
    with chat_server([says("Customers took more than usual.")]) as server:
        kit.equip(replace(stage.means(), model=nordlager.chat(server)))
        return await cleared(stage)


async def approved(stage: World) -> str:
    """A purchase, drafted and confirmed."""
    return await _answered(stage, _TAPE, "approve", "approve")


async def rejected(stage: World) -> str:
    """Drafts, a no, another proposal, another no, everything taken back."""
    return await _answered(stage, _CABLE, "reject", "reject")


async def expired(stage: World) -> str:
    """Nobody answers."""
    case = await nordlager.open_case(stage, nordlager.swept().found[_SEALS])
    await case.result()
    return case.id


async def sweep(stage: World) -> str:
    """A look at a small company; what it opens is left alone."""
    keep = {"BRG-6204", "TAP-PP", "TIE-300"}
    stage.env.write(
        "product.product", [p for code, p in stage.demo.products.items() if code not in keep], {"active": False}
    )
    assert stage.temporal is not None
    name = naming.sweep_id("stockout", 1)
    order = SweepOrder(scenario="stockout", company_id=1, limit=10)
    report = await stage.temporal.execute_workflow(SweepWorkflow.run, order, id=name, task_queue=naming.REASON_QUEUE)
    for case in report.opened:
        await stage.temporal.get_workflow_handle(case).terminate("only the sweep is recorded")
    return name


async def supplier_asked(stage: World) -> str:
    """Letters, another date, and rest; a look the day after finds nothing more to do."""
    case = await drift.open_case(stage, "VP")
    await drift.at_rest(stage, case)
    await drift.looks_again(stage, case)
    return case.id


async def supplier_replied(stage: World) -> str:
    """An answer within tolerance, and one that a buyer is asked about."""
    case = await drift.open_case(stage, "VP")
    await drift.at_rest(stage, case)
    for words, turn in (("We will deliver on 3 December.", 2), ("It will be shipped on 20 December.", 4)):
        drift.answers(stage, "VP", words, order=drift.order_of(stage, "VP"))
        if turn > 2:
            await stage.decide(await stage.asked(case.id), "approve")
        await drift.at_rest(stage, case, after=turn + 1)
    return case.id


async def supplier_overheard(stage: World) -> str:
    """The same first answer with a chat model that has something to say."""
    with chat_server([says("They are always late.")]) as server:
        kit.equip(replace(stage.means(), model=nordlager.chat(server)))
        case = await drift.open_case(stage, "VP")
        await drift.at_rest(stage, case)
        drift.answers(stage, "VP", "We will deliver on 3 December.", order=drift.order_of(stage, "VP"))
        await drift.at_rest(stage, case, after=3)
        return case.id


async def supplier_split(stage: World) -> str:
    """Half of a late line from somebody else: drafted, bought with the manager's word; a second one is not wanted."""
    case = await drift.open_case(stage, "DR")
    await stage.decide(await stage.asked(case.id), "approve")
    await stage.decide(await stage.asked(case.id, number=2), "reject", x_comment="half of it is enough")
    await drift.at_rest(stage, case, after=4)
    return case.id


PLAYS: Mapping[Play, str] = {
    cleared: short_book(),
    advised: short_book(),
    approved: short_book(),
    rejected: short_book(),
    expired: short_book(answer="2 seconds", remind="1 second"),
    sweep: short_book(),
    supplier_asked: short_book(),
    supplier_replied: short_book(),
    supplier_overheard: short_book(),
    supplier_split: drift.trusting(),
}


async def _answered(stage: World, place: tuple[str, str], *answers: str) -> str:
    case = await nordlager.open_case(stage, nordlager.swept().found[place])
    for number, answer in enumerate(answers, start=1):
        request = await stage.asked(case.id, number=number)
        comment = {"x_comment": "not this way"} if answer == "reject" else {}
        await stage.decide(request, answer, **comment)
    await case.result()
    return case.id


async def _recorded(client: Client, play: Play, book: str, folder: Path) -> tuple[WorkflowHistory, dict[str, Fact]]:
    async with AsyncExitStack() as running:
        stage = running.enter_context(world(_template(play), folder, client, book))
        if play.__name__.startswith("supplier_"):
            drift.on_its_day(stage)
        else:
            stage.later = nordlager.swept().ago
        kit.equip(stage.means())
        pace = worker.Pace(feed_every=stage.feed_every, grace=timedelta(seconds=2))
        await running.enter_async_context(worker.running(client, stage.desk(), tuple(SCENARIOS.values()), pace=pace))
        await starting.feed(client)
        history = await client.get_workflow_handle(await play(stage)).fetch_history()
        for workflow_id in {naming.FEED_ID, *stage.started}:
            with suppress(RPCError):  # it has ended by itself
                await client.get_workflow_handle(workflow_id).terminate("recorded")
        return history, dict(_documents(history, stage.ledger))


def _template(play: Play) -> tuple[Path, Demo]:
    return drift.drifted().template if play.__name__.startswith("supplier_") else nordlager.swept().template


def _documents(history: WorkflowHistory, ledger: Ledger) -> Iterator[tuple[str, Fact]]:
    """Every document that the history names and a step of the mind asks for."""
    said = " ".join(_payloads(history.to_json_dict()))
    for digest in sorted(set(_DIGEST.findall(said))):
        for kind in KINDS.values():
            try:
                yield digest, ledger.fetch(digest, kind)
            except (Gone, Malformed):
                continue  # the hash of something else, or of another kind


def _payloads(value: object) -> Iterator[str]:
    """The text of every payload within an exported history."""
    match value:
        case {"metadata": _, "data": str(data)}:
            yield base64.b64decode(data).decode()
        case dict():
            yield from (text for part in value.values() for text in _payloads(part))
        case list():
            yield from (text for part in value for text in _payloads(part))
        case _:
            return


async def main() -> None:
    """Play everything, and write the folder anew."""
    server = await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_program(),
        search_attributes=naming.SEARCH_ATTRIBUTES,
        dev_server_log_level="error",
    )
    target = server.client.service_client.config.target_host
    client = await Client.connect(target, data_converter=pydantic_data_converter, identity="recorder")
    documents: dict[str, Fact] = {}
    for play, book in PLAYS.items():
        with tempfile.TemporaryDirectory() as folder:
            history, named = await _recorded(client, play, book, Path(folder))
        documents |= named
        (FOLDER / f"{play.__name__}.json").write_text(_text(history.to_json_dict()) + "\n")
    lines = [
        _text({"kind": f"{type(fact).__module__}.{type(fact).__name__}", "body": fact.to_json()})
        for _, fact in sorted(documents.items())
    ]
    (FOLDER / DOCUMENTS).write_text("\n".join(lines) + "\n")
    (FOLDER / ASSUMPTIONS).write_text(WRITTEN.read_text())
    await server.shutdown()


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    asyncio.run(main())
