"""Who may be asked, who looks after an order, how a supplier stands and what a currency is worth."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.fact import Json
from tests.contract.shop import COMPANY, Shop
from tools.errors import Gone
from tools.odoo.people import holders, holds, responsible
from tools.odoo.purchasing import rate, standing
from tools.odoo.session import OdooSession

MANAGER = "purchase.group_purchase_manager"


def user(shop: Shop, odoo: OdooSession, group: str) -> int:
    """A new internal user in a group."""
    login = shop.name("user").replace(" ", "-")
    groups: dict[str, Json] = {"group_ids" if odoo.version >= 19 else "groups_id": [[4, odoo.reference(group)]]}
    return shop.make(
        "res.users", name=login, login=login, company_ids=[[6, 0, [COMPANY]]], company_id=COMPANY, **groups
    )


def test_a_manager_holds_the_role_until_he_leaves(odoo: OdooSession, shop: Shop) -> None:
    uid = user(shop, odoo, MANAGER)

    person = holds(odoo, uid, groups=[MANAGER], company_id=COMPANY)
    shop.change("res.users", uid, active=False)

    assert person is not None
    assert person.uid == uid
    assert holds(odoo, uid, groups=[MANAGER], company_id=COMPANY) is None


def test_a_manager_is_also_a_user_of_what_he_manages(odoo: OdooSession, shop: Shop) -> None:
    uid = user(shop, odoo, MANAGER)

    assert holds(odoo, uid, groups=["purchase.group_purchase_user"], company_id=COMPANY) is not None


def test_holders_of_any_of_the_groups_come_by_uid(odoo: OdooSession, shop: Shop) -> None:
    buyer, manager = user(shop, odoo, MANAGER), user(shop, odoo, "stock.group_stock_manager")

    found = [person.uid for person in holders(odoo, groups=[MANAGER, "stock.group_stock_manager"], company_id=COMPANY)]

    assert {buyer, manager} <= set(found)
    assert found == sorted(found)


def test_the_robot_holds_no_role(odoo: OdooSession) -> None:
    assert holds(odoo, odoo.uid, groups=[MANAGER], company_id=COMPANY) is None


def test_a_group_that_does_not_exist_has_no_holders(odoo: OdooSession) -> None:
    assert holders(odoo, groups=["purchase.no_such_group"], company_id=COMPANY) == ()


def test_an_order_is_looked_after_by_its_buyer(odoo: OdooSession, shop: Shop) -> None:
    uid = user(shop, odoo, "purchase.group_purchase_user")
    mine = shop.purchase(shop.product(), shop.partner("vendor"), 2, days=3, confirm=False)
    nobodys = shop.purchase(shop.product(), shop.partner("vendor"), 2, days=3, confirm=False)
    shop.change("purchase.order", mine, user_id=uid)
    shop.change("purchase.order", nobodys, user_id=False)

    (duty,) = responsible(odoo, "purchase.order", [mine, nobodys], company_id=COMPANY)

    assert (duty.order_id, duty.person.uid) == (mine, uid)
    assert duty.order == shop.field("purchase.order", mine, "name")


def test_a_supplier_stands_by_its_whole_entity(odoo: OdooSession, shop: Shop) -> None:
    entity = shop.partner("vendor", vat="", purchase_warn="warning", purchase_warn_msg="late payer")
    contact = shop.make("res.partner", name=shop.name("contact"), parent_id=entity)
    shop.purchase(shop.product(), entity, 1, days=3)
    shop.purchase(shop.product(), contact, 1, days=3)
    shop.purchase(shop.product(), entity, 1, days=3, confirm=False)

    found = standing(odoo, contact, company_id=COMPANY)

    assert (found.supplier_id, found.commercial_id) == (contact, entity)
    assert (found.orders_confirmed, found.active, found.warning) == (2, True, "warning")
    assert abs(found.known_since - shop.now) < timedelta(hours=1)


def test_a_blocked_supplier_and_an_archived_one_are_seen(odoo: OdooSession, shop: Shop) -> None:
    vendor = shop.partner("vendor", purchase_warn="block", purchase_warn_msg="no more")
    shop.do("res.partner", "action_archive", vendor)

    found = standing(odoo, vendor, company_id=COMPANY)

    assert (found.warning, found.active) == ("block", False)


def test_a_supplier_that_is_not_there_is_gone(odoo: OdooSession) -> None:
    with pytest.raises(Gone):
        standing(odoo, 999_999_999, company_id=COMPANY)


def test_the_dearest_rate_of_the_window_counts(odoo: OdooSession, shop: Shop) -> None:
    currency = shop.found("res.currency", ["name", "=", "WBT"]) or shop.make("res.currency", name="WBT", symbol="W")
    for days, worth in ((-400, 9.0), (-20, 2.0), (-5, 4.0)):
        day = (shop.now + timedelta(days=days)).date().isoformat()
        known = shop.found("res.currency.rate", ["currency_id", "=", currency], ["name", "=", day])
        if not known:
            shop.make("res.currency.rate", currency_id=currency, name=day, rate=worth, company_id=COMPANY)

    month = rate(odoo, "WBT", company_id=COMPANY, now=shop.now, days=30)
    week = rate(odoo, "WBT", company_id=COMPANY, now=shop.now, days=3)

    assert month is not None
    assert week is not None
    assert month.factor > week.factor
    assert (month.factor / week.factor).quantize(Decimal("0.001")) == 2
    assert month.as_of.date() == week.as_of.date() == (shop.now - timedelta(days=5)).date()


def test_a_currency_without_a_rate_has_none_and_ours_is_one(odoo: OdooSession, shop: Shop) -> None:
    company = shop.id("res.company", COMPANY, "currency_id")
    ours = str(shop.field("res.currency", company, "name"))

    same = rate(odoo, ours, company_id=COMPANY, now=shop.now)

    assert same is not None
    assert same.factor == 1
    assert rate(odoo, "XTS", company_id=COMPANY, now=shop.now) is None
