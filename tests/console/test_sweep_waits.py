"""A sweep that nobody takes up: it is said within seconds, and the wait ends."""

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta

import pytest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from console.queues import pollers
from tests.console.conftest import tell
from tests.console.terminal import Terminal
from workflows import naming

_NAMESPACE = "nobody-serves-here"
_NOBODY = "No worker polls the queue weighbridge-reason"


@pytest.fixture(scope="module")
def nobody(temporal_address: str) -> Mapping[str, str]:
    """The environment of a house whose Temporal runs and whose workers never did."""
    asyncio.run(_founded(temporal_address))
    return {
        "ODOO_URL": "http://127.0.0.1:9",
        "ODOO_DB": "nowhere",
        "ODOO_USER": "weighbridge",
        "ODOO_API_KEY": "planted-key",
        "WEIGHBRIDGE_SECRET": "planted secret that is long enough for it",
        "TEMPORAL_ADDRESS": temporal_address,
        "TEMPORAL_NAMESPACE": _NAMESPACE,
    }


async def _founded(address: str) -> None:
    """A namespace of its own: workers of other tests count as there for some minutes."""
    client = await Client.connect(address)
    asked = RegisterNamespaceRequest(namespace=_NAMESPACE)
    asked.workflow_execution_retention_period.FromTimedelta(timedelta(days=1))
    await client.workflow_service.register_namespace(asked)
    ours, deadline = await Client.connect(address, namespace=_NAMESPACE), time.monotonic() + 60
    while not await _is_known(ours):
        assert time.monotonic() < deadline, "the namespace did not come about"
        await asyncio.sleep(0.2)


async def _is_known(client: Client) -> bool:
    try:
        await client.count_workflows()
        await pollers(client, naming.REASON_QUEUE)
    except RPCError:
        return False
    return True


def test_without_a_worker_it_says_how_to_start_one_and_stops_waiting(nobody: Mapping[str, str]) -> None:
    began = time.monotonic()

    told = tell("sweep", "stockout", "--wait", "4", env=nobody)

    assert (told.code, told.out) == (1, "")
    hint, ending = told.err.splitlines()
    assert hint.startswith(_NOBODY)
    assert "`weighbridge worker` (or `python worker.py`)" in hint
    assert ending.startswith("weighbridge: no worker took the sweep up within 4 s")
    assert time.monotonic() - began < 15


def test_the_wait_can_be_stopped(nobody: Mapping[str, str]) -> None:
    terminal = Terminal("sweep", "stockout", env=nobody)
    terminal.until(_NOBODY)

    terminal.interrupt()
    code = terminal.ended()

    assert code == 130
    assert "Stopped. What was begun on the workers goes on." in terminal.said
    assert "Traceback" not in terminal.said
