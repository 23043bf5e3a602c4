"""The later steps of a turn: ask a model why, choose among the possible options, explain, and wish."""

from collections.abc import Sequence

from agents import telling
from agents.grounding import grounded
from agents.stockout import assumptions as assumed
from agents.stockout.nodes import Desk, desk
from agents.stockout.option_wishes import wishes
from agents.stockout.prompts import CHOOSE, EXPLAIN, INVESTIGATE, about, said
from agents.stockout.resolve import heard, instead, possible, settled, solved
from agents.stockout.shortage import Picked
from agents.stockout.state import StockoutState
from agents.stockout.troubles import trouble_of
from agents.telling import Step
from domain.case import Option, Sentence, Thought
from domain.fact import tame
from domain.proposals import Grounds, Wish, WithdrawDraft
from tools.errors import ToolError
from tools.model import Message


def investigate(state: StockoutState) -> Step:
    """One call of the model, which may ask for reads; a turn that is settled already asks nothing."""
    at, step = desk(state), state.get("step", 0)
    if "talk" not in state and settled(at.turn, troubled=at.reckoned.troubled) is not None:
        return {"step": step + 1, "next": "done"}
    told = about(at.facts, also=[_subject(at)])
    return telling.asked(at.means, state.get("talk"), step, system=INVESTIGATE, about=told)


def consult(state: StockoutState) -> Step:
    """One read that the model asked for."""
    at = desk(state)
    return telling.answered(at.means, state["talk"], state.get("step", 0), company_id=at.turn.finding.company_id)


def choose(state: StockoutState) -> dict[str, str]:
    """The option of this turn.

    What is under way goes on; else a person's choice, else the model's among the possible ones, else the solver's.
    """
    at = desk(state)
    picked = settled(at.turn, troubled=at.reckoned.troubled) or instead(at.options, at.turn) or _weighed(at)
    return {"picked": at.means.documents.keep(picked)}


def explain(state: StockoutState) -> dict[str, str]:
    """The thought of this turn, with its wishes; a model's sentences are kept only as far as the facts bear them."""
    at = desk(state)
    picked = at.means.documents.fetch(state["picked"], Picked)
    offer = next((o for o in at.listed.offers if o.option.option == picked.option), None)
    option = offer.option if offer is not None else None
    reckoned, turn = at.reckoned, at.turn
    grounds = Grounds(
        confidence=reckoned.here.credibility,
        method=reckoned.here.method,
        sample_days=reckoned.here.sample_days,
        read_at=at.seen.position.read_at,
    )
    trouble = trouble_of(
        at.shortage, at.seen, reckoned, assumptions=assumed.load(at.means.assumptions), now=at.seen.position.read_at
    )
    wished = wishes(offer, trouble, effects=turn.effects, grounds=grounds, drafts=at.seen.drafts)
    said_by_model, notes = _told(at, option)
    thought = Thought(
        facts=at.facts,
        options=at.options,
        chosen=picked.option,
        chosen_by="person" if picked.by == "person" else "model" if picked.by == "model" else "solver",
        wishes=wished,
        grounds=grounds,
        explanation=(*_reasons(at, option), *picked.words, *said_by_model),
        notes=(*reckoned.notes, *picked.notes, *_given_up(picked, option, wished), *notes),
        still_troubled=reckoned.troubled,
    )
    return {"thought": at.means.documents.keep(thought)}


def _weighed(at: Desk) -> Picked:
    """The model's choice among the possible options; whatever else it says, the solver's stands."""
    if at.means.model is None:
        return solved(at.options, at.turn, "no chat model is configured; the solver's choice stands")
    may = set(possible(at.options, at.turn))
    told = about(at.facts, [o for o in at.options if o.option in may], also=_refused(at))
    messages = (Message(role="system", text=CHOOSE), Message(role="user", text=told))
    try:
        reply = at.means.model.reply(messages, as_json=True)
    except ToolError as fault:
        return solved(at.options, at.turn, f"the chat model could not be asked ({fault}); the solver's choice stands")
    named, why = heard(reply.text, at.options, at.turn)
    if named is None:
        return solved(at.options, at.turn, f"{why}; the solver's choice stands")
    kept, dropped = grounded(why, _known(at))
    notes = (f"{dropped} sentences of the model were dropped: they said what the facts do not",) if dropped else ()
    return Picked(option=named, by="model", words=kept, notes=notes)


def _told(at: Desk, option: Option | None) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
    told = about(at.facts, [option], also=option.arithmetic) if option is not None else ""
    wanted = telling.Told(option=option, system=EXPLAIN, about=told, known=_known(at))
    return telling.told(at.means, at.state.get("talk"), wanted)


def _given_up(picked: Picked, option: Option | None, wished: Sequence[Wish]) -> tuple[str, ...]:
    """Why what is under way is taken back all the same."""
    taken_back = any(isinstance(wish.proposal, WithdrawDraft) for wish in wished)
    if picked.option is None or not taken_back or (option is not None and option.feasible):
        return ()
    why = option.why_not if option is not None else "it is not among the options now"
    return (tame(f"{picked.option} is not possible any more, its drafts are withdrawn: {why}"),)


def _reasons(at: Desk, option: Option | None) -> tuple[Sentence, ...]:
    """What the numbers say, by a fixed text."""
    here = at.reckoned.here
    chance = f"{100 * here.risk:.0f} % chance of running out in {here.horizon_days.normalize():f} days"
    lines = [f"{here.product.code} at {here.site.name}: {chance}, {here.at_stake} at stake."]
    lines += [f"{said(option)}."] if option is not None else []
    return tuple(Sentence(text=line, by="arithmetic") for line in lines)


def _known(at: Desk) -> tuple[str, ...]:
    """Everything that a model's sentence may lean on."""
    facts = [f"{datum.name}: {datum.value} {datum.source}" for datum in at.facts]
    return (*facts, *(f"{o.option} {said(o)}" for o in at.options), _subject(at))


def _refused(at: Desk) -> tuple[str, ...]:
    return tuple(f"turned down ({r.by}): {r.option}, because: {tame(r.reason)}" for r in at.turn.rejections)


def _subject(at: Desk) -> str:
    product, here = at.shortage.product, at.reckoned.here.site
    return (
        f"the product is {product.code} {product.name}, id {product.product_id}; "
        f"the site is {here.code} {here.name}, warehouse id {here.warehouse_id}"
    )
