"""A supplier that gets slower for good is named with the day since when; one that only scatters is not."""

from dataclasses import replace

import numpy as np
import pytest

from agents.supplier_risk.statistics.lead_time import lead_times
from agents.supplier_risk.statistics.lead_time_break import (
    BreakTerms,
    Series,
    chance_of,
    latest_break,
    series_of,
    strongest_cut,
)
from agents.supplier_risk.statistics.lead_time_history import Floats
from agents.supplier_risk.statistics.lead_time_levels import rooted
from tests.agents.lead_time_world import BOLT, NORTH, NUT, Purchases, company


def weekly(days: Floats) -> Series:
    """One order a week, taking so long."""
    unsaid = np.full(len(days), np.nan)
    return Series(np.arange(len(days), dtype=np.float64) * 7, rooted(days), days, unsaid, unsaid)


def scattered(random: np.random.Generator, orders: int) -> Floats:
    return np.asarray(random.gamma(16, 20 / 16, orders), dtype=np.float64)


def test_a_lasting_shift_is_named_with_its_day() -> None:
    days = scattered(np.random.default_rng(1), 60)
    days[44:] *= 1.7

    found = latest_break(weekly(days))

    assert found is not None
    assert abs(float(found.since) - 44 * 7) <= 14
    assert float(found.before) == pytest.approx(np.median(days[:44]), abs=1.5)
    assert float(found.after) == pytest.approx(np.median(days[44:]), abs=1.5)
    assert found.orders_before + found.orders_after == 60


def test_getting_faster_is_a_break_too() -> None:
    days = scattered(np.random.default_rng(2), 60)
    days[40:] *= 0.5

    found = latest_break(weekly(days))

    assert found is not None
    assert found.after < found.before


def test_of_two_shifts_the_latest_is_told() -> None:
    days = scattered(np.random.default_rng(3), 90)
    days[30:] *= 2
    days[60:] *= 2

    found = latest_break(weekly(days))

    assert found is not None
    assert abs(float(found.since) - 60 * 7) <= 14
    assert float(found.before) == pytest.approx(40, rel=0.2)


@pytest.mark.parametrize("orders", [12, 30, 75])
def test_chance_alone_is_rarely_a_break(orders: int) -> None:
    random = np.random.default_rng(orders)

    alarms = sum(latest_break(weekly(scattered(random, orders))) is not None for _ in range(400))

    assert alarms <= 8


def test_seven_orders_are_too_few() -> None:
    assert latest_break(weekly(np.array([5.0, 5, 5, 50, 50, 50, 50]))) is None


def test_a_steady_supplier_has_no_break() -> None:
    assert latest_break(weekly(np.full(40, 9.0))) is None


def test_a_shift_too_small_to_matter_is_no_break() -> None:
    days = 20 + 0.1 * np.random.default_rng(6).random(60)
    days[30:] += 0.5

    assert latest_break(weekly(days)) is None
    assert latest_break(weekly(days), BreakTerms(least_days=0.1, least_share=0.0)) is not None


def test_neighbours_that_are_alike_count_for_less() -> None:
    random = np.random.default_rng(4)
    alone = scattered(random, 40)
    together = alone[:10].repeat(4)
    alone[20:] += 12
    together[20:] += 12

    heights = [strongest_cut(days, 4)[1] for days in (alone, together)]

    assert heights[1] < heights[0]


def test_a_clearer_cut_is_rarer() -> None:
    chances = [chance_of(height, 30, 4) for height in (1.0, 2.5, 3.5, 9.0)]

    assert chances == sorted(chances, reverse=True)
    assert 0 < chances[-1] < 0.001


def test_another_mix_of_products_is_no_break() -> None:
    random, purchases = np.random.default_rng(5), Purchases()
    for number in range(80):
        nut = random.random() < (0.1 if number < 40 else 0.9)
        days = (30.0 if nut else 10.0) * random.gamma(50, 1 / 50)
        purchases.line(number * 9.0, number * 9.0 + days, product=NUT if nut else BOLT)
    history = purchases.history()

    series = series_of(lead_times(history, as_of=800.0), history)[NORTH]

    assert latest_break(series) is None
    assert latest_break(series._replace(value=np.sqrt(series.days + 1))) is not None


def test_every_supplier_has_its_own_series() -> None:
    history = company(suppliers=4, lines=300)
    slower = (history.supplier == 2) & (history.confirmed > 400)
    history = replace(history, at=history.at + np.where(slower, 25.0, 0.0))

    series = series_of(lead_times(history, as_of=800.0), history)
    found = {supplier: latest_break(one) for supplier, one in series.items()}

    assert {supplier for supplier, one in found.items() if one is not None} == {2}
    broken = found[2]
    assert broken is not None
    assert 380 <= float(broken.since) <= 470
