"""What is assumed about suppliers where Odoo does not say, and when a case opens and closes: typed and stated."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from agents.stated import Stated
from agents.supplier_risk.watch import SupplierWatch
from domain.fact import Fact, Share, Unfit
from domain.money import Money

SHIPPED = Path(__file__).with_name("assumptions.toml")
"""The figures that came along."""

_Points = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
_Cost = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9, decimal_places=2)]
_Days = Annotated[int, Field(ge=1, le=3650)]


class Levels(Fact):
    """When a case opens and when it has passed. It opens more easily than it closes, so that it does not flap."""

    open_points: Annotated[_Points, Field(description="points from which on a case opens")]
    open_loss: Annotated[_Cost, Field(description="expected loss from which on a case opens")]
    close_points: Annotated[_Points, Field(description="points below which a look is a good one")]
    close_loss: Annotated[_Cost, Field(description="expected loss below which a look is a good one")]
    open_late_lines: Annotated[
        int, Field(ge=1, le=1000, description="likely late lines that open, after a trend break")
    ]
    looks_below: Annotated[int, Field(ge=1, le=100, description="good looks in a row that close a case")]
    least_confidence: Annotated[Share, Field(description="confidence from which on points alone open a case")]

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.close_points > self.open_points or self.close_loss > self.open_loss:
            message = "a case must not close above the level at which it opens"
            raise Unfit(message)
        return self

    def by_points(self, points: Decimal, confidence: Decimal) -> bool:
        """Whether the score alone opens a case: high enough, and resting on enough of what was seen."""
        return points >= self.open_points and confidence >= self.least_confidence

    def by_loss(self, expected_loss: Money) -> bool:
        """Whether what is likely to be lost opens a case; nothing to lose never does."""
        return expected_loss.amount > 0 and expected_loss.amount >= self.open_loss

    def by_trend(self, late_lines: int, *, slower: bool) -> bool:
        """Whether lead times that have grown open a case: only while lines are late by them, more likely than not.

        A supplier that is slower, and promises so, is no trouble.
        """
        return slower and late_lines >= self.open_late_lines

    def good(self, watch: SupplierWatch) -> bool:
        """Whether a look counts towards closing; `looks_below` of them in a row close the case."""
        slower = watch.trend is not None and watch.trend.slower
        low = watch.score.points < self.close_points and watch.expected_loss.amount <= self.close_loss
        return low and not (slower and watch.late_lines > 0)


class Past(Fact):
    """How far back is looked."""

    days: Annotated[_Days, Field(description="days of orders that are read")]
    records_days: Annotated[_Days, Field(description="days that bills, checks, scrap and complaints count")]


class Stake(Fact):
    """What it costs when something that depends on a late line is late."""

    margin_share: Annotated[Share, Field(description="share of the margin lost with a late sales line")]
    revenue_share: Annotated[Share, Field(description="share of the net price lost on top, as goodwill")]
    production_share: Annotated[Share, Field(description="share of the value of a late manufacturing order lost")]
    horizon_days: Annotated[_Days, Field(description="days ahead within which demand is looked at")]


class Acting(Fact):
    """From when on something is done about a line or a supplier, and what it is taken to be worth."""

    ask_from: Annotated[Share, Field(description="probability to be late from which on the supplier is asked")]
    ask_share: Annotated[Share, Field(description="share of the expected loss that asking saves")]
    answer_days: Annotated[_Days, Field(description="days that a supplier has to answer")]
    most_questions: Annotated[int, Field(ge=1, le=9, description="questions about one order")]
    replan_from: Annotated[Share, Field(description="probability to be late from which on another date is planned")]
    replan_days: Annotated[_Days, Field(description="days that a date must be off to be planned anew")]
    replan_share: Annotated[
        Share, Field(description="share of the expected loss that planning with the right date saves")
    ]
    order_cost: Annotated[_Cost, Field(description="cost of handling one more order")]
    review_cost: Annotated[_Cost, Field(description="cost of an hour of a buyer's attention")]
    stated_chance: Annotated[Share, Field(description="chance that a vendor without receipts keeps its stated days")]
    prefer_points: Annotated[_Points, Field(description="points by which another supplier must be better")]
    hold_points: Annotated[_Points, Field(description="points from which on a warning is set")]
    hold_looks: Annotated[int, Field(ge=1, le=100, description="bad looks before master data is touched")]
    look_days: Annotated[_Days, Field(description="days until a case looks again")]


class Assumptions(Stated):
    """Everything assumed, as stated in one file that an operator edits."""

    levels: Levels
    history: Past
    stake: Stake
    acting: Acting


def load(text: str) -> Assumptions:
    """The assumptions of a TOML text; `Misconfigured` names every missing, unknown or impossible key."""
    return Assumptions.stated_in(text, "the assumptions on suppliers")


def shipped() -> Assumptions:
    """The figures that came along, read anew."""
    return load(SHIPPED.read_text(encoding="utf-8"))
