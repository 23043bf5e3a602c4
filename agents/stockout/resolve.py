"""Which option a turn pursues, given what happened to the earlier ones; a model may only pick among the possible."""

import json
from collections.abc import Sequence

from agents.stockout.compare import choose
from agents.stockout.option_wishes import under_way
from agents.stockout.shortage import Picked
from domain.approval import Rejection
from domain.case import Option, Turn
from domain.fact import tame

MOST_REJECTIONS = 2
"""How often a person says no before the case asks nothing more; after the first no it proposes once more."""

MOST_DRIFTS = 3
MOST_SAID = 300


def settled(turn: Turn, *, troubled: bool) -> Picked | None:
    """What is decided without weighing options again; None when they have to be weighed.

    The option under way goes on until somebody says no to it. Silence, and a second no of a person, end the wishing.
    """
    no = [r for r in turn.rejections if r.by == "person" and r.instead is None]
    if any(r.by == "nobody" for r in turn.rejections):
        return Picked(option=None, by="solver", notes=("nobody answered; nothing more is proposed",))
    if len(no) >= MOST_REJECTIONS:
        return Picked(option=None, by="person", notes=("a person said no twice; nothing more is proposed",))
    if sum(r.by == "drift" for r in turn.rejections) >= MOST_DRIFTS:
        return Picked(option=None, by="solver", notes=("Odoo kept changing meanwhile; the next sweep looks again",))
    going = under_way(turn.effects)
    if going is not None and going not in turned_down(turn.rejections):
        return Picked(option=going, by="solver", notes=(f"{going} is under way",))
    if not troubled:
        return Picked(option=None, by="solver", notes=("the trouble has passed by itself",))
    return None


def turned_down(rejections: Sequence[Rejection]) -> frozenset[str]:
    """Options that are not proposed again. Drift is no verdict on an option: what it relied on had changed."""
    return frozenset(r.option for r in rejections if r.by != "drift")


def instead(options: Sequence[Option], turn: Turn) -> Picked | None:
    """The option that a person chose in place of the last one, if it is possible."""
    last = turn.rejections[-1] if turn.rejections else None
    if last is None or last.instead is None or last.instead not in possible(options, turn):
        return None
    return Picked(option=last.instead, by="person", notes=(f"{last.instead} was chosen by the approver",))


def solved(options: Sequence[Option], turn: Turn, *notes: str) -> Picked:
    """The solver's choice: the smallest total of cost and remaining risk."""
    picked = choose(options, without=turned_down(turn.rejections))
    return Picked(option=picked, by="solver", notes=tuple(tame(note) for note in notes))


def possible(options: Sequence[Option], turn: Turn) -> tuple[str, ...]:
    """The ids that a model or a person may pick now."""
    out = turned_down(turn.rejections)
    return tuple(o.option for o in options if o.feasible and not o.comparison_only and o.option not in out)


def heard(text: str, options: Sequence[Option], turn: Turn) -> tuple[str | None, str]:
    """The option that a model named, and its reason; None when it named none that is possible.

    The answer must be one JSON object with the id of a possible option; anything else is not an answer.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None, "the model's choice was not a JSON object"
    named = said.get("option") if isinstance(said, dict) else None
    if not isinstance(named, str) or named not in possible(options, turn):
        return None, "the model chose none of the possible options"
    because = said.get("because")
    return named, tame(because, MOST_SAID) if isinstance(because, str) else ""
