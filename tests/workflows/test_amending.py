"""What a person would have instead is the same wish with other values, and everything that follows from them."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.approval import Amendment, Decision
from domain.fact import Unfit
from domain.money import Money
from domain.proposals import (
    AdjustReorderRule,
    Bounds,
    MoveStock,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    WithdrawDraft,
    digest,
)
from domain.supplying import ChangeExpectedDate
from tests.journeys.rehearsal import wish
from tests.policies import supplying
from tests.policies.given import request
from tests.tools.ledger_words import NOW, PETRA, PRODUCT, notice, purchase
from workflows.amending import amended

QUANTITIES = st.decimals(min_value="0.001", max_value="99999", places=3)


def move(quantity: Decimal = Decimal(10)) -> MoveStock:
    return MoveStock(
        company_id=1,
        warehouse_id=2,
        warehouse="North",
        stage="draft",
        product=PRODUCT,
        quantity=quantity,
        from_warehouse_id=3,
        from_warehouse="South",
        from_location_id=31,
        to_location_id=21,
        picking_type_id=5,
        scheduled=NOW,
        value=Money(amount=quantity * 3, currency="EUR"),
        cost=Money(amount=Decimal(25), currency="EUR"),
    )


def saying(amendment: Amendment | None) -> Decision:
    return Decision(request_id="r?1", answer="amend", by=PETRA, comment="", amendment=amendment, decided_at=NOW)


def quantity(amount: Decimal | str) -> Decision:
    return saying(Amendment(quantity=Decimal(amount)))


@given(QUANTITIES)
def test_a_purchase_is_added_up_again(amount: Decimal) -> None:
    other = amended(wish(purchase(4, 100)), quantity(amount)).proposal

    assert isinstance(other, RaisePurchase)
    assert other.quantity == amount
    assert abs(other.gross.amount - amount * 100) <= Decimal("0.005")


@given(st.decimals(min_value="0.001", max_value="50", places=3))
def test_what_is_sourced_elsewhere_is_added_up_again(amount: Decimal) -> None:
    part = supplying.split(request("8.40", quantity="20"), open_quantity="50")

    other = amended(wish(part), quantity(amount)).proposal

    assert isinstance(other, SplitSourcing)
    assert (other.quantity, other.late_line_id, other.unit_price) == (amount, part.late_line_id, part.unit_price)
    assert abs(other.gross.amount - amount * Decimal("8.40")) <= Decimal("0.005")


def test_no_more_is_sourced_elsewhere_than_is_late() -> None:
    part = supplying.split(request("8.40", quantity="20"), open_quantity="50")

    with pytest.raises(ValueError, match="more than the 50 that are late"):
        amended(wish(part), quantity("50.001"))


@given(QUANTITIES)
def test_a_transfer_s_goods_are_valued_again_and_its_lane_never_cheaper(amount: Decimal) -> None:
    other = amended(wish(move()), quantity(amount)).proposal

    assert isinstance(other, MoveStock)
    assert amount * 3 <= other.value.amount < amount * 3 + Decimal("0.01")
    assert other.cost.amount >= 25


PACKS = Bounds(quantity_min=Decimal(24), quantity_max=Decimal(60), step=Decimal(12))


@pytest.mark.parametrize(
    ("asked", "had"), [("24", "24"), ("24.5", "36"), ("48", "48"), ("48.000001", "60"), ("20", "24"), ("60", "60")]
)
def test_a_quantity_that_cannot_be_had_becomes_the_next_whole_pack_and_says_so(asked: str, had: str) -> None:
    other = amended(wish(purchase(36), bounds=PACKS), quantity(asked))

    assert isinstance(other.proposal, RaisePurchase)
    assert other.proposal.quantity == Decimal(had)
    assert other.proposal.gross.amount == Decimal(had) * other.proposal.unit_price.amount
    rounded = f"Asked for {asked}: only whole packs can be had, so it is {had}. "
    assert other.reason == f"{rounded if asked != had else ''}as the script says"


@pytest.mark.parametrize("asked", ["60.5", "61", "12"])
def test_a_quantity_that_no_pack_within_the_bounds_holds_is_refused_in_words(asked: str) -> None:
    with pytest.raises(Unfit, match=f"{asked} cannot be had: in whole multiples of 12, from 24 to 60"):
        amended(wish(purchase(36), bounds=PACKS), quantity(asked))


def test_a_transfer_comes_in_whole_packs_too() -> None:
    other = amended(wish(move(Decimal(36)), bounds=PACKS), quantity("40")).proposal

    assert isinstance(other, MoveStock)
    assert (other.quantity, other.value.amount) == (Decimal(48), Decimal(144))


def test_goods_without_packs_are_had_as_asked_within_the_bounds() -> None:
    loose = PACKS.model_copy(update={"step": None})

    assert loose.whole(Decimal("24.5")) == Decimal("24.5")
    with pytest.raises(Unfit, match="70 cannot be had: from 24 to 60"):
        loose.whole(Decimal(70))


def test_another_day_alone_leaves_the_quantity() -> None:
    later = NOW + timedelta(days=3)

    other = amended(wish(move()), saying(Amendment(date=later))).proposal

    assert isinstance(other, MoveStock)
    assert (other.quantity, other.scheduled, other.value) == (Decimal(10), later, move().value)


@pytest.mark.parametrize("also", [None, Decimal(60)])
def test_a_date_is_another_one_for_all_that_is_still_to_come(also: Decimal | None) -> None:
    later = supplying.PLANNED + timedelta(days=9)

    other = amended(wish(supplying.replan(because="reply")), saying(Amendment(date=later, quantity=also))).proposal

    assert isinstance(other, ChangeExpectedDate)
    assert (other.new_date, other.old_date, other.evidence) == (later, supplying.PLANNED, "mail.message,911")


def test_a_date_for_a_part_of_a_line_there_is_none() -> None:
    with pytest.raises(Unfit, match="for all that is still to come"):
        amended(wish(supplying.replan()), saying(Amendment(date=NOW, quantity=Decimal(30))))


def test_the_date_that_is_planned_with_already_is_no_change() -> None:
    with pytest.raises(ValueError, match="planned with already"):
        amended(wish(supplying.replan()), saying(Amendment(date=supplying.PLANNED)))


@pytest.mark.parametrize(
    "fixed",
    [
        supplying.question(),
        supplying.preference(),
        supplying.review(),
        supplying.hold(),
        supplying.release(),
    ],
    ids=lambda p: p.kind,
)
@pytest.mark.parametrize("values", [Amendment(quantity=Decimal(5)), Amendment(date=NOW)])
def test_what_has_neither_a_quantity_nor_a_date_takes_no_other(fixed: Proposal, values: Amendment) -> None:
    with pytest.raises(Unfit, match="say no, and what instead"):
        amended(wish(fixed), saying(values))


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        (Amendment(quantity=Decimal(2)), True),
        (Amendment(quantity=Decimal(8)), True),
        (Amendment(quantity=Decimal("8.000001")), False),
        (Amendment(date=NOW), True),
        (Amendment(date=NOW + timedelta(days=10)), True),
        (Amendment(date=NOW - timedelta(seconds=1)), False),
        (Amendment(date=NOW + timedelta(days=10, seconds=1)), False),
    ],
)
def test_nothing_is_amended_beyond_its_bounds(values: Amendment, fits: bool) -> None:
    bounds = Bounds(quantity_min=Decimal(2), quantity_max=Decimal(8), date_from=NOW, date_to=NOW + timedelta(days=10))

    if fits:
        assert amended(wish(purchase(4), bounds=bounds), saying(values)).proposal != purchase(4)
    else:
        with pytest.raises(Unfit, match=r"beyond the bounds|cannot be had"):
            amended(wish(purchase(4), bounds=bounds), saying(values))


@pytest.mark.parametrize("values", [{"quantity": Decimal(5)}, {"date": NOW}])
def test_another_option_has_values_of_its_own(values: dict[str, Decimal | datetime]) -> None:
    with pytest.raises(ValidationError, match="values of its own"):
        Amendment.model_validate({"option": "transfer", **values})


def test_other_values_are_another_proposal() -> None:
    first = wish(purchase(4))

    assert digest(amended(first, quantity("5")).proposal) != digest(first.proposal)


@pytest.mark.parametrize("amendment", [None, Amendment(), Amendment(option="transfer")])
def test_an_amendment_without_values_is_none(amendment: Amendment | None) -> None:
    with pytest.raises(Unfit):
        amended(wish(purchase()), saying(amendment))


@pytest.mark.parametrize(
    "fixed",
    [
        move().model_copy(update={"stage": "reserve", "picking_id": 9}),
        AdjustReorderRule(
            company_id=1,
            warehouse_id=2,
            warehouse="North",
            product=PRODUCT,
            orderpoint_id=4,
            old_min=Decimal(1),
            old_max=Decimal(2),
            new_min=Decimal(3),
            new_max=Decimal(4),
        ),
        notice(),
        WithdrawDraft(
            company_id=1,
            warehouse_id=2,
            warehouse="North",
            on_model="purchase.order",
            on_id=9,
            on_name="P9",
            made_by="case",
        ),
    ],
    ids=lambda p: p.kind,
)
def test_what_is_already_written_takes_no_other_values(fixed: Proposal) -> None:
    with pytest.raises(Unfit):
        amended(wish(fixed), quantity("5"))
