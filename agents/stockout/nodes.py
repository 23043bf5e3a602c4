"""The first steps of a turn: look at Odoo, reckon what lies ahead, list what could be done. Each is an activity."""

from dataclasses import dataclass

from agents.kit import Means, means
from agents.stockout import assumptions as assumed
from agents.stockout.facts import facts
from agents.stockout.look import see
from agents.stockout.options import offers
from agents.stockout.reckon import reckon
from agents.stockout.shortage import Listed, Reckoned, Seen, Shortage
from agents.stockout.state import StockoutState
from agents.stockout.troubles import trouble_of
from domain.case import Datum, Option, Turn


@dataclass(frozen=True)
class Desk:
    """What a node works on: the turn it was given and what the nodes before it kept."""

    means: Means
    state: StockoutState

    @property
    def turn(self) -> Turn:
        """The finding and what happened to the wishes so far."""
        return self.means.documents.fetch(self.state["turn"], Turn)

    @property
    def shortage(self) -> Shortage:
        """The detail of the finding."""
        return Shortage.from_json(self.turn.finding.detail)

    @property
    def seen(self) -> Seen:
        """What was read at the start of this turn."""
        return self.means.documents.fetch(self.state["seen"], Seen)

    @property
    def reckoned(self) -> Reckoned:
        """What lies ahead."""
        return self.means.documents.fetch(self.state["reckoned"], Reckoned)

    @property
    def listed(self) -> Listed:
        """All options."""
        return self.means.documents.fetch(self.state["listed"], Listed)

    @property
    def options(self) -> tuple[Option, ...]:
        """All options, without their steps."""
        return tuple(offer.option for offer in self.listed.offers)

    @property
    def facts(self) -> tuple[Datum, ...]:
        """The facts that people and the model are given."""
        return facts(self.shortage, self.seen, self.reckoned)


def desk(state: StockoutState) -> Desk:
    """The work of one node."""
    return Desk(means(), state)


def look(state: StockoutState) -> dict[str, str]:
    """Read the product over all sites as it stands now."""
    at = desk(state)
    with at.means.odoo() as odoo:
        seen = see(odoo, at.shortage, at.turn, now=at.means.now())
    return {"seen": at.means.documents.keep(seen)}


def forecast(state: StockoutState) -> dict[str, str]:
    """Reckon what lies ahead, with the sweep's forecast while it is fresh."""
    at = desk(state)
    assumptions = assumed.load(at.means.assumptions)
    company_id = at.turn.finding.company_id
    reckoned = reckon(at.shortage, at.seen, at.means, assumptions, company_id=company_id)
    return {"reckoned": at.means.documents.keep(reckoned)}


def list_options(state: StockoutState) -> dict[str, str]:
    """All kinds of options, always, each with its arithmetic or the reason why it is not possible."""
    at = desk(state)
    trouble = trouble_of(
        at.shortage,
        at.seen,
        at.reckoned,
        assumptions=assumed.load(at.means.assumptions),
        now=at.seen.position.read_at,
    )
    return {"listed": at.means.documents.keep(Listed(offers=offers(trouble)))}
