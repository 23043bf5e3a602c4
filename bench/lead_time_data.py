"""Public deliveries for the lead time bench, as a history of purchase lines.

The data: 8,498 delivery lines of the USAID supply chain (SCMS), scheduled before July 2014. "Direct drop" lines are
ordered of a vendor and go straight to a country, which stands for the site; of these 3,389 know the day on which the
order was sent, and were not delivered before it. The others come from a regional store and know no such day. The
scheduled date was planned anew on the way, and only its last state is there: most delays are zero, and a promise as
it stood when the order was sent cannot be tried on this data. Nothing scheduled after June 2014 is there, so of orders
sent in the last year the slow ones are missing: figures on lines sent until June 2013 are free of that.
"""

import csv
import gzip
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.supplier_risk.statistics.lead_time_history import Floats, History, Ints

Row = dict[str, str]

_ROOT = Path(__file__).resolve().parents[1]
_EPOCH = date(1970, 1, 1)


def data_file() -> Path:
    """The file in the folder named by WEIGHBRIDGE_DATA, by default beside the project."""
    folder = Path(os.environ.get("WEIGHBRIDGE_DATA", str(_ROOT.parent / "shared" / "data")))
    return folder / "leadtime_scms" / "scms_delivery_history.csv.gz"


def day(year: int, month: int = 1) -> float:
    """The first of a month as days since 1970."""
    return float((date(year, month, 1) - _EPOCH).days)


@dataclass(frozen=True)
class Deliveries:
    """All usable lines, and which of them are direct drop."""

    history: History
    direct: NDArray[np.bool_]

    @property
    def sent(self) -> "Deliveries":
        """Direct drop lines that know when the order was sent."""
        return self.only(self.direct & np.isfinite(self.history.confirmed))

    def only(self, lines: NDArray[np.bool_]) -> "Deliveries":
        """Some of the lines; each has one receipt, in the same place."""
        places = np.flatnonzero(lines)
        columns = {name: column[places] for name, column in vars(self.history).items() if name in _FIELDS}
        columns["row"] = np.arange(len(places))
        return Deliveries(History(**columns), self.direct[places])


_FIELDS = frozenset(History.__dataclass_fields__)


def read(file: Path) -> Deliveries:
    """Lines that were not delivered before they were ordered."""
    with gzip.open(file, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    sent = _days(rows, "PO Sent to Vendor Date")
    came = _days(rows, "Delivered to Client Date")
    nothing = np.zeros(len(rows), dtype=np.bool_)
    quantity = np.array([float(row["Line Item Quantity"]) for row in rows])
    value = np.array([float(row["Line Item Value"]) for row in rows])
    history = History(
        line_id=np.array([int(row["ID"]) for row in rows], dtype=np.int64),
        order=_codes(rows, lambda row: row["PO / SO #"]),
        supplier=_codes(rows, lambda row: row["Vendor"]),
        product=_codes(rows, lambda row: row["Item Description"]),
        site=_codes(rows, lambda row: row["Country"]),
        currency=np.ones(len(rows), dtype=np.int64),
        value=value,
        price=value / np.maximum(quantity, 1),
        returned=np.zeros(len(rows)),
        confirmed=sent,
        promised=_days(rows, "Scheduled Delivery Date"),
        kept=nothing,
        closed=nothing,
        row=np.arange(len(rows)),
        share=np.ones(len(rows)),
        at=came,
    )
    direct = np.array([row["Fulfill Via"] == "Direct Drop" for row in rows])
    return Deliveries(history, direct).only(~(came < sent))


def _codes(rows: Sequence[Row], key: Callable[[Row], str]) -> Ints:
    _, code = np.unique([key(row) for row in rows], return_inverse=True)
    return (code + 1).astype(np.int64)


def _days(rows: Sequence[Row], field: str) -> Floats:
    return np.array([_day(row[field]) for row in rows])


def _day(text: str) -> float:
    try:
        return float((date.fromisoformat(text) - _EPOCH).days)
    except ValueError:
        return np.nan
