"""Whatever befalls a write: it stands once or not at all, the ledger says the same, and words say why."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from domain.ledger import EffectState
from sandbox.seed import Demo
from tests.journeys import mishaps
from tests.journeys import world as worlds
from tests.journeys.deeds import DEEDS, Calls, Deed
from tests.journeys.mishaps import MISHAPS, PATIENCE
from tests.journeys.supply_deeds import SUPPLY
from tests.journeys.trials import Trial, hasty, naively, ordered, tried
from tests.journeys.world import World, short_book

READING = ("html", "truncated", "no_right", "key_expired")
UNREACHABLE = ("html", "redirect", "huge", "no_right", "key_expired", "missing")

TELLING = ("commit_then_drop", "drop_before", "refused", "serialization", "truncated", "no_right")
"""One mishap of each sort: lost after or before the write, a no, a conflict, an answer in pieces, a right withdrawn."""

_NUMBERS = count(1)
_CALLS: dict[str, Calls] = {}


@pytest.fixture(scope="module")
def stage(template: tuple[Path, Demo], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One company for all; each write is a case of its own."""
    with worlds.world(template, tmp_path_factory.mktemp("faults"), None, short_book()) as built:
        yield built


@pytest.fixture(autouse=True)
def _no_faults_are_left(stage: World) -> Iterator[None]:
    with mishaps.clean(stage):
        yield


def arranged(stage: World, write: str) -> Deed:
    return DEEDS[write](stage, f"case/faults/sandbox/1/{next(_NUMBERS)}")


def calls_of(stage: World, write: str) -> Calls:
    """What is called where nothing goes wrong, found out once."""
    if write not in _CALLS:
        deed = arranged(stage, write)
        order, before = ordered(stage, deed), len(stage.odoo.calls)
        assert tried(stage, deed, order, stage.desk()).wrong() == ()
        _CALLS[write] = tuple((call.model, call.method) for call in stage.odoo.calls[before:])
    return _CALLS[write]


def befallen(stage: World, deed: Deed, name: str, *, call: int = 0) -> Trial:
    """The deed is tried while a mishap befalls one of its writing calls."""
    order, mishap = ordered(stage, deed), MISHAPS[name]
    mishaps.order(stage, mishap, *deed.writes[call])
    return tried(stage, deed, order, hasty(stage, PATIENCE) if mishap.slow else stage.desk())


def each(names: Iterable[str]) -> list[ParameterSet]:
    """Every write with every mishap; of those about suppliers only some run each time, the others as slow ones."""
    return [
        pytest.param(write, name, marks=[pytest.mark.slow] if write in SUPPLY and name not in TELLING else [])
        for write in DEEDS
        for name in names
    ]


@pytest.mark.parametrize(("write", "name"), each(MISHAPS))
def test_a_write_stands_once_or_not_at_all_and_the_ledger_says_the_same(stage: World, write: str, name: str) -> None:
    deed = arranged(stage, write)

    trial = befallen(stage, deed, name)

    mishap = MISHAPS[name]
    assert trial.wrong() == ()
    assert mishap.error in trial.errors
    assert trial.said == (mishap.error if mishap.final else "")
    assert mishap.slow or trial.tries == (1 if mishap.final else 2)


@pytest.mark.parametrize("name", ["commit_then_drop", "html", "refused", "no_right", "serialization"])
def test_a_reservation_that_breaks_off_between_its_two_steps_is_finished(stage: World, name: str) -> None:
    trial = befallen(stage, arranged(stage, "reserve"), name, call=1)

    assert trial.wrong() == ()
    assert (trial.said, trial.times) == ("", 1)


@pytest.mark.parametrize(("write", "name"), each(READING))
def test_what_was_written_and_cannot_be_read_back_is_looked_up_and_not_given_up(
    stage: World, write: str, name: str
) -> None:
    calls = calls_of(stage, write)
    deed = arranged(stage, write)
    order = ordered(stage, deed)
    written = calls.index(deed.writes[-1]) + 1

    mishaps.order(stage, MISHAPS[name], nth=written + 1)
    trial = tried(stage, deed, order, stage.desk())

    assert trial.wrong() == ()
    assert (trial.said, trial.tries) == ("", 2)


@pytest.mark.parametrize("name", UNREACHABLE)
def test_before_anything_is_written_an_odoo_that_cannot_be_spoken_to_ends_the_try(stage: World, name: str) -> None:
    deed = arranged(stage, "quotation")
    order = ordered(stage, deed)

    mishaps.order(stage, MISHAPS[name], "common", "login")
    trial = tried(stage, deed, order, stage.desk())

    assert trial.wrong() == ()
    assert trial.tries == 1
    assert trial.effect is not None
    assert trial.effect.read_back[0][:60] == trial.words[:60] != ""


@pytest.mark.parametrize("name", UNREACHABLE)
def test_an_unknown_outcome_is_never_given_up_while_odoo_cannot_be_looked_at(stage: World, name: str) -> None:
    deed = arranged(stage, "draft")
    order = ordered(stage, deed)
    stage.odoo.faults.commit_then_drop("stock.picking", "load")
    mishaps.order(stage, MISHAPS[name], "common", "version", nth=2, count=None)

    trial = tried(stage, deed, order, stage.desk(), heal=lambda tries: stage.odoo.faults.clear() if tries > 6 else None)

    assert trial.wrong() == ()
    assert trial.errors == ("OutcomeUnknown",) * 7
    assert (trial.said, trial.times) == ("", 1)


def test_a_no_counts_only_when_the_lost_call_can_no_longer_come_through(stage: World) -> None:
    deed = arranged(stage, "quotation")
    order = ordered(stage, deed)
    stage.odoo.faults.drop_before("purchase.order", "load")
    mishaps.order(stage, MISHAPS["refused"], "purchase.order", "load", nth=1, count=None)

    began = stage.now()
    trial = tried(stage, deed, order, stage.desk())

    assert trial.wrong() == ()
    assert trial.said == "Refused"
    assert set(trial.errors[:-1]) == {"OutcomeUnknown"}
    assert stage.now() - began > timedelta(minutes=3)


def test_a_call_that_comes_through_after_it_was_given_up_is_found_and_not_drift(stage: World) -> None:
    deed = arranged(stage, "confirm")
    order = ordered(stage, deed)
    stage.odoo.faults.order("slow_before", "purchase.order", "button_confirm", seconds=0.9)
    seen_too_early = stage.odoo.faults.slow(0.45, "purchase.order", "search_read", nth=4)

    trial = tried(stage, deed, order, hasty(stage, 0.6))

    assert trial.wrong() == ()
    assert (trial.said, trial.times) == ("", 1)
    assert seen_too_early.fired == 1


def test_an_odoo_that_is_gone_for_a_while_is_waited_for(stage: World) -> None:
    deed = arranged(stage, "notice")
    order = ordered(stage, deed)
    stage.odoo.stop()

    def heal(tries: int) -> None:
        if tries == 3:
            stage.odoo.start()

    trial = tried(stage, deed, order, stage.desk(), heal=heal)

    assert trial.wrong() == ()
    assert trial.errors == ("Unavailable",) * 3


@pytest.mark.parametrize("write", [name for name in DEEDS if name in {"draft", "quotation", "notice", "ask", "split"}])
@pytest.mark.parametrize("name", ["commit_then_drop", "html_after", "server_error_after", "truncated"])
def test_a_client_without_keys_makes_a_second_one(stage: World, write: str, name: str) -> None:
    deed = arranged(stage, write)
    mishaps.order(stage, MISHAPS[name], *deed.plain)

    times = naively(stage, deed, stage.desk())

    assert times > 1


def test_what_odoo_holds_back_is_on_record_as_written_but_not_as_cleared(stage: World) -> None:
    deed = arranged(stage, "confirm")
    order = ordered(stage, deed)
    stage.env.write("res.company", [1], {"po_double_validation": "two_step", "po_double_validation_amount": 1.0})

    trial = tried(stage, deed, order, stage.desk())
    again = tried(stage, deed, order, stage.desk())

    stage.env.write("res.company", [1], {"po_double_validation": "one_step"})
    assert (trial.said, again.said) == ("Amiss", "Amiss")
    assert trial.effect is not None
    assert trial.effect.state is EffectState.APPLIED
    assert "two-step validation" in trial.effect.read_back[0]
    assert trial.counted == 1
