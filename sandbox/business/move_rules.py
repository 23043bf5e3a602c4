"""What happens when a move is made, changed or deleted: defaults, reservations, and the documents that follow it."""

from sandbox.business import deliveries, moves, orderpoints, receipts, transfers
from sandbox.business.stored import keep, quantity, settling
from sandbox.orm import Env
from sandbox.registry import Row, before_create, before_write, on_create, on_unlink, on_write
from sandbox.said import UserError

_WATCHED = {"state", "date", "date_deadline", "picking_id", "product_uom_qty"}
_COUNTED = {"state", "date", "product_uom_qty", "product_id", "location_id", "location_dest_id"}


@before_create("stock.move")
def complete(env: Env, vals: Row) -> Row:
    """Unit, places, company and time that the caller left out come from the product and the transfer."""
    made = dict(vals)
    if not made.get("product_uom") and made.get("product_id"):
        made["product_uom"] = env.sudo().one("product.product", made["product_id"], ["uom_id"])["uom_id"]
    if made.get("picking_id"):
        fields = ["location_id", "location_dest_id", "company_id", "picking_type_id", "scheduled_date", "name"]
        picking = env.sudo().one("stock.picking", made["picking_id"], fields)
        for name in fields[:4]:
            made[name] = made.get(name) or picking[name]
        made["date"] = made.get("date") or picking["scheduled_date"]
        made["reference"] = picking["name"]
    made["date"] = made.get("date") or env.stamp()
    made["company_id"] = made.get("company_id") or env.company_id
    return made


@on_create("stock.move")
def settle(env: Env, ids: list[int]) -> None:
    """The quantity in the product's own unit, and the transfer's state and dates."""
    rows = moves.of(env, ids)
    _in_own_unit(env, rows)
    transfers.refresh(env, sorted({move["picking_id"] for move in rows if move["picking_id"]}))
    _tell_rules(env, rows)


def _in_own_unit(env: Env, rows: list[Row]) -> None:
    for move in rows:
        wanted = quantity(move["product_uom_qty"] * moves.factor(env, move))
        keep(env, "stock.move", move["id"], {"product_qty": wanted})


@before_write("stock.move")
def no_less_than_reserved(env: Env, ids: list[int], vals: Row) -> Row:
    """Wanting less than is reserved gives the reservation back first."""
    if "product_uom_qty" in vals and not (settling(env) or moves.moving(env)):
        rows = moves.of(env, ids)
        moves.unreserve(env, [move["id"] for move in rows if move["quantity"] > vals["product_uom_qty"]])
    return vals


@on_write("stock.move")
def follow(env: Env, ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    """Reservation, transfer and order lines follow what was written."""
    if settling(env):
        return
    rows = moves.of(env, ids)
    if "product_uom_qty" in vals or "product_uom" in vals:
        _in_own_unit(env, rows)
    if not moves.moving(env):
        _answer(env, rows, vals, old)
    if _WATCHED & set(vals):
        former = {before.get("picking_id") for before in old.values()}
        now = {move["picking_id"] for move in rows}
        transfers.refresh(env, sorted(picking for picking in {*former, *now} if picking))
    if "state" in vals:
        _tell_orders(env, rows)
    if _COUNTED & set(vals):
        _tell_rules(env, rows)


def _answer(env: Env, rows: list[Row], vals: Row, old: dict[int, Row]) -> None:
    for move in rows:
        if "quantity" in vals and old[move["id"]].get("quantity") is not None:
            moves.requantify(env, move["id"], old[move["id"]]["quantity"])
        elif "product_uom_qty" in vals and move["state"] not in {"draft", "done", "cancel"}:
            if move["quantity"] <= move["product_uom_qty"]:
                moves.restate(env, move["id"])
            if not moves.reserves(env, move):
                moves.assign(env, [move["id"]])


def _tell_orders(env: Env, rows: list[Row]) -> None:
    receipts.count(env, sorted({move["purchase_line_id"] for move in rows if move["purchase_line_id"]}))
    deliveries.count(env, sorted({move["sale_line_id"] for move in rows if move["sale_line_id"]}))


def _tell_rules(env: Env, rows: list[Row]) -> None:
    places = ("location_id", "location_dest_id")
    orderpoints.follow(env, [(move["product_id"], move[place]) for move in rows for place in places])


@on_unlink("stock.move")
def forget(env: Env, ids: list[int]) -> None:
    """A deleted move keeps nothing reserved; done ones and links of a chain are not deleted."""
    if moves.moving(env):
        return
    rows = moves.of(env, ids)
    chained = [move for move in rows if move["move_orig_ids"] or move["move_dest_ids"]]
    if any(move["state"] not in {"draft", "cancel"} for move in chained):
        message = "You can not delete moves linked to another operation"
        raise UserError(message)
    if any(move["state"] == "done" for move in rows):
        message = "You can not delete product moves if the picking is done. You can only correct the done quantities."
        raise UserError(message)
    moves.unreserve(env, ids)
