"""What purchases say on a supplier, part by part: the measure, the sample, and the records behind it."""

from decimal import Decimal

import pytest

from agents.supplier_risk.score.parts import evidence_of
from agents.supplier_risk.score.risk_score import Evidence, score
from agents.supplier_risk.score.scales import SCALES
from agents.supplier_risk.statistics.lead_time import lead_times
from tests.agents.lead_time_world import BOLT, NORTH, NUT, SOUTH, Purchases, company

AS_OF = 400.0


def evidence(purchases: Purchases, supplier: int = NORTH) -> dict[str, Evidence]:
    history = purchases.history()
    return evidence_of(history, lead_times(history, as_of=AS_OF), as_of=AS_OF)[supplier]


def test_late_lines_count_by_share_and_the_recent_ones_more() -> None:
    purchases = Purchases()
    purchases.line(35.0, 40.0)
    purchases.line(380.0, [(0.5, 385.0), (0.5, 395.0)])

    found = evidence(purchases)["late_rate"]

    assert found.value == pytest.approx(Decimal("0.5") * Decimal("0.6585"), abs=Decimal("0.003"))
    assert (found.sample, found.records) == (2, ("purchase.order.line,2",))


def test_promises_that_may_have_been_moved_are_said() -> None:
    purchases = Purchases()
    purchases.line(300.0, 305.0, kept=True)
    purchases.line(300.0, 305.0)

    assert evidence(purchases)["late_rate"].note == (
        "1 of 2 promises are as Odoo has them now: they may have been moved"
    )


def test_a_promise_that_is_still_running_is_no_evidence() -> None:
    purchases = Purchases()
    purchases.line(399.0)

    assert evidence(purchases)["late_rate"].absent == "no promised day is over yet"


def test_a_line_closed_short_and_one_long_overdue_lack_quantity() -> None:
    purchases = Purchases()
    purchases.line(300.0, [(0.8, 305.0)], closed=True)
    purchases.line(300.0, promised=310.0)
    purchases.line(300.0, 305.0)
    purchases.line(390.0, promised=395.0)

    found = evidence(purchases)["short_quantity"]

    assert found.sample == 3
    assert found.value == pytest.approx(Decimal("0.4"), abs=Decimal("0.0001"))
    assert found.records == ("purchase.order.line,2", "purchase.order.line,1")


def test_goods_that_went_back_are_counted_by_share() -> None:
    purchases = Purchases()
    purchases.line(300.0, 305.0, returned=0.5)
    purchases.line(300.0, 305.0)

    found = evidence(purchases)["returns"]

    assert (found.value, found.sample, found.records) == (Decimal("0.25"), 2, ("purchase.order.line,1",))


def test_prices_that_rise_by_a_tenth_a_year_are_seen_across_products() -> None:
    purchases = Purchases()
    for day in (0.0, 120.0, 240.0, 365.0):
        purchases.line(day, day + 5, product=BOLT, price=2.0 * 1.1 ** (day / 365))
        purchases.line(day, day + 5, product=NUT, price=90.0 * 1.1 ** (day / 365))

    found = evidence(purchases)["price_drift"]

    assert found.value == pytest.approx(Decimal("0.1"), abs=Decimal("0.001"))
    assert found.sample == 6


def test_a_product_bought_once_says_nothing_about_prices() -> None:
    purchases = Purchases()
    purchases.line(300.0, 305.0, product=BOLT)
    purchases.line(310.0, 315.0, product=BOLT, price=9.0)

    found = evidence(purchases)["price_drift"]

    assert (found.value, found.absent) == (None, "no product was bought twice, 90 days apart")


def test_dependence_is_spend_and_what_nobody_else_delivers() -> None:
    purchases = Purchases()
    purchases.line(300.0, 305.0, product=BOLT, value=60.0)
    purchases.line(300.0, 305.0, product=NUT, value=20.0)
    purchases.line(300.0, 305.0, product=NUT, value=20.0, supplier=SOUTH)

    found = evidence(purchases)

    assert (found["spend_share"].value, found["spend_share"].sample) == (Decimal("0.8"), 2)
    assert found["sole_source"].value == Decimal("0.75")
    assert found["sole_source"].records == (f"product.product,{BOLT}",)
    assert evidence(purchases, SOUTH)["sole_source"].value == 0


def test_a_supplier_without_a_purchase_in_a_year_has_no_dependence() -> None:
    purchases = Purchases()
    purchases.line(10.0, 15.0)

    assert evidence(purchases)["spend_share"].value is None
    assert evidence(purchases)["sole_source"].value is None


def test_lead_times_are_level_and_spread() -> None:
    purchases = Purchases()
    for number in range(30):
        purchases.line(number * 10.0, number * 10.0 + (30.0 if number % 3 == 0 else 10.0))

    found = evidence(purchases)

    level, spread = found["lead_time_level"], found["lead_time_volatility"]
    assert level.value is not None
    assert spread.value is not None
    assert level.value <= 15
    assert spread.value >= Decimal("0.9")
    assert level.sample == spread.sample == 30
    assert len(spread.records) == 5


def test_too_few_orders_have_no_lead_time() -> None:
    purchases = Purchases()
    purchases.line(300.0, 305.0)

    found = evidence(purchases)

    assert found["lead_time_level"].absent == found["lead_time_volatility"].absent
    assert "too few orders" in found["lead_time_level"].absent


def test_the_parts_of_purchases_and_those_from_elsewhere_make_the_score() -> None:
    history = company(suppliers=5, lines=300)
    times = lead_times(history, as_of=AS_OF)

    scores = {
        supplier: score(supplier, found, SCALES) for supplier, found in evidence_of(history, times, as_of=AS_OF).items()
    }

    assert len(scores) == 5
    assert scores[3].points > scores[1].points
    absent = {part.part for part in scores[3].absent()}
    assert absent == {"quality_checks", "billing_disputes", "tickets", "scrap"}
    assert all(part.absent == "nothing was read" for part in scores[3].absent())
