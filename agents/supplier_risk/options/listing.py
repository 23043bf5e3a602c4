"""All options of a turn, and which of them are wished: the harmless ones together, a commitment alone."""

from agents.supplier_risk.options.asking import asking, replanning
from agents.supplier_risk.options.rows import Situation
from agents.supplier_risk.options.sources import confirming, preferring, splitting
from agents.supplier_risk.options.standing import holding, nothing, releasing, reviewing
from agents.supplier_risk.turns import Listed, Offer, done, standing, turned_down
from domain.case import Turn
from domain.fact import tame
from domain.proposals import Proposal, WithdrawDraft

_MOST = 12
MOST_REJECTIONS = 2
"""How often people say no, or nothing, before the case wishes for no commitment any more."""


def listed(at: Situation, *, passed: bool) -> Listed:
    """Every kind, always."""
    offers = (
        *asking(at),
        *replanning(at),
        *reviewing(at),
        *confirming(at),
        *splitting(at),
        *preferring(at),
        *holding(at),
        *releasing(at, passed=passed),
        nothing(at),
    )
    return Listed(offers=offers)


def wished(listed: Listed, turn: Turn, *, passed: bool) -> list[Offer]:
    """What is done next, in order; empty when there is nothing left to do now.

    Once the trouble has passed only what this case has set is taken back. Else everything harmless that is possible
    goes first; with nothing of that left, what a person chose in place of something else, or what gains most.
    """
    open_ = [offer for offer in listed.offers if offer.step is not None and _open(offer, turn)]
    if passed:
        return [offer for offer in open_ if offer.option.kind == "release"]
    harmless = [offer for offer in open_ if not offer.commits]
    if harmless:
        return harmless[:_MOST]
    if sum(r.by in {"person", "nobody"} and r.instead is None for r in turn.rejections) >= MOST_REJECTIONS:
        return []
    chosen = turn.rejections[-1].instead if turn.rejections else None
    commits = [o for o in open_ if o.option.kind != "release" and (o.option.option == chosen or _worth(o))]
    first = sorted(commits, key=lambda offer: offer.option.option != chosen)
    return first[:1]


def _worth(offer: Offer) -> bool:
    """Whether it saves more than it costs; what cannot be counted is for a person to weigh."""
    counted = offer.option.kind in {"split_source", "buy", "prefer"}
    return offer.gain is not None and (offer.gain.amount > 0 or not counted)


def _open(offer: Offer, turn: Turn) -> bool:
    name = offer.option.option
    return name not in turned_down(turn) and done(turn, name) is None


def abandoned(at: Situation, *, passed: bool) -> list[tuple[Proposal, str]]:
    """Requests of this case that will not be made a purchase, to be withdrawn, each with the name of its wish."""
    found: list[tuple[Proposal, str]] = []
    withdrawn = {effect.record_id for effect in standing(at.turn, "withdraw_draft")}
    for effect in standing(at.turn, "split_sourcing"):
        draft = next((d for d in at.seen.drafts if d.order_id == effect.record_id and not d.confirmed), None)
        refused = f"buy:{effect.record_id}" in turned_down(at.turn)
        if draft is None or effect.record_id in withdrawn or not (passed or refused):
            continue
        line = next((one for one in at.watch.lines if one.line_id == int(effect.option.split(":")[1])), None)
        name = f"withdraw:{draft.order_id}"
        if line is None or line.warehouse_id is None or name in turned_down(at.turn):
            continue
        step = WithdrawDraft(
            company_id=at.company_id,
            warehouse_id=line.warehouse_id,
            warehouse=line.warehouse,
            on_model="purchase.order",
            on_id=draft.order_id,
            on_name=draft.order,
            made_by=tame(effect.slot),
        )
        found.append((step, name))
    return found
