"""Demand as a set of equally likely paths through the days ahead, made without chance.

The forecast says how much is sold within so many days, not how the weeks hang together. A path therefore adds
independent stretches from node to node (the days on which something may arrive), and its total at each node is then
read from the forecast at the rank that it reached: every node keeps exactly the forecast's distribution, and the order
of the paths is that of the sums (Iman and Conover 1982, inducing rank correlation). Ranks come from Sobol's sequence,
so that the same shortage gives the same paths. Between nodes demand is even.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from agents.stockout.forecast_curve import Floats, Quantiles
from agents.stockout.forecast_demand import OneDemand


@dataclass(frozen=True)
class Future:
    """Cumulative demand (paths, days) by the end of each day, and on which paths (paths,) arrivals come late."""

    demand: Floats
    late: NDArray[np.bool_]


def paths(demand: OneDemand, nodes: Sequence[int], power: int, *, late_share: float) -> Future:
    """2**power paths up to the last node; `nodes` are days from now, rising. Lateness has nothing to do with demand."""
    count = 2**power
    curve = _curve(demand, count)
    shares = _ranked(qmc.Sobol(len(nodes) + 1, scramble=False).random_base2(power))
    reached, before = np.zeros(count), 0
    columns = [np.zeros(count)]
    for share, node in zip(shares.T, nodes, strict=False):
        reached = reached + curve.at(float(node - before)).quantile(share)
        columns.append(curve.at(float(node)).quantile(_ranked(reached[:, None])[:, 0]))
        before = node
    at_nodes = np.maximum.accumulate(np.stack(columns, axis=1), axis=1)
    days = np.arange(1, nodes[-1] + 1)
    daily = np.stack([np.interp(days, [0, *nodes], path) for path in at_nodes])
    return Future(daily, shares[:, -1] > 1 - late_share)


def _ranked(values: Floats) -> Floats:
    """Each column's ranks as shares in the middle of equal parts of one; ties keep their order."""
    ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
    shares: Floats = (ranks + 0.5) / len(values)
    return shares


def _curve(demand: OneDemand, count: int) -> Quantiles:
    values = np.array(demand.quantiles, dtype=np.float64)
    zero = np.array(demand.zero, dtype=np.float64)
    return Quantiles(
        np.array(demand.levels, dtype=np.float64),
        np.array(demand.horizons, dtype=np.float64),
        np.broadcast_to(values, (count, *values.shape)),
        np.broadcast_to(zero, (count, *zero.shape)),
    )
