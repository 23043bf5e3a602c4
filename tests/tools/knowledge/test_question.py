"""What a model may ask the library, and what an operator sets."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.fact import Fact
from sandbox import SandboxOdoo
from tests.contract.conftest import access
from tests.tools.knowledge.papers import ABOUT_DELAY, ABOUT_DOCK, NOW, shelf
from tools.errors import Misconfigured, Misused
from tools.knowledge.configured import Knowledge, knowledge_from
from tools.knowledge.library import NOT_CONFIGURED
from tools.knowledge.question import search_procedures
from tools.knowledge.words import Found
from tools.odoo.session import OdooSession, opened

ODOO = {
    "ODOO_URL": "https://odoo.example.com", "ODOO_DB": "d", "ODOO_USER": "u", "ODOO_API_KEY": "k",
    "WEIGHBRIDGE_SECRET": "a long enough secret",
}  # fmt: skip


@pytest.fixture(scope="module")
def odoo() -> Iterator[OdooSession]:
    with SandboxOdoo() as sandbox, opened(access(sandbox.url, sandbox.db, "admin", "admin")) as session:
        yield session


def configured(tmp_path: Path, odoo: OdooSession, **contract: str) -> Knowledge:
    folder = shelf(tmp_path / "approved", **contract)
    env = {"WEIGHBRIDGE_KNOWLEDGE": str(folder), "WEIGHBRIDGE_KNOWLEDGE_INDEX": str(tmp_path / "index")}
    knowledge = knowledge_from(env)
    assert knowledge is not None
    knowledge.refresh(odoo, company_id=1, now=NOW)
    return knowledge


def ask(knowledge: Knowledge | None, odoo: OdooSession, **arguments: object) -> Found:
    question = search_procedures(knowledge)
    asked = question.arguments.model_validate_json(json.dumps(arguments))
    found = question.ask(odoo, asked, company_id=1, now=NOW)
    assert isinstance(found, Found)
    return found


def test_without_a_folder_the_answer_is_that_none_is_configured(odoo: OdooSession) -> None:
    assert knowledge_from({}) is None
    assert ask(None, odoo, query=ABOUT_DOCK) == Found(note=NOT_CONFIGURED)


def test_a_model_asks_in_a_sentence_and_gets_passages(tmp_path: Path, odoo: OdooSession) -> None:
    found = ask(configured(tmp_path, odoo), odoo, query=ABOUT_DELAY, top=1)

    assert [p.document for p in found.passages] == ["CON-1"]


def test_what_the_asker_holds_in_odoo_decides_what_is_shown(tmp_path: Path, odoo: OdooSession) -> None:
    held = configured(tmp_path / "a", odoo, readers='{ groups = ["base.group_system"] }')
    foreign = configured(tmp_path / "b", odoo, readers='{ groups = ["purchase.no_such_group"] }')

    assert [p.document for p in ask(held, odoo, query=ABOUT_DELAY).passages] == ["CON-1"]
    assert ask(foreign, odoo, query=ABOUT_DELAY).passages == ()


def test_places_in_odoo_are_read_with_the_session_of_the_asker(tmp_path: Path, odoo: OdooSession) -> None:
    knowledge = configured(tmp_path, odoo)
    with (tmp_path / "approved" / "approved.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('\n[[place]]\nmodel = "res.company"\nrecord = 1\nreaders = "everyone"\n')

    assert [p.document for p in ask(knowledge, odoo, query=ABOUT_DELAY).passages] == ["CON-1"]


def test_the_question_describes_its_arguments() -> None:
    schema = search_procedures(None).arguments.model_json_schema()

    assert set(schema["properties"]) == {"query", "top"}
    assert schema["properties"]["top"]["maximum"] == 5


def test_other_arguments_are_refused(odoo: OdooSession) -> None:
    class Other(Fact):
        pass

    with pytest.raises(Misused, match="Other"):
        search_procedures(None).ask(odoo, Other(), company_id=1, now=NOW)


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"WEIGHBRIDGE_KNOWLEDGE": "/nowhere"}, "names no folder"),
        ({"WEIGHBRIDGE_EMBEDDINGS": "text-embedding-3-small", **ODOO}, "OPENAI_API_KEY is not set"),
    ],
)
def test_a_setting_that_cannot_work_is_told_at_the_start(tmp_path: Path, env: dict[str, str], said: str) -> None:
    folder = {"WEIGHBRIDGE_KNOWLEDGE": str(shelf(tmp_path / "approved"))}

    with pytest.raises(Misconfigured, match=said):
        knowledge_from(folder | env)


def test_an_embedding_model_on_a_server_can_be_named(tmp_path: Path) -> None:
    folder = str(shelf(tmp_path / "approved"))
    env = {**ODOO, "WEIGHBRIDGE_KNOWLEDGE": folder, "WEIGHBRIDGE_EMBEDDINGS": "m", "OPENAI_API_KEY": "k"}

    assert knowledge_from(env) is not None
