"""How good and how fast the forecast of demand over the lead time is: `python -m bench.forecast [--quick]`.

Printed are: pinball loss of P50, P90 and P95 together over demand, for 14 and 28 days, with the share of windows that
P90 covers and the ratio to the ERP practice, which is the named baseline; the same where all but the last 28 days are
known as weekly sums only; an alert for the next seven days against days of cover and a negative binomial, with its
reliability table and Brier score; and the seconds for 10,000 series of 364 days. Data, windows and their limits:
`forecast_data`; the simulated shelves: `forecast_alert`; other methods: `forecast_baselines`. Without the data folder
only the speed is measured. Figures that came with the data (other windows, so compare ratios): ERP practice .312 / .317
with .77 / .75 covered, rolling sums .295 / .278, negative binomial .278 / .269, TSB conformal .268 / .259, LightGBM
quantile .224 / .209 with .87 / .88 covered; alert: days of cover AP .57, negative binomial .73, LightGBM .756.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

import bench.forecast_baselines as others
from agents.stockout.forecast import Groups, LeadTimeDemand, lead_time_demand
from agents.stockout.forecast_calibration import LEVELS
from agents.stockout.forecast_fallback import fallback
from agents.stockout.forecast_features import Past
from bench import forecast_alert as alert
from bench.forecast_data import YEAR, Floats, Sales, data_folder, origins, read, weekly_before

AS_OF = date(2015, 1, 1)
HORIZONS = (7, 14, 28)
SHOWN = (14, 28)
_COLUMNS = [int(np.argmin(np.abs(LEVELS - level))) for level in others.LEVELS]

Method = Callable[[Sales, int], dict[int, Floats]]
"""Quantiles (N,3) by horizon, from the days before an origin."""


@dataclass(frozen=True)
class Score:
    name: str
    pinball: tuple[float, ...]
    covered: tuple[float, ...]
    seconds: float


def plain(quantiles: Callable[[Floats, int], Floats]) -> Method:
    return lambda sales, origin: {days: quantiles(sales.units[:, :origin], days) for days in SHOWN}


def first_days(history: Floats) -> NDArray[np.int32]:
    sold = history > 0
    return np.asarray(np.where(sold.any(axis=1), sold.argmax(axis=1), history.shape[1]), dtype=np.int32)


def forecast(
    sales: Sales, origin: int, *, full: bool = False, weekly: bool = False, year: bool = True
) -> LeadTimeDemand:
    past = sales.units[:, max(origin - YEAR, 0) if year else 0 : origin]
    known = weekly_before(past) if weekly else past
    return lead_time_demand(
        known.astype(np.float32),
        first_days(past),
        as_of=AS_OF,
        horizons=HORIZONS,
        effort="full" if full else "sweep",
        groups=sales.groups,
    )


def model(*, full: bool = False, weekly: bool = False, year: bool = True) -> Method:
    def quantiles(sales: Sales, origin: int) -> dict[int, Floats]:
        told = forecast(sales, origin, full=full, weekly=weekly, year=year)
        return {days: told.quantiles[:, HORIZONS.index(days)][:, _COLUMNS] for days in SHOWN}

    return quantiles


def simple(sales: Sales, origin: int) -> dict[int, Floats]:
    """What short histories fall back to, here for all."""
    past = sales.units[:, origin - YEAR : origin]
    told = fallback(Past(past, first_days(past).astype(np.int64), sales.groups), np.array(SHOWN), LEVELS)
    return {days: told.values[:, number][:, _COLUMNS] for number, days in enumerate(SHOWN)}


def score(name: str, method: Method, sales: Sales, at: Sequence[int]) -> Score:
    began = time.perf_counter()
    told = {origin: method(sales, origin) for origin in at}
    seconds = (time.perf_counter() - began) / len(at)
    pinball, covered = [], []
    for days in SHOWN:
        begun = [sales.begun(origin) for origin in at]
        needed = np.concatenate([sales.needed(o, days)[k] for o, k in zip(at, begun, strict=True)])
        gap = needed[:, None] - np.concatenate([told[o][days][k] for o, k in zip(at, begun, strict=True)])
        pinball.append(float(np.maximum(others.LEVELS * gap, (others.LEVELS - 1) * gap).sum() / needed.sum()))
        covered.append(float((gap[:, 1] <= 0).mean()))
    return Score(name, tuple(pinball), tuple(covered), seconds)


def accuracy(sales: Sales, at: Sequence[int], methods: dict[str, Method]) -> None:
    print(f"{'':44}{'pinball 14 / 28':>17}{'P90 covers':>14}{'ratio to ERP':>16}{'s an origin':>13}")
    base: Score | None = None
    for name, method in methods.items():
        got = score(name, method, sales, at)
        base = base or got
        ratio = " / ".join(f"{a / b:.3f}" for a, b in zip(got.pinball, base.pinball, strict=True))
        pinball, covered = (" / ".join(f"{v:.{p}f}" for v in row) for row, p in ((got.pinball, 4), (got.covered, 2)))
        print(f"{name:44}{pinball:>17}{covered:>14}{ratio:>16}{got.seconds:>13.2f}", flush=True)


def alerts(sales: Sales) -> None:
    on = alert.mondays(sales)
    told = {day: forecast(sales, day) for day in on}
    rows: dict[str, list[Floats]] = defaultdict(list)
    happened: list[NDArray[np.bool_]] = []
    for seed in range(5):
        for day, morning in alert.mornings(sales, on, seed).items():
            past = sales.units[:, :day]
            happened.append(morning.ran_out)
            rows["days of cover"].append(alert.days_of_cover(past, morning))
            for late, words in ((0.0, "as promised"), (alert.LATE, "one in five late")):
                rows[f"negative binomial, {words}"].append(alert.negative_binomial(past, morning, late))
                rows[f"ours, {words}"].append(alert.ours(told[day], morning, late))
    truth = np.concatenate(happened)
    base = float(truth.mean())
    print(
        f"\nShort within 7 days: {len(truth)} shelves, base rate {base:.3f}; Brier is given over that of the base rate"
    )
    for name, parts in rows.items():
        chance = np.concatenate(parts)
        precision, recall = alert.average_precision(truth, chance), alert.recall_at(truth, chance)
        brier = f"Brier {((chance - truth) ** 2).mean() / (base * (1 - base)):.3f}" if chance.min() >= 0 else ""
        print(f"{name:44}AP {precision:.3f}   recall at precision .8 {recall:.2f}   {brier}")
    reliability(truth, np.concatenate(rows["ours, one in five late"]))


def reliability(truth: NDArray[np.bool_], chance: Floats) -> None:
    edges = np.array([0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.001])
    print(f"{'stated chance':>16}{'shelves':>10}{'stated':>9}{'happened':>10}")
    for low, high in pairwise(edges):
        mine = (chance >= low) & (chance < high)
        if mine.any():
            stated = f"{low:.2f} to {min(high, 1):.2f}"
            print(f"{stated:>16}{mine.sum():>10}{chance[mine].mean():>9.3f}{truth[mine].mean():>10.3f}")


def speed(series: int = 10_000) -> None:
    chance = np.random.default_rng(1)
    rate = np.exp(chance.normal(-0.5, 1.5, (series, 1)))
    units = chance.poisson(rate * chance.gamma(1.0, 1.0, (series, YEAR))).astype(np.float32)
    groups = Groups(product=np.arange(series) // 5, site=np.arange(series) % 5)
    seen = np.zeros(series, dtype=np.int32)
    began, worked = time.perf_counter(), time.process_time()
    lead_time_demand(units, seen, as_of=AS_OF, horizons=HORIZONS, groups=groups)
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    each = f"{series / wall:,.0f} series a second"
    print(f"{series} series of {YEAR} days, training and forecast: {wall:.1f} s, {cpu:.1f} s of processor, {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the forecast of demand over the lead time.")
    parser.add_argument("--quick", action="store_true", help="only the four origins, without the longer variants")
    quick = parser.parse_args().quick
    speed()
    folder = data_folder()
    if not (folder / "sales_wide.csv.gz").is_file():
        print(f"skipped all but the speed: no demand_m5 in {folder.parent}; set WEIGHBRIDGE_DATA")
        return
    sales = read(folder)
    baselines = {
        "ERP practice (56 days, z sd)": plain(others.erp_practice),
        "rolling sums": plain(others.rolling_sums),
        "negative binomial on SBA": plain(others.negative_binomial),
        "TSB conformal": plain(others.tsb_conformal),
    }
    ours = {"ours, a sweep, 364 exact days": model(), "ours, a sweep, weekly sums before 28 days": model(weekly=True)}
    longer = {
        "ours, full effort, 364 days": model(full=True),
        "ours, full effort, all days": model(full=True, year=False),
    }
    print("\nFour origins twelve weeks apart")
    short = {"ours, without training (short histories)": simple}
    accuracy(sales, origins(sales, count=4, apart=84), baselines | short | ours | ({} if quick else longer))
    if not quick:
        print("\nThirteen origins four weeks apart")
        accuracy(sales, origins(sales, count=13, apart=28), baselines | ours)
    alerts(sales)


if __name__ == "__main__":
    main()
