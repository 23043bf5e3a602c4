"""How a distribution of demand is read: at any stock, level and horizon, as arrays and as a fact."""

import json
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import gamma, nbinom

from agents.stockout.forecast import LeadTimeDemand, OneDemand
from domain.fact import Unfit

LEVELS = np.array([0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98])
HORIZONS = np.array([7, 14])


def _of(quantiles: NDArray[np.float64], zero: NDArray[np.float64]) -> LeadTimeDemand:
    rows = len(quantiles)
    days = np.full(rows, 364)
    return LeadTimeDemand(LEVELS, HORIZONS, quantiles, zero, ("told",) * rows, days, date(2026, 3, 2))


def _gamma(shape: float, scale: float) -> LeadTimeDemand:
    weeks = np.array([1.0, 2.0])[:, None]
    return _of(np.array([gamma.ppf(LEVELS[None, :], shape * weeks, scale=scale)]), np.zeros((1, 2)))


def _intermittent() -> LeadTimeDemand:
    """Seven days in ten without a sale over the first week, half over two."""
    quantiles = np.array([[[0, 0, 0, 0, 2, 5, 7, 9], [0, 0, 0, 1, 4, 8, 11, 14]]], dtype=np.float64)
    return _of(quantiles, np.array([[0.7, 0.5]]))


@pytest.mark.parametrize("stock", [0.0, 3.0, 8.0, 15.0, 40.0])
def test_between_the_levels_and_beyond_the_last_the_chance_is_nearly_exact(stock: float) -> None:
    told = _gamma(2.0, 4.0)

    stated = float(told.probability_above(stock, 7.0)[0])

    assert stated == pytest.approx(gamma.sf(stock, 2.0, scale=4.0), abs=0.02)


@pytest.mark.parametrize("stock", [-5.0, 0.0, 4.0, 12.0, 30.0])
def test_the_expected_shortage_is_the_area_above_the_stock(stock: float) -> None:
    told = _gamma(2.0, 4.0)
    grid = np.linspace(max(stock, 0.0), 120, 20_000)

    stated = float(told.expected_short(stock, 7.0)[0])

    assert stated == pytest.approx(max(-stock, 0.0) + np.trapezoid(gamma.sf(grid, 2.0, scale=4.0), grid), abs=0.3)


def test_a_day_of_a_week_is_thinned_as_orders_of_customers_would_be() -> None:
    levels = nbinom.ppf(LEVELS, 4.0, 4.0 / 18.0)
    told = _of(np.array([[levels, 2 * levels]]), np.array([[nbinom.pmf(0, 4.0, 4.0 / 18.0), 0.0]]))

    stated = [float(told.probability_above(stock, 1.0)[0]) for stock in (0.0, 2.0, 5.0)]

    assert stated == pytest.approx([float(nbinom.sf(stock, 4.0, 4.0 / 6.0)) for stock in (0, 2, 5)], abs=0.12)


def test_quantile_and_chance_are_inverse() -> None:
    told = _gamma(3.0, 2.0)

    for level in (0.05, 0.4, 0.9, 0.97, 0.995):
        stock = told.quantile(level, 10.0)

        assert float(told.probability_above(stock, 10.0)[0]) == pytest.approx(1 - level, abs=1e-6)


def test_an_item_that_sells_rarely_needs_nothing_until_the_chance_of_no_sale_is_passed() -> None:
    told = _intermittent()

    assert float(told.quantile(0.7, 7.0)[0]) == 0
    assert float(told.quantile(0.71, 7.0)[0]) > 0
    assert float(told.probability_above(0.0, 7.0)[0]) == pytest.approx(0.3)


def test_a_shorter_time_makes_no_sale_likelier() -> None:
    told = _intermittent()

    chances = [float(told.probability_above(0.0, day)[0]) for day in (0.0, 1.0, 3.0, 7.0, 10.0, 14.0, 30.0)]

    assert chances == sorted(chances)
    assert chances[0] == 0


def test_more_stock_is_never_riskier() -> None:
    told = _intermittent()

    chances = [float(told.probability_above(stock, 9.0)[0]) for stock in np.linspace(-1, 40, 83)]

    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1
    assert chances[-1] > 0


def test_each_row_may_ask_for_a_horizon_of_its_own() -> None:
    week, fortnight = _gamma(2.0, 4.0), _gamma(5.0, 1.0)
    both = _of(np.concatenate([week.quantiles, fortnight.quantiles]), np.zeros((2, 2)))

    asked = both.quantile(np.array([0.9, 0.5]), np.array([3.0, 12.0]))

    assert asked[0] == pytest.approx(week.quantile(0.9, 3.0)[0])
    assert asked[1] == pytest.approx(fortnight.quantile(0.5, 12.0)[0])


def test_one_row_survives_the_wire_and_answers_as_before() -> None:
    told = _gamma(2.0, 4.0)

    wire = json.dumps(told.one(0).to_json())
    back = OneDemand.from_json(json.loads(wire))

    assert len(wire) < 4096
    assert back == told.one(0)
    assert back.probability_above(9.0, 5.0) == pytest.approx(float(told.probability_above(9.0, 5.0)[0]), abs=1e-3)
    assert back.quantile(0.95, 20.0) == pytest.approx(float(told.quantile(0.95, 20.0)[0]), abs=1e-2)
    assert back.expected_short(9.0, 5.0) == pytest.approx(float(told.expected_short(9.0, 5.0)[0]), abs=1e-2)


def test_facts_put_side_by_side_are_the_arrays_again() -> None:
    told = _intermittent()

    back = LeadTimeDemand.of([told.one(0), told.one(0)], as_of=told.as_of)

    assert np.allclose(back.quantiles, np.repeat(told.quantiles, 2, axis=0))
    assert back.method == ("told", "told")


def test_facts_of_different_horizons_cannot_be_put_side_by_side() -> None:
    one = _intermittent().one(0)
    other = one.model_copy(update={"horizons": (7, 28)})

    with pytest.raises(Unfit, match="side by side"):
        LeadTimeDemand.of([one, other], as_of=date(2026, 3, 2))


def test_a_demand_with_a_missing_quantile_is_no_demand() -> None:
    whole = _intermittent().one(0).to_json()
    whole["levels"] = ["0.5", "0.9"]

    with pytest.raises(ValueError, match="one quantile per level"):
        OneDemand.from_json(whole)
