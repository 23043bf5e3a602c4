"""How Odoo names records: `display_name`, and the text beside the id of every linked record."""

from sandbox.business.stored import keep
from sandbox.orm import Env
from sandbox.registry import Row, compute, on_create, on_write, shown


def _coded(row: Row) -> str:
    return f"[{row['default_code']}] {row['name']}" if row["default_code"] else str(row["name"])


def _referenced(row: Row) -> str:
    return f"{row['name']} ({row['partner_ref']})" if row["partner_ref"] else str(row["name"])


def _whole(row: Row) -> str:
    return str(row["complete_name"] or row["name"])


def _of_site(row: Row) -> str:
    return f"{row['warehouse_id.name']}: {row['name']}" if row["warehouse_id.name"] else str(row["name"])


def _sold(row: Row) -> str:
    return f"{row['order_id.name']} - {row['name']} ({row['order_id.partner_id.name']})"


def _way(row: Row) -> str:
    origin = f"{row['picking_id.origin']}/" if row["picking_id.origin"] else ""
    code = f"{row['product_id.default_code']}: " if row["product_id.default_code"] else ""
    return f"{origin}{code}{row['location_id.name']}>{row['location_dest_id.name']}"


shown("product.product", ("default_code", "name"), _coded)
shown("product.template", ("default_code", "name"), _coded)
shown("purchase.order", ("name", "partner_ref"), _referenced)
shown("stock.location", ("complete_name", "name"), _whole)
shown("res.partner", ("complete_name", "name"), _whole)
shown("product.category", ("complete_name", "name"), _whole)
shown("product.supplierinfo", ("partner_id.complete_name",), lambda row: str(row["partner_id.complete_name"]))
shown("stock.quant", ("location_id.complete_name",), lambda row: str(row["location_id.complete_name"]))
shown("stock.picking.type", ("name", "warehouse_id.name"), _of_site)
shown("sale.order.line", ("order_id.name", "name", "order_id.partner_id.name"), _sold)
shown("stock.move", ("picking_id.origin", "product_id.default_code", "location_id.name", "location_dest_id.name"), _way)


@on_create("res.partner")
def name(env: Env, ids: list[int]) -> None:
    """A contact is named after its company and itself."""
    for row in env.sudo().read("res.partner", ids, ["name", "parent_id"]):
        above = env.sudo().read("res.partner", [row["parent_id"] or 0], ["name"])
        full = f"{above[0]['name']}, {row['name']}" if above else row["name"]
        keep(env, "res.partner", row["id"], {"complete_name": full})


@on_write("res.partner")
def rename(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """A new name reaches the contacts too."""
    if {"name", "parent_id"} & set(vals):
        name(
            env, [*ids, *env.sudo().search("res.partner", [["parent_id", "in", ids], ["active", "in", [True, False]]])]
        )


@on_create("product.product")
def code(env: Env, ids: list[int]) -> None:
    """The template of a product bears its code too."""
    for row in env.sudo().read("product.product", ids, ["product_tmpl_id", "default_code"]):
        keep(env, "product.template", row["product_tmpl_id"], {"default_code": row["default_code"] or None})


@on_write("product.product")
def recode(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """The same when the code changes."""
    if "default_code" in vals:
        code(env, ids)


@compute("product.category", "complete_name")
def category(env: Env, ids: list[int]) -> dict[int, str]:
    """The path of a category: "All / Filters"."""
    found = {}
    for row in env.sudo().read("product.category", ids, ["name", "parent_id"]):
        above = category(env, [row["parent_id"]])[row["parent_id"]] if row["parent_id"] else ""
        found[row["id"]] = f"{above} / {row['name']}" if above else str(row["name"])
    return found
