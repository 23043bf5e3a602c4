"""What is believed of the guards in Odoo, for how long, and what is put on record about them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.errors import ToolError, Unavailable, WrongLogin
from tools.ledger import Ledger
from tools.odoo.provision import Difference
from workflows.guarding import Guards, changes, doubt

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OFF = Difference(piece="guard 3 decide", how="different", words="guard 3 decide differs in active")
MINE = Difference(piece="access right", how="foreign", words="the access right 'mine' on our model is not ours")


class Odoo:
    """What there is to see, and how often it was looked at."""

    def __init__(self) -> None:
        self.found: tuple[Difference, ...] = ()
        self.fault: ToolError | None = None
        self.looks = 0

    def look(self) -> tuple[Difference, ...]:
        self.looks += 1
        if self.fault is not None:
            raise self.fault
        return self.found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    kept = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    yield kept
    kept.close()


@pytest.fixture
def odoo() -> Odoo:
    return Odoo()


@pytest.fixture
def ask(odoo: Odoo, ledger: Ledger) -> Callable[[float], str | None]:
    """What is doubted so many seconds after noon."""
    guards = Guards(odoo.look)
    return lambda seconds: doubt(guards, ledger, actor="weighbridge", now=NOON + timedelta(seconds=seconds))


def kinds(ledger: Ledger) -> list[str]:
    return [entry.kind for entry in ledger.entries()]


def test_guards_that_stand_are_believed_for_half_a_minute(ask: Callable[[float], str | None], odoo: Odoo) -> None:
    told = [ask(0), ask(29), ask(31)]

    assert told == [None, None, None]
    assert odoo.looks == 2


def test_guards_that_drifted_are_looked_at_every_time_and_told_with_what_to_do(
    ask: Callable[[float], str | None], odoo: Odoo
) -> None:
    odoo.found = (OFF, MINE)
    words = [ask(0), ask(1)]
    odoo.found = ()

    assert words == [f"the guards in Odoo have drifted, run `weighbridge provision` ({OFF.words} and 1 more)"] * 2
    assert ask(2) is None
    assert odoo.looks == 3


def test_what_changes_goes_on_record_once(ask: Callable[[float], str | None], odoo: Odoo, ledger: Ledger) -> None:
    for at, found in enumerate(((), (OFF,), (OFF,), (), ())):
        odoo.found = found
        ask(at * 60)

    assert kinds(ledger) == ["guards.drifted", "guards.sound"]
    assert changes(ledger) == 2


def test_a_worker_that_may_not_look_heeds_what_another_one_saw(
    ask: Callable[[float], str | None], odoo: Odoo, ledger: Ledger
) -> None:
    never = doubt(None, ledger, actor="weighbridge", now=NOON)
    odoo.found = (OFF,)
    seen = ask(0)
    heeded = doubt(None, ledger, actor="weighbridge", now=NOON)
    odoo.found = ()
    ask(1)

    assert (never, heeded) == (None, seen)
    assert doubt(None, ledger, actor="weighbridge", now=NOON) is None


def test_where_the_key_to_look_with_is_worth_nothing_no_answer_counts(
    ask: Callable[[float], str | None], odoo: Odoo, ledger: Ledger
) -> None:
    odoo.fault = WrongLogin("Odoo does not accept the login checker")

    assert ask(0) == "the guards in Odoo could not be looked at: Odoo does not accept the login checker"
    assert kinds(ledger) == []


def test_an_odoo_that_is_away_is_asked_again_later(ask: Callable[[float], str | None], odoo: Odoo) -> None:
    odoo.fault = Unavailable("the server cannot be reached")

    with pytest.raises(Unavailable):
        ask(0)
