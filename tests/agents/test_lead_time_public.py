"""Lead times and late lines of public deliveries, of which nothing was known when they were foreseen."""

import numpy as np
import pytest

from agents.supplier_risk.statistics.lateness import learn_lateness
from agents.supplier_risk.statistics.lateness_features import Views, open_views
from agents.supplier_risk.statistics.lead_time import Asked, lead_times
from bench.lead_time import area
from bench.lead_time_data import Deliveries, data_file, day, read


@pytest.fixture(scope="module")
def deliveries() -> Deliveries:
    if not data_file().exists():
        pytest.skip(f"no public deliveries: {data_file()} is absent; set WEIGHBRIDGE_DATA")
    return read(data_file())


def test_nine_of_ten_deliveries_come_within_the_ninetieth_percentile(deliveries: Deliveries) -> None:
    history = deliveries.sent.history
    took, within, loss = history.at - history.confirmed, [], []
    for start in np.arange(day(2012), day(2013, 7), 91):
        lines = (history.confirmed >= start) & (history.confirmed < start + 91)
        asked = Asked(history.supplier[lines], history.product[lines], history.site[lines])
        missed = took[lines] - lead_times(history, as_of=float(start)).quantile(0.9, asked)
        within += (missed <= 0).tolist()
        loss += np.maximum(0.9 * missed, -0.1 * missed).tolist()

    assert abs(np.mean(within) - 0.9) <= 0.04
    assert np.mean(loss) <= 13.5


def test_late_lines_are_told_from_timely_ones_a_month_ahead(deliveries: Deliveries) -> None:
    history = deliveries.only(deliveries.direct).history
    looks = np.fmax(history.promised - 30, history.confirmed)
    views = open_views(history, np.where(looks >= day(2012), looks, np.nan))
    late = history.outcome().late[views.row]

    learned = learn_lateness(history, as_of=day(2012), looks=[looks])
    chance = learned.at(history, Views(views.row, views.at))

    assert learned.model is not None
    assert area(chance, late) >= 0.824
    assert np.mean((chance - late) ** 2) < np.mean((late - late.mean()) ** 2)
