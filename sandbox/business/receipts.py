"""Receipts of purchases: expected when an order is confirmed, kept in step with its lines, counted when they arrive."""

from typing import Any

from sandbox.business import moves, transfers
from sandbox.business.stored import keep, quantity
from sandbox.orm import Env
from sandbox.registry import Row, compute
from sandbox.said import UserError

_LINE = (
    "order_id", "product_id", "product_qty", "product_uom", "price_unit", "date_planned", "qty_received", "name",
    "sequence",
)  # fmt: skip
_ODOO_BOT = 1
_ORDER = ("name", "partner_id", "picking_type_id", "company_id", "date_order", "picking_ids", "dest_address_id")


def expect(env: Env, lines: list[int]) -> None:
    """Make or extend the open receipt of order lines by what is not on its way yet."""
    for line in env.sudo().read("purchase.order.line", lines, _LINE):
        if not line["product_id"] or not _received(env, line["product_id"]):
            continue
        if line["product_qty"] < line["qty_received"]:
            message = "You cannot decrease the ordered quantity below the received quantity.\nCreate a return first."
            raise UserError(message)
        missing = quantity(line["product_qty"] - _under_way(env, line["id"]))
        if missing > 0:
            _await(env, line, missing)
        elif missing < 0:
            _shorten(env, line["id"], -missing)


def _received(env: Env, product: int) -> bool:
    return bool(env.sudo().one("product.product", product, ["type"])["type"] in {"product", "consu"})


def _under_way(env: Env, line: int) -> float:
    own = moves.of(env, env.sudo().search("stock.move", [["purchase_line_id", "=", line], ["state", "!=", "cancel"]]))
    return float(sum(move["quantity"] if move["state"] == "done" else move["product_uom_qty"] for move in own))


def _await(env: Env, line: Row, missing: float) -> None:
    order = env.sudo().one("purchase.order", line["order_id"], _ORDER)
    picking = _open_receipt(env, order)
    place = env.sudo().one("stock.picking", picking, ["location_id", "location_dest_id"])
    kind = env.sudo().one("stock.picking.type", order["picking_type_id"], ["warehouse_id"])
    made = env.sudo().create(
        "stock.move",
        {
            "name": line["name"], "product_id": line["product_id"], "product_uom_qty": missing,
            "product_uom": line["product_uom"], "price_unit": line["price_unit"], "date": line["date_planned"],
            "date_deadline": line["date_planned"], "location_id": place["location_id"],
            "location_dest_id": place["location_dest_id"], "picking_id": picking, "purchase_line_id": line["id"],
            "company_id": order["company_id"], "picking_type_id": order["picking_type_id"], "origin": order["name"],
            "warehouse_id": kind["warehouse_id"], "sequence": line["sequence"],
        },
    )  # fmt: skip
    moves.confirm(env, [made])


def _open_receipt(env: Env, order: Row) -> int:
    domain = [["id", "in", order["picking_ids"]], ["state", "not in", ["done", "cancel"]]]
    found = env.sudo().search("stock.picking", domain, order="id", limit=1)
    if found:
        return found[0]
    made = env.with_user(_ODOO_BOT).sudo().create(
        "stock.picking",
        {
            "picking_type_id": order["picking_type_id"], "partner_id": order["partner_id"], "origin": order["name"],
            "company_id": order["company_id"], "user_id": False,
        },
    )  # fmt: skip
    env.sudo().write("purchase.order", [order["id"]], {"picking_ids": [[4, made]]})
    return made


def _shorten(env: Env, line: int, surplus: float) -> None:
    """Less is wanted: what has not arrived yet is reduced, the youngest first."""
    open_ones = env.sudo().search(
        "stock.move", [["purchase_line_id", "=", line], ["state", "in", moves.OPEN]], order="id desc"
    )
    for move in moves.of(env, open_ones):
        less = min(surplus, move["product_uom_qty"])
        surplus = quantity(surplus - less)
        if less == move["product_uom_qty"]:
            moves.cancel(env, [move["id"]])
        elif less:
            left = quantity(move["product_uom_qty"] - less)
            moves.put(env, move, product_uom_qty=left, quantity=min(move["quantity"], left))


def promise(env: Env, lines: list[int], date: str) -> None:
    """A new promised date is a new deadline of what has not arrived; the planned date of the move stays."""
    domain = [["purchase_line_id", "in", lines], ["state", "not in", ["done", "cancel"]]]
    for move in env.sudo().search("stock.move", domain):
        keep(env, "stock.move", move, {"date_deadline": date})
    pickings = env.sudo().search_read("stock.move", domain, ["picking_id"])
    transfers.refresh(env, sorted({row["picking_id"] for row in pickings if row["picking_id"]}))


def count(env: Env, lines: list[int]) -> None:
    """Received quantities of lines from the moves that are done, and what follows for their orders."""
    vendors = set(env.sudo().search("stock.location", [["usage", "=", "supplier"]])) if lines else set()
    for line in lines:
        domain = [["purchase_line_id", "=", line], ["state", "=", "done"]]
        done = env.sudo().search_read("stock.move", domain, ["quantity", "location_id"])
        got = sum(row["quantity"] if row["location_id"] in vendors else -row["quantity"] for row in done)
        keep(env, "purchase.order.line", line, {"qty_received": quantity(got)})
    for row in env.sudo().read("purchase.order.line", lines, ["order_id"]):
        _follow(env, row["order_id"])


def _follow(env: Env, order: int) -> None:
    """The first arrival of an order, and whether there is something to bill: what was received and not billed yet."""
    domain = [["purchase_line_id.order_id", "=", order], ["state", "=", "done"]]
    arrivals = [row["date"] for row in env.sudo().search_read("stock.move", domain, ["date"])]
    fields = ["qty_received", "qty_invoiced"]
    lines = env.sudo().search_read("purchase.order.line", [["order_id", "=", order]], fields)
    unbilled = any(line["qty_received"] != line["qty_invoiced"] for line in lines)
    billing = "to invoice" if unbilled else "invoiced" if arrivals else "no"
    keep(env, "purchase.order", order, {"effective_date": min(arrivals, default=None), "invoice_status": billing})


def own_unit(env: Env, line: Row) -> float:
    """How many of the product's own unit one unit of an order line is."""
    if not line["product_id"]:
        return 1.0
    return moves.factor(env, line)


@compute("purchase.order", "receipt_status")
def status(env: Env, ids: list[int]) -> dict[int, Any]:
    """False without receipts, else pending, partial or full."""
    found: dict[int, Any] = {}
    for order in env.sudo().read("purchase.order", ids, ["picking_ids"]):
        rows = env.sudo().read("stock.picking", order["picking_ids"], ["state"])
        states = {row["state"] for row in rows} - {"cancel"}
        if not states:
            found[order["id"]] = False
        elif "done" not in states:
            found[order["id"]] = "pending"
        else:
            found[order["id"]] = "full" if states == {"done"} else "partial"
    return found
