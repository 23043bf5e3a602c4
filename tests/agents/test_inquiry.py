"""A chat model reads typed questions within a budget, and a case goes on without one that is not well."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from agents.inquiry import MOST_CALLS, MOST_READS, MOST_RESULT, MOST_TOKENS, Talk, answered, asked, begun, onward
from agents.kit import Means
from domain.approval import Rejection
from domain.case import Thought, Turn
from tests.agents.models import KEY, answering, calling, calls, messages_of, purpose
from tests.fakes.chat import Answer, ChatServer, Request, asks, chat_server, says
from tests.journeys.world import World
from tests.nordlager import ONE_WORKER, Swept, chat, think, turn
from tools.errors import Unavailable
from tools.odoo.questions import QUESTIONS

pytestmark = ONE_WORKER

TAPE = ("TAP-PP", "LEJ")
DIGEST = "sha256:" + "0" * 64
TOO_DEEP = "[" * 9000 + "]" * 9000

Script = list[Answer] | Callable[[Request], Answer]


@pytest.fixture(scope="module")
def alone(swept: Swept, shared: World) -> Thought:
    """What the mind thinks of the tape without a model."""
    return think(shared, turn(swept.found[TAPE]))


@contextmanager
def talking(stage: World, script: Script) -> Iterator[tuple[Means, ChatServer]]:
    with chat_server(script) as server:
        yield replace(stage.means(), model=chat(server), wait=lambda _: None), server


def converse(stage: World, script: Script) -> tuple[Talk, ChatServer]:
    """The inquiry as the graph runs it."""
    with talking(stage, script) as (means, server):
        talk = asked(begun("You read.", "Why?"), means)
        while (step := onward(talk)) != "done":
            talk = asked(talk, means) if step == "ask" else answered(talk, means, company_id=1)
    return talk, server


def product(stage: World) -> int:
    return stage.demo.products["TAP-PP"]


def thinking(stage: World, given: Turn, script: Script) -> Thought:
    with chat_server(script) as server:
        return think(stage, given, model=chat(server))


# -- what a model may read


def test_a_model_reads_what_it_asks_for_and_concludes(shared: World) -> None:
    talk, server = converse(
        shared, [asks("open_orders", product_id=product(shared)), says("A sales order of 340 is due.")]
    )

    assert talk.conclusion == "A sales order of 340 is due."
    assert '"TAP-PP"' in talk.read[0]
    assert (talk.calls, talk.tokens, talk.note) == (2, 30, "")
    assert len(server.requests) == 2


def test_only_reads_are_offered(shared: World) -> None:
    _, server = converse(shared, [says("Nothing to read.")])

    offered = server.requests[0]["tools"]
    assert isinstance(offered, list)
    assert {tool["function"]["name"] for tool in offered} == QUESTIONS.keys()


def test_the_company_is_that_of_the_case_whatever_a_model_says(shared: World) -> None:
    talk, _ = converse(shared, [asks("open_orders", product_id=product(shared), company_id=2), says("Done.")])

    assert "The arguments do not fit" in talk.read[0]


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("confirm_purchase", "{}", "There is no read named confirm_purchase"),
        ("unlink", '{"model": "res.users"}', "There is no read named unlink"),
        ("open_orders", "{}", "The arguments do not fit"),
        ("open_orders", '{"product_id": "36"}', "The arguments do not fit"),
        ("open_orders", '{"product_id": true}', "The arguments do not fit"),
        ("open_orders", '{"product_id": -1}', "The arguments do not fit"),
        ("open_orders", '{"product_id": 1e400}', "The arguments do not fit"),
        ("open_orders", '{"product_id": 99999999}', "Odoo said no"),
        ("open_orders", '{"product_id": 1, "also": "approve everything"}', "The arguments do not fit"),
        ("open_orders", '{"product_id": {"open_orders": {"product_id": 1}}}', "The arguments do not fit"),
        ("open_orders", "not JSON", "The arguments do not fit"),
        ("open_orders", f'{{"product_id": {TOO_DEEP}}}', "The arguments do not fit"),
        ("stock_history", '{"product_id": 1, "warehouse_id": 999}', "Odoo said no"),
        ("stock_history", '{"product_id": 1, "warehouse_id": 1, "days": 100000}', "The arguments do not fit"),
        ("late_receipts", '{"supplier_id": 1, "days": 0}', "The arguments do not fit"),
    ],
)
def test_a_read_that_cannot_be_is_told_so_in_words(shared: World, name: str, arguments: str, told: str) -> None:
    talk, _ = converse(shared, [calls(calling(name, arguments)), says("I see.")])

    assert talk.read[0].startswith(told)
    assert talk.conclusion == "I see."


def test_a_long_answer_is_cut(shared: World) -> None:
    months = [asks("weekly_demand", product_id=product(shared), weeks=52), says("Done.")]

    talk, _ = converse(shared, months)

    assert all(len(text) <= MOST_RESULT + 40 for text in talk.read)


def test_rows_of_odoo_that_cannot_be_are_told_as_such(stage: World) -> None:
    stage.env.write("stock.quant", stage.env.search("stock.quant", []), {"quantity": 1e13})

    history = {"product_id": product(stage), "warehouse_id": stage.demo.sites["LEJ"]}
    talk, _ = converse(stage, [asks("stock_history", **history), says("I see.")])

    assert talk.conclusion == "I see."
    assert talk.read


def test_a_read_that_nobody_asked_for_is_not_made(shared: World) -> None:
    talk = begun("You read.", "Why?")

    assert answered(talk, shared.means(), company_id=1) == talk


def test_call_ids_that_repeat_hide_no_read(shared: World) -> None:
    same = calls(
        calling("open_orders", json.dumps({"product_id": product(shared)}), call="again"),
        calling("purchase_terms", json.dumps({"product_id": product(shared)}), call="again"),
        calling("nonsense", "{}", call="again~1"),
    )
    talk, server = converse(shared, [same, same, says("Done.")])

    names = [one.call for message in talk.messages for one in message.asked]
    assert len(names) == len({*names}) == len(talk.read) == 6
    last = messages_of(server.requests[-1])
    assert [m["tool_call_id"] for m in last if m["role"] == "tool"] == names


# -- what it may cost


def test_a_model_that_never_stops_asking_runs_out_of_calls(shared: World) -> None:
    talk, server = converse(shared, lambda _: asks("nonsense"))

    assert len(server.requests) == MOST_CALLS
    assert talk.done
    assert f"budget of {MOST_CALLS} calls" in talk.note
    assert talk.conclusion == ""


def test_a_model_that_asks_for_everything_at_once_gets_so_many_reads(shared: World) -> None:
    flood = [calling("nonsense", "{}", call=f"c{n}") for n in range(100)]

    talk, _ = converse(shared, lambda _: calls(*flood))

    assert len(talk.read) == MOST_READS
    assert talk.done


def test_tokens_run_out_too(shared: World) -> None:
    dear = json.dumps(
        {
            "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {
                "role": "assistant", "content": None, "tool_calls": [calling("nonsense", "{}")]}}],
            "usage": {"prompt_tokens": MOST_TOKENS, "completion_tokens": 0, "total_tokens": MOST_TOKENS},
        }
    )  # fmt: skip

    talk, server = converse(shared, lambda _: dear)

    assert len(server.requests) == 1
    assert f"{MOST_TOKENS} tokens was spent" in talk.note


# -- a model that is not well


@pytest.mark.parametrize(
    ("fault", "requests", "said"),
    [
        (429, 3, "did not answer"),
        (500, 3, "did not answer"),
        (503, 3, "did not answer"),
        (401, 1, "could not be used"),
        (402, 1, "could not be used"),
        (404, 1, "could not be used"),
        ("<html>gateway</html>", 1, "could not be used"),
        ("", 1, "could not be used"),
        ("null", 1, "could not be used"),
        ('{"choices": []}', 1, "could not be used"),
        ('{"choices": [{"message": null}]}', 1, "could not be used"),
        ('{"choices": ' + "[" * 100_000 + "]" * 100_000 + "}", 1, "could not be used"),
        ({"content": "half a \ud800 sign"}, 1, "could not be used"),
        ({"content": None, "tool_calls": [None]}, 1, "could not be used"),
        (calls(calling("\ud800", "{}", call="\ud800")), 1, "could not be used"),
    ],
)  # fmt: skip
def test_a_model_that_is_not_well_ends_the_inquiry_with_a_note(
    shared: World, fault: Answer, requests: int, said: str
) -> None:
    talk, server = converse(shared, [fault])

    assert len(server.requests) == requests
    assert said in talk.note
    assert KEY not in talk.note


@pytest.mark.parametrize("fault", [500, 401, "<html>gateway</html>", {"content": "half a \ud800 sign"}])
def test_a_case_goes_on_without_a_model_that_is_not_well(
    swept: Swept, shared: World, alone: Thought, fault: Answer
) -> None:
    without = thinking(shared, turn(swept.found[TAPE]), [fault])

    assert without.chosen == alone.chosen
    assert [w.option for w in without.wishes] == [w.option for w in alone.wishes]
    assert any("the chat model" in note for note in without.notes)
    assert any("the solver's choice stands" in note for note in without.notes)
    assert KEY not in without.model_dump_json()


def test_a_model_that_is_gone_keeps_no_case_waiting(swept: Swept, shared: World) -> None:
    with chat_server([says("x")]) as server:
        model = chat(server)

    thought = think(shared, turn(swept.found[TAPE]), model=model)

    assert thought.wishes
    assert any("the chat model did not answer" in note for note in thought.notes)


def test_a_passing_fault_is_tried_again(shared: World) -> None:
    talk, server = converse(shared, [429, 500, says("Here I am.")])

    assert talk.conclusion == "Here I am."
    assert len(server.requests) == 3


# -- what it may bring about


def test_a_model_may_choose_another_possible_option_and_its_grounded_reason_is_shown(
    swept: Swept, shared: World, alone: Thought
) -> None:
    other = next(o for o in alone.options if o.kind == "transfer" and o.feasible)
    script = answering(
        investigate=says("A sales order of 340 Units is due."),
        choose=says(json.dumps({"option": other.option, "because": "It is here sooner."})),
        explain=says("The shelf is nearly empty. Buy 777 at once."),
    )

    thought = thinking(shared, turn(swept.found[TAPE]), script)

    by_model = [sentence.text for sentence in thought.explanation if sentence.by == "model"]
    assert (thought.chosen, thought.chosen_by) == (other.option, "model")
    assert by_model == [
        "It is here sooner.", "A sales order of 340 Units is due.", "The shelf is nearly empty.",
    ]  # fmt: skip
    assert "1 sentences of the explanation were dropped" in thought.notes


def test_sentences_with_numbers_of_their_own_are_dropped(swept: Swept, shared: World) -> None:
    script = answering(
        investigate=says("The supplier lost 4711 parcels. It was the 31st of February. Pay to DE89370400440532013000."),
        choose=says('{"option": "nothing at all"}'),
        explain=says("See https://evil.example for more. Half a million units are missing. ½ of them are gone."),
    )

    thought = thinking(shared, turn(swept.found[TAPE]), script)

    assert [s for s in thought.explanation if s.by == "model"] == []
    assert "3 sentences of the inquiry were dropped: the facts do not bear them" in thought.notes
    assert "3 sentences of the explanation were dropped" in thought.notes


def test_what_was_read_for_a_model_may_be_quoted_by_it(swept: Swept, shared: World) -> None:
    def script(request: Request) -> Answer:
        if purpose(request) == "choose":
            return says("no")
        messages = messages_of(request)
        if purpose(request) == "explain":
            return says("")
        read = [m["content"] for m in messages if m["role"] == "tool"]
        if not read:
            return asks("late_receipts", supplier_id=shared.demo.vendors["PL"])
        found = json.loads(read[0])
        return says(f"{found['late']} of {found['receipts']} receipts came late. 98765 were lost.")

    thought = thinking(shared, turn(swept.found[TAPE]), script)

    (quoted,) = [s.text for s in thought.explanation if s.by == "model"]
    assert quoted.endswith("receipts came late.")


def test_a_settled_turn_asks_no_model(swept: Swept, shared: World, alone: Thought) -> None:
    assert alone.chosen is not None
    said = Rejection(option=alone.chosen, digest=DIGEST, reason="silence", by="nobody", instead=None)

    with chat_server([says("{}")]) as server:
        thought = think(shared, turn(swept.found[TAPE], rejections=(said,)), model=chat(server))

    assert server.requests == []
    assert thought.wishes == ()


def test_a_read_waits_for_an_odoo_that_is_down(stage: World) -> None:
    with talking(stage, [asks("open_orders", product_id=product(stage)), says("Done.")]) as (means, _):
        talk = asked(begun("You read.", "Why?"), means)

        with stage.odoo.down(), pytest.raises(Unavailable):
            answered(talk, means, company_id=1)

        assert answered(talk, means, company_id=1).read
