"""The assumptions file is read strictly, and lanes are learned where there is enough to learn from."""

from pathlib import Path

import pytest

from agents.stockout import assumptions
from agents.stockout.assumptions import Assumptions, load
from agents.stockout.lanes import lanes, unknown_sites
from domain.stock import Lane
from tests.agents.shortages import BER, HAM, MUC, D, eur, site, stated
from tools.errors import Misconfigured

TEXT = Path(assumptions.__file__).with_name("assumptions.toml").read_text()
SITES = [site(HAM), site(MUC), site(BER)]


def _with(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_with("km_per_day = 500", ""), "lanes.km_per_day: is missing"),
        (_with("order_cost", "order_kost"), "buying.order_kost: is not a key that is known here"),
        (_with("[split]", "[splits]"), "split: is missing; splits: is not a key that is known here"),
        (_with("service_level = 0.90", "service_level = 1.2"), "planning.service_level"),
        (_with("rate_per_year = 0.20", "rate_per_year = true"), "holding.rate_per_year"),
        (_with("review_days = 7", "review_days = 7.5"), "planning.review_days"),
        (_with("[split]", "[split"), "the assumptions are not TOML"),
        ("", "planning: is missing; lost_sale: is missing"),
    ],
)
def test_a_wrong_file_stops_the_start_and_names_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        load(text)

    assert said in str(refused.value)
    assert "Correct the file" in str(refused.value)


def test_the_file_that_comes_along_is_whole_and_survives_being_kept() -> None:
    whole = load(TEXT)

    assert Assumptions.from_json(whole.to_json()) == whole
    assert whole.said("lanes.km") == "kilometres between sites: 400 (assumed: lanes.km)"


def test_every_key_has_a_comment() -> None:
    keys = [line for line in TEXT.splitlines() if " = " in line and not line.strip().startswith(("#", "{"))]

    assert len(keys) >= 29
    assert [line for line in keys if "#" not in line and "pairs" not in line] == []


def test_lanes_are_assumed_until_enough_transfers_were_seen() -> None:
    def seen(count: int) -> Lane:
        return Lane(
            from_warehouse_id=MUC,
            to_warehouse_id=HAM,
            days=D(4),
            fixed_cost=eur(0),
            unit_cost=eur(0),
            learned_from=count,
        )

    few, enough = (lanes(SITES, stated(), currency="EUR", learned=[seen(n)]) for n in (2, 3))

    assert len(few) == len(enough) == 6
    found = [next(x for x in some if (x.from_warehouse_id, x.to_warehouse_id) == (MUC, HAM)) for some in (few, enough)]
    assert [(lane.days, lane.learned_from) for lane in found] == [(D("1.8"), 0), (D(4), 3)]
    assert {lane.fixed_cost for lane in (*few, *enough)} == {eur("32.00")}


def test_a_pair_of_sites_has_its_own_distance_in_both_directions() -> None:
    near = load(
        _with(
            "pairs = [", 'pairs = [{ site = "MUC", other = "HAM", km = 100 }, { site = "MUC", other = "XX", km = 1 },'
        )
    )

    found = {(x.from_warehouse_id, x.to_warehouse_id): x for x in lanes(SITES, near, currency="EUR")}

    assert found[HAM, MUC].fixed_cost == found[MUC, HAM].fixed_cost == eur("17.00")
    assert found[HAM, MUC].days == D("1.2")
    assert found[HAM, BER].fixed_cost == eur("32.00")
    assert unknown_sites(SITES, near) == ("the assumptions give a distance for XX, which is no site here",)
