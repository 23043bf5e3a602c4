"""What lies ahead: whether stock lasts until help can come, when to order, and what a site may give away."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import poisson

from agents.stockout.forecast import LeadTimeDemand
from agents.stockout.outlook import look_ahead, network_demand
from agents.stockout.outlook_facts import SiteOutlook
from agents.stockout.outlook_supply import RunningOut
from agents.stockout.outlook_terms import Terms
from domain.identity import Product, Site
from domain.money import Money
from domain.stock import Lane, SupplierPrice
from tools.odoo.flows import Flow
from tools.odoo.network import Network
from tools.odoo.orders import Kind

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
PER_DAY = 2.0
LEVELS = np.array([0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98])
CALM = Terms(service_level=Decimal("0.9"), review_days=4, late_share=Decimal(0))

Line = tuple[int, float, float, Kind]
"""Site, quantity, days until due, kind."""


def _site(number: int) -> Site:
    return Site(
        warehouse_id=number,
        code=f"S{number}",
        name=f"Site {number}",
        company_id=1,
        stock_location_id=10 + number,
        internal_type_id=20 + number,
        receipt_type_id=30 + number,
    )


def _flow(*lines: Line) -> Flow:
    return Flow(
        product=np.zeros(len(lines), dtype=np.int64),
        site=np.array([site for site, _, _, _ in lines], dtype=np.int64),
        quantity=np.array([quantity for _, quantity, _, _ in lines], dtype=np.float64),
        due=np.array([due for _, _, due, _ in lines], dtype=np.float64),
        kind=[kind for _, _, _, kind in lines],
        name=["line"] * len(lines),
        order_id=[None] * len(lines),
        line_id=[None] * len(lines),
        partner_id=[None] * len(lines),
        partner=[""] * len(lines),
    )


def _price(lead_days: int, until: datetime | None = None) -> SupplierPrice:
    return SupplierPrice(
        supplierinfo_id=1,
        supplier_id=1,
        supplier="Mill",
        min_quantity=Decimal(1),
        price=Money(amount=Decimal(6), currency="EUR"),
        lead_days=lead_days,
        valid_to=until,
    )


def _network(
    *on_hand: float,
    arrivals: tuple[Line, ...] = (),
    commitments: tuple[Line, ...] = (),
    prices: tuple[SupplierPrice, ...] = (_price(10),),
    reserved: tuple[float, ...] = (),
) -> Network:
    """One product, sold at 10 and bought at 6, at as many sites as there are quantities on hand."""
    sites = len(on_hand)
    return Network(
        company_id=1,
        currency="EUR",
        read_at=NOW,
        sites=tuple(_site(number + 1) for number in range(sites)),
        products=(Product(product_id=7, code="P7", name="Peg", uom_id=1, uom="Units"),),
        standard_price=np.array([6.0]),
        list_price=np.array([10.0]),
        on_hand=np.array([on_hand]),
        reserved=np.array([reserved or (0.0,) * sites]),
        demand=np.full((1, sites, 364), PER_DAY, dtype=np.float32),
        first_seen=np.zeros((1, sites), dtype=np.int32),
        arrivals=_flow(*arrivals),
        commitments=_flow(*commitments),
        rules={},
        prices={0: prices},
        substitutes={},
        multiple=np.ones(1),
        lanes=(),
        calls=0,
        seconds={},
    )


def _poisson(sites: int, rate: float = PER_DAY) -> LeadTimeDemand:
    """Poisson demand of so many units a day at each site."""
    horizons = np.array([1, 2, 4, 7, 10, 14, 21, 28, 56, 112])
    values = np.array(poisson.ppf(LEVELS[None, :], rate * horizons[:, None]))
    days = np.full(sites, 364)
    return LeadTimeDemand(
        levels=LEVELS,
        horizons=horizons,
        quantiles=np.repeat(values[None], sites, axis=0),
        zero=np.repeat(np.exp(-rate * horizons)[None], sites, axis=0),
        method=("told",) * sites,
        sample_days=days,
        as_of=date(2026, 3, 2),
    )


def _first(network: Network, terms: Terms = CALM) -> SiteOutlook:
    sites = len(network.sites)
    return look_ahead(network, _poisson(sites), terms=terms).one(0, 0)


def test_the_risk_period_is_the_fastest_supplier_and_the_time_to_the_next_look() -> None:
    gone = _price(2, until=NOW - timedelta(days=1))

    ahead = _first(_network(5.0, prices=(_price(21), _price(10), gone)))

    assert (ahead.supplier_days, ahead.horizon_days) == (Decimal(10), Decimal(14))


def test_without_a_supplier_the_stated_window_is_looked_at() -> None:
    ahead = _first(_network(5.0, prices=()))

    assert (ahead.supplier_days, ahead.horizon_days) == (None, Decimal(28))


@pytest.mark.parametrize("on_hand", [20.0, 28.0, 34.0, 60.0])
def test_the_risk_is_the_chance_that_demand_passes_the_stock(on_hand: float) -> None:
    ahead = _first(_network(on_hand))

    assert float(ahead.risk) == pytest.approx(poisson.sf(on_hand, PER_DAY * 14), abs=0.06)


def test_what_is_at_stake_is_the_expected_shortage_at_the_margin() -> None:
    ahead = _first(_network(20.0))

    missing = sum(max(needed - 20, 0) * poisson.pmf(needed, 28) for needed in range(100))
    assert float(ahead.short) == pytest.approx(missing, abs=0.5)
    assert float(ahead.at_stake.amount) == pytest.approx(4 * float(ahead.short), abs=0.01)


def test_goods_that_come_in_time_take_the_risk_away() -> None:
    alone, helped = _network(12.0), _network(12.0, arrivals=((0, 40.0, 3.0, "purchase"),))

    assert _first(alone).risk > Decimal("0.9")
    assert _first(helped).risk < Decimal("0.1")


def test_goods_that_come_after_the_shelf_is_empty_do_not() -> None:
    ahead = _first(_network(12.0, arrivals=((0, 400.0, 11.0, "purchase"),)))

    assert ahead.risk > Decimal("0.9")


def test_a_promise_counts_for_as_much_as_promises_are_kept() -> None:
    network = _network(12.0, arrivals=((0, 40.0, 3.0, "purchase"),))

    ahead = _first(network, CALM.model_copy(update={"late_share": Decimal("0.25"), "late_days": 10}))

    assert float(ahead.risk) == pytest.approx(0.25, abs=0.05)


def test_goods_between_own_sites_keep_their_day() -> None:
    often = CALM.model_copy(update={"late_share": Decimal("0.25"), "late_days": 10})

    bought, moved = (
        _first(_network(12.0, arrivals=((0, 40.0, 3.0, kind),)), often) for kind in ("purchase", "transfer")
    )

    assert bought.risk > Decimal("0.2")
    assert moved.risk < Decimal("0.1")


@pytest.mark.parametrize(("overdue", "counts"), [(-5.0, True), (-45.0, False)])
def test_an_arrival_is_given_up_when_it_is_long_overdue(overdue: float, counts: bool) -> None:
    ahead = _first(_network(12.0, arrivals=((0, 40.0, overdue, "purchase"),)))

    assert (ahead.risk < Decimal("0.1")) is counts


def test_orders_within_the_forecast_are_not_counted_twice() -> None:
    plain, ordered = _network(40.0), _network(40.0, commitments=((0, 20.0, 9.0, "sale"),))

    assert _first(ordered).risk == _first(plain).risk


def test_orders_beyond_the_stock_are_a_sure_shortage() -> None:
    ahead = _first(_network(40.0, commitments=((0, 55.0, 9.0, "sale"),)))

    assert ahead.risk == 1
    assert ahead.short >= 15


@pytest.mark.parametrize(("due", "kind"), [(-2.0, "sale"), (3.0, "transfer")])
def test_what_is_owed_already_and_what_leaves_for_other_sites_is_gone(due: float, kind: Kind) -> None:
    ahead = _first(_network(50.0, commitments=((0, 30.0, due, kind),)))

    assert float(ahead.risk) == pytest.approx(float(_first(_network(20.0)).risk), abs=1e-6)


def test_what_is_reserved_for_nothing_known_is_gone_too() -> None:
    ahead = _first(_network(50.0, reserved=(30.0,)))

    assert ahead.risk == _first(_network(20.0)).risk


def test_ordering_on_the_last_day_keeps_the_service_level_until_the_goods_come() -> None:
    ahead = _first(_network(60.0))

    assert ahead.order_by is not None
    lasts = (ahead.order_by - NOW).days + 10
    assert poisson.sf(60, PER_DAY * lasts) <= 0.1 + 0.03
    assert poisson.sf(60, PER_DAY * (lasts + 3)) > 0.1


def test_stock_lasts_through_the_last_day_on_which_the_risk_is_still_taken() -> None:
    chance = np.array([[0.01, 0.04, 0.3], [0.2, 0.4, 0.5], [0.0, 0.0, 0.05]])
    out = RunningOut(days=np.array([1, 2, 4]), chance=chance, units=np.zeros((3, 3)))

    assert out.lasts(0.05).tolist() == [2.0, 0.0, np.inf]


def test_the_day_to_order_may_have_passed_and_may_be_beyond_sight() -> None:
    late, never = _first(_network(8.0)), _first(_network(5000.0))

    assert late.order_by is not None
    assert late.order_by < NOW
    assert never.order_by is None


def test_a_site_keeps_what_lasts_until_its_own_next_delivery() -> None:
    ahead = _first(_network(100.0))

    assert float(ahead.keep) == pytest.approx(poisson.ppf(0.9, PER_DAY * 14), abs=1.5)
    assert ahead.spare == 100 - ahead.keep


def test_after_giving_all_it_can_spare_a_site_is_still_as_safe_as_promised() -> None:
    giving = _first(_network(100.0))

    left = _first(_network(float(giving.keep)))

    assert left.risk <= Decimal("0.1001")


def test_what_is_reserved_is_never_spared() -> None:
    ahead = _first(_network(100.0, commitments=((0, 95.0, 60.0, "sale"),), reserved=(95.0,)))

    assert ahead.spare <= 5


def test_the_nearest_site_that_can_spare_something_is_the_earliest_help() -> None:
    short = _network(3.0, 200.0, 1.0)
    lane = Lane(
        from_warehouse_id=2,
        to_warehouse_id=1,
        days=Decimal("1.5"),
        fixed_cost=Money(amount=Decimal(12), currency="EUR"),
        unit_cost=Money(amount=Decimal(0), currency="EUR"),
        learned_from=9,
    )

    ahead = look_ahead(replace(short, lanes=(lane,)), _poisson(3), terms=CALM)

    assert ahead.earliest_days[0].tolist() == [1.5, 10.0, 3.0]
    assert ahead.risk_before_earliest[0, 0] < ahead.risk[0, 0]


def test_help_is_as_far_as_the_supplier_where_no_site_can_spare_anything() -> None:
    ahead = look_ahead(_network(3.0, 5.0), _poisson(2), terms=CALM)

    assert ahead.earliest_days[0].tolist() == [10.0, 10.0]


def test_an_outlook_says_how_sure_it_is_and_survives_the_wire() -> None:
    ahead = _first(_network(20.0))

    back = SiteOutlook.from_json(json.loads(json.dumps(ahead.to_json())))

    assert back == ahead
    assert (ahead.method, ahead.sample_days, ahead.read_at) == ("told", 364, NOW)
    assert ahead.credibility == Decimal("0.928571")


def test_the_forecast_of_a_network_has_a_row_for_every_product_at_every_site() -> None:
    demand: NDArray[np.float32] = np.full((1, 3, 364), 1.0, dtype=np.float32) * np.array([[[1.0], [5.0], [0.0]]])
    first_seen = np.array([[0, 0, 364]], dtype=np.int32)

    told = network_demand(replace(_network(1.0, 1.0, 1.0), demand=demand, first_seen=first_seen))

    median = told.quantile(0.5, 14.0)
    assert median == pytest.approx([14, 70, 0], rel=0.1)
    assert told.as_of == NOW.date()
