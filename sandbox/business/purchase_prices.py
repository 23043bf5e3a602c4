"""What a line of an order costs and when it comes, by the vendor's list."""

from datetime import datetime, timedelta

from sandbox.business import money, sellers
from sandbox.calendars import STAMP
from sandbox.orm import Env
from sandbox.registry import Row
from sandbox.values import half_up

_ORDER = ("partner_id", "date_order", "company_id", "currency_id")


def suggested(env: Env, order_id: int, product: int) -> Row:
    """Quantity, unit, price, date and name of a product just chosen: for the smallest quantity the vendor lists."""
    partner = env.sudo().one("purchase.order", order_id, ["partner_id"])["partner_id"]
    own = [line for line in sellers.lines(env, product) if line["partner_id"] == partner]
    least = min(own, key=lambda line: line["min_qty"], default=None)
    row = env.sudo().one("product.product", product, ["uom_po_id", "uom_id"])
    line = {
        "order_id": order_id,
        "product_id": product,
        "product_qty": (least["min_qty"] if least else 0.0) or 1.0,
        "product_uom": row["uom_po_id"] or row["uom_id"],
        "price_unit": 0.0,
    }
    return {"date_planned": None, **line, **proposed(env, line, fresh=True)}


def proposed(env: Env, line: Row, *, fresh: bool = False) -> Row:
    """Price, discount, date (unless nothing is listed for a line that has one) and name for a line's quantity.

    A vendor without a list is asked for the cost price; one without any list keeps a price that was typed before.
    """
    order = env.sudo().one("purchase.order", line["order_id"], _ORDER)
    day = order["date_order"] or env.stamp()
    rate = _rate(env, line)
    asked = sellers.Asked(
        product=line["product_id"],
        day=day,
        company=order["company_id"],
        partner=order["partner_id"],
        quantity=float(line["product_qty"]) * rate,
    )
    seller = sellers.best(env, asked)
    found: Row = {"name": _name(env, line["product_id"], seller), "discount": seller["discount"] if seller else 0.0}
    if seller or fresh:
        found["date_planned"] = _after(day, seller["delay"] if seller else 0)
    if seller:
        return found | {"price_unit": _rounded(env, _in(env, seller["price"], seller["currency_id"], order) * rate)}
    known = any(row["partner_id"] == order["partner_id"] for row in sellers.lines(env, line["product_id"]))
    if line["price_unit"] and not known:
        return found | {"price_unit": line["price_unit"]}
    cost = env.sudo().one("product.product", line["product_id"], ["standard_price"])["standard_price"]
    home = env.sudo().one("res.company", order["company_id"], ["currency_id"])["currency_id"]
    return found | {"price_unit": _rounded(env, _in(env, cost, home, order) * rate)}


def _rate(env: Env, line: Row) -> float:
    """How many of the unit that the product is bought in one unit of the line is."""
    bought = env.sudo().one("product.product", line["product_id"], ["uom_po_id"])["uom_po_id"]
    if not bought or not line["product_uom"] or bought == line["product_uom"]:
        return 1.0
    factors = env.sudo().by_id("uom.uom", [bought, line["product_uom"]], ["factor"])
    return float(factors[bought]["factor"] / factors[line["product_uom"]]["factor"])


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
