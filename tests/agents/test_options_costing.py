"""The days ahead: demand keeps its forecast, promises may be broken, and what is gone is not counted."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import nbinom

from agents.stockout.costing import ahead, missing, outcome, safety
from agents.stockout.costing_paths import paths
from tests.agents.shortages import HAM, MUC, D, Shop, days, eur, incoming, price, promised, selling, stated

NODES = [2, 7, 14]


def _assumed(**planning: object) -> Shop:
    whole = stated()
    return Shop(
        on_hand=20,
        prices=[price(10)],
        assumed=whole.model_copy(update={"planning": whole.planning.model_copy(update=planning)}),
    )


def _lost(shop: Shop) -> float:
    return float(outcome(ahead(shop.trouble())).lost)


@pytest.mark.parametrize("node", NODES)
def test_paths_keep_the_forecast_at_every_node(node: int) -> None:
    demand = selling(4.0)

    future = paths(demand, NODES, 6, late_share=0.2)

    reached = np.sort(future.demand[:, node - 1])
    forecast = [demand.quantile((n + 0.5) / 64, node) for n in range(64)]
    assert np.abs(reached - forecast).mean() < 0.05  # a path may not fall, whatever its rank


def test_paths_never_fall_are_always_the_same_and_are_late_as_often_as_stated() -> None:
    one, other = (paths(selling(4.0), NODES, 6, late_share=0.25) for _ in range(2))

    assert (np.diff(one.demand, axis=1) >= 0).all()
    assert (one.demand == other.demand).all()
    assert one.late.sum() == 16
    assert abs(np.corrcoef(one.late, one.demand[:, -1])[0, 1]) < 0.2


def test_what_is_lost_after_an_arrival_is_close_to_a_simulation_of_independent_days() -> None:
    dice = np.random.default_rng(5)
    daily = dice.negative_binomial(2.0, 1 / 3, size=(40_000, 14))  # mean 4, variance 12, as `selling(4.0)`
    total = np.cumsum(daily, axis=1)
    supply = np.where(np.arange(14) >= 7, 62.0, 30.0)
    lost = np.maximum.accumulate(np.maximum(total - supply, 0.0), axis=1)
    shop = Shop(on_hand=30, prices=[price(10)])

    site = ahead(shop.trouble())
    found = outcome(site, more=site.calendar.arriving(32, 7, surely=True), by=7)

    assert nbinom.mean(2.0, 1 / 3) == pytest.approx(4.0)
    assert float(found.before) == pytest.approx(lost[:, 6].mean(), abs=0.3)
    assert float(found.after) == pytest.approx((lost[:, -1] - lost[:, 6]).mean(), abs=0.4)
    assert float(found.short) == pytest.approx((lost[:, -1] > 0).mean(), abs=0.06)


def test_a_promise_that_is_often_broken_is_worth_less() -> None:
    promise = [incoming(60, 2)]

    kept, broken = (_lost(_assumed(late_share=D(share)).but(arrivals=promise)) for share in ("0", "0.5"))

    assert _lost(_assumed()) > broken > kept


def test_an_arrival_overdue_for_too_long_is_not_counted_on() -> None:
    stale, overdue = (_lost(_assumed().but(arrivals=[incoming(60, due)])) for due in (-31, -29))

    assert stale == _lost(_assumed())
    assert overdue < stale


def test_what_is_reserved_for_nobody_known_is_gone() -> None:
    reserved, gone = _assumed().but(reserved={HAM: 6}), _assumed().but(on_hand=14)
    ordered = _assumed().but(reserved={HAM: 6}, commitments=[promised(6, 3)])

    assert _lost(reserved) == _lost(gone)
    assert _lost(ordered) == _lost(_assumed().but(commitments=[promised(6, 3)]))


def test_orders_of_the_days_to_come_are_part_of_demand_and_overdue_ones_come_on_top() -> None:
    coming, overdue, large = (
        _lost(_assumed().but(commitments=[promised(q, d)])) for q, d in ((5, 6), (5, -1), (90, 6))
    )

    assert coming == pytest.approx(_lost(_assumed()), abs=0.05)
    assert overdue == pytest.approx(_lost(_assumed().but(on_hand=15)))
    assert large > 60


def test_goods_that_leave_for_another_site_are_not_there_to_sell() -> None:
    leaving = promised(8, 3).model_copy(update={"sale_order_id": None})
    elsewhere = promised(8, 3, warehouse=MUC).model_copy(update={"sale_order_id": None})

    assert _lost(_assumed().but(commitments=[leaving])) > _lost(_assumed())
    assert _lost(_assumed().but(commitments=[elsewhere])) == _lost(_assumed())


def test_what_is_missing_grows_with_the_service_level_and_shrinks_with_what_comes_too_late_for() -> None:
    low, high = (ahead(_assumed(service_level=D(level)).trouble()) for level in ("0.8", "0.95"))

    assert missing(low, 3) < missing(high, 3)
    assert missing(high, 9) < missing(high, 3)
    assert missing(high, high.days + 5) == 0


def test_what_is_on_order_and_may_be_late_is_made_up_for_by_a_few_days_demand_and_only_once() -> None:
    large = _assumed().but(commitments=[promised(300, 8)])
    late = ahead(large.but(arrivals=[incoming(290, 6)]).trouble())
    more = missing(late, 7)
    again = ahead(large.but(arrivals=[incoming(290, 6), incoming(more, 7, order=13)]).trouble())

    assert 0 < more <= safety(late)
    assert float(safety(late)) == pytest.approx(selling(4.0).quantile(0.9, 7), abs=0.01)
    assert missing(again, 7) <= 1
    assert missing(late, 7, though_late=True) > 250


def test_goods_between_own_sites_are_not_made_up_for() -> None:
    moved = ahead(_assumed().but(arrivals=[incoming(80, 6, source="transfer")]).trouble())

    assert missing(moved, 7) == missing(moved, 7, though_late=True) == 0


def test_promises_that_are_always_broken_are_none() -> None:
    broken = ahead(_assumed(late_share=D(1)).but(arrivals=[incoming(60, 6)]).trouble())

    assert missing(broken, 7) == missing(broken, 7, though_late=True) > 10


def test_what_will_surely_come_too_late_is_asked_for_until_then() -> None:
    slipped = ahead(_assumed().but(arrivals=[incoming(60, 11)]).trouble())
    never = ahead(_assumed().trouble())

    assert missing(never, 7) > missing(slipped, 7) > 10


def test_a_list_price_below_standard_leaves_only_goodwill_to_lose() -> None:
    dear = ahead(Shop(standard=30, listed=25).trouble())

    assert dear.lost_sale.line == "One unit not sold: 1 x 0 + 0.05 x 25.00 = 1.25 EUR"
    assert dear.unit_value == eur(30).amount
    assert dear.until - days(0) == timedelta(days=28)
