"""A case that was opened more than once: each opening is a story of its own, and the latest is the one that counts."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.case import Closed, Ending, Finding
from tests.console.conftest import Told, tell
from tests.tools.ledger_words import CASE, NOW, asked, by, case_row, euros, intent, judge, settled
from tools.ledger import Ledger
from workflows import naming

_FIRST, _SECOND = "20260302T090000.000000", "20260309T090000.000000"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A ledger in which one trouble was settled on the second, and came back a week later."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    ledger = Ledger(url)
    for episode, at, quantity in ((_FIRST, NOW, 90), (_SECOND, NOW + timedelta(days=7), 91)):
        row = case_row(episode=episode, opened_at=at)
        finding = Finding(
            case=CASE,
            episode=episode,
            scenario="stockout",
            company_id=1,
            title=row.title,
            at_stake=euros(quantity),
            found_at=at,
            detail={},
        )
        ledger.open_case(row.model_copy(update={"finding": ledger.keep(finding)}), by(at=at))
        slot = naming.slot(CASE, episode, "1.0")
        judge(ledger, slot, at=at)
        ledger.begin(intent(slot), by(at=at))
        ledger.settle(settled(slot, record_id=quantity), by(at=at))
        ledger.open_request(asked(naming.request_name(slot, 1)), by(at=at))
        if episode == _FIRST:
            done = Closed(case=CASE, episode=episode, ending=Ending.DONE, words="all is well", effects=(), closed_at=at)
            ledger.close_case(done, by(at=at))
    ledger.close()
    return url


def shown(url: str, *words: str) -> Told:
    return tell("case", "show", CASE, *words, env={"DATABASE_URL": url})


def test_the_latest_opening_is_shown_in_full_and_the_earlier_one_in_a_line(url: str) -> None:
    told = shown(url)

    assert told.code == 0
    first, *rest = told.out.splitlines()
    assert first.startswith("opening 1 of 2, 2026-03-02 09:00 UTC  done  all is well")
    assert (told.out.count("id 90"), told.out.count("id 91")) == (0, 1)
    assert told.out.count("case.opened") == 1
    assert "--opening N shows an earlier one" in rest[-1]


def test_an_earlier_opening_is_shown_by_its_number(url: str) -> None:
    told = shown(url, "--opening", "1")

    assert (told.out.count("id 90"), told.out.count("id 91")) == (1, 0)
    assert _SECOND not in told.out


def test_all_openings_are_shown_one_after_the_other(url: str) -> None:
    told = shown(url, "--opening", "all")

    assert told.out.index("id 90") < told.out.index("id 91")
    assert told.out.count("case.opened") == 2
    assert "--opening N" not in told.out


@pytest.mark.parametrize("number", ["0", "3", "the last"])
def test_an_opening_that_is_not_there_is_said_to_be_not_there(url: str, number: str) -> None:
    told = shown(url, "--opening", number)

    assert (told.code, told.out) == (1, "")
    assert f"this case has 2 openings, and none is called {number}. Say a number from 1 to 2, or all" in told.err


def test_a_request_of_an_earlier_opening_is_closed(url: str) -> None:
    env = {
        "DATABASE_URL": url,
        "ODOO_URL": "http://127.0.0.1:9",
        "ODOO_DB": "nowhere",
        "ODOO_USER": "weighbridge",
        "ODOO_API_KEY": "planted-key",
        "WEIGHBRIDGE_SECRET": "planted secret that is long enough for it",
    }
    first = naming.request_name(naming.slot(CASE, _FIRST, "1.0"), 1)

    told = tell("decide", first, "approve", "--login", "petra", env=env)

    assert (told.code, told.out) == (1, "")
    assert "request 55 is closed: the case has ended. `weighbridge inbox` shows those that are open." in told.err
