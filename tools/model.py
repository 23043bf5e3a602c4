"""The model gateway: the one door to a language model, for talk or for vectors, on any server of OpenAI's protocol."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Literal

import numpy as np
import openai
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_openai import AzureChatOpenAI, AzureOpenAIEmbeddings, ChatOpenAI, OpenAIEmbeddings
from langsmith import tracing_context
from numpy.typing import NDArray
from pydantic import Field, SecretStr, StringConstraints

from domain.fact import Fact, Json, Line, Name, tame
from tools.errors import Busy, Malformed, Misconfigured, Misused, Refused, ToolError, Unavailable, WrongLogin
from tools.settings import ModelAccess

Text = Annotated[str, StringConstraints(max_length=60_000)]
_MOST_TEXT = 20_000
_MOST_CALLS = 8
_MOST_TEXTS = 64
_SERVER_FAULT = 500
_GARBLED = (openai.APIError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the client library raises, as measured, on an answer that is not of its protocol or nests too deeply."""


class ToolOffer(Fact):
    """One typed read that the model may ask for; `parameters` is the JSON schema of its arguments."""

    name: Name
    description: Text
    parameters: dict[str, Json]


class ToolAsked(Fact):
    """One read that the model asked for; the arguments are its words, not yet validated."""

    call: Name
    name: Name
    arguments: Text


class Message(Fact):
    """One turn of a conversation; `answers` names the asked tool that a tool message answers."""

    role: Literal["system", "user", "assistant", "tool"]
    text: Text
    asked: tuple[ToolAsked, ...] = ()
    answers: Name | None = None


class Reply(Fact):
    """What the model said, and the tokens that the server counted (0 where it does not count)."""

    text: Text
    asked: tuple[ToolAsked, ...]
    tokens: Annotated[int, Field(ge=0)]
    model: Line


class ChatModel:
    """One configured model. It holds no tool and no authority: a reply is data."""

    def __init__(self, access: ModelAccess) -> None:
        self.name = access.name
        self._chat = _chat(access)

    def reply(self, messages: Sequence[Message], offers: Sequence[ToolOffer] = (), *, as_json: bool = False) -> Reply:
        """One call, no retries. `as_json` asks the server for one JSON object.

        Raises `Busy` (429), `Unavailable` (no answer, 5xx), `WrongLogin`, `Refused` (budget or policy of the server),
        `Misused` (the server does not know the model or the option), `Malformed` (no answer in the protocol's form).
        """
        asked: dict[str, Json] = {}
        if offers:
            asked["tools"] = [_offered(offer) for offer in offers]
        if as_json:
            asked["response_format"] = {"type": "json_object"}
        with _in_our_words(), tracing_context(enabled=False):
            return _received(self._chat.bind(**asked).invoke([_sent(message) for message in messages]), self.name)


class Embedder:
    """One configured embedding model of the same protocol: texts to vectors of length one, by their meaning."""

    def __init__(self, access: ModelAccess) -> None:
        self.name: Name = tame(f"{access.provider}/{access.name}", 120)
        self._embeddings = _embeddings(access)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text, no retries; raises as `ChatModel.reply` does."""
        if not texts:
            return np.empty((0, 0), np.float32)
        with _in_our_words(), tracing_context(enabled=False):
            found = np.array(self._embeddings.embed_documents([*texts]), np.float32)
        length = np.linalg.norm(found, axis=1, keepdims=True) if found.ndim == 2 else np.zeros(1)  # noqa: PLR2004
        if len(found) != len(texts) or not np.isfinite(length).all() or not length.all():
            message = "the model's server did not answer with one usable vector for each text"
            raise Malformed(message)
        return np.asarray(found / length, np.float32)


def _chat(access: ModelAccess) -> BaseChatModel:
    if access.provider == "azure":
        endpoint, key, version = _azure(access)
        return AzureChatOpenAI(
            azure_deployment=access.name,
            azure_endpoint=endpoint,
            api_key=key,
            api_version=version,
            timeout=access.timeout.total_seconds(),
            max_retries=0,
            temperature=0,
            max_tokens=access.max_tokens,
        )
    return ChatOpenAI(
        model=access.name,
        base_url=access.base_url or "https://api.openai.com/v1",
        api_key=access.key or (lambda: "none"),
        timeout=access.timeout.total_seconds(),
        max_retries=0,
        temperature=0,
        max_completion_tokens=access.max_tokens,
        use_responses_api=False,
    )


def _embeddings(access: ModelAccess) -> Embeddings:
    """Texts are sent as they are: counting tokens first would need a file from elsewhere."""
    if access.provider == "azure":
        endpoint, key, version = _azure(access)
        return AzureOpenAIEmbeddings(
            deployment=access.name,
            azure_endpoint=endpoint,
            openai_api_key=key,
            openai_api_version=version,
            request_timeout=access.timeout.total_seconds(),
            max_retries=0,
            chunk_size=_MOST_TEXTS,
            check_embedding_ctx_length=False,
        )
    return OpenAIEmbeddings(
        model=access.name,
        openai_api_base=access.base_url or "https://api.openai.com/v1",
        openai_api_key=access.key or (lambda: "none"),
        request_timeout=access.timeout.total_seconds(),
        max_retries=0,
        chunk_size=_MOST_TEXTS,
        check_embedding_ctx_length=False,
    )


def _azure(access: ModelAccess) -> tuple[str, SecretStr, str]:
    if access.base_url is None or access.key is None or access.api_version is None:
        message = "Azure OpenAI needs an endpoint, a key and an API version"
        raise Misconfigured(message, remedy="Set AZURE_OPENAI_ENDPOINT, AZURE_OPENAI_API_KEY and OPENAI_API_VERSION")
    return access.base_url, access.key, access.api_version


def _offered(offer: ToolOffer) -> Json:
    function: dict[str, Json] = {
        "name": offer.name,
        "description": offer.description,
        "parameters": dict(offer.parameters),
    }
    return {"type": "function", "function": function}


def _sent(message: Message) -> BaseMessage:
    match message.role:
        case "system":
            return SystemMessage(message.text)
        case "user":
            return HumanMessage(message.text)
        case "tool":
            return ToolMessage(message.text, tool_call_id=message.answers or "")
        case "assistant":
            calls = [{"name": a.name, "args": _arguments(a.arguments), "id": a.call} for a in message.asked]
            return AIMessage(message.text, tool_calls=calls)


def _arguments(text: str) -> dict[str, Json]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _received(said: BaseMessage, name: str) -> Reply:
    if not isinstance(said, AIMessage):
        message = "the model's server answered with something that is not an assistant's message"
        raise Malformed(message)
    asked = [
        ToolAsked(
            call=tame(str(c["id"] or f"call-{n}"), 100) or f"call-{n}",
            name=tame(str(c["name"]), 100) or "unnamed",
            arguments=json.dumps(c["args"])[:_MOST_TEXT],
        )
        for n, c in enumerate(said.tool_calls[:_MOST_CALLS])
    ]
    asked += [
        ToolAsked(
            call=tame(str(c["id"] or f"bad-{n}"), 100) or f"bad-{n}",
            name=tame(str(c["name"] or "unnamed"), 100) or "unnamed",
            arguments=str(c["args"])[:_MOST_TEXT],
        )
        for n, c in enumerate(said.invalid_tool_calls[:_MOST_CALLS])
    ]
    usage = said.usage_metadata
    text = said.text if isinstance(said.text, str) else str(said.content)
    return Reply(
        text=text[:_MOST_TEXT], asked=tuple(asked), tokens=usage["total_tokens"] if usage else 0, model=tame(name)
    )


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except openai.APIStatusError as said:
        raise _by_status(said.status_code) from None
    except (openai.APIConnectionError, openai.APITimeoutError):
        message = "the model's server did not answer"
        raise Unavailable(message, remedy="Check the model's address; cases go on without a model meanwhile") from None
    except _GARBLED as said:
        message = f"the model's server did not answer in its protocol ({type(said).__name__})"
        raise Malformed(message) from None


def _by_status(status: int) -> ToolError:
    """The words of a server may quote a prompt or a key, so only the status travels."""
    said = f"the model's server answered {status}"
    match status:
        case 401:
            return WrongLogin(said, remedy="Check the model's key")
        case 402 | 403:
            return Refused(said, remedy="The model's budget or permissions are used up; see its server")
        case 408 | 409 | 429:
            return Busy(said)
        case _ if status >= _SERVER_FAULT:
            return Unavailable(said)
        case _:
            return Misused(said, remedy="Check the model's name and what its server supports")
