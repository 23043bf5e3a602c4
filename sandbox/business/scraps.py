"""Scrap: goods that leave the shelf for good."""

from sandbox.business import moves
from sandbox.orm import Env
from sandbox.registry import Row, before_create, method
from sandbox.said import UserError


@before_create("stock.scrap")
def complete(env: Env, vals: Row) -> Row:
    """Company, unit and places that the caller left out: the receipt's shelf, or the first one; the loss."""
    made = dict(vals)
    elevated = env.sudo()
    made["company_id"] = made.get("company_id") or env.company_id
    made["product_uom_id"] = (
        made.get("product_uom_id") or (elevated.one("product.product", made["product_id"], ["uom_id"])["uom_id"])
    )
    if not made.get("location_id"):
        made["location_id"] = _shelf(elevated, made)
    losses = elevated.search("stock.location", [["usage", "=", "inventory"]], limit=1)
    made["scrap_location_id"] = made.get("scrap_location_id") or losses[0]
    return made


@method("stock.scrap", "action_validate")
def action_validate(env: Env, ids: list[int]) -> bool:
    """The goods go at once, with a move of their own; a second time is refused."""
    for scrap in env.read("stock.scrap", ids):
        if scrap["state"] == "done":
            message = "This scrap has been done already."
            raise UserError(message)
        values = {
            "name": scrap["name"] or "Scrap", "product_id": scrap["product_id"], "origin": scrap["origin"],
            "product_uom_qty": scrap["scrap_qty"], "product_uom": scrap["product_uom_id"],
            "location_id": scrap["location_id"], "location_dest_id": scrap["scrap_location_id"],
            "company_id": scrap["company_id"],
        }  # fmt: skip
        made = env.sudo().create("stock.move", values)
        moves.confirm(env, [made])
        moves.put(env, moves.of(env, [made])[0], quantity=scrap["scrap_qty"], picked=True)
        moves.finish(env, [made], None)
        env.sudo().write("stock.scrap", [scrap["id"]], {"state": "done", "date_done": env.stamp()})
    return True


def _shelf(env: Env, vals: Row) -> int:
    if vals.get("picking_id"):
        return int(env.one("stock.picking", vals["picking_id"], ["location_dest_id"])["location_dest_id"])
    house = env.search("stock.warehouse", [["company_id", "=", vals["company_id"]]], limit=1)
    return int(env.one("stock.warehouse", house[0], ["lot_stock_id"])["lot_stock_id"])
