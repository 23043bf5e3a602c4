"""How well lead times and late deliveries are foreseen: `python -m bench.lead_time`.

Lead times: P50 and P90 of the days from order to delivery, for every direct drop line sent from 2012 on; what is
learned before a week starts is used for the orders of that week. Pinball loss and coverage, beside a vendor's own
empirical quantiles (all suppliers together under five lines; the named baseline), one distribution for all with a
half-life of two years, and a plain mixture of a vendor's distribution with the pool with a half-life of one year.

Late deliveries: the probability that a line comes after its scheduled day, seen thirty days before that day (or when
it was ordered, if that is later) for all lines still open then, and seen on the day it was ordered. Learned once on
2012-01-01 and used for all that was looked at from then on, or learned anew each quarter; history is strictly before
the day of looking in both. Area under the curve, Brier score as a share of that of the base rate (known only
afterwards), calibration error over tenths, beside the vendor's shrunken late rate (the named baseline) and the late
rate of its last ten lines.

Breaks: how often a series without one shows one, at one look and at any of a year's weekly looks, and how often a
lasting shift is found, on drawn series. Data and their limits: `lead_time_data`. Strengths, ridge and half-lives were
chosen on lines before 2012; which signs of lateness to keep was decided with later results in sight. Figures that came
with the data, whose windows are not recorded: late AUC .824 direct drop and .756 all by a logistic on rolling history,
.69 shrunken late rate, .765 last ten; P90 pinball 13.2 one distribution for all, 13.5 mixture (P50 24.1, coverage .92),
14.7 vendor empirical. Those of lead time come out alike on these windows; those of lateness do not, so compare ratios.
"""

import time
from collections.abc import Callable, Mapping

import numpy as np
from scipy.stats import rankdata

from agents.supplier_risk.statistics.lateness import learn_lateness
from agents.supplier_risk.statistics.lateness_features import Views, open_views
from agents.supplier_risk.statistics.lead_time import Asked, lead_times
from agents.supplier_risk.statistics.lead_time_history import Bools, Floats, History, Ints
from bench import lead_time_breaks
from bench.lead_time_data import Deliveries, data_file, day, read

SPLIT, END = day(2012), day(2014, 7)
LEVELS = (0.5, 0.9)
WEEK, QUARTER = 7.0, 91.0

Quantiles = Callable[[History, float, Bools], Floats]
"""P50 and P90 (N, 2) for some lines, from what was known before a day."""


def ours(history: History, as_of: float, lines: Bools) -> Floats:
    """By the product's own estimate."""
    times = lead_times(history, as_of=as_of)
    asked = Asked(history.supplier[lines], history.product[lines], history.site[lines])
    return np.stack([times.quantile(level, asked) for level in LEVELS], axis=1)


def vendor_empirical(history: History, as_of: float, lines: Bools) -> Floats:
    """A vendor's own lead times, or all of them where it has fewer than five."""
    past = history.at < as_of
    days = history.at - history.confirmed
    own = [past & (history.supplier == supplier) for supplier in history.supplier[lines]]
    return np.array([np.quantile(days[mine if mine.sum() >= 5 else past], LEVELS) for mine in own])


def one_for_all(history: History, as_of: float, lines: Bools) -> Floats:
    """All lead times together, fading with a half-life of two years."""
    return _mixtures(history, as_of, lines, half_life=730.0, strength=np.inf)


def mixture(history: History, as_of: float, lines: Bools) -> Floats:
    """A vendor's distribution and the pool, fading with a half-life of one year."""
    return _mixtures(history, as_of, lines, half_life=365.0, strength=20.0)


def _mixtures(history: History, as_of: float, lines: Bools, *, half_life: float, strength: float) -> Floats:
    past = np.flatnonzero(history.at < as_of)
    order = past[np.argsort((history.at - history.confirmed)[past])]
    days, weight = (history.at - history.confirmed)[order], 0.5 ** ((as_of - history.at[order]) / half_life)
    pool, found = weight / weight.sum(), []
    for supplier in history.supplier[lines]:
        own = np.where(history.supplier[order] == supplier, weight, 0.0)
        mixed = pool if np.isinf(strength) else (own + strength * pool) / (own.sum() + strength)
        found.append(days[np.minimum(np.searchsorted(np.cumsum(mixed), LEVELS), len(days) - 1)])
    return np.array(found)


METHODS: Mapping[str, Quantiles] = {
    "vendor empirical": vendor_empirical,
    "one distribution for all": one_for_all,
    "mixture with the pool": mixture,
    "ours": ours,
}


def lead_time(deliveries: Deliveries) -> None:
    """Print the tables of lead times."""
    history = deliveries.history
    days = history.at - history.confirmed
    first = day(2010)
    foreseen = {name: np.full((len(history), 2), np.nan) for name in METHODS}
    for monday in np.arange(first, END, WEEK):
        lines = (history.confirmed >= monday) & (history.confirmed < monday + WEEK)
        for name, method in METHODS.items() if lines.any() else ():
            foreseen[name][lines] = method(history, monday, lines)
    for title, since, until in (
        ("sent 2012 to June 2014", SPLIT, END),
        ("sent 2012 to June 2013, none missing", SPLIT, day(2013, 7)),
        ("sent 2010 and 2011, settings were chosen on these", first, SPLIT),
    ):
        lines = (history.confirmed >= since) & (history.confirmed < until)
        print(f"\nlead time, {title}: {lines.sum()} lines\n{'':28}P50    P90  of baseline  covered P50   P90")
        losses = {
            name: [_pinball(found[lines, c], days[lines], LEVELS[c]) for c in (0, 1)]
            for name, found in foreseen.items()
        }
        for name, (p50, p90) in losses.items():
            covered = [(days[lines] <= foreseen[name][lines, column]).mean() for column in (0, 1)]
            ratio = p90 / losses["vendor empirical"][1]
            print(f"{name:25}{p50:7.2f}{p90:7.2f}{ratio:10.2f}{covered[0]:15.3f}{covered[1]:7.3f}")


def _pinball(found: Floats, true: Floats, level: float) -> float:
    missed = true - found
    return float(np.maximum(level * missed, (level - 1) * missed).mean())


def lateness(deliveries: Deliveries, title: str, looks: Floats) -> None:
    """Print the table of late deliveries for one way of looking, and the reliability of the last row."""
    history = deliveries.history
    views = open_views(history, looks)
    late = history.outcome().late[views.row]
    for words, since, until in (("from 2012", SPLIT, END), ("July 2010 to 2011", day(2010, 7), SPLIT)):
        there = (views.at >= since) & (views.at < until)
        part, true = Views(views.row[there], views.at[there]), late[there]
        print(f"\nlate, {title}, looked at {words}: {len(true)} lines, {true.mean():.3f} late")
        found = {
            "vendor late rate, shrunken": vendor_rate(history, part),
            "late rate of the last ten": last_ten(history, part),
            "ours, learned once": learned(history, part, looks, since, until, every=until - since),
            "ours, learned quarterly": learned(history, part, looks, since, until, every=QUARTER),
        }
        print(f"{'':29}AUC  of baseline  Brier/base  error  foreseen")
        base = area(found["vendor late rate, shrunken"], true)
        for name, chance in found.items():
            brier = np.mean((chance - true) ** 2) / (true.mean() * (1 - true.mean()))
            auc, off = area(chance, true), error(chance, true)
            print(f"{name:27}{auc:6.3f}{auc / base:10.2f}{brier:13.3f}{off:9.3f}{chance.mean():9.3f}")
        reliability(found["ours, learned quarterly"], true)


def learned(  # noqa: PLR0917 - a window and what is looked at in it
    history: History, views: Views, looks: Floats, since: float, until: float, *, every: float
) -> Floats:
    """The probability of each view, by what was learned at the start of its period."""
    chance, stood_in = np.full(len(views.row), np.nan), []
    for start in np.arange(since, until, every):
        now = (views.at >= start) & (views.at < start + every)
        if now.any():
            found = learn_lateness(history, as_of=float(start), looks=[looks])
            chance[now] = found.at(history, Views(views.row[now], views.at[now]))
            stood_in.append(found.model is None)
    if any(stood_in):
        print(f"  the supplier's rate stood in for {sum(stood_in)} of {len(stood_in)} models, by their own trial")
    return chance


def vendor_rate(history: History, views: Views) -> Floats:
    """The late rate of a vendor's lines known by then, as if twenty more had been like all lines."""
    late, known = history.outcome()
    found = []
    for row, at in zip(views.row, views.at, strict=True):
        past = known < at
        own = past & (history.supplier == history.supplier[row])
        common = (late[past].sum() + 1) / (past.sum() + 10)
        found.append((late[own].sum() + 20 * common) / (own.sum() + 20))
    return np.array(found)


def last_ten(history: History, views: Views) -> Floats:
    """The late rate of a vendor's last ten lines known by then, as if two more had been like all lines."""
    late, known = history.outcome()
    order = np.argsort(known, kind="stable")
    found = []
    for row, at in zip(views.row, views.at, strict=True):
        past = order[: np.searchsorted(known[order], at)]
        own = past[history.supplier[past] == history.supplier[row]][-10:]
        common = (late[past].sum() + 1) / (len(past) + 10)
        found.append((late[own].sum() + 2 * common) / (len(own) + 2))
    return np.array(found)


def area(chance: Floats, true: Floats) -> float:
    """Area under the curve, half for ties."""
    late = true > 0.5
    ranks = rankdata(chance)[late].sum()
    return float((ranks - late.sum() * (late.sum() + 1) / 2) / (late.sum() * (~late).sum()))


def _tenths(chance: Floats) -> list[Ints]:
    order = np.argsort(chance, kind="stable").astype(np.int64)
    return [part for part in np.array_split(order, 10) if len(part)]


def error(chance: Floats, true: Floats) -> float:
    """The mean distance between foreseen and seen over tenths of the lines."""
    return float(sum(len(t) * abs(chance[t].mean() - true[t].mean()) for t in _tenths(chance)) / len(chance))


def reliability(chance: Floats, true: Floats) -> None:
    """Print foreseen and seen by tenths of the lines."""
    tenths = _tenths(chance)
    print("  foreseen by tenths " + " ".join(f"{chance[t].mean():.3f}" for t in tenths))
    print("  seen               " + " ".join(f"{true[t].mean():.3f}" for t in tenths))


def main() -> None:
    """Print all tables."""
    began = time.perf_counter()
    file = data_file()
    if file.exists():
        everything = read(file)
        direct, sent = everything.only(everything.direct), everything.sent
        lead_time(sent)
        for deliveries, title in ((direct, "direct drop"), (everything, "all")):
            promised = deliveries.history.promised
            lateness(deliveries, f"{title}, 30 days before", np.fmax(promised - 30, deliveries.history.confirmed))
        lateness(sent, "direct drop, when ordered", sent.history.confirmed)
    else:
        print(f"lead times and lateness are skipped: no {file}; set WEIGHBRIDGE_DATA")
    lead_time_breaks.main()
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
