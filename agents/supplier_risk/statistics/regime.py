"""Which past still speaks: once a supplier's lead times have broken, only what came since then says how it delivers.

A half-life of a year forgets too slowly, both where a supplier changed eight weeks ago and where one has mended its
ways. What was bought, spent and sent back is not forgotten with it.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from agents.supplier_risk.statistics.lead_time import LeadTimes, lead_times
from agents.supplier_risk.statistics.lead_time_break import Break, Series, latest_break, series_of
from agents.supplier_risk.statistics.lead_time_history import Bools, History


def breaks_of(history: History, times: LeadTimes) -> tuple[dict[int, Series], dict[int, Break]]:
    """The lead times of every supplier as they came, and the latest break of those that have one."""
    series = series_of(times, history)
    found = {supplier: broken for supplier, own in series.items() if (broken := latest_break(own)) is not None}
    return series, found


def still_speaks(history: History, breaks: Mapping[int, Break]) -> Bools:
    """The lines (N,) that came since the break of their supplier, or are still to come."""
    last = np.full(len(history), -np.inf)
    np.maximum.at(last, history.row, history.at)
    gone = np.isfinite(last) & ~history.open
    since = {supplier: float(broken.since) for supplier, broken in breaks.items()}
    start = np.array([since.get(supplier, -np.inf) for supplier in history.supplier.tolist()], dtype=np.float64)
    over: Bools = gone & (last < start)
    return ~over


def only(history: History, lines: Bools) -> History:
    """Some of the lines, with their receipts."""
    receipts, new = lines[history.row], np.cumsum(lines) - 1
    by_receipt = {"row", "share", "at"}
    columns = {name: getattr(history, name)[lines] for name in history.__dataclass_fields__ if name not in by_receipt}
    return replace(
        history, **columns, row=new[history.row[receipts]], share=history.share[receipts], at=history.at[receipts]
    )


def since_breaks(history: History, as_of: float) -> tuple[Bools, dict[int, Series], dict[int, Break]]:
    """The lines that still speak, with the series and breaks that say so."""
    series, breaks = breaks_of(history, lead_times(history, as_of=as_of))
    return still_speaks(history, breaks), series, breaks
