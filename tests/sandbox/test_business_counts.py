import pytest

from sandbox.said import UserError
from tests.sandbox.trading import opened


def test_a_count_brings_the_difference_in_as_a_done_move() -> None:
    trade = opened()
    trade.lay_down(20)
    counting = trade.person("sam").with_context(inventory_mode=True)

    quant = counting.create(
        "stock.quant", {"product_id": trade.product, "location_id": trade.here.stock, "inventory_quantity": 26}
    )
    answer = trade.person("sam").call("stock.quant", "action_apply_inventory", [quant])

    move = trade.root.search_read("stock.move", [["product_id", "=", trade.product]], ["name", "state", "quantity"])[0]
    assert (answer, trade.shelf()) == (None, (26.0, 0.0))
    assert (move["name"], move["state"], move["quantity"]) == ("Product Quantity Updated", "done", 6.0)


def test_a_count_of_less_takes_the_difference_out() -> None:
    trade = opened()
    trade.lay_down(20)
    quant = trade.root.search("stock.quant", [["location_id", "=", trade.here.stock]])

    trade.person("sam").write("stock.quant", quant, {"inventory_quantity": 15})
    trade.person("sam").call("stock.quant", "action_apply_inventory", quant)

    assert trade.shelf() == (15.0, 0.0)


def test_only_a_stock_manager_applies_a_count() -> None:
    trade = opened()
    trade.lay_down(20)
    quant = trade.root.search("stock.quant", [["location_id", "=", trade.here.stock]])

    with pytest.raises(UserError, match="Only a stock manager"):
        trade.robot.call("stock.quant", "action_apply_inventory", quant)


def test_a_product_without_a_unit_is_counted_in_units() -> None:
    trade = opened()

    product = trade.root.create("product.product", {"name": "Plain"})

    row = trade.root.one("product.product", product, ["uom_id", "uom_po_id"])
    assert (row["uom_id"], row["uom_po_id"]) == (trade.company.unit, trade.company.unit)
