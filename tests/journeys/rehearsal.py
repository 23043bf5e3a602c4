"""A scenario for journeys: its graph thinks what the finding tells it to think, turn by turn."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from langgraph.graph import END, START, StateGraph
from pydantic import Field

from agents import kit
from agents.kit import Means
from agents.scenario import Detected, DetectOrder, MindState, Scenario
from domain.case import Datum, Option, Sentence, Thought, Turn
from domain.fact import Fact, Line, Name, tame
from domain.money import Money
from domain.proposals import Bounds, Grounds, Proposal, Wish

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Wishes(Fact):
    """What is wished for in one turn, unless it was rejected in favour of another option."""

    wishes: tuple[Wish, ...]


class Script(Fact):
    """The turns of one case: the n-th turn wishes for the n-th entry, and after the last for nothing.

    `instead` holds what is wished for when a person chose another option.
    """

    turns: tuple[Wishes, ...]
    rests: tuple[timedelta, ...] = ()
    """How long the case sleeps, the first time, the second time, and so on, when there is nothing to wish."""
    awaits: tuple[Line, ...] = ()
    instead: dict[Name, Wishes] = Field(default_factory=dict)
    still_troubled: bool = True


def wish(proposal: Proposal, *, bounds: Bounds | None = None, option: str = "transfer") -> Wish:
    """A wish on sure and fresh grounds; the reading is dated when the graph thinks."""
    return Wish(
        proposal=proposal,
        grounds=Grounds(confidence=Decimal("0.95"), method="script", sample_days=364, read_at=_LONG_AGO),
        option=option,
        bounds=bounds,
        reason="as the script says",
    )


def script(
    *turns: Sequence[Wish],
    instead: Mapping[str, Sequence[Wish]] | None = None,
    rests: Sequence[timedelta] = (),
    awaits: Sequence[str] = (),
    still_troubled: bool = True,
) -> Script:
    """What a case will wish for, turn by turn."""
    return Script(
        turns=tuple(Wishes(wishes=tuple(turn)) for turn in turns),
        instead={option: Wishes(wishes=tuple(wishes)) for option, wishes in (instead or {}).items()},
        rests=tuple(rests),
        awaits=tuple(awaits),
        still_troubled=still_troubled,
    )


def think(state: MindState) -> MindState:
    """The only node."""
    means = kit.means()
    turn = means.documents.fetch(state["turn"], Turn)
    script = Script.from_json(turn.finding.detail)
    chosen = turn.rejections[-1].instead if turn.rejections and not turn.effects else None
    line = script.instead.get(chosen) if chosen is not None else None
    if line is None:
        line = script.turns[turn.cycle - 1] if turn.cycle <= len(script.turns) else Wishes(wishes=())
    return {"thought": means.documents.keep(_thought(line.wishes, script, turn, means))}


def _thought(wishes: tuple[Wish, ...], script: Script, turn: Turn, means: Means) -> Thought:
    grounds = Grounds(confidence=Decimal("0.95"), method="script", sample_days=364, read_at=means.now())
    rested = turn.carried.get("rested", 0)
    assert isinstance(rested, int)
    return Thought(
        facts=(Datum(name="On hand", value="3 Units", source="Odoo", read_at=means.now()),),
        options=tuple(_option(kind) for kind in ("transfer", "buy", "nothing")),
        chosen=wishes[0].option if wishes else None,
        chosen_by="solver",
        wishes=tuple(w.model_copy(update={"grounds": grounds}) for w in wishes),
        grounds=grounds,
        notes=tuple(tame(rejection.reason) for rejection in turn.rejections),
        explanation=(Sentence(text=f"Turn {turn.cycle}: {len(wishes)} wishes.", by="arithmetic"),),
        still_troubled=script.still_troubled,
        look_again=None if wishes else next(iter(script.rests[rested:]), None),
        awaits=script.awaits,
        carried={"rested": rested if wishes else rested + 1},
    )


def _option(kind: str) -> Option:
    return Option.model_validate(
        {
            "option": kind,
            "kind": kind,
            "title": f"Option {kind}",
            "feasible": True,
            "cost": Money(amount=Decimal(25), currency="EUR"),
            "short_probability": Decimal("0.6") if kind == "nothing" else Decimal("0.05"),
        }
    )


def detect(means: Means, order: DetectOrder) -> Detected:
    """Finds nothing by itself."""
    del means, order
    return Detected(findings=(), left_out=0, rpc_calls=0, seconds={}, notes=())


def graph() -> StateGraph:  # type: ignore[type-arg]
    """One node, run as an activity."""
    mind = StateGraph(MindState)
    mind.add_node("think", think, metadata=kit.read(seconds=20, summary="as the script says"))
    mind.add_edge(START, "think")
    mind.add_edge("think", END)
    return mind


REHEARSAL = Scenario("rehearsal", detect, graph)
