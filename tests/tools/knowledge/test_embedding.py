"""Where vectors come from: the local model, and a model on a server of OpenAI's protocol on a socket."""

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr

from tests.fakes.chat import Answer, Request, chat_server
from tests.tools.knowledge.papers import ABOUT_DELAY, BUYER, NOW, shelf
from tools.errors import Busy, Malformed, Misconfigured, ToolError, Unavailable, WrongLogin
from tools.knowledge.folder import Folder
from tools.knowledge.library import BY_WORDS_ALONE, Library
from tools.knowledge.minilm import MiniLm
from tools.knowledge.ranking import ENDPOINT
from tools.model import Embedder
from tools.settings import ModelAccess


def embedder(url: str, name: str = "scripted") -> Embedder:
    return Embedder(
        ModelAccess(
            provider="openai", name=name, key=SecretStr("sk-planted"), base_url=url, timeout=timedelta(seconds=2)
        )
    )


def body(*vectors: list[float]) -> str:
    data = [{"object": "embedding", "index": n, "embedding": vector} for n, vector in enumerate(vectors)]
    return json.dumps({"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}})


def letters(request: Request) -> Answer:
    """A vector of how often each letter stands in a text."""
    texts = request["input"]
    assert isinstance(texts, list)
    return body(*([float(1 + str(text).lower().count(c)) for c in "abcdefghijklmnopqrstuvwxyz"] for text in texts))


def test_texts_are_sent_as_they_are_and_come_back_as_vectors_of_length_one() -> None:
    with chat_server([body([3.0, 4.0], [0.0, 2.0])]) as server:
        found = embedder(server.url).vectors(["late goods", "contract"])

    assert found.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0.0, 1.0]]
    assert server.requests[0]["input"] == ["late goods", "contract"]
    assert server.paths == ["/v1/embeddings"]


def test_nothing_is_asked_about_no_texts() -> None:
    with chat_server([500]) as server:
        assert len(embedder(server.url).vectors([])) == 0

    assert server.requests == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (429, Busy),
        (503, Unavailable),
        (401, WrongLogin),
        ("<html>", Malformed),
        (body([1.0, 2.0]), Malformed),
        (body([1.0], [1.0, 2.0]), Malformed),
        (body([0.0, 0.0], [1.0, 2.0]), Malformed),
    ],
)
def test_what_is_wrong_with_the_server_is_told_in_our_words(answer: Answer, error: type[ToolError]) -> None:
    with chat_server([answer]) as server, pytest.raises(error) as told:
        embedder(server.url).vectors(["one", "two"])

    assert "sk-planted" not in str(told.value)


def test_the_library_works_with_a_model_on_a_server_and_embeds_anew_for_another(tmp_path: Path) -> None:
    folder = Folder(shelf(tmp_path / "approved"))
    with chat_server(letters) as server:
        first = Library(tmp_path / "index", embedder(server.url), ENDPOINT).refresh([folder], now=NOW)
        same = Library(tmp_path / "index", embedder(server.url), ENDPOINT).refresh([folder], now=NOW)
        other = Library(tmp_path / "index", embedder(server.url, "newer"), ENDPOINT).refresh([folder], now=NOW)

    assert (first.indexed, same.indexed, other.indexed) == (2, 0, 2)
    assert other.rebuilt


def test_when_the_server_is_gone_words_are_enough(tmp_path: Path) -> None:
    folder = Folder(shelf(tmp_path / "approved"))
    with chat_server(letters) as server:
        library = Library(tmp_path / "index", embedder(server.url), ENDPOINT)
        library.refresh([folder], now=NOW)

    found = library.search(ABOUT_DELAY, [folder], audience=BUYER, now=NOW)

    assert [p.document for p in found.passages] == ["CON-1"]
    assert found.note == BY_WORDS_ALONE


def test_what_means_the_same_is_near_and_what_does_not_is_far(minilm: MiniLm) -> None:
    asked, same, other = minilm.vectors(
        ["The supplier delivers late.", "The vendor's shipment is delayed.", "Bananas are rich in potassium."]
    )

    assert asked @ same > 0.6
    assert asked @ other < 0.2


def test_a_vector_does_not_depend_on_what_else_is_asked(minilm: MiniLm) -> None:
    alone = minilm.vectors(["Goods are late."])
    among = minilm.vectors(["x", "Goods are late.", "Goods are here.", "A much longer sentence about other things."])

    assert np.allclose(alone[0], among[1], atol=1e-6)
    assert np.allclose(np.linalg.norm(among, axis=1), 1, atol=1e-5)


def test_the_local_model_is_the_published_one_to_the_last_digits(minilm: MiniLm) -> None:
    """The first numbers as the model's own library gives them for its published example sentence."""
    found = minilm.vectors(["This is an example sentence"])[0, :4]

    assert np.allclose(found, [0.06765690, 0.06349581, 0.04871309, 0.07930496], atol=1e-6)


def test_other_weights_than_those_that_were_reviewed_are_refused(tmp_path: Path) -> None:
    (tmp_path / "w").write_bytes(b"weights")

    with pytest.raises(Misconfigured, match="not the file that was reviewed"):
        MiniLm(tmp_path / "w", tmp_path / "w")
