"""A case: what was found, what was thought, how it ended."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from domain.approval import Rejection
from domain.fact import Digest, Fact, Id, Json, Line, Moment, Name, Share, Words
from domain.identity import CaseId
from domain.ledger import Effect
from domain.money import Money
from domain.proposals import Grounds, Wish


class Ending(StrEnum):
    """How a case closed."""

    DONE = "done"
    PASSED = "passed"
    NOTHING_BETTER = "nothing_better"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REFUSED = "refused"
    DRIFTED = "drifted"
    FAILED = "failed"


class Finding(Fact):
    """One trouble that a sweep found. `detail` is the scenario's own typed model as JSON, small."""

    case: CaseId
    episode: Name
    """Names this opening of the case; with the case id it makes every key of the case unique."""
    scenario: Name
    company_id: Id
    title: Line
    at_stake: Money
    found_at: Moment
    detail: dict[str, Json]


class Datum(Fact):
    """One number that the case leans on, where it came from, and when it was read."""

    name: Name
    value: Line
    source: Line
    read_at: Moment
    record: Line = ""
    """`model,id` of the record in Odoo, if one."""
    assumed: bool = False


class Option(Fact):
    """One thing that could be done, with its cost, date and remaining risk; or why it cannot be done."""

    option: Name
    kind: Literal[
        "transfer", "buy", "expedite", "substitute", "defer", "split_ship", "nothing", "combined", "reorder_rule"
    ]
    title: Line
    feasible: bool
    why_not: Line = ""
    cost: Money | None = None
    arrives: Moment | None = None
    short_probability: Share | None = None
    risk: Money | None = None
    arithmetic: tuple[Line, ...] = ()
    assumptions: tuple[Line, ...] = ()
    comparison_only: bool = False


class Sentence(Fact):
    """A sentence for people whose every number was found among the facts."""

    text: Words
    by: Literal["arithmetic", "model"]


class Thought(Fact):
    """What one turn of a scenario's graph came to."""

    facts: tuple[Datum, ...]
    options: tuple[Option, ...]
    chosen: Name | None
    chosen_by: Literal["solver", "model", "person"]
    wishes: tuple[Wish, ...]
    grounds: Grounds
    explanation: tuple[Sentence, ...]
    notes: tuple[Line, ...] = ()
    still_troubled: bool = True
    """False when the trouble has passed by itself."""
    look_again: timedelta | None = None
    """When nothing more is wished now: sleep for so long, or until there is news, and think again; None closes."""
    awaits: tuple[Line, ...] = ()
    """Records (`model,id`) on whose threads news is awaited: a message there ends the sleep."""
    carried: dict[str, Json] = Field(default_factory=dict)
    """What the scenario wants to be given at its next turn; small, typed by the scenario."""


class Turn(Fact):
    """What a scenario's graph is given: the finding, and what happened to the wishes so far."""

    finding: Finding
    cycle: Annotated[int, Field(ge=1)]
    effects: tuple[Effect, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    carried: dict[str, Json] = Field(default_factory=dict)
    """What the last thought of this case carried on; empty at the first turn."""


class Closed(Fact):
    """What a case workflow returns."""

    case: CaseId
    episode: Name
    ending: Ending
    words: Line
    effects: tuple[Effect, ...]
    closed_at: Moment
    last_thought: Digest | None = None
