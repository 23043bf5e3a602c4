"""One read of the whole network: what it costs, and that no bad row can stop it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from sandbox import SandboxOdoo
from sandbox.orm import Env
from sandbox.seed import seed_network
from tests.contract.conftest import access
from tools.errors import Unavailable
from tools.odoo import demand
from tools.odoo.network import Network, read_network
from tools.odoo.session import READS, OdooSession, opened

PRODUCTS = 15
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def seeded(products: int, version: int = 17) -> SandboxOdoo:
    odoo = SandboxOdoo(version=version)
    odoo.store.clock = lambda: NOW
    seed_network(odoo.env("__system__").sudo(), NOW, products=products)
    return odoo


@pytest.fixture
def sandbox() -> Iterator[SandboxOdoo]:
    with seeded(PRODUCTS) as odoo:
        yield odoo


@pytest.fixture
def env(sandbox: SandboxOdoo) -> Env:
    return sandbox.env("__system__").sudo()


@pytest.fixture
def odoo(sandbox: SandboxOdoo) -> Iterator[OdooSession]:
    with opened(access(sandbox.url, sandbox.db, "weighbridge", "weighbridge")) as session:
        yield session


def read(odoo: OdooSession) -> Network:
    return read_network(odoo, company_id=1, now=NOW)


def shelve(env: Env, network: Network, quantity: float) -> None:
    """One more row of stock of the first product at the first site."""
    row = {"product_id": network.products[0].product_id, "location_id": network.sites[0].stock_location_id}
    env.create("stock.quant", {**row, "quantity": quantity, "company_id": 1})


def move(env: Env, network: Network, **given: object) -> None:
    """One move of the first product from the first site to a customer, as it would stand in the database."""
    customers = env.search("stock.location", [["usage", "=", "customer"]])
    product, site = network.products[0], network.sites[0]
    row: dict[str, object] = {
        "name": "x", "product_id": product.product_id, "product_uom": product.uom_id, "product_uom_qty": 1,
        "product_qty": 1, "quantity": 1, "location_id": site.stock_location_id, "location_dest_id": customers[0],
        "date": "2026-11-20 10:00:00", "state": "done", "company_id": 1, **given,
    }  # fmt: skip
    env.store.insert_many(env.model("stock.move"), [*row], [[*row.values()]])


def test_a_network_is_read_whole(odoo: OdooSession) -> None:
    network = read(odoo)

    assert [site.code for site in network.sites] == ["HAM", "LEJ", "MUC", "CGN", "BER"]
    assert len(network.products) == PRODUCTS
    assert network.demand.shape == (PRODUCTS, 5, 364)
    assert network.demand.sum() > 1000
    assert network.on_hand.sum() > 0
    assert network.prices
    assert network.rules
    assert network.currency == "EUR"
    assert network.notes == ()


def test_it_only_reads(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    before = len(sandbox.calls)

    read(odoo)

    assert {call.method for call in sandbox.calls[before:]} <= READS


def test_ten_times_the_products_cost_no_more_calls(odoo: OdooSession) -> None:
    with seeded(10 * PRODUCTS) as larger, opened(access(larger.url, larger.db, "weighbridge", "weighbridge")) as other:
        large = read(other)

    small = read(odoo)

    assert len(large.products) == 10 * len(small.products)
    assert large.calls <= small.calls + 1
    assert small.calls < 40


def test_demand_is_what_moved_to_customers(odoo: OdooSession, env: Env) -> None:
    network = read(odoo)

    customers = env.search("stock.location", [["usage", "=", "customer"]])
    year = [["date", ">=", "2025-11-25 00:00:00"], ["date", "<", "2026-11-24 00:00:00"]]
    taken = [["state", "=", "done"], ["location_dest_id", "in", customers], *year]
    moves = env.search_read("stock.move", taken, ["quantity", "date"])
    yesterday = sum(move["quantity"] for move in moves if move["date"] >= "2026-11-23")
    assert network.demand.sum() == pytest.approx(sum(move["quantity"] for move in moves))
    assert network.demand[:, :, -1].sum() == pytest.approx(yesterday)


def test_the_day_ends_at_midnight_utc_wherever_the_clock_is_read(odoo: OdooSession) -> None:
    tokyo = datetime(2026, 11, 25, 1, 0, tzinfo=timezone(timedelta(hours=9)))

    there = read_network(odoo, company_id=1, now=tokyo)

    np.testing.assert_array_equal(there.demand, read(odoo).demand)


def test_a_year_too_large_for_one_answer_is_read_in_spans(odoo: OdooSession, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(odoo)
    monkeypatch.setattr(demand, "_MOVES_AT_ONCE", 300)

    spans = read(odoo)

    np.testing.assert_array_equal(spans.demand, whole.demand)
    assert spans.calls > whole.calls + 5


def test_a_sales_line_that_no_move_serves_is_a_commitment(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    product = before.products[0]
    warehouse, customer = before.sites[1].warehouse_id, env.create("res.partner", {"name": "Nordwind"})
    promised = {"commitment_date": "2026-11-30 08:00:00", "warehouse_id": warehouse, "company_id": 1}
    order = env.create("sale.order", {"partner_id": customer, "date_order": "2026-11-20 08:00:00", **promised})
    line = {"order_id": order, "product_id": product.product_id, "product_uom_qty": 7, "qty_delivered": 3}
    env.create("sale.order.line", {**line, "product_uom": product.uom_id, "price_unit": 1, "name": "x"})
    env.store.run("UPDATE sale_order SET state = 'sale' WHERE id = ?", [order])

    after = read(odoo)

    (row,) = set(range(len(after.commitments.name))) - set(range(len(before.commitments.name)))
    flow = after.commitments
    assert (flow.product[row], flow.site[row], flow.quantity[row], flow.due[row]) == (0, 1, 4.0, 6.0)
    assert (flow.kind[row], flow.order_id[row], flow.partner[row]) == ("sale", order, "Nordwind")


def test_a_lane_through_transit_is_learned_from_where_it_began(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    unknown = {(lane.from_warehouse_id, lane.to_warehouse_id) for lane in before.lanes}
    source, target = next(
        (a, b) for a in before.sites for b in before.sites if a != b and (a.warehouse_id, b.warehouse_id) not in unknown
    )
    transit = env.create("stock.location", {"name": "on the road", "usage": "transit", "company_id": 1})
    move(env, before, location_id=source.stock_location_id, location_dest_id=transit)
    (left,) = env.search("stock.move", [["location_dest_id", "=", transit]])
    asked = {"create_date": "2026-11-15 10:00:00", "date": "2026-11-18 22:00:00"}
    move(env, before, location_id=transit, location_dest_id=target.stock_location_id, **asked)
    (came,) = env.search("stock.move", [["location_id", "=", transit]])
    env.write("stock.move", [came], {"move_orig_ids": [[6, 0, [left]]]})

    after = read(odoo)

    (lane,) = set(after.lanes) - set(before.lanes)
    assert (lane.from_warehouse_id, lane.to_warehouse_id) == (source.warehouse_id, target.warehouse_id)
    assert (float(lane.days), lane.learned_from) == (3.5, 1)


def test_a_product_is_first_seen_when_it_first_came_or_left(odoo: OdooSession, env: Env) -> None:
    product = env.create("product.product", {"name": "new", "default_code": "NEW", "type": "product"})
    network = read(odoo)
    supplier = env.search("stock.location", [["usage", "=", "supplier"]])[0]
    shelves = [site.stock_location_id for site in network.sites]
    move(
        env, network, product_id=product, location_id=supplier, location_dest_id=shelves[0], date="2026-11-14 10:00:00"
    )
    move(
        env, network, product_id=product, location_id=supplier, location_dest_id=shelves[1], date="2020-01-01 10:00:00"
    )
    move(env, network, product_id=product, location_id=shelves[2], date="2026-11-23 10:00:00")
    move(
        env,
        network,
        product_id=product,
        location_id=shelves[0],
        location_dest_id=shelves[3],
        date="2026-11-22 10:00:00",
    )

    after = read(odoo)

    seen = after.first_seen[[p.product_id for p in after.products].index(product)]
    assert seen.tolist() == [354, 0, 363, 362, 364]


def test_an_absurd_stock_row_is_left_out_and_named(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    shelve(env, before, 1e12)

    after = read(odoo)

    np.testing.assert_array_equal(after.on_hand, before.on_hand)
    assert after.notes == (f"stock of {before.products[0].code} at HAM is left out: 1000000000000.0 on hand",)


def test_stock_below_zero_is_kept_and_named(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    shelve(env, before, -float(before.on_hand[0, 0]) - 5)

    after = read(odoo)

    assert after.on_hand[0, 0] == -5
    assert after.notes == (f"stock of {before.products[0].code} at HAM is below zero: count it",)


@pytest.mark.parametrize("quantity", [-3.0, 1e12])
def test_an_impossible_delivery_is_left_out_and_named(odoo: OdooSession, env: Env, quantity: float) -> None:
    before = read(odoo)
    move(env, before, quantity=quantity)

    after = read(odoo)

    np.testing.assert_array_equal(after.demand, before.demand)
    assert after.notes == (f"a delivery of {before.products[0].code} on 2026-11-20 is left out: {quantity}",)


@pytest.mark.parametrize("quantity", [-3.0, 1e12])
def test_an_impossible_open_move_is_left_out_and_named(odoo: OdooSession, env: Env, quantity: float) -> None:
    before = read(odoo)
    move(env, before, state="confirmed", product_qty=quantity)

    after = read(odoo)

    assert after.commitments.name == before.commitments.name
    (note,) = after.notes
    assert note.startswith("stock.move ")


def test_a_price_in_an_unknown_currency_is_left_out_and_named(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    p, prices = next(iter(before.prices.items()))
    odd = env.create("res.currency", {"name": "beads", "symbol": "o"})
    env.write("product.supplierinfo", [prices[0].supplierinfo_id], {"currency_id": odd})

    after = read(odoo)

    assert len(after.prices.get(p, ())) == len(prices) - 1
    (note,) = after.notes
    assert note.startswith(f"price line {prices[0].supplierinfo_id} of {before.products[p].code} is left out")


def test_a_reorder_rule_that_cannot_be_is_left_out_and_named(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    key, rule = next(iter(before.rules.items()))
    env.write("stock.warehouse.orderpoint", [rule.orderpoint_id], {"product_max_qty": 1e13})

    after = read(odoo)

    assert set(before.rules) - set(after.rules) == {key}
    assert any(f"reorder rule {rule.orderpoint_id} is left out" in note for note in after.notes)


def test_a_site_without_a_location_is_left_out_and_named(odoo: OdooSession, env: Env) -> None:
    warehouse = env.search("stock.warehouse", [["code", "=", "BER"]])
    env.write("stock.warehouse", warehouse, {"lot_stock_id": False})

    network = read(odoo)

    assert [site.code for site in network.sites] == ["HAM", "LEJ", "MUC", "CGN"]
    assert any("site Berlin is left out" in note for note in network.notes)


def test_an_archived_product_takes_its_rows_along(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    env.write("product.product", [before.products[0].product_id], {"active": False})

    after = read(odoo)

    assert after.products == before.products[1:]
    np.testing.assert_array_equal(after.demand, before.demand[1:])
    np.testing.assert_array_equal(after.on_hand, before.on_hand[1:])


def test_a_company_without_a_site_is_an_empty_network() -> None:
    with SandboxOdoo() as bare, opened(access(bare.url, bare.db, "admin", "admin")) as odoo:
        network = read(odoo)

    assert (network.sites, network.products) == ((), ())
    assert network.demand.shape == (0, 0, 364)


def test_a_newer_odoo_is_read_the_same(odoo: OdooSession) -> None:
    with seeded(PRODUCTS, version=18) as newer:
        env = newer.env("__system__").sudo()
        env.write("product.template", env.search("product.template"), {"type": "consu", "is_storable": True})
        with opened(access(newer.url, newer.db, "weighbridge", "weighbridge")) as other:
            after = read(other)

    before = read(odoo)
    assert after.products == before.products
    np.testing.assert_array_equal(after.on_hand, before.on_hand)
    np.testing.assert_array_equal(after.demand, before.demand)
    assert after.rules.keys() == before.rules.keys()


def test_a_server_that_fails_in_the_middle_is_told_and_not_half_read(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    sandbox.faults.order("server_error", "stock.quant", "read_group")

    with pytest.raises(Unavailable):
        read(odoo)
