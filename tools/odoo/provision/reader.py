"""The group of the reader: whoever thinks may see what the sweep and a case look at, and change no business record."""

from collections.abc import Iterator
from typing import Final

from domain.fact import Json
from tools.odoo.fields import groups_of_user
from tools.odoo.plain import label, link, text
from tools.odoo.provision.model import DECISION, NOTICE
from tools.odoo.provision.pieces import Links, Piece, Ref, Survey, Xml
from tools.odoo.provision.rights import access

READERS = "Weighbridge reader"
GROUP = "group of the reader"

_SEEN: Final = (
    "purchase.model_purchase_order",
    "purchase.model_purchase_order_line",
    "sale.model_sale_order",
    "sale.model_sale_order_line",
    "stock.model_stock_move",
    "stock.model_stock_picking",
    "stock.model_stock_warehouse_orderpoint",
)
"""What an internal user of Odoo does not see anyway, as products, stock, prices, sites and rates are seen."""

_BUSINESS: Final = (
    "product.model_product_product",
    "product.model_product_supplierinfo",
    "product.model_product_template",
    "base.model_res_partner",
    "stock.model_stock_location",
    "stock.model_stock_picking_type",
    "stock.model_stock_quant",
    "stock.model_stock_warehouse",
    *_SEEN,
)


def pieces() -> Iterator[Piece]:
    """The group, which brings nothing but an internal user's rights with it, and one right to read for each model."""
    yield Piece(GROUP, "res.groups", {"name": READERS}, {"implied_ids": Links((Xml("base.group_user"),))})
    for model in _SEEN:
        what = model.partition("model_")[2].replace("_", " ")
        yield access(f"reader reads {what}", Xml(model), Ref(GROUP), "r")


def expect_harmless(survey: Survey, login: str) -> None:
    """Note every right by which the reader could change what it only reads, whatever group it comes from."""
    rows = survey.admin.rows("res.users", [["login", "=", login]], [groups_of_user(survey.admin.version)])
    if not rows:
        return
    held = rows[0][groups_of_user(survey.admin.version)]
    groups: list[Json] = [link(group) for group in held] if isinstance(held, list) else []
    known = (survey.admin.reference(xmlid) for xmlid in _BUSINESS)
    ours = (survey.ids.get(f"model {name}") for name in (DECISION, NOTICE))
    models: list[Json] = [found for found in (*known, *ours) if found is not None]
    domain: list[Json] = [["model_id", "in", models], "|", ["group_id", "=", False], ["group_id", "in", groups]]
    domain += ["|", "|", ["perm_write", "=", True], ["perm_create", "=", True], ["perm_unlink", "=", True]]
    for row in survey.admin.rows("ir.model.access", domain, ["name", "model_id", "group_id"], names=True):
        by = f"its group {label(row['group_id'])}" if row["group_id"] else "everybody's rights"
        words = f"{login} may change {label(row['model_id'])} by {by} ({text(row['name'])})"
        survey.note(login, "foreign", words)
