"""Promises are kept as they stood when a line was first seen; what Odoo says later does not reach them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.tools.ledger_words import NOW
from tools.ledger import Ledger

FIRST, LATER = NOW + timedelta(days=9), NOW + timedelta(days=30)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger(ledger_url)
    yield opened
    opened.close()


def test_the_first_promise_stays(ledger: Ledger) -> None:
    ledger.promises.seen(1, {7: FIRST}, NOW)

    found = ledger.promises.seen(1, {7: LATER, 8: LATER}, NOW + timedelta(days=1))

    assert found == {7: FIRST, 8: LATER}
    assert ledger.promises.known(1, [7, 8, 9]) == {7: FIRST, 8: LATER}


def test_a_promise_belongs_to_a_company(ledger: Ledger) -> None:
    ledger.promises.seen(1, {7: FIRST}, NOW)

    assert ledger.promises.seen(2, {7: LATER}, NOW) == {7: LATER}
    assert ledger.promises.known(1, [7]) == {7: FIRST}


def test_promises_outlast_the_process(ledger_url: str) -> None:
    ledger = Ledger(ledger_url)
    ledger.promises.seen(1, dict.fromkeys(range(1, 2501), FIRST), NOW)
    ledger.close()

    again = Ledger(ledger_url)
    found = again.promises.known(1, range(1, 3001))
    again.close()

    assert found == dict.fromkeys(range(1, 2501), FIRST)


def test_two_looks_at_once_agree_on_what_was_first(ledger: Ledger) -> None:
    dates = [NOW + timedelta(days=number) for number in range(6)]

    with ThreadPoolExecutor(6) as pool:
        said = [*pool.map(lambda at: ledger.promises.seen(1, {7: at, 8: at}, NOW), dates)]

    assert all(one == said[0] for one in said)
    assert said[0] == ledger.promises.known(1, [7, 8])


def test_nothing_seen_is_nothing_written(ledger: Ledger) -> None:
    assert ledger.promises.seen(1, {}, NOW) == {}
    assert ledger.promises.known(1, []) == {}
