"""Every kind of write, on the sandbox and on a real Odoo: done once, read back, found again, and undone."""

from secrets import token_hex

import pytest

from domain.fact import Json
from domain.proposals import Proposal
from tests.contract.conftest import Place
from tests.contract.shop import Shop
from tests.contract.world import World, now, settle
from tools.errors import Drifted, KeyTaken, NotAllowed, Refused, WrongClearance
from tools.odoo.undo import undoing
from tools.odoo.wording import called
from tools.odoo.writes import MODULE, Written, carry_out, look_up


@pytest.fixture(scope="module")
def world(place: Place, shop: Shop) -> World:
    return settle(place, shop)


def _do(world: World, proposal: Proposal, key: str | None = None) -> Written:
    key = key or token_hex(16)
    return carry_out(proposal, world.clearance(proposal), world.robot, key=key, now=now())


def test_a_draft_transfer_is_made_once_and_reserves_nothing(world: World) -> None:
    proposal, key = world.move(), token_hex(16)

    first = _do(world, proposal, key)
    again = _do(world, proposal, key)

    assert (first.fresh, again.fresh) == (True, False)
    assert again.record_id == first.record_id
    assert first.read_back == (
        f"{first.record} is draft",
        f"{called(world.product)}: 3, 0 reserved",
    )
    assert world.shop.field("stock.picking", first.record_id, "origin") == "Weighbridge case/stockout/contract/1/7@2"


def test_the_reservation_sets_the_goods_aside_once(world: World) -> None:
    drafted = _do(world, world.move())
    proposal = world.move(picking_id=drafted.record_id)

    first = _do(world, proposal)
    again = look_up(proposal, world.robot, key="unused")

    assert first.read_back[0] == f"{drafted.record} is ready, its goods set aside"
    assert first.read_back[1].endswith("3, 3 reserved")
    assert again is not None
    assert not again.fresh


def test_a_reserved_transfer_is_taken_back(world: World) -> None:
    drafted = _do(world, world.move())
    _do(world, world.move(picking_id=drafted.record_id))
    free = _free(world)

    taken = _do(world, world.withdraw("stock.picking", drafted.record_id, drafted.record))

    assert taken.read_back == (f"{drafted.record} is cancelled",)
    assert _free(world) == free + 3


def test_an_order_is_drafted_once_at_the_price_that_was_said(world: World) -> None:
    proposal, key = world.buy(), token_hex(16)

    first = _do(world, proposal, key)
    again = _do(world, proposal, key)

    assert again.record_id == first.record_id
    assert not again.fresh
    assert first.read_back[0] == f"{first.record} is draft"
    assert "7 at 9.5" in first.read_back[1]
    lines = world.admin.rows("purchase.order.line", [["order_id", "=", first.record_id]], ["product_qty"])
    assert len(lines) == 1


def test_an_order_is_confirmed_once_and_has_one_receipt(world: World) -> None:
    bought = world.buy()
    drafted = _do(world, bought)
    proposal = world.confirm(bought, drafted.record_id, drafted.record)

    first = _do(world, proposal)
    again = look_up(proposal, world.robot, key="unused")

    assert first.read_back[0] == f"{drafted.record} is confirmed"
    assert again is not None
    assert not again.fresh
    receipts = world.shop.field("purchase.order", drafted.record_id, "picking_ids")
    assert isinstance(receipts, list)
    assert len(receipts) == 1


def test_a_draft_order_is_taken_back(world: World) -> None:
    bought = world.buy()
    drafted = _do(world, bought)
    undo = undoing(bought, record_id=drafted.record_id, record=drafted.record, made_by="1.0")
    assert undo is not None

    taken = _do(world, undo)

    assert taken.read_back == (f"{drafted.record} is cancelled",)
    assert not _do(world, undo).fresh


def test_a_reorder_rule_is_set_once_and_set_back(world: World) -> None:
    proposal = world.adjust("6", "40")

    first = _do(world, proposal)
    again = _do(world, proposal)
    undo = undoing(proposal, record_id=first.record_id, record=first.record, made_by="1.0")
    assert undo is not None
    back = _do(world, undo)

    assert (first.fresh, again.fresh, back.fresh) == (True, False, True)
    assert first.read_back[0].endswith("orders below 6 up to 40")
    assert back.read_back[0].endswith("orders below 5 up to 10")


@pytest.mark.parametrize("model", ["product.product", "purchase.order", "sale.order"])
def test_a_person_gets_one_task_on_the_record(world: World, model: str) -> None:
    record = _record(world, model)
    proposal, key = world.notify(on=(model, record)), token_hex(16)

    first = _do(world, proposal, key)
    again = _do(world, proposal, key)

    tasks = world.as_user("petra").rows(
        "mail.activity", [["res_model", "=", model], ["res_id", "=", record]], ["summary", "user_id", "note"]
    )
    assert again.record_id == first.record_id
    assert [task["summary"] for task in tasks] == [f"Shortage: 5 Units of {world.product.name}"]
    assert tasks[0]["user_id"] == world.user("petra").uid


def test_a_task_that_was_done_is_not_made_again(world: World) -> None:
    record = _record(world, "purchase.order")
    proposal, key = world.notify(on=("purchase.order", record)), token_hex(16)
    _do(world, proposal, key)
    petra = world.as_user("petra")
    domain: list[Json] = [["res_model", "=", "purchase.order"], ["res_id", "=", record]]
    petra.call(
        "mail.activity", "action_done", [task["id"] for task in petra.rows("mail.activity", domain, ["summary"])]
    )

    again = _do(world, proposal, key)

    assert not again.fresh
    assert petra.rows("mail.activity", domain, ["summary"]) == []


def test_no_task_is_made_for_somebody_outside(world: World) -> None:
    with pytest.raises(Refused, match="no longer an internal user"):
        _do(world, world.notify("portia"))


def test_a_record_that_a_person_deleted_is_told_from_one_that_is_there(world: World) -> None:
    proposal, key = world.buy(), token_hex(16)
    drafted = _do(world, proposal, key)
    world.admin.call("purchase.order", "button_cancel", [drafted.record_id])
    world.admin.call("purchase.order", "unlink", [drafted.record_id])

    found = look_up(proposal, world.robot, key=key)

    assert found is None


def test_a_key_that_somebody_else_used_is_not_touched(world: World) -> None:
    key = token_hex(16)
    columns: list[Json] = ["id", "partner_id/.id", "origin"]
    values: list[Json] = [f"{MODULE}.{key}", str(world.supplier["id"]), "mine"]
    squatted = world.as_user("mallory").call("purchase.order", "load", columns, [values])
    assert isinstance(squatted, dict)
    assert squatted["ids"]

    with pytest.raises(KeyTaken, match="somebody else"):
        _do(world, world.buy(), key)


def test_an_order_that_was_changed_under_the_key_is_not_taken_for_ours(world: World) -> None:
    proposal, key = world.buy(), token_hex(16)
    drafted = _do(world, proposal, key)
    line = world.admin.rows("purchase.order.line", [["order_id", "=", drafted.record_id]], ["product_qty"])[0]
    world.admin.call("purchase.order.line", "write", [line["id"]], {"product_qty": 8, "price_unit": 9.5})

    with pytest.raises(KeyTaken, match="does not order what was proposed"):
        look_up(proposal, world.robot, key=key)


def test_a_line_that_was_changed_after_the_clearance_voids_it(world: World) -> None:
    bought = world.buy()
    drafted = _do(world, bought)
    proposal = world.confirm(bought, drafted.record_id, drafted.record)
    key = world.clearance(proposal)
    line = world.admin.rows("purchase.order.line", [["order_id", "=", drafted.record_id]], ["product_qty"])[0]
    planned = world.shop.field("purchase.order.line", int(str(line["id"])), "date_planned")
    changed = {"product_qty": 70, "price_unit": 9.5, "date_planned": planned}
    world.admin.call("purchase.order.line", "write", [line["id"]], changed)

    with pytest.raises(Drifted, match="orders 70 of product"):
        carry_out(proposal, key, world.robot, key="unused", now=now())

    assert world.shop.field("purchase.order", drafted.record_id, "state") == "draft"


def test_a_second_line_after_the_clearance_voids_it(world: World) -> None:
    bought = world.buy()
    drafted = _do(world, bought)
    proposal = world.confirm(bought, drafted.record_id, drafted.record)
    key = world.clearance(proposal)
    world.shop.make(
        "purchase.order.line", order_id=drafted.record_id, product_id=world.product.product_id, product_qty=1
    )

    with pytest.raises(Drifted):
        carry_out(proposal, key, world.robot, key="unused", now=now())


def test_stock_that_left_meanwhile_voids_a_transfer_but_ordinary_movement_does_not(world: World) -> None:
    proposal = world.move("50")
    key = world.clearance(proposal)
    _take(world, 1)

    done = carry_out(proposal, key, world.robot, key=token_hex(16), now=now())
    other = world.clearance(proposal)
    left = _take(world, int(_free(world)) - 20)

    assert done.fresh
    with pytest.raises(Drifted, match="has less than 50"):
        carry_out(proposal, other, world.robot, key=token_hex(16), now=now())
    world.shop.do("stock.picking", "action_cancel", left)


def test_a_price_that_changed_voids_an_order(world: World) -> None:
    proposal = world.buy()
    key = world.clearance(proposal)
    price_id = int(str(world.price["id"]))
    world.shop.change("product.supplierinfo", price_id, price=11.0)

    with pytest.raises(Drifted, match="asks 11"):
        carry_out(proposal, key, world.robot, key=token_hex(16), now=now())

    world.shop.change("product.supplierinfo", price_id, price=9.5)


def test_a_rule_that_a_person_set_meanwhile_is_left_alone(world: World) -> None:
    proposal = world.adjust("7", "50")
    key = world.clearance(proposal)
    world.shop.change("stock.warehouse.orderpoint", world.orderpoint_id, product_max_qty=30)

    with pytest.raises(Drifted, match="up to 30"):
        carry_out(proposal, key, world.robot, key="unused", now=now())

    world.shop.change("stock.warehouse.orderpoint", world.orderpoint_id, product_max_qty=10)


def test_a_key_for_something_else_or_of_yesterday_opens_nothing(world: World) -> None:
    proposal = world.buy()

    with pytest.raises(WrongClearance, match="another proposal"):
        carry_out(proposal, world.clearance(world.buy("8")), world.robot, key="unused", now=now())
    with pytest.raises(WrongClearance, match="expired"):
        carry_out(proposal, world.clearance(proposal, expires_at=now()), world.robot, key="unused", now=now())


def test_a_draft_of_somebody_else_is_not_taken_back(world: World) -> None:
    foreign = world.shop.purchase(world.product.product_id, int(str(world.supplier["id"])), 5, days=3, confirm=False)

    with pytest.raises(Refused, match="made by somebody else"):
        _do(world, world.withdraw("purchase.order", foreign, "a foreign draft"))


def test_the_robot_cannot_change_products_or_requests(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.robot.call("product.product", "write", [world.product.product_id], {"name": "mine"})
    with pytest.raises(NotAllowed):
        world.robot.call("res.users", "write", [world.user("petra").uid], {"login": "mine"})


def _free(world: World) -> float:
    place = {"location": world.move().from_location_id}
    row = world.robot.call("product.product", "read", [world.product.product_id], ["free_qty"], context=place)
    assert isinstance(row, list)
    assert isinstance(row[0], dict)
    return float(str(row[0]["free_qty"]))


def _take(world: World, quantity: int) -> int:
    """Somebody else reserves so much."""
    return world.shop.transfer(world.product.product_id, quantity)


def _record(world: World, model: str) -> int:
    match model:
        case "purchase.order":
            return world.shop.purchase(
                world.product.product_id, int(str(world.supplier["id"])), 2, days=3, confirm=False
            )
        case "sale.order":
            return world.shop.sale(world.product.product_id, world.shop.partner("customer"), 1, days=3)
        case _:
            return world.product.product_id
