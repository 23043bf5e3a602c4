"""What the stockout scenario keeps of a finding and of each step of a turn: typed, small, kept by hash."""

from datetime import timedelta

from agents.stockout.balance import Allocation
from agents.stockout.forecast_demand import OneDemand
from agents.stockout.option_terms import Desk, Offer
from agents.stockout.option_wishes import Draft
from agents.stockout.outlook_facts import SiteOutlook
from domain.approval import Rate
from domain.case import Sentence
from domain.fact import Fact, Id, Line, Moment, Name
from domain.identity import Product
from domain.stock import Lane, Position

FRESH = timedelta(hours=24)
"""A forecast of a sweep is used for so long; then the case makes one of its own."""


class SiteDemand(Fact):
    """The demand ahead of one product at one site."""

    product_id: Id
    warehouse_id: Id
    demand: OneDemand


class Shortage(Fact):
    """The detail of a finding: who is short of what, and what the sweep knew that a single case could not.

    `demands` are of the product at all sites, and of its substitutes at the site in trouble. `lanes` are those learned
    from past transfers.
    """

    product: Product
    warehouse_id: Id
    demands: tuple[SiteDemand, ...]
    outlook: SiteOutlook
    lanes: tuple[Lane, ...]
    plan: Allocation | None
    read_at: Moment

    def demand(self, product_id: int, warehouse_id: int) -> OneDemand | None:
        """The demand of a product at a site, if the sweep forecast it."""
        return _demand(self.demands, product_id, warehouse_id)


class Seen(Fact):
    """What a case reads at the start of a turn: the product over all sites, its substitutes, and who to turn to."""

    position: Position
    others: tuple[Position, ...]
    rates: tuple[Rate, ...]
    desk: Desk
    drafts: tuple[Draft, ...]


class Reckoned(Fact):
    """What lies ahead as of now: of the product at every site, and of its substitutes at the site in trouble.

    `here` is the outlook of the site in trouble; `troubled` says whether it still has to be acted on.
    """

    demands: tuple[SiteDemand, ...]
    here: SiteOutlook
    outlooks: tuple[SiteOutlook, ...]
    troubled: bool
    notes: tuple[Line, ...]

    def demand(self, product_id: int, warehouse_id: int) -> OneDemand | None:
        """The demand of a product at a site."""
        return _demand(self.demands, product_id, warehouse_id)


class Listed(Fact):
    """All options of a turn with their steps."""

    offers: tuple[Offer, ...]


class Picked(Fact):
    """The option of a turn, who picked it, and why; None where nothing is to be done any more."""

    option: Name | None
    by: Name
    words: tuple[Sentence, ...] = ()
    notes: tuple[Line, ...] = ()


def _demand(demands: tuple[SiteDemand, ...], product_id: int, warehouse_id: int) -> OneDemand | None:
    wanted = (product_id, warehouse_id)
    return next((d.demand for d in demands if (d.product_id, d.warehouse_id) == wanted), None)
