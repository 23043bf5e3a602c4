"""Locations and warehouses: their paths and full names, and what a new warehouse brings with it."""

from sandbox.business.stored import keep
from sandbox.orm import Env
from sandbox.registry import Row, before_create, on_create, on_write

_TYPES = (
    ("in_type_id", "Receipts", "incoming", "IN"),
    ("out_type_id", "Delivery Orders", "outgoing", "OUT"),
    ("int_type_id", "Internal Transfers", "internal", "INT"),
)


@on_create("stock.location")
def settle(env: Env, ids: list[int]) -> None:
    """Path, full name and warehouse of new locations; parents are made before their children."""
    for place in sorted(ids):
        row = env.sudo().one("stock.location", place, ["name", "location_id", "usage", "warehouse_id", "company_id"])
        above = env.sudo().read(
            "stock.location", [row["location_id"] or 0], ["parent_path", "complete_name", "usage", "warehouse_id"]
        )
        path = f"{above[0]['parent_path'] if above else ''}{place}/"
        named = above and row["usage"] != "view"
        full = f"{above[0]['complete_name']}/{row['name']}" if named else row["name"]
        house = above[0]["warehouse_id"] if above and above[0]["warehouse_id"] else row["warehouse_id"]
        keep(env, "stock.location", place, {"parent_path": path, "complete_name": full, "warehouse_id": house})


@on_write("stock.location")
def resettle(env: Env, ids: list[int], vals: Row, _old: dict[int, Row]) -> None:
    """A renamed or moved location takes everything below it along."""
    if {"name", "location_id"} & set(vals):
        settle(env, ids)
        inner = env.sudo().search("stock.location", [["location_id", "in", ids]])
        if inner:
            resettle(env, inner, vals, {})


@before_create("stock.warehouse")
def defaults(env: Env, vals: Row) -> Row:
    """The current company owns a warehouse that names none."""
    return {"company_id": env.company_id, **vals}


@on_create("stock.warehouse")
def furnish(env: Env, ids: list[int]) -> None:
    """A new warehouse has its view and stock location and its three operation types."""
    for row in env.sudo().read("stock.warehouse", ids, ["name", "code", "company_id", "lot_stock_id"]):
        if not row["lot_stock_id"]:
            _furnish(env.sudo(), row)


def _furnish(env: Env, row: Row) -> None:
    owner = {"company_id": row["company_id"]}
    physical = env.search("stock.location", [["usage", "=", "view"], ["name", "=", "Physical Locations"]], limit=1)
    top = {"location_id": physical[0]} if physical else {}
    view = env.create(
        "stock.location", {"name": row["code"], "usage": "view", "warehouse_id": row["id"], **top, **owner}
    )
    stock = env.create("stock.location", {"name": "Stock", "usage": "internal", "location_id": view, **owner})
    made = {"view_location_id": view, "lot_stock_id": stock}
    for field, name, code, word in _TYPES:
        made[field] = env.create(
            "stock.picking.type",
            {
                "name": name, "code": code, "sequence_code": word, "warehouse_id": row["id"], **owner,
                "default_location_src_id": False if code == "incoming" else stock,
                "default_location_dest_id": False if code == "outgoing" else stock,
            },
        )  # fmt: skip
    keep(env, "stock.warehouse", row["id"], made)
