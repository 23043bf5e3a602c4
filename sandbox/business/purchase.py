"""Purchase orders: how they are made, confirmed, approved, cancelled, reopened and deleted."""

from sandbox.business import money, moves, purchase_lines, receipts, sellers
from sandbox.business.stored import keep, next_name
from sandbox.messages import follow as follow_document
from sandbox.orm import Env
from sandbox.registry import Row, before_create, default, method, on_create, on_unlink, on_write
from sandbox.said import UserError

_MANAGER = "purchase.group_purchase_manager"


# -- making


@before_create("purchase.order")
def complete(env: Env, vals: Row) -> Row:
    """Company, name, currency, date, buyer and receiving site that the caller left out."""
    made = dict(vals)
    company = made.get("company_id") or env.company_id
    made["company_id"] = company
    if made.get("name") in {None, False, "", "New", "/"}:
        made["name"] = next_name(env, "purchase.order", prefix="P")
    home = env.sudo().one("res.company", company, ["currency_id"])["currency_id"]
    made["currency_id"] = made.get("currency_id") or home
    made["date_order"] = made.get("date_order") or env.stamp()
    made.setdefault("user_id", env.uid)
    made["picking_type_id"] = made.get("picking_type_id") or _receiving(env, company)
    return made


def _receiving(env: Env, company: int) -> int | bool:
    domain = [["code", "=", "incoming"], ["warehouse_id.company_id", "=", company]]
    return (env.sudo().search("stock.picking.type", domain, limit=1) or [False])[0]


@default("purchase.order", "amount_total")
def nothing_yet(_env: Env, _vals: Row) -> float:
    """An order without lines costs nothing."""
    return 0.0


@on_create("purchase.order")
def settle(env: Env, ids: list[int]) -> None:
    """Amounts and first date from the lines."""
    for order in ids:
        purchase_lines.add_up(env, order)


@on_write("purchase.order")
def follow(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """Lines taken away leave their amounts with them."""
    if "order_line" in vals:
        for order in ids:
            purchase_lines.add_up(env, order)
    if {"state", "picking_type_id"} & set(vals):
        purchase_lines.tell_rules(env, env.sudo().search("purchase.order.line", [["order_id", "in", ids]]))


@on_unlink("purchase.order")
def only_cancelled(env: Env, ids: list[int]) -> None:
    """Only a cancelled order is deleted."""
    if env.sudo().search_count("purchase.order", [["id", "in", ids], ["state", "!=", "cancel"]]):
        message = "In order to delete a purchase order, you must cancel it first."
        raise UserError(message)


# -- carrying out


@method("purchase.order", "button_confirm")
def button_confirm(env: Env, ids: list[int]) -> bool:
    """An order within the caller's power becomes a purchase, a larger one waits for a manager; again is harmless."""
    for order in env.read("purchase.order", ids, ["state"]):
        if order["state"] not in {"draft", "sent"}:
            continue
        sellers.remember(env, order["id"])
        if _may_approve(env, order["id"]):
            button_approve(env, [order["id"]])
        else:
            env.write("purchase.order", [order["id"]], {"state": "to approve"})
        partner = env.sudo().one("purchase.order", order["id"], ["partner_id"])["partner_id"]
        follow_document(env, "purchase.order", order["id"], partner)
    return True


@method("purchase.order", "button_approve")
def button_approve(env: Env, ids: list[int], force: object = False) -> Row:  # noqa: ARG001, FBT002 (Odoo's own signature)
    """A purchase with an expected receipt; for a caller without the power it silently does nothing."""
    allowed = [order for order in ids if _may_approve(env, order)]
    for order in env.sudo().read("purchase.order", allowed, ["company_id", "order_line"]):
        env.write("purchase.order", [order["id"]], {"state": "purchase", "date_approve": env.stamp()})
        if env.sudo().one("res.company", order["company_id"], ["po_lock"])["po_lock"] == "lock":
            env.write("purchase.order", [order["id"]], {"state": "done"})
        receipts.expect(env, order["order_line"])
    return {}


def _may_approve(env: Env, order_id: int) -> bool:
    order = env.sudo().one("purchase.order", order_id, ["company_id", "currency_id", "amount_total", "date_order"])
    fields = ["po_double_validation", "po_double_validation_amount", "currency_id"]
    company = env.sudo().one("res.company", order["company_id"], fields)
    if company["po_double_validation"] == "one_step" or env.has_group(_MANAGER):
        return True
    limit = money.convert(
        env,
        company["po_double_validation_amount"],
        company["currency_id"],
        order["currency_id"],
        company=order["company_id"],
        day=order["date_order"] or env.stamp(),
    )
    return bool(order["amount_total"] < limit)


@method("purchase.order", "button_cancel")
def button_cancel(env: Env, ids: list[int]) -> None:
    """Off, with its open receipts; an order of which something has arrived refuses."""
    for order in env.read("purchase.order", ids, ["name", "order_line", "picking_ids"]):
        domain = [["purchase_line_id", "in", order["order_line"]]]
        own = env.sudo().search_read("stock.move", domain, ["state"])
        if any(move["state"] == "done" for move in own):
            message = f"Unable to cancel purchase order {order['name']} as some receptions have already been done."
            raise UserError(message)
        moves.cancel(env, [move["id"] for move in own])
        drafts = [["id", "in", order["picking_ids"]], ["state", "=", "draft"]]
        for picking in env.sudo().search("stock.picking", drafts):
            keep(env, "stock.picking", picking, {"state": "cancel"})
    env.write("purchase.order", ids, {"state": "cancel"})


@method("purchase.order", "button_draft")
def button_draft(env: Env, ids: list[int]) -> Row:
    """Back to a draft."""
    env.write("purchase.order", ids, {"state": "draft"})
    return {}


@method("purchase.order", "button_unlock")
def button_unlock(env: Env, ids: list[int]) -> None:
    """Open for changes; Odoo asks nobody, also not for an order that waits for approval."""
    env.write("purchase.order", ids, {"state": "purchase"})


@method("purchase.order", "button_done")
def button_done(env: Env, ids: list[int]) -> None:
    """Locked."""
    env.write("purchase.order", ids, {"state": "done", "priority": "0"})
