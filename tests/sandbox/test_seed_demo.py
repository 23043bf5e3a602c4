"""The demo company: whole, in step with its own figures, and in the troubles that were planted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import ground
from sandbox.business import purchase_lines, transfers
from sandbox.orm import Env
from sandbox.seed import Demo, seed_demo
from sandbox.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def planted(now: datetime = NOW) -> tuple[Env, Demo]:
    store = Store()
    store.clock = lambda: now
    env = Env(store, 1, su=True)
    ground.lay(env)
    return env, seed_demo(env, now)


@pytest.fixture(scope="module")
def company() -> tuple[Env, Demo]:
    return planted()


def test_there_are_five_sites_and_every_kind_of_person(company: tuple[Env, Demo]) -> None:
    env, demo = company

    assert env.one("res.company", 1, ["name", "currency_id"]) == {"id": 1, "name": "Nordlager", "currency_id": 1}
    assert list(demo.sites) == ["HAM", "LEJ", "MUC", "CGN", "BER"]
    assert set(demo.users) == {"weighbridge", "petra", "sam", "fin", "bea", "mallory", "plain", "portia", "admin"}
    assert env.with_user("weighbridge").has_group("purchase.group_purchase_user")
    assert not env.with_user("weighbridge").has_group("purchase.group_purchase_manager")
    assert env.with_user("fin").has_group("account.group_account_manager")
    assert env.one("res.users", demo.users["portia"], ["share"])["share"] is True


def test_reserved_goods_are_those_that_open_moves_have_reserved(company: tuple[Env, Demo]) -> None:
    env, _ = company
    moves = env.read_group(
        "stock.move",
        [["state", "in", ["assigned", "partially_available"]], ["location_id.usage", "=", "internal"]],
        ["quantity:sum"],
        ["product_id", "location_id"],
        lazy=False,
    )
    quants = env.search_read(
        "stock.quant", [["reserved_quantity", ">", 0]], ["product_id", "location_id", "reserved_quantity"]
    )

    kept = {(row["product_id"][0], row["location_id"][0]): row["quantity"] for row in moves}
    assert {(q["product_id"], q["location_id"]): q["reserved_quantity"] for q in quants} == kept


def _all(env: Env, model: str) -> list[int]:
    return env.search(model, [])


def _restated(env: Env, model: str, fields: list[str], work: Callable[[Env, list[int]], Any]) -> None:
    """Working the figures out anew changes nothing."""
    before = env.read(model, _all(env, model), fields)

    work(env, _all(env, model))

    assert env.read(model, _all(env, model), fields) == before


def test_transfers_are_in_the_state_that_their_moves_amount_to(company: tuple[Env, Demo]) -> None:
    fields = ["state", "scheduled_date", "date_deadline", "date_done"]

    _restated(company[0], "stock.picking", fields, transfers.refresh)


def test_orders_cost_what_their_lines_cost(company: tuple[Env, Demo]) -> None:
    env, _ = company
    before = env.read("purchase.order", _all(env, "purchase.order"), ["amount_total"])

    purchase_lines.total(env, _all(env, "purchase.order.line"))

    assert env.read("purchase.order", _all(env, "purchase.order"), ["amount_total"]) == before


def test_what_was_received_is_what_arrived(company: tuple[Env, Demo]) -> None:
    env, _ = company
    came = env.store.run(
        "SELECT l.id FROM purchase_order_line l WHERE l.qty_received != (SELECT COALESCE(SUM(m.quantity), 0) "
        "FROM stock_move m WHERE m.purchase_line_id = l.id AND m.state = 'done')"
    )

    assert came == []
    assert env.search_count("purchase.order", [["state", "=", "purchase"], ["picking_ids", "=", False]]) == 0


def test_a_year_of_sales_ends_yesterday(company: tuple[Env, Demo]) -> None:
    env, _ = company
    sales = [["state", "=", "done"], ["location_dest_id.usage", "=", "customer"]]

    days = env.read_group("stock.move", sales, ["last:max(date)", "first:min(date)"], [], lazy=False)[0]

    assert str(days["last"])[:10] == "2026-11-23"
    assert str(days["first"])[:10] <= "2025-11-27"
    assert env.search_count("stock.move", [*sales, ["date", ">=", "2026-11-24"]]) == 0


def test_the_new_item_has_three_weeks_of_history(company: tuple[Env, Demo]) -> None:
    env, demo = company
    sales = [
        ["product_id", "=", demo.products["LED-SMT"]],
        ["location_dest_id.usage", "=", "customer"],
        ["state", "=", "done"],
    ]

    first = env.search_read("stock.move", sales, ["date"], order="date", limit=1)[0]["date"]

    assert timedelta(days=17) < NOW.replace(tzinfo=None) - datetime.fromisoformat(first) <= timedelta(days=22)


def test_some_lanes_have_enough_transfers_to_learn_from_and_one_has_not(company: tuple[Env, Demo]) -> None:
    env, demo = company
    done = [["picking_type_id.code", "=", "internal"], ["state", "=", "done"]]
    groups = env.read_group("stock.picking", done, ["id:count"], ["location_id", "location_dest_id"], lazy=False)

    counts = {(g["location_id"][1][:3], g["location_dest_id"][1][:3]): g["__count"] for g in groups}

    assert counts == {("HAM", "BER"): 24, ("LEJ", "BER"): 18, ("HAM", "CGN"): 16, ("LEJ", "MUC"): 14, ("CGN", "MUC"): 3}
    assert demo.sites


def test_vendors_stand_as_the_policy_needs_them(company: tuple[Env, Demo]) -> None:
    env, demo = company
    orders = {v: env.search_count("purchase.order", [["partner_id", "=", i]]) for v, i in demo.vendors.items()}
    since = {v: env.one("res.partner", i, ["create_date"])["create_date"] for v, i in demo.vendors.items()}

    assert orders["AD"] == 0
    assert min(orders[v] for v in ("RK", "WF", "NS", "BF", "SL", "SW", "PL", "HI", "KS")) > 10
    assert since["AD"] > "2026-10-25" > since["RK"]
    assert env.one("res.partner", demo.vendors["KS"], ["purchase_warn"])["purchase_warn"] == "block"
    assert (
        env.one("res.partner", demo.vendors["RK-contact"], ["commercial_partner_id"])["commercial_partner_id"]
        == demo.vendors["RK"]
    )
    vats = env.read("res.partner", [demo.vendors["NS"], demo.vendors["NS-double"]], ["vat"])
    assert vats[0]["vat"] == vats[1]["vat"]


def test_some_vendors_are_later_than_others(company: tuple[Env, Demo]) -> None:
    env, demo = company
    rates = {v: env.one("res.partner", demo.vendors[v], ["on_time_rate"])["on_time_rate"] for v in ("NS", "BF")}

    assert rates["BF"] < 65 < rates["NS"]


def _cover(env: Env, product: int, site: int) -> float:
    """Days that the free stock of a product at a site lasts at the pace of the last eight weeks."""
    house = env.one("stock.warehouse", site, ["lot_stock_id"])["lot_stock_id"]
    free = env.with_context(location=house).one("product.product", product, ["free_qty"])["free_qty"]
    since = (NOW - timedelta(days=56)).strftime("%Y-%m-%d")
    sales = [["product_id", "=", product], ["location_id", "=", house], ["state", "=", "done"], ["date", ">=", since]]
    sold = sum(row["quantity"] for row in env.search_read("stock.move", sales, ["quantity"]))
    return float(free * 56 / max(sold, 1))


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("cheap_transfer", 4), ("no_price", 5), ("shared_donor", 4), ("expedite_or_substitute", 7), ("late_order", 6),
        ("blocked_vendor", 4), ("new_vendor", 5), ("above_buyer", 0), ("above_manager", 0),
    ],
)  # fmt: skip
def test_every_planted_trouble_runs_out_before_its_vendor_could_deliver(
    company: tuple[Env, Demo], name: str, most: float
) -> None:
    env, demo = company
    troubles = [trouble for trouble in demo.troubles if trouble.name == name]

    covers = [_cover(env, trouble.product_id, trouble.warehouse_id) for trouble in troubles]

    assert covers
    assert all(cover <= most for cover in covers)


def test_calm_products_last_beyond_their_vendors_delay(company: tuple[Env, Demo]) -> None:
    env, demo = company
    troubled = {trouble.product for trouble in demo.troubles}
    calm = [code for code in demo.products if code not in troubled]

    for code in calm:
        template = env.one("product.product", demo.products[code], ["product_tmpl_id"])["product_tmpl_id"]
        delay = env.search_read("product.supplierinfo", [["product_tmpl_id", "=", template]], ["delay"])[0]["delay"]

        assert min(_cover(env, demo.products[code], site) for site in demo.sites.values()) > delay


def test_only_one_site_could_give_away_of_the_product_two_sites_lack(company: tuple[Env, Demo]) -> None:
    env, demo = company
    covers = {site: _cover(env, demo.products["FLT-OIL5"], house) for site, house in demo.sites.items()}

    assert covers["LEJ"] > 50
    assert max(covers["HAM"], covers["MUC"]) < 45


def test_the_product_without_a_vendor_has_no_price_and_the_substitute_lies_ready(company: tuple[Env, Demo]) -> None:
    env, demo = company
    template = {
        code: env.one("product.product", demo.products[code])["product_tmpl_id"] for code in ("CLN-DEG", "LED-SMT")
    }

    assert env.search_count("product.supplierinfo", [["product_tmpl_id", "=", template["CLN-DEG"]]]) == 0
    others = env.one("product.product", demo.products["LED-PNL60"], ["optional_product_ids"])["optional_product_ids"]
    assert others == [template["LED-SMT"]]
    assert _cover(env, demo.products["LED-SMT"], demo.sites["CGN"]) > 100


def test_later_documents_go_on_with_the_numbers(company: tuple[Env, Demo]) -> None:
    env, demo = company
    names = {row["name"] for row in env.search_read("purchase.order", [], ["name"])}

    order = env.create("purchase.order", {"partner_id": demo.vendors["RK"]})

    assert env.one("purchase.order", order, ["name"])["name"] == f"P{len(names) + 1:05d}"


def test_the_same_seed_and_moment_give_the_same_company() -> None:
    def told() -> list[Any]:
        env, _ = planted()
        sums = [
            env.store.run("SELECT count(*), sum(quantity), max(date) FROM stock_move"),
            env.store.run("SELECT sum(amount_total), max(date_approve) FROM purchase_order"),
            env.store.run("SELECT sum(quantity), sum(reserved_quantity) FROM stock_quant"),
        ]
        env.store.close()
        return sums

    assert told() == told()
