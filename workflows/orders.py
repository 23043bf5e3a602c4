"""One model in and one model out for every workflow, update and activity."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from domain.approval import ApprovalRequest, Clearance, Decision, NeedsApproval, Rejection, StateStamp, Verdict
from domain.case import Ending
from domain.fact import Digest, Fact, Id, Line, Name, Words
from domain.identity import CaseId, Role
from domain.ledger import Effect
from domain.money import Money
from domain.proposals import Wish
from workflows.resting import SoFar


class Found(Fact):
    """One finding of a sweep: the document is kept by its hash, only the hash travels."""

    case: CaseId
    episode: Name
    title: Line
    at_stake: Money
    finding: Digest


class CaseOpened(Fact):
    """What starts a case, or lets it go on with a fresh history (`so_far`).

    `max_turns` bounds the turns without a rest between them, `fresh_after` those of one history.
    """

    case: CaseId
    episode: Name
    scenario: Name
    company_id: Id
    title: Line
    finding: Digest
    max_turns: Annotated[int, Field(ge=1, le=50)] = 12
    fresh_after: Annotated[int, Field(ge=1, le=200)] = 60
    so_far: SoFar | None = None


class TurnFiled(Fact):
    """What the graph is about to be given."""

    opened: CaseOpened
    cycle: int
    effects: tuple[Effect, ...]
    rejections: tuple[Rejection, ...]
    last: Digest | None = None
    """The thought of the last turn, for what it carried on."""


class TurnKept(Fact):
    """The turn as it was kept; its effects and rejections tell what people took away since the last one."""

    digest: Digest
    effects: tuple[Effect, ...]
    rejections: tuple[Rejection, ...]


class Outcome(Fact):
    """What a turn of the graph came to, as far as the workflow needs it."""

    thought: Digest
    wishes: tuple[Wish, ...]
    still_troubled: bool
    words: Line
    look_again: timedelta | None = None


class Kept(Fact):
    """The name under which something was kept."""

    digest: Digest


class ThoughtFiled(Fact):
    """A thought to be recorded for a case."""

    opened: CaseOpened
    cycle: int
    thought: Digest


class JudgeOrder(Fact):
    """One wish to be judged for one slot; `instead_of` is the slot whose reservation it replaces."""

    opened: CaseOpened
    slot: Line
    wish: Wish
    instead_of: Line | None = None
    approved_by: Id | None = None


class Judged(Fact):
    """The verdict, and the state that it was given on. `holds`: `approved_by` has the role, or a higher one."""

    verdict: Verdict
    state: StateStamp
    holds: bool = False
    lifetime: timedelta
    stands: Effect | None = None
    """What was wished for stands already: the write of an earlier turn or opening, for which the verdict was given."""


class AskOrder(Fact):
    """One question for one role."""

    opened: CaseOpened
    request_id: Name
    slot: Line
    wish: Wish
    thought: Digest
    verdict: NeedsApproval
    role: Role
    passed_over: tuple[Id, ...] = ()


class Asked(Fact):
    """The request that now stands in Odoo; None when nobody may be asked."""

    request: ApprovalRequest | None
    words: Line


class Knock(Fact):
    """Somebody says that a request was answered. It carries no authority: the case looks for itself."""

    request_id: Name
    digest: Digest


class AnswerSought(Fact):
    """The request whose record is to be looked at."""

    opened: CaseOpened
    request: ApprovalRequest


class Answered(Fact):
    """What the case found when it looked."""

    decision: Decision | None
    words: Words


class AmendOrder(Fact):
    """A decision whose values become a new proposal."""

    opened: CaseOpened
    wish: Wish
    decision: Decision


class WriteOrder(Fact):
    """One write with its key."""

    opened: CaseOpened
    wish: Wish
    clearance: Clearance


class Remark(Fact):
    """How a request ended, for the audit chain and the case file."""

    opened: CaseOpened
    subject: Line
    words: Words


class Dropped(Fact):
    """A wish that came to nothing, for the ledger; its reservation is released."""

    opened: CaseOpened
    slot: Line
    rejection: Rejection


class CaseClosed(Fact):
    """How a case ended, for the ledger."""

    opened: CaseOpened
    ending: Ending
    words: Line
    effects: tuple[Effect, ...]
    last_thought: Digest | None


class SweepOrder(Fact):
    """One sweep of one scenario in one company."""

    scenario: Name
    company_id: Id
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class SweepFound(Fact):
    """What a sweep found, worst first, and what it cost."""

    found: tuple[Found, ...]
    left_out: int
    rpc_calls: int
    seconds: dict[str, str]
    notes: tuple[Line, ...]


class SweepReport(Fact):
    """What a sweep started."""

    opened: tuple[CaseId, ...]
    already_open: tuple[CaseId, ...]
    left_out: int
    rpc_calls: int
    seconds: dict[str, str]
    notes: tuple[Line, ...]


class FeedOrder(Fact):
    """How many rounds of the watch there are before a fresh history."""

    rounds: Annotated[int, Field(ge=1)] = 50


class Watch(Fact):
    """One long poll: how long it lasts. How often it reads is the worker's setting."""

    lasting: timedelta


class Handed(Fact):
    """How often a long poll read, how many answers it handed to cases, and which requests it could not read."""

    reads: int
    answers: int
    left_out: tuple[Line, ...] = ()


class CaseView(Fact):
    """What a case says of itself when asked."""

    state: Name
    request: ApprovalRequest | None
    effects: tuple[Effect, ...]
    words: Line
