"""The global quantile model: gradient-boosted trees that correct the base distribution, made honest on held-out weeks.

One model per level speaks for all series and horizons (Makridakis et al. 2022 on M5: a global LightGBM quantile model
leads the uncertainty competition). It starts from the base distribution, so with little data it says what the base
says. A copy trained without the last weeks forecasts those weeks, and its misses move each level
(`forecast_calibration`); the model that speaks is trained on all weeks.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from agents.stockout.forecast_base import Base, base_of
from agents.stockout.forecast_calibration import LEAST_HELD, LEVELS, in_order, missed_by, moved
from agents.stockout.forecast_curve import Quantiles
from agents.stockout.forecast_features import LEAST_DAYS, WEEK, Past, Rows
from agents.stockout.forecast_shape import Floats, Ints

_HELD_WEEKS = 4
_SPANS = 12
"""A horizon is trained on where the history holds it so many times; longer ones are stretched from it."""
_LEAST_SERIES = 40
_LEAST_ROWS = 400
_WORKERS = 2


@dataclass(frozen=True)
class Effort:
    """How much is spent on training: rows to learn from and to be corrected on, trees and their leaves."""

    rows: int
    held: int
    trees: int
    leaves: int


EFFORTS = {"sweep": Effort(30_000, 8_000, 60, 8), "full": Effort(400_000, 100_000, 100, 8)}


@dataclass(frozen=True)
class _Known:
    """Rows with their features and base distribution."""

    rows: Rows
    features: NDArray[np.float32]
    base: Base


def training_horizons(days: int, wanted: Sequence[int]) -> tuple[int, ...]:
    """The whole-week horizons to train on: what is wanted, rounded up, as far as a history of `days` carries."""
    most = days // _SPANS // WEEK * WEEK
    rounded = {min(-(-horizon // WEEK) * WEEK, most) for horizon in wanted}
    return tuple(sorted(horizon for horizon in rounded if horizon >= WEEK))


def forecast(past: Past, horizons: Sequence[int], *, effort: Effort, seed: int) -> Quantiles | None:
    """The demand of every series after the end of its past, for whole-week horizons; None where too little is known."""
    if not horizons:
        return None
    chance = np.random.default_rng(seed)
    gap = max(horizons) + WEEK * _HELD_WEEKS
    rows = _origins(past, horizons)
    early = rows.only(rows.day + rows.horizon <= past.days - gap)
    late = rows.only(rows.day >= past.days - gap)
    if not _enough(early, late):
        return None
    held = _known(past, _some(late, effort.held, chance))
    first = _quantile_trees(past, _known(past, _some(early, effort.rows // 2, chance)), effort, seed)
    shift = [
        missed_by(_values(first, held)[mine], past.demand(held.rows)[mine])
        for mine in (held.rows.horizon == horizon for horizon in horizons)
    ]
    learnt = _known(past, _some(rows, effort.rows, chance))
    trees = _quantile_trees(past, learnt, effort, seed)
    zero = _zero_trees(past, learnt, effort, seed)
    now = [_known(past, _today(past, horizon)) for horizon in horizons]
    values = np.stack([moved(_values(trees, known), shift[h]) for h, known in enumerate(now)], axis=1)
    none = np.stack([_chance_of_none(zero, known) for known in now], axis=1)
    return Quantiles(LEVELS, np.array(horizons, dtype=np.float64), *in_order(values, none))


def _origins(past: Past, horizons: Sequence[int]) -> Rows:
    """Every series at every start of a week on which it had enough past and its horizon is over."""
    days = np.arange(past.offset + WEEK * past.weeks, LEAST_DAYS - 1, -WEEK)
    series, day, horizon = (axis.ravel() for axis in np.meshgrid(np.arange(past.series), days, np.array(horizons)))
    rows = Rows(series, day, horizon)
    return rows.only((day + horizon <= past.days) & (day - past.first_seen[series] >= LEAST_DAYS))


def _enough(early: Rows, late: Rows) -> bool:
    """Whether there is something to learn from and something to be corrected on."""
    series = len(np.unique(early.series))
    return series >= _LEAST_SERIES and len(early.day) >= _LEAST_ROWS and len(late.day) >= LEAST_HELD


def _today(past: Past, horizon: int) -> Rows:
    series = np.arange(past.series)
    return Rows(series, np.full_like(series, past.days), np.full_like(series, horizon))


def _some(rows: Rows, count: int, chance: np.random.Generator) -> Rows:
    if len(rows.day) <= count:
        return rows
    return rows.only(np.sort(chance.choice(len(rows.day), count, replace=False)))


def _known(past: Past, rows: Rows) -> _Known:
    base = base_of(past, rows, LEVELS)
    scaled = np.concatenate([base.values, base.seen], axis=1) / base.mean[:, None]
    features = np.column_stack([past.features(rows), scaled, base.zero])
    return _Known(rows, features.astype(np.float32), base)


def _settings(effort: Effort, seed: int) -> dict[str, float | int | str | bool]:
    return {
        "learning_rate": 0.05,
        "num_leaves": effort.leaves,
        "min_data_in_leaf": 100,
        "max_bin": 63,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.6,
        "bagging_freq": 1,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }


def _quantile_trees(past: Past, known: _Known, effort: Effort, seed: int) -> list[lightgbm.Booster]:
    """One booster per level on demand over expected demand; each worker bins the features once for all its levels."""
    mean = known.base.mean
    target = past.demand(known.rows) / mean

    def train(levels: Ints) -> list[lightgbm.Booster]:
        settings = _settings(effort, seed) | {"objective": "quantile"}
        data = lightgbm.Dataset(known.features, target, weight=mean, params=settings, free_raw_data=False).construct()
        trained = []
        for level in levels:
            data.set_init_score(known.base.values[:, level] / mean)
            trained.append(lightgbm.train(settings | {"alpha": float(LEVELS[level])}, data, effort.trees))
        return trained

    shares = [np.arange(worker, len(LEVELS), _WORKERS) for worker in range(_WORKERS)]
    with ThreadPoolExecutor(_WORKERS) as workers:
        trained = list(workers.map(train, shares))
    return [trained[level % _WORKERS][level // _WORKERS] for level in range(len(LEVELS))]


def _zero_trees(past: Past, known: _Known, effort: Effort, seed: int) -> lightgbm.Booster:
    """Whether there is any demand at all, from the base's chance of none."""
    settings = _settings(effort, seed) | {"objective": "binary"}
    none = (past.demand(known.rows) <= 0).astype(np.float64)
    data = lightgbm.Dataset(known.features, none, init_score=logit(_sure(known.base.zero)), params=settings)
    return lightgbm.train(settings, data, effort.trees)


def _chance_of_none(trees: lightgbm.Booster, known: _Known) -> Floats:
    chance: Floats = expit(logit(_sure(known.base.zero)) + _correction(trees, known))
    return chance


def _sure(chance: Floats) -> Floats:
    return np.clip(chance, 1e-4, 1 - 1e-4)


def _values(trees: Sequence[lightgbm.Booster], known: _Known) -> Floats:
    """Quantiles (R,Q): the base's, corrected."""
    with ThreadPoolExecutor(_WORKERS) as workers:
        corrections = np.stack(list(workers.map(_correction, trees, [known] * len(trees))), axis=1)
    return np.sort(np.maximum(known.base.values + corrections * known.base.mean[:, None], 0.0), axis=1)


def _correction(trees: lightgbm.Booster, known: _Known) -> Floats:
    return np.asarray(trees.predict(known.features, raw_score=True, num_threads=1), dtype=np.float64)
