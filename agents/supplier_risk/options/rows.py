"""One row of what could be done about a supplier: its sums to the cent, or why it is not possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from agents.supplier_risk.assumptions import Assumptions
from agents.supplier_risk.turns import Heard, Offer, Seen
from agents.supplier_risk.watch import SupplierWatch
from domain.case import Option, Turn
from domain.fact import tame
from domain.money import Money, to_cents
from domain.proposals import Bounds, Proposal

Kind = Literal["ask", "replan", "review", "split_source", "buy", "prefer", "hold", "release", "nothing"]


@dataclass(frozen=True)
class Situation:
    """What the options of a turn are worked out from."""

    turn: Turn
    seen: Seen
    heard: Heard
    assumptions: Assumptions
    bad_looks: int
    good_looks: int

    @property
    def watch(self) -> SupplierWatch:
        """The supplier as it stands now."""
        return self.seen.watch

    @property
    def now(self) -> datetime:
        """When it was read."""
        return self.watch.read_at

    @property
    def company_id(self) -> int:
        """The company whose supplier it is."""
        return self.turn.finding.company_id

    def money(self, amount: Decimal) -> Money:
        """An amount in company currency, to the cent."""
        return Money(amount=to_cents(amount), currency=self.watch.at_stake.currency)

    def supplier(self) -> dict[str, object]:
        """What every proposal about the supplier says."""
        return {"company_id": self.company_id, "supplier_id": self.watch.supplier_id, "supplier": self.watch.supplier}


@dataclass(frozen=True)
class Worked:
    """A possible row: what it costs and what it saves, each with the line that says how that was worked out."""

    kind: Kind
    name: str
    title: str
    saves: Decimal
    saves_line: str
    cost: Decimal = Decimal(0)
    cost_line: str = "It costs nothing."
    arrives: datetime | None = None
    chance: Decimal | None = None
    assumed: Sequence[str] = ()
    step: Proposal | None = None
    bounds: Bounds | None = None
    commits: bool = False
    sure: Decimal | None = None


def possible(at: Situation, worked: Worked) -> Offer:
    """A row with its sums; what remains at risk is the expected loss less what it saves."""
    saves, cost, loss = at.money(worked.saves), at.money(worked.cost), at.watch.expected_loss
    remains = at.money(max(loss.amount - saves.amount, Decimal(0)))
    sums = (
        f"Expected loss as things stand: {loss}",
        f"Saves {saves}: {worked.saves_line}",
        f"Costs {cost}: {worked.cost_line}",
        f"Remaining risk: {loss.amount:,.2f} - {saves.amount:,.2f} = {remains}",
        f"Gain: {saves.amount:,.2f} - {cost.amount:,.2f} = {saves - cost}",
    )
    option = Option(
        option=worked.name,
        kind=worked.kind,
        title=tame(worked.title),
        feasible=True,
        cost=cost,
        arrives=worked.arrives,
        short_probability=worked.chance,
        risk=remains,
        arithmetic=tuple(tame(line) for line in sums),
        assumptions=tuple(at.assumptions.said(key) for key in worked.assumed),
    )
    gain = saves - cost
    return Offer(
        option=option, step=worked.step, bounds=worked.bounds, gain=gain, commits=worked.commits, sure=worked.sure
    )


def impossible(kind: Kind, name: str, title: str, why: str) -> Offer:
    """A row that cannot be done, with the reason."""
    return Offer(option=Option(option=name, kind=kind, title=tame(title), feasible=False, why_not=tame(why)))
