"""Demand as a set of equally likely paths through the days ahead, made without chance.

The forecast says how much is sold within so many days, not how the weeks hang together. A path therefore adds
independent stretches from node to node (the days on which something may arrive), and its total at each node is then
read from the forecast at the rank that it reached: every node keeps exactly the forecast's distribution, and the order
of the paths is that of the sums (Iman and Conover 1982, inducing rank correlation). Ranks come from Sobol's sequence,
so that the same shortage gives the same paths. Between nodes demand is even.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from agents.stockout.forecast_curve import DemandAt, Floats, Ints, Quantiles
from agents.stockout.forecast_demand import OneDemand


@dataclass(frozen=True)
class Future:
    """Cumulative demand (paths, days) by the end of each day, and on which paths (paths,) arrivals come late."""

    demand: Floats
    late: NDArray[np.bool_]


def paths(demand: OneDemand, nodes: Sequence[int], power: int, *, late_share: float) -> Future:
    """2**power paths up to the last node; `nodes` are days from now, rising. Lateness has nothing to do with demand."""
    shares = _drawn(len(nodes) + 1, power)
    ends = np.array(nodes, dtype=np.float64)
    stretches = _quantiles(demand, np.diff(ends, prepend=0.0), shares[:, :-1])
    at_nodes = _quantiles(demand, ends, _ranked(np.cumsum(stretches, axis=1)))
    at_nodes = np.maximum.accumulate(np.pad(at_nodes, ((0, 0), (1, 0))), axis=1)
    return Future(_evenly(at_nodes, np.array([0, *nodes])), shares[:, -1] > 1 - late_share)


@cache
def _drawn(columns: int, power: int) -> Floats:
    """Shares (paths, columns), the same for every shortage."""
    return _ranked(qmc.Sobol(columns, scramble=False).random_base2(power))


def _evenly(at_nodes: Floats, nodes: Ints) -> Floats:
    """From values at nodes (paths, nodes), the first at day 0, to the end of each day (paths, days)."""
    days = np.arange(1, nodes[-1] + 1)
    upper = np.searchsorted(nodes, days)
    daily = np.diff(at_nodes, axis=1) / np.diff(nodes)
    reached = at_nodes[:, upper - 1] + daily[:, upper - 1] * (days - nodes[upper - 1])
    return np.minimum(reached, at_nodes[:, upper])


def _ranked(values: Floats) -> Floats:
    """Each column's ranks as shares in the middle of equal parts of one; ties keep their order."""
    ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
    shares: Floats = (ranks + 0.5) / len(values)
    return shares


def _quantiles(demand: OneDemand, horizons: Floats, shares: Floats) -> Floats:
    """The demand over each of the horizons (H,) at the shares (paths, H)."""
    values, zero = np.array(demand.quantiles, dtype=np.float64), np.array(demand.zero, dtype=np.float64)
    known = Quantiles(
        np.array(demand.levels, dtype=np.float64),
        np.array(demand.horizons, dtype=np.float64),
        np.broadcast_to(values, (len(horizons), *values.shape)),
        np.broadcast_to(zero, (len(horizons), *zero.shape)),
    ).at(horizons)
    each = np.repeat(np.arange(len(horizons)), len(shares))
    spread = DemandAt(known.levels, known.values[each], known.zero[each])
    found: Floats = spread.quantile(shares.T.ravel()).reshape(len(horizons), -1).T
    return found
