"""Drawn series for breaks in lead times, and how long the figures of a large company take."""

import time

import numpy as np

from agents.supplier_risk.score.parts import evidence_of
from agents.supplier_risk.score.risk_score import score
from agents.supplier_risk.score.scales import SCALES
from agents.supplier_risk.statistics.lateness import learn_lateness
from agents.supplier_risk.statistics.lead_time import lead_times
from agents.supplier_risk.statistics.lead_time_break import Series, latest_break, series_of
from agents.supplier_risk.statistics.lead_time_history import Floats, History

YEARS, USUAL = 2, 20.0
KINDS = ("gamma, 25 % spread", "heavy tails", "whole days around 5", "neighbours alike (.3)")


def drawn(random: np.random.Generator, kind: str, orders: int, *, shift: float = 1.0, behind: int = 0) -> Series:
    """Orders over two years; the last `behind` take `shift` times as long."""
    sent = np.sort(random.uniform(0, 365 * YEARS, orders))
    days = _days(random, kind, orders) * np.where(np.arange(orders) >= orders - behind, shift, 1.0)
    came = np.argsort(sent + days, kind="stable")
    unsaid = np.full(orders, np.nan)
    return Series((sent + days)[came], np.sqrt(days + 1)[came], days[came], unsaid, unsaid)


def _days(random: np.random.Generator, kind: str, orders: int) -> Floats:
    if kind == KINDS[0]:
        return random.gamma(16, USUAL / 16, orders)
    if kind == KINDS[1]:
        return np.asarray(USUAL * np.exp(0.3 * random.standard_t(3, orders)))
    if kind == KINDS[2]:
        return np.round(random.gamma(16, 5 / 16, orders))
    chain = random.normal(size=orders)
    for place in range(1, orders):
        chain[place] = 0.3 * chain[place - 1] + np.sqrt(1 - 0.09) * chain[place]
    return np.asarray(USUAL * np.exp(0.25 * chain))


def any_of_a_year(series: Series) -> bool:
    """Whether a look in any week of the last year finds a break."""
    for week in range(52):
        there = series.at <= series.at[-1] - 7 * week
        if latest_break(Series(*(column[there] for column in series))) is not None:
            return True
    return False


def false_alarms(random: np.random.Generator) -> None:
    """Print how often a series without a break shows one."""
    print("\nbreaks without a cause, at one look / at any weekly look of a year, by orders in two years")
    print(f"{'':24}" + "".join(f"{orders:>16}" for orders in (24, 52, 104)))
    for kind in KINDS:
        told = []
        for orders in (24, 52, 104):
            once = np.mean([latest_break(drawn(random, kind, orders)) is not None for _ in range(400)])
            year = np.mean([any_of_a_year(drawn(random, kind, orders)) for _ in range(150)])
            told.append(f"{once:.3f} / {year:.2f}")
        print(f"{kind:24}" + "".join(f"{words:>16}" for words in told))


def found_shifts(random: np.random.Generator) -> None:
    """Print how often a lasting shift is found, and how far off its date is."""
    print("\nshifts found, and the median orders between the true and the named date (gamma, 25 % spread)")
    for shift in (1.25, 1.5, 2.0):
        for orders, behind in ((52, 6), (52, 12), (104, 12), (104, 24)):
            found = [latest_break(drawn(random, KINDS[0], orders, shift=shift, behind=behind)) for _ in range(200)]
            off = [abs(one.orders_after - behind) for one in found if one is not None]
            rate, near = len(off) / len(found), float(np.median(off or [0]))
            print(f"  {shift:.2f} x for the last {behind:2} of {orders:3} orders: {rate:.2f}, {near:.0f} off")


def company(random: np.random.Generator, *, suppliers: int, lines: int) -> History:
    """Lines over two years, of suppliers that differ; three lines an order, one in five open at the end."""
    supplier = random.integers(1, suppliers + 1, lines // 3).repeat(3)
    count = len(supplier)
    level = np.exp(random.uniform(np.log(4), np.log(45), suppliers + 1))[supplier]
    sent = random.uniform(0, 365 * YEARS, count // 3).repeat(3)
    days = random.gamma(16, level / 16)
    nothing = np.zeros(count, dtype=np.bool_)
    return History(
        line_id=np.arange(1, count + 1), order=np.arange(count) // 3 + 1, supplier=supplier.astype(np.int64),
        product=(supplier * 20 + random.integers(0, 20, count)).astype(np.int64),
        site=random.integers(1, 6, count).astype(np.int64), currency=np.ones(count, dtype=np.int64),
        value=random.lognormal(6, 1, count), price=random.lognormal(1, 0.02, count), returned=np.zeros(count),
        confirmed=sent, promised=sent + level * 1.1, kept=nothing, closed=nothing,
        row=np.arange(count), share=np.ones(count), at=sent + days,
    )  # fmt: skip


def speed(random: np.random.Generator) -> None:
    """Print the seconds for a company of 200 suppliers."""
    print("\nseconds for 200 suppliers: lead times, breaks, lateness, scores")
    for lines in (5_000, 20_000):
        history = company(random, suppliers=200, lines=lines)
        as_of = 365.0 * YEARS
        marks = [time.perf_counter()]
        times = lead_times(history, as_of=as_of)
        marks.append(time.perf_counter())
        for series in series_of(times, history).values():
            latest_break(series)
        marks.append(time.perf_counter())
        learn_lateness(history, as_of=as_of).foresee(history, as_of)
        marks.append(time.perf_counter())
        for supplier, evidence in evidence_of(history, times, as_of=as_of).items():
            score(supplier, evidence, SCALES)
        marks.append(time.perf_counter())
        print(f"  {lines:6} lines: " + " ".join(f"{seconds:.2f}" for seconds in np.diff(marks)))


def main() -> None:
    """Print all of it; what is drawn is the same every time."""
    random = np.random.default_rng(5)
    false_alarms(random)
    found_shifts(random)
    speed(random)
