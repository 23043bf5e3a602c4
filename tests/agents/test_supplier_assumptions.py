"""When a case about a supplier opens and closes, and what the file with the figures must hold."""

from decimal import Decimal

import pytest

from agents.supplier_risk.assumptions import SHIPPED, Levels, load, shipped
from domain.money import Money
from tools.errors import Misconfigured

LEVELS = Levels(
    open_points=Decimal(36), open_loss=Decimal(500), close_points=Decimal(30), close_loss=Decimal(200),
    open_late_lines=2, looks_below=3, least_confidence=Decimal("0.25"),
)  # fmt: skip


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


@pytest.mark.parametrize(("points", "confidence", "opens"), [
    ("35.99", "0.8", False), ("36", "0.8", True), ("90", "0.24", False), ("90", "0.25", True),
])  # fmt: skip
def test_points_open_a_case_only_where_enough_was_seen(points: str, confidence: str, opens: bool) -> None:
    assert LEVELS.by_points(Decimal(points), Decimal(confidence)) is opens


@pytest.mark.parametrize(("loss", "opens"), [("499.99", False), ("500.00", True), ("0", False)])
def test_what_is_likely_to_be_lost_opens_a_case(loss: str, opens: bool) -> None:
    assert LEVELS.by_loss(euros(loss)) is opens


def test_nothing_to_lose_opens_no_case_even_where_every_loss_would() -> None:
    assert not LEVELS.model_copy(update={"open_loss": Decimal(0)}).by_loss(euros("0"))


@pytest.mark.parametrize(("slower", "late_lines", "opens"), [(True, 2, True), (True, 1, False), (False, 9, False)])
def test_grown_lead_times_open_a_case_only_while_lines_are_late_by_them(
    slower: bool, late_lines: int, opens: bool
) -> None:
    assert LEVELS.by_trend(late_lines, slower=slower) is opens


def test_a_case_cannot_close_above_where_it_opens() -> None:
    text = SHIPPED.read_text().replace("close_points = 30", "close_points = 37")

    with pytest.raises(Misconfigured, match="must not close above"):
        load(text)


@pytest.mark.parametrize(("was", "becomes", "said"), [
    ("looks_below = 3", "looks_below = 0", "levels.looks_below"),
    ("looks_below = 3", "looks_bellow = 3", "levels.looks_below: is missing"),
    ("[stake]", "[steak]", "steak: is not a key"),
    ("days = 730", "days = ", "not TOML"),
])  # fmt: skip
def test_a_wrong_file_is_refused_and_says_why(was: str, becomes: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        load(SHIPPED.read_text().replace(was, becomes, 1))


def test_an_assumption_is_named_as_in_the_file() -> None:
    assert shipped().said("stake.margin_share") == (
        "share of the margin lost with a late sales line: 1.00 (assumed: stake.margin_share)"
    )
