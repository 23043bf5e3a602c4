"""What a scenario is: a way to detect trouble, and a graph that investigates one finding."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from langgraph.graph import StateGraph
from pydantic import Field
from typing_extensions import TypedDict

from agents.kit import Means
from domain.case import Finding
from domain.fact import Fact, Id, Line


class DetectOrder(Fact):
    """What to look at, and how many findings at most, worst first."""

    company_id: Id
    limit: Annotated[int, Field(ge=1, le=1000)]


class Detected(Fact):
    """What one batched look at the network found, and what it cost. `seconds` are decimals as text, by stage."""

    findings: tuple[Finding, ...]
    left_out: Annotated[int, Field(ge=0)]
    rpc_calls: Annotated[int, Field(ge=0)]
    seconds: dict[str, str]
    notes: tuple[Line, ...]


class MindState(TypedDict, total=False):
    """What every graph is given and gives back; scenarios add keys of their own. JSON values only."""

    turn: str
    cycle: int
    thought: str


@dataclass(frozen=True)
class Scenario:
    """One line of the catalog."""

    name: str
    detect: Callable[[Means, DetectOrder], Detected]
    graph: Callable[[], StateGraph]  # type: ignore[type-arg]
    """Builds a fresh graph: the plugin changes the nodes of the one it is given."""
