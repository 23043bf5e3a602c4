"""What is assumed where Odoo does not say: typed, stated, and named in every option that leans on it."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from agents.stated import Stated
from domain.fact import Fact, Name, Share

_Cost = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 6, decimal_places=6)]
_Level = Annotated[Decimal, Field(ge=Decimal("0.5"), le=Decimal("0.999"), decimal_places=6)]
_Days = Annotated[int, Field(ge=0, le=365)]
_SomeDays = Annotated[int, Field(ge=1, le=365)]
_Km = Annotated[Decimal, Field(ge=0, le=50_000, decimal_places=3)]
_Speed = Annotated[Decimal, Field(gt=0, le=50_000, decimal_places=3)]


class Planning(Fact):
    """How far to look ahead, and how well to be covered."""

    service_level: Annotated[_Level, Field(description="service level aimed at")]
    review_days: Annotated[_SomeDays, Field(description="days until the next occasion to order")]
    window_days: Annotated[_SomeDays, Field(description="days looked ahead without a supplier's lead time")]
    longest_window_days: Annotated[_SomeDays, Field(description="longest look ahead in days")]
    overdue_days: Annotated[_Days, Field(description="days until an overdue arrival is expected")]
    stale_days: Annotated[_Days, Field(description="days overdue after which an arrival is not counted on")]
    late_share: Annotated[Share, Field(description="share of promised arrivals that come late")]
    late_days: Annotated[_Days, Field(description="days that a late arrival is late")]


class LostSale(Fact):
    """What one unit not sold costs."""

    margin_share: Annotated[Share, Field(description="share of the margin lost with a sale")]
    list_price_share: Annotated[Share, Field(description="share of the list price lost on top, as goodwill")]


class Holding(Fact):
    """What keeping a unit costs."""

    rate_per_year: Annotated[Share, Field(description="cost of holding, share of the value a year")]
    longest_days: Annotated[_SomeDays, Field(description="longest time a unit is counted as held, in days")]


class Buying(Fact):
    """What a purchase order costs beside its goods."""

    ordinary_days: Annotated[_SomeDays, Field(description="days that an ordinary order covers")]
    order_cost: Annotated[_Cost, Field(description="cost of one purchase order")]


class Pair(Fact):
    """The distance between two sites, by their codes, in either direction."""

    site: Name
    other: Name
    km: _Km


class Lanes(Fact):
    """Moving goods between sites."""

    handling_days: Annotated[_Days, Field(description="days of handling at both ends of a transfer")]
    km_per_day: Annotated[_Speed, Field(description="kilometres a day")]
    km: Annotated[_Km, Field(description="kilometres between sites")]
    cost_per_transfer: Annotated[_Cost, Field(description="cost of one transfer, whatever it carries")]
    cost_per_km: Annotated[_Cost, Field(description="cost of a transfer for each kilometre")]
    cost_per_unit: Annotated[_Cost, Field(description="cost of a transfer for each unit")]
    least_transfers: Annotated[int, Field(ge=1, le=1000, description="past transfers needed to learn a lane's days")]
    pairs: tuple[Pair, ...]


class Expedite(Fact):
    """Asking a supplier to come earlier."""

    days_saved: Annotated[_SomeDays, Field(description="days an expedited order comes earlier")]
    least_days: Annotated[_Days, Field(description="days before which nothing can arrive")]
    surcharge_share: Annotated[Share, Field(description="surcharge of expediting, share of the goods' value")]
    surcharge_least: Annotated[_Cost, Field(description="smallest surcharge of expediting")]
    accepted_share: Annotated[Share, Field(description="how often a supplier agrees to expedite")]


class Substitute(Fact):
    """Offering another product instead."""

    cost_per_unit: Annotated[_Cost, Field(description="cost of substituting one unit")]
    accepted_share: Annotated[Share, Field(description="share of customers who take a substitute")]


class Defer(Fact):
    """Delivering later than promised."""

    cost_per_unit_day: Annotated[_Cost, Field(description="cost of one unit delivered one day late")]
    accepted_share: Annotated[Share, Field(description="share of customers who accept a later day")]


class Split(Fact):
    """Delivering one order in two parts."""

    cost_per_delivery: Annotated[_Cost, Field(description="cost of a second delivery")]
    accepted_share: Annotated[Share, Field(description="share of customers who accept two deliveries")]


class Assumptions(Stated):
    """Everything assumed, as stated in one file that an operator edits."""

    planning: Planning
    lost_sale: LostSale
    holding: Holding
    buying: Buying
    lanes: Lanes
    expedite: Expedite
    substitute: Substitute
    defer: Defer
    split: Split


def load(text: str) -> Assumptions:
    """The assumptions of a TOML text; `Misconfigured` names every missing, unknown or impossible key."""
    return Assumptions.stated_in(text, "the assumptions")
