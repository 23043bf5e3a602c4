"""What scripted chat models say, and which of our prompts they were given."""

import re
from collections.abc import Callable

from domain.fact import Json
from tests.fakes.chat import Answer, Request

KEY = "sk-planted-secret"


def calling(name: str, arguments: str, *, call: str = "call_1") -> Json:
    """One read that a model asks for, its arguments as it wrote them."""
    return {"id": call, "type": "function", "function": {"name": name, "arguments": arguments}}


def calls(*wanted: Json) -> Answer:
    """A model asks for several reads at once."""
    return {"content": None, "tool_calls": list(wanted)}


def purpose(request: Request) -> str:
    """Which of the three prompts this is."""
    if "tools" in request:
        return "investigate"
    return "choose" if "response_format" in request else "explain"


def answering(*, investigate: Answer, choose: Answer, explain: Answer) -> Callable[[Request], Answer]:
    """A model with one answer for each prompt."""
    answers = {"investigate": investigate, "choose": choose, "explain": explain}
    return lambda request: answers[purpose(request)]


def messages_of(request: Request) -> list[dict[str, str]]:
    """What was said so far, as it was sent."""
    messages = request["messages"]
    assert isinstance(messages, list)
    return messages


def product_named_in(messages: list[dict[str, str]]) -> int:
    """The id of the product that a conversation is about."""
    (found,) = re.findall(r", id (\d+);", messages[1]["content"])
    return int(found)
