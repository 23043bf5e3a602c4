"""Counting stock: a counted quantity is written on a quant, and applying it moves the difference."""

from sandbox.business import quants
from sandbox.business.stored import quantity
from sandbox.orm import Env
from sandbox.registry import Row, before_create, default, method
from sandbox.said import UserError


@default("stock.quant", "in_date")
def now(env: Env, _vals: Row) -> str:
    """Goods lie where they are since now."""
    return env.stamp()


@before_create("stock.quant")
def take_over(env: Env, vals: Row) -> Row:
    """A count of goods that are there already takes their quant over; outside of counting it starts at nothing."""
    made = dict(vals)
    if "inventory_quantity" not in made or not env.context.get("inventory_mode"):
        return made
    domain = [["product_id", "=", made.get("product_id")], ["location_id", "=", made.get("location_id")]]
    there = env.sudo().search_read("stock.quant", domain, ["quantity", "reserved_quantity"])
    for name in ("quantity", "reserved_quantity"):
        made[name] = quantity(sum(row[name] for row in there))
    env.sudo().unlink("stock.quant", [row["id"] for row in there])
    return made


@method("stock.quant", "action_apply_inventory")
def apply(env: Env, ids: list[int]) -> None:
    """Bring the counted difference in from, or out to, the place of adjustments; only a stock manager may."""
    if not env.has_group("stock.group_stock_manager"):
        message = "Only a stock manager can validate an inventory adjustment."
        raise UserError(message)
    loss = env.sudo().search("stock.location", [["usage", "=", "inventory"]], limit=1)[0]
    fields = ["product_id", "location_id", "quantity", "inventory_quantity", "company_id"]
    for quant in env.sudo().read("stock.quant", ids, fields):
        found = quantity(quant["inventory_quantity"] - quant["quantity"])
        source, target = (loss, quant["location_id"]) if found > 0 else (quant["location_id"], loss)
        if found:
            _adjust(env, quant, abs(found), (source, target))
        env.sudo().write("stock.quant", [quant["id"]], {"inventory_quantity": 0})


def _adjust(env: Env, quant: Row, amount: float, way: tuple[int, int]) -> None:
    quants.take(env, quant["product_id"], way[0], amount)
    quants.bring(env, quant["product_id"], way[1], amount)
    unit = env.sudo().one("product.product", quant["product_id"], ["uom_id"])["uom_id"]
    env.sudo().create(
        "stock.move",
        {
            "name": "Product Quantity Updated", "product_id": quant["product_id"], "product_uom": unit,
            "product_uom_qty": amount, "quantity": amount, "picked": True, "location_id": way[0],
            "location_dest_id": way[1], "state": "done", "company_id": quant["company_id"] or env.company_id,
        },
    )  # fmt: skip
