"""Once a supplier's lead times have broken, what came before no longer says how it delivers."""

import numpy as np

from agents.supplier_risk.statistics.lead_time import lead_times
from agents.supplier_risk.statistics.regime import only, since_breaks
from tests.agents.lead_time_world import NORTH, SOUTH, Purchases

TODAY = 400.0


def drifted(*, after: float) -> Purchases:
    """One supplier that takes nine days until day 300, and another time since; the other always takes nine."""
    random, purchases = np.random.default_rng(5), Purchases()
    for day in range(0, 396, 6):
        for supplier, usual in ((NORTH, after if day > 300 else 9.0), (SOUTH, 9.0)):
            came = day + usual + float(random.normal(0, 0.5))
            if came < TODAY:
                purchases.line(float(day), came, supplier=supplier)
            else:
                purchases.line(float(day), supplier=supplier)
    return purchases


def test_the_past_of_a_supplier_that_changed_is_silent_and_that_of_others_is_not() -> None:
    history = drifted(after=16).history()

    speaks, _, breaks = since_breaks(history, TODAY)

    assert [*breaks] == [NORTH]
    since = float(breaks[NORTH].since)
    assert 310 <= since <= 325
    first = np.full(len(history), np.nan)
    first[history.row] = history.at
    gone = (history.supplier == NORTH) & (first < since)
    assert speaks[~gone].all()
    assert not speaks[gone].any()


def test_lead_times_are_those_since_the_break() -> None:
    history = drifted(after=16).history()
    speaks, _, _ = since_breaks(history, TODAY)

    since, whole = lead_times(only(history, speaks), as_of=TODAY), lead_times(history, as_of=TODAY)

    assert abs(float(since.of(NORTH).p50 or 0) - 16) < 1
    assert float(whole.of(NORTH).p50 or 0) < 13
    assert abs(float(since.of(SOUTH).p50 or 0) - 9) < 1


def test_without_a_break_nothing_is_forgotten() -> None:
    history = drifted(after=9).history()

    speaks, series, breaks = since_breaks(history, TODAY)

    assert breaks == {}
    assert speaks.all()
    assert {*series} == {NORTH, SOUTH}


def test_some_lines_keep_their_receipts() -> None:
    purchases = Purchases()
    purchases.line(1.0, [(0.5, 5.0), (0.5, 7.0)])
    purchases.line(2.0, 9.0)
    purchases.line(3.0, [(0.25, 8.0)])

    some = only(purchases.history(), np.array([True, False, True]))

    assert some.line_id.tolist() == [1, 3]
    assert [*zip(some.row.tolist(), some.at.tolist(), strict=True)] == [(0, 5.0), (0, 7.0), (1, 8.0)]
    assert some.came.tolist() == [1.0, 0.25]
