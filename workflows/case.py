"""A case from finding to ending: think, judge, perhaps ask, act, and think again until nothing is left to wish."""

from dataclasses import dataclass
from typing import Literal, assert_never

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from langgraph.errors import GraphRecursionError
    from temporalio.langgraph import graph

    from domain.approval import ApprovalRequest, Clearance, Cleared, Decision, NeedsApproval, Refused, Rejection
    from domain.case import Closed, Ending
    from domain.fact import Digest
    from domain.identity import Person
    from domain.ledger import Effect
    from domain.proposals import Wish, WithdrawDraft, digest
    from workflows import naming, steps
    from workflows.gate import Gate
    from workflows.orders import (
        AmendOrder,
        Answered,
        AskOrder,
        CaseClosed,
        CaseOpened,
        CaseView,
        Judged,
        JudgeOrder,
        Knock,
        Outcome,
        Remark,
        TurnFiled,
        WriteOrder,
    )

_By = Literal["person", "policy", "drift", "nobody", "odoo"]
_ENDING_OF: dict[_By, Ending] = {
    "person": Ending.REJECTED,
    "nobody": Ending.EXPIRED,
    "policy": Ending.REFUSED,
    "drift": Ending.DRIFTED,
    "odoo": Ending.FAILED,
}


@dataclass(frozen=True)
class _Weighed:
    """A wish with its verdict, the thought it came from, and the slot it would fill."""

    wish: Wish
    judged: Judged
    thought: Digest
    slot: str


@workflow.defn(name="CaseWorkflow", failure_exception_types=[GraphRecursionError, KeyError, ValueError])
class CaseWorkflow:
    """One trouble, one workflow; its id is the case's id."""

    @workflow.init
    def __init__(self, opened: CaseOpened) -> None:
        self._opened = opened
        self._gate = Gate(self._look)
        self._effects: list[Effect] = []
        self._rejections: list[Rejection] = []
        self._state = "opened"
        self._words = opened.title

    @workflow.run
    async def run(self, opened: CaseOpened) -> Closed:
        """Turn by turn until the graph wishes for nothing more."""
        self._show("thinking", opened.title)
        try:
            outcome = await self._turns()
        except ActivityError as failed:
            ending, words = Ending.FAILED, _said(failed)
        else:
            ending, words = self._ending(outcome), outcome.words
        await workflow.wait_condition(workflow.all_handlers_finished)
        closed = await steps.close_case(
            CaseClosed(opened=opened, ending=ending, words=words, effects=tuple(self._effects))
        )
        self._show(ending.value, words)
        return closed

    @workflow.update(name="answered")
    async def answered(self, knock: Knock) -> Answered:
        """Somebody answered, perhaps: the case looks in Odoo for itself."""
        del knock
        return await self._gate.knocked()

    @answered.validator
    def _admit(self, knock: Knock) -> None:
        self._gate.admit(knock, workflow.now())

    @workflow.query(name="view")
    def view(self) -> CaseView:
        """What the case is doing now."""
        return CaseView(state=self._state, request=self._gate.request, effects=tuple(self._effects), words=self._words)

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
        return outcome

    async def _think(self, cycle: int) -> Outcome:
        self._show("thinking", self._words)
        turn = await steps.file_turn(
            TurnFiled(
                opened=self._opened,
                cycle=cycle,
                effects=tuple(self._effects),
                rejections=tuple(self._rejections),
            )
        )
        mind = graph(self._opened.scenario).compile()
        state = await mind.ainvoke({"turn": turn.digest, "cycle": cycle})
        return await steps.file_thought(self._opened, cycle, str(state["thought"]))

    async def _pursue(self, wish: Wish, outcome: Outcome, *, step: str) -> Effect | Rejection:
        """One wish through judgement, gate and write; a rejection carries its reason back to the graph."""
        slot = naming.slot(self._opened.case, self._opened.episode, step)
        try:
            judged = await steps.judge(JudgeOrder(opened=self._opened, slot=slot, wish=wish))
            cleared = await self._clearance(_Weighed(wish, judged, outcome.thought, slot))
            if isinstance(cleared, Rejection):
                return cleared
            granted, key = cleared
            self._show("acting", f"{wish.proposal.kind} at {wish.proposal.warehouse}")
            return await steps.carry_out(WriteOrder(opened=self._opened, slot=key.slot, wish=granted, clearance=key))
        except ActivityError as failed:
            return _no(wish, _said(failed), "drift" if _kind(failed) in {"Drifted", "WrongClearance"} else "odoo")

    async def _clearance(self, weighed: _Weighed) -> tuple[Wish, Clearance] | Rejection:
        verdict = weighed.judged.verdict
        match verdict:
            case Refused():
                return _no(weighed.wish, "; ".join(h.words for h in verdict.hits if h.effect == "refuses"), "policy")
            case Cleared():
                return weighed.wish, self._cut(weighed, by="policy", request=None)
            case NeedsApproval():
                return await self._ask(weighed, verdict)
            case _:
                assert_never(verdict)

    async def _ask(self, weighed: _Weighed, verdict: NeedsApproval) -> tuple[Wish, Clearance] | Rejection:
        """Ask role after role; silence of all of them is never approval."""
        passed_over: list[int] = []
        for round_, role in enumerate((verdict.role, *verdict.escalate_to), start=1):
            now = workflow.now()
            asked = await steps.post_request(
                AskOrder(
                    opened=self._opened,
                    request_id=naming.request_name(weighed.slot, round_),
                    slot=weighed.slot,
                    wish=weighed.wish,
                    thought=weighed.thought,
                    verdict=verdict,
                    role=role,
                    opened_at=now,
                    expires_at=now + verdict.answer_within,
                    passed_over=tuple(passed_over),
                )
            )
            if asked.request is None:
                continue
            decision = await self._wait(asked.request)
            if decision is not None:
                return await self._heed(decision, weighed)
            passed_over.append(asked.request.approver.uid)
        return _no(weighed.wish, "nobody answered in time" if passed_over else "nobody may be asked", "nobody")

    async def _wait(self, request: ApprovalRequest) -> Decision | None:
        self._show("waiting", f"{request.approver.name} until {request.expires_at:%Y-%m-%d %H:%M} UTC", request)
        decision = await self._gate.ask(request, remind=lambda: steps.remind(self._opened, request))
        how = "nobody answered in time" if decision is None else f"{decision.answer} by {decision.by.name}"
        await steps.close_request(
            Remark(
                opened=self._opened,
                kind="request.closed",
                subject=request.request_id,
                words=how,
                request=request,
            )
        )
        return decision

    async def _heed(self, decision: Decision, weighed: _Weighed) -> tuple[Wish, Clearance] | Rejection:
        match decision.answer:
            case "reject":
                return _no(weighed.wish, decision.comment, "person")
            case "approve":
                return weighed.wish, self._cut(weighed, by=decision.by, request=decision.request_id)
            case "amend":
                instead = decision.amendment.option if decision.amendment is not None else None
                if instead is not None:
                    return _no(weighed.wish, decision.comment or "another option was chosen", "person", instead)
                return await self._amended(decision, weighed)
            case _:
                assert_never(decision.answer)

    async def _amended(self, decision: Decision, weighed: _Weighed) -> tuple[Wish, Clearance] | Rejection:
        """Amended values are a new proposal in a slot of their own, judged again; the amender may be enough."""
        other = await steps.amend(AmendOrder(opened=self._opened, wish=weighed.wish, decision=decision))
        order = JudgeOrder(
            opened=self._opened,
            slot=f"{weighed.slot}+",
            wish=other,
            instead_of=weighed.slot,
            approved_by=decision.by.uid,
        )
        again = _Weighed(other, await steps.judge(order), weighed.thought, order.slot)
        if isinstance(again.judged.verdict, NeedsApproval) and again.judged.holds:
            return other, self._cut(again, by=decision.by, request=decision.request_id)
        return await self._clearance(again)

    def _cut(self, weighed: _Weighed, *, by: Person | Literal["policy"], request: str | None) -> Clearance:
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

    async def _look(self, request: ApprovalRequest) -> Answered:
        return await steps.read_answer(self._opened, request)

    def _ending(self, outcome: Outcome) -> Ending:
        undone = {effect.record_id for effect in self._effects if effect.kind == _WITHDRAW}
        standing = [e for e in self._effects if e.kind != _WITHDRAW and e.record_id not in undone]
        if standing:
            return Ending.DONE
        if self._rejections:
            return _ENDING_OF[self._rejections[-1].by]
        return Ending.NOTHING_BETTER if outcome.still_troubled else Ending.PASSED

    def _show(self, state: str, words: str, request: ApprovalRequest | None = None) -> None:
        self._state, self._words = state, words
        steps.show(self._opened, state, words, request)


_WITHDRAW = WithdrawDraft.model_fields["kind"].default


def _no(wish: Wish, reason: str, by: _By, instead: str | None = None) -> Rejection:
    return Rejection(option=wish.option, digest=digest(wish.proposal), reason=reason[:4000], by=by, instead=instead)


def _kind(failed: ActivityError) -> str:
    return failed.cause.type or "" if isinstance(failed.cause, ApplicationError) else type(failed.cause).__name__


def _said(failed: ActivityError) -> str:
    said = failed.cause.message if isinstance(failed.cause, ApplicationError) else str(failed.cause or failed)
    return f"{_kind(failed)}: {said}"[:200]
