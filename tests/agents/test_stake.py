"""What is at stake when open lines come late: who waits for which line, and what that costs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.supplier_risk.assumptions import Stake, shipped
from agents.supplier_risk.watching.stake import Owed, losses, pieces
from tools.odoo.supplier_demand import Incoming, Waiting

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NOTHING = np.zeros((1, 1))
TERMS = Stake(margin_share=Decimal(1), revenue_share=Decimal("0.1"), production_share=Decimal("0.5"), horizon_days=100)


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


def owed(line_id: int, quantity: float, *, promised: float = 5, by: float = 12) -> Owed:
    return Owed(line_id, 0, 0, quantity, day(promised), day(by))


def sale(number: int, quantity: float, due: float, *, reserved: float = 0, lines: tuple[int, ...] = ()) -> Waiting:
    return Waiting(
        f"sale.order.line,{number}", "sale.order", number, f"S{number}", 0, 0, quantity, reserved, day(due), 30.0, lines
    )


def made(move: int, order: int, quantity: float, due: float) -> Waiting:
    return Waiting(f"stock.move,{move}", "mrp.production", order, f"MO{order}", 0, 0, quantity, 0, day(due), 100.0)


def given_out(*lines: Owed, needs: tuple[Waiting, ...], free: float = 0) -> dict[tuple[int, int], float]:
    found = pieces(lines, needs, (), np.full((1, 1), free))
    return {(piece.line_id, piece.need.record_id): piece.quantity for piece in found}


def test_the_earliest_need_gets_the_stock_and_the_next_ones_wait_for_the_lines_in_their_order() -> None:
    needs = (sale(1, 10, 1), sale(2, 10, 2), sale(3, 10, 3))

    found = given_out(owed(52, 8, promised=9), owed(51, 12, promised=4), needs=needs, free=10)

    assert found == {(51, 2): 10, (51, 3): 2, (52, 3): 8}


def test_what_is_reserved_waits_for_nobody() -> None:
    assert given_out(owed(51, 10), needs=(sale(1, 10, 1, reserved=6),)) == {(51, 1): 4}


def test_a_chain_ties_a_need_to_its_own_line_whatever_else_there_is() -> None:
    needs = (sale(1, 10, 1), sale(2, 10, 9, lines=(51,)))

    found = given_out(owed(51, 10), owed(52, 10, promised=6), needs=needs)

    assert found == {(51, 2): 10, (52, 1): 10}


def test_a_need_beyond_its_chain_draws_on_the_site() -> None:
    assert given_out(owed(51, 4), owed(52, 9), needs=(sale(1, 10, 1, lines=(51,)),)) == {(51, 1): 4, (52, 1): 6}


def test_goods_that_come_from_another_site_cover_before_a_later_line() -> None:
    coming = Incoming(0, 0, 6, day(2))

    found = pieces([owed(51, 10, promised=5)], (sale(1, 10, 1),), (coming,), NOTHING)

    assert [(piece.line_id, piece.quantity) for piece in found] == [(51, 4)]


def test_only_what_is_due_before_the_line_surely_comes_is_at_stake() -> None:
    needs = (sale(1, 4, 11), sale(2, 4, 13))
    given = pieces([owed(51, 8, by=12)], needs, (), NOTHING)

    found = losses(given, {51: day(12)}, cost=np.array([18.0]), terms=TERMS, until=day(99))

    assert [(loss.need.record_id, loss.amount) for loss in found[51]] == [(1, Decimal("60.00"))]


def test_a_sale_below_cost_loses_only_goodwill() -> None:
    found = losses(
        pieces([owed(51, 4)], (sale(1, 4, 1),), (), NOTHING), {51: day(12)}, cost=np.array([90.0]), terms=TERMS,
        until=day(99),
    )  # fmt: skip

    assert found[51][0].amount == Decimal("12.00")


def test_what_is_made_counts_once_however_many_of_its_parts_are_late() -> None:
    needs = (made(71, 9, 2, 1), made(72, 9, 2, 1))
    found = losses(
        pieces([owed(51, 2), owed(52, 2, promised=6)], needs, (), NOTHING), {51: day(12), 52: day(12)},
        cost=np.zeros(1), terms=TERMS, until=day(99),
    )  # fmt: skip

    assert [found[line][0].amount for line in (51, 52)] == [Decimal("50.00"), Decimal("50.00")]


_amounts = st.floats(0.5, 500, allow_nan=False)


@given(st.lists(_amounts, min_size=1, max_size=6), st.lists(_amounts, max_size=8), st.floats(0, 300))
def test_nothing_is_given_out_twice(lines: list[float], wanted: list[float], free: float) -> None:
    supplies = [owed(number, quantity, promised=number) for number, quantity in enumerate(lines, 51)]
    needs = tuple(sale(number, quantity, number) for number, quantity in enumerate(wanted, 1))

    found = pieces(supplies, needs, (), np.full((1, 1), free))

    for supply in supplies:
        assert sum(p.quantity for p in found if p.line_id == supply.line_id) <= supply.quantity + 1e-6
    for need in needs:
        assert sum(p.quantity for p in found if p.need == need) <= need.quantity + 1e-6
    covered = sum(piece.quantity for piece in found)
    assert covered == pytest.approx(min(max(sum(wanted) - free, 0), sum(lines)), abs=1e-5)


def test_the_figures_that_came_along_can_be_used() -> None:
    assert shipped().stake.horizon_days > 0
