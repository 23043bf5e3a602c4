"""One read of the whole network: what it costs, and that no bad row can stop it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sandbox import SandboxOdoo
from sandbox.orm import Env
from sandbox.seed import seed_demo
from tests.contract.conftest import access
from tools.odoo.network import Network, read_network
from tools.odoo.session import READS, OdooSession, opened

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def sandbox() -> Iterator[SandboxOdoo]:
    odoo = SandboxOdoo()
    odoo.store.clock = lambda: NOW
    seed_demo(odoo.env("__system__").sudo(), NOW)
    with odoo:
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


def place(network: Network, code: str) -> int:
    return [product.code for product in network.products].index(code)


def test_the_demo_network_is_read_whole(odoo: OdooSession) -> None:
    network = read(odoo)

    assert [site.code for site in network.sites] == ["HAM", "LEJ", "MUC", "CGN", "BER"]
    assert len(network.products) == 44
    assert network.demand.shape == (44, 5, 364)
    assert network.demand.sum() > 1000
    assert (network.on_hand >= 0).all()
    assert network.on_hand.sum() > 0
    assert network.prices
    assert network.rules
    assert network.notes == ()
    assert network.calls < 40


def test_it_only_reads(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    before = len(sandbox.calls)

    read(odoo)

    assert {call.method for call in sandbox.calls[before:]} <= READS


def test_demand_is_what_moved_to_customers(odoo: OdooSession, env: Env) -> None:
    network = read(odoo)

    customers = env.search("stock.location", [["usage", "=", "customer"]])
    moves = env.search_read(
        "stock.move",
        [
            ["state", "=", "done"],
            ["location_dest_id", "in", customers],
            ["date", "<", "2026-11-24 00:00:00"],
            ["date", ">=", "2025-11-25 00:00:00"],
        ],
        ["quantity", "product_id", "date"],
    )
    assert network.demand.sum() == pytest.approx(sum(move["quantity"] for move in moves))
    yesterday = [move["quantity"] for move in moves if move["date"] >= "2026-11-23"]
    assert network.demand[:, :, -1].sum() == pytest.approx(sum(yesterday))


def test_an_absurd_stock_row_is_left_out_and_named(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    p = place(before, "BRG-6204")
    site = before.sites[0]
    env.create(
        "stock.quant",
        {
            "product_id": before.products[p].product_id,
            "location_id": site.stock_location_id,
            "quantity": 1e12,
            "company_id": 1,
        },
    )

    after = read(odoo)

    assert after.on_hand[p].tolist() == before.on_hand[p].tolist()
    assert any("BRG-6204 at HAM is left out" in note for note in after.notes)


def test_stock_below_zero_is_kept_and_named(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    p = place(before, "BRG-6204")
    missing = float(before.on_hand[p, 0]) + 5
    env.create(
        "stock.quant",
        {
            "product_id": before.products[p].product_id,
            "location_id": before.sites[0].stock_location_id,
            "quantity": -missing,
            "company_id": 1,
        },
    )

    after = read(odoo)

    assert after.on_hand[p, 0] == -5
    assert any("below zero" in note for note in after.notes)


@pytest.mark.parametrize("quantity", [-3.0, 1e12])
def test_an_impossible_delivery_is_left_out_and_named(odoo: OdooSession, env: Env, quantity: float) -> None:
    before = read(odoo)
    p = place(before, "BRG-6204")
    product = before.products[p]
    customers = env.search("stock.location", [["usage", "=", "customer"]])
    env.store.insert_many(
        env.model("stock.move"),
        [
            "name",
            "product_id",
            "product_uom",
            "product_uom_qty",
            "product_qty",
            "quantity",
            "location_id",
            "location_dest_id",
            "date",
            "state",
            "company_id",
        ],
        [
            [
                "x",
                product.product_id,
                product.uom_id,
                1,
                1,
                quantity,
                before.sites[0].stock_location_id,
                customers[0],
                "2026-11-20 10:00:00",
                "done",
                1,
            ]
        ],
    )

    after = read(odoo)

    np.testing.assert_array_equal(after.demand, before.demand)
    assert any("a delivery of BRG-6204 on 2026-11-20 is left out" in note for note in after.notes)


def test_a_price_in_an_unknown_currency_is_left_out_and_named(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    p = next(iter(before.prices))
    line = before.prices[p][0].supplierinfo_id
    odd = env.create("res.currency", {"name": "beads", "symbol": "o"})
    env.write("product.supplierinfo", [line], {"currency_id": odd})

    after = read(odoo)

    assert len(after.prices.get(p, ())) == len(before.prices[p]) - 1
    assert any(f"price line {line}" in note for note in after.notes)


def test_a_site_without_a_location_is_left_out_and_named(odoo: OdooSession, env: Env) -> None:
    warehouse = env.search("stock.warehouse", [["code", "=", "BER"]])
    env.write("stock.warehouse", warehouse, {"lot_stock_id": False})

    network = read(odoo)

    assert [site.code for site in network.sites] == ["HAM", "LEJ", "MUC", "CGN"]
    assert any("site Berlin is left out" in note for note in network.notes)


def test_an_archived_product_takes_its_rows_along(odoo: OdooSession, env: Env) -> None:
    before = read(odoo)
    env.write("product.product", [before.products[place(before, "BRG-6204")].product_id], {"active": False})

    after = read(odoo)

    assert len(after.products) == len(before.products) - 1
    assert "BRG-6204" not in {product.code for product in after.products}
    assert len(after.commitments.product) <= len(before.commitments.product)


def test_an_empty_company_is_an_empty_network(sandbox: SandboxOdoo) -> None:
    with SandboxOdoo() as bare, opened(access(bare.url, bare.db, "admin", "admin")) as odoo:
        network = read(odoo)

    assert (network.sites, network.products) == ((), ())
    assert network.demand.shape == (0, 0, 364)


def test_the_day_begins_at_midnight_utc_wherever_the_worker_is(odoo: OdooSession) -> None:
    there = NOW.astimezone().astimezone(tz=None)

    late = read_network(odoo, company_id=1, now=there + timedelta(hours=10))

    np.testing.assert_array_equal(late.demand, read(odoo).demand)
