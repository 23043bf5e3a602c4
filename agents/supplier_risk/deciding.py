"""The later steps of a turn: ask a model why, decide what is wished, explain, and say when to look again."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from agents import telling
from agents.supplier_risk.assumptions import shipped
from agents.supplier_risk.nodes import Desk, desk
from agents.supplier_risk.options.asking import answer_due, question_of
from agents.supplier_risk.options.listing import abandoned, wished
from agents.supplier_risk.prompts import EXPLAIN, INVESTIGATE, about
from agents.supplier_risk.state import SupplierState
from agents.supplier_risk.turns import Offer
from agents.telling import Step, said
from domain.case import Option, Sentence, Thought
from domain.fact import Line, Moment, tame
from domain.proposals import Grounds, Wish

_STRENGTH = Decimal(5)
"""So many orders weigh as much as not knowing: the same as in the lead time's levels."""
_SHARE = Decimal("0.000001")
_GIVEN_UP = "This case made the request and now lets it go."


def investigate(state: SupplierState) -> Step:
    """One call of the model, which may ask for reads; only the first turn of a case asks."""
    at, step = desk(state), state.get("step", 0)
    if "talk" not in state and at.turn.cycle > 1:
        return {"step": step + 1, "next": "done"}
    told = about(at.facts, also=[_subject(at)])
    return telling.asked(at.means, state.get("talk"), step, system=INVESTIGATE, about=told)


def consult(state: SupplierState) -> Step:
    """One read that the model asked for."""
    at = desk(state)
    return telling.answered(at.means, state["talk"], state.get("step", 0), company_id=at.turn.finding.company_id)


def explain(state: SupplierState) -> dict[str, str]:
    """The thought of this turn: wishes, reasons, and how long the case may sleep when nothing more is wished."""
    at = desk(state)
    grounds = _grounds(at)
    offers = wished(at.listed, at.turn, passed=at.passed)
    wishes = (*_withdrawn(at, grounds), *(w for offer in offers for w in _wish(offer, grounds)))
    first = offers[0].option if offers else None
    by_model, notes = _told(at, first)
    seen, closing = at.seen, at.passed and not wishes
    thought = Thought(
        facts=at.facts,
        options=tuple(offer.option for offer in at.listed.offers),
        chosen=first.option if first is not None else None,
        chosen_by="person" if _chosen_by_person(at, first) else "solver",
        wishes=wishes,
        grounds=grounds,
        explanation=(*_reasons(at, [offer.option for offer in offers]), *by_model),
        notes=(*seen.watch.notes, *seen.notes, *_of_replies(at), *notes),
        still_troubled=not at.passed,
        look_again=None if closing else _until(at),
        awaits=()
        if closing
        else tuple(f"purchase.order,{i}" for i in dict.fromkeys(o.order_id for o in seen.watch.lines)),
        carried=at.carried.to_json(),
    )
    return {"thought": at.means.documents.keep(thought)}


def _wish(offer: Offer, grounds: Grounds) -> tuple[Wish, ...]:
    if offer.step is None:
        return ()
    option = offer.option
    reason = ". ".join((option.title, *option.arithmetic[1:3]))
    if offer.sure is not None:
        grounds = grounds.model_copy(update={"confidence": offer.sure, "method": "as Odoo has it"})
    wish = Wish(proposal=offer.step, grounds=grounds, option=option.option, bounds=offer.bounds, reason=reason)
    return (wish,)


def _withdrawn(at: Desk, grounds: Grounds) -> tuple[Wish, ...]:
    dropped = abandoned(at.situation, passed=at.passed)
    return tuple(Wish(proposal=step, grounds=grounds, option=name, reason=_GIVEN_UP) for step, name in dropped)


def _grounds(at: Desk) -> Grounds:
    """How sure the figures are: by the orders of this supplier that were received."""
    watch = at.seen.watch
    orders = Decimal(watch.lead_time.orders if watch.lead_time.basis in {"supplier", "product_supplier"} else 0)
    return Grounds(
        confidence=(orders / (orders + _STRENGTH)).quantize(_SHARE),
        method="shrunken empirical lead time",
        sample_days=watch.history_days,
        read_at=watch.read_at,
    )


def _until(at: Desk) -> timedelta:
    """Until the next answer is due, or a day at most."""
    situation, longest = at.situation, timedelta(days=shipped().acting.look_days)
    due: list[Moment] = []
    for order_id in dict.fromkeys(line.order_id for line in at.seen.watch.lines):
        _, last = question_of(situation, order_id)
        if last is not None:
            due.append(answer_due(situation, last))
    ahead = [one - situation.now for one in due if one > situation.now]
    return min([longest, *ahead])


def _chosen_by_person(at: Desk, first: Option | None) -> bool:
    last = at.turn.rejections[-1] if at.turn.rejections else None
    return first is not None and last is not None and last.instead == first.option


def _told(at: Desk, option: Option | None) -> tuple[tuple[Sentence, ...], tuple[Line, ...]]:
    told = about(at.facts, [option], also=option.arithmetic) if option is not None else ""
    wanted = telling.Told(option=option, system=EXPLAIN, about=told, known=_known(at))
    return telling.told(at.means, at.state.get("talk"), wanted)


def _reasons(at: Desk, options: Sequence[Option]) -> tuple[Sentence, ...]:
    """What the numbers say, by a fixed text."""
    watch = at.seen.watch
    stake = f"{watch.at_stake} at stake, {watch.expected_loss} likely to be lost"
    lines = [f"{watch.supplier}: {watch.score.points:.1f} of 100 points of risk, {stake}."]
    lines += [f"{said(option)}." for option in options[:3]]
    if at.passed:
        lines.append(f"{at.carried.good} good looks in a row: the trouble has passed.")
    elif not options:
        lines.append(f"Nothing more is to be done now; it is looked at again within {shipped().acting.look_days} day.")
    return tuple(Sentence(text=line, by="arithmetic") for line in lines)


def _known(at: Desk) -> tuple[str, ...]:
    """Everything that a model's sentence may lean on; what a supplier wrote is no fact."""
    watch = at.seen.watch
    own = [datum for datum in at.facts if not datum.name.startswith("claim of the supplier")]
    facts = [f"{datum.name}: {datum.value} {datum.source}" for datum in own]
    return (*facts, *(f"{o.option.option} {said(o.option)}" for o in at.listed.offers), _subject(at), watch.supplier)


def _of_replies(at: Desk) -> tuple[Line, ...]:
    return tuple(tame(f"message {reply.message_id}: {reply.note}") for reply in at.heard.replies if reply.note)


def _subject(at: Desk) -> str:
    watch = at.seen.watch
    return f"the supplier is {watch.supplier}, id {watch.supplier_id}"
