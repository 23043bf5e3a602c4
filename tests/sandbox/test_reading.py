"""Search and read answer in Odoo's forms and with Odoo's reading of domains."""

from typing import Any

import pytest

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller


@pytest.fixture
def firm(odoo: SandboxOdoo) -> dict[str, int]:
    """A company with two people, one of them archived."""
    env = odoo.env()
    nord = env.create("res.partner", {"name": "Nord", "is_company": True, "email": "nord@example.com"})
    anna = env.create("res.partner", {"name": "Anna", "parent_id": nord, "color": 3})
    ben = env.create("res.partner", {"name": "Ben", "parent_id": nord, "active": False})
    return {"nord": nord, "anna": anna, "ben": ben}


def test_empty_values_are_false_and_numbers_are_zero(admin: Caller, firm: dict[str, int]) -> None:
    (row,) = admin("res.partner", "read", [firm["nord"]], ["email", "phone", "parent_id", "color", "is_company", "vat"])

    assert row == {
        "id": firm["nord"], "email": "nord@example.com", "phone": False, "parent_id": False, "color": 0,
        "is_company": True, "vat": False,
    }  # fmt: skip


def test_a_link_comes_with_its_name_unless_plain_ids_are_asked_for(admin: Caller, firm: dict[str, int]) -> None:
    shown = admin("res.partner", "read", [firm["anna"]], ["parent_id"])
    plain = admin("res.partner", "read", [firm["anna"]], ["parent_id"], load="_classic_write")
    none = admin("res.partner", "search_read", [["id", "=", firm["anna"]]], ["parent_id"], load=None)

    assert shown[0]["parent_id"] == [firm["nord"], "Nord"]
    assert plain[0]["parent_id"] == none[0]["parent_id"] == firm["nord"]


def test_missing_records_are_silently_left_out_and_the_order_is_the_caller_s(
    admin: Caller, firm: dict[str, int]
) -> None:
    rows = admin("res.partner", "read", [firm["anna"], 9999, firm["nord"]], ["name"])

    assert [row["name"] for row in rows] == ["Anna", "Nord"]


def test_archived_records_are_hidden_unless_asked_for(admin: Caller, firm: dict[str, int]) -> None:
    mine = [["id", "in", [*firm.values()]]]

    hidden = admin("res.partner", "search_count", mine)
    shown = admin("res.partner", "search_count", mine, context={"active_test": False})
    named = admin("res.partner", "search_count", [*mine, ["active", "in", [True, False]]])
    (row,) = admin("res.partner", "read", [firm["nord"]], ["child_ids"])

    assert (hidden, shown, named) == (2, 3, 3)
    assert row["child_ids"] == [firm["anna"]]


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        ([["name", "ilike", "AN"]], ["Anna"]),
        ([["name", "like", "AN"]], []),
        ([["name", "=like", "An_a"]], ["Anna"]),
        ([["name", "not ilike", "an"]], ["Nord"]),
        ([["email", "=", False]], ["Anna"]),
        ([["email", "!=", "x"]], ["Anna", "Nord"]),
        ([["email", "not in", ["x"]]], ["Anna", "Nord"]),
        ([["email", "in", [False, "nord@example.com"]]], ["Anna", "Nord"]),
        ([["is_company", "!=", True]], ["Anna"]),
        ([["is_company", "in", [True]]], ["Nord"]),
        ([["color", ">", 2]], ["Anna"]),
        ([["parent_id", "=", False]], ["Nord"]),
        ([["parent_id", "!=", False]], ["Anna"]),
        ([["parent_id", "ilike", "nor"]], ["Anna"]),
        ([["parent_id", "=", "Nord"]], ["Anna"]),
        ([["parent_id.email", "=", "nord@example.com"]], ["Anna"]),
        ([["child_ids.name", "=", "Anna"]], ["Nord"]),
        ([["child_ids", "=", False]], ["Anna"]),
        ([["child_ids", "!=", False]], ["Nord"]),
        ([["child_ids", "any", [["color", "=", 3]]]], ["Nord"]),
        ([["child_ids", "not any", [["color", "=", 3]]]], ["Anna"]),
        (["!", ["name", "=", "Anna"]], ["Nord"]),
        (["|", ["name", "=", "Anna"], ["name", "=", "Nord"]], ["Anna", "Nord"]),
        (["&", ["name", "=", "Anna"], ["name", "=", "Nord"]], []),
        ([["name", "in", []]], []),
        ([["name", "not in", []]], ["Anna", "Nord"]),
        ([["phone", "=?", False]], ["Anna", "Nord"]),
        ([[1, "=", 1]], ["Anna", "Nord"]),
        ([[0, "=", 1]], []),
    ],
)
def test_a_domain_means_what_it_means_in_odoo(
    admin: Caller, firm: dict[str, int], domain: list[Any], names: list[str]
) -> None:
    rows = admin("res.partner", "search_read", [["id", "in", [*firm.values()]], *domain], ["name"], order="name")

    assert [row["name"] for row in rows] == names


def test_a_tree_is_searched_downwards_and_upwards(admin: Caller, firm: dict[str, int]) -> None:
    below = admin("res.partner", "search", [["id", "child_of", firm["nord"]]], order="id")
    above = admin("res.partner", "search", [["id", "parent_of", [firm["anna"]]]], order="id")

    assert below == above == [firm["nord"], firm["anna"]]


def test_a_leaf_on_a_field_that_cannot_be_searched_is_ignored(odoo: SandboxOdoo, admin: Caller) -> None:
    everybody = admin("res.partner", "search_count", [])

    assert admin("res.partner", "search_count", [["display_name", "=", "nobody has this name"]]) == everybody


def test_a_time_that_was_read_does_not_find_its_own_record(admin: Caller, firm: dict[str, int]) -> None:
    (row,) = admin("res.partner", "read", [firm["nord"]], ["write_date"])
    me = ["id", "=", firm["nord"]]

    assert len(row["write_date"]) == len("2026-01-01 00:00:00")
    assert admin("res.partner", "search_count", [me, ["write_date", "=", row["write_date"]]]) == 0
    assert admin("res.partner", "search_count", [me, ["write_date", ">=", row["write_date"]]]) == 1


def test_rows_come_sorted_with_empty_values_last(admin: Caller, firm: dict[str, int]) -> None:
    mine = [["id", "in", [*firm.values()]]]

    up = admin("res.partner", "search", mine, order="color")
    down = admin("res.partner", "search", mine, order="color desc")

    assert up == [firm["anna"], firm["nord"]]
    assert down == [firm["nord"], firm["anna"]]


def test_pages_are_cut_and_counted(admin: Caller, firm: dict[str, int]) -> None:
    mine = [["id", "in", [*firm.values()]]]

    first = admin("res.partner", "search", mine, limit=1, order="id")
    second = admin("res.partner", "search", mine, limit=1, offset=1, order="id")

    assert first + second == [firm["nord"], firm["anna"]]
    assert admin("res.partner", "search_count", mine, limit=1) == 1


def test_a_password_is_never_told(admin: Caller) -> None:
    (row,) = admin("res.users", "read", [2], ["login", "password"])

    assert row["password"] == ""


def test_who_made_a_record_is_told_with_its_external_ids(odoo: SandboxOdoo, admin: Caller) -> None:
    (told,) = admin("res.company", "get_metadata", [1])

    assert told["xmlid"] == "base.main_company"
    assert told["create_uid"] == [1, "OdooBot"]


def test_fields_say_whether_they_can_be_searched_and_sorted(admin: Caller) -> None:
    told = admin(
        "sale.order.line", "fields_get", ["qty_to_deliver", "product_uom_qty"], ["searchable", "sortable", "store"]
    )

    assert told["product_uom_qty"] == {"searchable": True, "sortable": True, "store": True}
    assert told["qty_to_deliver"] == {"searchable": False, "sortable": False, "store": False}


def test_sorting_by_a_figure_that_is_not_stored_is_ignored_in_17_and_refused_in_18(admin: Caller) -> None:
    assert isinstance(admin("product.product", "search", [], order="qty_available"), list)

    with SandboxOdoo(version=18) as newer:
        refused = Caller(newer, "admin")("product.product", "search", [], order="qty_available")

    assert refused.name == "builtins.ValueError"
