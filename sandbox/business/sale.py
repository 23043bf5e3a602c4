"""Sales orders: how they are made, confirmed into deliveries, followed and cancelled."""

from typing import Any

from sandbox.business import deliveries, moves, transfers
from sandbox.business.stored import keep, may_write, next_name, settling
from sandbox.orm import Env
from sandbox.registry import Row, before_create, method, on_create, on_unlink, on_write
from sandbox.said import UserError
from sandbox.values import half_up

# -- making


@before_create("sale.order")
def complete(env: Env, vals: Row) -> Row:
    """Company, name, currency, date, seller and site that the caller left out."""
    made = dict(vals)
    company = made.get("company_id") or env.company_id
    made["company_id"] = company
    if made.get("name") in {None, False, "", "New", "/"}:
        made["name"] = next_name(env, "sale.order", prefix="S")
    home = env.sudo().one("res.company", company, ["currency_id"])["currency_id"]
    made["currency_id"] = made.get("currency_id") or home
    made["date_order"] = made.get("date_order") or env.stamp()
    made.setdefault("user_id", env.uid)
    if not made.get("warehouse_id"):
        made["warehouse_id"] = (
            env.sudo().search("stock.warehouse", [["company_id", "=", company]], limit=1) or [False]
        )[0]
    return made


@before_create("sale.order.line")
def complete_line(env: Env, vals: Row) -> Row:
    """Name, unit and price that the caller left out come from the product."""
    made = dict(vals)
    if made.get("product_id"):
        product = env.sudo().one("product.product", made["product_id"], ["display_name", "uom_id", "list_price"])
        made["name"] = made.get("name") or product["display_name"]
        made["product_uom"] = made.get("product_uom") or product["uom_id"]
        made.setdefault("price_unit", product["list_price"])
    return made


@on_create("sale.order.line")
def settle_lines(env: Env, ids: list[int]) -> None:
    """Amounts; a line added to a sold order is delivered too."""
    total(env, ids)
    deliveries.deliver(env, env.sudo().search("sale.order.line", [["id", "in", ids], ["order_id.state", "=", "sale"]]))


@on_write("sale.order.line")
def follow_lines(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """Amounts and the open delivery follow the line."""
    if settling(env):
        return
    if {"product_uom_qty", "price_unit"} & set(vals):
        total(env, ids)
    if "product_uom_qty" in vals:
        deliveries.deliver(
            env, env.sudo().search("sale.order.line", [["id", "in", ids], ["order_id.state", "=", "sale"]])
        )


def total(env: Env, ids: list[int]) -> None:
    """Work out the amounts of lines and of their orders; the sandbox knows no taxes."""
    rows = env.sudo().read("sale.order.line", ids, ["product_uom_qty", "price_unit", "order_id"])
    for line in rows:
        keep(
            env,
            "sale.order.line",
            line["id"],
            {"price_subtotal": half_up(line["product_uom_qty"] * line["price_unit"], 2)},
        )
    for order in sorted({line["order_id"] for line in rows}):
        lines = env.sudo().search_read("sale.order.line", [["order_id", "=", order]], ["price_subtotal"])
        keep(env, "sale.order", order, {"amount_total": half_up(sum(line["price_subtotal"] for line in lines), 2)})


# -- carrying out


@method("sale.order", "action_confirm")
def action_confirm(env: Env, ids: list[int]) -> bool:
    """Sold: a delivery is planned and what is there is reserved; a second time refuses."""
    rows = env.read("sale.order", ids, ["state", "name", "order_line"])
    wrong = [row["name"] for row in rows if row["state"] not in {"draft", "sent"}]
    if wrong:
        message = f"The following orders are not in a state requiring confirmation: {', '.join(wrong)}"
        raise UserError(message)
    env.write("sale.order", ids, {"state": "sale", "date_order": env.stamp()})
    deliveries.deliver(env, [line for row in rows for line in row["order_line"]])
    return True


@on_write("sale.order")
def promise(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """A new promise is a new deadline of what is not delivered; lines taken away lower the sum."""
    if "order_line" in vals:
        total(env, env.sudo().search("sale.order.line", [["order_id", "in", ids]]))
    if "commitment_date" in vals and not settling(env):
        domain = [["sale_line_id.order_id", "in", ids], ["state", "not in", ["done", "cancel"]]]
        open_ones = env.sudo().search_read("stock.move", domain, ["picking_id"])
        for move in open_ones:
            keep(env, "stock.move", move["id"], {"date_deadline": vals["commitment_date"] or None})
        transfers.refresh(env, sorted({move["picking_id"] for move in open_ones if move["picking_id"]}))


@method("sale.order", "action_cancel")
def action_cancel(env: Env, ids: list[int]) -> Any:
    """Off with its open deliveries; a sold order first asks, unless the context says not to."""
    may_write(env, "sale.order", ids)
    rows = env.sudo().read("sale.order", ids, ["state", "picking_ids"])
    if any(row["state"] == "sale" for row in rows) and not env.context.get("disable_cancel_warning"):
        return {
            "name": "Cancel Sales Order", "view_mode": "form", "res_model": "sale.order.cancel", "view_id": False,
            "type": "ir.actions.act_window", "context": {"default_order_id": ids[0]}, "target": "new",
        }  # fmt: skip
    open_ones = [picking for row in rows for picking in row["picking_ids"]]
    moves.cancel(env, [m["id"] for m in moves.of_pickings(env, open_ones) if m["state"] != "done"])
    env.write("sale.order", ids, {"state": "cancel"})
    return True


@on_unlink("sale.order")
def only_drafts(env: Env, ids: list[int]) -> None:
    """A sent or sold order is cancelled before it is deleted."""
    if env.sudo().search_count("sale.order", [["id", "in", ids], ["state", "not in", ["draft", "cancel"]]]):
        message = "You can not delete a sent quotation or a confirmed sales order. You must first cancel it."
        raise UserError(message)
