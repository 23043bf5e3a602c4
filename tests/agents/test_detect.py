"""A sweep finds what will run out, says what it is worth, gives nothing away twice and trips over no row."""

from datetime import timedelta
from decimal import Decimal

import pytest

from agents.scenario import Detected, DetectOrder
from agents.stockout import assumptions
from agents.stockout.detect import detect
from agents.stockout.look import see
from agents.stockout.reckon import reckon
from agents.stockout.shortage import Reckoned, Shortage
from domain.case import Finding
from domain.identity import case_id
from domain.proposals import MoveStock
from tests.agents.shortages import stated
from tests.journeys.world import World
from tests.nordlager import ONE_WORKER, Swept, think, turn
from tools.odoo.session import READS

pytestmark = ONE_WORKER

FEW = ("BRG-6204", "TAP-PP", "FLT-OIL5", "LED-PNL60", "LED-SMT", "CLN-DEG", "TOL-TRQ", "SEA-35X52", "TIE-300")
"""A smaller company, of which no model of demand can be learned: quick to look over, with most of the troubles."""


def look(stage: World, *, limit: int = 200) -> Detected:
    return detect(stage.means(), DetectOrder(company_id=1, limit=limit))


def places(detected: Detected) -> list[tuple[str, str]]:
    shortages = [Shortage.from_json(finding.detail) for finding in detected.findings]
    return [(s.product.code, s.outlook.site.code) for s in shortages]


def reckoned(stage: World, finding: Finding) -> Reckoned:
    """What lies ahead of every site, as the case sees it."""
    shortage, means = Shortage.from_json(finding.detail), stage.means()
    with means.odoo() as odoo:
        seen = see(odoo, shortage, turn(finding), now=means.now())
    return reckon(shortage, seen, means, assumptions.load(means.assumptions), company_id=1)


def shrunk(stage: World) -> World:
    """The company with few products; the others are archived."""
    others = [product for code, product in stage.demo.products.items() if code not in FEW]
    stage.env.write("product.product", others, {"active": False})
    return stage


@pytest.fixture(scope="module")
def few(shared: World) -> Detected:
    """What is found in the company with few products."""
    return look(shrunk(shared))


def test_every_shortage_that_was_planted_is_found(swept: Swept) -> None:
    planted = {(trouble.product, trouble.site) for trouble in swept.demo.troubles}

    assert planted <= swept.found.keys()


def test_a_finding_says_how_likely_until_when_and_what_is_lost(swept: Swept) -> None:
    planning = stated().planning
    for finding, shortage in zip(swept.detected.findings, swept.shortages, strict=True):
        ahead = shortage.outlook

        assert ahead.risk > 1 - planning.service_level
        assert ahead.order_by is not None
        assert ahead.order_by <= finding.found_at + timedelta(days=planning.review_days)
        assert finding.at_stake == ahead.at_stake
        assert finding.at_stake.amount > 0
        assert f"{100 * ahead.risk:.0f} %" in finding.title
        assert ahead.product.code in finding.title


def test_the_dearest_trouble_comes_first(swept: Swept) -> None:
    stakes = [finding.at_stake.amount for finding in swept.detected.findings]

    assert stakes == sorted(stakes, reverse=True)
    assert swept.detected.left_out == 0


def test_the_same_trouble_is_always_the_same_case(swept: Swept) -> None:
    for finding, shortage in zip(swept.detected.findings, swept.shortages, strict=True):
        subject = f"{shortage.product.product_id}@{shortage.warehouse_id}"

        assert finding.case == case_id("stockout", "sandbox", 1, subject)


def test_a_finding_is_small(swept: Swept) -> None:
    assert all(len(finding.model_dump_json()) < 16_000 for finding in swept.detected.findings)


def test_a_sweep_only_reads(swept: Swept) -> None:
    assert {method for _, method in swept.asked} <= READS | {"version", "login"}
    assert swept.detected.rpc_calls == len(swept.asked)


def test_what_a_site_can_spare_is_promised_once(swept: Swept, stage: World) -> None:
    promised: dict[tuple[int, int], Decimal] = {}
    for shortage in swept.shortages:
        for moved in shortage.plan.transfers if shortage.plan is not None else ():
            giver = shortage.product.product_id, moved.from_warehouse_id
            promised[giver] = promised.get(giver, Decimal(0)) + moved.quantity
    shared = [swept.found["FLT-OIL5", site] for site in ("CGN", "BER")]

    spare = {(o.product.product_id, o.site.warehouse_id): o.spare for f in shared for o in reckoned(stage, f).outlooks}

    assert any(giver in promised for giver in spare)
    assert all(promised.get(giver, 0) <= most for giver, most in spare.items())


def test_a_plan_is_made_where_several_sites_want_the_same_product(swept: Swept) -> None:
    sites: dict[str, int] = {}
    for shortage in swept.shortages:
        sites[shortage.product.code] = sites.get(shortage.product.code, 0) + 1

    planned = {shortage.product.code for shortage in swept.shortages if shortage.plan is not None}

    assert planned == {code for code, count in sites.items() if count > 1}
    assert "FLT-OIL5" in planned


def test_two_cases_of_one_sweep_never_take_the_same_goods(swept: Swept, stage: World) -> None:
    left: dict[int, Decimal] = {}
    for site in ("CGN", "BER"):
        finding = swept.found["FLT-OIL5", site]
        for outlook in reckoned(stage, finding).outlooks:
            if outlook.product.code == "FLT-OIL5":
                left.setdefault(outlook.site.warehouse_id, outlook.spare)
        for wish in think(stage, turn(finding)).wishes:
            if isinstance(wish.proposal, MoveStock):
                left[wish.proposal.from_warehouse_id] -= wish.proposal.quantity

    assert left
    assert min(left.values()) >= 0


def test_five_times_the_products_cost_no_more_calls(swept: Swept, few: Detected) -> None:
    assert len(few.findings) >= 5
    assert few.rpc_calls == swept.detected.rpc_calls


def test_what_is_beyond_the_limit_is_counted_and_the_worst_are_kept(shared: World, few: Detected) -> None:
    worst = look(shared, limit=2)

    assert places(worst) == places(few)[:2]
    assert worst.left_out == len(few.findings) - 2


def test_rows_that_cannot_be_are_named_and_stop_nothing(stage: World) -> None:
    small = shrunk(stage)
    env, demo = small.env, small.demo

    def stock(code: str, site: str, quantity: float) -> None:
        at = env.one("stock.warehouse", demo.sites[site], ["lot_stock_id"])["lot_stock_id"]
        found = env.search("stock.quant", [["product_id", "=", demo.products[code]], ["location_id", "=", at]])
        env.write("stock.quant", found, {"quantity": quantity})

    template = env.one("product.product", demo.products["FLT-OIL5"], ["product_tmpl_id"])["product_tmpl_id"]
    prices = env.search("product.supplierinfo", [["product_tmpl_id", "=", template]])
    env.write("product.supplierinfo", prices, {"price": 0})
    env.write("product.product", [demo.products["CLN-DEG"]], {"active": False})
    env.write("stock.warehouse", [demo.sites["BER"]], {"lot_stock_id": False})
    stock("TOL-TRQ", "LEJ", -40.0)
    stock("BRG-6204", "CGN", 1e13)
    stock("SEA-35X52", "LEJ", -1e9)
    env.write("product.product", [demo.products["SEA-35X52"]], {"list_price": 1e9, "standard_price": 1e9})

    detected = look(small)

    notes = "\n".join(detected.notes)
    assert {("BRG-6204", "MUC"), ("TAP-PP", "LEJ"), ("FLT-OIL5", "CGN"), ("TOL-TRQ", "MUC")} <= {*places(detected)}
    assert not {"CLN-DEG", "SEA-35X52"} & {code for code, _ in places(detected)}
    for words in (
        "site Berlin is left out",
        "of FLT-OIL5 is left out: it has no price",
        "stock of TOL-TRQ at LEJ is below zero",
        "stock of BRG-6204 at CGN is left out",
        "SEA-35X52 is left out, its figures cannot be",
    ):
        assert words in notes


def test_an_empty_company_has_no_troubles(stage: World) -> None:
    stage.env.write("product.product", [*stage.demo.products.values()], {"active": False})

    detected = look(stage)

    assert (detected.findings, detected.left_out) == ((), 0)
    assert "no product whose stock is kept" in detected.notes[-1]
