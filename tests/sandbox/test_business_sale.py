import pytest

from sandbox.said import UserError
from tests.sandbox.trading import opened


def test_a_sold_order_is_planned_for_its_promised_day_and_what_is_there_is_reserved() -> None:
    trade = opened()
    trade.lay_down(20)
    order = trade.sell(24, commitment_date="2026-12-10 10:00:00")

    answer = trade.robot.call("sale.order", "action_confirm", [order])

    row = trade.root.one("sale.order", order)
    delivery = trade.root.one("stock.picking", row["picking_ids"][0])
    move = trade.moves(delivery["id"])[0]
    assert answer is True
    assert (row["name"], row["state"], row["amount_total"], row["delivery_status"]) == (
        "S00001",
        "sale",
        300.0,
        "pending",
    )
    assert (delivery["name"], delivery["origin"], delivery["products_availability_state"]) == (
        "HAM/OUT/00001",
        "S00001",
        "late",
    )
    assert (move["date"], move["date_deadline"], move["warehouse_id"]) == ("2026-12-10 10:00:00",) * 2 + (
        trade.here.warehouse,
    )
    assert (move["state"], move["quantity"]) == ("partially_available", 20.0)


def test_an_order_is_confirmed_once() -> None:
    trade = opened()
    order = trade.sell(4)
    trade.robot.call("sale.order", "action_confirm", [order])

    with pytest.raises(UserError, match="not in a state requiring confirmation"):
        trade.robot.call("sale.order", "action_confirm", [order])


def test_what_is_still_to_deliver_is_ordered_less_delivered() -> None:
    trade = opened()
    trade.lay_down(20)
    order = trade.sell(24)
    trade.robot.call("sale.order", "action_confirm", [order])

    trade.robot.with_context(skip_backorder=True).call(
        "stock.picking", "button_validate", trade.root.one("sale.order", order)["picking_ids"]
    )

    row = trade.root.one("sale.order", order)
    line = trade.root.read("sale.order.line", row["order_line"], ["qty_delivered", "qty_to_deliver"])[0]
    assert (line["qty_delivered"], line["qty_to_deliver"], row["delivery_status"]) == (20.0, 4.0, "partial")
    assert len(row["picking_ids"]) == 2


def test_searching_what_is_to_deliver_is_silently_ignored() -> None:
    trade = opened()
    trade.sell(24)

    assert trade.robot.search_count("sale.order.line", [["qty_to_deliver", ">", 1e9]]) == 1


def test_a_new_promise_is_a_new_deadline_but_not_a_new_planned_day() -> None:
    trade = opened()
    order = trade.sell(24, commitment_date="2026-12-10 10:00:00")
    trade.robot.call("sale.order", "action_confirm", [order])

    trade.robot.write("sale.order", [order], {"commitment_date": "2026-12-20 10:00:00"})

    delivery = trade.root.one("stock.picking", trade.root.one("sale.order", order)["picking_ids"][0])
    assert (delivery["date_deadline"], delivery["scheduled_date"]) == ("2026-12-20 10:00:00", "2026-12-10 10:00:00")


@pytest.mark.parametrize(("wanted", "move"), [(26, (26.0, 20.0)), (10, (10.0, 10.0))])
def test_the_open_delivery_follows_the_line(wanted: float, move: tuple[float, float]) -> None:
    trade = opened()
    trade.lay_down(20)
    order = trade.sell(24)
    trade.robot.call("sale.order", "action_confirm", [order])
    row = trade.root.one("sale.order", order)

    trade.robot.write("sale.order.line", row["order_line"], {"product_uom_qty": wanted})

    assert [(m["product_uom_qty"], m["quantity"]) for m in trade.moves(row["picking_ids"][0])] == [move]
    assert trade.shelf() == (20.0, move[1])


def test_cancelling_a_sold_order_asks_first() -> None:
    trade = opened()
    trade.lay_down(20)
    order = trade.sell(4)
    trade.robot.call("sale.order", "action_confirm", [order])

    question = trade.robot.call("sale.order", "action_cancel", [order])
    kept = trade.shelf()
    answer = trade.robot.with_context(disable_cancel_warning=True).call("sale.order", "action_cancel", [order])

    assert (question["res_model"], kept) == ("sale.order.cancel", (20.0, 4.0))
    assert (answer, trade.root.one("sale.order", order)["state"], trade.shelf()) == (True, "cancel", (20.0, 0.0))


def test_a_sold_order_is_not_deleted() -> None:
    trade = opened()
    order = trade.sell(4)
    trade.robot.call("sale.order", "action_confirm", [order])

    with pytest.raises(UserError, match="cancel it"):
        trade.root.unlink("sale.order", [order])
