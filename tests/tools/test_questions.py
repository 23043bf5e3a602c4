"""What a chat model may ask: typed, bounded, and only ever reading."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from domain.fact import Fact, Json
from sandbox import SandboxOdoo
from sandbox.seed import seed_demo
from tests.contract.conftest import access
from tools.errors import Gone, Misused
from tools.odoo.questions import QUESTIONS
from tools.odoo.questions.orders import OpenOrders, Receipts, Terms
from tools.odoo.questions.stock import StockHistory, Transfers, WeeklyDemand
from tools.odoo.session import READS, OdooSession, opened

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxOdoo]:
    odoo = SandboxOdoo()
    odoo.store.clock = lambda: NOW
    seed_demo(odoo.env("__system__").sudo(), NOW)
    with odoo:
        yield odoo


@pytest.fixture
def odoo(sandbox: SandboxOdoo) -> Iterator[OdooSession]:
    with opened(access(sandbox.url, sandbox.db, "weighbridge", "weighbridge")) as session:
        yield session


def product(sandbox: SandboxOdoo, code: str) -> int:
    (found,) = sandbox.env().sudo().search("product.product", [["default_code", "=", code]])
    return int(found)


def ask(odoo: OdooSession, name: str, **arguments: Json) -> Fact:
    question = QUESTIONS[name]
    asked = question.arguments.model_validate_json(json.dumps(arguments))
    return question.ask(odoo, asked, company_id=1, now=NOW)


def test_every_question_describes_itself_to_a_model() -> None:
    for name, question in QUESTIONS.items():
        assert question.name == name
        assert question.description
        assert question.arguments.model_json_schema()["properties"]


def test_demand_by_week_adds_up(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    found = ask(odoo, "weekly_demand", product_id=product(sandbox, "BRG-6204"), weeks=8)

    assert isinstance(found, WeeklyDemand)
    assert [site.site for site in found.sites] == ["HAM", "LEJ", "MUC", "CGN", "BER"]
    assert all(len(site.weekly) == 8 for site in found.sites)
    assert sum(sum(site.weekly) for site in found.sites) > 0


def test_the_history_of_a_shelf_ends_with_what_is_there_now(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    item = product(sandbox, "BRG-6204")
    found = ask(odoo, "stock_history", product_id=item, warehouse_id=1, days=70)

    assert isinstance(found, StockHistory)
    assert len(found.weeks) == 10
    for earlier, later in zip(found.weeks, found.weeks[1:], strict=False):
        assert later.on_hand <= earlier.on_hand + later.received - later.sold
    quants = (
        sandbox.env()
        .sudo()
        .search_read(
            "stock.quant",
            [["product_id", "=", item], ["location_id.usage", "=", "internal"], ["location_id.warehouse_id", "=", 1]],
            ["quantity"],
        )
    )
    assert float(found.weeks[-1].on_hand) == sum(quant["quantity"] for quant in quants)


def test_open_orders_name_their_orders_and_partners(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    found = ask(odoo, "open_orders", product_id=product(sandbox, "FLT-AIR9"))

    assert isinstance(found, OpenOrders)
    assert any(promise.due < NOW and promise.partner.startswith("Baltic") for promise in found.arriving)
    assert [promise.due for promise in found.arriving] == sorted(promise.due for promise in found.arriving)


def test_a_supplier_that_is_often_late_is_seen_to_be(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    vendors = {
        str(row["name"]): int(row["id"])
        for row in sandbox.env().sudo().search_read("res.partner", [["name", "like", "Baltic"]], ["name"])
    }
    ((name, vendor),) = vendors.items()

    found = ask(odoo, "late_receipts", supplier_id=vendor)

    assert isinstance(found, Receipts)
    assert found.supplier == name
    assert found.receipts >= found.late > 0
    assert found.overdue > 0
    assert all(receipt.came > receipt.promised and receipt.order for receipt in found.latest)


def test_transfers_say_from_where_to_where(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    moved = [
        found
        for code in ("BRG-6204", "CAB-5G25", "TAP-PP", "FLT-OIL5", "SWI-16A")
        if isinstance(
            found := ask(odoo, "transfers_between_sites", product_id=product(sandbox, code), days=365), Transfers
        )
    ]

    rows = [row for found in moved for row in found.moved]
    assert rows
    assert all(row.from_site != row.to_site and row.transfer for row in rows)


def test_the_terms_of_a_product_are_its_rules_and_prices(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    found = ask(odoo, "purchase_terms", product_id=product(sandbox, "CAB-5G25"))

    assert isinstance(found, Terms)
    assert found.rules
    assert found.prices


@pytest.mark.parametrize("name", [*QUESTIONS])
def test_an_answer_is_small_and_made_by_reading_alone(odoo: OdooSession, sandbox: SandboxOdoo, name: str) -> None:
    before = len(sandbox.calls)
    (vendor,) = sandbox.env().sudo().search("res.partner", [["name", "like", "Baltic"]])
    given: dict[str, Json] = {"product_id": product(sandbox, "BRG-6204"), "warehouse_id": 1, "supplier_id": int(vendor)}
    fields = QUESTIONS[name].arguments.model_fields

    found = ask(odoo, name, **{key: value for key, value in given.items() if key in fields})

    assert len(found.model_dump_json()) < 6000
    assert {call.method for call in sandbox.calls[before:]} <= READS


def test_arguments_beyond_their_bounds_are_refused() -> None:
    with pytest.raises(ValidationError):
        QUESTIONS["weekly_demand"].arguments.model_validate_json('{"product_id": 1, "weeks": 5000}')
    with pytest.raises(ValidationError):
        QUESTIONS["open_orders"].arguments.model_validate_json('{"product_id": 1, "domain": []}')


def test_what_is_not_there_is_told_in_words(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    with pytest.raises(Gone, match="no product 999999"):
        ask(odoo, "weekly_demand", product_id=999_999)
    with pytest.raises(Gone, match="Known sites: 1 \\(HAM\\)"):
        ask(odoo, "stock_history", product_id=product(sandbox, "BRG-6204"), warehouse_id=999)


def test_the_arguments_of_one_question_do_not_fit_another(odoo: OdooSession) -> None:
    other = QUESTIONS["late_receipts"].arguments.model_validate_json('{"supplier_id": 1}')

    with pytest.raises(Misused):
        QUESTIONS["weekly_demand"].ask(odoo, other, company_id=1, now=NOW)
