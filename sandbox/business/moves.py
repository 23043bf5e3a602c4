"""Stock moves: how they are confirmed, reserved, done and cancelled, and what that does to the goods."""

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.business import quants
from sandbox.business.stored import quantity
from sandbox.orm import Env
from sandbox.registry import Row
from sandbox.said import UserError

OPEN = ("waiting", "confirmed", "partially_available", "assigned")
FIELDS = (
    "name", "state", "product_id", "product_uom", "product_uom_qty", "product_qty", "quantity", "picked", "location_id",
    "location_dest_id", "date", "date_deadline", "picking_id", "purchase_line_id", "sale_line_id", "warehouse_id",
    "origin", "company_id", "picking_type_id", "partner_id", "price_unit", "procure_method", "move_orig_ids",
    "move_dest_ids", "sequence",
)  # fmt: skip
_SAME = (
    "product_id", "product_uom", "price_unit", "procure_method", "location_id", "location_dest_id",
    "purchase_line_id", "sale_line_id",
)  # fmt: skip
_CALM: dict[str, Any] = {"sandbox_moving": True}


def of(env: Env, ids: Iterable[int]) -> list[Row]:
    """The rows of moves, with what the rules below look at."""
    return env.sudo().read("stock.move", list(ids), FIELDS)


def of_pickings(env: Env, pickings: Iterable[int]) -> list[Row]:
    """The moves of transfers, in order."""
    return of(env, env.sudo().search("stock.move", [["picking_id", "in", list(pickings)]], order="sequence, id"))


def put(env: Env, move: Row, **values: Any) -> None:
    """Write into a move without asking the rules that answer a caller's write."""
    env.sudo().with_context(**_CALM).write("stock.move", [move["id"]], values)
    move.update(values)


def moving(env: Env) -> bool:
    """Whether the write under way comes from the rules of this module."""
    return bool(env.context.get("sandbox_moving"))


def factor(env: Env, move: Row) -> float:
    """How many of the product's own unit one unit of the move is."""
    own = env.sudo().one("product.product", move["product_id"], ["uom_id"])["uom_id"]
    if not move["product_uom"] or move["product_uom"] == own:
        return 1.0
    rates = env.sudo().by_id("uom.uom", [own, move["product_uom"]], ["factor"])
    return float(rates[own]["factor"] / rates[move["product_uom"]]["factor"])


def storable(env: Env, product: int) -> bool:
    """Whether Odoo counts the product: a type of its own in 17, a mark on consumables from 18 on."""
    row = env.sudo().one("product.product", product, ["type", "is_storable"])
    return bool(row["type"] == "product" or row["is_storable"])


def reserves(env: Env, move: Row) -> bool:
    """Whether the move needs goods to be kept for it: only those that leave one of our own places do."""
    usage = env.sudo().one("stock.location", move["location_id"], ["usage"])["usage"]
    return usage in {"internal", "transit", "view"} and storable(env, move["product_id"])


# -- confirming


def confirm(env: Env, ids: Iterable[int]) -> list[int]:
    """Draft moves become wanted; equal ones of one transfer become one; what may be reserved at once is reserved."""
    moves = [move for move in of(env, ids) if move["state"] == "draft"]
    for move in moves:
        put(env, move, state="waiting" if _waits(env, move) else "confirmed")
    left = [move["id"] for move in moves if not _joined(env, move)]
    assign(env, [move["id"] for move in of(env, left) if not reserves(env, move) or _reserves_at_once(env, move)])
    return left


def _waits(env: Env, move: Row) -> bool:
    before = env.sudo().read("stock.move", move["move_orig_ids"], ["state"])
    if not before:
        return bool(move["procure_method"] == "make_to_order")
    return any(row["state"] not in {"done", "cancel"} for row in before)


def _reserves_at_once(env: Env, move: Row) -> bool:
    if not move["picking_type_id"]:
        return True
    method = env.sudo().one("stock.picking.type", move["picking_type_id"], ["reservation_method"])
    return bool(method["reservation_method"] == "at_confirm")


def _joined(env: Env, move: Row) -> bool:
    """Whether the move was merged into an earlier one of its transfer."""
    if not move["picking_id"] or move["move_orig_ids"] or move["move_dest_ids"]:
        return False
    others = [one for one in of_pickings(env, [move["picking_id"]]) if one["state"] in OPEN and one["id"] != move["id"]]
    first = next((one for one in others if all(one[name] == move[name] for name in _SAME)), None)
    if first is None:
        return False
    values = {"product_uom_qty": quantity(first["product_uom_qty"] + move["product_uom_qty"])}
    origins = "/".join(dict.fromkeys(one["origin"] for one in (first, move) if one["origin"]))
    put(env, first, **values, date=min(first["date"], move["date"]), origin=origins)
    env.sudo().with_context(**_CALM).unlink("stock.move", [move["id"]])
    restate(env, first["id"])
    assign(env, [first["id"]])
    return True


def restate(env: Env, move_id: int) -> None:
    """Set the state that a move's reserved quantity amounts to."""
    move = of(env, [move_id])[0]
    if move["state"] in {"done", "cancel"} or (move["state"] == "draft" and not move["quantity"]):
        return
    if move["quantity"] >= move["product_uom_qty"]:
        state = "assigned"
    elif move["quantity"]:
        state = "partially_available"
    else:
        state = "waiting" if _waits(env, move) else "confirmed"
    if state != move["state"]:
        put(env, move, state=state)


# -- reserving


def assign(env: Env, ids: Iterable[int]) -> None:
    """Reserve what is missing, as far as it is there; doing it again changes nothing."""
    for move in of(env, ids):
        if move["state"] not in {"confirmed", "waiting", "partially_available"} or move["picked"]:
            continue
        missing = quantity(move["product_uom_qty"] - move["quantity"])
        if missing > 0:
            got = missing if not reserves(env, move) else _kept(env, move, missing)
            if got:
                put(env, move, quantity=quantity(move["quantity"] + got))
            elif move["state"] == "waiting":
                continue
        restate(env, move["id"])


def _kept(env: Env, move: Row, missing: float) -> float:
    if _waits(env, move):
        return 0.0
    rate = factor(env, move)
    return quantity(quants.reserve(env, move["product_id"], move["location_id"], missing * rate) / rate)


def unreserve(env: Env, ids: Iterable[int]) -> None:
    """Give back what was kept for moves that are not done; picked goods stay with their move."""
    for move in of(env, ids):
        if move["state"] in {"done", "cancel"} or not move["quantity"] or move["picked"]:
            continue
        if reserves(env, move):
            quants.release(env, move["product_id"], move["location_id"], move["quantity"] * factor(env, move))
        put(env, move, quantity=0.0, picked=False)
        restate(env, move["id"])


def requantify(env: Env, move_id: int, before: float) -> None:
    """A person typed a quantity: the reservation follows it, even beyond what is there."""
    move = of(env, [move_id])[0]
    if move["state"] not in {"draft", "cancel", "done"} and reserves(env, move):
        more = (move["quantity"] - before) * factor(env, move)
        if more < 0:
            quants.release(env, move["product_id"], move["location_id"], -more)
        else:
            short = more - quants.reserve(env, move["product_id"], move["location_id"], more)
            quants.keep_beyond(env, move["product_id"], move["location_id"], short)
    restate(env, move_id)


# -- ending


def cancel(env: Env, ids: Iterable[int]) -> None:
    """Call off moves, and those that only waited for them; a done one refuses."""
    moves = of(env, ids)
    if any(move["state"] == "done" for move in moves):
        message = (
            "You cannot cancel a stock move that has been set to 'Done'. "
            "Create a return in order to reverse the moves which took place."
        )
        raise UserError(message)
    for move in moves:
        if move["state"] == "cancel":
            continue
        put(env, move, picked=False)
        unreserve(env, [move["id"]])
        put(env, move, state="cancel")
        cancel(env, [after["id"] for after in of(env, move["move_dest_ids"]) if _only_waits_for_cancelled(env, after)])


def _only_waits_for_cancelled(env: Env, move: Row) -> bool:
    before = env.sudo().read("stock.move", move["move_orig_ids"], ["state"])
    return move["state"] != "done" and all(row["state"] == "cancel" for row in before)


def finish(env: Env, ids: Iterable[int], split: Callable[[Env, Row, float], None] | None) -> None:
    """Picked moves are done and the goods have moved; `split` keeps a remainder alive, without it it is dropped."""
    for move in of(env, ids):
        if move["state"] in {"done", "cancel"}:
            continue
        if not move["quantity"] or not move["picked"]:
            if split is None:
                cancel(env, [move["id"]])
            continue
        rest = quantity(move["product_uom_qty"] - move["quantity"])
        if rest < 0 or (rest > 0 and split):
            if rest > 0 and split:
                split(env, move, rest)
            put(env, move, product_uom_qty=move["quantity"])
        _move_goods(env, move)
        put(env, move, state="done", date=env.stamp())
        assign(env, move["move_dest_ids"])


def _move_goods(env: Env, move: Row) -> None:
    if not storable(env, move["product_id"]):
        return
    amount = move["quantity"] * factor(env, move)
    if reserves(env, move):
        quants.release(env, move["product_id"], move["location_id"], amount)
    quants.take(env, move["product_id"], move["location_id"], amount)
    quants.bring(env, move["product_id"], move["location_dest_id"], amount)
