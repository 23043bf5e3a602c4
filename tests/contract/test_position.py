"""One product as the hands read it, against what was really done with it in Odoo."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from domain.stock import Position
from tests.contract.shop import COMPANY, Shop
from tools.errors import Gone
from tools.odoo import plain
from tools.odoo.network import read_network
from tools.odoo.position import read_demand, read_position
from tools.odoo.session import OdooSession


def position(odoo: OdooSession, shop: Shop, product: int) -> Position:
    return read_position(odoo, company_id=COMPANY, product_id=product, now=shop.now)


def _whole(*numbers: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(number) for number in numbers)


def on_shelf(found: Position, warehouse: int) -> tuple[Decimal, ...]:
    shelf = found.shelf(warehouse)
    assert shelf is not None
    return shelf.on_hand, shelf.reserved


def test_a_product_is_known_by_its_code_unit_and_prices(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product(standard_price=4.25, list_price=9.5, default_code="WBT-X")

    sites = {shop.north, shop.south}

    found = position(odoo, shop, product)

    assert (found.product.code, found.product.product_id) == ("WBT-X", product)
    assert (found.standard_price.amount, found.list_price.amount) == (Decimal("4.25"), Decimal("9.5"))
    assert sites <= {shelf.site.warehouse_id for shelf in found.shelves}
    assert on_shelf(found, shop.north) == _whole(0, 0)


def test_a_product_without_a_code_is_named_by_its_id(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product(default_code=False)

    assert position(odoo, shop, product).product.code == f"#{product}"


def test_an_archived_product_is_gone(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.change("product.product", product, active=False)

    with pytest.raises(Gone):
        position(odoo, shop, product)


def test_a_consumable_has_no_position(odoo: OdooSession, shop: Shop) -> None:
    product = shop.make("product.product", name=shop.name("consumable"), type="consu")

    with pytest.raises(Gone):
        position(odoo, shop, product)


def test_a_confirmed_transfer_reserves_and_is_on_its_way(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 30)
    transfer = shop.transfer(product, 10, days=2)

    found = position(odoo, shop, product)

    assert on_shelf(found, shop.north) == _whole(30, 10)
    (arrival,), (commitment,) = found.arrivals, found.commitments
    assert (arrival.warehouse_id, arrival.source) == (shop.south, "transfer")
    assert arrival.quantity == commitment.quantity == 10
    assert (commitment.warehouse_id, commitment.sale_order_id) == (shop.north, None)
    assert arrival.due == commitment.due == shop.now + timedelta(days=2)
    assert arrival.name == commitment.name == shop.field("stock.picking", transfer, "name")
    assert arrival.order_id == transfer


def test_a_draft_transfer_counts_on_neither_side(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 30)
    shop.transfer(product, 10, confirm=False)

    found = position(odoo, shop, product)

    assert (found.arrivals, found.commitments) == ((), ())


def test_a_confirmed_purchase_is_due_when_the_supplier_promised_last(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    order = shop.purchase(product, vendor, 20, days=5)
    line = shop.found("purchase.order.line", ["order_id", "=", order])
    shop.change("purchase.order.line", line, date_planned=shop.at(9))

    (arrival,) = position(odoo, shop, product).arrivals

    assert (arrival.warehouse_id, arrival.source) == (shop.north, "purchase")
    assert arrival.quantity == 20
    assert arrival.due == shop.now + timedelta(days=9)
    assert (arrival.order_id, arrival.order_line_id, arrival.supplier_id) == (order, line, vendor)
    assert arrival.name == shop.field("purchase.order", order, "name")
    assert arrival.supplier == shop.field("res.partner", vendor, "name")


def test_a_request_for_quotation_is_no_arrival(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.purchase(product, shop.partner("vendor"), 20, days=5, confirm=False)

    assert position(odoo, shop, product).arrivals == ()


def test_a_cancelled_purchase_is_no_arrival(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    order = shop.purchase(product, shop.partner("vendor"), 20, days=5)
    shop.do("purchase.order", "button_cancel", order)

    assert position(odoo, shop, product).arrivals == ()


def test_a_confirmed_sale_is_a_commitment_by_its_promised_date(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    order = shop.sale(product, shop.partner("customer"), 4, days=6)

    (commitment,) = position(odoo, shop, product).commitments

    assert commitment.warehouse_id == shop.north
    assert commitment.quantity == 4
    assert commitment.sale_order_id == order
    assert commitment.name == shop.field("sale.order", order, "name")
    assert timedelta(days=5) <= commitment.due - shop.now <= timedelta(days=6)


def test_what_was_delivered_is_demand_from_its_day_on(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 30)
    shop.finish(shop.delivery(shop.sale(product, shop.partner("customer"), 4, days=0)), 4)
    tomorrow = datetime.combine(shop.now.date() + timedelta(days=1), time(1), tzinfo=UTC)

    today = read_demand(odoo, company_id=COMPANY, product_ids=[product], now=shop.now, days=28)
    later = read_demand(odoo, company_id=COMPANY, product_ids=[product], now=tomorrow, days=28)

    sites = [shelf.site.warehouse_id for shelf in position(odoo, shop, product).shelves]
    north, south = sites.index(shop.north), sites.index(shop.south)
    assert on_shelf(position(odoo, shop, product), shop.north) == _whole(26, 0)
    assert today.units.sum() == 0
    assert later.units[0, north].tolist() == [*[0.0] * 27, 4.0]
    assert later.units.sum() == 4
    assert (later.first_seen[0, north], later.first_seen[0, south]) == (27, 28)


def test_demand_is_counted_in_the_unit_of_the_product(odoo: OdooSession, shop: Shop) -> None:
    product, dozen = shop.product(), odoo.reference("uom.product_uom_dozen")
    assert dozen is not None
    shop.put(product, shop.north, 30)
    shop.ship(product, 1, unit=dozen)
    tomorrow = datetime.combine(shop.now.date() + timedelta(days=1), time(1), tzinfo=UTC)

    demand = read_demand(odoo, company_id=COMPANY, product_ids=[product], now=tomorrow, days=28)

    assert demand.units.sum() == 12


def test_a_price_is_per_unit_net_and_within_its_dates(odoo: OdooSession, shop: Shop) -> None:
    dozen = odoo.reference("uom.product_uom_dozen")
    product, vendor = shop.product(uom_po_id=dozen), shop.partner("vendor")
    template = shop.id("product.product", product, "product_tmpl_id")
    line = shop.make(
        "product.supplierinfo",
        partner_id=vendor, product_tmpl_id=template, min_qty=2, price=36.0, discount=50, delay=11,
        date_start="2020-01-01", date_end="2099-12-31",
    )  # fmt: skip

    (price,) = position(odoo, shop, product).prices

    assert (price.supplierinfo_id, price.supplier_id, price.lead_days) == (line, vendor, 11)
    assert (price.min_quantity, price.price.amount) == (Decimal(24), Decimal("1.5"))
    assert price.valid_from == datetime(2020, 1, 1, tzinfo=UTC)
    assert price.valid_to == datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_line_without_a_price_is_left_out_and_named(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(default_code="WBT-FREE"), shop.partner("vendor")
    template = shop.id("product.product", product, "product_tmpl_id")
    line = shop.make("product.supplierinfo", partner_id=vendor, product_tmpl_id=template, min_qty=0, price=0)

    network = read_network(odoo, company_id=COMPANY, now=shop.now, days=7)

    assert position(odoo, shop, product).prices == ()
    assert any(f"price line {line} of WBT-FREE" in note for note in network.notes)


def test_a_price_line_of_a_variant_is_for_that_variant(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    template = shop.id("product.product", product, "product_tmpl_id")
    shop.make("product.supplierinfo", partner_id=vendor, product_tmpl_id=template, product_id=product, price=2)
    shop.make("product.supplierinfo", partner_id=vendor, product_tmpl_id=template, price=3, min_qty=10)

    assert [price.price.amount for price in position(odoo, shop, product).prices] == [2, 3]


def test_a_reorder_rule_says_what_odoo_would_order(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 3)
    rule = shop.make(
        "stock.warehouse.orderpoint",
        product_id=product, warehouse_id=shop.north, location_id=shop.shelf(shop.north),
        product_min_qty=10, product_max_qty=25, qty_multiple=6,
    )  # fmt: skip

    found = position(odoo, shop, product)

    (read,) = found.rules
    assert (read.orderpoint_id, read.warehouse_id) == (rule, shop.north)
    assert (read.minimum, read.maximum, read.multiple) == _whole(10, 25, 6)
    assert read.to_order == 24
    assert found.multiple == 6


def test_optional_products_may_stand_in(odoo: OdooSession, shop: Shop) -> None:
    if not odoo.call("product.template", "fields_get", ["optional_product_ids"], ["type"]):
        pytest.skip("this Odoo has no optional products")
    product, other = shop.product(), shop.product()
    stand_in = shop.id("product.product", other, "product_tmpl_id")
    template = shop.id("product.product", product, "product_tmpl_id")
    shop.change("product.template", template, optional_product_ids=[[6, 0, [stand_in]]])

    assert [substitute.product_id for substitute in position(odoo, shop, product).substitutes] == [other]


def test_the_network_and_the_position_agree(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    shop.put(product, shop.north, 30)
    transfer = shop.transfer(product, 10, days=2)
    order = shop.purchase(product, vendor, 20, days=5)
    shop.sale(product, shop.partner("customer"), 4, days=6)

    network = read_network(odoo, company_id=COMPANY, now=shop.now, days=28)
    found = position(odoo, shop, product)

    p = [known.product_id for known in network.products].index(product)
    assert [*network.sites] == [shelf.site for shelf in found.shelves]
    assert network.on_hand[p].tolist() == [float(shelf.on_hand) for shelf in found.shelves]
    assert network.reserved[p].tolist() == [float(shelf.reserved) for shelf in found.shelves]
    arriving = sorted(network.arrivals.name[row] for row in (network.arrivals.product == p).nonzero()[0])
    assert arriving == sorted(arrival.name for arrival in found.arrivals)
    assert len(arriving) == 2
    leaving = {network.commitments.kind[row] for row in (network.commitments.product == p).nonzero()[0]}
    assert leaving == {"transfer", "sale"}
    orders = {network.arrivals.order_id[row] for row in (network.arrivals.product == p).nonzero()[0]}
    assert orders == {transfer, order}
    assert network.demand.shape == (len(network.products), len(network.sites), 28)
    assert network.currency == found.standard_price.currency
    assert set(network.seconds) == {"places", "products", "stock", "flows", "rules", "prices", "demand", "lanes"}


def test_a_network_costs_the_same_calls_for_more_products(odoo: OdooSession, shop: Shop) -> None:
    before = read_network(odoo, company_id=COMPANY, now=shop.now, days=28).calls
    for _ in range(5):
        shop.put(shop.product(), shop.north, 1)

    after = read_network(odoo, company_id=COMPANY, now=shop.now, days=28).calls

    assert after == before


def test_a_lane_is_learned_from_a_transfer_that_arrived(odoo: OdooSession, shop: Shop) -> None:
    product = shop.product()
    shop.put(product, shop.north, 30)
    before = read_network(odoo, company_id=COMPANY, now=shop.now, days=7).lanes
    shop.finish(shop.transfer(product, 10), 10)

    after = read_network(odoo, company_id=COMPANY, now=shop.now, days=7).lanes

    lane = (shop.north, shop.south)
    learned = {(known.from_warehouse_id, known.to_warehouse_id): known for known in after}
    earlier = {(known.from_warehouse_id, known.to_warehouse_id): known.learned_from for known in before}
    assert learned[lane].learned_from == earlier.get(lane, 0) + 1
    assert learned[lane].days < 2
    assert plain.figure(learned[lane].fixed_cost.amount) == "0"
