"""Vendor price lists: which line of a product's list applies to an order."""

from dataclasses import dataclass

from sandbox.business import money
from sandbox.orm import Env
from sandbox.registry import Row, default

_FIELDS = (
    "partner_id", "product_id", "product_tmpl_id", "product_uom", "min_qty", "price", "discount", "delay",
    "currency_id", "date_start", "date_end", "company_id", "sequence", "product_name", "product_code",
)  # fmt: skip
_BOUGHT = ("partner_id", "currency_id", "company_id", "date_order", "order_line")
_LONGEST_LIST = 10


@dataclass(frozen=True)
class Asked:
    """What is to be bought: None for a partner means any vendor, None for a quantity any minimum."""

    product: int
    day: str
    company: int
    partner: int | None = None
    quantity: float | None = None


def best(env: Env, asked: Asked) -> Row | None:
    """The cheapest line that fits, of the vendor whose line comes first in the list's own order."""
    return _cheapest(env, lines(env, asked.product), asked)


def _cheapest(env: Env, listed: list[Row], asked: Asked) -> Row | None:
    fitting = [line for line in listed if _fits(env, line, asked)]
    same_vendor = [line for line in fitting if line["partner_id"] == fitting[0]["partner_id"]]
    return min(same_vendor, key=lambda line: (net(line), line["sequence"], line["id"]), default=None)


def delays(env: Env, companies: dict[int, int]) -> dict[int, int]:
    """Days that the first vendor of each product needs, for its company today; 0 without a vendor."""
    listed = _lists(env, list(companies))
    found = {}
    for product, company in companies.items():
        line = _cheapest(env, listed[product], Asked(product=product, day=env.stamp(), company=company))
        found[product] = int(line["delay"]) if line else 0
    return found


def net(line: Row) -> float:
    """The price of a line less its discount."""
    return float(line["price"] * (1 - line["discount"] / 100))


def lines(env: Env, product: int) -> list[Row]:
    """All lines of a product's list from active vendors, in the list's own order."""
    return _lists(env, [product])[product]


def _lists(env: Env, products: list[int]) -> dict[int, list[Row]]:
    templates = env.sudo().by_id("product.product", products, ["product_tmpl_id"])
    domain = [["product_tmpl_id", "in", [row["product_tmpl_id"] for row in templates.values()]]]
    found = env.sudo().search_read("product.supplierinfo", [*domain, ["partner_id.active", "=", True]], _FIELDS)
    found.sort(key=lambda line: (line["sequence"], -line["min_qty"], line["price"], line["id"]))
    by_template: dict[int, list[Row]] = {}
    for line in found:
        by_template.setdefault(line["product_tmpl_id"], []).append(line)
    return {
        product: [
            line
            for line in by_template.get(templates[product]["product_tmpl_id"], [])
            if line["product_id"] in {product, False}
        ]
        for product in products
    }


def _fits(env: Env, line: Row, asked: Asked) -> bool:
    day = asked.day[:10]
    if (line["date_start"] and line["date_start"] > day) or (line["date_end"] and line["date_end"] < day):
        return False
    if line["company_id"] and line["company_id"] != asked.company:
        return False
    if asked.quantity is not None and asked.quantity < line["min_qty"]:
        return False
    return asked.partner is None or line["partner_id"] in _with_parent(env, asked.partner)


def _with_parent(env: Env, partner: int) -> set[int]:
    return {partner, env.sudo().one("res.partner", partner, ["parent_id"])["parent_id"] or partner}


def remember(env: Env, order_id: int) -> None:
    """Odoo adds the price of a vendor to the list of a product that did not know the vendor yet."""
    order = env.sudo().one("purchase.order", order_id, _BOUGHT)
    vendor = env.sudo().one("res.partner", order["partner_id"], ["parent_id"])["parent_id"] or order["partner_id"]
    home = env.sudo().one("res.company", order["company_id"], ["currency_id"])["currency_id"]
    for line in env.sudo().read("purchase.order.line", order["order_line"], ["product_id", "price_unit", "discount"]):
        known = lines(env, line["product_id"]) if line["product_id"] else []
        strange = not {vendor, order["partner_id"]} & {row["partner_id"] for row in known}
        if line["product_id"] and strange and len(known) <= _LONGEST_LIST:
            day, company = order["date_order"] or env.stamp(), order["company_id"]
            price = money.convert(env, line["price_unit"], order["currency_id"], home, company=company, day=day)
            template = env.sudo().one("product.product", line["product_id"], ["product_tmpl_id"])["product_tmpl_id"]
            made = {"partner_id": vendor, "product_tmpl_id": template, "min_qty": 1.0, "price": price, "delay": 0}
            after = max((row["sequence"] for row in known), default=0) + 1
            made |= {"currency_id": home, "discount": line["discount"], "sequence": after}
            env.sudo().create("product.supplierinfo", made)


@default("product.supplierinfo", "currency_id")
def company_currency(env: Env, vals: Row) -> int:
    """The currency of the line's company, else of the caller's."""
    company = vals.get("company_id") or env.company_id
    return int(env.sudo().one("res.company", company, ["currency_id"])["currency_id"])


@default("product.supplierinfo", "product_tmpl_id")
def template(env: Env, vals: Row) -> int | None:
    """The template of the product that the line names."""
    if not vals.get("product_id"):
        return None
    return int(env.sudo().one("product.product", vals["product_id"], ["product_tmpl_id"])["product_tmpl_id"])
