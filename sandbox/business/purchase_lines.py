"""Lines of purchase orders: what is filled in, amounts, and what a changed line does to the order and its receipt."""

from sandbox.business import orderpoints, purchase_prices, receipts
from sandbox.business.stored import keep, settling
from sandbox.orm import Env
from sandbox.registry import Row, before_create, before_write, compute, on_create, on_unlink, on_write
from sandbox.said import UserError
from sandbox.store import listed
from sandbox.values import half_up

_PRICED = ("price_unit", "date_planned", "name", "discount")


@before_create("purchase.order.line")
def complete(env: Env, vals: Row) -> Row:
    """What the caller left out is filled in as if the product had just been chosen on the form.

    That is: for the smallest quantity of the vendor's list, whatever quantity the caller gives.
    """
    made = dict(vals)
    if made.get("display_type") or not made.get("product_id") or not made.get("order_id"):
        return made
    suggested = purchase_prices.suggested(env, made["order_id"], made["product_id"])
    for name in ("product_qty", "product_uom", "price_unit", "date_planned", "name"):
        if name not in made:
            made[name] = suggested[name]
    return made


@before_write("purchase.order.line")
def price_anew(env: Env, ids: list[int], vals: Row) -> Row:
    """A changed quantity or unit alone takes price, date and discount from the list again."""
    if settling(env) or not {"product_qty", "product_uom"} & set(vals) or set(_PRICED) & set(vals):
        return vals
    fields = ["order_id", "product_id", "product_qty", "product_uom", "price_unit"]
    for line in env.read("purchase.order.line", ids, fields):
        if line["product_id"]:
            proposed = purchase_prices.proposed(env, {**line, **vals})
            keep(env, "purchase.order.line", line["id"], {n: proposed[n] for n in proposed if n != "name"})
    return vals


@on_create("purchase.order.line")
def settle(env: Env, ids: list[int]) -> None:
    """Amounts of the line and its order; a line added to a purchase is expected at once."""
    total(env, ids)
    for row in env.sudo().read("purchase.order.line", ids, ["order_id"]):
        order = env.sudo().one("purchase.order", row["order_id"], ["date_planned"])
        if (order["date_planned"] or None) == _first_date(env, row["order_id"], but=row["id"]):
            keep(env, "purchase.order", row["order_id"], {"date_planned": _first_date(env, row["order_id"])})
    receipts.expect(env, _bought(env, ids))
    tell_rules(env, ids)


@on_write("purchase.order.line")
def follow(env: Env, ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    """Amounts, the order's date, the open receipt and its deadline follow the line."""
    if {"product_qty", "price_unit", "discount", "product_uom", "order_id"} & set(vals):
        total(env, ids)
    if "date_planned" in vals:
        for row in env.sudo().read("purchase.order.line", ids, ["order_id"]):
            keep(env, "purchase.order", row["order_id"], {"date_planned": _first_date(env, row["order_id"])})
    if "product_qty" in vals:
        tell_rules(env, ids)
    if settling(env):
        return
    if vals.get("date_planned"):
        receipts.promise(env, ids, vals["date_planned"])
    if "product_qty" in vals:
        receipts.expect(env, _bought(env, [line for line in ids if old[line]["product_qty"] != vals["product_qty"]]))


def tell_rules(env: Env, ids: list[int]) -> None:
    """Reorder rules count drafts: those of the products at the receiving sites are worked out anew."""
    pairs = env.store.run(
        "SELECT l.product_id, t.default_location_dest_id FROM purchase_order_line l JOIN purchase_order o "
        "ON o.id = l.order_id JOIN stock_picking_type t ON t.id = o.picking_type_id "
        f"WHERE l.product_id IS NOT NULL AND l.id IN ({listed(ids)})"
    )
    orderpoints.follow(env, [(product, place) for product, place in pairs if place])


def _bought(env: Env, ids: list[int]) -> list[int]:
    return env.sudo().search("purchase.order.line", [["id", "in", ids], ["order_id.state", "=", "purchase"]])


def _first_date(env: Env, order: int, *, but: int = 0) -> str | None:
    """The earliest date of an order's lines, one of them left out."""
    domain = [["order_id", "=", order], ["id", "!=", but], ["date_planned", "!=", False]]
    rows = env.sudo().search_read("purchase.order.line", domain, ["date_planned"])
    return min((row["date_planned"] for row in rows), default=None)


def total(env: Env, ids: list[int]) -> None:
    """Work out the amounts of lines and of their orders; the sandbox knows no taxes."""
    rows = env.sudo().read("purchase.order.line", ids, ["product_qty", "price_unit", "discount", "order_id"])
    for line in rows:
        amount = half_up(line["product_qty"] * line["price_unit"] * (1 - line["discount"] / 100), 2)
        keep(env, "purchase.order.line", line["id"], {"price_subtotal": amount, "price_total": amount})
    for order in sorted({line["order_id"] for line in rows}):
        add_up(env, order)


def add_up(env: Env, order: int) -> None:
    """The amounts of an order from its lines."""
    lines = env.sudo().search_read("purchase.order.line", [["order_id", "=", order]], ["price_subtotal"])
    amount = half_up(sum(line["price_subtotal"] for line in lines), 2)
    keep(env, "purchase.order", order, {"amount_untaxed": amount, "amount_total": amount})


@on_unlink("purchase.order.line")
def forget(env: Env, ids: list[int]) -> None:
    """A line of a purchase is not deleted; of another order it is, and its amounts with it."""
    rows = env.sudo().read("purchase.order.line", ids, ["state", "order_id"])
    bought = next((row["state"] for row in rows if row["state"] in {"purchase", "done"}), None)
    if bought:
        message = f"Cannot delete a purchase order line which is in state '{bought}'."
        raise UserError(message)


@compute("purchase.order.line", "product_uom_qty")
def own_units(env: Env, ids: list[int]) -> dict[int, float]:
    """The quantity in the product's own unit."""
    found = {}
    for line in env.sudo().read("purchase.order.line", ids, ["product_qty", "product_uom", "product_id"]):
        found[line["id"]] = line["product_qty"] * receipts.own_unit(env, line)
    return found
