"""The mind of the supplier scenario: look, read replies, list options, investigate, explain and wish."""

from langgraph.graph import END, START, StateGraph

from agents.kit import computed, read
from agents.supplier_risk.deciding import consult, explain, investigate
from agents.supplier_risk.nodes import list_options, look, read_replies
from agents.supplier_risk.state import SupplierState


async def onward(state: SupplierState) -> str:
    """From the inquiry: to the next read, to the next call of the model, or on to the end."""
    return state["next"]


def graph() -> StateGraph[SupplierState]:
    """A fresh graph. Each node is an activity of its own; the inquiry loops until it is done or its budget is spent."""
    mind: StateGraph[SupplierState] = StateGraph(SupplierState)
    mind.add_node("look", look, metadata=read(seconds=180, summary="read the supplier and its mail"))
    mind.add_node("read_replies", read_replies, metadata=computed(seconds=180, summary="what the supplier wrote"))
    mind.add_node("list_options", list_options, metadata=computed(seconds=60, summary="what could be done"))
    mind.add_node("investigate", investigate, metadata=read(seconds=180, summary="ask a model why"))
    mind.add_node("consult", consult, metadata=read(seconds=60, summary="read for the model"))
    mind.add_node("explain", explain, metadata=computed(seconds=120, summary="explain and wish"))
    mind.add_edge(START, "look")
    mind.add_edge("look", "read_replies")
    mind.add_edge("read_replies", "list_options")
    mind.add_edge("list_options", "investigate")
    for node in ("investigate", "consult"):
        mind.add_conditional_edges(node, onward, {"ask": "investigate", "answer": "consult", "done": "explain"})
    mind.add_edge("explain", END)
    return mind
