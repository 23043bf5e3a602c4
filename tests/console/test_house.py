"""The operator's verbs in a house that works: what waits, what happened, an answer, a replay, the chain."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.console.conftest import House, Told
from tests.nordlager import ONE_WORKER

pytestmark = ONE_WORKER


def test_the_inbox_shows_what_waits_for_whom(house: House) -> None:
    all_, hers, his = (
        house.tell("inbox"),
        house.tell("inbox", "--login", "petra"),
        house.tell("inbox", "--login", "sam"),
    )

    assert (all_.code, hers.code, his.code) == (0, 0, 0)
    assert str(house.request.odoo_id) in hers.out
    assert "petra" in all_.out
    assert his.out == "Nothing waits for sam.\n"


def test_the_list_shows_the_open_and_the_ended(house: House) -> None:
    all_, open_ = house.tell("case", "list").out, house.tell("case", "list", "--open").out

    assert ("BRG-6204" in all_, "TAP-PP" in all_) == (True, True)
    assert ("BRG-6204" in open_, "TAP-PP" in open_) == (False, True)
    assert "done" in all_


def test_a_case_is_shown_from_its_facts_to_its_audit(house: House) -> None:
    shown = house.tell("case", "show", house.done.rpartition("/")[2])

    assert shown.code == 0
    for words in (
        "BRG-6204 may run out at Munich",
        "on hand at MUC",
        "Transfer HAM to MUC",
        "cleared under book",
        "read back:",
        "effect.verified",
        "case.closed",
        "no chat model is configured",
    ):
        assert words in shown.out


def test_a_waiting_case_shows_its_request(house: House) -> None:
    shown = house.tell("case", "show", house.waiting).out

    assert f"no. {house.request.odoo_id} to {house.request.approver.name} (petra) as purchasing manager" in shown
    assert "needs the approval of purchasing manager, then finance under book" in shown
    assert f"instead: --option {house.request.options[0]}" in shown
    assert "instead: --quantity 10 to" in shown


def test_a_case_is_found_by_what_it_is_about(house: House) -> None:
    by_code, by_name = house.tell("case", "show", "tap-pp"), house.tell("case", "show", house.waiting)

    assert by_code.code == 0
    assert by_code.out.splitlines()[0] == by_name.out.splitlines()[0]


def test_half_a_name_that_fits_two_cases_is_not_guessed(house: House) -> None:
    told = house.tell("case", "show", "")

    assert (told.code, told.out) == (1, "")
    assert "2 cases end in" in told.err


@pytest.mark.parametrize(
    ("words", "key", "said"),
    [
        (("approve", "--login", "petra"), "not her key", "Odoo does not accept the login petra with the password"),
        (("approve", "--login", "nobody"), "nobody", "Odoo does not accept the login nobody with the password"),
        (("approve", "--login", "petra"), "not her key", "an API key of petra's own"),
        (("approve", "--login", "mallory"), "mallory", "is Petra Winter's (petra) to answer, not mallory's"),
        (("approve", "--login", "sam"), "sam", "is Petra Winter's (petra) to answer, not sam's"),
        (("approve", "--login", "petra"), "", "Set WEIGHBRIDGE_APPROVER_KEY"),
        (("reject", "--login", "petra"), "petra", "Odoo does not take this answer: Please say in a few words why"),
        (("approve", "--login", "petra", "--quantity", "5"), "petra", "Say amend, or leave the values out"),
        (("amend", "--login", "petra", "--quantity", "many"), "petra", "Give a plain number"),
        (("amend", "--login", "petra", "--quantity", "nan"), "petra", "Give a plain number"),
        (("amend", "--login", "petra", "--quantity", "99999999"), "petra", "The quantity must be between 10 and"),
        (("amend", "--login", "petra", "--date", "tomorrow"), "petra", "YYYY-MM-DD"),
        (("amend", "--login", "petra", "--option", "buy:999"), "petra", "Possible:"),
        (("reject", "--login", "petra", "--comment", "a\x07bell"), "petra", "words of one line"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_refused_in_one_line(
    house: House, words: tuple[str, ...], key: str, said: str
) -> None:
    told = house.tell("decide", str(house.request.odoo_id), *words, WEIGHBRIDGE_APPROVER_KEY=key)

    assert (told.code, told.out) == (1, "")
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert "Traceback" not in told.err
    assert all(words not in told.err for words in ("ODOO_USER", "x_wb_decision", "Settle in Odoo"))
    row = house.stage.env.one("x_wb_decision", house.request.odoo_id, ["x_decision"])
    assert not row["x_decision"]


def test_a_case_that_ran_here_replays_cleanly_and_strictly(house: House) -> None:
    plain, strict = house.tell("replay", house.done), house.tell("replay", house.done, "--strict")

    assert (plain.code, strict.code) == (0, 0)
    assert "replays cleanly" in plain.out
    sums = re.search(r"(\d+) steps compared, (\d+) sums done again", strict.out)
    assert sums is not None
    assert (int(sums[1]) > 15, int(sums[2])) == (True, 12)
    assert "not run again" not in strict.out


def test_the_chain_is_sound_and_its_head_may_be_kept_elsewhere(house: House) -> None:
    sound = house.tell("audit", "verify")
    head = re.search(r"head (\S+)", sound.out)
    assert head is not None

    anchored, other = house.tell("audit", "verify", "--anchor", head[1]), head[1][:-4] + "0000"
    denied = house.tell("audit", "verify", "--anchor", other)

    assert (sound.code, anchored.code, denied.code) == (0, 0, 1)
    assert "broken" in denied.out


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE wb_audit_entry SET actor = 'petra' WHERE seq = 4",
        "DELETE FROM wb_audit_entry WHERE seq = 4",
        (
            "UPDATE wb_document SET body = replace(body, '1', '2')"
            " WHERE digest = (SELECT payload FROM wb_audit_entry WHERE seq = 4)"
        ),
    ],
)
def test_a_chain_that_somebody_touched_is_named_with_the_entry(house: House, tmp_path: Path, tampering: str) -> None:
    told = house.tell("audit", "verify", DATABASE_URL=touched(house, tmp_path, tampering))

    assert told.code == 1
    assert re.search(r"broken at entry [45]", told.out)


def touched(house: House, folder: Path, tampering: str) -> str:
    """A copy of the ledger after somebody with a database client."""
    source, copy = Path(house.stage.ledger_url.removeprefix("sqlite:///")), folder / "ledger.sqlite"
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(copy)) as theirs:
        ours.backup(theirs)
        for (trigger,) in theirs.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            theirs.execute(f"DROP TRIGGER {trigger}")
        assert theirs.execute(tampering).rowcount >= 1
        theirs.commit()
    return f"sqlite:///{copy}"


def test_a_sum_is_not_done_again_on_a_document_that_somebody_changed(house: House, tmp_path: Path) -> None:
    url = touched(house, tmp_path, "UPDATE wb_document SET body = replace(body, 'BRG-6204', 'BRG-6205')")

    told = house.tell("replay", house.done, "--strict", DATABASE_URL=url)

    assert told.code == 1
    assert "is not what was kept" in told.err


def test_an_odoo_that_is_as_it_should_be_is_said_to_be(house: House) -> None:
    told = house.tell(
        "provision", "--check", "--approver", "petra", "--approver", "sam", "--approver", "fin", "--approver", "bea"
    )

    assert told.code == 0
    assert "as it should be" in told.out


def test_an_odoo_that_somebody_changed_is_told_and_set_right(house: House) -> None:
    approvers = [word for login in ("petra", "sam", "fin", "bea") for word in ("--approver", login)]
    guard = house.stage.env.search("ir.actions.server", [["usage", "=", "base_automation"]], limit=1)
    house.stage.env.write("ir.actions.server", guard, {"code": "pass"})

    checked = house.tell("provision", "--check", *approvers)
    mended = house.tell("provision", *approvers)
    again = house.tell("provision", "--check", *approvers)

    assert (checked.code, mended.code, again.code) == (1, 0, 0)
    assert "different" in checked.out


def test_the_doctor_is_content_with_a_house_whose_model_is_down(house: House) -> None:
    told = house.tell("doctor", WEIGHBRIDGE_MODEL="llama", OPENAI_BASE_URL="http://127.0.0.1:9/v1")

    assert told.code == 0
    assert "warn chat model: cases go on without it, and say so: " in told.out


def test_the_doctor_looks_at_everything(house: House) -> None:
    told = house.tell("doctor")

    for words in ("policy book", "ledger and audit chain", "Odoo", "role finance", "Temporal", "queue", "chat model"):
        assert words in told.out
    assert "FAIL" not in told.out


@pytest.fixture(scope="module")
def answered(house: House) -> Told:
    """What petra was told when she approved the first question; the case has asked its second one since."""
    words = ("decide", str(house.request.odoo_id), "approve", "--login", "petra")
    told = house.tell(*words, WEIGHBRIDGE_APPROVER_KEY="petra")
    house.run(house.stage.asked(house.waiting, number=2))
    return told


def test_an_answer_from_the_terminal_is_heard_by_the_case(house: House, answered: Told) -> None:
    assert answered.code == 0
    assert "Odoo took it: approve on request" in answered.out
    assert "The case says:" in answered.out
    assert house.run(house.stage.asked(house.waiting, number=2)).proposal.kind == "confirm_purchase"


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("by", ["id", "number"])
def test_a_request_that_is_closed_cannot_be_answered_again(house: House, by: str) -> None:
    name = house.request.request_id if by == "id" else str(house.request.odoo_id)

    told = house.tell("decide", name, "approve", "--login", "petra", WEIGHBRIDGE_APPROVER_KEY="petra")

    assert (told.code, told.out) == (1, "")
    assert f"request {house.request.odoo_id} is closed: approve by {house.request.approver.name}" in told.err
    assert "`weighbridge inbox` shows those that are open" in told.err
    assert len(told.err.splitlines()) == 1


def test_a_sweep_opens_what_is_not_open_yet(house: House) -> None:
    keep = {"BRG-6204", "TAP-PP", "TIE-300"}
    others = [product for code, product in house.stage.demo.products.items() if code not in keep]
    house.stage.env.write("product.product", others, {"active": False})

    told = house.tell("sweep", "stockout", "--limit", "50")

    assert told.code == 0
    assert f"open already {house.waiting}" in told.out
    assert "calls to Odoo" in told.out
    house.settle(*re.findall(r"opened (case/\S+)", told.out))
