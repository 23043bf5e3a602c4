"""How long suppliers take, told from receipts: what counts, what is said with little to go by, and what is not seen."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from agents.supplier_risk.statistics.lead_time import Asked, LeadTimes, LeadTimeTerms, lead_times
from agents.supplier_risk.statistics.lead_time_history import History
from tests.agents.lead_time_world import BOLT, HAM, NORTH, NUT, SOUTH, Purchases, company


def steady(*, orders: int, days: float, purchases: Purchases | None = None, supplier: int = NORTH) -> Purchases:
    """One line every ten days, each taking so long."""
    made = purchases or Purchases()
    for number in range(orders):
        made.line(number * 10.0, number * 10.0 + days + (number % 3 - 1), supplier=supplier)
    return made


def told(purchases: Purchases, *, as_of: float = 400.0) -> LeadTimes:
    return lead_times(purchases.history(), as_of=as_of)


def test_a_supplier_with_many_receipts_speaks_for_itself() -> None:
    purchases = steady(orders=30, days=9)
    steady(orders=30, days=60, purchases=purchases, supplier=SOUTH)

    found = told(purchases).of(NORTH, BOLT, HAM)

    assert found.basis == "product_supplier"
    assert (found.orders, found.reason) == (30, "")
    assert found.p50 is not None
    assert found.p90 is not None
    assert Decimal("8.5") <= found.p50 <= Decimal("10.5")
    assert found.p50 <= found.p90 <= Decimal(15)


def test_fewer_than_five_orders_of_a_product_fall_back_to_the_supplier_and_say_so() -> None:
    purchases = steady(orders=30, days=9)
    for number in range(4):
        purchases.line(number * 10.0, number * 10.0 + 30, product=NUT)

    times = told(purchases)

    assert times.of(NORTH, NUT).basis == "supplier"
    assert times.of(NORTH, NUT).reason == (
        "only 4 orders of this product have come from this supplier: all its products count"
    )
    assert times.of(NORTH, NUT).p50 == times.of(NORTH).p50


def test_fewer_than_five_orders_of_a_supplier_fall_back_to_all() -> None:
    purchases = steady(orders=30, days=9)
    steady(orders=4, days=60, purchases=purchases, supplier=SOUTH)

    found = told(purchases).of(SOUTH, BOLT)

    assert found.basis == "all"
    assert found.orders == 34
    assert found.reason == "only 4 orders have come from this supplier: all suppliers count"


def test_fewer_than_five_orders_of_all_say_nothing() -> None:
    found = told(steady(orders=4, days=9)).of(NORTH, BOLT)

    assert (found.p50, found.p90, found.basis) == (None, None, "nothing")
    assert "too few" in found.reason


def test_no_history_says_nothing() -> None:
    assert lead_times(steady(orders=3, days=9).history(), as_of=0.0).of(NORTH).basis == "nothing"


def test_parts_of_a_line_count_by_their_quantity() -> None:
    quickly, slowly = Purchases(), Purchases()
    for number in range(40):
        start = number * 9.0
        quickly.line(start, [(0.9, start + 4), (0.1, start + 30)])
        slowly.line(start, [(0.1, start + 4), (0.9, start + 30)])

    assert told(quickly).of(NORTH, BOLT).p50 == Decimal("4.0")
    assert told(slowly).of(NORTH, BOLT).p50 == Decimal("30.0")


def test_an_order_counts_once_however_many_lines_it_has() -> None:
    purchases = steady(orders=20, days=10)
    for _ in range(50):
        purchases.line(200.0, 280.0, order=77, product=NUT)

    found = told(purchases).of(NORTH)

    assert found.orders == 21
    assert found.p50 is not None
    assert found.p50 < 20


def test_what_has_been_open_for_long_makes_a_supplier_slower() -> None:
    purchases = steady(orders=20, days=10)
    before = told(purchases, as_of=260.0).of(NORTH, BOLT)
    for number in range(8):
        purchases.line(200.0 + number, promised=250.0)

    after = told(purchases, as_of=260.0).of(NORTH, BOLT)

    assert before.p90 is not None
    assert after.p90 is not None
    assert after.p90 > before.p90 + 20


def test_a_line_nobody_waits_for_any_more_counts_for_nothing() -> None:
    purchases = steady(orders=20, days=10)
    before = told(purchases)
    purchases.line(0.0, promised=10.0)

    assert told(purchases).of(NORTH, BOLT) == before.of(NORTH, BOLT)


def test_recent_receipts_weigh_more() -> None:
    purchases = steady(orders=20, days=30)
    for number in range(20):
        purchases.line(1000.0 + number * 10, 1000.0 + number * 10 + 5)

    found = told(purchases, as_of=1250.0).of(NORTH, BOLT)

    assert found.p50 is not None
    assert found.p50 < 8


def test_nothing_of_the_day_or_later_is_seen() -> None:
    history = company()
    late = history.at >= 500
    other = replace(history, at=np.where(late, history.at + 77, history.at))
    asked = Asked(history.supplier, history.product, history.site)

    now, then = (lead_times(known, as_of=500.0).quantile(0.9, asked) for known in (history, other))

    assert now.tolist() == then.tolist()


def test_the_ninetieth_percentile_holds_for_nine_of_ten() -> None:
    history = company(lines=3000, seed=8)
    learned, later = lead_times(history, as_of=550.0), history.confirmed >= 550

    asked = Asked(history.supplier[later], history.product[later], history.site[later])
    took = (history.at - history.confirmed)[later]

    assert abs((took <= learned.quantile(0.9, asked)).mean() - 0.9) <= 0.04


def test_a_line_open_for_a_while_needs_longer_than_one_just_ordered() -> None:
    times = lead_times(company(), as_of=700.0)
    asked = Asked(*(np.array([number]) for number in (6, 120, 1)))
    half = times.quantile(0.5, asked)

    fresh, aged = times.within(half + 3, asked), times.within(half + 3, asked, half)

    assert aged[0] < fresh[0]
    assert times.quantile(0.5, asked, half)[0] > half[0]
    assert times.within(half, asked)[0] == pytest.approx(0.5, abs=0.05)


def test_terms_are_stated_and_can_be_changed() -> None:
    history = steady(orders=7, days=9).history()

    strict = lead_times(history, as_of=400.0, terms=LeadTimeTerms(least_orders=8))

    assert strict.of(NORTH).basis == "nothing"


def test_lateness_is_by_the_share_that_came_after_the_promised_day() -> None:
    purchases = Purchases()
    purchases.line(0.0, [(0.6, 9.0), (0.4, 12.0)], promised=10.4)
    purchases.line(0.0, 10.9, promised=10.4)
    purchases.line(0.0, promised=10.4)
    purchases.line(0.0, [(0.5, 9.0)], promised=10.4, closed=True)
    purchases.line(0.0, promised=10.4, closed=True)

    late, known = purchases.history().outcome()

    assert late[:4].tolist() == pytest.approx([0.4, 0.0, 1.0, 0.0])
    assert np.isnan(late[4])
    assert known.tolist() == [11.0] * 4 + [np.inf]


def test_the_past_knows_a_line_as_open_that_came_later() -> None:
    purchases = steady(orders=3, days=9)

    past: History = purchases.history().before(15.0)

    assert len(past) == 2
    assert past.came.tolist() == [1.0, 0.0]
    assert past.open.tolist() == [False, True]
