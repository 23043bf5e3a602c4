"""What the judge reads of orders, replies and a year's spend, against what was really done in Odoo."""

from datetime import timedelta
from decimal import Decimal

from domain.fact import Json
from domain.money import Money
from domain.supplier import OrderStanding
from tests.contract.shop import COMPANY, Shop
from tests.contract.test_receipts import receive
from tools.odoo import plain
from tools.odoo.ordered import ordered, replied
from tools.odoo.session import OdooSession
from tools.odoo.spent import spent_on, spent_with


def lines_of(shop: Shop, order: int) -> list[int]:
    return [
        plain.whole(row["id"]) for row in shop.admin.rows("purchase.order.line", [["order_id", "=", order]], ["id"])
    ]


def read(odoo: OdooSession, shop: Shop, order: int) -> OrderStanding:
    found = ordered(odoo, order, line_ids=lines_of(shop, order), company_id=COMPANY)
    assert found is not None
    return found


def test_an_order_is_known_with_its_address_its_entity_and_what_is_to_come(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    contact = shop.make("res.partner", name=shop.name("contact"), parent_id=vendor)
    order = shop.purchase(product, contact, 10, days=7)

    found = read(odoo, shop, order)

    assert (found.order_id, found.company_id, found.confirmed) == (order, COMPANY, True)
    assert (found.partner_id, found.entity_id) == (contact, vendor)
    (line,) = found.lines
    assert (line.product_id, line.open_quantity, line.value.amount) == (product, Decimal(10), Decimal(30))
    assert line.planned == plain.moment(shop.at(7))


def test_what_has_come_is_no_longer_to_come(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 10, days=7)
    receive(shop, order, 4)

    (line,) = read(odoo, shop, order).lines

    assert (line.open_quantity, line.value.amount) == (Decimal(6), Decimal(18))


def test_quantities_are_in_the_unit_of_the_product_and_money_in_that_of_the_order(
    odoo: OdooSession, shop: Shop
) -> None:
    product = shop.product()
    unit = shop.id("product.product", product, "uom_id")
    dozen = shop.found("uom.uom", ["name", "=", "Dozens"])
    assert dozen != unit
    order = shop.purchase(product, shop.partner("vendor"), 2, days=7, confirm=False)
    (line,) = lines_of(shop, order)
    name = "product_uom_id" if odoo.version >= 19 else "product_uom"
    shop.change("purchase.order.line", line, **{name: dozen, "product_qty": 2, "price_unit": 36.0, "discount": 50.0})
    shop.do("purchase.order", "button_confirm", order)

    (found,) = read(odoo, shop, order).lines

    assert (found.open_quantity, found.value.amount) == (Decimal(24), Decimal(36))


def test_a_draft_and_a_cancelled_order_are_no_purchases(odoo: OdooSession, shop: Shop) -> None:
    draft = shop.purchase(shop.product(), shop.partner("vendor"), 10, days=7, confirm=False)
    gone = shop.purchase(shop.product(), shop.partner("vendor"), 10, days=7)
    shop.do("purchase.order", "button_cancel", gone)

    assert [read(odoo, shop, order).confirmed for order in (draft, gone)] == [False, False]


def test_lines_of_other_orders_are_not_on_it_and_no_order_is_none(odoo: OdooSession, shop: Shop) -> None:
    one, other = (shop.purchase(shop.product(), shop.partner("vendor"), 1, days=7) for _ in range(2))

    found = ordered(odoo, one, line_ids=lines_of(shop, other), company_id=COMPANY)

    assert found is not None
    assert found.lines == ()
    assert ordered(odoo, 2**30, line_ids=[], company_id=COMPANY) is None


def test_a_message_on_an_order_is_of_whom_odoo_takes_it_to_be(odoo: OdooSession, shop: Shop) -> None:
    vendor = shop.partner("vendor")
    contact = shop.make("res.partner", name=shop.name("contact"), parent_id=vendor)
    order = shop.purchase(shop.product(), vendor, 1, days=7)

    def said(by: int | bool, model: str, record: int) -> int:
        text = {"body": "<p>three days later</p>", "message_type": "email", "email_from": "somebody@example.com"}
        values: dict[str, Json] = {**text, "model": model, "res_id": record, "author_id": by}
        return plain.whole(shop.admin.call("mail.message", "create", values, company_id=COMPANY))

    theirs, strangers, elsewhere = (
        said(contact, "purchase.order", order),
        said(False, "purchase.order", order),
        said(contact, "res.partner", vendor),
    )

    found = [replied(odoo, message, company_id=COMPANY) for message in (theirs, strangers, elsewhere, 2**30)]

    assert [reply and (reply.message_id, reply.order_id, reply.entity_id) for reply in found] == [
        (theirs, order, vendor),
        (strangers, order, None),
        None,
        None,
    ]


def test_a_year_s_spend_is_that_of_the_entity_and_its_contacts(odoo: OdooSession, shop: Shop) -> None:
    vendor, product, another = shop.partner("vendor"), shop.product(), shop.product()
    contact = shop.make("res.partner", name=shop.name("contact"), parent_id=vendor)
    for goods, seller, quantity in ((product, vendor, 10), (another, contact, 5), (product, shop.partner("other"), 2)):
        shop.purchase(goods, seller, quantity, days=7)
    shop.purchase(product, vendor, 1000, days=7, confirm=False)
    now = shop.now + timedelta(minutes=5)

    with_them = spent_with(odoo, vendor, company_id=COMPANY, now=now)
    on_it = spent_on(odoo, product, company_id=COMPANY, now=now)

    ours = with_them.currency if with_them is not None else ""
    assert with_them == Money(amount=Decimal(45), currency=ours)
    assert on_it == Money(amount=Decimal(36), currency=ours)
    assert spent_with(odoo, vendor, company_id=COMPANY, now=now + timedelta(days=366)) == Money(
        amount=Decimal(0), currency=ours
    )


def test_spend_in_a_currency_without_a_rate_is_not_known(odoo: OdooSession, shop: Shop) -> None:
    vendor = shop.partner("vendor")
    code = "".join(chr(65 + int(digit)) for digit in f"{vendor % 1000:03}")
    currency = shop.found("res.currency", ["name", "=", code]) or shop.make("res.currency", name=code, symbol="?")
    order = shop.purchase(shop.product(), vendor, 10, days=7, confirm=False)
    shop.change("purchase.order", order, currency_id=currency)
    shop.do("purchase.order", "button_confirm", order)

    assert spent_with(odoo, vendor, company_id=COMPANY, now=shop.now + timedelta(minutes=5)) is None
