"""Public daily demand for the forecast bench, and the windows it is measured on.

The data: 196 item-store series (28 items, 7 stores), daily, 2011-01-29 to 2015-04-26, of the M5 competition. An origin
is a day before which everything is known; a series counts from its first sale on. Measured are four origins twelve
weeks apart (one in each season), the last one 28 days before the data ends, and as a check thirteen origins four weeks
apart over the same year. Where the figures that came with the data were measured is not recorded: of the regular
windows tried, none gives its baselines exactly, and this one was taken before any model was measured on it because
they come near (the ERP practice within 7 % and 3 points of coverage). So compare ratios to a baseline of the same run,
not figures. Settings of the model were tuned on sixteen earlier origins, whose days do not overlap with these; results
on these were seen on the way.
"""

import csv
import gzip
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.stockout.forecast import Groups

Floats = NDArray[np.float64]

STORES = 7
YEAR = 364
EXACT = 28
_ROOT = Path(__file__).resolve().parents[1]


def data_folder() -> Path:
    """The folder named by WEIGHBRIDGE_DATA, by default beside the project."""
    return Path(os.environ.get("WEIGHBRIDGE_DATA", str(_ROOT.parent / "shared" / "data"))) / "demand_m5"


@dataclass(frozen=True)
class Sales:
    """Units sold per day, (series, days); the series of an item over its stores stand side by side."""

    units: Floats

    @property
    def days(self) -> int:
        return int(self.units.shape[1])

    @property
    def groups(self) -> Groups:
        rows = np.arange(len(self.units))
        return Groups(product=rows // STORES, site=rows % STORES)

    def begun(self, origin: int) -> NDArray[np.bool_]:
        """Series with a sale before the origin."""
        return np.asarray(self.units[:, :origin].any(axis=1))

    def needed(self, origin: int, horizon: int) -> Floats:
        return np.asarray(self.units[:, origin : origin + horizon].sum(axis=1))


def read(folder: Path) -> Sales:
    with gzip.open(folder / "sales_wide.csv.gz", "rt", newline="") as text:
        rows = list(csv.reader(text))[1:]
    return Sales(np.array([row[5:] for row in rows], dtype=np.float64))


def origins(sales: Sales, *, count: int, apart: int) -> Sequence[int]:
    return [sales.days - 28 - apart * number for number in range(count)]


def weekly_before(history: Floats, *, shift: int = 3) -> Floats:
    """The history with all but its last days as weekly sums spread evenly over the days.

    Weeks end `shift` days before the last of them may, so that they do not fall in step with the origin.
    """
    spread = history.copy()
    end = history.shape[1] - EXACT - shift
    start = end % 7
    weeks = spread[:, start:end].reshape(len(history), -1, 7)
    spread[:, start:end] = np.repeat(weeks.mean(axis=2), 7, axis=1)
    spread[:, :start] = spread[:, : max(start, 1)].mean(axis=1, keepdims=True)
    return spread
