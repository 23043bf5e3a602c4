import pytest

from sandbox.said import UserError, ValidationError
from tests.sandbox.trading import opened

IN_SEVEN_DAYS = "2026-12-01 09:00:00"


def test_an_order_takes_price_date_unit_and_name_from_the_vendors_list() -> None:
    trade = opened()

    order = trade.order(trade.buy(20))

    line = trade.order_line(order["id"])
    assert (order["name"], order["state"], order["amount_total"]) == ("P00001", "draft", 190.0)
    assert (line["price_unit"], line["date_planned"], line["name"]) == (9.5, IN_SEVEN_DAYS, "[B-1] Bearing")
    assert (line["product_uom"], order["date_planned"]) == (trade.company.unit, IN_SEVEN_DAYS)


def test_a_price_and_a_date_that_are_given_stay() -> None:
    trade = opened()

    line = trade.order_line(trade.buy(20, price_unit=7.77, date_planned="2027-01-15 00:00:00"))

    assert (line["price_unit"], line["date_planned"]) == (7.77, "2027-01-15 00:00:00")


def test_a_planned_date_on_the_header_does_not_move_the_lines() -> None:
    trade = opened()
    vals = {"partner_id": trade.vendor, "date_planned": "2027-05-05 00:00:00"}
    line = [[0, 0, {"product_id": trade.product, "product_qty": 20}]]

    order = trade.robot.create("purchase.order", {**vals, "order_line": line})

    assert trade.order_line(order)["date_planned"] == IN_SEVEN_DAYS
    assert trade.order(order)["date_planned"] == "2027-05-05 00:00:00"


def test_changing_the_quantity_alone_takes_price_and_date_from_the_list_again() -> None:
    trade = opened()
    trade.price(100, 8.0, 9)
    line = trade.order_line(trade.buy(20, price_unit=7.77, date_planned="2027-01-15 00:00:00"))

    trade.robot.write("purchase.order.line", [line["id"]], {"product_qty": 100})

    row = trade.root.one("purchase.order.line", line["id"])
    assert (row["price_unit"], row["date_planned"], row["price_subtotal"]) == (8.0, "2026-12-03 09:00:00", 800.0)


def test_quantity_price_and_date_written_together_stay_together() -> None:
    trade = opened()
    line = trade.order_line(trade.buy(20))
    wanted = {"product_qty": 150.0, "price_unit": 7.77, "date_planned": "2027-01-15 00:00:00"}

    trade.robot.write("purchase.order.line", [line["id"]], wanted)

    row = trade.root.one("purchase.order.line", line["id"])
    assert {name: row[name] for name in wanted} == wanted
    assert row["price_subtotal"] == 1165.5


def test_a_new_line_is_priced_for_the_smallest_listed_quantity_whatever_quantity_is_given() -> None:
    trade = opened()
    trade.price(100, 8.0, 9)

    line = trade.order_line(trade.buy(100))

    assert (line["product_qty"], line["price_unit"], line["date_planned"]) == (100.0, 9.5, IN_SEVEN_DAYS)


def test_a_new_line_without_a_quantity_takes_the_smallest_listed_one() -> None:
    trade = opened()
    trade.root.write("product.supplierinfo", trade.root.search("product.supplierinfo"), {"min_qty": 25})
    line = [[0, 0, {"product_id": trade.product}]]

    order = trade.robot.create("purchase.order", {"partner_id": trade.vendor, "order_line": line})

    assert trade.order_line(order)["product_qty"] == 25.0


@pytest.mark.parametrize(
    ("quantity", "price"), [(1, 9.5), (99, 9.5), (100, 8.0), (500, 7.2)], ids=["below", "just below", "at", "above"]
)
def test_a_written_quantity_decides_the_price_step(quantity: float, price: float) -> None:
    trade = opened()
    trade.price(100, 8.0, 7)
    trade.price(500, 8.0, 7, discount=10)
    line = trade.order_line(trade.buy(20))["id"]

    trade.robot.write("purchase.order.line", [line], {"product_qty": quantity})

    assert trade.root.one("purchase.order.line", line, ["price_subtotal"])["price_subtotal"] == round(
        quantity * price, 2
    )


def test_a_date_written_with_the_quantity_keeps_the_price_too() -> None:
    trade = opened()
    trade.price(100, 8.0, 9)
    line = trade.order_line(trade.buy(20, price_unit=7.77))["id"]

    trade.robot.write("purchase.order.line", [line], {"product_qty": 100, "date_planned": "2027-04-04 00:00:00"})

    assert trade.root.one("purchase.order.line", line, ["price_unit"])["price_unit"] == 7.77


@pytest.mark.parametrize(
    ("dates", "price"),
    [
        ({"date_start": "2026-11-25"}, 9.5),
        ({"date_end": "2026-11-23"}, 9.5),
        ({"date_start": "2026-11-24", "date_end": "2026-11-24"}, 6.0),
    ],
)
def test_only_a_price_valid_on_the_order_date_counts(dates: dict[str, str], price: float) -> None:
    trade = opened()
    trade.price(0, 6.0, 7, **dates)

    assert trade.order_line(trade.buy(20))["price_unit"] == price


def test_a_contacts_order_takes_the_price_of_its_company() -> None:
    trade = opened()
    contact = trade.root.create("res.partner", {"name": "Ingrid", "parent_id": trade.vendor})

    order = trade.robot.create(
        "purchase.order",
        {"partner_id": contact, "order_line": [[0, 0, {"product_id": trade.product, "product_qty": 2}]]},
    )

    assert trade.order_line(order)["price_unit"] == 9.5


def test_a_vendor_without_a_list_is_asked_for_the_cost_price_at_once() -> None:
    trade = opened()
    trade.vendor = trade.root.create("res.partner", {"name": "Other", "is_company": True})

    line = trade.order_line(trade.buy(20))

    assert (line["price_unit"], line["date_planned"]) == (5.0, "2026-11-24 09:00:00")


def test_a_price_in_dollars_is_converted_at_the_rate_of_the_day() -> None:
    trade = opened()
    trade.root.unlink("res.currency.rate", trade.root.search("res.currency.rate"))
    dollar = trade.root.ref("base.USD")
    trade.root.create("res.currency.rate", {"currency_id": dollar, "name": "2026-11-20", "rate": 1.25})
    trade.root.write("product.supplierinfo", trade.root.search("product.supplierinfo"), {"currency_id": dollar})

    order = trade.buy(20)

    assert trade.order_line(order)["price_unit"] == 7.6
    assert trade.root.with_context(date="2026-11-24").one("res.currency", dollar, ["rate", "inverse_rate"]) == {
        "id": dollar, "rate": 1.25, "inverse_rate": 0.8,
    }  # fmt: skip


def test_confirming_expects_a_receipt_with_the_promised_day_as_deadline() -> None:
    trade = opened()
    order = trade.buy(20)

    answer = trade.robot.call("purchase.order", "button_confirm", [order])

    row = trade.order(order)
    receipt = trade.root.one("stock.picking", row["picking_ids"][0])
    move = trade.moves(receipt["id"])[0]
    assert answer is True
    assert (row["state"], row["date_approve"], row["receipt_status"]) == ("purchase", "2026-11-24 09:00:00", "pending")
    assert (receipt["name"], receipt["state"], receipt["origin"]) == ("HAM/IN/00001", "assigned", "P00001")
    assert (receipt["scheduled_date"], move["date"], move["date_deadline"]) == (IN_SEVEN_DAYS,) * 3
    assert (move["state"], move["quantity"], move["purchase_line_id"]) == ("assigned", 20.0, row["order_line"][0])


def test_confirming_twice_brings_no_second_receipt() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])

    again = trade.robot.call("purchase.order", "button_confirm", [order])

    assert again is True
    assert len(trade.order(order)["picking_ids"]) == 1


@pytest.mark.parametrize(
    ("login", "limit", "state"),
    [("bea", 190.0, "to approve"), ("bea", 190.01, "purchase"), ("petra", 1.0, "purchase")],
)
def test_above_the_companys_limit_only_a_manager_confirms(login: str, limit: float, state: str) -> None:
    trade = opened()
    two_step = {"po_double_validation": "two_step", "po_double_validation_amount": limit}
    trade.root.write("res.company", [trade.company.company], two_step)
    order = trade.buy(20)

    trade.person(login).call("purchase.order", "button_confirm", [order])

    assert trade.order(order)["state"] == state
    assert bool(trade.order(order)["picking_ids"]) == (state == "purchase")


def test_approving_without_being_a_manager_silently_does_nothing() -> None:
    trade = opened()
    two_step = {"po_double_validation": "two_step", "po_double_validation_amount": 1.0}
    trade.root.write("res.company", [trade.company.company], two_step)
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])

    answer = trade.robot.call("purchase.order", "button_approve", [order], force=True)
    before = trade.order(order)["state"]
    trade.person("petra").call("purchase.order", "button_approve", [order])

    assert (answer, before) == ({}, "to approve")
    assert trade.order(order)["state"] == "purchase"
    assert len(trade.order(order)["picking_ids"]) == 1


def test_writing_the_state_bypasses_approval_and_brings_no_receipt() -> None:
    trade = opened()
    order = trade.buy(20)

    trade.person("mallory").write("purchase.order", [order], {"state": "purchase"})

    row = trade.order(order)
    assert (row["state"], row["date_approve"], row["picking_ids"]) == ("purchase", False, [])


def test_cancelling_calls_off_the_receipt_and_a_draft_can_be_confirmed_anew() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])
    receipt = trade.order(order)["picking_ids"][0]

    answer = trade.robot.call("purchase.order", "button_cancel", [order])
    cancelled = trade.order(order)["state"], trade.root.one("stock.picking", receipt)["state"]
    trade.robot.call("purchase.order", "button_draft", [order])
    trade.robot.call("purchase.order", "button_confirm", [order])

    assert (answer, cancelled) == (None, ("cancel", "cancel"))
    assert len(trade.order(order)["picking_ids"]) == 2
    assert trade.root.search_count("stock.picking", [["state", "=", "assigned"]]) == 1


def test_an_order_of_which_something_came_is_not_cancelled() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])
    trade.robot.call("stock.picking", "button_validate", trade.order(order)["picking_ids"])

    with pytest.raises(UserError, match="some receptions have already been done"):
        trade.robot.call("purchase.order", "button_cancel", [order])


def test_a_part_delivery_counts_pro_rata_and_the_rest_stays_expected() -> None:
    trade = opened()
    order = trade.buy(120)
    trade.robot.call("purchase.order", "button_confirm", [order])
    receipt = trade.order(order)["picking_ids"][0]
    trade.robot.write("stock.move", [trade.moves(receipt)[0]["id"]], {"quantity": 50, "picked": True})

    trade.robot.with_context(skip_backorder=True).call("stock.picking", "button_validate", [receipt])

    row = trade.order(order)
    assert trade.order_line(order)["qty_received"] == 50.0
    assert (row["receipt_status"], row["effective_date"]) == ("partial", "2026-11-24 09:00:00")
    assert row["invoice_status"] == "to invoice"
    assert sorted(trade.root.read("stock.move", trade.order_line(order)["move_ids"], ["state"]), key=str) == sorted(
        [{"id": 1, "state": "done"}, {"id": 2, "state": "assigned"}], key=str
    )
    assert trade.shelf() == (50.0, 0.0)


def test_more_on_a_confirmed_line_extends_the_open_receipt_and_less_shortens_it() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])
    line, receipt = trade.order_line(order)["id"], trade.order(order)["picking_ids"]

    trade.robot.write("purchase.order.line", [line], {"product_qty": 30})
    more = [(m["product_uom_qty"], m["quantity"]) for m in trade.moves(receipt[0])]
    trade.robot.write("purchase.order.line", [line], {"product_qty": 12})

    assert more == [(30.0, 30.0)]
    assert [(m["product_uom_qty"], m["quantity"]) for m in trade.moves(receipt[0])] == [(12.0, 12.0)]
    assert trade.order(order)["picking_ids"] == receipt


def test_less_than_was_received_is_refused() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])
    trade.robot.call("stock.picking", "button_validate", trade.order(order)["picking_ids"])

    with pytest.raises(UserError, match="below the received quantity"):
        trade.robot.write("purchase.order.line", [trade.order_line(order)["id"]], {"product_qty": 5})


def test_a_new_promise_moves_the_deadline_but_not_the_planned_day_of_the_receipt() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])

    trade.robot.write("purchase.order.line", [trade.order_line(order)["id"]], {"date_planned": "2027-02-02 10:00:00"})

    move = trade.moves(trade.order(order)["picking_ids"][0])[0]
    assert (move["date_deadline"], move["date"]) == ("2027-02-02 10:00:00", IN_SEVEN_DAYS)
    assert trade.order(order)["date_planned"] == "2027-02-02 10:00:00"


def test_only_a_cancelled_order_is_deleted_and_no_line_of_a_purchase() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.call("purchase.order", "button_confirm", [order])

    with pytest.raises(UserError, match="cancel it first"):
        trade.robot.unlink("purchase.order", [order])
    with pytest.raises(UserError, match="Cannot delete a purchase order line"):
        trade.robot.unlink("purchase.order.line", trade.order(order)["order_line"])
    trade.robot.call("purchase.order", "button_cancel", [order])
    trade.robot.unlink("purchase.order", [order])

    assert trade.root.search("purchase.order.line") == []


def test_taking_a_line_away_lowers_the_total() -> None:
    trade = opened()
    order = trade.buy(20)
    more = {"product_id": trade.product, "product_qty": 10}
    trade.robot.write("purchase.order", [order], {"order_line": [[0, 0, more]]})
    before = trade.order(order)["amount_total"]

    trade.robot.write("purchase.order", [order], {"order_line": [[2, trade.order(order)["order_line"][0], 0]]})

    assert (before, trade.order(order)["amount_total"]) == (285.0, 95.0)


def test_confirming_remembers_the_price_of_a_vendor_that_was_new_to_the_product() -> None:
    trade = opened()
    trade.vendor = trade.root.create("res.partner", {"name": "Other", "is_company": True})
    order = trade.buy(20, price_unit=4.4)

    trade.robot.call("purchase.order", "button_confirm", [order])

    listed = trade.root.search_read(
        "product.supplierinfo", [["partner_id", "=", trade.vendor]], ["price", "min_qty", "delay"]
    )
    assert [(row["price"], row["min_qty"], row["delay"]) for row in listed] == [(4.4, 1.0, 0)]


def test_an_order_without_a_vendor_is_refused() -> None:
    trade = opened()

    with pytest.raises(ValidationError, match="mandatory"):
        trade.robot.create("purchase.order", {"origin": "nobody"})


def test_a_line_without_an_order_is_refused() -> None:
    trade = opened()

    with pytest.raises(ValidationError, match="mandatory"):
        trade.robot.create("purchase.order.line", {"product_id": trade.product})


def test_a_dozen_ordered_is_twelve_expected() -> None:
    trade = opened()
    dozen = trade.root.ref("uom.product_uom_dozen")
    order = trade.buy(2, product_uom=dozen)

    trade.robot.call("purchase.order", "button_confirm", [order])

    move = trade.moves(trade.order(order)["picking_ids"][0])[0]
    assert (move["product_uom_qty"], move["product_qty"]) == (2.0, 24.0)
    assert trade.order_line(order)["product_uom_qty"] == 24.0


def test_a_dozen_costs_twelve_times_the_listed_unit_when_its_quantity_is_written() -> None:
    trade = opened()
    line = trade.order_line(trade.buy(2, product_uom=trade.root.ref("uom.product_uom_dozen")))["id"]

    trade.robot.write("purchase.order.line", [line], {"product_qty": 3})

    assert trade.root.one("purchase.order.line", line, ["price_unit"])["price_unit"] == 114.0
