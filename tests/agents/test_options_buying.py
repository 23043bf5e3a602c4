"""Buying: smallest quantities, multiples, price breaks, and prices that do not hold today."""

from decimal import Decimal

import pytest

from agents.stockout.option_prices import quotes
from agents.stockout.option_terms import Offer
from agents.stockout.options import offers
from domain.fact import Unfit
from domain.proposals import Bounds, RaisePurchase
from domain.stock import SupplierPrice
from tests.agents.shortages import D, Shop, days, eur, price

SHOP = Shop(on_hand=30, daily=4.0)  # 7 days to come and 7 to last: 37.47 more are missing at the service level


def _bought(offer: Offer) -> RaisePurchase:
    step = offer.steps[0]
    assert isinstance(step, RaisePurchase)
    return step


def _buy(*prices: SupplierPrice, shop: Shop = SHOP) -> Offer:
    found = offers(shop.but(prices=prices).trouble())
    return next(o for o in found if o.option.option == f"buy:{prices[0].supplier_id}")


def _missing(offer: Offer) -> Decimal:
    line = next(text for text in offer.option.arithmetic if text.startswith("Missing"))
    return Decimal(line.split(": ")[1].split(" ")[0])


def test_what_is_bought_covers_what_is_missing_at_the_service_level_and_no_more() -> None:
    offer = _buy(price(10))

    step = _bought(offer)
    assert step.quantity - 1 < _missing(offer) <= step.quantity
    assert step.gross == eur(10 * step.quantity)
    assert step.expected == days(7)
    assert (step.picking_type_id, step.supplier_id, step.supplierinfo_id) == (31, 50, 501)


@pytest.mark.parametrize(
    ("least", "multiple", "quantity"), [(1, 1, 38), (1, 12, 48), (50, 1, 50), (50, 12, 60), (38, 1, 38)]
)
def test_the_smallest_quantity_and_the_multiple_round_up(least: int, multiple: int, quantity: int) -> None:
    offer = _buy(price(10, least=least), shop=SHOP.but(multiple=multiple))

    assert _bought(offer).quantity == quantity


@pytest.mark.parametrize(
    ("cheaper", "quantity"),
    [("9.80", 200), ("9.97", 38)],
    ids=["the break saves more than holding the rest costs", "it does not"],
)
def test_a_price_break_is_bought_up_to_where_it_pays(cheaper: str, quantity: int) -> None:
    offer = _buy(price(10), price(cheaper, least=200))

    assert _bought(offer).quantity == quantity
    assert _bought(offer).unit_price == (eur(cheaper) if quantity == 200 else eur(10))
    assert any(line.startswith("Weighed and dearer: ") for line in offer.option.arithmetic)


@pytest.mark.parametrize(
    ("quantity", "unit_cost"), [("9.99", None), ("10", "10"), ("99.99", "10"), ("100", "9"), ("100.01", "9")]
)
def test_a_break_begins_at_exactly_its_quantity(quantity: str, unit_cost: str | None) -> None:
    lines = [price(9, least=100), price(11, least=10, line=7), price(10, least=10)]

    (quote,) = quotes(lines, now=days(0), currency="EUR", rates={})

    tier = quote.tier(D(quantity))
    assert (tier.unit_cost if tier else None) == (D(unit_cost) if unit_cost else None)


def test_an_amendment_stays_within_the_price_break() -> None:
    wide, narrow = _buy(price(10), price("9.99", least=200)), _buy(price(10, least=30), price(11, least=60))

    def within(least: int, most: int) -> tuple[Bounds]:
        later = days(7), days(14)
        return (Bounds(quantity_min=D(least), quantity_max=D(most), date_from=later[0], date_to=later[1], step=D(1)),)

    assert wide.bounds == within(1, 76)  # at most twice what was proposed
    assert narrow.bounds == within(30, 59)


def test_every_quantity_that_an_amendment_may_become_is_a_whole_multiple_at_the_same_price() -> None:
    (bounds,) = _buy(price(10, least=30), price(11, least=100), shop=SHOP.but(multiple=12)).bounds
    assert bounds is not None

    had = {bounds.whole(D(asked)) for asked in range(25, 97)}

    assert had == {D(36), D(48), D(60), D(72), D(84), D(96)}
    with pytest.raises(Unfit):
        bounds.whole(D(97))


@pytest.mark.parametrize(
    ("valid", "why"),
    [
        ({"valid_to": days(-1)}, "the price ended on 2025-03-02"),
        ({"valid_from": days(1)}, "the price begins on 2025-03-04"),
        ({"valid_to": days(0)}, ""),
        ({"valid_from": days(0)}, ""),
    ],
)
def test_a_price_holds_on_its_first_and_last_day_and_not_outside(valid: dict[str, object], why: str) -> None:
    offer = _buy(price(10).model_copy(update=valid))

    assert offer.option.feasible is (why == "")
    assert offer.option.why_not == why


def test_an_expired_break_is_not_bought_up_to() -> None:
    offer = _buy(price(10), price("5.00", least=100).model_copy(update={"valid_to": days(-1)}))

    assert _bought(offer).quantity == 38


def test_a_supplier_who_is_too_slow_says_what_is_sooner() -> None:
    offers_ = offers(SHOP.but(prices=[price(10), price(8, supplier=70, lead=40)]).trouble())

    slow = next(o for o in offers_ if o.option.option == "buy:70")
    assert slow.option.why_not == "would arrive on 2025-04-12; what is ordered at the next look is here by 2025-03-17"


def test_goods_are_no_cost_but_a_dear_price_the_order_and_holding_are() -> None:
    offer = _buy(price(10), price("8.00", least=100))

    lines = offer.option.arithmetic
    assert "Goods, worth what is paid for them: 100 x 8.00 = 800.00 EUR" in lines
    assert "Price above that of an ordinary order: 100 x (8.00 - 8.00) = 0.00 EUR" in lines
    assert "One order: 12.00 = 12.00 EUR" in lines
    assert offer.option.cost is not None
    assert eur("12.00").amount < offer.option.cost.amount < eur("20.00").amount


def test_goods_that_would_lie_for_years_are_held_for_a_year_at_most() -> None:
    offer = _buy(price(10, least=5000))

    held = next(line for line in offer.option.arithmetic if line.startswith("Held on top"))
    assert " x 365 - " in held
    assert offer.option.cost is not None
    assert offer.option.cost.amount > 5000
