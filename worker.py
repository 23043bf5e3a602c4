"""The wiring: settings become a desk, scenarios become graphs, and two workers serve the queues until told to stop.

`python worker.py` serves both queues; `python worker.py reason` and `python worker.py execute` serve one each, so that
what reads foreign text and asks a model can run without what writes.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.langgraph import LangGraphPlugin
from temporalio.service import RPCError
from temporalio.worker import Worker

from agents import kit
from agents.scenario import Scenario
from policies import book
from policies.refusal import Unreadable
from tools.errors import Misconfigured, ToolError, Unavailable
from tools.knowledge.configured import knowledge_from
from tools.knowledge.question import search_procedures
from tools.ledger import Ledger
from tools.model import ChatModel
from tools.odoo import provision
from tools.odoo.session import opened, reading
from tools.settings import Settings, from_environment
from workflows import naming, search, starting, timing
from workflows.activities.asking import Asking
from workflows.activities.detecting import Detecting
from workflows.activities.filing import Filing
from workflows.activities.judging import Judging
from workflows.activities.watching import Watching
from workflows.activities.writing import Writing
from workflows.case import CaseWorkflow
from workflows.desk import Desk
from workflows.feed import FeedWorkflow
from workflows.guarding import Guards
from workflows.leaving import leave
from workflows.pulse import Pulse
from workflows.sweep import SweepWorkflow

QUEUES: Final = ("reason", "execute")

_STICKY = timedelta(seconds=2)  # how long a lost worker keeps its cases to itself
_GRACE = timedelta(seconds=20)  # how long a stopping worker may finish what it has begun
_MOST_ACTIVITIES_PER_SECOND = 50.0
_READING_THREADS, _WRITING_THREADS = 4, 8  # Odoo serves no more than 16 of us well

_log = logging.getLogger("weighbridge")


@dataclass(frozen=True)
class Pace:
    """What differs between a worker that serves and one that is tested."""

    feed_every: timedelta
    look_every: timedelta = timedelta(minutes=5)
    lost_after: timedelta = timedelta(minutes=15)
    cached_cases: int = 500
    grace: timedelta = _GRACE


def desk_of(settings: Settings, ledger: Ledger, *, writes: bool = True) -> Desk:
    """The outside of this process, as the activities use it. The book is read anew at every judgement.

    A process that never `writes` has no session that could.
    """
    return Desk(
        odoo=lambda: (opened if writes else reading)(settings.odoo),
        reading=lambda: reading(settings.odoo),
        ledger=ledger,
        book=lambda: book.load(settings.house.read_text(encoding="utf-8")),
        now=lambda: datetime.now(UTC),
        secret=settings.secret.get_secret_value().encode(),
        guards=guards_of(settings),
    )


def guards_of(settings: Settings) -> Guards | None:
    """Looks at the guards in Odoo with rights to see them, in a session that only reads; None without such a user."""
    checker = settings.checker
    if checker is None:
        return None

    def look() -> tuple[provision.Difference, ...]:
        with reading(checker) as odoo:
            return provision.drifted(odoo, robot_login=settings.odoo.user)

    return Guards(look)


def means_of(settings: Settings, ledger: Ledger) -> kit.Means:
    """What the minds of this process read with, and read only. Without a model they work all the same."""
    library = knowledge_from(os.environ)
    return kit.Means(
        odoo=lambda: reading(settings.reader or settings.odoo),
        documents=ledger,
        now=lambda: datetime.now(UTC),
        model=None if settings.model is None else ChatModel(settings.model),
        assumptions=settings.assumptions.read_text(encoding="utf-8"),
        promises=ledger.promises,
        library=library,
        also=() if library is None else (search_procedures(library),),
    )


async def connected(settings: Settings) -> Client:
    """A client of Temporal that speaks in facts; `Unavailable` with what to check when nobody answers."""
    key = settings.temporal_api_key
    try:
        return await Client.connect(
            settings.temporal_address,
            namespace=settings.temporal_namespace,
            api_key=None if key is None else key.get_secret_value(),
            tls=settings.temporal_tls,
            data_converter=pydantic_data_converter,
        )
    except (RuntimeError, RPCError) as silent:
        message = f"no Temporal server answers at {settings.temporal_address}"
        raise Unavailable(message, remedy="Start one, or check TEMPORAL_ADDRESS, TEMPORAL_TLS and the key.") from silent


@asynccontextmanager
async def running(
    client: Client,
    desk: Desk,
    scenarios: Sequence[Scenario],
    *,
    pace: Pace,
    queues: Sequence[str] = QUEUES,
) -> AsyncIterator[None]:
    """Workers that serve the queues within; leaving lets what was begun come to an end. `kit.equip` comes before."""
    async with AsyncExitStack() as serving:
        if "execute" in queues:
            threads = serving.enter_context(ThreadPoolExecutor(_WRITING_THREADS, thread_name_prefix="execute"))
            await serving.enter_async_context(_executing(client, desk, pace, threads))
        if "reason" in queues:
            threads = serving.enter_context(ThreadPoolExecutor(_READING_THREADS, thread_name_prefix="reason"))
            await serving.enter_async_context(_reasoning(client, desk, scenarios, pace=pace, threads=threads))
        yield


def graphs_of(scenarios: Sequence[Scenario]) -> LangGraphPlugin:
    """The plugin with a fresh graph of every scenario; its nodes are retried like any other read."""
    return LangGraphPlugin(
        graphs={scenario.name: scenario.graph() for scenario in scenarios},
        default_activity_options={
            "retry_policy": timing.READ.retry(),
            "schedule_to_close_timeout": timing.READ.schedule_to_close,
            "heartbeat_timeout": timing.READ.heartbeat,
        },
    )


def _reasoning(
    client: Client, desk: Desk, scenarios: Sequence[Scenario], *, pace: Pace, threads: ThreadPoolExecutor
) -> Worker:
    return Worker(
        client,
        task_queue=naming.REASON_QUEUE,
        workflows=[CaseWorkflow, SweepWorkflow, FeedWorkflow],
        activities=[Detecting(desk.ledger, tuple(scenarios)).detect],
        plugins=[graphs_of(scenarios)],
        activity_executor=threads,
        max_concurrent_activities=_READING_THREADS,
        max_cached_workflows=pace.cached_cases,
        sticky_queue_schedule_to_start_timeout=_STICKY,
        interceptors=[Pulse()],
        graceful_shutdown_timeout=pace.grace,
    )


def _executing(client: Client, desk: Desk, pace: Pace, threads: ThreadPoolExecutor) -> Worker:
    filing, judging, asking = Filing(desk), Judging(desk), Asking(desk)
    look_every = pace.look_every.total_seconds()
    watching = Watching(desk, client, pace.feed_every.total_seconds(), look_every, pace.lost_after)
    activities: list[Callable[..., Any]] = [
        *(filing.file_turn, filing.file_thought, filing.close_case),
        *(judging.judge, judging.amend, judging.drop),
        *(asking.post_request, asking.read_answer, asking.remind, asking.close_request),
        Writing(desk).carry_out,
        watching.watch_requests,
    ]
    return Worker(
        client,
        task_queue=naming.EXECUTE_QUEUE,
        activities=activities,
        activity_executor=threads,
        max_concurrent_activities=_WRITING_THREADS,
        max_task_queue_activities_per_second=_MOST_ACTIVITIES_PER_SECOND,
        interceptors=[Pulse()],
        graceful_shutdown_timeout=pace.grace,
    )


async def serve(settings: Settings, scenarios: Mapping[str, Scenario], queues: Sequence[str]) -> None:
    """Serve until a signal says stop."""
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    ledger = Ledger(settings.database_url.get_secret_value())
    desk = desk_of(settings, ledger, writes="execute" in queues)
    try:
        desk.book()  # a book that cannot be read stops the worker now, not the first case
        client = await connected(settings)
        await search.expect_attributes(client)
        if "reason" in queues:
            kit.equip(means_of(settings, ledger))
        chosen = tuple(scenarios.values())
        async with running(client, desk, chosen, pace=Pace(settings.feed_every), queues=queues):
            await starting.feed(client)
            await starting.sweeps(client, tuple(scenarios), company_id=settings.company_id, every=settings.sweep_every)
            _log.info("serving %s for %s", " and ".join(queues), settings.odoo.db)
            await stop.wait()
            _log.info("stopping: what was begun comes to an end")
    finally:
        ledger.close()


def main() -> None:
    """Read the settings, serve, and say in one line what kept it from serving."""
    from agents.catalog import SCENARIOS

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    queues = tuple(sys.argv[1:]) or QUEUES
    try:
        if not set(queues) <= set(QUEUES):
            message = f"there is no queue named {', '.join(sorted(set(queues) - set(QUEUES)))}"
            raise Misconfigured(message, remedy="Say reason, execute, or nothing for both.")
        house = from_environment(os.environ, writes="execute" in queues)
        asyncio.run(serve(house, SCENARIOS, queues))
    except (ToolError, Unreadable) as hindrance:
        sys.exit(f"weighbridge worker: {hindrance}")
    leave(0)


if __name__ == "__main__":
    main()
