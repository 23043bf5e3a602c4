"""Reorder rules: what Odoo itself would order now, and the rules about the rules."""

from collections.abc import Iterable
from datetime import timedelta

from sandbox.business import quants, sellers
from sandbox.business.stored import next_name, quantity
from sandbox.orm import Env
from sandbox.registry import Row, before_create, compute, on_create, on_write
from sandbox.said import ValidationError

_FIELDS = ("product_id", "location_id", "product_min_qty", "product_max_qty", "qty_multiple", "company_id")


@before_create("stock.warehouse.orderpoint")
def complete(env: Env, vals: Row) -> Row:
    """Name, company, site and place that the caller left out."""
    made = dict(vals)
    made["name"] = made.get("name") or next_name(env, "stock.orderpoint", prefix="OP/")
    place = made.get("location_id")
    if place and not made.get("warehouse_id"):
        made["warehouse_id"] = env.sudo().one("stock.location", place, ["warehouse_id"])["warehouse_id"]
    if not made.get("warehouse_id"):
        company = made.get("company_id") or env.company_id
        made["warehouse_id"] = (
            env.sudo().search("stock.warehouse", [["company_id", "=", company]], limit=1) or [False]
        )[0]
    if not made["warehouse_id"]:
        return made  # a required field: the engine refuses
    house = env.sudo().one("stock.warehouse", made["warehouse_id"], ["lot_stock_id", "company_id"])
    made["location_id"] = place or house["lot_stock_id"]
    made["company_id"] = made.get("company_id") or house["company_id"]
    return made


@on_create("stock.warehouse.orderpoint")
def settle(env: Env, ids: list[int]) -> None:
    """What the new rules would order; a second one for a product at a place is refused."""
    _one_per_place(env, ids)
    restate(env, ids)


def _one_per_place(env: Env, ids: list[int]) -> None:
    marks = ",".join(str(rule) for rule in ids)
    double = env.store.column(
        "SELECT a.id FROM stock_warehouse_orderpoint a JOIN stock_warehouse_orderpoint b "
        "ON a.product_id = b.product_id "
        f"AND a.location_id = b.location_id AND a.company_id = b.company_id AND a.id != b.id WHERE a.id IN ({marks})"
    )
    if double:
        message = (
            "The operation cannot be completed: A replenishment rule already exists for this product on this location."
        )
        raise ValidationError(message)


@on_write("stock.warehouse.orderpoint")
def resettle(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """The same after a change."""
    if {"product_id", "location_id", "company_id"} & set(vals):
        _one_per_place(env, ids)
    if set(_FIELDS) & set(vals):
        restate(env, ids)
    if vals.get("qty_multiple", 0) < 0:
        message = "The operation cannot be completed: Qty Multiple must be greater than or equal to zero."
        raise ValidationError(message)


@compute("stock.warehouse.orderpoint", "qty_on_hand", "qty_forecast", "lead_days_date")
def outlook(env: Env, ids: list[int]) -> dict[int, Row]:
    """On hand, and the forecast until the vendor could deliver, with drafts counted."""
    rules = env.sudo().read("stock.warehouse.orderpoint", ids, _FIELDS)
    delays = sellers.delays(env, {rule["product_id"]: rule["company_id"] for rule in rules})
    drafted = _drafted(env, rules)
    found: dict[int, Row] = {}
    for (place, delay), some in _by_question(rules, delays).items():
        day = (env.now() + timedelta(days=delay)).strftime("%Y-%m-%d")
        there = env.sudo().with_context(location=place, to_date=f"{day} 23:59:59")
        figures = quants.figures(there, [rule["product_id"] for rule in some])
        for rule in some:
            row = figures[rule["product_id"]]
            forecast = row["virtual_available"] + drafted.get((rule["product_id"], place), 0.0)
            found[rule["id"]] = {
                "qty_on_hand": row["qty_available"],
                "qty_forecast": quantity(forecast),
                "lead_days_date": day,
            }
    return found


def _by_question(rules: list[Row], delays: dict[int, int]) -> dict[tuple[int, int], list[Row]]:
    """Rules by place and by how far their forecast reaches."""
    grouped: dict[tuple[int, int], list[Row]] = {}
    for rule in rules:
        grouped.setdefault((rule["location_id"], delays[rule["product_id"]]), []).append(rule)
    return grouped


def _drafted(env: Env, rules: list[Row]) -> dict[tuple[int, int], float]:
    """What drafts would bring, by product and place: they are not moves yet."""
    products = sorted({rule["product_id"] for rule in rules})
    domain = [["product_id", "in", products], ["state", "in", ["draft", "sent", "to approve"]]]
    lines = env.sudo().search_read(
        "purchase.order.line", domain, ["product_id", "product_qty", "order_id", "orderpoint_id"]
    )
    orders = env.sudo().by_id("purchase.order", [line["order_id"] for line in lines], ["picking_type_id"])
    fields = ["default_location_dest_id"]
    types = env.sudo().by_id("stock.picking.type", [row["picking_type_id"] for row in orders.values()], fields)
    named = env.sudo().by_id("stock.warehouse.orderpoint", [ln["orderpoint_id"] for ln in lines], ["location_id"])
    brought: dict[tuple[int, int], float] = {}
    for line in lines:
        usual = types[orders[line["order_id"]]["picking_type_id"]]["default_location_dest_id"]
        place = named[line["orderpoint_id"]]["location_id"] if line["orderpoint_id"] in named else usual
        brought[line["product_id"], place] = brought.get((line["product_id"], place), 0.0) + line["product_qty"]
    return brought


# -- what Odoo would order


def restate(env: Env, ids: list[int]) -> None:
    """Work out anew what the rules would order: Odoo keeps that figure and renews it as moves come and go."""
    there = env.sudo().by_id("stock.warehouse.orderpoint", ids, [*_FIELDS, "qty_to_order"])
    for rule, row in outlook(env, list(there)).items():
        wanted = _to_order(there[rule], row["qty_forecast"])
        if wanted != there[rule]["qty_to_order"]:
            env.store.update(env.model("stock.warehouse.orderpoint"), [rule], {"qty_to_order": wanted})


def follow(env: Env, pairs: Iterable[tuple[int, int]]) -> None:
    """Products moved at places: the rules of the products at the sites of the places are worked out anew."""
    rules = [
        rule
        for product, place in sorted(set(pairs))
        for rule in env.store.column(
            "SELECT o.id FROM stock_warehouse_orderpoint o JOIN stock_location l ON l.warehouse_id = o.warehouse_id "
            "WHERE o.product_id = ? AND l.id = ?",
            [product, place],
        )
    ]
    if rules:
        restate(env, rules)


def _to_order(rule: Row, forecast: float) -> float:
    if forecast >= rule["product_min_qty"]:
        return 0.0
    wanted = max(rule["product_min_qty"], rule["product_max_qty"]) - forecast
    rest = wanted % rule["qty_multiple"] if rule["qty_multiple"] > 0 else 0.0
    return quantity(wanted + rule["qty_multiple"] - rest if rest > 0 else wanted)
