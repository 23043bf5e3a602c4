"""How Odoo answers reads: what the hands take for granted of the wire."""

import re

import pytest

from domain.fact import Json
from tests.contract.conftest import Place, access
from tests.contract.shop import COMPANY, Shop
from tools.errors import Gone, Misused, NotAllowed, Refused, Unavailable, WrongLogin
from tools.odoo import plain
from tools.odoo.session import OdooSession, opened

NOBODY = 999_999_999


def test_a_login_gives_a_uid_and_the_version(odoo: OdooSession) -> None:
    assert odoo.uid > 0
    assert odoo.version >= 17
    assert odoo.calls == 2


@pytest.mark.parametrize(("user", "key"), [("nobody-here", "x"), (None, "wrong")])
def test_an_unknown_user_and_a_wrong_key_are_a_wrong_login(place: Place, user: str | None, key: str) -> None:
    bad = access(place.robot.url, place.robot.db, user or place.robot.user, key)

    with pytest.raises(WrongLogin), opened(bad):
        pass


def test_a_key_that_is_revoked_while_in_use_is_a_wrong_login(odoo: OdooSession) -> None:
    odoo._secret = "revoked"

    with pytest.raises(WrongLogin):
        odoo.call("res.partner", "search_count", [])


def test_an_unknown_database_is_not_there_rather_than_a_wrong_login(place: Place) -> None:
    with pytest.raises(Unavailable, match="ODOO_DB"), opened(access(place.robot.url, "no-such-db", "x", "y")):
        pass


def test_a_method_that_returns_nothing_gives_none(shop: Shop) -> None:
    partner = shop.partner()

    assert shop.do("res.partner", "action_archive", partner) is None


def test_missing_ids_are_silently_left_out_of_a_read(odoo: OdooSession, shop: Shop) -> None:
    partner = shop.partner()

    assert odoo.call("res.partner", "read", [NOBODY], ["name"]) == []
    assert [row["id"] for row in plain.rows_of(odoo.call("res.partner", "read", [partner, NOBODY], ["name"]))] == [
        partner
    ]


def test_a_missing_id_is_gone_to_a_write(shop: Shop) -> None:
    with pytest.raises(Gone):
        shop.change("res.partner", NOBODY, name="x")


@pytest.mark.parametrize(
    ("model", "method", "arguments", "expected"),
    [
        ("res.partner", "read", [[1], ["no_such_field"]], Misused),
        ("res.partner", "search", [[["no_such_field", "=", 1]]], Misused),
        ("res.partner", "no_such_method", [[1]], Misused),
        ("res.partner", "read", [[1], ["name"], "x", "y", "z"], Misused),
        ("res.partner", "_compute_display_name", [[1]], NotAllowed),
        ("no.such.model", "read", [[1]], Refused),
        ("ir.rule", "search_read", [[]], NotAllowed),
    ],
)
def test_a_wrong_call_is_told_from_a_forbidden_one(
    odoo: OdooSession, model: str, method: str, arguments: list[Json], expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        odoo.call(model, method, *arguments)


def test_a_company_of_others_is_not_allowed(odoo: OdooSession) -> None:
    with pytest.raises(NotAllowed):
        odoo.call("stock.warehouse", "search_count", [], company_id=NOBODY)


def test_a_many2one_is_an_id_or_an_id_with_its_name(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()

    (bare,) = odoo.rows("product.product", [["id", "=", product]], ["uom_id", "company_id"])
    (named,) = odoo.rows("product.product", [["id", "=", product]], ["uom_id"], names=True)

    assert isinstance(bare["uom_id"], int)
    assert bare["company_id"] is False
    assert named["uom_id"] == [bare["uom_id"], plain.label(named["uom_id"])]
    assert plain.label(named["uom_id"])


def test_empty_values_are_false_and_empty_numbers_zero(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product(default_code=False, standard_price=0)

    (row,) = odoo.rows("product.product", [["id", "=", product]], ["default_code", "standard_price", "seller_ids"])

    assert row == {"id": product, "default_code": False, "standard_price": 0.0, "seller_ids": []}


def test_times_are_naive_utc_text(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner(), 2, days=3, confirm=False)

    (row,) = odoo.rows("purchase.order.line", [["order_id", "=", order]], ["date_planned", "create_date"])

    assert row["date_planned"] == shop.at(3)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", str(row["create_date"]))


def test_a_time_with_a_zone_is_refused(shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner(), 2, days=3, confirm=False)

    with pytest.raises(Misused):
        shop.change("purchase.order", order, date_order="2026-01-01T10:00:00Z")


def test_an_external_id_leads_to_its_record_or_to_nothing(odoo: OdooSession) -> None:
    assert odoo.reference("purchase.group_purchase_manager")
    assert odoo.reference("purchase.no_such_thing") is None
    assert odoo.reference("no_such_module.thing") is None


def test_pages_by_id_hold_every_record_once(odoo: OdooSession, shop: Shop) -> None:
    partners = [shop.partner("paged") for _ in range(5)]
    domain: list[Json] = [["id", "in", [*partners]]]

    assert [row["id"] for row in odoo.rows("res.partner", domain, ["name"], page=2)] == partners
    assert [row["id"] for row in odoo.rows("res.partner", domain, ["name"], page=2, order="id desc")] == partners[::-1]
    assert [row["id"] for row in odoo.rows("res.partner", domain, ["name"], page=2, limit=3)] == partners[:3]


def test_archived_records_are_hidden_unless_asked_for(odoo: OdooSession, shop: Shop) -> None:
    partner = shop.partner()
    shop.do("res.partner", "action_archive", partner)

    assert odoo.rows("res.partner", [["id", "=", partner]], ["name"]) == []
    assert odoo.rows("res.partner", [["id", "=", partner]], ["name"], context={"active_test": False})
    assert odoo.rows("res.partner", [["id", "=", partner], ["active", "in", [True, False]]], ["name"])


def test_a_field_that_is_not_there_is_left_out_of_the_fields(odoo: OdooSession) -> None:
    fields = odoo.call("product.template", "fields_get", ["name", "no_such_field"], ["type"])

    assert fields == {"name": {"type": "char"}}


def test_a_leaf_on_a_figure_that_cannot_be_searched_is_ignored(odoo: OdooSession, shop: Shop) -> None:
    order = shop.sale(shop.product(), shop.partner(), 2, days=3)
    domain: list[Json] = [["order_id", "=", order], ["qty_to_deliver", ">", 1e9]]

    assert odoo.call("sale.order.line", "search_count", domain) == 1


def test_a_tree_of_locations_is_searched_from_above(odoo: OdooSession, shop: Shop) -> None:
    shelf, view = shop.shelf(shop.north), shop.id("stock.warehouse", shop.north, "view_location_id")
    below: Json = ["id", "child_of", view]

    assert odoo.call("stock.location", "search_count", [below, ["id", "=", shelf]]) == 1
    assert odoo.call("stock.location", "search_count", ["!", below, ["id", "=", shelf]]) == 0
    assert odoo.call("stock.location", "search_count", ["|", ["id", "=", shelf], "&", below, ["id", "=", view]]) == 2


def test_lines_without_moves_are_found_by_their_absence(odoo: OdooSession, shop: Shop) -> None:
    order = shop.sale(shop.product(), shop.partner(), 2, days=3)
    domain: list[Json] = [["order_id", "=", order], ["order_id.company_id", "=", COMPANY]]

    assert odoo.call("sale.order.line", "search_count", domain) == 1
    assert odoo.call("sale.order.line", "search_count", [*domain, ["move_ids", "=", False]]) == 0
