import pytest

from tests.sandbox.trading import Trade, opened


def named(trade: Trade, model: str, record: int) -> str:
    return str(trade.root.one(model, record, ["display_name"])["display_name"])


def test_records_are_named_as_odoo_names_them() -> None:
    trade = opened()
    order = trade.buy(20)
    trade.robot.write("purchase.order", [order], {"partner_ref": "R-7"})

    assert named(trade, "product.product", trade.product) == "[B-1] Bearing"
    assert named(trade, "purchase.order", order) == "P00001 (R-7)"
    assert named(trade, "stock.location", trade.here.stock) == "HAM/Stock"
    assert named(trade, "stock.location", trade.company.vendors_place) == "Partners/Vendors"
    assert named(trade, "stock.warehouse", trade.here.warehouse) == "Hamburg"
    assert named(trade, "stock.picking.type", trade.here.internal) == "Hamburg: Internal Transfers"
    assert named(trade, "product.supplierinfo", trade.root.search("product.supplierinfo")[0]) == "Vendor"


def test_lines_and_moves_tell_where_they_belong() -> None:
    trade = opened()
    order = trade.sell(4)
    trade.robot.call("sale.order", "action_confirm", [order])
    row = trade.root.one("sale.order", order)

    assert named(trade, "sale.order.line", row["order_line"][0]) == "S00001 - [B-1] Bearing (Vendor)"
    assert named(trade, "stock.move", trade.moves(row["picking_ids"][0])[0]["id"]) == "S00001/B-1: Stock>Customers"


def test_a_contact_is_named_after_its_company_and_belongs_to_it() -> None:
    trade = opened()

    contact = trade.root.create("res.partner", {"name": "Ingrid", "parent_id": trade.vendor})

    row = trade.root.one("res.partner", contact, ["display_name", "commercial_partner_id"])
    assert (row["display_name"], row["commercial_partner_id"]) == ("Vendor, Ingrid", trade.vendor)


def test_a_branch_that_is_a_company_stands_for_itself() -> None:
    trade = opened()

    branch = trade.root.create("res.partner", {"name": "South", "parent_id": trade.vendor, "is_company": True})

    assert trade.root.one("res.partner", branch, ["commercial_partner_id"])["commercial_partner_id"] == branch


def test_contacts_follow_a_change_of_company() -> None:
    trade = opened()
    branch = trade.root.create("res.partner", {"name": "South", "is_company": True})
    contact = trade.root.create("res.partner", {"name": "Ingrid", "parent_id": branch})

    trade.root.write("res.partner", [branch], {"parent_id": trade.vendor, "is_company": False, "name": "Office"})

    row = trade.root.one("res.partner", contact, ["display_name", "commercial_partner_id"])
    assert (row["display_name"], row["commercial_partner_id"]) == ("Office, Ingrid", trade.vendor)


def test_a_changed_code_reaches_the_template() -> None:
    trade = opened()

    trade.root.write("product.product", [trade.product], {"default_code": "B-2"})

    template = trade.root.one("product.product", trade.product, ["product_tmpl_id"])["product_tmpl_id"]
    assert named(trade, "product.template", template) == "[B-2] Bearing"


@pytest.mark.parametrize(("arrived", "rate"), [(15, 60.0), (0, 0.0)])
def test_punctuality_is_the_share_that_came_before_the_deadline(arrived: float, rate: float) -> None:
    trade = opened()
    order = trade.buy(25, date_planned="2026-11-24 08:00:00")
    trade.robot.call("purchase.order", "button_confirm", [order])
    receipt = trade.order(order)["picking_ids"][0]
    if arrived:
        trade.robot.write("stock.move", [trade.moves(receipt)[0]["id"]], {"quantity": arrived, "picked": True})
        trade.robot.with_context(skip_backorder=True).call("stock.picking", "button_validate", [receipt])

    assert trade.root.one("res.partner", trade.vendor, ["on_time_rate"])["on_time_rate"] == rate


def test_a_vendor_without_orders_has_no_punctuality() -> None:
    trade = opened()

    assert trade.root.one("res.partner", trade.vendor, ["on_time_rate"])["on_time_rate"] == -1.0
