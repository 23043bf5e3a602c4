"""How much there is of a product and where: quants, and the figures of a product that are read from them."""

import operator
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.business.stored import quantity
from sandbox.orm import Env
from sandbox.registry import Row, compute, search
from sandbox.store import listed

FIGURES = ("qty_available", "free_qty", "incoming_qty", "outgoing_qty", "virtual_available")
_OPEN = "('waiting', 'confirmed', 'partially_available', 'assigned')"
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


# -- figures of a product


@compute("product.product", *FIGURES)
def figures(env: Env, ids: list[int]) -> dict[int, dict[str, float]]:
    """On hand, free, coming, going and forecast, at the places and dates that the context names."""
    places = listed(places_asked(env))
    until = _moment(env.context.get("to_date"))
    since = _moment(env.context.get("from_date"))
    dates = (f" AND date >= '{since}'" if since else "") + (f" AND date <= '{until}'" if until else "")
    some = listed(ids)
    quants = env.store.run(
        "SELECT product_id, SUM(quantity), SUM(reserved_quantity) FROM stock_quant "
        f"WHERE product_id IN ({some}) AND location_id IN ({places}) GROUP BY product_id"
    )
    here = {row[0]: (row[1] or 0.0, row[2] or 0.0) for row in quants}
    coming = _moved(env, some, places, f"state IN {_OPEN}{dates}", into=True)
    going = _moved(env, some, places, f"state IN {_OPEN}{dates}", into=False)
    back = _undone(env, some, places, until) if until and until < env.stamp() else {}
    return {
        product: _row(
            here.get(product, (0.0, 0.0)), back.get(product, 0.0), coming.get(product, 0.0), going.get(product, 0.0)
        )
        for product in ids
    }


def _row(here: tuple[float, float], back: float, coming: float, going: float) -> dict[str, float]:
    on_hand = here[0] + back
    return {
        "qty_available": quantity(on_hand),
        "free_qty": quantity(on_hand - here[1]),
        "incoming_qty": quantity(coming),
        "outgoing_qty": quantity(going),
        "virtual_available": quantity(on_hand + coming - going),
    }


def _moved(
    env: Env, products: str, places: str, condition: str, *, into: bool, column: str = "product_qty"
) -> dict[int, float]:
    inner, outer = ("location_dest_id", "location_id") if into else ("location_id", "location_dest_id")
    rows = env.store.run(
        f"SELECT product_id, SUM({column}) FROM stock_move WHERE product_id IN ({products}) AND {condition} "
        f"AND {inner} IN ({places}) AND {outer} NOT IN ({places}) GROUP BY product_id"
    )
    return {row[0]: row[1] or 0.0 for row in rows}


def _undone(env: Env, products: str, places: str, until: str) -> dict[int, float]:
    """What was on hand at a past moment, less what is on hand now."""
    later = f"state = 'done' AND date > '{until}'"
    came = _moved(env, products, places, later, into=True, column="quantity")
    went = _moved(env, products, places, later, into=False, column="quantity")
    return {product: went.get(product, 0.0) - came.get(product, 0.0) for product in {*came, *went}}


def _moment(value: Any) -> str | None:
    if not value:
        return None
    text = str(value).replace("T", " ")[:19]
    return text if len(text) > len("2000-01-01") else f"{text} 00:00:00"


def _searching(field: str) -> None:
    @search("product.product", field)
    def having(env: Env, sign: str, value: Any) -> list[Any]:
        compare = _COMPARE[sign]
        found = figures(env, env.store.column("SELECT id FROM product_product"))
        return [["id", "in", [product for product, row in found.items() if compare(row[field], float(value or 0))]]]


for _name in FIGURES:
    _searching(_name)


# -- places


def places_asked(env: Env) -> list[int]:
    """The locations that the context asks about, as ids or names; without any, those of the companies in force."""
    roots = _named(env, "stock.location", env.context.get("location"))
    warehouses = env.context.get("warehouse" if env.version < 18 else "warehouse_id")  # noqa: PLR2004 (Odoo's series)
    if not roots and not warehouses:
        condition = f"company_id IN ({listed(env.company_ids)})"
        return below(env, env.store.column(f"SELECT view_location_id FROM stock_warehouse WHERE {condition}"))
    if not warehouses:
        return below(env, roots)
    chosen = listed(_named(env, "stock.warehouse", warehouses))
    within = below(env, env.store.column(f"SELECT view_location_id FROM stock_warehouse WHERE id IN ({chosen})"))
    return [place for place in below(env, roots) if place in set(within)] if roots else within


def _named(env: Env, model: str, asked: Any) -> list[int]:
    found: list[int] = []
    for one in asked if isinstance(asked, list | tuple) else [asked] if asked else []:
        found += [one] if isinstance(one, int) else env.sudo().search(model, [["name", "ilike", one]])
    return found


def below(env: Env, roots: Sequence[int | None]) -> list[int]:
    """Locations with all that lie inside them."""
    tops = listed(root for root in roots if root)
    return env.store.column(
        f"SELECT DISTINCT place.id FROM stock_location place JOIN stock_location top ON top.id IN ({tops}) "
        "AND place.parent_path LIKE top.parent_path || '%'"
    )


# -- quants


@compute("stock.quant", "available_quantity")
def available(env: Env, ids: list[int]) -> dict[int, float]:
    """On hand less reserved."""
    rows = env.sudo().read("stock.quant", ids, ["quantity", "reserved_quantity"])
    return {row["id"]: quantity(row["quantity"] - row["reserved_quantity"]) for row in rows}


def reserve(env: Env, product: int, place: int, wanted: float) -> float:
    """Keep up to `wanted` for somebody, oldest goods first; how much was free to be kept."""
    left = wanted
    for quant in _quants(env, product, place):
        taken = min(left, max(quant["quantity"] - quant["reserved_quantity"], 0.0))
        _shift(env, quant, reserved=taken)
        left -= taken
    return quantity(wanted - left)


def keep_beyond(env: Env, product: int, place: int, amount: float) -> None:
    """Reserve although it is not there, as a person who types a done quantity does."""
    quants = _quants(env, product, place)
    if quants:
        _shift(env, quants[0], reserved=amount)


def release(env: Env, product: int, place: int, amount: float) -> None:
    """Give back what was kept."""
    left = amount
    for quant in reversed(_quants(env, product, place)):
        given = min(left, quant["reserved_quantity"])
        _shift(env, quant, reserved=-given)
        left -= given


def take(env: Env, product: int, place: int, amount: float) -> None:
    """Goods leave: reserved ones first, then what else is there; what is missing makes the place negative."""
    left = amount
    for quant in sorted(_quants(env, product, place), key=lambda q: -q["reserved_quantity"]):
        gone = min(left, max(quant["quantity"], 0.0))
        _shift(env, quant, on_hand=-gone)
        left -= gone
    if left > 0:
        bring(env, product, place, -left)


def bring(env: Env, product: int, place: int, amount: float) -> None:
    """Goods arrive at exactly this place."""
    own = [quant for quant in _quants(env, product, place) if quant["location_id"] == place]
    if own:
        _shift(env, own[0], on_hand=amount)
    else:
        new = {"product_id": product, "location_id": place, "quantity": amount, "in_date": env.stamp()}
        env.sudo().create("stock.quant", new)


def _quants(env: Env, product: int, place: int) -> list[Row]:
    domain = [["product_id", "=", product], ["location_id", "in", below(env, [place])]]
    fields = ["location_id", "quantity", "reserved_quantity"]
    return env.sudo().search_read("stock.quant", domain, fields, order="in_date, id")


def _shift(env: Env, quant: Row, *, on_hand: float = 0.0, reserved: float = 0.0) -> None:
    if on_hand or reserved:
        values = {
            "quantity": quantity(quant["quantity"] + on_hand),
            "reserved_quantity": quantity(quant["reserved_quantity"] + reserved),
        }
        env.sudo().write("stock.quant", [quant["id"]], values)
        quant.update(values)
