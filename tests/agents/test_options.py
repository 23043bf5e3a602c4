"""Every kind of option shows sums that can be recomputed to the cent, or says why it is not possible."""

import re
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.stockout.compare import choose, ranked, total
from agents.stockout.costing import Ahead, ahead, lost_so_far
from agents.stockout.forecast_curve import Floats
from agents.stockout.option_terms import Moved, Offer, SubstituteStock
from agents.stockout.options import offers
from domain.approval import Rate
from domain.case import Option
from domain.proposals import MoveStock, NotifyPerson, RaisePurchase
from tests.agents.shortages import (
    BER,
    HAM,
    KOL,
    MUC,
    NOW,
    D,
    Shop,
    days,
    eur,
    incoming,
    price,
    product,
    promised,
    rule,
    stated,
)

SUBSTITUTE = SubstituteStock(
    product=product(200), free=D(30), protected=D(12), standard_price=eur(15), list_price=eur(24)
)
BUSY = Shop(
    shelves={MUC: 80, BER: 42, KOL: 5},
    keeps={MUC: 60, BER: 40, KOL: 9},
    prices=[price("13.50"), price("12.00", least=50), price("14.10", supplier=51, lead=3)],
    arrivals=[incoming(20, 9)],
    commitments=[promised(8, 3), promised(6, 5, order=33)],
    rules=[rule(40)],
    substitutes=[SUBSTITUTE],
)
QUIET = Shop(on_hand=500)
ALL_KINDS = {
    "transfer",
    "buy",
    "combined",
    "expedite",
    "substitute",
    "defer",
    "split_ship",
    "nothing",
    "reorder_rule",
}
_SUM = re.compile(r": (?P<formula>[-0-9. x+/()]+) = (?P<result>-?[0-9.]+) ")


def _worth(formula: str) -> Decimal:
    expression = re.sub(r"[0-9.]+", lambda number: f"Decimal('{number[0]}')", formula.replace("x", "*"))
    return eval(expression, {"Decimal": Decimal})  # type: ignore[no-any-return]  # noqa: S307 - a formula of our own


def _sums(option: Option) -> dict[str, tuple[str, Decimal]]:
    found = {}
    for line in option.arithmetic:
        if (match := _SUM.search(f"{line} ")) is not None:
            found[line[: match.start()]] = (match["formula"], Decimal(match["result"]))
    return found


def _named(found: tuple[Offer, ...], name: str) -> Offer:
    return next(o for o in found if o.option.option == name)


def _offer(shop: Shop, name: str) -> Offer:
    return _named(offers(shop.trouble()), name)


def _shelf_day_by_day(site: Ahead, more: Floats) -> float:
    """Expected lost sales by walking through the days: what is on the shelf sells, the rest of the day is lost."""
    lost = []
    for demand, supply in zip(site.demand, site.supply + more, strict=True):
        stock, gone = 0.0, 0.0
        for wanted, came in zip(np.diff(demand, prepend=0.0), np.diff(supply, prepend=0.0), strict=True):
            stock += float(came)
            sold = min(stock, float(wanted))
            gone += float(wanted) - sold
            stock -= sold
        lost.append(gone)
    return float(np.mean(lost))


@pytest.mark.parametrize("shop", [BUSY, QUIET, BUSY.but(prices=[], arrivals=[])], ids=["busy", "quiet", "bare"])
def test_all_kinds_are_always_there_and_each_says_what_it_costs_or_why_not(shop: Shop) -> None:
    found = offers(shop.trouble())

    assert {o.option.kind for o in found} == ALL_KINDS
    for offer in found:
        option = offer.option
        if option.feasible:
            assert option.cost is not None
            assert option.risk is not None
            assert option.assumptions
            assert not option.why_not
        else:
            assert option.why_not
            assert not offer.steps
        assert len(offer.steps) == len(offer.bounds)


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_every_sum_of_every_kind_can_be_recomputed_to_the_cent(kind: str) -> None:
    found = [o.option for o in offers(BUSY.trouble()) if o.option.kind == kind and o.option.feasible]

    assert found
    for option in found:
        sums = _sums(option)
        for formula, result in sums.values():
            assert _worth(formula).quantize(Decimal("0.01"), ROUND_HALF_UP) == result
        assert option.cost is not None
        assert option.risk is not None
        assert sums["Cost"][1] == option.cost.amount
        assert sums["Remaining risk"][1] == option.risk.amount
        assert sums["Total to compare"][1] == total(option).amount


def test_a_transfer_costs_its_lane_and_leaves_what_is_lost_until_it_arrives_and_after() -> None:
    trouble = BUSY.trouble()
    site = ahead(trouble)

    offer = _offer(BUSY, "transfer:MUC")

    step = offer.steps[0]
    assert isinstance(step, MoveStock)
    assert (step.stage, step.quantity, step.from_warehouse_id, step.warehouse_id) == ("draft", D(20), MUC, HAM)
    assert (step.from_location_id, step.to_location_id, step.picking_type_id) == (12, 11, 22)
    assert step.value == eur("280.00")
    assert offer.option.cost == step.cost == eur("35.00")  # 12 + 400 x 0.05, and 20 x 0.15
    walked = _shelf_day_by_day(site, site.calendar.arriving(20, 2, surely=True))
    assert offer.option.risk is not None
    assert offer.option.risk.amount == pytest.approx(Decimal(walked) * D("12.25"), abs=D("0.13"))
    assert offer.bounds[0] is not None
    assert (offer.bounds[0].quantity_min, offer.bounds[0].quantity_max) == (D(1), D(20))


def test_a_giving_site_never_goes_below_its_own_need_nor_below_what_is_reserved() -> None:
    shop = BUSY.but(shelves={MUC: 80, BER: 80, KOL: 80}, reserved={BER: 75}, keeps={MUC: 60, BER: 10})

    found = offers(shop.trouble())

    moved = {s.from_warehouse_id: s.quantity for o in found for s in o.steps if isinstance(s, MoveStock)}
    assert moved == {MUC: D(20), BER: D(5)}
    assert _named(found, "transfer:others").option.why_not == "no stock above its own need: KOL keeps 80 of 80"


def test_what_the_plan_gives_to_others_is_not_given_twice() -> None:
    shop = BUSY.but(taken=[Moved(from_warehouse_id=MUC, quantity=D(15))])

    found = offers(shop.trouble())

    moved = [s for o in found for s in o.steps if isinstance(s, MoveStock) and s.from_warehouse_id == MUC]
    assert {m.quantity for m in moved} == {D(5)}
    gone = offers(shop.but(taken=[Moved(from_warehouse_id=MUC, quantity=D(20))], keeps={MUC: 60}).trouble())
    assert "MUC keeps 60 of 80 and gives 20 to others" in _named(gone, "transfer:others").option.why_not


def test_transfers_and_purchases_come_in_whole_multiples() -> None:
    found = offers(BUSY.but(multiple=6, prices=[price("13.50", least=10)]).trouble())

    quantities = [s.quantity for o in found for s in o.steps if isinstance(s, MoveStock | RaisePurchase)]
    assert quantities
    assert all(q % 6 == 0 for q in quantities)
    assert all(q >= 12 for o in found for s in o.steps if isinstance(s, RaisePurchase) for q in [s.quantity])


def test_an_open_order_may_be_asked_to_come_earlier_for_a_surcharge_that_is_an_assumption() -> None:
    offer = _offer(BUSY, "expedite:12/120")

    step = offer.steps[0]
    assert isinstance(step, NotifyPerson)
    assert (step.notice, step.on_model, step.on_id, step.user_id) == ("expedite_order", "purchase.order", 12, 7)
    assert offer.option.arrives == days(4)
    assert offer.option.cost == eur("28.00")  # the smallest surcharge of 40, paid in 7 of 10 cases
    assert any("expedite.surcharge_least" in line for line in offer.option.assumptions)


@pytest.mark.parametrize(
    ("shop", "name", "why"),
    [
        (BUSY.but(arrivals=[]), "expedite", "no open purchase order brings the product to the site"),
        (BUSY.but(arrivals=[incoming(20, 1)]), "expedite:12/120", "it cannot come sooner"),
        (QUIET.but(arrivals=[incoming(20, 9)]), "expedite:12/120", "no sale is lost for want of it"),
        (BUSY.but(substitutes=[]), "substitute", "Odoo names no substitute of the product"),
        (QUIET.but(substitutes=[SUBSTITUTE]), "substitute:200", "no sale is expected to be lost"),
        (BUSY.but(arrivals=[]), "defer", "nothing arrives by 2025-03-13"),
        (BUSY.but(commitments=[]), "split_ship", "no delivery is promised before 2025-03-12"),
        (BUSY.but(commitments=[], arrivals=[incoming(1, 9, source="transfer")]), "defer", "no delivery is promised"),
        (BUSY.but(shelves={}), "transfer:others", "there is no other site"),
        (BUSY.but(shelves={MUC: 0}), "transfer:others", "MUC has none"),
        (BUSY.but(shelves={MUC: 9}, reserved={MUC: 9}), "transfer:others", "all 9 of MUC are reserved"),
        (BUSY.but(prices=[]), "buy", "no supplier has a price for the product"),
        (BUSY.but(rules=[]), "reorder_rule", "the product has no reorder rule at the site"),
        (QUIET, "combined", "nothing is gained over one way alone: doing nothing"),
    ],
)
def test_what_cannot_be_done_says_why(shop: Shop, name: str, why: str) -> None:
    option = _offer(shop, name).option

    assert not option.feasible
    assert why in option.why_not


def test_a_substitute_stands_in_only_with_what_its_own_customers_do_not_need() -> None:
    scarce = SUBSTITUTE.model_copy(update={"free": D(14)})

    plenty, little = _offer(BUSY, "substitute:200"), _offer(BUSY.but(substitutes=[scarce]), "substitute:200")
    none = _offer(BUSY.but(substitutes=[SUBSTITUTE.model_copy(update={"free": D(12)})]), "substitute:200")

    assert [s.quantity for o in (plenty, little) for s in o.steps if isinstance(s, NotifyPerson)] == [D(18), D(2)]
    assert plenty.option.risk is not None
    assert little.option.risk is not None
    assert plenty.option.risk.amount < little.option.risk.amount
    assert none.option.why_not == "12 are free, and 12 are needed for its own customers"


def test_promises_are_deferred_to_the_next_arrival_or_split_by_those_who_look_after_them() -> None:
    deferred, split = _offer(BUSY, "defer"), _offer(BUSY, "split_ship")

    notices = [s for s in (*deferred.steps, *split.steps) if isinstance(s, NotifyPerson)]
    assert {(n.notice.value, n.on_id) for n in notices} == {
        ("defer_delivery", 31),
        ("defer_delivery", 33),
        ("split_delivery", 31),
        ("split_delivery", 33),
    }
    assert {n.due for n in notices} == {days(9)}
    assert deferred.option.cost == eur("14.40")  # 0.8 x (6 x 4 + 8 x 6) x 0.25
    assert {n.quantity for n in notices if n.notice.value == "defer_delivery"} == {D(6), D(8)}


def test_odoos_own_rule_is_priced_like_a_purchase_and_cannot_be_chosen() -> None:
    offer = _offer(BUSY, "reorder_rule")
    idle = _offer(BUSY.but(rules=[rule(0)]), "reorder_rule")

    assert offer.option.comparison_only
    assert offer.option.arrives == days(7)
    assert not offer.steps
    assert "buy 40 Units from Supplier 50" in offer.option.title
    assert "Price above that of an ordinary order: 40 x (13.50 - 12.00) = 60.00 EUR" in offer.option.arithmetic
    assert idle.option.cost == eur("0.00")
    assert choose([offer.option, _offer(BUSY, "nothing").option]) == "nothing"


def test_a_mix_is_offered_where_it_beats_every_single_way() -> None:
    found = offers(BUSY.trouble())

    mixed = _named(found, "combined:MUC+50")
    assert [type(s) for s in mixed.steps] == [MoveStock, RaisePurchase]
    assert choose([o.option for o in found]) == "combined:MUC+50"
    singles = [total(o.option).amount for o in found if o.option.kind in {"transfer", "buy"} and o.option.feasible]
    assert total(mixed.option).amount < min(singles)


def test_the_possible_come_first_by_their_total_and_savings_are_counted_against_both_baselines() -> None:
    options = [o.option for o in offers(BUSY.trouble())]

    order = ranked(options)

    amounts = [one.total.amount for one in order]
    assert amounts == sorted(amounts)
    assert [o.option for o in options if o.feasible] == [one.option for one in order]
    totals = {one.option: one.total.amount for one in order}
    best = order[0]
    assert best.saved_against_nothing is not None
    assert best.saved_against_rule is not None
    assert best.saved_against_nothing.amount == totals["nothing"] - best.total.amount
    assert best.saved_against_rule.amount == totals["reorder_rule"] - best.total.amount


def test_what_was_turned_down_is_not_chosen_again_and_doing_nothing_always_can_be() -> None:
    options = [o.option for o in offers(BUSY.trouble())]
    best = choose(options)

    second = choose(options, without={best})

    assert second != best
    assert choose(options, without={o.option for o in options}) == "nothing"


def test_plenty_on_the_shelf_means_doing_nothing() -> None:
    options = [o.option for o in offers(QUIET.but(shelves={MUC: 80}, keeps={MUC: 0}).trouble())]

    assert choose(options) == "nothing"


def test_the_same_trouble_gives_the_same_offers() -> None:
    assert offers(BUSY.trouble()) == offers(BUSY.trouble())


def test_an_overdue_arrival_is_expected_later_and_says_that_this_is_assumed() -> None:
    offer = _offer(BUSY.but(arrivals=[incoming(20, -4)]), "expedite:12/120")

    assert any("planning.overdue_days" in line for line in offer.option.assumptions)
    assert offer.option.arrives == days(2)


def test_a_foreign_price_counts_at_the_worst_rate_and_stays_in_its_currency() -> None:
    dollars = price("14.00", supplier=60).model_copy(update={"price": eur("14.00", "USD")})
    rate = Rate(currency="USD", company_currency="EUR", factor=D("0.95"), as_of=NOW)

    known = _offer(BUSY.but(prices=[dollars], rates={"USD": rate}), "buy:60")
    unknown = _offer(BUSY.but(prices=[dollars]), "buy:60")

    step = known.steps[0]
    assert isinstance(step, RaisePurchase)
    assert step.gross == eur(14 * step.quantity, "USD")
    assert f"Price above that of an ordinary order: {step.quantity} x (14.00 x 0.95 - 13.30) = 0.00 EUR" in (
        known.option.arithmetic
    )
    assert unknown.option.why_not == "quoted in USD, and no rate to EUR is known: cannot be compared"


@settings(max_examples=40, deadline=None)
@given(
    on_hand=st.integers(-5, 40),
    daily=st.floats(0.05, 8),
    quantity=st.integers(0, 40),
    after=st.integers(0, 12),
    due=st.integers(1, 12),
)
def test_what_is_lost_is_what_a_walk_through_the_days_loses(
    on_hand: int, daily: float, quantity: int, after: int, due: int
) -> None:
    shop = Shop(on_hand=on_hand, daily=daily, arrivals=[incoming(7, due)], prices=[price(10)])
    site = ahead(shop.trouble(), power=4)

    more = site.calendar.arriving(quantity, after)

    lost = lost_so_far(site.demand, site.supply + more)[:, -1].mean()

    assert lost == pytest.approx(_shelf_day_by_day(site, more), abs=1e-6)


def test_the_window_ends_when_the_next_order_could_be_here() -> None:
    fast = ahead(BUSY.trouble())
    alone = ahead(BUSY.but(prices=[]).trouble())

    assert fast.days == 3 + stated().planning.review_days
    assert alone.days == stated().planning.window_days


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_whatever_the_shortage_no_sum_is_wrong_and_nobody_gives_too_much(seed: int) -> None:
    dice = Random(seed)
    shelves = {w: dice.choice([-3, 0, 2.5, 40, 300]) for w in (MUC, BER, KOL)}
    shop = Shop(
        on_hand=dice.choice([-8, 0, 3, 17.25]),
        daily=dice.choice([0.001, 0.3, 4, 60]),
        shelves=shelves,
        reserved={w: dice.choice([0, 0, 5]) for w in shelves},
        keeps={w: dice.choice([0, 10, 35.5]) for w in shelves},
        prices=[
            price(
                dice.choice(["0.003", "7.125", "900"]),
                supplier=s,
                least=dice.choice([0, 1, 250]),
                lead=dice.choice([0, 4, 90]),
            )
            for s in range(50, 50 + dice.randint(0, 3))
        ],
        arrivals=[
            incoming(dice.choice([0, 0.5, 30]), dice.choice([-50, -2, 0, 6, 80]), order=n)
            for n in range(1, dice.randint(1, 4))
        ],
        commitments=[
            promised(dice.choice([0, 2, 25]), dice.choice([-9, 1, 7]), order=n) for n in range(1, dice.randint(1, 4))
        ],
        rules=[rule(dice.choice([0, 13]))],
        substitutes=[SUBSTITUTE] * dice.randint(0, 1),
        multiple=dice.choice(["0.01", "0.5", 1, 12]),
        standard=dice.choice([0, "0.01", 14]),
    )

    found = offers(shop.trouble())

    assert {o.option.kind for o in found} == ALL_KINDS
    for formula, result in (pair for o in found for pair in _sums(o.option).values()):
        assert _worth(formula).quantize(Decimal("0.01"), ROUND_HALF_UP) == result
    for move in (s for o in found for s in o.steps if isinstance(s, MoveStock)):
        shelf = shop.trouble().position.shelf(move.from_warehouse_id)
        assert shelf is not None
        assert move.quantity <= shelf.free
        assert shelf.on_hand - move.quantity >= D(shop.keeps[move.from_warehouse_id])
    assert choose([o.option for o in found])
