"""A case and a sweep look at one Odoo with two reads; they must see the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
import pytest

from agents.stockout.forecast_demand import LeadTimeDemand
from agents.stockout.reckon import HORIZONS, outlook
from agents.stockout.sighting import network_of, position_of
from domain.stock import Arrival, Commitment, Position
from tests.agents.shortages import stated
from tests.journeys.world import World
from tests.nordlager import ONE_WORKER
from tools.odoo.network import Network, read_network
from tools.odoo.position import read_position

pytestmark = ONE_WORKER

CODES = ("BRG-6204", "TAP-PP", "FLT-OIL5", "FLT-AIR9", "LED-PNL60", "CLN-DEG", "TIE-300")

Line = TypeVar("Line", Arrival, Commitment)


def read(stage: World) -> tuple[Network, tuple[Position, ...]]:
    now = stage.now()
    with stage.means().odoo() as odoo:
        network = read_network(odoo, company_id=1, now=now)
        alone = [read_position(odoo, company_id=1, product_id=stage.demo.products[code], now=now) for code in CODES]
    return network, tuple(alone)


def to_the_second(lines: Sequence[Line]) -> list[Line]:
    """A due date that went through an array of days comes back within a fraction of a second."""
    rounded = [
        line.model_copy(update={"due": (line.due + timedelta(milliseconds=500)).replace(microsecond=0)})
        for line in lines
    ]
    return sorted(rounded, key=lambda line: (line.due, line.name, line.warehouse_id, line.quantity))


def test_a_case_sees_a_product_as_the_sweep_saw_it(stage: World) -> None:
    network, alone = read(stage)
    place = {product.code: n for n, product in enumerate(network.products)}

    for position in alone:
        swept = position_of(network, place[position.product.code])

        assert to_the_second(swept.arrivals) == to_the_second(position.arrivals)
        assert to_the_second(swept.commitments) == to_the_second(position.commitments)
        bare = {"arrivals": (), "commitments": ()}
        assert swept.model_copy(update=bare) == position.model_copy(update=bare)


def test_the_same_arithmetic_gives_a_case_the_outlook_of_the_sweep(stage: World) -> None:
    network, alone = read(stage)
    place = {product.code: n for n, product in enumerate(network.products)}
    rows = len(network.products) * len(network.sites)
    chance = np.random.default_rng(1)
    demand = some_demand(rows, chance)
    whole = outlook(network, demand, stated(), network.lanes)

    for position in alone:
        product = place[position.product.code]
        ones = [demand.one(product * len(network.sites) + s) for s in range(len(network.sites))]
        part = outlook(
            network_of([position], company_id=1),
            LeadTimeDemand.of(ones, as_of=network.read_at.date()),
            stated(),
            network.lanes,
        )

        for figure in ("risk", "short", "at_stake", "order_by_days", "keep", "spare", "earliest_days"):
            was, now = getattr(whole, figure)[product], getattr(part, figure)[0]
            assert now == pytest.approx(was, rel=1e-3, abs=1e-3), (position.product.code, figure)


def some_demand(rows: int, chance: np.random.Generator) -> LeadTimeDemand:
    """Any forecast will do: both sides are given the same."""
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
    daily = chance.gamma(2.0, 1.0, (rows, 1, 1))
    spread = 1 + (levels - 0.5)[None, None, :]
    quantiles = np.round(daily * np.array(HORIZONS)[None, :, None] * spread, 3)
    zero = np.zeros((rows, len(HORIZONS)))
    days = np.full(rows, 364)
    return LeadTimeDemand(levels, np.array(HORIZONS), quantiles, zero, ("any",) * rows, days, date(2026, 3, 2))
