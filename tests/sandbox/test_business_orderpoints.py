import pytest

from sandbox.said import AccessError, ValidationError
from tests.sandbox.trading import Trade, opened


def rule(trade: Trade, **values: float) -> int:
    wanted = {"product_min_qty": 50, "product_max_qty": 80, "qty_multiple": 12, **values}
    vals = {"product_id": trade.product, "warehouse_id": trade.here.warehouse, **wanted}
    return trade.person("sam").create("stock.warehouse.orderpoint", vals)


def test_a_rule_is_named_and_stands_at_the_stock_of_its_warehouse() -> None:
    trade = opened()

    row = trade.root.one("stock.warehouse.orderpoint", rule(trade))

    assert (row["name"], row["location_id"], row["company_id"]) == ("OP/00001", trade.here.stock, 1)
    assert row["trigger"] == "auto"


@pytest.mark.parametrize(
    ("on_hand", "to_order"),
    [(18, 72.0), (49, 36.0), (50, 0.0), (80, 0.0)],
    ids=["far below", "just below", "at", "above"],
)
def test_below_the_minimum_odoo_would_fill_up_to_the_maximum_in_whole_packs(on_hand: float, to_order: float) -> None:
    trade = opened()
    trade.lay_down(on_hand)

    row = trade.root.one("stock.warehouse.orderpoint", rule(trade), ["qty_on_hand", "qty_forecast", "qty_to_order"])

    assert (row["qty_on_hand"], row["qty_forecast"], row["qty_to_order"]) == (on_hand, on_hand, to_order)


def test_the_forecast_reaches_as_far_as_the_vendor_needs() -> None:
    trade = opened()
    trade.lay_down(60)
    trade.robot.call("sale.order", "action_confirm", [trade.sell(20, commitment_date="2026-12-01 20:00:00")])
    trade.robot.call("sale.order", "action_confirm", [trade.sell(30, commitment_date="2026-12-02 08:00:00")])

    row = trade.root.one("stock.warehouse.orderpoint", rule(trade), ["qty_forecast", "lead_days_date"])

    assert (row["qty_forecast"], row["lead_days_date"]) == (40.0, "2026-12-01")


def test_a_draft_order_counts_so_that_nothing_is_ordered_twice() -> None:
    trade = opened()
    trade.buy(60)

    assert trade.root.one("stock.warehouse.orderpoint", rule(trade), ["qty_forecast", "qty_to_order"]) == {
        "id": 1, "qty_forecast": 60.0, "qty_to_order": 0.0,
    }  # fmt: skip


def test_what_would_be_ordered_is_renewed_as_goods_and_drafts_come_and_go() -> None:
    trade = opened()
    made = rule(trade, qty_multiple=0)

    def to_order() -> float:
        return float(trade.root.one("stock.warehouse.orderpoint", made, ["qty_to_order"])["qty_to_order"])

    empty = to_order()
    order = trade.buy(20)
    drafted = to_order()
    trade.robot.call("purchase.order", "button_confirm", [order])
    bought = to_order()
    trade.robot.call("stock.picking", "button_validate", trade.order(order)["picking_ids"])
    trade.robot.call("stock.picking", "action_confirm", [trade.transfer(5)])

    assert (empty, drafted, bought, to_order()) == (80.0, 60.0, 60.0, 65.0)


def test_there_is_one_rule_for_a_product_at_a_place() -> None:
    trade = opened()
    rule(trade)

    with pytest.raises(ValidationError, match="already exists"):
        rule(trade)


@pytest.mark.parametrize("login", ["bea", "petra", "mallory", "plain", "weighbridge"])
def test_only_a_stock_manager_changes_a_rule(login: str) -> None:
    trade = opened()
    made = rule(trade)

    with pytest.raises(AccessError):
        trade.person(login).write("stock.warehouse.orderpoint", [made], {"product_min_qty": 6})
    trade.person("sam").write("stock.warehouse.orderpoint", [made], {"product_min_qty": 6})

    assert trade.root.one("stock.warehouse.orderpoint", made, ["product_min_qty"])["product_min_qty"] == 6.0
