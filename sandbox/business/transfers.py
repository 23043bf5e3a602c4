"""Transfers (stock.picking): how they are made, confirmed, reserved, validated, split, cancelled and deleted."""

from typing import Any

from sandbox import access
from sandbox.business import moves
from sandbox.business.stored import keep, may_write, next_name, settling
from sandbox.orm import Env
from sandbox.registry import Row, before_create, before_write, compute, method, on_create, on_unlink, on_write
from sandbox.said import UserError

_KIND = ("company_id", "default_location_src_id", "default_location_dest_id", "sequence_code", "warehouse_id")
_RANK = {"assigned": 4, "waiting": 3, "partially_available": 2, "confirmed": 1}


# -- making


@before_create("stock.picking")
def complete(env: Env, vals: Row) -> Row:
    """Company, places, name and time that the caller left out come from the operation type and the clock."""
    made = dict(vals)
    if not made.get("picking_type_id"):
        return made  # a required field: the engine refuses
    kind = env.sudo().one("stock.picking.type", made["picking_type_id"], _KIND)
    made.setdefault("company_id", kind["company_id"] or env.company_id)
    made.setdefault("location_id", kind["default_location_src_id"] or _partners(env, "supplier"))
    made.setdefault("location_dest_id", kind["default_location_dest_id"] or _partners(env, "customer"))
    if made.get("name") in {None, False, "", "/", "New"}:
        made["name"] = _name(env, kind)
    if made.get("scheduled_date"):
        made["move_ids"] = [_dated(command, made["scheduled_date"]) for command in made.get("move_ids") or []]
    made["scheduled_date"] = made.get("scheduled_date") or env.stamp()
    made.setdefault("user_id", env.uid)
    made["state"] = "draft"
    return made


def _dated(command: Any, date: Any) -> Any:
    """A command that makes a move makes it for the transfer's planned date, whatever date it names."""
    return [0, 0, {**command[2], "date": date}] if command[0] == 0 else command


def _partners(env: Env, usage: str) -> int:
    return env.sudo().search("stock.location", [["usage", "=", usage]], limit=1)[0]


def _name(env: Env, kind: Row) -> str:
    house = env.sudo().one("stock.warehouse", kind["warehouse_id"], ["code"])["code"] if kind["warehouse_id"] else ""
    prefix = "/".join(part for part in (house, kind["sequence_code"]) if part) + "/"
    return next_name(env, f"stock.picking.type.{kind['id']}", prefix=prefix)


@on_create("stock.picking")
def settle(env: Env, ids: list[int]) -> None:
    """Work out state and dates of new transfers from their moves."""
    refresh(env, ids)


def refresh(env: Env, ids: list[int]) -> None:
    """Work out state, planned date and deadline of transfers from their moves."""
    for picking in env.sudo().read("stock.picking", ids, ["location_id", "scheduled_date", "state", "date_done"]):
        own = moves.of_pickings(env, [picking["id"]])
        open_ones = [move for move in own if move["state"] not in {"done", "cancel"}]
        values: dict[str, Any] = {"state": _state(env, picking, own)}
        if open_ones:
            values["scheduled_date"] = min(
                (m["date"] for m in open_ones if m["date"]), default=picking["scheduled_date"]
            )
        deadlines = [move["date_deadline"] for move in own if move["date_deadline"]]
        values["date_deadline"] = min(deadlines, default=None)
        if values["state"] == "done" and not picking["date_done"]:
            values["date_done"] = env.stamp()
        keep(env, "stock.picking", picking["id"], values)


def _state(env: Env, picking: Row, own: list[Row]) -> str:
    states = {move["state"] for move in own}
    if not states or "draft" in states:
        return "draft"
    if states <= {"cancel", "done"}:
        return "done" if "done" in states else "cancel"
    source = env.sudo().one("stock.location", picking["location_id"], ["usage"])["usage"]
    if source in {"supplier", "customer", "inventory", "production"}:
        return "assigned" if all(move["procure_method"] == "make_to_stock" for move in own) else _weightiest(own)
    return _weightiest(own)


def _weightiest(own: list[Row]) -> str:
    """As soon as possible: something reserved makes the whole transfer ready."""
    todo = [
        move
        for move in own
        if move["state"] in _RANK and not (move["state"] == "assigned" and not move["product_uom_qty"])
    ]
    todo.sort(key=lambda move: (_RANK[move["state"]], move["product_uom_qty"]))
    if not todo or any(move["state"] in {"assigned", "partially_available"} for move in todo):
        return "assigned"
    return str(todo[-1]["state"])


# -- changing


@before_write("stock.picking")
def reschedule(env: Env, ids: list[int], vals: Row) -> Row:
    """A new planned date is a new date of every open move."""
    if vals.get("scheduled_date") and not settling(env):
        own = [move for move in moves.of_pickings(env, ids) if move["state"] not in {"done", "cancel"}]
        if not own and env.sudo().search_count(
            "stock.picking", [["id", "in", ids], ["state", "in", ["done", "cancel"]]]
        ):
            message = "You cannot change the Scheduled Date on a done or cancelled transfer."
            raise UserError(message)
        env.sudo().write("stock.move", [move["id"] for move in own], {"date": vals["scheduled_date"]})
    return vals


@on_write("stock.picking")
def follow_places(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """Moves of a transfer follow its places."""
    places = {name: vals[name] for name in ("location_id", "location_dest_id") if vals.get(name)}
    if places:
        own = [move["id"] for move in moves.of_pickings(env, ids) if move["state"] not in {"done", "cancel"}]
        env.sudo().write("stock.move", own, places)


@on_unlink("stock.picking")
def forget(env: Env, ids: list[int]) -> None:
    """Deleting a transfer calls off and deletes its moves, for which the caller needs the right; done ones refuse."""
    own = [move["id"] for move in moves.of_pickings(env, ids)]
    moves.cancel(env, own)
    if own:
        access.check(env.sudo(on=False), env.model("stock.move"), "unlink")
    env.sudo().unlink("stock.move", own)


# -- carrying out


@method("stock.picking", "action_confirm")
def action_confirm(env: Env, ids: list[int]) -> bool:
    """Wanted, and with the usual setting reserved at once."""
    may_write(env, "stock.picking", ids)
    moves.confirm(env, [move["id"] for move in moves.of_pickings(env, ids)])
    refresh(env, ids)
    return True


@method("stock.picking", "action_assign")
def action_assign(env: Env, ids: list[int]) -> bool:
    """Reserve what can be reserved; nothing to reserve is a refusal."""
    may_write(env, "stock.picking", ids)
    action_confirm(env, env.sudo().search("stock.picking", [["id", "in", ids], ["state", "=", "draft"]]))
    own = [move for move in moves.of_pickings(env, ids) if move["state"] not in {"draft", "cancel", "done"}]
    if not own:
        message = "Nothing to check the availability for."
        raise UserError(message)
    moves.assign(env, [move["id"] for move in own])
    return True


@method("stock.picking", "do_unreserve")
def do_unreserve(env: Env, ids: list[int]) -> None:
    """Give back what the transfers keep."""
    may_write(env, "stock.picking", ids)
    moves.unreserve(env, [move["id"] for move in moves.of_pickings(env, ids)])


@method("stock.picking", "action_cancel")
def action_cancel(env: Env, ids: list[int]) -> bool:
    """Call off; what was kept is free again; a done transfer refuses."""
    may_write(env, "stock.picking", ids)
    own = moves.of_pickings(env, ids)
    moves.cancel(env, [move["id"] for move in own])
    for picking in set(ids) - {move["picking_id"] for move in own}:
        keep(env, "stock.picking", picking, {"state": "cancel"})
    return True


# -- shown figures


@compute("stock.picking", "products_availability_state")
def availability_state(env: Env, ids: list[int]) -> dict[int, str | bool]:
    """Whether what a waiting delivery needs is there: "available" or "late"; False for all other transfers."""
    found: dict[int, str | bool] = dict.fromkeys(ids, False)
    for picking in env.sudo().read("stock.picking", ids, ["state", "picking_type_code"]):
        if picking["state"] in {"waiting", "confirmed", "assigned"} and picking["picking_type_code"] == "outgoing":
            own = moves.of_pickings(env, [picking["id"]])
            short = any(move["quantity"] < move["product_uom_qty"] for move in own if move["state"] != "cancel")
            found[picking["id"]] = "late" if short else "available"
    return found


@compute("stock.picking", "products_availability")
def availability(env: Env, ids: list[int]) -> dict[int, str | bool]:
    """The state above in Odoo's words."""
    words: dict[str | bool, str | bool] = {"available": "Available", "late": "Not Available", False: False}
    return {picking: words[state] for picking, state in availability_state(env, ids).items()}
