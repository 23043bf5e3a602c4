"""A case from finding to ending: think, judge, perhaps ask, act, and think again until nothing is left to wish."""

import asyncio
from typing import Literal, assert_never

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from langgraph.errors import GraphRecursionError
    from temporalio.langgraph import graph

    from domain.approval import ApprovalRequest, Clearance, Cleared, Decision, NeedsApproval, Refused, Rejection
    from domain.case import Closed
    from domain.fact import Digest
    from domain.identity import Person
    from domain.ledger import Effect
    from domain.proposals import Wish, digest
    from workflows import naming, steps
    from workflows.endings import NO_TURN_LEFT, STOPPED, broken_off, closing, failed_with, no, said
    from workflows.orders import (
        AmendOrder,
        Answered,
        CaseClosed,
        CaseOpened,
        CaseView,
        Dropped,
        JudgeOrder,
        Knock,
        Outcome,
        TurnFiled,
        WriteOrder,
    )
    from workflows.questions import Questions, Weighed


@workflow.defn(name="CaseWorkflow", failure_exception_types=[GraphRecursionError, KeyError, ValueError])
class CaseWorkflow:
    """One trouble, one workflow; its id is the case's id."""

    @workflow.init
    def __init__(self, opened: CaseOpened) -> None:
        self._opened = opened
        self._questions = Questions(opened, self._show)
        self._effects: list[Effect] = []
        self._rejections: list[Rejection] = []
        self._thought: Digest | None = None
        self._state, self._words = "opened", opened.title

    @workflow.run
    async def run(self, opened: CaseOpened) -> Closed:
        """Turn by turn until the graph wishes for nothing more. However it ends, the ending is recorded."""
        try:
            outcome = await self._turns()
            how, words = closing(self._effects, self._rejections, outcome)
        except asyncio.CancelledError:
            if workflow.cancellation_reason() is None:
                raise  # not an operator: the worker only forgets the case for now
            how, words = broken_off(STOPPED, self._effects)
        except ActivityError as failed:
            how, words = broken_off(said(failed), self._effects)
        except (GraphRecursionError, KeyError, ValueError) as unfit:
            how, words = broken_off(f"{type(unfit).__name__}: {unfit}", self._effects)
        await workflow.wait_condition(workflow.all_handlers_finished)
        closed = await steps.close_case(
            CaseClosed(opened=opened, ending=how, words=words, effects=tuple(self._effects), last_thought=self._thought)
        )
        self._show(how.value, words)
        return closed

    @workflow.update(name="answered")
    async def answered(self, knock: Knock) -> Answered:
        """Somebody answered, perhaps: the case looks in Odoo for itself."""
        del knock
        return await self._questions.gate.knocked()

    @answered.validator
    def _admit(self, knock: Knock) -> None:
        self._questions.gate.admit(knock, workflow.now())

    @workflow.query(name="view")
    def view(self) -> CaseView:
        """What the case is doing now."""
        return CaseView(
            state=self._state, request=self._questions.gate.request, effects=tuple(self._effects), words=self._words
        )

    async def _turns(self) -> Outcome:
        outcome = await self._think(1)
        for cycle in range(2, self._opened.max_turns + 1):
            if not outcome.wishes:
                return outcome
            for index, wish in enumerate(outcome.wishes):
                happened = await self._pursue(wish, outcome, step=f"{cycle - 1}.{index}")
                if isinstance(happened, Rejection):
                    self._rejections.append(happened)
                    break
                self._effects.append(happened)
            outcome = await self._think(cycle)
        for index, wish in enumerate(outcome.wishes):
            await self._drop(no(wish, NO_TURN_LEFT, "nobody"), self._slot(f"{self._opened.max_turns}.{index}"))
        return outcome

    async def _think(self, cycle: int) -> Outcome:
        if workflow.cancellation_reason() is not None:
            raise asyncio.CancelledError  # it came while something was written, which was waited for
        self._show("thinking", self._words)
        so_far = tuple(self._effects), tuple(self._rejections)
        turn = await steps.file_turn(
            TurnFiled(opened=self._opened, cycle=cycle, effects=so_far[0], rejections=so_far[1])
        )
        self._effects, self._rejections = [*turn.effects], [*turn.rejections]
        mind = graph(self._opened.scenario).compile()
        state = await mind.ainvoke({"turn": turn.digest, "cycle": cycle})
        outcome = await steps.file_thought(self._opened, cycle, str(state["thought"]))
        self._thought = outcome.thought
        return outcome

    async def _pursue(self, wish: Wish, outcome: Outcome, *, step: str) -> Effect | Rejection:
        """One wish through judgement, gate and write; a rejection carries its reason back to the graph."""
        if any(past.by == "person" and past.digest == digest(wish.proposal) for past in self._rejections):
            return no(wish, "a person has already said no to exactly this", "person")
        slot = self._slot(step)
        try:
            happened = await self._try(wish, outcome.thought, slot)
        except ActivityError as failed:
            if is_cancelled_exception(failed):
                raise
            happened = failed_with(wish, failed)
        if isinstance(happened, Rejection):
            await self._drop(happened, slot)
        return happened

    def _slot(self, step: str) -> str:
        return naming.slot(self._opened.case, self._opened.episode, step)

    async def _drop(self, rejection: Rejection, slot: str) -> None:
        await steps.drop(Dropped(opened=self._opened, slot=slot, rejection=rejection))

    async def _try(self, wish: Wish, thought: Digest, slot: str) -> Effect | Rejection:
        self._show("judging", f"{wish.proposal.kind} at {wish.proposal.warehouse}")
        judged = await steps.judge(JudgeOrder(opened=self._opened, slot=slot, wish=wish))
        if judged.stands is not None:
            return judged.stands
        cleared = await self._clearance(Weighed(wish, judged, thought, slot))
        if isinstance(cleared, Rejection):
            return cleared
        granted, key = cleared
        self._show("acting", f"{granted.proposal.kind} at {granted.proposal.warehouse}")
        return await steps.carry_out(WriteOrder(opened=self._opened, wish=granted, clearance=key))

    async def _clearance(self, weighed: Weighed) -> tuple[Wish, Clearance] | Rejection:
        verdict = weighed.judged.verdict
        match verdict:
            case Refused():
                return no(weighed.wish, "; ".join(h.words for h in verdict.hits if h.effect == "refuses"), "policy")
            case Cleared():
                return weighed.wish, self._cut(weighed, by="policy", request=None)
            case NeedsApproval():
                return await self._ask(weighed, verdict)
            case _:
                assert_never(verdict)

    async def _ask(self, weighed: Weighed, verdict: NeedsApproval) -> tuple[Wish, Clearance] | Rejection:
        decision = await self._questions.ask(weighed, verdict)
        return (
            no(weighed.wish, decision, "nobody") if isinstance(decision, str) else await self._heed(decision, weighed)
        )

    async def _heed(self, decision: Decision, weighed: Weighed) -> tuple[Wish, Clearance] | Rejection:
        match decision.answer:
            case "reject":
                return no(weighed.wish, decision.comment, "person")
            case "approve":
                return weighed.wish, self._cut(weighed, by=decision.by, request=decision.request_id)
            case "amend":
                instead = decision.amendment.option if decision.amendment is not None else None
                if instead is not None:
                    return no(weighed.wish, decision.comment or "another option was chosen", "person", instead)
                return await self._amended(decision, weighed)
            case _:
                assert_never(decision.answer)

    async def _amended(self, decision: Decision, weighed: Weighed) -> tuple[Wish, Clearance] | Rejection:
        """Amended values are a new proposal in a slot of their own, judged again; the amender may be enough."""
        other = await steps.amend(AmendOrder(opened=self._opened, wish=weighed.wish, decision=decision))
        order = JudgeOrder(
            opened=self._opened,
            slot=naming.amended(weighed.slot),
            wish=other,
            instead_of=weighed.slot,
            approved_by=decision.by.uid,
        )
        again = Weighed(other, await steps.judge(order), weighed.thought, order.slot)
        if isinstance(again.judged.verdict, Cleared) or again.judged.holds:
            return other, self._cut(again, by=decision.by, request=decision.request_id)
        return await self._clearance(again)

    def _cut(self, weighed: Weighed, *, by: Person | Literal["policy"], request: str | None) -> Clearance:
        """The only place where a key is made."""
        now = workflow.now()
        return Clearance(
            clearance_id=f"key/{workflow.uuid4()}",
            digest=digest(weighed.wish.proposal),
            slot=weighed.slot,
            granted_by=by,
            request_id=request,
            book=weighed.judged.verdict.book,
            state=weighed.judged.state,
            issued_at=now,
            expires_at=now + weighed.judged.lifetime,
        )

    def _show(self, state: str, words: str, request: ApprovalRequest | None = None) -> None:
        self._state, self._words = state, words
        steps.show(self._opened, state, words, request)
