"""What travels through the graph of a supplier case: hashes and counters, never the facts themselves."""

from agents.scenario import MindState


class SupplierState(MindState, total=False):
    """Each key is the hash of what a node kept; `step` grows with every turn of the inquiry, so none is passed over."""

    seen: str
    heard: str
    by_model: bool
    listed: str
    talk: str
    step: int
    next: str
