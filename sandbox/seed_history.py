"""A year of sales as Odoo keeps them: done moves out of each site to customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sandbox.seed_company import Company
from sandbox.seed_demand import Numbers, recent
from sandbox.seed_rows import text

DAYS = 364
_CLOCK = ("06:10:00", "07:25:00", "08:40:00", "09:55:00", "11:10:00", "12:25:00", "13:40:00", "14:55:00")
_COLUMNS = (
    "name", "product_id", "product_uom", "product_uom_qty", "product_qty", "quantity", "picked", "location_id",
    "location_dest_id", "date", "state", "warehouse_id", "company_id", "picking_type_id", "procure_method", "priority",
    "sequence", "create_uid", "write_uid", "create_date", "write_date",
)  # fmt: skip


@dataclass(frozen=True)
class Sold:
    """What was sold per product and site (P, S, days), and how it went lately: units a day, mean and spread."""

    units: NDArray[np.int64]
    mean: Numbers
    spread: Numbers


def summed_up(units: NDArray[np.int64], products: int) -> Sold:
    """The figures of (P x S, days) sales by product and site."""
    mean, spread = recent(units)
    grid = (products, len(units) // products)
    return Sold(units.reshape(*grid, -1), mean.reshape(grid), spread.reshape(grid))


def last_day(now: datetime) -> datetime:
    """Midnight of the last whole day before now: the history ends with it."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)


def ship(made: Company, units: NDArray[np.int64], products: Sequence[int], names: Sequence[str]) -> int:
    """Write the sales (P, S, days) as done moves, one a day of each product and site; how many were written."""
    of_product, of_site, days = np.nonzero(units)
    moments = _dates(made.now, units.shape[2])[days, (of_product * 5 + of_site + days * 3) % len(_CLOCK)].tolist()
    quantities = units[of_product, of_site, days].astype(float).tolist()
    product_ids = np.array(products)[of_product].tolist()
    labels = np.array(names, dtype=object)[of_product].tolist()
    places = np.array([yard.stock for yard in made.yards])[of_site].tolist()
    houses = np.array([yard.warehouse for yard in made.yards])[of_site].tolist()
    types = np.array([yard.deliveries for yard in made.yards])[of_site].tolist()
    author, unit, away, company = made.env.uid, made.unit, made.customers_place, made.company
    rows = (
        (n, p, unit, q, q, q, 1, a, away, m, "done", w, company, k, "make_to_stock", "0", 10, author, author, m, m)
        for n, p, q, a, m, w, k in zip(labels, product_ids, quantities, places, moments, houses, types, strict=True)
    )
    made.env.store.insert_many(made.env.model("stock.move"), _COLUMNS, rows)
    return len(quantities)


def _dates(now: datetime, days: int) -> NDArray[np.object_]:
    last = last_day(now)
    whole = [text(last - timedelta(days=days - 1 - t))[:10] for t in range(days)]
    return np.array([[f"{day} {clock}" for clock in _CLOCK] for day in whole], dtype=object)
