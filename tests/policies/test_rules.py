"""Where each rule begins to speak, and whom it asks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.approval import Circumstances, Giving, NeedsApproval, Verdict
from domain.identity import Role
from domain.proposals import Notice, Proposal
from tests.policies.given import (
    NOW,
    SlidingLedger,
    alone,
    confirmation,
    eur,
    house,
    known,
    notice,
    rate,
    reorder,
    request,
    transfer,
    withdrawal,
)


def _asked_by(given: Verdict) -> set[str]:
    return {hit.rule for hit in given.hits if hit.effect == "asks"}


OLD = known(judged_at=NOW + timedelta(hours=5))
UNSURE = known(grounds=known().grounds.model_copy(update={"confidence": Decimal("0.1")}))
ANOTHERS = known(made_by="another_case")
TO_CONFIRM = confirmation(request())


@pytest.mark.parametrize(
    ("proposal", "told", "role"),
    [
        (transfer(), OLD, Role.PLANNER),
        (transfer(), UNSURE, Role.PLANNER),
        (transfer(picking_id=412), ANOTHERS, Role.SUPPLY_MANAGER),
        (request(), OLD, Role.BUYER),
        (request(), UNSURE, Role.BUYER),
        (TO_CONFIRM, OLD, Role.BUYER),
        (TO_CONFIRM, UNSURE, Role.BUYER),
        (TO_CONFIRM, ANOTHERS, Role.PURCHASING_MANAGER),
        (reorder(), OLD, Role.SUPPLY_MANAGER),
        (reorder(), UNSURE, Role.SUPPLY_MANAGER),
        (notice(), OLD, Role.PLANNER),
        (notice(), UNSURE, Role.PLANNER),
        (withdrawal(), OLD, Role.SUPPLY_MANAGER),
        (withdrawal(), ANOTHERS, Role.SUPPLY_MANAGER),
    ],
)
def test_doubts_go_to_the_person_nearest_to_the_matter(proposal: Proposal, told: Circumstances, role: Role) -> None:
    given = alone(proposal, told, house())

    assert isinstance(given, NeedsApproval)
    assert given.role is role


@pytest.mark.parametrize(("age", "asks"), [(timedelta(days=31), False), (timedelta(days=31, seconds=1), True)])
def test_a_rate_older_than_a_month_asks_finance(age: timedelta, asks: bool) -> None:
    at = rate("0.9").model_copy(update={"as_of": NOW - age})

    given = alone(request(currency="USD"), known(rate=at), house())

    assert ("money.old_rate" in _asked_by(given)) is asks


@pytest.mark.parametrize(
    ("late", "outcome"),
    [
        (timedelta(hours=4), "cleared"),
        (timedelta(hours=4, seconds=1), "needs_approval"),
        (timedelta(days=7), "needs_approval"),
        (timedelta(days=7, seconds=1), "refused"),
        (timedelta(hours=-4), "cleared"),
        (timedelta(hours=-5), "needs_approval"),
        (timedelta(days=-8), "refused"),
    ],
)
def test_the_age_of_the_data_decides_also_when_clocks_disagree(late: timedelta, outcome: str) -> None:
    assert alone(transfer(), known(judged_at=NOW + late), house()).kind == outcome


@pytest.mark.parametrize(
    ("confidence", "days", "rules"),
    [
        ("0.70", 56, set()),
        ("0.699999", 56, {"grounds.unsure"}),
        ("0.70", 55, {"grounds.short_history"}),
        ("0", 0, {"grounds.unsure", "grounds.short_history"}),
    ],
)
def test_a_forecast_just_sure_enough_passes_and_one_just_below_asks_the_planner(
    confidence: str, days: int, rules: set[str]
) -> None:
    numbers = known().grounds.model_copy(update={"confidence": Decimal(confidence), "sample_days": days})

    given = alone(transfer(), known(grounds=numbers), house())

    assert _asked_by(given) == rules
    assert given.kind == ("needs_approval" if rules else "cleared")


@pytest.mark.parametrize(
    ("share", "free", "outcome"),
    [
        ("100", "200", "cleared"),
        ("100.000001", "200", "needs_approval"),
        ("200", "200", "needs_approval"),
        ("200.000001", "200", "refused"),
    ],
)
@pytest.mark.parametrize("picking_id", [None, 412])
def test_a_large_share_of_a_sites_stock_asks_and_more_than_all_is_refused(
    share: str, free: str, outcome: str, picking_id: int | None
) -> None:
    told = known(giving=Giving(free=Decimal(free), unit_value=eur("0.01")))

    given = alone(transfer("1.00", quantity=share, picking_id=picking_id), told, house())

    assert given.kind == outcome


@pytest.mark.parametrize(
    ("quantity", "outcome"), [("20", "cleared"), ("21", "needs_approval"), ("70", "needs_approval"), ("71", "refused")]
)
def test_what_was_reserved_this_week_is_a_part_of_the_share_although_it_is_no_longer_free(
    quantity: str, outcome: str
) -> None:
    def with_free(units: int) -> Circumstances:
        return known(giving=Giving(free=Decimal(units), unit_value=eur("0.01")))

    ledger = SlidingLedger()
    ledger.judged(transfer("1.00", quantity="30", picking_id=411), with_free(100), house())

    given = ledger.judged(transfer("1.00", quantity=quantity, picking_id=412), with_free(70), house())

    assert given.kind == outcome


@pytest.mark.parametrize(
    ("old", "new", "role", "rule"),
    [
        (("40", "120"), ("80", "240"), Role.SUPPLY_MANAGER, None),
        (("40", "120"), ("80.000001", "240"), Role.PURCHASING_MANAGER, "reorder.bold_minimum"),
        (("40", "120"), ("80", "240.000001"), Role.PURCHASING_MANAGER, "reorder.bold_maximum"),
        (("40", "120"), ("40", "600"), Role.PURCHASING_MANAGER, "reorder.bold_maximum"),
        (("40", "120"), ("40", "600.000001"), None, "reorder.wild_change"),
        (("4", "120"), ("4", "23.999999"), None, "reorder.wild_change"),
        (("0", "120"), ("0", "130"), Role.SUPPLY_MANAGER, None),
        (("0", "120"), ("1", "120"), Role.PURCHASING_MANAGER, "reorder.bold_minimum"),
        (("1", "120"), ("0", "120"), Role.PURCHASING_MANAGER, "reorder.bold_minimum"),
        (("0", "0"), ("1", "2"), None, "reorder.from_or_to_nothing"),
        (("1", "2"), ("0", "0"), None, "reorder.from_or_to_nothing"),
        (("1", "2"), ("1", "2"), None, "reorder.changes_nothing"),
    ],
)
def test_a_reorder_rule_changes_in_steps_that_a_person_decides(
    old: tuple[str, str], new: tuple[str, str], role: Role | None, rule: str | None
) -> None:
    given = alone(reorder(old, new), known(), house())

    assert (given.role if isinstance(given, NeedsApproval) else None) == role
    assert rule is None or rule in {hit.rule for hit in given.hits}


@pytest.mark.parametrize("about", list(Notice))
def test_a_notice_about_a_product_is_one_that_fits_a_product(about: Notice) -> None:
    fits = about in {Notice.SHORTAGE, Notice.USE_SUBSTITUTE}

    assert alone(notice(about), known(), house()).kind == ("cleared" if fits else "refused")
