"""The same thing twice, at once, or at the last moment: one case, one decision, one document."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.testing import ActivityEnvironment

from domain.approval import ApprovalRequest
from domain.case import Ending, Finding
from domain.identity import case_id
from domain.ledger import EffectState
from tests.journeys.conftest import Play
from tests.journeys.deeds import DEEDS
from tests.journeys.rehearsal import Script, script, wish
from tests.journeys.trials import ordered, tried
from tests.journeys.world import World, euros, purchase, short_book, transfer
from workflows import naming
from workflows.activities.writing import Writing
from workflows.orders import Answered, Knock, WriteOrder

TEN = 10


@pytest.fixture
def cached_cases() -> int:
    """These journeys are played once."""
    return 100


def found(stage: World, told: Script, *, subject: str = "one") -> Finding:
    """A finding that a sweep makes now."""
    now = stage.now()
    return Finding(
        case=case_id("rehearsal", "sandbox", 1, f"{subject}-{id(stage)}"),
        episode=naming.episode(now),
        scenario="rehearsal",
        company_id=1,
        title="Found again and again",
        at_stake=euros(900),
        found_at=now,
        detail=told.to_json(),
    )


async def opened(stage: World, finding: Finding) -> bool:
    """Whether the case could be opened."""
    try:
        await stage.pursue(finding)
    except WorkflowAlreadyStartedError:
        return False
    return True


async def test_a_finding_that_comes_ten_times_at_once_is_one_case_and_one_document(play: Play) -> None:
    stage = await play()
    told, before = script([wish(purchase(stage, 300), option="buy")]), stage.count("purchase.order")

    ways = await asyncio.gather(*(opened(stage, found(stage, told)) for _ in range(TEN)))
    case = found(stage, told).case
    await stage.decide(await stage.asked(case), "approve")
    assert stage.temporal is not None
    await stage.temporal.get_workflow_handle(case).result()

    assert sum(ways) == 1
    assert len(stage.ledger.requests(case=case)) == 1
    assert stage.count("purchase.order") == before + 1


async def test_without_the_trouble_s_own_name_there_would_be_a_case_for_each(play: Play) -> None:
    stage = await play()
    told, before = script([wish(transfer(stage, 5))]), stage.count("stock.picking")

    findings = [found(stage, told, subject=uuid4().hex) for _ in range(3)]
    handles = [await stage.pursue(finding) for finding in findings]
    await asyncio.gather(*(handle.result() for handle in handles))

    assert stage.count("stock.picking") == before + 3


@pytest.mark.parametrize("write", DEEDS)
async def test_workers_that_carry_out_the_same_write_at_once_leave_one_document(play: Play, write: str) -> None:
    stage = await play(feed=False)
    deed = DEEDS[write](stage, f"case/double/sandbox/1/{len(write)}")
    order = ordered(stage, deed)
    stage.odoo.faults.order("slow_before", *deed.writes[0], seconds=0.3)

    ends = await at_once(*(partial(_carried_out, stage, order) for _ in range(4)))
    settled = tried(stage, deed, order, stage.desk())

    assert settled.wrong() == ()
    assert settled.times == 1
    assert {"VERIFIED", "Busy", "OutcomeUnknown"} >= set(ends)
    assert "VERIFIED" in ends


def _carried_out(stage: World, order: WriteOrder) -> str:
    try:
        return ActivityEnvironment().run(Writing(stage.desk()).carry_out, order).state.name
    except ApplicationError as failed:
        return failed.type or ""


async def test_of_two_answers_at_once_the_one_that_odoo_took_counts(play: Play) -> None:
    stage = await play()
    before = stage.count("purchase.order")

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    said = await asyncio.gather(
        stage.trying(request, "approve"), stage.trying(request, "reject", x_comment="no"), return_exceptions=False
    )
    closed = await case.result()

    assert sorted(not refused for refused in said) == [False, True]
    approved = not said[0]
    assert closed.ending is (Ending.DONE if approved else Ending.REJECTED)
    assert stage.count("purchase.order") == before + approved
    assert stage.kinds(case.id).count("request.answered") == 1


async def test_the_same_knock_ten_times_is_one_look_that_counts(play: Play) -> None:
    stage = await play(feed=False)
    before = stage.count("purchase.order")

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    await stage.decide(request, "approve")
    knocks = await asyncio.gather(*(knocked(stage, request, name=str(n)) for n in range(TEN)))
    same = await asyncio.gather(*(knocked(stage, request, name="0") for _ in range(TEN)))
    closed = await case.result()

    assert "approve by Petra Winter" in knocks
    assert set(same) == {knocks[0]}
    assert closed.ending is Ending.DONE
    assert stage.kinds(case.id).count("request.answered") == 1
    assert stage.kinds(case.id).count("effect.verified") == 1
    assert stage.count("purchase.order") == before + 1


async def knocked(stage: World, request: ApprovalRequest, *, name: str) -> str:
    """What the case says to a knock."""
    assert stage.temporal is not None
    case = stage.temporal.get_workflow_handle(request.case)
    knock = Knock(request_id=request.request_id, digest=request.digest)
    try:
        answered: Answered = await case.execute_update("answered", knock, id=name, result_type=Answered)
    except WorkflowUpdateFailedError as turned_away:
        return str(turned_away.cause)
    return answered.words


async def test_answers_in_the_moment_of_the_deadline_are_taken_or_told_to_be_too_late(play: Play) -> None:
    stage = await play(short_book(answer="4 seconds", remind="1 second"))
    before = stage.count("purchase.order")
    cases = [
        await stage.open(script([wish(purchase(stage, 150 + n, product="SEA-35X52"), option="buy")])) for n in range(6)
    ]
    requests = [await stage.asked(case.id) for case in cases]

    early = [timedelta(seconds=0.6 - 0.2 * n) for n in range(6)]
    said = await asyncio.gather(*(at(stage, r.expires_at - e, r) for r, e in zip(requests, early, strict=True)))
    closed = await asyncio.gather(*(case.result() for case in cases))

    done = [case.ending is Ending.DONE for case in closed]
    taken = [not refused for refused in said]
    assert all(case.ending in {Ending.DONE, Ending.EXPIRED} for case in closed)
    assert all(was_taken for was_taken, was_done in zip(taken, done, strict=True) if was_done)
    assert all("Too late" in refused for refused in said if refused)
    assert stage.count("purchase.order") == before + sum(done)
    assert [effect.state for effect in stage.ledger.effects()] == [EffectState.VERIFIED] * sum(done)
    assert stage.ledger.verify().sound


async def at(stage: World, moment: datetime, request: ApprovalRequest) -> str:
    """Approve at a moment; what Odoo says when it does not take the answer."""
    wait = (moment - stage.now()).total_seconds()
    await asyncio.sleep(max(wait, 0))
    return await stage.trying(request, "approve")


async def at_once(*does: Callable[[], str]) -> list[str]:
    """All of them in threads of their own."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(len(does)) as threads:
        return await asyncio.gather(*(loop.run_in_executor(threads, each) for each in does))
