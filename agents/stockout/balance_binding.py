"""Which limit keeps a plan from doing more: the one without which one more step would cost less than it saves."""

from collections.abc import Iterator, Mapping, Sequence

from agents.stockout.arithmetic import plain, rounded
from agents.stockout.balance_cost import cost, expected_loss
from agents.stockout.balance_model import Model
from agents.stockout.option_prices import Tier
from agents.stockout.option_transfer import Giver
from domain.fact import Line, tame

_GAIN = 1e-6
_REACHED = "the service level aimed at is reached"


def binding(model: Model, own: Sequence[float], left: Mapping[int, float]) -> Line:
    """The limits that bind, the most costly first; when none does, what stands against doing more.

    `own` are the planned quantities by way, `left` what each site could still give.
    """
    found = sorted(_bound(model, own, left), reverse=True)
    if found:
        return tame("; ".join(dict.fromkeys(words for _, words in found)))
    if not model.receiver.ways:
        return "no other site and no supplier can bring anything in time"
    if expected_loss(model.receiver, own) <= _GAIN:
        return "nothing: no sale is expected to be lost"
    return "cost: bringing in more would cost more than the sales it saves"


def _bound(model: Model, own: Sequence[float], left: Mapping[int, float]) -> Iterator[tuple[float, str]]:
    """What more through each way would save, with the words of the limit that forbids it."""
    now = cost([model.receiver], [own])
    for index, source in enumerate(model.sources):
        gain, step = max((now - cost([model.receiver], [_more(own, index, s)]), s) for s in _steps(model, own))
        words = (
            _giver(model, own, source, left[source.shelf.site.warehouse_id] - step)
            if isinstance(source, Giver)
            else _tier(model, own, index, step)
        )
        if gain > _GAIN and words:
            yield gain, words


def _steps(model: Model, own: Sequence[float]) -> tuple[float, ...]:
    """One multiple more, or all that is missing."""
    one = model.receiver.multiple
    rest = max(one, model.receiver.most - sum(own))
    return (one, rest)


def _more(own: Sequence[float], index: int, step: float) -> list[float]:
    return [q + step if i == index else q for i, q in enumerate(own)]


def _tier(model: Model, own: Sequence[float], index: int, step: float) -> str:
    way, source, quantity = model.receiver.ways[index], model.sources[index], own[index] + step
    if isinstance(source, Tier) and quantity < way.least:
        return f"the smallest order of {source.price.supplier} at this price is {plain(rounded(way.least))}"
    return _REACHED if quantity > way.most and own[index] > 0 else ""


def _giver(model: Model, own: Sequence[float], giver: Giver, left: float) -> str:
    code, shelf = giver.shelf.site.code, giver.shelf
    if left < -_GAIN:
        return f"{code} keeps {plain(min(giver.keeps, shelf.on_hand))} of {plain(shelf.on_hand)} for its own need"
    moved = sum(q for way, q in zip(model.receiver.ways, own, strict=True) if way.kind == "transfer")
    if moved + model.receiver.multiple > model.receiver.most:
        return _REACHED
    return ""
