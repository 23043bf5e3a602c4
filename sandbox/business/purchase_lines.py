"""Lines of purchase orders: price, date and name from the vendor's list, amounts, and what a changed line does."""

from datetime import datetime, timedelta

from sandbox.business import money, receipts, sellers
from sandbox.business.stored import keep, settling
from sandbox.calendars import STAMP
from sandbox.orm import Env
from sandbox.registry import Row, before_create, before_write, compute, on_create, on_unlink, on_write
from sandbox.said import UserError
from sandbox.values import half_up

_ORDER = ("partner_id", "date_order", "company_id", "currency_id", "state")


@before_create("purchase.order.line")
def complete(env: Env, vals: Row) -> Row:
    """Unit, price, date and name that the caller left out come from the vendor's list; what was given stays."""
    made = dict(vals)
    if made.get("display_type") or not made.get("product_id"):
        return made
    product = env.sudo().one("product.product", made["product_id"], ["uom_po_id", "uom_id"])
    made["product_uom"] = made.get("product_uom") or product["uom_po_id"] or product["uom_id"]
    made["product_qty"] = made.get("product_qty", 1.0)
    proposed = _proposed(env, made)
    for name in ("price_unit", "date_planned", "name", "discount"):
        if name not in made or (name != "price_unit" and not made[name]):
            made[name] = proposed[name]
    return made


@before_write("purchase.order.line")
def price_anew(env: Env, ids: list[int], vals: Row) -> Row:
    """A changed quantity or unit takes price and date from the list again, unless the same write gives them."""
    if settling(env) or not {"product_qty", "product_uom"} & set(vals):
        return vals
    for line in env.read(
        "purchase.order.line", ids, ["order_id", "product_id", "product_qty", "product_uom", "price_unit"]
    ):
        if line["product_id"]:
            proposed = _proposed(env, {**line, **vals}, manual_price=line["price_unit"])
            anew = {name: proposed[name] for name in ("price_unit", "date_planned", "discount") if name not in vals}
            if proposed["date_planned"] is None:
                anew.pop("date_planned", None)
            keep(env, "purchase.order.line", line["id"], anew)
    return vals


def _proposed(env: Env, line: Row, manual_price: float | None = None) -> Row:
    """What the vendor's list says; a vendor without a list gets the cost price, or keeps a price typed before."""
    order = env.sudo().one("purchase.order", line["order_id"], _ORDER)
    asked = sellers.Asked(
        product=line["product_id"],
        day=order["date_order"] or env.stamp(),
        company=order["company_id"],
        partner=order["partner_id"],
        quantity=float(line["product_qty"]),
    )
    seller = sellers.best(env, asked)
    found: Row = {"name": _name(env, line["product_id"], seller), "discount": seller["discount"] if seller else 0.0}
    if seller:
        found["price_unit"] = _rounded(env, _in(env, seller["price"], seller["currency_id"], order))
        found["date_planned"] = _after(asked.day, seller["delay"])
        return found
    found["date_planned"] = None if manual_price is not None else _after(asked.day, 0)
    vendor_known = any(row["partner_id"] == order["partner_id"] for row in sellers.lines(env, line["product_id"]))
    if manual_price and not vendor_known:
        return found | {"price_unit": manual_price}
    cost = env.sudo().one("product.product", line["product_id"], ["standard_price"])["standard_price"]
    home = env.sudo().one("res.company", order["company_id"], ["currency_id"])["currency_id"]
    return found | {"price_unit": _rounded(env, _in(env, cost, home, order))}


def _in(env: Env, price: float, currency: int, order: Row) -> float:
    day = order["date_order"] or env.stamp()
    return money.convert(env, price, currency, order["currency_id"], company=order["company_id"], day=day)


def _rounded(env: Env, price: float) -> float:
    return half_up(price, 2) if env.version < 18 else price  # noqa: PLR2004 (Odoo's series)


def _after(day: str, delay: int) -> str:
    moment = datetime.strptime(day, STAMP) + timedelta(days=delay)  # noqa: DTZ007 (naive as Odoo's)
    return moment.strftime(STAMP)


def _name(env: Env, product: int, seller: Row | None) -> str:
    row = env.sudo().one("product.product", product, ["name", "default_code"])
    code = (seller or {}).get("product_code") or row["default_code"]
    name = (seller or {}).get("product_name") or row["name"]
    return f"[{code}] {name}" if code else str(name)


# -- amounts and what follows


@on_create("purchase.order.line")
def settle(env: Env, ids: list[int]) -> None:
    """Amounts of the line and its order; a line added to a purchase is expected at once."""
    total(env, ids)
    for row in env.sudo().read("purchase.order.line", ids, ["order_id"]):
        order = env.sudo().one("purchase.order", row["order_id"], ["date_planned"])
        if (order["date_planned"] or None) == _first_date(env, row["order_id"], but=row["id"]):
            keep(env, "purchase.order", row["order_id"], {"date_planned": _first_date(env, row["order_id"])})
    receipts.expect(env, _bought(env, ids))


@on_write("purchase.order.line")
def follow(env: Env, ids: list[int], vals: Row, old: dict[int, Row]) -> None:
    """Amounts, the order's date, the open receipt and its deadline follow the line."""
    if {"product_qty", "price_unit", "discount", "product_uom", "order_id"} & set(vals):
        total(env, ids)
    if "date_planned" in vals:
        for row in env.sudo().read("purchase.order.line", ids, ["order_id"]):
            keep(env, "purchase.order", row["order_id"], {"date_planned": _first_date(env, row["order_id"])})
    if settling(env):
        return
    if vals.get("date_planned"):
        receipts.promise(env, ids, vals["date_planned"])
    if "product_qty" in vals:
        receipts.expect(env, _bought(env, [line for line in ids if old[line]["product_qty"] != vals["product_qty"]]))


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
