"""Bills of vendors: amounts, whose they are, and how one is posted."""

from sandbox.business.stored import keep, next_name
from sandbox.orm import Env
from sandbox.registry import Row, before_create, method, on_create, on_write
from sandbox.said import UserError
from sandbox.values import half_up

_ENTITY = "commercial_partner_id"


@before_create("account.move")
def complete(env: Env, vals: Row) -> Row:
    """Company and currency that the caller left out."""
    made = dict(vals)
    made["company_id"] = made.get("company_id") or env.company_id
    home = env.sudo().one("res.company", made["company_id"], ["currency_id"])["currency_id"]
    made["currency_id"] = made.get("currency_id") or home
    return made


@before_create("account.move.line")
def describe(env: Env, vals: Row) -> Row:
    """The unit of a line for goods is the product's own where none is given."""
    made = dict(vals)
    if made.get("product_id") and not made.get("product_uom_id"):
        made["product_uom_id"] = env.sudo().one("product.product", made["product_id"], ["uom_id"])["uom_id"]
    return made


@on_create("account.move")
def settle(env: Env, ids: list[int]) -> None:
    """The commercial entity behind the partner, and the total."""
    for bill in ids:
        row = env.sudo().one("account.move", bill, ["partner_id", "invoice_line_ids"])
        partner = row["partner_id"]
        entity = env.sudo().one("res.partner", partner, [_ENTITY])[_ENTITY] if partner else None
        lines = env.sudo().read("account.move.line", row["invoice_line_ids"], ["price_subtotal"])
        total = half_up(sum(line["price_subtotal"] for line in lines), 2)
        keep(env, "account.move", bill, {_ENTITY: entity, "amount_total": total})


@on_create("account.move.line")
def add_up(env: Env, ids: list[int]) -> None:
    """Quantity times price, less the discount."""
    for line in env.sudo().read("account.move.line", ids, ["quantity", "price_unit", "discount"]):
        amount = half_up(line["quantity"] * line["price_unit"] * (1 - line["discount"] / 100), 2)
        keep(env, "account.move.line", line["id"], {"price_subtotal": amount})


@on_write("account.move.line")
def add_up_again(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """Another price is another amount."""
    if {"quantity", "price_unit", "discount"} & set(vals):
        add_up(env, ids)


@method("account.move", "action_post")
def action_post(env: Env, ids: list[int]) -> bool:
    """A draft with a date is posted under a number; a reference used before is no hindrance, as in Odoo."""
    for bill in env.read("account.move", ids, ["state", "invoice_date", "move_type"]):
        if bill["state"] != "draft":
            message = "The entry must be in draft."
            raise UserError(message)
        if not bill["invoice_date"] and bill["move_type"].startswith("in_"):
            message = "The Bill/Refund date is required to validate this document."
            raise UserError(message)
        code = "RBILL" if bill["move_type"] == "in_refund" else "BILL"
        name = next_name(env, code, prefix=f"{code}/", padding=5)
        env.write("account.move", [bill["id"]], {"state": "posted", "name": name})
    return False
