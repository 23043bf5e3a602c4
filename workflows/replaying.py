"""Replay for operators: a workflow again from its history; strictly, also what every step was told.

Temporal's own replay compares which steps are taken, not what they are told: that is what `strict` adds.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from temporalio import workflow
from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    StartActivityInput,
    UnsandboxedWorkflowRunner,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from typing_extensions import override

from domain.fact import Fact, Json
from workflows.case import CaseWorkflow
from workflows.feed import FeedWorkflow
from workflows.sweep import SweepWorkflow

_WORKFLOWS = [CaseWorkflow, SweepWorkflow, FeedWorkflow]
_CONFIG = "langgraph_config"


class Replayed(Fact):
    """What a replay found: `differences` is empty when the code of today tells the same story."""

    events: int
    compared: int
    differences: tuple[str, ...]


@dataclass
class _Heard:
    """What the workflow said while it was replayed."""

    told: list[tuple[str, Json]] = field(default_factory=list)
    result: Json = None
    ended: bool = False


async def replay(history: WorkflowHistory, plugin: SimplePlugin, *, strict: bool = False) -> Replayed:
    """Run a history through the code of today; strictly, compare what every step was told and the result."""
    heard = _Heard()
    replayer = Replayer(
        workflows=[*_WORKFLOWS],
        plugins=[plugin],
        data_converter=pydantic_data_converter,
        interceptors=[_Listening(heard)],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    outcome = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    differences = [] if outcome.replay_failure is None else [f"another course: {outcome.replay_failure}"]
    recorded = _told(history)
    if strict and not differences:
        differences = _compared(recorded, heard, history)
    return Replayed(
        events=len(history.events),
        compared=len(recorded) if strict else 0,
        differences=tuple(differences),
    )


class _Listening(Interceptor):
    def __init__(self, heard: _Heard) -> None:
        self._heard = heard

    @override
    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        heard = self._heard

        class Inbound(WorkflowInboundInterceptor):
            @override
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(_Outbound(outbound, heard))

            @override
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> object:
                result: object = await super().execute_workflow(input)
                heard.result, heard.ended = _plain([result])[0], True
                return result

        return Inbound


class _Outbound(WorkflowOutboundInterceptor):
    def __init__(self, further: WorkflowOutboundInterceptor, heard: _Heard) -> None:
        super().__init__(further)
        self._heard = heard

    @override
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[object]:
        self._heard.told.append((input.activity, _without_config(_plain(input.args))))
        return super().start_activity(input)


def _compared(recorded: Sequence[tuple[str, Json]], heard: _Heard, history: WorkflowHistory) -> list[str]:
    found = [
        f"step {n} {was[0]} is told something else: {_first_difference(was[1], now[1])}"
        for n, (was, now) in enumerate(zip(recorded, heard.told, strict=False), start=1)
        if was != now
    ]
    ended = [e for e in history.events if e.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED]
    if ended and heard.ended:
        was = decoded(ended[0].workflow_execution_completed_event_attributes.result)
        if was and was[0] != heard.result:
            found.append(f"the case ends otherwise: {_first_difference(was[0], heard.result)}")
    return found


def _told(history: WorkflowHistory) -> list[tuple[str, Json]]:
    wanted = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    scheduled = [e.activity_task_scheduled_event_attributes for e in history.events if e.event_type == wanted]
    return [(s.activity_type.name, _without_config(decoded(s.input))) for s in scheduled]


def _without_config(args: list[Json]) -> Json:
    """LangGraph's own config travels with each node; it names checkpoints, which are no part of the story."""
    return [{k: v for k, v in a.items() if k != _CONFIG} if isinstance(a, dict) and _CONFIG in a else a for a in args]


def _plain(values: Sequence[object]) -> list[Json]:
    payloads = pydantic_data_converter.payload_converter.to_payloads(values)
    return [json.loads(payload.data or b"null") for payload in payloads]


def decoded(payloads: Payloads) -> list[Json]:
    """What a step was told or came to, as JSON."""
    return [json.loads(payload.data or b"null") for payload in payloads.payloads]


def _first_difference(was: Json, now: Json, path: str = "") -> str:
    """The first place where two values differ, short enough to be read."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in sorted(was.keys() | now.keys()):
            if was.get(key) != now.get(key):
                return _first_difference(was.get(key), now.get(key), f"{path}.{key}")
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for index, (one, other) in enumerate(zip(was, now, strict=True)):
            if one != other:
                return _first_difference(one, other, f"{path}[{index}]")
    return f"{path or 'all of it'} was {json.dumps(was)[:120]}, is {json.dumps(now)[:120]}"
