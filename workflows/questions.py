"""The questions of a case: one role after the other is asked, and how each question ended is recorded."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.approval import ApprovalRequest, Decision, NeedsApproval
    from domain.fact import Digest
    from domain.proposals import Wish
    from workflows import naming, steps
    from workflows.gate import Gate
    from workflows.orders import AskOrder, CaseOpened, Judged, Remark

Show = Callable[[str, str, ApprovalRequest | None], None]
"""Tells the world what the case is doing: its state, words, and the open request."""


@dataclass(frozen=True)
class Weighed:
    """A wish with its verdict, the thought it came from, and the slot it would fill."""

    wish: Wish
    judged: Judged
    thought: Digest
    slot: str


class Questions:
    """Asks people about the wishes of one case; the gate holds the question that is open."""

    def __init__(self, opened: CaseOpened, show: Show) -> None:
        self.gate = Gate(lambda request: steps.read_answer(opened, request))
        self._opened = opened
        self._show = show

    async def ask(self, weighed: Weighed, verdict: NeedsApproval) -> Decision | str:
        """Ask role after role. Without a decision, why there is none: silence of all of them is never approval."""
        passed_over: list[int] = []
        for round_, role in enumerate(verdict.roles, start=1):
            asked = await steps.post_request(
                AskOrder(
                    opened=self._opened,
                    request_id=naming.request_name(weighed.slot, round_),
                    slot=weighed.slot,
                    wish=weighed.wish,
                    thought=weighed.thought,
                    verdict=verdict,
                    role=role,
                    passed_over=tuple(passed_over),
                )
            )
            if asked.request is None:
                continue
            decision = await self._wait(asked.request)
            if decision is not None:
                return decision
            passed_over.append(asked.request.approver.uid)
        return "nobody answered in time" if passed_over else "nobody may be asked"

    async def _wait(self, request: ApprovalRequest) -> Decision | None:
        self._show("waiting", f"{request.approver.name} until {request.expires_at:%Y-%m-%d %H:%M} UTC", request)
        try:
            decision = await self.gate.ask(request, remind=lambda: steps.remind(self._opened, request))
        except ActivityError:
            await self._close(request, "the answer could not be read")
            raise
        answer = "nobody answered in time" if decision is None else f"{decision.answer} by {decision.by.name}"
        await self._close(request, answer)
        return decision

    async def _close(self, request: ApprovalRequest, words: str) -> None:
        await steps.close_request(Remark(opened=self._opened, subject=request.request_id, words=words))
