"""What it is worth to forget what came before a break: `python -m bench.supplier_drift`.

Lead times of coming orders foreseen from the whole past (the named baseline) and, as in a sweep, from what came since a
supplier's latest break. Drawn: sixty companies of twelve suppliers, one of which has needed sixty per cent longer for
eight weeks; its next orders, and those of the others. Public: direct drop lines sent from 2011 on, learned monthly, of
suppliers that had a break by then. Pinball loss of P50 and P90 and how often they are enough (.50 and .90 are exact).
"""

import numpy as np

from agents.supplier_risk.statistics.lead_time import Asked, lead_times
from agents.supplier_risk.statistics.lead_time_history import Bools, Floats, History, Ints
from agents.supplier_risk.statistics.regime import only, since_breaks
from bench.lead_time_data import data_file, day, read

_COMPANIES, _SUPPLIERS, _DAYS, _DRIFT, _LONGER = 60, 12, 500.0, 56.0, 1.6
_MONTH = 30.0
LEVELS = (0.5, 0.9)


def drawn(seed: int) -> tuple[History, Floats]:
    """A company up to today, with orders every five days, and what the next order of each supplier will take."""
    random = np.random.default_rng(seed)
    usual = np.geomspace(5, 35, _SUPPLIERS)
    ordered = np.arange(0.0, _DAYS, 5.0)
    supplier = np.tile(np.arange(1, _SUPPLIERS + 1), len(ordered))
    confirmed = np.repeat(ordered, _SUPPLIERS)
    drifts = (supplier == 4) & (confirmed > _DAYS - _DRIFT)
    took = random.gamma(25, 1 / 25, len(supplier)) * usual[supplier - 1] * np.where(drifts, _LONGER, 1.0)
    came = confirmed + took < _DAYS
    coming = random.gamma(25, 1 / 25, _SUPPLIERS) * usual
    coming[3] *= _LONGER
    return _history(supplier.astype(np.int64), confirmed, took, came), coming


def _history(supplier: Ints, confirmed: Floats, took: Floats, came: Bools) -> History:
    count, no = len(supplier), np.zeros(len(supplier), dtype=np.bool_)
    return History(
        line_id=np.arange(1, count + 1), order=np.arange(1, count + 1), supplier=supplier,
        product=supplier * 10, site=np.ones(count, dtype=np.int64), currency=np.ones(count, dtype=np.int64),
        value=np.ones(count), price=np.ones(count), returned=np.zeros(count), confirmed=confirmed,
        promised=confirmed + 10, kept=no, closed=no, row=np.flatnonzero(came), share=np.ones(int(came.sum())),
        at=(confirmed + took)[came],
    )  # fmt: skip


def foreseen(history: History, as_of: float, asked: Asked) -> tuple[Floats, Bools]:
    """P50 and P90 of both ways (2, N, 2), and which suppliers had a break."""
    past = history.before(as_of)
    speaks, _, breaks = since_breaks(past, as_of)
    both = (lead_times(past, as_of=as_of), lead_times(only(past, speaks), as_of=as_of))
    days = np.stack([np.stack([times.quantile(level, asked) for level in LEVELS], axis=1) for times in both])
    return days, np.isin(asked.supplier, list(breaks))


def told(title: str, days: Floats, true: Floats) -> None:
    """Print two rows."""
    print(f"\n{title}: {len(true)} orders\n{'':22}P50    P90   covered P50   P90")
    for name, found in zip(("the whole past", "since the break"), days, strict=True):
        loss = [_pinball(found[:, c], true, level) for c, level in enumerate(LEVELS)]
        covered = [float((true <= found[:, c]).mean()) for c in (0, 1)]
        print(f"{name:18}{loss[0]:7.2f}{loss[1]:7.2f}{covered[0]:12.2f}{covered[1]:7.2f}")


def _pinball(found: Floats, true: Floats, level: float) -> float:
    missed = true - found
    return float(np.maximum(level * missed, (level - 1) * missed).mean())


def on_drawn() -> None:
    """The drawn companies."""
    everyone = np.arange(1, _SUPPLIERS + 1)
    asked = Asked(everyone, everyone * 10, np.ones(_SUPPLIERS, dtype=np.int64))
    found, coming, broken = [], [], 0
    for seed in range(_COMPANIES):
        history, true = drawn(seed)
        days, breaks = foreseen(history, _DAYS, asked)
        found.append(days)
        coming.append(true)
        broken += int(breaks[3])
    days, true = np.concatenate(found, axis=1), np.concatenate(coming)
    drifting = np.tile(everyone == 4, _COMPANIES)
    told(f"drawn, the supplier that drifts (found in {broken} of {_COMPANIES})", days[:, drifting], true[drifting])
    told("drawn, the others", days[:, ~drifting], true[~drifting])


def on_public() -> None:
    """The public deliveries, of suppliers with a break."""
    history = read(data_file()).sent.history
    took = history.at - history.confirmed
    found, true = [], []
    for month in np.arange(day(2011), day(2014, 7), _MONTH):
        lines = (history.confirmed >= month) & (history.confirmed < month + _MONTH)
        asked = Asked(history.supplier[lines], history.product[lines], history.site[lines])
        days, breaks = foreseen(history, float(month), asked)
        found.append(days[:, breaks])
        true.append(took[lines][breaks])
    told("public, suppliers with a break by then", np.concatenate(found, axis=1), np.concatenate(true))


def main() -> None:
    """Print all tables."""
    on_drawn()
    if data_file().exists():
        on_public()
    else:
        print(f"\npublic: skipped, {data_file()} is not there; set WEIGHBRIDGE_DATA")


if __name__ == "__main__":
    main()
