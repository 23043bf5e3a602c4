"""One plan for all shortages: as good as trying everything, fair to those who give, and honest about its limits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product as every
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.stockout.balance import Allocation, Plan, plan
from agents.stockout.balance_cost import Receiver, Way, cost
from agents.stockout.balance_model import model, solve, spare
from agents.stockout.balance_program import Solved
from agents.stockout.balance_program import solve as programme
from agents.stockout.option_terms import Trouble
from tests.agents.shortages import BER, CODES, HAM, KOL, LEJ, MUC, D, Shop, price

SECONDS = 20.0


def _drawn(seed: int) -> tuple[list[Receiver], dict[int, float]]:
    """One to three sites in trouble, two that can give, one supplier with two price breaks; small enough to try all."""
    dice = Random(seed)
    multiple = dice.choice([1.0, 2.0])
    receivers = []
    for number in range(dice.choice([1, 2, 2])):
        days = dice.randint(6, 10)
        steps = np.array([[dice.random() * 2.0 for _ in range(days)] for _ in range(4)])
        lanes = [
            Way(
                source=giver,
                kind="transfer",
                days=dice.choice([1.0, 2.5]),
                late_days=0.0,
                least=multiple,
                most=dice.randint(0, 3) * multiple,
                fixed=dice.choice([0.0, 3.0, 9.0]),
                unit=dice.choice([0.1, 1.0]),
            )
            for giver in (1, 2)
        ]
        small, large = sorted(dice.sample([1, 2, 3, 4], 2))
        breaks = [(small, large - 1, 1.5), (large, 4, dice.choice([0.0, -0.5]))]
        orders = [
            Way(50, "purchase", dice.choice([3.0, 4.0]), 2.0, low * multiple, high * multiple, 4.0, unit)
            for low, high, unit in breaks
        ]
        receivers.append(
            Receiver(
                site=10 + number,
                demand=np.cumsum(steps, axis=1),
                supply=np.full((4, days), float(dice.randint(0, 3))),
                late=np.array([False, False, dice.random() < 0.5, True]),
                lost_sale=dice.choice([2.0, 6.0]),
                most=dice.randint(1, 5) * multiple,
                multiple=multiple,
                daily=1.0,
                holding=dice.choice([0.0, 0.05]),
                ways=(*lanes, *orders),
            )
        )
    return receivers, {1: dice.randint(0, 4) * multiple, 2: dice.randint(0, 3) * multiple}


def _lots(receiver: Receiver) -> Iterator[tuple[float, ...]]:
    """Every quantity of every way that is allowed for one site."""
    choices = []
    for way in receiver.ways:
        counts = range(round(way.least / receiver.multiple), round(way.most / receiver.multiple) + 1)
        choices.append([0.0, *(n * receiver.multiple for n in counts)])
    for lots in every(*choices):
        moved = sum(q for way, q in zip(receiver.ways, lots, strict=True) if way.kind == "transfer")
        orders = sum(q > 0 for way, q in zip(receiver.ways, lots, strict=True) if way.kind == "purchase")
        if moved <= receiver.most and orders <= 1:
            yield lots


def _given(receivers: Sequence[Receiver], lots: Sequence[Sequence[float]], site: int) -> float:
    return sum(
        quantity
        for receiver, own in zip(receivers, lots, strict=True)
        for way, quantity in zip(receiver.ways, own, strict=True)
        if way.kind == "transfer" and way.source == site
    )


@pytest.mark.parametrize("seed", range(30))
def test_the_plan_is_as_good_as_trying_everything(seed: int) -> None:
    receivers, stock = _drawn(seed)

    solved = programme(receivers, stock, seconds=SECONDS)

    tried = [
        cost(receivers, lots)
        for lots in every(*(_lots(receiver) for receiver in receivers))
        if all(_given(receivers, lots, site) <= most for site, most in stock.items())
    ]
    assert solved.proven
    assert solved.objective == pytest.approx(min(tried), abs=1e-4)
    assert cost(receivers, solved.quantities) == pytest.approx(solved.objective, abs=1e-4)


def _network(seed: int, *, products: int = 4) -> list[Trouble]:
    """Five sites; for each product one to three of them are in trouble, the others have something to spare."""
    dice = Random(seed)
    troubles = []
    for number in range(1, products + 1):
        needy = dice.sample([HAM, MUC, BER, KOL, LEJ], dice.randint(1, 3))
        held = {w: dice.randint(0, 12) if w in needy else dice.randint(5, 90) for w in range(1, 6)}
        keeps = {w: dice.randint(5, 60) for w in held}
        multiple = dice.choice([1, 4])
        quoted = [price(13, lead=dice.choice([5, 9]), least=dice.choice([1, 30]))] if dice.random() < 0.7 else []
        daily = dice.uniform(0.2, 5)
        troubles += [
            Shop(
                at=at,
                product_id=number,
                on_hand=held[at],
                shelves={w: q for w, q in held.items() if w != at},
                keeps=keeps,
                prices=quoted,
                daily=daily,
                multiple=multiple,
            ).trouble()
            for at in needy
        ]
    return troubles


def _taken(found: Plan) -> dict[tuple[int, int], int]:
    taken: dict[tuple[int, int], int] = {}
    for allocation in found.allocations:
        for moved in allocation.transfers:
            where = (allocation.product_id, moved.from_warehouse_id)
            taken[where] = taken.get(where, 0) + int(moved.quantity)
    return taken


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_nobody_gives_what_it_needs_itself_and_nothing_is_given_twice(seed: int) -> None:
    troubles = _network(seed)

    found = plan(troubles, seconds=SECONDS)

    positions = {t.position.product.product_id: t for t in troubles}
    needy = {(t.position.product.product_id, t.warehouse_id) for t in troubles}
    for (product_id, warehouse_id), quantity in _taken(found).items():
        trouble = positions[product_id]
        shelf = trouble.position.shelf(warehouse_id)
        assert shelf is not None
        assert (product_id, warehouse_id) not in needy
        assert shelf.on_hand - quantity >= trouble.protected[warehouse_id]
        assert quantity <= shelf.free
    for allocation in found.allocations:
        multiple = positions[allocation.product_id].position.multiple
        assert all(m.quantity > 0 and m.quantity % multiple == 0 for m in allocation.transfers)
        assert all(b.quantity >= 1 and b.quantity % multiple == 0 for b in allocation.purchases)
        assert allocation.expected.amount <= allocation.nothing.amount
    assert len(found.allocations) == len(troubles)
    assert found.objective.amount == sum(a.expected.amount for a in found.allocations)


def test_two_sites_in_trouble_share_a_giver_and_each_knows_what_the_other_gets() -> None:
    shop = Shop(on_hand=2, daily=3, shelves={MUC: 1, BER: 100}, keeps={BER: 80})
    other = shop.but(at=MUC, on_hand=1, shelves={HAM: 2, BER: 100})

    found = plan([shop.trouble(), other.trouble()])

    ham, muc = found.of(100, HAM), found.of(100, MUC)
    assert ham is not None
    assert muc is not None
    given = sum(m.quantity for a in (ham, muc) for m in a.transfers)
    assert given == 20
    assert [(m.from_warehouse_id, m.quantity) for m in ham.taken] == [
        (m.from_warehouse_id, m.quantity) for m in muc.transfers
    ]
    assert "BER keeps 80 of 100 for its own need" in ham.binding


@pytest.mark.parametrize(
    ("shop", "binding"),
    [
        (Shop(on_hand=0, shelves={}), "no other site and no supplier can bring anything in time"),
        (Shop(on_hand=500, shelves={MUC: 90}, keeps={MUC: 0}), "nothing: no sale is expected to be lost"),
        (Shop(on_hand=2, shelves={MUC: 90}, keeps={MUC: 88}), "MUC keeps 88 of 90 for its own need"),
        (Shop(on_hand=2, shelves={MUC: 900}, keeps={MUC: 0}), "the service level aimed at is reached"),
        (
            Shop(on_hand=2, daily=0.5, prices=[price(10, least=9000, lead=2)]),
            "the smallest order of Supplier 50 at this price is 9000",
        ),
        (
            Shop(on_hand=2, daily=0.05, shelves={MUC: 90}, keeps={MUC: 0}),
            "cost: bringing in more would cost more than the sales it saves",
        ),
    ],
    ids=["alone", "plenty", "spare", "service level", "smallest order", "cost"],
)
def test_the_plan_says_which_limit_binds(shop: Shop, binding: str) -> None:
    (allocation,) = plan([shop.trouble()], seconds=SECONDS).allocations

    assert allocation.binding == binding


def test_the_same_shortages_give_the_same_plan_in_any_order() -> None:
    troubles = _network(3)

    forth, back = plan(troubles, seconds=SECONDS), plan(troubles[::-1], seconds=SECONDS)

    assert forth == back


def test_a_plan_survives_being_kept_and_stays_small() -> None:
    found = plan(_network(5), seconds=SECONDS)

    assert Plan.from_json(found.to_json()) == found
    assert all(len(a.model_dump_json()) < 1000 for a in found.allocations)
    assert isinstance(found.allocations[0], Allocation)
    assert plan([]).allocations == ()


def test_a_plan_that_was_stopped_says_so_and_takes_nothing_it_may_not() -> None:
    troubles = _network(11)

    stopped = plan(troubles, seconds=0.0)

    assert stopped.unproven > 0
    assert stopped.gap > 0
    assert stopped.objective.amount <= stopped.nothing.amount


def test_a_programme_stopped_early_still_says_what_its_answer_costs() -> None:
    receivers, stock = _drawn(1)

    idle = programme(receivers, stock, seconds=0.0)

    assert not idle.proven
    assert (
        all(q == 0 for own in idle.quantities for q in own) or idle.objective <= cost(receivers, idle.quantities) + 1e-4
    )


def test_balancing_a_network_cuts_the_expected_cost_by_half_and_loses_nowhere() -> None:
    troubles = _network(17, products=8)

    found = plan(troubles, seconds=SECONDS)

    assert found.objective.amount < found.nothing.amount / 2
    assert all(a.expected.amount <= a.nothing.amount for a in found.allocations)


def test_planning_together_is_never_dearer_than_one_after_the_other() -> None:
    shop = Shop(on_hand=2, daily=3, shelves={MUC: 1, BER: 100}, keeps={BER: 80})
    first, second = shop.trouble(), shop.but(at=MUC, on_hand=1, daily=6.0, shelves={HAM: 2, BER: 100}).trouble()

    together = plan([first, second], seconds=SECONDS).objective.amount

    alone = plan([first], seconds=SECONDS)
    left = replace(second, taken=alone.allocations[0].transfers)
    one_by_one = alone.objective.amount + plan([left], seconds=SECONDS).objective.amount
    assert together <= one_by_one + D("0.02")


def test_a_site_in_trouble_gives_nothing_even_if_it_could() -> None:
    shop = Shop(on_hand=40, daily=1, shelves={MUC: 0}, keeps={HAM: 0, MUC: 0})
    ham, muc = shop.trouble(), shop.but(at=MUC, on_hand=0, shelves={HAM: 40}).trouble()

    models = [model(t, others=[ham, muc]) for t in (ham, muc)]
    solved = solve(models, seconds=SECONDS)

    assert isinstance(solved, Solved)
    assert spare(models)[HAM] == 40
    assert all(q == 0 for own in solved.quantities for q in own)
    assert CODES[HAM - 1] == "HAM"
