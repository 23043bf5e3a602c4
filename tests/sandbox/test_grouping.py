"""read_group: labels, spans, domains and lists as Odoo 17 gives them."""

from typing import Any

import pytest

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller, Refusal

RATES = [
    # day, currency, rate
    ("2026-01-01", 1, 1.0),
    ("2026-01-03", 1, 2.0),
    ("2026-01-04", 1, 4.0),
    ("2026-02-10", 2, 8.0),
]


@pytest.fixture
def rates(odoo: SandboxOdoo) -> list[int]:
    rows = [{"name": day, "currency_id": currency, "rate": rate} for day, currency, rate in RATES]
    return odoo.env().sudo().create_many("res.currency.rate", rows)


def grouped(admin: Caller, fields: list[str], by: list[str], **options: Any) -> Any:
    return admin("res.currency.rate", "read_group", [["rate", ">", 0]], fields, by, lazy=False, **options)


def test_a_link_is_grouped_with_its_name_count_and_domain(admin: Caller, rates: list[int]) -> None:
    euro, dollar = grouped(admin, ["rate:sum"], ["currency_id"])

    assert euro == {
        "currency_id": [1, "EUR"], "__count": 3, "rate": 7.0,
        "__domain": ["&", ["rate", ">", 0], ["currency_id", "=", 1]],
    }  # fmt: skip
    assert (dollar["currency_id"], dollar["rate"]) == ([2, "USD"], 8.0)


@pytest.mark.parametrize(
    ("by", "labels", "first"),
    [
        ("name:day", ["01 Jan 2026", "03 Jan 2026", "04 Jan 2026", "10 Feb 2026"], ("2026-01-01", "2026-01-02")),
        ("name:week", ["W1 2026", "W2 2026", "W7 2026"], ("2025-12-28", "2026-01-04")),
        ("name:month", ["January 2026", "February 2026"], ("2026-01-01", "2026-02-01")),
        ("name:quarter", ["Q1 2026"], ("2026-01-01", "2026-04-01")),
        ("name:year", ["2026"], ("2026-01-01", "2027-01-01")),
    ],
)
def test_days_are_gathered_in_spans_that_say_from_when_to_when(
    admin: Caller, rates: list[int], by: str, labels: list[str], first: tuple[str, str]
) -> None:
    groups = grouped(admin, ["__count"], [by])

    assert [group[by] for group in groups] == labels
    assert groups[0]["__range"] == {by: {"from": first[0], "to": first[1]}}
    assert groups[0]["__domain"][-2:] == [["name", ">=", first[0]], ["name", "<", first[1]]]


def test_every_group_s_domain_finds_exactly_its_records(admin: Caller, rates: list[int]) -> None:
    groups = grouped(admin, [], ["currency_id", "name:week"])

    found = [admin("res.currency.rate", "search_count", group["__domain"]) for group in groups]

    assert found == [group["__count"] for group in groups] == [2, 1, 1]


def test_lists_are_in_the_order_of_the_records(admin: Caller, rates: list[int]) -> None:
    (all_of_them,) = grouped(
        admin, ["id:array_agg", "rate:array_agg", "day:array_agg(name)", "company_id:array_agg"], []
    )

    assert all_of_them["id"] == rates
    assert all_of_them["rate"] == [1.0, 2.0, 4.0, 8.0]
    assert all_of_them["day"] == [day for day, _, _ in RATES]
    assert all_of_them["company_id"] == [None] * 4 or all(all_of_them["company_id"])


def test_lists_and_figures_go_together(admin: Caller, rates: list[int]) -> None:
    euro, _ = grouped(
        admin, ["id:array_agg", "least:min(rate)", "rate:avg", "kinds:count_distinct(name)"], ["currency_id"]
    )

    assert (euro["id"], euro["least"], euro["kinds"]) == (rates[:3], 1.0, 3)
    assert euro["rate"] == pytest.approx(7 / 3)


def test_nothing_adds_up_to_false(admin: Caller) -> None:
    (nothing,) = admin(
        "res.currency.rate", "read_group", [["id", "=", 0]], ["rate:sum", "id:array_agg"], [], lazy=False
    )

    assert (nothing["__count"], nothing["rate"], nothing["id"]) == (0, False, [])
    assert admin("res.currency.rate", "read_group", [["id", "=", 0]], ["rate:sum"], ["currency_id"], lazy=False) == []


def test_lazy_groups_stop_at_the_first_term(admin: Caller, rates: list[int]) -> None:
    euro, _ = admin("res.currency.rate", "read_group", [], ["rate"], ["currency_id", "name:day"])

    assert (euro["currency_id_count"], euro["rate"]) == (3, 7.0)
    assert euro["__context"] == {"group_by": ["name:day"]}


def test_pages_of_groups_make_the_whole(odoo: SandboxOdoo, admin: Caller, rates: list[int]) -> None:
    whole = grouped(admin, ["rate:sum"], ["name:day"])

    pages = [grouped(admin, ["rate:sum"], ["name:day"], limit=3, offset=offset) for offset in (0, 3, 6)]

    assert [len(page) for page in pages] == [3, 1, 0]
    assert pages[0] + pages[1] == whole


def test_a_page_sees_what_was_written_meanwhile(odoo: SandboxOdoo, admin: Caller, rates: list[int]) -> None:
    grouped(admin, ["rate:sum"], ["currency_id"], limit=1)
    odoo.env().sudo().write("res.currency.rate", rates[3:], {"rate": 9.0})

    (dollar,) = grouped(admin, ["rate:sum"], ["currency_id"], limit=1, offset=1)

    assert dollar["rate"] == 9.0


def test_groups_can_be_ordered_by_their_figures(admin: Caller, rates: list[int]) -> None:
    groups = grouped(admin, ["rate:sum"], ["currency_id"], orderby="rate desc")

    assert [group["rate"] for group in groups] == [8.0, 7.0]


def test_the_day_is_that_of_the_caller_s_zone(odoo: SandboxOdoo, admin: Caller) -> None:
    picking = odoo.env().sudo()
    kind = picking.store.insert(picking.model("stock.picking.type"), {"name": "In", "code": "incoming", "active": 1})
    row = {
        "name": "late",
        "picking_type_id": kind,
        "date_done": "2026-06-30 22:30:00",
        "state": "done",
        "company_id": 1,
    }
    picking.store.insert(picking.model("stock.picking"), row)

    (utc,) = admin("stock.picking", "read_group", [], [], ["date_done:day"], lazy=False, context={"tz": "UTC"})
    (rome,) = admin("stock.picking", "read_group", [], [], ["date_done:day"], lazy=False, context={"tz": "Europe/Rome"})

    assert (utc["date_done:day"], rome["date_done:day"]) == ("30 Jun 2026", "01 Jul 2026")
    assert rome["__range"]["date_done:day"] == {"from": "2026-06-30 22:00:00", "to": "2026-07-01 22:00:00"}


@pytest.mark.parametrize(
    ("fields", "by"),
    [(["zork"], []), (["rate:zork"], []), ([], ["zork"]), ([], ["name:zork"]), ([], ["company_rate"])],
)
def test_what_cannot_be_grouped_is_the_caller_s_mistake(
    admin: Caller, rates: list[int], fields: list[str], by: list[str]
) -> None:
    answer = grouped(admin, fields, by)

    assert isinstance(answer, Refusal)
    assert answer.name == "builtins.ValueError"


def test_stock_cannot_be_grouped_by_site_in_17(admin: Caller) -> None:
    answer = admin("stock.quant", "read_group", [], ["quantity:sum"], ["warehouse_id"], lazy=False)

    assert isinstance(answer, Refusal)
