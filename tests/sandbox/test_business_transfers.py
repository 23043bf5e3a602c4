import pytest

from sandbox.said import AccessError, UserError, ValidationError
from tests.sandbox.trading import opened


def test_a_new_transfer_is_a_named_draft_that_bears_its_planned_date_into_its_moves() -> None:
    trade = opened()

    picking = trade.transfer(30, scheduled_date="2027-01-01 08:00:00", origin="K")

    row = trade.root.one("stock.picking", picking)
    assert (row["name"], row["state"], row["company_id"]) == ("HAM/INT/00001", "draft", 1)
    assert row["user_id"] == trade.company.users["weighbridge"]
    assert [move["date"] for move in trade.moves(picking)] == ["2027-01-01 08:00:00"]
    assert trade.moves(picking)[0]["reference"] == "HAM/INT/00001"


def test_a_move_without_a_name_is_refused() -> None:
    trade = opened()

    with pytest.raises(ValidationError, match="mandatory"):
        trade.transfer(move_ids=[[0, 0, trade.line(3, name=False)]])


def test_a_transfer_without_an_operation_type_is_refused() -> None:
    trade = opened()

    with pytest.raises(ValidationError, match="mandatory"):
        trade.robot.create("stock.picking", {"origin": "K"})


def test_confirming_reserves_what_is_there_and_the_transfer_is_ready() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(30)

    answer = trade.robot.call("stock.picking", "action_confirm", [picking])

    assert answer is True
    assert trade.root.one("stock.picking", picking)["state"] == "assigned"
    assert [(m["state"], m["quantity"]) for m in trade.moves(picking)] == [("partially_available", 20.0)]
    assert trade.shelf() == (20.0, 20.0)


def test_a_transfer_of_nothing_on_hand_waits() -> None:
    trade = opened()
    picking = trade.transfer(30)

    trade.robot.call("stock.picking", "action_confirm", [picking])

    assert trade.root.one("stock.picking", picking)["state"] == "confirmed"
    assert trade.moves(picking)[0]["state"] == "confirmed"


def test_a_type_that_reserves_by_hand_reserves_nothing_at_confirmation() -> None:
    trade = opened()
    trade.lay_down(20)
    trade.root.write("stock.picking.type", [trade.here.internal], {"reservation_method": "manual"})
    picking = trade.transfer(10)

    trade.robot.call("stock.picking", "action_confirm", [picking])
    before = trade.shelf()
    trade.robot.call("stock.picking", "action_assign", [picking])

    assert (before, trade.shelf()) == ((20.0, 0.0), (20.0, 10.0))


def test_reserving_again_changes_nothing() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(30)
    trade.robot.call("stock.picking", "action_confirm", [picking])

    again = trade.robot.call("stock.picking", "action_assign", [picking])

    assert again is True
    assert trade.shelf() == (20.0, 20.0)


def test_equal_moves_of_one_transfer_become_one_when_confirmed() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(3, 4)

    trade.robot.call("stock.picking", "action_confirm", [picking])

    assert [(m["product_uom_qty"], m["quantity"], m["state"]) for m in trade.moves(picking)] == [(7.0, 7.0, "assigned")]


def test_a_typed_quantity_moves_the_reservation_even_beyond_what_is_there() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(30)
    trade.robot.call("stock.picking", "action_confirm", [picking])
    move = trade.moves(picking)[0]["id"]

    trade.robot.write("stock.move", [move], {"quantity": 25})
    beyond = trade.shelf()
    trade.robot.write("stock.move", [move], {"quantity": 12, "picked": True})

    assert beyond == (20.0, 25.0)
    assert trade.shelf() == (20.0, 12.0)
    assert trade.moves(picking)[0]["state"] == "partially_available"


def test_wanting_less_than_is_reserved_gives_the_goods_back() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(15)
    trade.robot.call("stock.picking", "action_confirm", [picking])

    trade.robot.write("stock.move", [trade.moves(picking)[0]["id"]], {"product_uom_qty": 5})

    assert trade.shelf() == (20.0, 0.0)


def test_cancelling_frees_the_goods() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(30)
    trade.robot.call("stock.picking", "action_confirm", [picking])

    answer = trade.robot.call("stock.picking", "action_cancel", [picking])

    assert answer is True
    assert trade.root.one("stock.picking", picking)["state"] == "cancel"
    assert trade.shelf() == (20.0, 0.0)


def test_a_cancelled_transfer_has_nothing_to_reserve() -> None:
    trade = opened()
    picking = trade.transfer(3)
    trade.robot.call("stock.picking", "action_cancel", [picking])

    with pytest.raises(UserError, match="Nothing to check"):
        trade.robot.call("stock.picking", "action_assign", [picking])


def test_an_empty_transfer_is_not_validated() -> None:
    trade = opened()
    picking = trade.transfer()

    with pytest.raises(UserError, match="empty transfer"):
        trade.robot.call("stock.picking", "button_validate", [picking])


def test_validating_a_covered_draft_moves_the_goods_at_once() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(8)

    answer = trade.robot.call("stock.picking", "button_validate", [picking])

    row = trade.root.one("stock.picking", picking)
    assert answer is True
    assert (row["state"], row["date_done"]) == ("done", "2026-11-24 09:00:00")
    assert (trade.shelf(), trade.shelf(trade.there)) == ((12.0, 0.0), (8.0, 0.0))
    assert trade.moves(picking)[0]["date"] == "2026-11-24 09:00:00"


def test_a_short_transfer_asks_about_a_backorder_before_anything_moves() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(30)
    trade.robot.call("stock.picking", "action_confirm", [picking])

    question = trade.robot.call("stock.picking", "button_validate", [picking])

    assert question["res_model"] == "stock.backorder.confirmation"
    assert question["context"]["button_validate_picking_ids"] == [picking]
    assert question["context"]["default_pick_ids"] == [[4, picking]]
    assert trade.shelf() == (20.0, 20.0)


@pytest.mark.parametrize(
    ("answer", "wanted", "backorders"), [("process", 20.0, 1), ("process_cancel_backorder", 30.0, 0)]
)
def test_the_answer_about_the_backorder_decides_what_becomes_of_the_rest(
    answer: str, wanted: float, backorders: int
) -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(30)
    trade.robot.call("stock.picking", "action_confirm", [picking])
    context = trade.robot.call("stock.picking", "button_validate", [picking])["context"]
    asking = trade.robot.in_context(context)

    wizard = asking.create("stock.backorder.confirmation", {})
    result = asking.call("stock.backorder.confirmation", answer, [wizard])

    row = trade.root.one("stock.picking", picking)
    assert result is True
    assert row["state"] == "done"
    assert [(m["product_uom_qty"], m["quantity"]) for m in trade.moves(picking)] == [(wanted, 20.0)]
    assert len(row["backorder_ids"]) == backorders
    assert trade.shelf(trade.there) == (20.0, 0.0)


def test_the_rest_waits_in_the_backorder_and_is_reserved_when_goods_come() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(30)
    trade.robot.call("stock.picking", "action_confirm", [picking])
    trade.robot.with_context(skip_backorder=True).call("stock.picking", "button_validate", [picking])
    backorder = trade.root.one("stock.picking", picking)["backorder_ids"][0]
    before = trade.root.one("stock.picking", backorder)["state"]

    trade.lay_down(10)
    trade.robot.call("stock.picking", "action_assign", [backorder])

    assert before == "confirmed"
    assert [(m["product_uom_qty"], m["state"]) for m in trade.moves(backorder)] == [(10.0, "assigned")]


def test_the_rest_can_be_dropped_without_being_asked() -> None:
    trade = opened()
    trade.lay_down(2)
    picking = trade.transfer(5)
    trade.robot.call("stock.picking", "action_confirm", [picking])
    calm = trade.robot.with_context(skip_backorder=True, picking_ids_not_to_backorder=[picking])

    answer = calm.call("stock.picking", "button_validate", [picking])

    assert answer is True
    assert [(m["product_uom_qty"], m["quantity"], m["state"]) for m in trade.moves(picking)] == [(5.0, 2.0, "done")]
    assert trade.root.one("stock.picking", picking)["backorder_ids"] == []


@pytest.mark.parametrize("button", ["button_validate", "action_cancel"])
def test_a_done_transfer_is_neither_validated_nor_cancelled_again(button: str) -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(8)
    trade.robot.call("stock.picking", "button_validate", [picking])

    with pytest.raises(UserError):
        trade.robot.call("stock.picking", button, [picking])


def test_odoo_18_passes_over_a_transfer_that_is_already_done() -> None:
    trade = opened(version=18)
    trade.lay_down(20)
    picking = trade.transfer(8)
    trade.robot.call("stock.picking", "button_validate", [picking])

    assert trade.robot.call("stock.picking", "button_validate", [picking]) is True


def test_the_robot_cannot_delete_a_transfer_but_a_stock_manager_can() -> None:
    trade = opened()
    picking = trade.transfer(8)

    with pytest.raises(AccessError):
        trade.robot.unlink("stock.picking", [picking])
    trade.person("sam").unlink("stock.picking", [picking])

    assert trade.root.search("stock.move", [["product_id", "=", trade.product]]) == []


def test_a_done_transfer_is_not_deleted() -> None:
    trade = opened()
    trade.lay_down(20)
    picking = trade.transfer(8)
    trade.robot.call("stock.picking", "button_validate", [picking])

    with pytest.raises(UserError, match="Done"):
        trade.person("sam").unlink("stock.picking", [picking])


def test_a_chained_move_waits_for_the_one_before_it() -> None:
    trade = opened()
    trade.lay_down(20)
    first = trade.transfer(8)
    onward = {"location_id": trade.there.stock, "location_dest_id": trade.company.customers_place}
    second = trade.root.create(
        "stock.picking",
        {
            "picking_type_id": trade.there.deliveries,
            "move_ids": [[0, 0, trade.line(8, **onward, move_orig_ids=[[4, trade.moves(first)[0]["id"]]])]],
        },
    )
    trade.robot.call("stock.picking", "action_confirm", [first, second])
    before = trade.moves(second)[0]["state"]

    trade.robot.call("stock.picking", "button_validate", [first])

    assert (before, trade.moves(second)[0]["state"]) == ("waiting", "assigned")
