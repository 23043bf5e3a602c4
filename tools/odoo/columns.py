"""Whole columns of Odoo at once: aggregated into arrays by its database, parsed in one pass into numpy."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.fact import Json

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Columns = dict[str, list[Json]]

_MOST = 1e9


class Among(NamedTuple):
    """A many2one, and the ids that it may have."""

    field: str
    ids: Sequence[int]


def column_of(group: Mapping[str, Json], field: str) -> list[Json]:
    """One column of a group; empty where nothing was gathered."""
    column = group.get(field)
    return column if isinstance(column, list) else []


def floats(column: Sequence[Json]) -> Floats:
    """Numbers that came as numbers or as text, empty ones as zero; NaN for what is none, or beyond a billion."""
    filled = [0.0 if value is None else value for value in column]
    try:
        parsed = np.array(filled, dtype=np.float64)
    except (TypeError, ValueError):
        parsed = np.array([_float(value) for value in filled], dtype=np.float64)
    return np.where(np.abs(parsed) <= _MOST, parsed, np.nan)


def ids(column: Sequence[Json]) -> Ints:
    """Ids of a many2one; -1 where it is empty."""
    return np.array([value if isinstance(value, int) and value else -1 for value in column], dtype=np.int64)


def _float(value: Json) -> float:
    try:
        return float(value) if isinstance(value, str | int | float) else float("nan")
    except ValueError:
        return float("nan")


class Index:
    """Where ids stand in a list, for whole columns at once."""

    def __init__(self, ids: Sequence[int]) -> None:
        listed = np.array(ids, dtype=np.int64)
        self._order = np.argsort(listed, kind="stable")
        self._sorted = listed[self._order]

    def of(self, wanted: Ints) -> Ints:
        """The position of each id; -1 for one that is not in the list."""
        if not len(self._sorted):
            return np.full(len(wanted), -1, dtype=np.int64)
        near = np.minimum(np.searchsorted(self._sorted, wanted), len(self._sorted) - 1)
        return np.where(self._sorted[near] == wanted, self._order[near], -1)
