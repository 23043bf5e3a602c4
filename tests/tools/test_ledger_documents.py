"""Documents are kept by the hash of their text, and come back as they went in."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from domain.fact import fingerprint
from tests.tools.ledger_words import NOW, Wide, asked, by, case_row, purchase
from tools.errors import Gone, Malformed, Misconfigured, Unavailable
from tools.ledger import Ledger, Said
from tools.ledger.store import Store
from tools.ledger.tables import head


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger(ledger_url)
    yield opened
    opened.close()


def test_a_document_comes_back_to_the_last_digit(ledger: Ledger) -> None:
    wide = Wide(amount=Decimal("1.50"), at=NOW, span=timedelta(days=3, seconds=1), share={"b": 0.1, "a": 1e-9})

    digest = ledger.keep(wide)

    assert ledger.fetch(digest, Wide) == wide
    assert str(ledger.fetch(digest, Wide).amount) == "1.50"


def test_the_same_text_has_one_name(ledger: Ledger) -> None:
    assert ledger.keep(purchase()) == ledger.keep(purchase())
    assert ledger.keep(purchase()) != ledger.keep(purchase(5))


def test_a_request_and_a_case_come_back_whole(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    ledger.open_request(asked(), by())

    assert ledger.open_requests() == (asked(),)
    assert ledger.cases() == (case_row(),)


def test_a_document_nobody_kept_is_gone(ledger: Ledger) -> None:
    with pytest.raises(Gone):
        ledger.fetch(fingerprint("document", b"nothing"), Said)


def test_a_document_is_not_read_as_something_else(ledger: Ledger) -> None:
    digest = ledger.keep(Said(words="hello"))

    with pytest.raises(Malformed):
        ledger.fetch(digest, type(purchase()))


def test_an_erased_document_says_nothing_and_the_chain_holds(ledger: Ledger) -> None:
    ledger.open_request(asked(), by())
    payload = ledger.entries()[-1].payload

    ledger.erase(payload, by("privacy officer"))

    with pytest.raises(Gone):
        ledger.fetch(payload, Said)
    assert ledger.verify().sound
    assert ledger.entries()[-1].kind == "document.erased"


def test_a_question_that_was_erased_is_no_longer_listed(ledger: Ledger) -> None:
    ledger.open_request(asked(), by())
    ledger.close_request(asked().request_id, "approve by Petra", by())

    ledger.erase(ledger.entries()[0].payload, by("privacy officer"))

    assert ledger.requests() == ()
    assert ledger.request(asked().request_id) is None


def test_an_erased_document_that_is_kept_again_is_there_again(ledger: Ledger) -> None:
    digest = ledger.keep(Said(words="hello"))
    ledger.erase(digest, by())

    ledger.keep(Said(words="hello"))

    assert ledger.fetch(digest, Said) == Said(words="hello")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "no address", "postgresql://h:p/x"])
def test_an_address_that_cannot_serve_is_refused_with_a_remedy(url: str) -> None:
    with pytest.raises(Misconfigured, match="Check DATABASE_URL"):
        Ledger(url)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(Unavailable) as said:
        Ledger("postgresql://wb:canary@127.0.0.1:1/none")

    assert "canary" not in str(said.value)
    assert "Check DATABASE_URL" in str(said.value)


def test_a_ledger_of_another_release_is_not_touched(ledger_url: str) -> None:
    Ledger(ledger_url).close()
    store = Store(ledger_url)
    with store.writing() as sql:
        sql.execute(head.update().values(version=99))
    store.close()

    with pytest.raises(Misconfigured, match="another release"):
        Ledger(ledger_url)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam, " * 100)

    with pytest.raises(Unavailable, match="not a database"):
        Ledger(f"sqlite:///{tmp_path}/letter.txt")
