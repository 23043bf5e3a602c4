"""What minds tell a chat model and take from it: data between marks, one step of an inquiry, grounded sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents import inquiry
from agents.grounding import grounded
from agents.kit import Means
from domain.case import Datum, Option, Sentence
from domain.fact import Line, tame
from tools.errors import ToolError
from tools.model import Message

Step = dict[str, str | int]


def data(lines: Sequence[str]) -> str:
    """Lines between the marks that a model is told to take for data; nothing in them can end the marks."""
    return "\n".join(["<data>", *(line.replace("<", "(").replace(">", ")") for line in lines), "</data>"])


def about(facts: Sequence[Datum], rows: Sequence[str] = (), *, also: Sequence[str] = ()) -> str:
    """The facts of a case as data lines, one to a line, with rows of options and whatever else is known."""
    return data((*(f"{datum.name}: {datum.value} ({datum.source})" for datum in facts), *rows, *also))


def said(option: Option) -> str:
    """One option in a line: what it costs, when it arrives and what stays at risk, or why it is not possible."""
    if not option.feasible:
        return f"{option.title}: not possible, {option.why_not}"
    arrives = f", arrives {option.arrives:%Y-%m-%d}" if option.arrives is not None else ""
    return f"{option.title}: cost {option.cost}, remaining risk {option.risk}{arrives}"


def asked(means: Means, talk: str | None, step: int, *, system: str, about: str) -> Step:
    """One call of the model, which may ask for reads; `talk` is the hash of what was said so far, if anything was."""
    so_far = inquiry.begun(system, about) if talk is None else means.documents.fetch(talk, inquiry.Talk)
    said = inquiry.asked(so_far, means)
    return {"talk": means.documents.keep(said), "step": step + 1, "next": inquiry.onward(said)}


def answered(means: Means, talk: str, step: int, *, company_id: int) -> Step:
    """One read that the model asked for."""
    said = inquiry.answered(means.documents.fetch(talk, inquiry.Talk), means, company_id=company_id)
    return {"talk": means.documents.keep(said), "step": step + 1, "next": inquiry.onward(said)}


@dataclass(frozen=True)
class Told:
    """What a model is asked to explain: one option and what is known of the case, and what its words may lean on."""

    option: Option | None
    system: str
    about: str
    known: Sequence[str]


def told(means: Means, talk: str | None, told: Told) -> tuple[tuple[Sentence, ...], tuple[Line, ...]]:
    """The causes that the inquiry found and the model's own explanation, as far as the facts bear them."""
    if talk is None:
        return (), ()
    said = means.documents.fetch(talk, inquiry.Talk)
    kept, dropped = grounded(said.conclusion, (*told.known, *said.read))
    sentences, notes = [*kept], [said.note] if said.note else []
    notes += [f"{dropped} sentences of the inquiry were dropped: the facts do not bear them"] if dropped else []
    if means.model is None or told.option is None:
        return tuple(sentences), tuple(notes)
    try:
        reply = means.model.reply((Message(role="system", text=told.system), Message(role="user", text=told.about)))
    except ToolError as fault:
        return tuple(sentences), (*notes, tame(f"the chat model could not explain: {fault}"))
    kept, dropped = grounded(reply.text, (*told.known, *told.option.arithmetic))
    notes += [f"{dropped} sentences of the explanation were dropped"] if dropped else []
    return (*sentences, *kept), tuple(notes)
