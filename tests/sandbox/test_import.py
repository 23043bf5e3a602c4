"""`load` with external ids: the create-once of a robot, and the traps around it."""

from typing import Any

import pytest

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller, person

ONCE = {"mode": "update", "noupdate": True}


def test_the_first_writer_wins_with_update_and_noupdate(odoo: SandboxOdoo, admin: Caller) -> None:
    first = admin("res.partner", "load", ["id", "name"], [["wb.k1", "Nord"]], context=ONCE)
    again = admin("res.partner", "load", ["id", "name"], [["wb.k1", "Another"]], context=ONCE)

    assert first == again == {"ids": first["ids"], "messages": [], "nextrow": 0}
    assert odoo.env().one("res.partner", first["ids"][0], ["name"])["name"] == "Nord"


def test_without_them_it_overwrites_and_doubles_lines_that_have_no_id(odoo: SandboxOdoo, admin: Caller) -> None:
    fields = ["id", "name", "child_ids/name"]
    first = admin("res.partner", "load", fields, [["wb.k1", "Nord", "Anna"]])

    again = admin("res.partner", "load", fields, [["wb.k1", "Sued", "Anna"]])

    row = odoo.env().one("res.partner", first["ids"][0], ["name", "child_ids"])
    assert again["ids"] == first["ids"]
    assert (row["name"], len(row["child_ids"])) == ("Sued", 2)


def test_lines_with_their_own_ids_are_stable(odoo: SandboxOdoo, admin: Caller) -> None:
    fields = ["id", "name", "child_ids/id", "child_ids/name", "child_ids/color"]
    rows = [["wb.k1", "Nord", "wb.k1_1", "Anna", "1"], ["", "", "wb.k1_2", "Ben", "2"]]

    first = admin("res.partner", "load", fields, rows)
    admin("res.partner", "load", fields, rows)

    children = odoo.env().search_read("res.partner", [["parent_id", "=", first["ids"][0]]], ["name"], order="id")
    assert [child["name"] for child in children] == ["Anna", "Ben"]
    assert odoo.env().ref("wb.k1_2") == children[1]["id"]


def test_lines_stay_as_they_were_when_the_first_writer_won(odoo: SandboxOdoo, admin: Caller) -> None:
    fields = ["id", "name", "child_ids/name"]
    first = admin("res.partner", "load", fields, [["wb.k1", "Nord", "Anna"], ["", "", "Ben"]], context=ONCE)

    admin("res.partner", "load", fields, [["wb.k1", "Nord", "Cleo"]], context=ONCE)

    assert odoo.env().search_count("res.partner", [["parent_id", "=", first["ids"][0]]]) == 2


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("parent_id/.id", "9999", "No matching record found for database id '9999'"),
        ("parent_id/.id", "abc", "Invalid database id 'abc'"),
        ("parent_id/id", "wb.zork", "No matching record found for external id 'wb.zork'"),
        ("parent_id", "zork", "No matching record found for name 'zork'"),
        ("is_company", "maybe", "Unknown value 'maybe' for boolean field"),
        ("purchase_warn", "maybe", "Value 'maybe' not found in selection field"),
        ("color", "red", "does not seem to be a valid integer"),
    ],
)
def test_what_cannot_be_read_is_told_in_messages_and_nothing_stays(
    odoo: SandboxOdoo, admin: Caller, column: str, cell: str, words: str
) -> None:
    rows = [["wb.k1", "Nord", ""], ["wb.k2", "Sued", cell]]

    answer = admin("res.partner", "load", ["id", "name", column], rows)

    assert answer["ids"] is False
    assert [(m["type"], m["record"], m["rows"]) for m in answer["messages"]] == [("error", 1, {"from": 1, "to": 1})]
    assert words in answer["messages"][0]["message"]
    assert odoo.env().search_count("res.partner", [["name", "in", ["Nord", "Sued"]]]) == 0


def test_a_rule_of_business_that_says_no_is_told_in_messages(odoo: SandboxOdoo, admin: Caller) -> None:
    answer = admin("res.users", "load", ["id", "name", "login"], [["wb.u1", "Again", "admin"]])

    assert answer["ids"] is False
    assert "same login" in answer["messages"][0]["message"]


def test_a_missing_right_is_told_in_messages(odoo: SandboxOdoo) -> None:
    person(odoo, "plain")

    answer = Caller(odoo, "plain")("res.partner", "load", ["id", "name"], [["wb.k1", "Nord"]])

    assert answer["ids"] is False
    assert "not allowed to create" in answer["messages"][0]["message"]


def test_an_unknown_column_is_an_error_of_the_call(admin: Caller) -> None:
    assert admin("res.partner", "load", ["id", "zork"], [["wb.k1", "x"]]).name == "builtins.KeyError"


def test_a_robot_without_rights_on_external_ids_may_still_load(odoo: SandboxOdoo) -> None:
    person(odoo, "robot", "base.group_partner_manager", "base.group_user")
    robot = Caller(odoo, "robot")

    made = robot("res.partner", "load", ["id", "name"], [["wb.k1", "Nord"]], context=ONCE)

    assert robot("ir.model.data", "check_object_reference", "wb", "k1") == ["res.partner", made["ids"][0]]
    assert robot("ir.model.data", "search", []).name == "odoo.exceptions.AccessError"


def test_somebody_who_was_quicker_owns_the_key_and_is_seen_by_the_author(odoo: SandboxOdoo) -> None:
    for login in ("robot", "mallory"):
        person(odoo, login, "base.group_partner_manager", "base.group_user")
    squatted = Caller(odoo, "mallory")("res.partner", "load", ["id", "name"], [["wb.k1", "Hers"]])

    mine = Caller(odoo, "robot")("res.partner", "load", ["id", "name"], [["wb.k1", "Mine"]], context=ONCE)

    (told,) = Caller(odoo, "robot")("res.partner", "get_metadata", mine["ids"])
    assert mine["ids"] == squatted["ids"]
    assert told["create_uid"][1] == "Mallory"
    assert told["xmlid"] == "wb.k1"


def test_a_record_that_was_deleted_is_made_again(odoo: SandboxOdoo, admin: Caller) -> None:
    first = admin("res.partner", "load", ["id", "name"], [["wb.k1", "Nord"]], context=ONCE)
    admin("res.partner", "unlink", first["ids"])

    again = admin("res.partner", "load", ["id", "name"], [["wb.k1", "Nord"]], context=ONCE)

    assert again["ids"] != first["ids"]
    assert admin("ir.model.data", "check_object_reference", "wb", "k1") == ["res.partner", again["ids"][0]]


def test_one_name_belongs_to_one_record(odoo: SandboxOdoo, admin: Caller) -> None:
    row: dict[str, Any] = {"module": "wb", "name": "k1", "model": "res.partner", "res_id": 1}
    admin("ir.model.data", "create", row)

    answer = admin("ir.model.data", "create", row)

    assert answer.name == "odoo.exceptions.ValidationError"
    assert "duplicate key value" in answer.message


def test_an_empty_cell_empties_the_field(odoo: SandboxOdoo, admin: Caller) -> None:
    admin("res.partner", "load", ["id", "name", "email"], [["wb.k1", "Nord", "nord@example.com"]])

    made = admin("res.partner", "load", ["id", "name", "email"], [["wb.k1", "Nord", ""]])

    assert odoo.env().one("res.partner", made["ids"][0], ["email"])["email"] is False


def test_a_row_without_a_key_is_refused_in_update_mode(admin: Caller) -> None:
    answer = admin("res.partner", "load", ["name"], [["Nord"]], context={"mode": "update"})

    assert answer["ids"] is False
