"""What a forecast promises: honest coverage, order, a stated method, and the same answer every time."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import gamma

from agents.stockout.forecast import MODEL, Groups, LeadTimeDemand, lead_time_demand
from agents.stockout.forecast_calibration import LEVELS, in_order, missed_by, moved
from agents.stockout.forecast_fallback import NEIGHBOURS, NEVER, OWN, SITE
from agents.stockout.forecast_features import Past, Rows, week_start

AS_OF = date(2026, 3, 2)
DAYS = 224
SITES = 4
AHEAD = 28


def _shop(seed: int, products: int = 60) -> NDArray[np.float32]:
    """Negative binomial demand of so many products at four sites, with `AHEAD` days beyond the history."""
    chance = np.random.default_rng(seed)
    rate = np.exp(chance.normal(0.0, 1.2, (products, 1))) * chance.uniform(0.5, 1.5, (1, SITES))
    scatter = chance.gamma(2.0, 0.5, (products * SITES, DAYS + AHEAD))
    return chance.poisson(rate.reshape(-1, 1) * scatter).astype(np.float32)


def _groups(rows: int) -> Groups:
    return Groups(product=np.arange(rows) // SITES, site=np.arange(rows) % SITES)


def _forecast(
    history: NDArray[np.float32], first_seen: NDArray[np.int32] | None = None, *, seed: int = 3
) -> LeadTimeDemand:
    seen = np.zeros(len(history), dtype=np.int32) if first_seen is None else first_seen
    groups = _groups(len(history))
    return lead_time_demand(history, seen, as_of=AS_OF, horizons=(7, 14), seed=seed, groups=groups)


@cache
def _known() -> tuple[NDArray[np.float32], LeadTimeDemand]:
    demand = _shop(11)
    return demand, _forecast(demand[:, :DAYS])


@pytest.mark.parametrize("horizon", [7, 14])
def test_nine_of_ten_sites_need_no_more_than_the_ninetieth_percentile(horizon: int) -> None:
    demand, forecast = _known()

    enough = forecast.quantile(0.9, horizon) >= demand[:, DAYS : DAYS + horizon].sum(axis=1)

    assert 0.84 <= enough.mean() <= 0.96


def test_a_stated_chance_of_exceeding_the_stock_comes_true_that_often() -> None:
    demand, forecast = _known()
    stock = forecast.quantile(0.5, 14.0) + 1

    stated = forecast.probability_above(stock, 14.0)

    assert stated.mean() == pytest.approx((demand[:, DAYS : DAYS + 14].sum(axis=1) > stock).mean(), abs=0.08)


def test_a_short_horizon_between_the_known_ones_is_as_honest() -> None:
    demand, forecast = _known()

    stated = forecast.probability_above(2.0, 3.0)

    assert stated.mean() == pytest.approx((demand[:, DAYS : DAYS + 3].sum(axis=1) > 2).mean(), abs=0.07)


def test_the_model_beats_the_last_eight_weeks_mean_and_spread() -> None:
    demand, forecast = _known()
    needed = demand[:, DAYS : DAYS + 14].sum(axis=1)
    past = demand[:, DAYS - 56 : DAYS]
    practice = past.mean(axis=1) * 14 + 1.2816 * past.std(axis=1) * np.sqrt(14)

    ours, theirs = (_pinball(needed, q, 0.9) for q in (forecast.quantile(0.9, 14.0), practice))

    assert ours < theirs * 1.02


def test_more_time_and_more_certainty_never_need_less() -> None:
    _, forecast = _known()
    days = (0.0, 0.5, 1.0, 3.0, 7.0, 10.0, 14.0, 20.0, 40.0)

    table = np.stack([[forecast.quantile(level, day) for level in (0.05, 0.3, 0.5, 0.9, 0.99)] for day in days])

    assert (np.diff(table, axis=0) >= -1e-9).all()
    assert (np.diff(table, axis=1) >= -1e-9).all()


@pytest.mark.parametrize("wrong", [0.6, 1.0, 1.7])
def test_misses_on_held_out_weeks_make_every_level_honest(wrong: float) -> None:
    chance = np.random.default_rng(21)
    then, now = (chance.gamma(2.0, 4.0, 4000) for _ in range(2))
    stated = wrong * np.repeat(np.array(gamma.ppf(LEVELS, 2.0, scale=4.0))[None], 4000, axis=0)

    honest = moved(stated, missed_by(stated, then))

    assert (now[:, None] <= honest).mean(axis=0) == pytest.approx(LEVELS, abs=0.02)


def test_a_handful_of_held_out_weeks_moves_nothing() -> None:
    stated = np.repeat(np.arange(8.0)[None], 20, axis=0)

    assert (missed_by(stated, np.full(20, 500.0)) == 0).all()


def test_quantiles_that_cross_are_put_in_order() -> None:
    crossed = np.array([[[3.0, 1.0, 2.0], [0.0, 5.0, 2.5]]])

    values, zero = in_order(crossed, np.array([[0.2, 0.4]]))

    assert values.tolist() == [[[1.0, 2.0, 3.0], [1.0, 2.5, 5.0]]]
    assert zero.tolist() == [[0.2, 0.2]]


def test_the_same_history_and_seed_give_the_same_numbers() -> None:
    demand = _shop(19, products=12)[:, :DAYS]

    forecast, again = _forecast(demand), _forecast(demand)

    assert forecast.method[0] == MODEL
    assert np.array_equal(forecast.quantiles, again.quantiles)
    assert np.array_equal(forecast.zero, again.zero)


def test_every_row_says_how_it_was_forecast_and_from_how_many_days() -> None:
    demand = _shop(12, products=15)[:, :DAYS]
    first_seen = np.zeros(len(demand), dtype=np.int32)
    first_seen[0] = DAYS - 20
    first_seen[4:8] = DAYS - 10
    first_seen[8] = DAYS
    demand[0, : DAYS - 20] = demand[4:8, : DAYS - 10] = demand[8] = 0

    forecast = _forecast(demand, first_seen)

    assert [forecast.method[row] for row in (0, 4, 8, 12)] == [NEIGHBOURS, SITE, NEVER, MODEL]
    assert [int(forecast.sample_days[row]) for row in (0, 4, 8, 12)] == [20, 10, 0, DAYS]


def test_a_product_that_was_never_at_a_site_is_not_asked_for_there() -> None:
    demand = _shop(13, products=3)[:, :DAYS]
    first_seen = np.where(np.arange(len(demand)) == 5, DAYS, 0).astype(np.int32)
    demand[5] = 0

    forecast = _forecast(demand, first_seen)

    assert forecast.probability_above(0.0, 30.0)[5] == 0
    assert forecast.expected_short(0.0, 30.0)[5] == 0


def test_a_few_series_are_too_few_to_train_on_and_the_forecast_says_so() -> None:
    demand = _shop(14, products=3)

    forecast = _forecast(demand[:, :DAYS])

    assert set(forecast.method) == {OWN}
    assert (forecast.quantile(0.9, 14.0) > forecast.quantile(0.5, 14.0)).all()


def test_a_new_product_borrows_from_its_other_sites() -> None:
    demand = _shop(15, products=9)[:, :DAYS]
    first_seen = np.zeros(len(demand), dtype=np.int32)
    busiest, slowest = (int(place) * SITES for place in demand.reshape(9, -1).sum(axis=1).argsort()[[-1, 0]])
    first_seen[[busiest, slowest]] = DAYS - 3
    demand[[busiest, slowest]] = 0

    forecast = _forecast(demand, first_seen)

    assert forecast.quantile(0.9, 14.0)[busiest] > 3 * forecast.quantile(0.9, 14.0)[slowest]


def test_no_forecast_needs_any_demand_at_all() -> None:
    nothing = np.zeros((48, DAYS), dtype=np.float32)

    forecast = _forecast(nothing)

    assert (forecast.probability_above(0.0, 7.0) < 0.2).all()
    assert np.isfinite(forecast.expected_short(0.0, 60.0)).all()


@pytest.mark.parametrize("start", [0, 3, 6])
def test_weeks_that_came_as_sums_are_found_in_the_history(start: int) -> None:
    daily = _shop(16, products=10)[:, :DAYS].astype(np.float64)
    old = slice(start, start + 7 * 25)
    daily[:, old] = np.repeat(daily[:, old].reshape(len(daily), 25, 7).mean(axis=2), 7, axis=1)
    daily[:, :start] = daily[:, : max(start, 1)].mean(axis=1, keepdims=True)

    assert week_start(daily) == start


def test_a_history_of_weekly_sums_says_the_same_as_one_of_days() -> None:
    daily = _shop(17)[:, :DAYS].astype(np.float64)
    weekly = daily.copy()
    weekly[:, :182] = np.repeat(daily[:, :182].reshape(len(daily), 26, 7).mean(axis=2), 7, axis=1)
    rows = Rows(np.arange(len(daily)), np.full(len(daily), 140), np.full(len(daily), 14))
    seen = np.zeros(len(daily), dtype=np.int64)

    told = [Past(history, seen, _groups(len(daily))).features(rows) for history in (daily, weekly)]

    assert np.allclose(told[0], told[1])


def test_what_happens_after_the_day_does_not_change_what_is_known_on_it() -> None:
    daily = _shop(18)[:, :DAYS].astype(np.float64)
    changed = daily.copy()
    changed[:, 140:] = 99.0
    rows = Rows(np.arange(len(daily)), np.full(len(daily), 140), np.full(len(daily), 14))
    seen = np.zeros(len(daily), dtype=np.int64)

    told = [Past(history, seen, _groups(len(daily))).features(rows) for history in (daily, changed)]

    assert np.array_equal(told[0], told[1])


def _pinball(needed: NDArray[np.float32], quantile: NDArray[np.float64], level: float) -> float:
    gap = needed - quantile
    return float(np.maximum(level * gap, (level - 1) * gap).sum())
