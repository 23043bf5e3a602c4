"""The chat-model gateway against a server of OpenAI's protocol on a socket."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from tests.fakes.chat import Answer, asks, chat_server, says
from tools import errors
from tools.model import ChatModel, Message, ToolOffer
from tools.settings import ModelAccess

KEY = "sk-planted-secret"
QUESTION = (Message(role="system", text="You read."), Message(role="user", text="Why is HAM short?"))
OFFER = ToolOffer(name="open_orders", description="Open orders of a product", parameters={"type": "object"})


def access(url: str) -> ModelAccess:
    return ModelAccess(
        provider="openai",
        name="scripted",
        key=SecretStr(KEY),
        base_url=url,
        api_version=None,
        timeout=timedelta(seconds=2),
    )


def test_a_reply_carries_its_text_and_the_tokens_it_cost() -> None:
    with chat_server([says("The supplier is late.")]) as server:
        reply = ChatModel(access(server.url)).reply(QUESTION)

    assert reply.text == "The supplier is late."
    assert reply.tokens == 15


def test_an_offered_tool_can_be_asked_for_with_typed_arguments() -> None:
    with chat_server([asks("open_orders", product_id=7)]) as server:
        reply = ChatModel(access(server.url)).reply(QUESTION, [OFFER])

    assert [(a.name, a.arguments) for a in reply.asked] == [("open_orders", '{"product_id": 7}')]
    assert server.requests[0]["tools"] == [
        {
            "type": "function",
            "function": {"name": "open_orders", "description": OFFER.description, "parameters": {"type": "object"}},
        }
    ]


def test_what_a_tool_answered_is_sent_back_under_the_call_it_answers() -> None:
    with chat_server([asks("open_orders", product_id=7), says("Late order P00018.")]) as server:
        model = ChatModel(access(server.url))
        first = model.reply(QUESTION, [OFFER])
        asked = Message(role="assistant", text="", asked=first.asked)
        answer = Message(role="tool", text='{"orders": ["P00018"]}', answers=first.asked[0].call)
        second = model.reply((*QUESTION, asked, answer), [OFFER])

    sent = server.requests[1]["messages"]
    assert isinstance(sent, list)
    assert sent[-1] == {"role": "tool", "content": '{"orders": ["P00018"]}', "tool_call_id": first.asked[0].call}
    assert second.text == "Late order P00018."


def test_one_json_object_can_be_asked_for() -> None:
    with chat_server([says('{"option": "A"}')]) as server:
        ChatModel(access(server.url)).reply(QUESTION, as_json=True)

    assert server.requests[0]["response_format"] == {"type": "json_object"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (401, errors.WrongLogin),
        (403, errors.Refused),
        (429, errors.Busy),
        (500, errors.Unavailable),
        (404, errors.Misused),
        ("<html>not a model</html>", errors.Malformed),
        ('{"choices": null}', errors.Malformed),
    ],
)
def test_a_fault_of_the_server_is_told_in_our_words_without_a_retry(answer: Answer, error: type[Exception]) -> None:
    with chat_server([answer]) as server:
        with pytest.raises(error) as said:
            ChatModel(access(server.url)).reply(QUESTION)

        assert len(server.requests) == 1
    assert KEY not in str(said.value)


def test_a_server_that_is_gone_is_unavailable() -> None:
    with chat_server([says("x")]) as server:
        url = server.url

    with pytest.raises(errors.Unavailable):
        ChatModel(access(url)).reply(QUESTION)


def test_azure_is_asked_by_deployment_and_api_version() -> None:
    with chat_server([says("ok")]) as server:
        azure = access(server.url.removesuffix("/v1")).model_copy(
            update={"provider": "azure", "api_version": "2026-01-01"}
        )
        ChatModel(azure).reply(QUESTION)

        assert server.paths == ["/openai/deployments/scripted/chat/completions?api-version=2026-01-01"]
        assert server.headers[0]["api-key"] == KEY


def test_azure_without_its_endpoint_is_misconfigured() -> None:
    with pytest.raises(errors.Misconfigured, match="AZURE_OPENAI_ENDPOINT"):
        ChatModel(access("").model_copy(update={"provider": "azure", "base_url": None}))
