"""The operator's verbs where suppliers are looked after: one case rests, one waits for a person."""

import asyncio
from collections.abc import Iterator

import pytest

from console.resting import rest
from domain.approval import ApprovalRequest
from tests.console.conftest import House, elsewhere, environment, served
from tests.journeys.drift import Case, at_rest, drifted, on_its_day, open_case, order_of, sent
from tests.leftovers import unheard

pytestmark = pytest.mark.xdist_group("drift")


@pytest.fixture(scope="module")
def house(temporal_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Valpadana was asked and the case rests; a buyer is asked whether to plan with another date for Drava."""
    folder = tmp_path_factory.mktemp("suppliers")
    with unheard(), elsewhere() as run, served(run, drifted().template, folder, temporal_address) as stage:
        on_its_day(stage)

        async def settled() -> tuple[Case, ApprovalRequest]:
            rests, asks = await asyncio.gather(open_case(stage, "VP"), open_case(stage, "DR"))
            await at_rest(stage, rests)
            return rests, await stage.asked(asks.id)

        rests, request = run(settled())
        yield House(stage, environment(stage, temporal_address), run, rests.id, request.case, request)


def test_a_resting_case_says_until_when_and_what_it_has_done(house: House) -> None:
    row = house.stage.ledger.case(house.done)
    assert row is not None

    words = rest(house.stage.ledger, row, house.stage.now())

    assert words is not None
    assert words.startswith("rests until 26 Nov 09:")
    assert words.endswith("or until the supplier writes; done so far: 2 letters, 1 new date")


def test_a_case_that_waits_for_a_person_does_not_rest(house: House) -> None:
    row = house.stage.ledger.case(house.waiting)
    assert row is not None

    assert rest(house.stage.ledger, row, house.stage.now()) is None


def test_the_list_and_the_inbox_show_whom_a_supplier_case_waits_for(house: House) -> None:
    listed, waiting = house.tell("case", "list", "--open").out, house.tell("inbox").out

    assert "Valpadana Metalli S.p.A.: risk" in listed
    assert f"waits for {house.request.approver.name}: Plan with" in " ".join(listed.split())
    assert "Plan with 24 Units of Bevel gearbox" in waiting


def test_a_supplier_case_shows_its_letters_word_for_word(house: House) -> None:
    order = order_of(house.stage, "VP")
    ((letter),) = sent(house.stage, order)

    shown = house.tell("case", "show", "Valpadana")

    assert shown.code == 0
    for words in (
        "Dear Valpadana Metalli S.p.A.,",
        "Please tell us why the following is late, and the day that you can keep:",
    ):
        assert words in str(letter["body"])
        assert f"│ {words}" in shown.out
    assert "read back: message" in shown.out
    assert "errand (id " in shown.out


def test_options_about_a_supplier_tell_the_chance_of_being_late(house: House) -> None:
    shown = house.tell("case", "show", "Drava").out

    assert ", late with 100.0 %" in shown
    assert "runs out with" not in shown
    assert "is below 0.70" in shown


def test_a_supplier_case_replays_cleanly_and_strictly(house: House) -> None:
    told = house.tell("replay", house.done, "--strict")

    assert told.code == 0, told.out
    assert "replays strictly" in told.out


def test_a_date_that_a_buyer_approves_at_the_terminal_is_planned_with(house: House) -> None:
    answer = house.tell(
        "decide",
        str(house.request.odoo_id),
        "approve",
        "--login",
        house.request.approver.login,
        WEIGHBRIDGE_APPROVER_KEY=house.request.approver.login,
    )

    assert answer.code == 0, answer.err
    assert "The case says: approve by" in answer.out


def test_a_sweep_of_suppliers_names_what_is_open_and_what_it_opened(house: House) -> None:
    swept = house.tell("sweep", "supplier_risk")

    assert swept.code == 0, swept.err
    assert "1 cases opened, 2 open already" in swept.out
    assert "opened case/supplier_risk/sandbox/1/" in swept.out
    assert swept.out.count("Quarzwerk Kufstein GmbH: risk") == 1


def test_the_doctor_says_under_which_address_suppliers_are_written_to(house: House) -> None:
    env = house.stage.env
    robot = env.search("res.users", [["login", "=", "weighbridge"]])
    own = env.read("res.users", robot, ["email"])[0]["email"]

    with_one = house.tell("doctor").out
    env.write("res.users", robot, {"email": False})
    without = house.tell("doctor").out
    env.write("res.users", robot, {"email": own})

    assert f"ok   letters to suppliers: sent from {own}" in with_one
    assert "warn letters to suppliers: weighbridge has no e-mail address in Odoo" in without
