"""A sweep opens one case for each finding, and a repeat of it opens none twice."""

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from agents.kit import Means
from agents.scenario import Detected, DetectOrder, Scenario
from domain.case import Finding
from domain.identity import case_id
from tests.journeys import rehearsal
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import Script, script, wish
from tests.journeys.world import World, euros, purchase
from workflows import naming
from workflows.orders import SweepOrder, SweepReport
from workflows.sweep import SweepWorkflow

FOUND: list[Finding] = []


def detect(means: Means, order: DetectOrder) -> Detected:
    """Finds what the test laid down, dated now."""
    now = means.now()
    seen = tuple(f.model_copy(update={"found_at": now, "episode": naming.episode(now)}) for f in FOUND)
    return Detected(
        findings=seen[: order.limit], left_out=len(seen[order.limit :]), rpc_calls=7, seconds={"read": "0.5"}, notes=()
    )


PATROL = Scenario("rehearsal", detect, rehearsal.graph)


def finding(stage: World, subject: str, told: Script) -> Finding:
    return Finding(
        case=case_id("rehearsal", "sandbox", 1, f"{subject}-{id(stage)}"),
        episode="to be dated",
        scenario="rehearsal",
        company_id=1,
        title=f"Trouble with {subject}",
        at_stake=euros(900),
        found_at=stage.now(),
        detail=told.to_json(),
    )


async def sweep(stage: World, *, scenario: str = "rehearsal", limit: int = 200) -> SweepReport:
    assert stage.temporal is not None
    order = SweepOrder(scenario=scenario, company_id=1, limit=limit)
    report = await stage.temporal.execute_workflow(
        SweepWorkflow.run, order, id=naming.sweep_id(scenario, 1), task_queue=naming.REASON_QUEUE
    )
    stage.started.extend(report.opened)
    return report


async def test_a_repeated_sweep_opens_no_case_twice(play: Play) -> None:
    stage = await play(scenarios=(PATROL,))
    FOUND[:] = [
        finding(stage, "A", script([wish(purchase(stage, 300), option="buy")])),
        finding(stage, "B", script([wish(purchase(stage, 301), option="buy")])),
    ]

    first, second = await sweep(stage), await sweep(stage)

    assert first.opened == tuple(f.case for f in FOUND)
    assert (second.opened, second.already_open) == ((), first.opened)
    assert first.rpc_calls == 7


async def test_a_case_that_has_ended_may_open_again(play: Play) -> None:
    stage = await play(scenarios=(PATROL,))
    FOUND[:] = [finding(stage, "A", script())]

    for _ in range(2):
        (case,) = (await sweep(stage)).opened
        assert stage.temporal is not None
        await stage.temporal.get_workflow_handle(case).result()

    assert len({row.episode for row in stage.ledger.cases() if row.case == FOUND[0].case}) == 2
    assert stage.ledger.verify().sound


async def test_what_is_beyond_the_limit_is_counted_and_left(play: Play) -> None:
    stage = await play(scenarios=(PATROL,))
    FOUND[:] = [finding(stage, name, script()) for name in "ABC"]

    report = await sweep(stage, limit=2)

    assert (len(report.opened), report.left_out) == (2, 1)


async def test_a_scenario_that_nobody_knows_is_said_to_be_unknown(play: Play) -> None:
    stage = await play(scenarios=(PATROL,))

    with pytest.raises(WorkflowFailureError) as said:
        await sweep(stage, scenario="unheard_of")

    root = said.value.cause.__cause__
    assert isinstance(root, ApplicationError)
    assert (root.type, "Known are: rehearsal" in root.message) == ("Misconfigured", True)
