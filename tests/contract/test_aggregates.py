"""How Odoo's database gathers columns: the form that the fast reads parse."""

from datetime import timedelta

import pytest

from domain.fact import Json
from tests.contract.shop import COMPANY, Shop
from tools.errors import Misused
from tools.odoo import plain
from tools.odoo.columns import floats, ids
from tools.odoo.session import OdooSession


@pytest.fixture(scope="module")
def moved(shop: Shop) -> tuple[int, int]:
    """Two products with one done move each, of 30 and of 7 units."""
    first, second = shop.product(), shop.product()
    shop.put(first, shop.north, 30)
    shop.put(second, shop.south, 7)
    return first, second


def domain_of(products: tuple[int, int]) -> list[Json]:
    return [["product_id", "in", [*products]], ["state", "=", "done"]]


def test_columns_are_parallel_and_ordered_by_id(odoo: OdooSession, moved: tuple[int, int], shop: Shop) -> None:
    fields = [
        "id:array_agg",
        "product_id:array_agg",
        "quantity:array_agg",
        "sale_line_id:array_agg",
        "at:array_agg(date)",
    ]

    (group,) = odoo.groups("stock.move", domain_of(moved), fields, [], company_id=COMPANY)

    assert group["__count"] == 2
    columns = {name: group[name] for name in ("id", "product_id", "quantity", "sale_line_id", "at")}
    assert all(isinstance(column, list) and len(column) == 2 for column in columns.values())
    listed = {name: column for name, column in columns.items() if isinstance(column, list)}
    assert listed["id"] == sorted(ids(listed["id"]).tolist())
    assert listed["product_id"] == [*moved]
    assert floats(listed["quantity"]).tolist() == [30.0, 7.0]
    assert ids(listed["sale_line_id"]).tolist() == [-1, -1]
    assert all(plain.moment(at) for at in listed["at"])


def test_columns_of_nothing_are_empty(odoo: OdooSession) -> None:
    (group,) = odoo.groups("stock.move", [["id", "=", -1]], ["product_id:array_agg"], [], company_id=COMPANY)

    assert group["__count"] == 0
    assert not group["product_id"]


@pytest.mark.parametrize(("by", "span"), [("date:day", timedelta(days=1)), ("date:week", timedelta(days=7))])
def test_a_span_of_days_says_from_when_until_when(
    odoo: OdooSession, moved: tuple[int, int], shop: Shop, by: str, span: timedelta
) -> None:
    groups = odoo.groups("stock.move", domain_of(moved), ["quantity:array_agg"], [by], company_id=COMPANY)

    (group,) = groups
    match group["__range"]:
        case {**ranges} if isinstance(found := ranges[by], dict):
            since, until = plain.moment(found["from"]), plain.moment(found["to"])
        case _:
            pytest.fail("no range")
    assert since is not None
    assert until is not None
    assert until - since == span
    assert since <= shop.now + timedelta(minutes=10)
    assert until > shop.now


def test_groups_without_fields_are_counted(odoo: OdooSession, moved: tuple[int, int]) -> None:
    (group,) = odoo.groups("stock.move", domain_of(moved), [], ["date:day"], company_id=COMPANY)

    assert group["__count"] == 2
    assert "quantity" not in group


def test_the_first_of_several_is_a_minimum(odoo: OdooSession, moved: tuple[int, int], shop: Shop) -> None:
    groups = odoo.groups("stock.move", domain_of(moved), ["first:min(date)"], ["product_id"], company_id=COMPANY)

    assert {plain.link(group["product_id"]) for group in groups} == {*moved}
    assert all(isinstance(group["product_id"], list) and len(group["product_id"]) == 2 for group in groups)
    for group in groups:
        first = plain.moment(str(group["first"])[:19])
        assert first is not None
        assert abs(first - shop.now) < timedelta(hours=1)


def test_groups_come_in_pages(odoo: OdooSession, moved: tuple[int, int]) -> None:
    groups = odoo.groups("stock.move", domain_of(moved), ["quantity:sum"], ["product_id"], company_id=COMPANY, page=1)

    assert sorted(float(str(group["quantity"])) for group in groups) == [7.0, 30.0]


def test_several_terms_group_at_once(odoo: OdooSession, moved: tuple[int, int]) -> None:
    groups = odoo.groups(
        "stock.move", domain_of(moved), ["quantity:sum"], ["product_id", "date:day"], company_id=COMPANY
    )

    assert len(groups) == 2
    assert all(group["date:day"] and group["product_id"] for group in groups)


@pytest.mark.parametrize("field", ["no_such_field:sum", "quantity:no_such_way"])
def test_an_unknown_aggregate_is_misused(odoo: OdooSession, field: str) -> None:
    with pytest.raises(Misused):
        odoo.groups("stock.move", [], [field], [], company_id=COMPANY)


def test_a_figure_that_odoo_stores_can_be_gathered(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 3)
    rule: dict[str, Json] = {"product_id": product, "warehouse_id": shop.north, "location_id": shop.shelf(shop.north)}
    shop.make("stock.warehouse.orderpoint", **rule, product_min_qty=10, product_max_qty=25, qty_multiple=6)
    fields = [
        "product_min_qty:array_agg",
        "qty_multiple:array_agg",
        *(["qty_to_order:array_agg"] if odoo.version < 18 else []),
    ]

    (group,) = odoo.groups("stock.warehouse.orderpoint", [["product_id", "=", product]], fields, [], company_id=COMPANY)

    assert {
        key: floats(value).tolist() for key, value in group.items() if isinstance(value, list) and key != "__domain"
    } == {
        "product_min_qty": [10.0],
        "qty_multiple": [6.0],
        **({"qty_to_order": [24.0]} if odoo.version < 18 else {}),
    }
