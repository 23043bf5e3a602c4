"""The probability that an open line comes late: learned from what was known, better than the late rate, and honest."""

from dataclasses import replace

import numpy as np
import pytest

from agents.supplier_risk.statistics.lateness import Foreseen, Lateness, LatenessTerms, learn_lateness
from agents.supplier_risk.statistics.lateness_features import NAMES, Views, features, open_views
from agents.supplier_risk.statistics.lateness_fit import fit_logistic
from agents.supplier_risk.statistics.lateness_rolling import Rolling, shrunken
from agents.supplier_risk.statistics.lead_time_history import Floats, History
from tests.agents.lead_time_world import NORTH, SOUTH, Purchases, company

AS_OF = 550.0


@pytest.fixture(scope="module")
def history() -> History:
    return company(lines=1800, seed=4)


@pytest.fixture(scope="module")
def learned(history: History) -> Lateness:
    return learn_lateness(history, as_of=AS_OF)


@pytest.fixture(scope="module")
def foreseen(history: History, learned: Lateness) -> Foreseen:
    return learned.foresee(history, AS_OF)


def brier(chance: Floats, late: Floats) -> float:
    return float(np.mean((chance - late) ** 2))


def test_a_later_line_is_foreseen_better_than_by_the_base_rate(history: History, learned: Lateness) -> None:
    views = open_views(history, np.where(history.confirmed >= AS_OF, history.confirmed, np.nan))

    chance, late = learned.at(history, views), history.outcome().late[views.row]

    assert learned.model is not None
    assert brier(chance, late) < 0.9 * brier(np.full(len(late), late.mean()), late)
    assert abs(chance.mean() - late.mean()) < 0.05
    likely = chance > np.median(chance)
    assert late[likely].mean() > 2 * late[~likely].mean()


def test_nothing_of_the_day_or_later_is_learned(history: History, foreseen: Foreseen) -> None:
    other = replace(history, at=np.where(history.at >= AS_OF, history.at + 60, history.at))
    worth = replace(other, value=np.where(history.confirmed >= AS_OF, 1.0, other.value))

    found = learn_lateness(worth, as_of=AS_OF).foresee(worth, AS_OF)

    assert (history.at >= AS_OF).any()
    assert found.row.tolist() == foreseen.row.tolist()
    assert found.probability.tolist() == foreseen.probability.tolist()


def test_a_view_knows_nothing_that_came_after_it(history: History) -> None:
    views = Views(np.arange(900, 1000), np.full(100, float(history.confirmed[1000])))
    later = history.at >= views.at[0]

    one = features(history, views)
    other = features(replace(history, at=np.where(later, history.at + 45, history.at)), views)

    assert np.allclose(one, other, atol=1e-9, equal_nan=True)
    assert one.shape == (100, len(NAMES))


def test_a_line_past_its_promise_is_late_for_certain(history: History, foreseen: Foreseen) -> None:
    overdue = history.deadline[foreseen.row] <= AS_OF

    assert overdue.any()
    assert foreseen.overdue.tolist() == overdue.tolist()
    assert (foreseen.probability[overdue] == 1).all()
    assert (foreseen.probability[~overdue] < 1).all()


def test_it_says_what_moved_a_line(foreseen: Foreseen) -> None:
    worst = int(np.argmax(np.where(foreseen.overdue, 0, foreseen.probability)))

    because = foreseen.because(worst)

    assert len(because) == 2
    assert all(words.split(": ")[0] in NAMES for words in because)
    assert because[0].endswith("more likely")


def test_too_few_outcomes_leave_it_to_the_late_rate() -> None:
    purchases = Purchases()
    for number in range(20):
        purchases.line(number * 5.0, number * 5.0 + (30 if number % 2 else 5))
    purchases.line(190.0)
    history = purchases.history()

    learned = learn_lateness(history, as_of=195.0)
    found = learned.foresee(history, 195.0)

    assert learned.model is None
    assert learned.reason == "only 20 lines have an outcome, 10 of them late: the supplier's late rate stands in"
    assert found.because(0) == ()
    assert 0.2 < found.probability[0] < 0.6


def test_a_model_that_does_worse_than_the_late_rate_is_not_used() -> None:
    random, purchases = np.random.default_rng(6), Purchases()
    for number in range(900):
        start, early = number * 0.8, number < 500
        dear = random.random() < 0.5
        late = random.random() < (0.9 if dear == early else 0.1)
        purchases.line(start, start + (20.0 if late else 5.0), value=10_000.0 if dear else 10.0)
    history = purchases.history()

    learned = learn_lateness(history, as_of=600.0, terms=LatenessTerms(ridge=1.0))

    assert learned.model is None
    assert learned.tried is not None
    assert learned.tried.brier > learned.tried.brier_of_supplier_rate
    assert "did clearly better" in learned.reason


def test_no_history_foresees_nothing() -> None:
    history = Purchases([(10.0, [], {})]).history()

    learned = learn_lateness(history, as_of=5.0)

    assert learned.lines == 0
    assert learned.foresee(history, 5.0).row.tolist() == []


def test_a_line_is_looked_at_only_while_it_is_open() -> None:
    purchases = Purchases()
    purchases.line(0.0, 8.0)
    purchases.line(6.0, 30.0)
    purchases.line(0.0)
    history = purchases.history()

    assert open_views(history, np.full(3, 5.0)).row.tolist() == [0, 2]
    assert open_views(history, np.full(3, 9.0)).row.tolist() == [1, 2]
    assert open_views(history, np.full(3, 12.0)).row.tolist() == [1]


def test_rolling_sums_are_what_a_loop_would_sum() -> None:
    random = np.random.default_rng(7)
    group, at, amount = random.integers(0, 6, 200), random.uniform(0, 900, 200), random.random(200)
    asked, when = random.integers(0, 8, 50), random.uniform(-10, 950, 50)

    weight, total = Rolling(group, at, np.ones(200), amount).upto(asked, when, half_life=90.0)

    for place in range(50):
        fade = np.where((group == asked[place]) & (at < when[place]), 0.5 ** ((when[place] - at) / 90), 0.0)
        assert weight[place] == pytest.approx(fade.sum())
        assert total[place] == pytest.approx(fade @ amount)


def test_a_rate_without_events_is_the_one_it_leans_on() -> None:
    rate = shrunken(np.array([0.0, 10.0]), np.array([0.0, 10.0]), np.array([0.3, 0.3]), 10.0)

    assert rate.tolist() == pytest.approx([0.3, 0.65])


def test_without_evidence_the_fit_is_what_it_leans_on() -> None:
    random = np.random.default_rng(8)
    columns = np.column_stack([random.normal(-1, 1, 500), random.normal(size=500)])
    late = (random.random(500) < 1 / (1 + np.exp(-columns[:, 0]))).astype(np.float64)

    held = fit_logistic(columns, late, np.ones(500), ridge=1e6, lean=(0,))

    expected = 1 / (1 + np.exp(-columns[:, 0] - (held.usual - columns[:, 0].mean())))
    assert held.probability(columns) == pytest.approx(expected, abs=0.01)
    assert abs(held.probability(columns).mean() - late.mean()) < 0.01


def test_late_suppliers_are_told_apart() -> None:
    purchases = Purchases()
    for number in range(120):
        start = number * 5.0
        purchases.line(start, start + (25 if number % 2 else 5), supplier=NORTH)
        purchases.line(start, start + 5, supplier=SOUTH)
    for supplier in (NORTH, SOUTH):
        purchases.line(598.0, supplier=supplier)
    history = purchases.history()

    found = learn_lateness(history, as_of=599.0).foresee(history, 599.0)

    chance = dict(zip(history.supplier[found.row].tolist(), found.probability.tolist(), strict=True))
    assert chance[NORTH] > 0.3
    assert chance[SOUTH] < 0.1
