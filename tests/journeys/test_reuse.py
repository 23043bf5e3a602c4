"""A step that a graph comes to again with the same state is passed over: why the turns of an inquiry are counted."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from langgraph.graph import START, StateGraph
from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from langgraph.errors import GraphRecursionError
    from temporalio.langgraph import LangGraphPlugin, graph
    from typing_extensions import TypedDict

    from agents import kit

QUEUE = "reuse"
ROUNDS = 5
ASKED: list[str] = []
"""Every time that the step was really run."""


class Asking(TypedDict, total=False):
    """What the loop carries: whether something was answered, and how often it went round."""

    name: str
    answered: str
    step: int


def ask_counted(state: Asking) -> Asking:
    ASKED.append(state["name"])
    return {"answered": "yes", "step": state.get("step", 0) + 1}


def ask_uncounted(state: Asking) -> Asking:
    ASKED.append(state["name"])
    return {"answered": "yes"}


def forget(state: Asking) -> Asking:
    del state
    return {"answered": "no"}


def loop(counted: bool) -> StateGraph[Asking]:
    """Ask, forget the answer, ask again."""
    mind: StateGraph[Asking] = StateGraph(Asking)
    mind.add_node("ask", ask_counted if counted else ask_uncounted, metadata=kit.read(seconds=10, summary="ask"))
    mind.add_node("forget", forget, metadata=kit.read(seconds=10, summary="forget"))
    mind.add_edge(START, "ask")
    mind.add_edge("ask", "forget")
    mind.add_edge("forget", "ask")
    return mind


@workflow.defn(name="RoundAndRound")
class RoundAndRound:
    """Goes round a few times and gives up."""

    @workflow.run
    async def run(self, name: str) -> str:
        try:
            await graph(name).compile().ainvoke({"name": name, "answered": "no"}, {"recursion_limit": 2 * ROUNDS})
        except GraphRecursionError:
            return "round and round"
        return "ended"


@pytest.fixture
async def client(temporal_address: str) -> AsyncIterator[Client]:
    client = await Client.connect(temporal_address, data_converter=pydantic_data_converter)
    plugin = LangGraphPlugin(graphs={"counted": loop(counted=True), "uncounted": loop(counted=False)})
    ASKED.clear()
    async with Worker(client, task_queue=QUEUE, workflows=[RoundAndRound], plugins=[plugin]):
        yield client


@pytest.mark.parametrize(("name", "asked"), [("counted", ROUNDS), ("uncounted", 1)])
async def test_only_a_counted_step_is_run_each_time(client: Client, name: str, asked: int) -> None:
    how = await client.execute_workflow(
        RoundAndRound.run,
        name,
        id=f"reuse/{uuid4().hex}",
        task_queue=QUEUE,
        execution_timeout=timedelta(seconds=30),
    )

    assert how == "round and round"
    assert [name] * asked == ASKED
