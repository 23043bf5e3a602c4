"""The worker as an operator starts it: it says what is wrong, registers what it needs, and stops when told."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

import worker
from sandbox.seed import Demo
from tests.journeys import world as worlds
from tests.journeys.world import short_book
from workflows import naming, search, starting

HOUSE = Path(worker.__file__).parent


async def said(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """What a worker says that cannot start."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "worker.py",
        *arguments,
        cwd=HOUSE,
        env=env or {},
        stderr=asyncio.subprocess.PIPE,
    )
    _, words = await process.communicate()
    return process.returncode or 0, words.decode()


def environment(url: str, address: str, folder: Path, text: str = "") -> dict[str, str]:
    book = folder / "house.toml"
    book.write_text(text or short_book())
    return {
        "ODOO_URL": url,
        "ODOO_DB": "sandbox",
        "ODOO_USER": "weighbridge",
        "ODOO_API_KEY": "weighbridge",
        "TEMPORAL_ADDRESS": address.replace("localhost", "127.0.0.1"),
        "DATABASE_URL": f"sqlite:///{folder}/ledger.sqlite",
        "WEIGHBRIDGE_SECRET": "a secret of more than sixteen letters",
        "WEIGHBRIDGE_BOOK": str(book),
    }


async def test_a_worker_without_settings_names_all_of_them() -> None:
    code, words = await said()

    assert code == 1
    assert words.startswith("weighbridge worker: settings: ODOO_URL is not set.")
    assert "Traceback" not in words


async def test_a_queue_that_is_none_is_refused() -> None:
    code, words = await said("reckon")

    assert (code, "Say reason, execute, or nothing for both." in words) == (1, True)


async def test_a_book_that_cannot_be_read_stops_the_worker_at_once(tmp_path: Path) -> None:
    env = environment("http://127.0.0.1:9", "127.0.0.1:9", tmp_path, "currency = 3")

    code, words = await said(env=env)

    assert (code, "the policy book is not accepted" in words) == (1, True)


async def test_a_temporal_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, words = await said(env=environment("http://127.0.0.1:9", "127.0.0.1:9", tmp_path))

    assert (code, "no Temporal server answers at 127.0.0.1:9" in words) == (1, True)
    assert "TEMPORAL_ADDRESS" in words


async def test_a_worker_serves_until_it_is_told_to_stop(
    template: tuple[Path, Demo], tmp_path: Path, temporal: Client, temporal_address: str
) -> None:
    with worlds.world(template, tmp_path, temporal, short_book()) as stage:
        env = environment(stage.odoo.url, temporal_address, tmp_path)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "worker.py", cwd=HOUSE, env=env, stderr=asyncio.subprocess.PIPE
        )
        assert process.stderr is not None
        lines = [line.decode() async for line in _until(process.stderr, "serving reason and execute for sandbox")]
        assert "serving" in lines[-1], "".join(lines)
        process.send_signal(signal.SIGTERM)
        rest = (await asyncio.wait_for(process.stderr.read(), 60)).decode()
        code = await process.wait()
        feed = await temporal.get_workflow_handle(naming.FEED_ID).describe()
        await temporal.get_workflow_handle(naming.FEED_ID).terminate()
        await temporal.get_schedule_handle(naming.sweep_id("stockout", 1)).delete()
        await _end_everything(temporal)

    assert code == 0, rest
    assert feed.status is not None


async def _until(stream: asyncio.StreamReader, words: str) -> AsyncIterator[bytes]:
    while line := await asyncio.wait_for(stream.readline(), 60):
        yield line
        if words in line.decode():
            return


async def _end_everything(temporal: Client) -> None:
    async for run in temporal.list_workflows("ExecutionStatus = 'Running'"):
        try:
            await temporal.get_workflow_handle(run.id).terminate("the test is over")
        except RPCError:
            continue


async def test_search_attributes_are_registered_where_they_are_missing(temporal: Client, temporal_address: str) -> None:
    name = f"fresh-{uuid4().hex[:6]}"
    request = RegisterNamespaceRequest(namespace=name)
    request.workflow_execution_retention_period.FromTimedelta(timedelta(days=1))
    await temporal.workflow_service.register_namespace(request)
    fresh = await _client_of(temporal_address, name)

    await search.expect_attributes(fresh)
    await search.expect_attributes(fresh)

    known = await fresh.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=name))
    assert {key.name for key in naming.SEARCH_ATTRIBUTES} <= set(known.custom_attributes)


async def _client_of(address: str, namespace: str) -> Client:
    for _ in range(100):
        client = await Client.connect(address, namespace=namespace)
        try:
            await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=namespace))
        except RPCError:
            await asyncio.sleep(0.2)
        else:
            return client
    pytest.fail(f"the namespace {namespace} never came up")


async def test_a_schedule_that_stands_already_takes_the_new_interval(temporal: Client) -> None:
    handle = temporal.get_schedule_handle(naming.sweep_id("nothing", 9))

    for hours in (1, 2):
        await starting.sweeps(temporal, ["nothing"], company_id=9, every=timedelta(hours=hours))

    described = await handle.describe()
    await handle.delete()
    await _end_everything(temporal)
    assert [interval.every for interval in described.schedule.spec.intervals] == [timedelta(hours=2)]
