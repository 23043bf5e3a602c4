"""How workflow code calls the activities: by name, one model in and one out, each with its queue, pace and summary."""

from datetime import datetime, timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from domain.approval import ApprovalRequest
    from domain.case import Closed
    from domain.fact import Fact
    from domain.ledger import Effect
    from domain.proposals import Wish
    from workflows import naming, timing
    from workflows.orders import (
        AmendOrder,
        Answered,
        AnswerSought,
        Asked,
        AskOrder,
        CaseClosed,
        CaseOpened,
        Dropped,
        Handed,
        Judged,
        JudgeOrder,
        Kept,
        Outcome,
        Remark,
        SweepFound,
        SweepOrder,
        ThoughtFiled,
        TurnFiled,
        TurnKept,
        Watch,
        WriteOrder,
    )

_Out = TypeVar("_Out", bound=Fact)


async def _do(  # noqa: PLR0917 - read at every call as a row of a table
    name: str, order: Fact, out: type[_Out], pace: timing.Pace, summary: str, *, queue: str = naming.EXECUTE_QUEUE
) -> _Out:
    done: _Out = await workflow.execute_activity(
        name,
        order,
        result_type=out,
        task_queue=queue,
        start_to_close_timeout=pace.start_to_close,
        schedule_to_close_timeout=pace.schedule_to_close,
        heartbeat_timeout=pace.heartbeat,
        retry_policy=pace.retry(),
        cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,  # no write is left half told
        summary=summary,
    )
    return done


async def file_turn(filed: TurnFiled) -> TurnKept:
    """Look back at what the case wrote, and keep what the graph will be given; the first turn opens the case file."""
    return await _do("file_turn", filed, TurnKept, timing.READ, f"turn {filed.cycle}")


async def file_thought(opened: CaseOpened, cycle: int, thought: str) -> Outcome:
    """Record what the graph came to and hand back its wishes."""
    filed = ThoughtFiled(opened=opened, cycle=cycle, thought=thought)
    return await _do("file_thought", filed, Outcome, timing.LEDGER, f"thought {cycle}")


async def judge(order: JudgeOrder) -> Judged:
    """The verdict of the book in force, on the state as read now; exposure is reserved with it."""
    return await _do("judge", order, Judged, timing.READ, order.wish.proposal.kind)


async def post_request(order: AskOrder) -> Asked:
    """Put the question where the person works."""
    return await _do("post_request", order, Asked, timing.READ, f"ask {order.role.value}")


async def read_answer(opened: CaseOpened, request: ApprovalRequest) -> Answered:
    """Read the request's record and check the answer that may be there."""
    sought = AnswerSought(opened=opened, request=request)
    return await _do("read_answer", sought, Answered, timing.READ, request.approver.login)


async def remind(opened: CaseOpened, request: ApprovalRequest) -> None:
    """Tell the person once more, and record it."""
    sought = AnswerSought(opened=opened, request=request)
    await _do("remind", sought, Kept, timing.READ, request.approver.login)


async def close_request(remark: Remark) -> Kept:
    """Record how a request ended; the feed stops reading it."""
    return await _do("close_request", remark, Kept, timing.LEDGER, remark.words[:60])


async def amend(order: AmendOrder) -> Wish:
    """The wish with the values that the approver wrote."""
    return await _do("amend", order, Wish, timing.LEDGER, order.decision.by.login)


async def carry_out(order: WriteOrder) -> Effect:
    """Do what was cleared, once, and read it back."""
    return await _do("carry_out", order, Effect, timing.WRITE, order.wish.proposal.kind)


async def drop(dropped: Dropped) -> Kept:
    """Record that a wish came to nothing, and release what was reserved for it."""
    return await _do("drop", dropped, Kept, timing.LEDGER, dropped.rejection.by)


async def close_case(closed: CaseClosed) -> Closed:
    """Record the ending."""
    return await _do("close_case", closed, Closed, timing.LEDGER, closed.ending.value)


async def detect(order: SweepOrder) -> SweepFound:
    """One batched read of the network."""
    return await _do("detect", order, SweepFound, timing.SWEEP, order.scenario, queue=naming.REASON_QUEUE)


async def watch_requests(lasting: timedelta) -> Handed:
    """Read all open requests again and again for a while."""
    return await _do("watch_requests", Watch(lasting=lasting), Handed, timing.WATCH, "open requests")


def show(opened: CaseOpened, state: str, words: str, request: ApprovalRequest | None) -> None:
    """Tell Temporal's UI and visibility where the case stands. No personal data goes into search attributes."""
    updates: list[SearchAttributeUpdate[str] | SearchAttributeUpdate[int] | SearchAttributeUpdate[datetime]] = [
        naming.SCENARIO.value_set(opened.scenario),
        naming.CASE_STATE.value_set(state),
        naming.COMPANY.value_set(opened.company_id),
    ]
    if request is None:
        updates += [naming.APPROVER_ROLE.value_unset(), naming.DUE_AT.value_unset()]
    else:
        updates += [
            naming.APPROVER_ROLE.value_set(request.role.value),
            naming.DUE_AT.value_set(request.expires_at),
            naming.POLICY_VERSION.value_set(request.verdict.book),
        ]
    workflow.upsert_search_attributes(updates)
    workflow.set_current_details(f"**{opened.title}**\n\n{state}: {words}")
