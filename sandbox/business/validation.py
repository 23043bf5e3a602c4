"""Validating a transfer: the question about a backorder, the goods that move, and the backorder itself."""

from typing import Any

from sandbox.business import moves, transfers
from sandbox.business.stored import may_write
from sandbox.orm import Env
from sandbox.registry import Row, method
from sandbox.said import UserError

_COPIED = (
    "picking_type_id", "location_id", "location_dest_id", "partner_id", "origin", "company_id", "priority", "user_id",
    "note",
)  # fmt: skip


@method("stock.picking", "button_validate")
def button_validate(env: Env, ids: list[int]) -> Any:
    """True when done; else the action of the backorder question, whose answer validates again."""
    may_write(env, "stock.picking", ids)
    drafts = env.sudo().search("stock.picking", [["id", "in", ids], ["state", "=", "draft"]])
    transfers.action_confirm(env, drafts)
    for move in moves.of_pickings(env, drafts):
        if not move["quantity"] and move["product_uom_qty"]:
            env.sudo().write("stock.move", [move["id"]], {"quantity": move["product_uom_qty"]})
    open_ones = _validatable(env, ids)
    _pick_all_where_none_is(env, open_ones)
    short = _short(env, open_ones)
    if short and not env.context.get("skip_backorder"):
        return _question(env, ids, short)
    _finish(env, open_ones)
    return True


def _validatable(env: Env, ids: list[int]) -> list[int]:
    """Nothing to move is a refusal; a done transfer refuses on 17 and is passed over on 18."""
    rows = env.sudo().read("stock.picking", ids, ["state"])
    open_ones = [row["id"] for row in rows if row["state"] not in {"done", "cancel"}]
    if env.version >= 18 and len(open_ones) < len(rows) and not open_ones:  # noqa: PLR2004 (Odoo's series)
        return []
    if any(not moves.of_pickings(env, [picking]) for picking in ids):
        message = (
            "You can\N{RIGHT SINGLE QUOTATION MARK}t validate an empty transfer. "
            "Please add some products to move before proceeding."
        )
        raise UserError(message)
    own = [move for move in moves.of_pickings(env, open_ones) if move["state"] not in {"done", "cancel"}]
    if not any(move["quantity"] for move in own):
        message = (
            "You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities."
        )
        raise UserError(message)
    return open_ones


def _pick_all_where_none_is(env: Env, ids: list[int]) -> None:
    for picking in ids:
        own = [move for move in moves.of_pickings(env, [picking]) if move["state"] not in {"done", "cancel"}]
        if any(move["quantity"] for move in own) and not any(move["picked"] for move in own):
            for move in own:
                moves.put(env, move, picked=True)


def _short(env: Env, ids: list[int]) -> list[int]:
    own = [move for move in moves.of_pickings(env, ids) if move["state"] not in {"done", "cancel"}]
    return sorted({m["picking_id"] for m in own if not m["picked"] or m["quantity"] < m["product_uom_qty"]})


def _question(env: Env, ids: list[int], short: list[int]) -> Row:
    context = {
        **env.context,
        "button_validate_picking_ids": env.context.get("button_validate_picking_ids") or list(ids),
        "default_show_transfers": len(short) > 1,
        "default_pick_ids": [[4, picking] for picking in short],
    }
    return {
        "name": "Create Backorder?",
        "type": "ir.actions.act_window",
        "view_mode": "form",
        "res_model": "stock.backorder.confirmation",
        "views": [[False, "form"]],
        "view_id": False,
        "target": "new",
        "context": context,
    }


def _finish(env: Env, ids: list[int]) -> None:
    dropped = set(env.context.get("picking_ids_not_to_backorder") or [])
    for picking in ids:
        own = [move["id"] for move in moves.of_pickings(env, [picking])]
        moves.finish(env, own, None if picking in dropped else _split)
        if picking not in dropped:
            _backorder(env, picking)


def _split(env: Env, move: Row, rest: float) -> None:
    """Keep what is not delivered as a move of its own, in the same transfer until its backorder is made."""
    chain = {"move_orig_ids", "move_dest_ids", "product_qty"}
    kept = {name: move[name] for name in moves.FIELDS if name not in chain}
    kept |= {"product_uom_qty": rest, "quantity": 0.0, "picked": False, "state": "draft", "picking_id": False}
    kept |= {"move_orig_ids": [[6, 0, move["move_orig_ids"]]], "move_dest_ids": [[6, 0, move["move_dest_ids"]]]}
    new = env.sudo().create("stock.move", kept)
    row = moves.of(env, [new])[0]
    moves.put(env, row, state="confirmed", picking_id=move["picking_id"])


def _backorder(env: Env, picking: int) -> None:
    left = [move for move in moves.of_pickings(env, [picking]) if move["state"] not in {"done", "cancel"}]
    if not left:
        return
    row = env.sudo().one("stock.picking", picking, [*_COPIED, "scheduled_date"])
    made = env.sudo().create("stock.picking", {name: row[name] for name in _COPIED} | {"backorder_id": picking})
    for move in left:
        moves.put(env, move, picking_id=made, picked=False)
    moves.assign(env, [move["id"] for move in left])
    transfers.refresh(env, [picking, made])
    _join_orders(env, picking, made)


def _join_orders(env: Env, picking: int, made: int) -> None:
    for model in ("purchase.order", "sale.order"):
        for order in env.sudo().search(model, [["picking_ids", "in", [picking]]]):
            env.sudo().write(model, [order], {"picking_ids": [[4, made]]})


@method("stock.backorder.confirmation", "process")
def process(env: Env, ids: list[int]) -> Any:
    """Yes: what is missing stays in a backorder."""
    asked = env.context.get("button_validate_picking_ids")
    return button_validate(env.with_context(skip_backorder=True), list(asked)) if asked else bool(ids)


@method("stock.backorder.confirmation", "process_cancel_backorder")
def process_cancel_backorder(env: Env, ids: list[int]) -> Any:
    """No: what is missing is dropped."""
    asked = env.context.get("button_validate_picking_ids")
    dropped = env.sudo().one("stock.backorder.confirmation", ids[0], ["pick_ids"])["pick_ids"]
    calm = env.with_context(skip_backorder=True, picking_ids_not_to_backorder=dropped)
    return button_validate(calm, list(asked)) if asked else True
