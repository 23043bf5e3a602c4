"""A bounded conversation: a chat model asks typed reads of Odoo until it can say what it found, or its budget ends.

The graph loops between two nodes: `asked` is one call of the model, `answered` is one read. What was said is kept by
its hash, so the state that travels is a digest and a counter.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from agents.kit import Means
from domain.fact import Digest, Fact, Id, Line, tame
from tools.errors import Passing, ToolError
from tools.model import Message, ToolAsked, ToolOffer
from tools.odoo.questions import QUESTIONS
from tools.odoo.questions.asking import Question

MOST_CALLS = 6
MOST_READS = 12
MOST_TOKENS = 24_000
MOST_RESULT = 6_000
MOST_TRIES = 3
NO_MODEL = "no chat model is configured; causes were not investigated"


class Talk(Fact):
    """A conversation so far. `note` says why it ended early, if it did."""

    messages: tuple[Message, ...]
    calls: Annotated[int, Field(ge=0)] = 0
    tries: Annotated[int, Field(ge=0)] = 0
    tokens: Annotated[int, Field(ge=0)] = 0
    done: bool = False
    note: Line = ""

    @property
    def conclusion(self) -> str:
        """What the model said last, when it asked for nothing more."""
        last = self.messages[-1]
        return last.text if self.done and last.role == "assistant" and not last.asked else ""

    @property
    def read(self) -> tuple[str, ...]:
        """Every result that was read for the model."""
        return tuple(m.text for m in self.messages if m.role == "tool")

    @property
    def waiting(self) -> ToolAsked | None:
        """The first read that was asked for and is not answered yet."""
        given = {m.answers for m in self.messages if m.role == "tool"}
        asked = [a for m in self.messages if m.role == "assistant" for a in m.asked]
        return next((a for a in asked if a.call not in given), None)


def begun(system: str, about: str) -> Talk:
    """A conversation that nobody has answered yet."""
    return Talk(messages=(Message(role="system", text=system), Message(role="user", text=about)))


def asked(talk: Talk, means: Means) -> Talk:
    """One call of the model. A fault ends the conversation with a note; a passing one does so at the third try."""
    if means.model is None:
        return _ended(talk, NO_MODEL)
    if talk.calls >= MOST_CALLS or talk.tokens >= MOST_TOKENS:
        return _ended(talk, f"the model's budget of {MOST_CALLS} calls and {MOST_TOKENS} tokens was spent")
    if talk.tries:
        means.wait(2.0**talk.tries)
    try:
        reply = means.model.reply(talk.messages, offers(means))
    except Passing as fault:
        if talk.tries + 1 < MOST_TRIES:
            return talk.model_copy(update={"tries": talk.tries + 1})
        return _ended(talk, f"the chat model did not answer: {fault}")
    except ToolError as fault:
        return _ended(talk, f"the chat model could not be used: {fault}")
    wanted = reply.asked[: MOST_READS - len(talk.read)]
    said = Message(role="assistant", text=reply.text, asked=_distinct(talk, wanted))
    return Talk(
        messages=(*talk.messages, said),
        calls=talk.calls + 1,
        tokens=talk.tokens + reply.tokens,
        done=not said.asked,
    )


def answered(talk: Talk, means: Means, *, company_id: Id) -> Talk:
    """One read for the model: its arguments are validated, its result is cut to size; a refusal is told in words."""
    wanted = talk.waiting
    if wanted is None:
        return talk
    text = _answer(wanted, means, company_id)
    return talk.model_copy(update={"messages": (*talk.messages, Message(role="tool", text=text, answers=wanted.call))})


def onward(talk: Talk) -> Literal["ask", "answer", "done"]:
    """Where the conversation goes next."""
    if talk.done:
        return "done"
    return "answer" if talk.waiting is not None else "ask"


def offers(means: Means) -> tuple[ToolOffer, ...]:
    """Every read that a model may ask for. None of them writes."""
    return tuple(
        ToolOffer(name=q.name, description=q.description, parameters=q.arguments.model_json_schema())
        for q in _questions(means).values()
    )


def _questions(means: Means) -> Mapping[str, Question]:
    return {**QUESTIONS, **{question.name: question for question in means.also}}


def kept(means: Means, talk: Talk) -> Digest:
    """The conversation under its hash."""
    return means.documents.keep(talk)


def _answer(wanted: ToolAsked, means: Means, company_id: int) -> str:
    known = _questions(means)
    question = known.get(wanted.name)
    if question is None:
        return f"There is no read named {tame(wanted.name, 60)}. Known: {', '.join(known)}."
    try:
        arguments = question.arguments.model_validate_json(wanted.arguments)
    except ValidationError as wrong:
        return f"The arguments do not fit: {tame('; '.join(e['msg'] for e in wrong.errors()), 400)}."
    try:
        with means.odoo() as odoo:
            result = question.ask(odoo, arguments, company_id=company_id, now=means.now())
    except ValidationError:
        return "What Odoo holds there cannot be read as what it should be."
    except Passing:
        raise
    except ToolError as no:
        return f"Odoo said no: {tame(str(no), 400)}"
    text = result.model_dump_json()
    return text if len(text) <= MOST_RESULT else f"{text[:MOST_RESULT]} ...cut; ask for less."


def _distinct(talk: Talk, asked_for: Sequence[ToolAsked]) -> tuple[ToolAsked, ...]:
    """Call ids are the model's words: the same id again would hide a read, so it gets one of ours."""
    seen = {a.call for m in talk.messages for a in m.asked}
    named: list[ToolAsked] = []
    for one in asked_for:
        call, others = one.call, count(1)
        while call in seen:
            call = f"{one.call[:80]}~{next(others)}"
        seen.add(call)
        named.append(one.model_copy(update={"call": call}))
    return tuple(named)


def _ended(talk: Talk, why: str) -> Talk:
    return talk.model_copy(update={"done": True, "note": tame(why)})
