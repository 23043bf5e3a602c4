"""The mind of the stockout scenario: look, forecast, list options, investigate, choose, explain."""

from langgraph.graph import END, START, StateGraph

from agents.kit import computed, read
from agents.stockout.deciding import choose, consult, explain, investigate
from agents.stockout.nodes import forecast, list_options, look
from agents.stockout.state import StockoutState


async def onward(state: StockoutState) -> str:
    """From the inquiry: to the next read, to the next call of the model, or on to the choice."""
    return state["next"]


def graph() -> StateGraph[StockoutState]:
    """A fresh graph. Each node is an activity of its own; the inquiry loops until it is done or its budget is spent."""
    mind: StateGraph[StockoutState] = StateGraph(StockoutState)
    mind.add_node("look", look, metadata=read(seconds=120, summary="read the product at all sites"))
    mind.add_node("forecast", forecast, metadata=computed(seconds=120, summary="what lies ahead"))
    mind.add_node("list_options", list_options, metadata=computed(seconds=60, summary="what could be done"))
    mind.add_node("investigate", investigate, metadata=read(seconds=180, summary="ask a model why"))
    mind.add_node("consult", consult, metadata=read(seconds=60, summary="read for the model"))
    mind.add_node("choose", choose, metadata=computed(seconds=120, summary="choose an option"))
    mind.add_node("explain", explain, metadata=computed(seconds=120, summary="explain and wish"))
    mind.add_edge(START, "look")
    mind.add_edge("look", "forecast")
    mind.add_edge("forecast", "list_options")
    mind.add_edge("list_options", "investigate")
    for node in ("investigate", "consult"):
        mind.add_conditional_edges(node, onward, {"ask": "investigate", "answer": "consult", "done": "choose"})
    mind.add_edge("choose", "explain")
    mind.add_edge("explain", END)
    return mind
