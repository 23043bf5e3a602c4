"""Records that speak of suppliers, as Odoo holds them: bills, scrap, warnings, and what waits for their goods."""

from datetime import timedelta

import pytest

from domain.fact import Json
from tests.contract.shop import COMPANY, Shop
from tests.contract.test_receipts import receive
from tools.errors import Refused
from tools.odoo.goods import Goods, read_these
from tools.odoo.records import Notes, Reader
from tools.odoo.session import OdooSession
from tools.odoo.sites import read_currencies, read_places
from tools.odoo.supplier_bills import Bill, read_bills
from tools.odoo.supplier_demand import Demand, Waiting, read_demand
from tools.odoo.supplier_modules import fields_of
from tools.odoo.supplier_partners import read_partners
from tools.odoo.supplier_quality import Flaw, read_origins, read_scrap


def reader(odoo: OdooSession) -> Reader:
    return Reader(odoo, COMPANY, Notes())


def goods(odoo: OdooSession, product: int) -> Goods:
    return read_these(reader(odoo), [product])


def bill(shop: Shop, order: int, *, price: float, kind: str = "in_invoice", **more: Json) -> int:
    """A posted bill for all of an order's first line."""
    line = shop.found("purchase.order.line", ["order_id", "=", order])
    values: dict[str, Json] = {
        "product_id": shop.id("purchase.order.line", line, "product_id"), "quantity": 20, "price_unit": price,
        "purchase_line_id": line, "tax_ids": [],
    }  # fmt: skip
    if not shop.admin.call("account.move.line", "fields_get", ["tax_ids"], ["type"]):
        del values["tax_ids"]
    made = shop.make(
        "account.move", move_type=kind, partner_id=shop.id("purchase.order", order, "partner_id"),
        invoice_date=f"{shop.now:%Y-%m-%d}", invoice_line_ids=[[0, 0, values]], **more,
    )  # fmt: skip
    shop.do("account.move", "action_post", made)
    return made


def bills_of(odoo: OdooSession, shop: Shop, product: int, vendor: int) -> tuple[Bill, ...]:
    kept = read_bills(reader(odoo), goods(odoo, product).units, since=shop.now - timedelta(days=3))
    return tuple(one for one in kept.found if one.supplier_id == vendor)


def demand_of(odoo: OdooSession, product: int) -> Demand:
    read = reader(odoo)
    _, codes = read_currencies(read)
    return read_demand(read, goods(odoo, product), read_places(read), worth=lambda _code: 1.0, codes=codes)


def test_a_posted_bill_is_read_with_the_order_line_it_is_for(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    order = shop.purchase(product, vendor, 20, days=6)
    receive(shop, order)
    made = bill(shop, order, price=3.5, ref=" Inv-9 ")

    (found,) = bills_of(odoo, shop, product, vendor)

    assert (found.bill_id, found.refund, found.reference, found.payment) == (made, False, "inv-9", "not_paid")
    (line,) = found.lines
    assert (line.quantity, line.price) == (20, 3.5)
    assert line.order_line_id == shop.found("purchase.order.line", ["order_id", "=", order])


def test_a_refund_names_the_bill_that_it_takes_back(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    order = shop.purchase(product, vendor, 20, days=6)
    receive(shop, order)
    made = bill(shop, order, price=3)
    refund = bill(shop, order, price=3, kind="in_refund", reversed_entry_id=made)

    found = {one.bill_id: one for one in bills_of(odoo, shop, product, vendor)}

    assert (found[refund].refund, found[refund].reverses) == (True, made)
    assert not found[made].refund


def test_a_bill_to_a_contact_is_a_bill_of_the_company_and_a_draft_is_none(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    contact = shop.partner("contact", is_company=False, parent_id=vendor)
    order = shop.purchase(product, contact, 20, days=6)
    receive(shop, order)
    made = bill(shop, order, price=3)
    shop.make("account.move", move_type="in_invoice", partner_id=vendor, invoice_date=f"{shop.now:%Y-%m-%d}")

    assert [one.bill_id for one in bills_of(odoo, shop, product, vendor)] == [made]


def test_scrap_is_read_with_the_receipt_that_brought_the_goods(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    order = shop.purchase(product, shop.partner("vendor"), 20, days=6)
    receive(shop, order)
    line = shop.found("purchase.order.line", ["order_id", "=", order])
    picking = shop.id("stock.move", shop.found("stock.move", ["purchase_line_id", "=", line]), "picking_id")
    made = shop.make(
        "stock.scrap", product_id=product, scrap_qty=4, picking_id=picking, location_id=shop.shelf(shop.north)
    )
    shop.do("stock.scrap", "action_validate", made)

    kept = read_scrap(reader(odoo), goods(odoo, product).units, since=shop.now - timedelta(days=1))

    flaw = next(one for one in kept.found if one.record == f"stock.scrap,{made}")
    assert flaw == Flaw(f"stock.scrap,{made}", True, product, None, picking, 4.0)
    assert read_origins(reader(odoo), [flaw]).line_of(flaw) == line
    assert shop.found("stock.quant", ["product_id", "=", product], ["quantity", "=", 16]) > 0


def test_a_model_of_a_missing_module_has_no_fields(odoo: OdooSession) -> None:
    assert fields_of(reader(odoo), "weighbridge.nothing", ["name"]) == frozenset()
    with pytest.raises(Refused):
        odoo.call("weighbridge.nothing", "search_count", [])
    assert fields_of(reader(odoo), "stock.move", ["state", "no_such_field"]) == {"state"}


def test_a_purchase_warning_is_read_with_its_words(odoo: OdooSession, shop: Shop) -> None:
    vendor = shop.partner("vendor", purchase_warn="warning", purchase_warn_msg="Check the papers.")
    contact = shop.partner("contact", is_company=False, parent_id=vendor)

    found = read_partners(reader(odoo), [contact])

    assert found.entity(contact) == vendor
    assert (found.hold(vendor), found.hold_words(vendor)) == ("warning", "Check the papers.")
    assert (found.hold(contact), found.hold_words(contact)) == ("none", "")


def test_a_sale_waits_with_its_price_and_its_date(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    sale = shop.sale(product, shop.partner("customer"), 5, days=4)

    (found,) = demand_of(odoo, product).waiting

    assert (found.model, found.record_id, found.name) == ("sale.order", sale, shop.field("sale.order", sale, "name"))
    assert (found.quantity, found.reserved, found.unit_price, found.lines) == (5, 0, 9.0, ())
    assert abs(found.due - (shop.now + timedelta(days=4))) < timedelta(minutes=1)


def test_what_stock_is_kept_for_is_reserved(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 3)
    shop.sale(product, shop.partner("customer"), 5, days=4)

    (found,) = demand_of(odoo, product).waiting

    assert (found.quantity, found.reserved) == (5, 3)


def test_a_chain_of_moves_ties_a_sale_to_the_purchase_line(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    sale = shop.sale(product, shop.partner("customer"), 5, days=4)
    order = shop.purchase(product, shop.partner("vendor"), 20, days=6)
    line = shop.found("purchase.order.line", ["order_id", "=", order])
    outgoing = shop.found("stock.move", ["sale_line_id.order_id", "=", sale])
    incoming = shop.found("stock.move", ["purchase_line_id", "=", line])
    shop.change("stock.move", incoming, move_dest_ids=[[4, outgoing]])

    found = _of_sale(demand_of(odoo, product), sale)

    assert found.lines == (line,)


def test_goods_between_sites_wait_for_nobody_and_are_on_their_way(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 10)
    shop.transfer(product, 7, days=2)

    found = demand_of(odoo, product)

    assert found.waiting == ()
    assert [(one.quantity, one.product) for one in found.incoming] == [(7, 0)]


def _of_sale(demand: Demand, sale: int) -> Waiting:
    return next(one for one in demand.waiting if one.record_id == sale)
