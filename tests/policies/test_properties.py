"""What holds for every book, proposal and past. `WEIGHBRIDGE_EXAMPLES` sets how many are tried (200 by default)."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from domain.approval import Circumstances, NeedsApproval, Rate, Refused
from domain.money import Money
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    gross_of,
)
from domain.supplying import AskSupplier, ChangeExpectedDate, HoldSupplier, PreferSupplier
from policies.book import PolicyBook
from policies.judge import findings, judge, verdict
from policies.rules import NEVER, RULES
from tests.policies.given import BEARING, alone, from_plain, house, known, rate, request, strictness, transfer
from tests.policies.many import many, pytestmark  # noqa: F401 - pytest reads the mark
from tests.policies.worlds import (
    SWITCHES,
    Plain,
    World,
    books,
    cents,
    circumstances,
    factors,
    names,
    plain_books,
    proposals,
    quantities,
    rates,
    tables_with_limits,
    wild_proposals,
    worlds,
)

LIMITS = ("ask_above", "refuse_above", "buyer_up_to", "manager_up_to")


def _no_looser(world: World, **changes: object) -> None:
    proposal, told, by = world
    worse = told.model_copy(update=changes)

    assert strictness(judge(proposal, worse, by), by) >= strictness(judge(proposal, told, by), by)


@pytest.mark.parametrize("kind", RULES)
def test_the_worlds_tried_here_come_to_every_outcome_of_every_kind(kind: str) -> None:
    seen = set()

    @settings(max_examples=80, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(worlds(of=(kind,)))
    def look(world: World) -> None:
        seen.add(judge(*world).kind)

    look()

    outcomes = {"clears": "cleared", "asks": "needs_approval", "refuses": "refused"}
    assert seen == {outcome for said, outcome in outcomes.items() if said not in NEVER.get(kind, set())}


# --- total, and closed by default ------------------------------------------------------------------------------------


@many
@given(worlds())
def test_every_proposal_has_one_verdict_with_its_reasons_and_the_same_one_again(world: World) -> None:
    proposal, told, by = world

    first, again = judge(proposal, told, by), judge(proposal, told, by)

    assert first == again
    assert first.hits
    assert {hit.rule for hit in first.hits} <= set(RULES[proposal.kind])
    assert not isinstance(first, NeedsApproval) or len(set(first.roles)) == len(first.roles)


@many
@given(wild_proposals(), circumstances(), rates(st.decimals("1e-9", "1e9", places=30)))
def test_the_far_ends_of_all_values_have_a_verdict_as_well(proposal: Proposal, told: Circumstances, at: Rate) -> None:
    said = alone(proposal, told.model_copy(update={"rate": at}), house())

    assert said.kind in {"cleared", "needs_approval", "refused"}


@many
@given(plain_books(), proposals(), circumstances())
def test_a_book_whose_limits_are_all_zero_clears_nothing(plain: Plain, proposal: Proposal, told: Circumstances) -> None:
    for table in tables_with_limits(plain):
        table.update({limit: 0 for limit in LIMITS if limit in table})

    assert isinstance(alone(proposal, told, from_plain(plain)), Refused)


@many
@given(worlds(of=tuple(NEVER)))
def test_commitments_reorder_rules_and_supplier_master_data_never_pass_without_a_person(world: World) -> None:
    proposal, told, by = world

    assert judge(proposal, told, by).kind != "cleared"


@many
@given(worlds())
def test_knowing_less_never_helps(world: World) -> None:
    _, told, _ = world

    things = ("company_currency", "rate", "supplier", "giving", "made_by", "passed_over", "order", "reply", "spent")
    for unknown in things:
        _no_looser(world, **{unknown: None})
    _no_looser(world, exposures=told.exposures[1:])


# --- monotone --------------------------------------------------------------------------------------------------------


def _times(proposal: Proposal, factor: int) -> Proposal:
    match proposal:
        case MoveStock():
            value, cost = proposal.value.amount * factor, proposal.cost.amount * factor
            return transfer(value, quantity=proposal.quantity * factor, cost=cost, picking_id=proposal.picking_id)
        case RaisePurchase() | ConfirmPurchase() | SplitSourcing():
            quantity = proposal.quantity * factor
            return proposal.model_copy(update={"quantity": quantity, "gross": gross_of(quantity, proposal.unit_price)})
        case AdjustReorderRule():
            further = proposal.old_max + (proposal.new_max - proposal.old_max) * factor
            assume(further >= proposal.new_min)
            return proposal.model_copy(update={"new_max": further})
        case ChangeExpectedDate():
            moved = proposal.old_date + (proposal.new_date - proposal.old_date) * factor
            return proposal.model_copy(update={"new_date": moved, "value": proposal.value.times(Decimal(factor))})
        case PreferSupplier() | HoldSupplier():
            return proposal.model_copy(update={"value": proposal.value.times(Decimal(factor))})
        case _:
            return proposal


@many
@given(worlds(), st.integers(2, 9))
def test_more_of_the_same_is_never_judged_more_leniently(world: World, factor: int) -> None:
    proposal, told, by = world

    more = _times(proposal, factor)

    assert strictness(judge(more, told, by), by) >= strictness(judge(proposal, told, by), by)


@many
@given(worlds(), st.integers(0, 9), cents, quantities, st.integers(0, 9))
def test_a_fuller_past_is_never_judged_more_leniently(
    world: World, index: int, amount: Decimal, quantity: Decimal, count: int
) -> None:
    _, told, _ = world
    assume(told.exposures)
    index %= len(told.exposures)
    one = told.exposures[index]
    more = {
        "committed": Money(amount=one.committed.amount + amount, currency=one.committed.currency),
        "quantity": one.quantity + quantity,
        "count": one.count + count,
    }

    _no_looser(world, exposures=(*told.exposures[:index], one.model_copy(update=more), *told.exposures[index + 1 :]))


@many
@given(worlds(), st.integers(0, 100), st.integers(0, 400), st.integers(0, 300))
def test_worse_numbers_are_never_judged_more_leniently(world: World, points: int, days: int, hours: int) -> None:
    _, told, _ = world
    worse = {
        "confidence": max(told.grounds.confidence - Decimal(points) / 100, Decimal(0)),
        "sample_days": max(told.grounds.sample_days - days, 0),
        "read_at": told.grounds.read_at - timedelta(hours=hours),
    }

    for name, value in worse.items():
        _no_looser(world, grounds=told.grounds.model_copy(update={name: value}))


@many
@given(worlds(known_only=True), st.integers(0, 900), st.integers(0, 50), st.integers(0, 900))
def test_a_less_known_supplier_or_an_emptier_site_is_never_judged_more_leniently(
    world: World, days: int, orders: int, units: int
) -> None:
    _, told, _ = world
    assert told.supplier is not None
    assert told.giving is not None
    sooner = {"known_since": told.supplier.known_since + timedelta(days=days)}
    fewer = {"orders_confirmed": max(told.supplier.orders_confirmed - orders, 0)}

    for lapse in (sooner, fewer, {"active": False}, {"warning": "block"}):
        _no_looser(world, supplier=told.supplier.model_copy(update=lapse))
    _no_looser(world, giving=told.giving.model_copy(update={"free": told.giving.free - units}))


@many
@given(worlds(), plain_books(), plain_books())
def test_a_tighter_book_never_relaxes(world: World, one: Plain, other: Plain) -> None:
    proposal, told, _ = world
    by, tighter = from_plain(one), from_plain(_tightest(one, other))

    assert strictness(judge(proposal, told, tighter), by) >= strictness(judge(proposal, told, by), by)


def _tightest(one: Plain, other: Plain) -> Plain:
    """The stricter of two books at every key."""
    return {key: _stricter(key, one[key], other[key]) for key in one}


def _stricter(key: str, one: Any, other: Any) -> Any:
    if isinstance(one, dict):
        return _tightest(one, other)
    if key in {"least_confidence", "refuse_on_warning"}:
        return max(one, other)
    return min(one, other) if key in {*LIMITS, *SWITCHES} else one


# --- foreign money ---------------------------------------------------------------------------------------------------


@many
@given(books(), cents, quantities, st.lists(factors, min_size=1, max_size=6))
def test_foreign_money_is_judged_as_strictly_as_at_the_worst_rate_of_the_window(
    by: PolicyBook, price: Decimal, quantity: Decimal, window: list[Decimal]
) -> None:
    abroad = request(price, quantity=quantity, currency="USD")
    at_home = alone(request(price * max(window), quantity=quantity), known(), by)

    at = [strictness(alone(abroad, known(rate=rate(factor)), by), by) for factor in window]
    worst = strictness(alone(abroad, known(rate=rate(max(window))), by), by)

    assert worst == max(at) == strictness(at_home, by)


# --- what must not matter --------------------------------------------------------------------------------------------


@many
@given(worlds(), names, names)
def test_no_text_changes_what_is_decided(world: World, one: str, other: str) -> None:
    proposal, told, by = world
    product = BEARING.model_copy(update={"name": one, "code": other, "uom": one})
    texts = {"warehouse": one, "from_warehouse": other, "supplier": other, "order": one, "on_name": other}
    about = {"partner": one, "over_supplier": one, "late_supplier": one, "late_order": other, "evidence": other}
    said: dict[str, object] = texts | about | {"made_by": one, "product": product}
    if isinstance(proposal, AskSupplier):
        said["lines"] = tuple(line.model_copy(update={"product": product}) for line in proposal.lines)
    renamed = proposal.model_copy(update={k: v for k, v in said.items() if k in type(proposal).model_fields})
    standing = told.supplier and told.supplier.model_copy(update={"name": other})
    passed = told.passed_over and told.passed_over.model_copy(update={"name": one})
    grounds = told.grounds.model_copy(update={"method": one})

    retold = told.model_copy(update={"supplier": standing, "passed_over": passed, "grounds": grounds})

    assert judge(renamed, retold, by) == judge(proposal, told, by)


@many
@given(worlds(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_neither_order_nor_repetition_matters(world: World, dice: Random, times: int) -> None:
    proposal, told, by = world
    said, pasts = list(findings(proposal, told, by)) * times, list(told.exposures) * times

    dice.shuffle(said)
    dice.shuffle(pasts)

    assert verdict(said, by, RULES[proposal.kind]) == judge(proposal, told, by)
    assert judge(proposal, told.model_copy(update={"exposures": tuple(pasts)}), by) == judge(proposal, told, by)
