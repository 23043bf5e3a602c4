"""A case from finding to ending: think, judge, perhaps ask, act, and think again until nothing is left to wish."""

import asyncio
from contextlib import suppress
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
        WriteOrder,
    )
    from workflows.past import Past
    from workflows.questions import Questions, Weighed
    from workflows.resting import News


@workflow.defn(name="CaseWorkflow", failure_exception_types=[GraphRecursionError, KeyError, ValueError])
class CaseWorkflow:
    """One trouble, one workflow; its id is the case's id."""

    @workflow.init
    def __init__(self, opened: CaseOpened) -> None:
        self._opened = opened
        self._questions = Questions(opened, self._show)
        self._past, self._news = Past.of(opened.so_far), False
        self._state, self._words = "opened", opened.title

    @workflow.run
    async def run(self, opened: CaseOpened) -> Closed:
        """Turn by turn until the graph wishes for nothing more. However it ends, the ending is recorded."""
        try:
            outcome = await self._turns()
            how, words = closing(self._past.effects, self._past.rejections, outcome, rested=self._past.rested)
        except asyncio.CancelledError:
            if workflow.cancellation_reason() is None:
                raise  # not an operator: the worker only forgets the case for now
            how, words = broken_off(STOPPED, self._past.effects)
        except ActivityError as failed:
            how, words = broken_off(said(failed), self._past.effects)
        except (GraphRecursionError, KeyError, ValueError) as unfit:
            how, words = broken_off(f"{type(unfit).__name__}: {unfit}", self._past.effects)
        await workflow.wait_condition(workflow.all_handlers_finished)
        closed = await steps.close_case(
            CaseClosed(
                opened=opened,
                ending=how,
                words=words,
                effects=tuple(self._past.effects),
                last_thought=self._past.thought,
            )
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

    @workflow.update(name="news")
    async def news(self, news: News) -> None:
        """Somebody wrote on a record that the case waits for: it looks for itself, once it rests."""
        del news
        self._news = True

    @workflow.query(name="view")
    def view(self) -> CaseView:
        """What the case is doing now."""
        return CaseView(
            state=self._state,
            request=self._questions.gate.request,
            effects=tuple(self._past.effects),
            words=self._words,
        )

    async def _turns(self) -> Outcome:
        outcome, turns = await self._think(), 1
        while outcome.wishes or outcome.look_again is not None:
            if not outcome.wishes:
                await self._rest(outcome)
                turns = 0
            elif turns < self._opened.max_turns:
                await self._pursue_all(outcome)
            else:
                for index, wish in enumerate(outcome.wishes):
                    await self._drop(no(wish, NO_TURN_LEFT, "nobody"), self._slot(f"{self._past.cycle}.{index}"))
                return outcome
            outcome, turns = await self._think(), turns + 1
        return outcome

    async def _rest(self, outcome: Outcome) -> None:
        """Sleep until it is time to look again, or there is news; now and then a fresh history is begun on waking."""
        self._show("resting", outcome.words)
        self._past.rested = True
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self._news, timeout=outcome.look_again, timeout_summary="look again")
        if self._past.turns >= self._opened.fresh_after or workflow.info().is_continue_as_new_suggested():
            await workflow.wait_condition(workflow.all_handlers_finished)
            so_far = self._past.so_far(outcome.thought)
            workflow.continue_as_new(self._opened.model_copy(update={"so_far": so_far}))

    async def _pursue_all(self, outcome: Outcome) -> None:
        """Wish after wish; a no ends the turn, for what is wished next depends on it."""
        for index, wish in enumerate(outcome.wishes):
            happened = await self._pursue(wish, outcome, step=f"{self._past.cycle}.{index}")
            if isinstance(happened, Rejection):
                self._past.rejections.append(happened)
                return
            self._past.effects.append(happened)

    async def _think(self) -> Outcome:
        if workflow.cancellation_reason() is not None:
            raise asyncio.CancelledError  # it came while something was written, which was waited for
        self._show("thinking", self._words)
        past, self._news = self._past, False
        past.cycle += 1
        turn = await steps.file_turn(past.turn(self._opened))
        past.effects, past.rejections = [*turn.effects], [*turn.rejections]
        mind = graph(self._opened.scenario).compile()
        state = await mind.ainvoke({"turn": turn.digest, "cycle": self._past.cycle})
        outcome = await steps.file_thought(self._opened, self._past.cycle, str(state["thought"]))
        self._past.thought = outcome.thought
        return outcome

    async def _pursue(self, wish: Wish, outcome: Outcome, *, step: str) -> Effect | Rejection:
        """One wish through judgement, gate and write; a rejection carries its reason back to the graph."""
        if any(past.by == "person" and past.digest == digest(wish.proposal) for past in self._past.rejections):
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
        self._show("judging", f"{wish.proposal.kind} at {wish.proposal.where}")
        judged = await steps.judge(JudgeOrder(opened=self._opened, slot=slot, wish=wish))
        if judged.stands is not None:
            return judged.stands
        cleared = await self._clearance(Weighed(wish, judged, thought, slot))
        if isinstance(cleared, Rejection):
            return cleared
        granted, key = cleared
        self._show("acting", f"{granted.proposal.kind} at {granted.proposal.where}")
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
