"""The sums of a case again: its computed nodes run on the documents they were given, without Odoo and without a model.

A history holds what a node came to, so no replay runs it; an edit of its logic shows here as another result.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from langgraph.graph import StateGraph
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from agents import inquiry, kit
from agents.scenario import MindState
from domain.fact import Fact, Json, tame
from tools.errors import Gone, Unavailable
from tools.odoo.session import ReadingSession
from workflows.replaying import decoded

Graphs = Mapping[str, StateGraph[MindState]]
State = dict[str, Json]


class Recomputed(Fact):
    """How many nodes were run again, which were skipped and why, and which came to another result."""

    nodes: int
    skipped: tuple[str, ...]
    differences: tuple[str, ...]


def recompute(history: WorkflowHistory, graphs: Graphs, documents: kit.Documents, assumptions: str) -> Recomputed:
    """Run them all. A node whose documents are gone, that read Odoo, or whose words came from a model, is skipped."""
    nodes, skipped, differences = 0, list[str](), list[str]()
    with _thinking(kit.Means(_closed, documents, _no_clock, None, assumptions)):
        for name, state, recorded in _ran(history):
            function = _computed(graphs, name)
            if function is None:
                continue
            try:
                if _a_model_spoke(documents, state, recorded):
                    skipped.append(f"{name}: a model was asked")
                    continue
                came = function(state)
            except (Gone, Unavailable) as missing:
                skipped.append(f"{name}: {tame(str(missing))}")
                continue
            nodes += 1
            if came != recorded:
                differences.append(f"{name} comes to another result today: {came}, recorded {recorded}")
    return Recomputed(nodes=nodes, skipped=tuple(skipped), differences=tuple(differences))


def _computed(graphs: Graphs, name: str) -> Callable[[State], Json] | None:
    scenario, _, node = name.partition(".")
    graph = graphs.get(scenario)
    spec = graph.nodes.get(node) if graph is not None else None
    if spec is None or not (spec.metadata or {}).get("recomputed"):
        return None
    function: Callable[[State], Json] = spec.runnable.func  # type: ignore[union-attr]
    return function


def _a_model_spoke(documents: kit.Documents, state: State, recorded: Json) -> bool:
    """In the inquiry before this node, or within it, which it says itself as `by_model`."""
    if isinstance(recorded, dict) and recorded.get("by_model"):
        return True
    talk = state.get("talk")
    return isinstance(talk, str) and documents.fetch(talk, inquiry.Talk).note != inquiry.NO_MODEL


def _ran(history: WorkflowHistory) -> Iterator[tuple[str, State, Json]]:
    """Every node that completed: its name, the state it was given, what it came to."""
    scheduled = {e.event_id: e.activity_task_scheduled_event_attributes for e in history.events}
    for event in history.events:
        if event.event_type != EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            continue
        done = event.activity_task_completed_event_attributes
        asked = scheduled[done.scheduled_event_id]
        if "." not in asked.activity_type.name:
            continue
        match decoded(asked.input), decoded(done.result):
            case [{"args": [dict(state)]}], [{"result": came}]:
                yield asked.activity_type.name, state, came
            case _:
                continue  # no node of a graph


@contextmanager
def _thinking(means: kit.Means) -> Iterator[None]:
    before = kit.equip(means)
    try:
        yield
    finally:
        kit.equip(before)


@contextmanager
def _closed() -> Iterator[ReadingSession]:
    message = "the node read Odoo"
    raise Unavailable(message)
    yield  # type: ignore[unreachable]


def _no_clock() -> datetime:
    message = "the node asked for the time"
    raise Unavailable(message)
