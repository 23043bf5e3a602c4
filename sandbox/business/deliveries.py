"""Deliveries of sold orders: planned when an order is confirmed, kept in step with its lines, counted when done."""

from datetime import datetime, timedelta

from sandbox.business import moves
from sandbox.business.stored import keep, quantity
from sandbox.calendars import STAMP
from sandbox.orm import Env
from sandbox.registry import Row, compute

_ORDER = ("name", "partner_id", "warehouse_id", "company_id", "date_order", "commitment_date", "picking_ids")


def deliver(env: Env, lines: list[int]) -> None:
    """Make, extend or shorten the open delivery of order lines."""
    fields = ["order_id", "product_id", "product_uom_qty", "product_uom", "name", "customer_lead", "sequence"]
    for line in env.sudo().read("sale.order.line", lines, fields):
        if (
            not line["product_id"]
            or env.sudo().one("product.product", line["product_id"], ["type"])["type"] == "service"
        ):
            continue
        own = moves.of(
            env, env.sudo().search("stock.move", [["sale_line_id", "=", line["id"]], ["state", "!=", "cancel"]])
        )
        planned = sum(move["quantity"] if move["state"] == "done" else move["product_uom_qty"] for move in own)
        missing = quantity(line["product_uom_qty"] - planned)
        if missing > 0:
            _plan(env, line, missing)
        elif missing < 0:
            _shorten(env, [move for move in own if move["state"] in moves.OPEN], -missing)


def _plan(env: Env, line: Row, missing: float) -> None:
    order = env.sudo().one("sale.order", line["order_id"], _ORDER)
    house = env.sudo().one("stock.warehouse", order["warehouse_id"], ["lot_stock_id", "out_type_id"])
    due = order["commitment_date"] or _after(order["date_order"], line["customer_lead"])
    picking = _open_delivery(env, order, house, due)
    place = env.sudo().one("stock.picking", picking, ["location_dest_id"])
    made = env.sudo().create(
        "stock.move",
        {
            "name": line["name"], "product_id": line["product_id"], "product_uom_qty": missing,
            "product_uom": line["product_uom"], "date": due, "date_deadline": due, "location_id": house["lot_stock_id"],
            "location_dest_id": place["location_dest_id"], "picking_id": picking, "sale_line_id": line["id"],
            "company_id": order["company_id"], "picking_type_id": house["out_type_id"], "origin": order["name"],
            "warehouse_id": order["warehouse_id"], "partner_id": order["partner_id"], "sequence": line["sequence"],
        },
    )  # fmt: skip
    moves.confirm(env, [made])


def _open_delivery(env: Env, order: Row, house: Row, due: str) -> int:
    domain = [["id", "in", order["picking_ids"]], ["state", "not in", ["done", "cancel"]]]
    found = env.sudo().search("stock.picking", domain, order="id", limit=1)
    if found:
        return found[0]
    made = env.sudo().create(
        "stock.picking",
        {
            "picking_type_id": house["out_type_id"], "partner_id": order["partner_id"], "origin": order["name"],
            "company_id": order["company_id"], "scheduled_date": due, "user_id": False,
        },
    )  # fmt: skip
    env.sudo().write("sale.order", [order["id"]], {"picking_ids": [[4, made]]})
    return made


def _shorten(env: Env, open_ones: list[Row], surplus: float) -> None:
    for move in reversed(open_ones):
        less = min(surplus, move["product_uom_qty"])
        surplus = quantity(surplus - less)
        if less == move["product_uom_qty"]:
            moves.cancel(env, [move["id"]])
        elif less:
            kept = min(move["quantity"], quantity(move["product_uom_qty"] - less))
            moves.unreserve(env, [move["id"]])
            moves.put(env, move, product_uom_qty=quantity(move["product_uom_qty"] - less))
            if kept:
                moves.assign(env, [move["id"]])


def _after(day: str, lead: float) -> str:
    return (datetime.strptime(day, STAMP) + timedelta(days=lead or 0)).strftime(STAMP)  # noqa: DTZ007 (naive as Odoo's)


def count(env: Env, lines: list[int]) -> None:
    """Delivered quantities of lines and the first delivery of their orders, from the moves that are done."""
    customers = set(env.sudo().search("stock.location", [["usage", "=", "customer"]])) if lines else set()
    for line in lines:
        domain = [["sale_line_id", "=", line], ["state", "=", "done"]]
        done = env.sudo().search_read("stock.move", domain, ["quantity", "location_dest_id"])
        gone = sum(row["quantity"] if row["location_dest_id"] in customers else -row["quantity"] for row in done)
        keep(env, "sale.order.line", line, {"qty_delivered": quantity(gone)})


@compute("sale.order.line", "qty_to_deliver")
def to_deliver(env: Env, ids: list[int]) -> dict[int, float]:
    """Ordered less delivered; Odoo cannot search it."""
    rows = env.sudo().read("sale.order.line", ids, ["product_uom_qty", "qty_delivered"])
    return {row["id"]: quantity(row["product_uom_qty"] - row["qty_delivered"]) for row in rows}


@compute("sale.order", "delivery_status", "effective_date", "expected_date")
def status(env: Env, ids: list[int]) -> dict[int, Row]:
    """How far an order is delivered, its first delivery, and the date its lines allow."""
    found: dict[int, Row] = {}
    for order in env.sudo().read("sale.order", ids, ["picking_ids", "order_line", "date_order"]):
        pickings = env.sudo().read("stock.picking", order["picking_ids"], ["state", "date_done"])
        lines = env.sudo().read("sale.order.line", order["order_line"], ["customer_lead"])
        dates = [row["date_done"] for row in pickings if row["date_done"]]
        lead = min((line["customer_lead"] for line in lines), default=0.0)
        found[order["id"]] = {
            "delivery_status": _status({row["state"] for row in pickings} - {"cancel"}),
            "effective_date": min(dates, default=False),
            "expected_date": _after(order["date_order"], lead) if order["date_order"] and lines else False,
        }
    return found


def _status(states: set[str]) -> str | bool:
    if not states:
        return False
    if "done" not in states:
        return "pending"
    return "full" if states == {"done"} else "partial"
