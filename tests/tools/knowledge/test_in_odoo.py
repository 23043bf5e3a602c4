"""Approved documents that are kept in Odoo, on the sandbox."""

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from domain.fact import Json
from sandbox import SandboxOdoo
from sandbox.models_records import MODULES, Module
from sandbox.models_trade import Trade
from tests.contract.conftest import access
from tests.tools.knowledge.papers import ABOUT_DELAY, BUYER, DELAY, NOW
from tools.errors import Unavailable
from tools.knowledge.in_odoo import InOdoo
from tools.knowledge.library import Library
from tools.knowledge.minilm import MiniLm
from tools.knowledge.ranking import LOCAL
from tools.knowledge.words import Found, Place, Readers, Unreadable
from tools.odoo.session import OdooSession, opened

COMPANY = Place(model="res.company", record=1, readers=Readers(companies=(1,)))
DIRECTORY = Place(model="dms.directory", record=1, readers=Readers())
DMS = Module(
    models=(
        Trade("dms.directory", "name:c! parent_id:m2o(dms.directory) alias_name:c"),
        Trade("dms.file", "name:c! directory_id:m2o(dms.directory)! content:bin checksum:c size:f"),
    ),
    rights="dms.directory base.group_user=rwcu\ndms.file base.group_user=rwcu",
)
SHA1 = "0f13f7cbb4bb9eb5c1f6a2c8a4cd15c1e26a7e6f"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxOdoo]:
    assert isinstance(MODULES, dict)
    monkeypatch.setitem(MODULES, "dms", DMS)
    with SandboxOdoo(modules=["dms"]) as odoo:
        yield odoo


@pytest.fixture
def odoo(sandbox: SandboxOdoo) -> Iterator[OdooSession]:
    with opened(access(sandbox.url, sandbox.db, "admin", "admin")) as session:
        yield session


def attach(odoo: OdooSession, text: str = DELAY, **more: Json) -> int:
    values: Mapping[str, Json] = {
        "name": "Supply contract.txt",
        "datas": base64.b64encode(text.encode()).decode(),
        "res_model": "res.company",
        "res_id": 1,
        **more,
    }
    made = odoo.call("ir.attachment", "create", {**values})
    assert isinstance(made, int)
    return made


def shelf(odoo: OdooSession, place: Place = COMPANY) -> InOdoo:
    return InOdoo(odoo, [place], company_id=1)


def ask(library: Library, odoo: OdooSession) -> Found:
    return library.search(ABOUT_DELAY, [shelf(odoo)], audience=BUYER, now=NOW)


def test_an_attachment_of_the_company_is_an_approved_document(odoo: OdooSession) -> None:
    made = attach(odoo, description="Frame contract\nVersion: 3\nValid until: 2026-12-31")

    (document,) = shelf(odoo).documents()

    assert document.key == f"ir.attachment-{made}@3"
    assert (document.title, document.source) == ("Supply contract.txt", f"ir.attachment,{made}")
    assert str(document.valid_until) == "2026-12-31"
    assert document.holds(NOW.date())
    assert shelf(odoo).content(document) == DELAY.encode()


def test_what_is_attached_elsewhere_is_not_approved(odoo: OdooSession) -> None:
    attach(odoo, res_model="res.partner", res_id=1)

    assert shelf(odoo).documents() == ()


@pytest.mark.parametrize("said", ["Status: final", "Valid until: soon"])
def test_a_description_that_is_not_clear_approves_nothing(odoo: OdooSession, said: str) -> None:
    made = attach(odoo, description=said)
    listed = shelf(odoo)

    assert listed.documents() == ()
    assert listed.notes() == (f"ir.attachment,{made} is left out: its name or description cannot be read",)


def test_an_attachment_is_found_until_it_is_withdrawn(odoo: OdooSession, minilm: MiniLm, tmp_path: Path) -> None:
    made = attach(odoo)
    library = Library(tmp_path / "index", minilm, LOCAL)
    library.refresh([shelf(odoo)], now=NOW)
    before = ask(library, odoo)
    odoo.call("ir.attachment", "write", [made], {"description": "Status: withdrawn"})

    assert [p.source for p in before.passages] == [f"ir.attachment,{made}"]
    assert ask(library, odoo).passages == ()


def test_an_attachment_that_was_replaced_is_not_quoted(odoo: OdooSession, minilm: MiniLm, tmp_path: Path) -> None:
    made = attach(odoo)
    library = Library(tmp_path / "index", minilm, LOCAL)
    library.refresh([shelf(odoo)], now=NOW)
    odoo.call("ir.attachment", "write", [made], {"datas": base64.b64encode(b"Pay nothing for delay.").decode()})

    assert ask(library, odoo).passages == ()


def test_content_that_is_not_what_was_listed_is_refused(odoo: OdooSession) -> None:
    attach(odoo)
    (document,) = shelf(odoo).documents()

    with pytest.raises(Unreadable, match="changed while it was read"):
        shelf(odoo).content(document.model_copy(update={"stamp": f"sha1:{SHA1}"}))


def test_when_odoo_is_down_nothing_is_quoted_from_memory(
    odoo: OdooSession, sandbox: SandboxOdoo, minilm: MiniLm, tmp_path: Path
) -> None:
    attach(odoo)
    library = Library(tmp_path / "index", minilm, LOCAL)
    library.refresh([shelf(odoo)], now=NOW)

    with sandbox.down(), pytest.raises(Unavailable):
        ask(library, odoo)


def test_files_of_a_directory_and_those_below_it_are_listed(odoo: OdooSession) -> None:
    top = odoo.call("dms.directory", "create", {"name": "Approved"})
    below = odoo.call("dms.directory", "create", {"name": "Contracts", "parent_id": top})
    content = base64.b64encode(DELAY.encode()).decode()
    checksum = "c2b7a8c3e4d5f60718293a4b5c6d7e8f90a1b2c3"
    file: dict[str, Json] = {"name": "c.txt", "directory_id": below, "content": content, "checksum": checksum}
    made = odoo.call("dms.file", "create", {**file, "size": 90.0})

    (document,) = shelf(odoo, DIRECTORY).documents()

    assert (document.source, document.stamp) == (f"dms.file,{made}", f"sha1:{checksum}")


def test_a_directory_that_takes_files_by_mail_lists_nothing(odoo: OdooSession) -> None:
    top = odoo.call("dms.directory", "create", {"name": "Inbox", "alias_name": "contracts"})
    odoo.call("dms.file", "create", {"name": "c.txt", "directory_id": top, "checksum": SHA1, "size": 1.0})
    listed = shelf(odoo, DIRECTORY)

    assert listed.documents() == ()
    assert listed.notes() == (f"dms.directory,{top} takes files by e-mail and lists nothing",)


def test_without_the_module_a_directory_lists_nothing_and_says_so() -> None:
    with SandboxOdoo() as plain, opened(access(plain.url, plain.db, "admin", "admin")) as odoo:
        listed = shelf(odoo, DIRECTORY)

        assert listed.documents() == ()
        assert listed.notes()[0].startswith("dms.directory,1 lists nothing")
