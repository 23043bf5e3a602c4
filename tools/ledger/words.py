"""The words of the ledger: what it is told, and what it hands back."""

from typing import Annotated, Literal

from pydantic import Field

from domain.approval import ApprovalRequest, Circumstances, StateStamp, Verdict
from domain.case import Ending
from domain.fact import Digest, Fact, Id, Line, Moment, Name
from domain.identity import CaseId
from domain.ledger import Effect, EffectState
from domain.proposals import Proposal


class Said(Fact):
    """Plain words as the payload of an audit entry."""

    words: str


class By(Fact):
    """Who did what follows, for which case, under which book, and when."""

    actor: Line
    case: Line = ""
    book: Digest | None = None
    at: Moment


class Note(Fact):
    """One thing to be remembered. Two notes with the same `entry_key` are one step, recorded once."""

    kind: Name
    by: By
    subject: Line
    payload: Fact
    entry_key: str


class Judgement(Fact):
    """A verdict with all that it was given on, so that it can be recomputed; a write holds Odoo to `state`."""

    slot: Line
    proposal: Proposal
    circumstances: Circumstances
    verdict: Verdict
    state: StateStamp


class Intent(Fact):
    """A write that is about to be tried, and the clearance that allows it."""

    slot: Line
    key: Name
    digest: Digest
    kind: Name
    option: Name
    clearance_id: Name


class Begun(Fact):
    """An intent that is on record. `effect.key` is the key to use; from the second attempt on, look it up first."""

    effect: Effect
    attempt: Annotated[int, Field(ge=1)]


class Settled(Fact):
    """What became of a write; fields left out stay as they are known."""

    slot: Line
    state: EffectState
    model: Name | None = None
    record_id: Id | None = None
    record: Line = ""
    read_back: tuple[Line, ...] = ()


class RequestRow(Fact):
    """One question that was asked, and how it ended."""

    request: ApprovalRequest
    state: Literal["open", "closed"]
    words: Line
    closed_at: Moment | None


class Waiting(Fact):
    """The questions that nobody has answered yet, and those on file that cannot be read, each with the reason."""

    requests: tuple[ApprovalRequest, ...]
    unreadable: dict[Name, str]


class CaseRow(Fact):
    """One opening of a case, from the first turn to the ending."""

    case: CaseId
    episode: Name
    scenario: Name
    company_id: Id
    title: Line
    finding: Digest
    opened_at: Moment
    thought: Digest | None = None
    ending: Ending | None = None
    words: Line = ""
    closed_at: Moment | None = None


class Head(Fact):
    """The last entry of the chain; kept elsewhere it is an anchor, behind which nothing can be changed unseen."""

    seq: Annotated[int, Field(ge=0)]
    hash: Digest


class Verification(Fact):
    """Whether every entry is as it was written; `bad` is the number of the first that is not."""

    sound: bool
    entries: int
    head: Head
    bad: int | None = None
    why: Line = ""
