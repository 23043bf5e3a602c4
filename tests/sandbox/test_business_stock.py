from typing import Any

import pytest

from sandbox.orm import Env
from sandbox.said import AccessError
from tests.sandbox.trading import Trade, opened

FIGURES = ["qty_available", "free_qty", "incoming_qty", "outgoing_qty", "virtual_available"]


def figures(trade: Trade, *who: Env, **context: Any) -> tuple[float, ...]:
    row = (*who, trade.robot)[0].with_context(**context).one("product.product", trade.product, FIGURES)
    return tuple(row[name] for name in FIGURES)


def reserved(trade: Trade) -> None:
    """Twenty here, thirty wanted there."""
    trade.lay_down(20)
    trade.robot.call("stock.picking", "action_confirm", [trade.transfer(30, scheduled_date="2026-12-10 08:00:00")])


def test_figures_of_a_location_count_what_comes_and_goes_there() -> None:
    trade = opened()
    reserved(trade)

    assert figures(trade, location=trade.here.stock) == (20.0, 0.0, 0.0, 30.0, -10.0)
    assert figures(trade, location=trade.there.stock) == (0.0, 0.0, 30.0, 0.0, 30.0)


def test_between_two_own_sites_nothing_comes_or_goes_for_the_company() -> None:
    trade = opened()
    reserved(trade)

    assert figures(trade) == (20.0, 0.0, 0.0, 0.0, 20.0)
    assert figures(trade, location=[trade.here.stock, trade.there.stock]) == (20.0, 0.0, 0.0, 0.0, 20.0)


@pytest.mark.parametrize(("version", "word"), [(17, "warehouse"), (18, "warehouse_id")])
def test_each_series_has_its_own_word_for_a_warehouse_and_ignores_the_others(version: int, word: str) -> None:
    trade = opened(version)
    trade.lay_down(20)
    trade.lay_down(5, trade.there)
    other = {"warehouse", "warehouse_id"} - {word}

    assert figures(trade, **{word: trade.there.warehouse})[0] == 5.0
    assert figures(trade, **dict.fromkeys(other, trade.there.warehouse))[0] == 25.0
    assert figures(trade, location_id=trade.there.stock)[0] == 25.0


def test_a_warehouse_can_be_named() -> None:
    trade = opened()
    trade.lay_down(5, trade.there)

    assert figures(trade, warehouse="Leipzig")[0] == 5.0


def test_until_a_date_only_what_comes_by_then_counts() -> None:
    trade = opened()
    reserved(trade)

    assert figures(trade, location=trade.there.stock, to_date="2026-12-09")[2] == 0.0
    assert figures(trade, location=trade.there.stock, to_date="2026-12-10 23:59:59")[2] == 30.0


def test_a_date_in_the_past_tells_what_was_on_hand_then() -> None:
    trade = opened()
    trade.lay_down(20)
    trade.robot.call("stock.picking", "button_validate", [trade.transfer(8)])

    assert figures(trade, location=trade.here.stock)[0] == 12.0
    assert figures(trade, location=trade.here.stock, to_date="2026-11-23")[0] == 20.0


def test_customers_and_vendors_places_do_not_count_as_stock() -> None:
    trade = opened()
    away = {"product_id": trade.product, "location_id": trade.company.customers_place, "quantity": 99}
    trade.root.create("stock.quant", away)

    assert figures(trade) == (0.0,) * 5


def test_products_can_be_searched_by_their_figures() -> None:
    trade = opened()
    trade.lay_down(20)

    assert trade.robot.search("product.product", [["qty_available", ">", 19]]) == [trade.product]
    assert trade.robot.search("product.product", [["free_qty", ">", 20]]) == []


def test_only_the_companies_in_force_count() -> None:
    trade = opened()
    other = trade.root.create("res.company", {"name": "Other", "currency_id": trade.root.ref("base.USD")})
    house = trade.root.create("stock.warehouse", {"name": "Chicago", "code": "CHI", "company_id": other})
    place = trade.root.one("stock.warehouse", house, ["lot_stock_id"])["lot_stock_id"]
    trade.lay_down(20)
    trade.root.create("stock.quant", {"product_id": trade.product, "location_id": place, "quantity": 40})
    trade.root.write("res.users", [trade.company.users["sam"]], {"company_ids": [[4, other]]})
    sam = trade.person("sam")

    assert figures(trade, sam)[0] == 60.0
    assert figures(trade, sam, allowed_company_ids=[1])[0] == 20.0
    assert figures(trade, sam, allowed_company_ids=[other])[0] == 40.0
    with pytest.raises(AccessError):
        figures(trade, allowed_company_ids=[other])


def test_a_shelf_within_the_stock_counts_and_can_be_reserved() -> None:
    trade = opened()
    shelf = trade.root.create("stock.location", {"name": "Shelf 1", "location_id": trade.here.stock})
    trade.root.create("stock.quant", {"product_id": trade.product, "location_id": shelf, "quantity": 6})

    trade.robot.call("stock.picking", "action_confirm", [trade.transfer(4)])

    quant = trade.root.search_read("stock.quant", [["location_id", "=", shelf]], ["quantity", "reserved_quantity"])[0]
    assert (quant["quantity"], quant["reserved_quantity"]) == (6.0, 4.0)
    assert figures(trade, location=trade.here.stock)[:2] == (6.0, 2.0)
    assert trade.root.one("stock.location", shelf, ["complete_name", "warehouse_id"]) == {
        "id": shelf, "complete_name": "HAM/Stock/Shelf 1", "warehouse_id": trade.here.warehouse,
    }  # fmt: skip


def test_a_stock_manager_can_write_a_quant_without_any_move() -> None:
    trade = opened()
    trade.lay_down(20)
    quant = trade.root.search("stock.quant", [["product_id", "=", trade.product]])

    trade.person("sam").write("stock.quant", quant, {"quantity": 3})

    assert trade.shelf() == (3.0, 0.0)
    assert trade.root.search_count("stock.move", []) == 0


def test_a_new_warehouse_has_its_places_and_operation_types() -> None:
    trade = opened()

    house = trade.root.create("stock.warehouse", {"name": "Kiel", "code": "KEL"})

    row = trade.root.one("stock.warehouse", house)
    stock = trade.root.one("stock.location", row["lot_stock_id"], ["complete_name", "warehouse_id", "parent_path"])
    types = trade.root.by_id(
        "stock.picking.type", [row["in_type_id"], row["out_type_id"], row["int_type_id"]], ["code"]
    )
    assert (stock["complete_name"], stock["warehouse_id"]) == ("KEL/Stock", house)
    assert stock["parent_path"] == f"1/{row['view_location_id']}/{row['lot_stock_id']}/"
    assert [t["code"] for t in types.values()] == ["incoming", "outgoing", "internal"]
