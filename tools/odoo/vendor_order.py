"""In which order Odoo goes through the vendors of a product: the first of them is whom it buys from."""

from dataclasses import dataclass

from domain.fact import Json
from tools.odoo.open_lines import commercial
from tools.odoo.plain import label, link, whole
from tools.odoo.session import OdooSession

_ODOO_S_OWN = "sequence, min_qty desc, price, id"


@dataclass(frozen=True)
class VendorPrice:
    """One vendor price (`product.supplierinfo`) that counts for the product; `for_all` when for all of its variants."""

    price_id: int
    vendor: str
    commercial_id: int | None
    for_all: bool


def vendor_order(odoo: OdooSession, product_id: int, company_id: int) -> tuple[VendorPrice, ...]:
    """The vendor prices of a product, first choice first, as Odoo 17 and 18 sort them; empty for a deleted product.

    Prices that are out of date or for larger quantities are among them: Odoo skips those when it buys. Archived
    vendors, other variants and other companies are not.
    """
    product = odoo.rows(
        "product.product", [["id", "=", product_id], ["active", "in", [True, False]]], ["product_tmpl_id"]
    )
    domain: list[Json] = [
        ["product_tmpl_id", "=", link(product[0]["product_tmpl_id"]) if product else 0],
        ["product_id", "in", [False, product_id]],
        ["company_id", "in", [False, company_id]],
        ["partner_id.active", "=", True],
    ]
    fields = ["partner_id", "product_id"]
    rows = odoo.rows("product.supplierinfo", domain, fields, company_id=company_id, order=_ODOO_S_OWN, names=True)
    wholes = commercial(odoo, {found for row in rows if (found := link(row["partner_id"])) is not None})
    return tuple(
        VendorPrice(
            price_id=whole(row["id"]),
            vendor=label(row["partner_id"]),
            commercial_id=wholes.get(link(row["partner_id"]) or 0),
            for_all=link(row["product_id"]) is None,
        )
        for row in rows
    )


def preferred(prices: tuple[VendorPrice, ...], supplier_id: int) -> tuple[int, ...]:
    """The ids in the order that puts one supplier's prices first; both groups keep their order among themselves."""
    return tuple(price.price_id for price in sorted(prices, key=lambda price: price.commercial_id != supplier_id))
