from typing import Any

from tests.sandbox.trading import Trade, opened

ONCE = {"mode": "update", "noupdate": True}


def plain(trade: Trade, model: str, record: int, *but: str) -> dict[str, Any]:
    row = trade.root.one(model, record)
    kept = {"name", "order_line", "move_ids", "display_name", "origin", "id", *but}
    return {key: value for key, value in row.items() if key not in kept}


def load_order(trade: Trade, key: str) -> dict[str, Any]:
    columns = [
        "id", "partner_id/.id", "picking_type_id/.id", "origin",
        "order_line/id", "order_line/product_id/.id", "order_line/product_qty",
    ]  # fmt: skip
    row = [key, str(trade.vendor), str(trade.here.receipts), "K", f"{key}_1", str(trade.product), "20"]
    return trade.robot.with_context(**ONCE).load("purchase.order", columns, [row])


def test_a_loaded_order_is_what_a_created_one_is() -> None:
    trade = opened()
    created = trade.buy(20)

    loaded = load_order(trade, "__wb__.a")["ids"][0]

    lines = [trade.order_line(order)["id"] for order in (created, loaded)]
    assert plain(trade, "purchase.order", loaded) == plain(trade, "purchase.order", created)
    assert plain(trade, "purchase.order.line", lines[1], "order_id") == plain(
        trade, "purchase.order.line", lines[0], "order_id"
    )


def test_loading_the_same_key_again_finds_the_first_order_untouched() -> None:
    trade = opened()
    first = load_order(trade, "__wb__.a")

    again = load_order(trade, "__wb__.a")

    assert again["ids"] == first["ids"]
    assert len(trade.order(first["ids"][0])["order_line"]) == 1


def test_a_loaded_transfer_is_what_a_created_one_is_and_can_be_confirmed() -> None:
    trade = opened()
    trade.lay_down(20)
    created = trade.transfer(8, scheduled_date="2026-12-01 08:00:00")
    columns = [
        "id", "picking_type_id/.id", "location_id/.id", "location_dest_id/.id", "scheduled_date", "move_ids/id",
        "move_ids/name", "move_ids/product_id/.id", "move_ids/product_uom_qty", "move_ids/product_uom/.id",
        "move_ids/location_id/.id", "move_ids/location_dest_id/.id",
    ]  # fmt: skip
    here, there = str(trade.here.stock), str(trade.there.stock)
    row = [
        "__wb__.t",
        str(trade.here.internal),
        here,
        there,
        "2026-12-01 08:00:00",
        "__wb__.t_1",
        "x",
        str(trade.product),
    ]

    answer = trade.robot.with_context(**ONCE).load(
        "stock.picking", columns, [[*row, "8", str(trade.company.unit), here, there]]
    )

    loaded = answer["ids"][0]
    assert answer["messages"] == []
    assert plain(trade, "stock.picking", loaded) == plain(trade, "stock.picking", created)
    moves = [trade.moves(picking)[0]["id"] for picking in (created, loaded)]
    own = ("picking_id", "reference")
    assert plain(trade, "stock.move", moves[1], *own) == plain(trade, "stock.move", moves[0], *own)
    trade.robot.call("stock.picking", "action_confirm", [loaded])
    assert trade.shelf() == (20.0, 8.0)
