"""The large network: plausible shares, figures in step, quick to build."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox import ground
from sandbox.business import transfers
from sandbox.orm import Env
from sandbox.seed import Network, seed_network
from sandbox.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def planted(products: int, sites: int = 5) -> tuple[Env, Network]:
    store = Store()
    store.clock = lambda: NOW
    env = Env(store, 1, su=True)
    ground.lay(env)
    return env, seed_network(env, NOW, products=products, sites=sites)


@pytest.fixture(scope="module")
def small() -> tuple[Env, Network]:
    return planted(300)


def test_about_one_traded_pair_in_thirty_is_in_trouble(small: tuple[Env, Network]) -> None:
    env, network = small
    pairs = env.search_count("stock.quant", [["location_id.usage", "=", "internal"]])

    assert 0.02 < len(network.troubles) / pairs < 0.05
    assert len(network.products) == 300


def test_pairs_in_trouble_hold_less_than_half_of_what_sells_until_the_vendor_delivers(
    small: tuple[Env, Network],
) -> None:
    env, network = small
    places = {
        row["id"]: row["lot_stock_id"]
        for row in env.read("stock.warehouse", list(network.warehouses), ["lot_stock_id"])
    }
    for product, house in network.troubles:
        template = env.one("product.product", product, ["product_tmpl_id"])["product_tmpl_id"]
        delay = env.search_read("product.supplierinfo", [["product_tmpl_id", "=", template]], ["delay"])[0]["delay"]
        on_hand = env.with_context(location=places[house]).one("product.product", product, ["qty_available"])
        domain = [["product_id", "=", product], ["location_id", "=", places[house]], ["date", ">=", "2026-09-29"]]
        sales = env.search_read("stock.move", [*domain, ["state", "=", "done"]], ["quantity", "date"], order="date")
        days = (NOW.replace(tzinfo=None) - datetime.fromisoformat(sales[0]["date"])).days

        assert on_hand["qty_available"] <= 0.5 * sum(row["quantity"] for row in sales) / days * delay


def test_figures_agree_with_the_documents(small: tuple[Env, Network]) -> None:
    env, _ = small
    kept = env.store.run(
        "SELECT product_id, location_id, reserved_quantity FROM stock_quant WHERE reserved_quantity > 0"
    )
    moved = env.store.run(
        "SELECT product_id, location_id, SUM(quantity) FROM stock_move WHERE state = 'assigned' AND picking_type_id IN "
        "(SELECT id FROM stock_picking_type WHERE code = 'outgoing') GROUP BY product_id, location_id"
    )
    pickings = env.search("stock.picking", [])
    before = env.read("stock.picking", pickings, ["state", "scheduled_date", "date_deadline"])

    transfers.refresh(env, pickings)

    assert sorted(kept) == sorted(moved)
    assert env.read("stock.picking", pickings, ["state", "scheduled_date", "date_deadline"]) == before


def test_more_sites_than_the_demo_has_are_numbered() -> None:
    env, network = planted(20, sites=7)

    codes = env.read("stock.warehouse", list(network.warehouses), ["code"])

    assert [row["code"] for row in codes] == ["HAM", "LEJ", "MUC", "CGN", "BER", "S06", "S07"]


def test_the_same_seed_gives_the_same_network() -> None:
    def told() -> Any:
        env, network = planted(60)
        sums = env.store.run("SELECT count(*), sum(quantity), max(date) FROM stock_move")
        env.store.close()
        return sums, network

    assert told() == told()


@pytest.mark.slow
def test_two_thousand_products_over_five_sites_are_there_in_seconds() -> None:
    begun = time.process_time()

    _, network = planted(2000)

    assert 300_000 < network.moves < 420_000
    assert time.process_time() - begun < 15
