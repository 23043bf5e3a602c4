"""Each shortage as the balancing programme sees it, and the way back from its answer to sites and suppliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agents.stockout import balance_program
from agents.stockout.balance_cost import Receiver, Way
from agents.stockout.balance_program import Solved
from agents.stockout.costing import Ahead, ahead, missing
from agents.stockout.option_prices import Tier
from agents.stockout.option_rows import up
from agents.stockout.option_terms import Trouble
from agents.stockout.option_transfer import Giver, givers

PLAN_POWER, CASE_POWER = 5, 6
"""A plan of all shortages is made on 2**5 = 32 paths of demand for each, a mix for one of them on 2**6 = 64."""


@dataclass(frozen=True)
class Model:
    """One site in trouble as the model sees it, beside what it was made of."""

    site: Ahead
    receiver: Receiver
    sources: tuple[Giver | Tier, ...]


def model(trouble: Trouble, *, others: Sequence[Trouble] = (), power: int = PLAN_POWER) -> Model:
    """One shortage for the model; a site that is itself in trouble gives nothing."""
    site = ahead(trouble, power=power)
    needy = {other.warehouse_id for other in others}
    pairs: list[tuple[Way, Giver | Tier]] = [
        *((_lane(site, giver, needy), giver) for giver in givers(trouble)),
        *((way, tier) for quote in site.quotes if not quote.why_not for way, tier in _breaks(site, quote.tiers)),
    ]
    assumed = trouble.assumptions
    wanted = max((missing(site, way.days, though_late=way.kind == "transfer") for way, _ in pairs), default=Decimal(0))
    receiver = Receiver(
        site=trouble.warehouse_id,
        demand=site.demand,
        supply=site.supply,
        late=site.calendar.late,
        lost_sale=float(site.lost_sale.amount),
        most=float(up(wanted, trouble.position.multiple)),
        multiple=float(trouble.position.multiple),
        daily=float(site.daily),
        holding=float(site.unit_value * assumed.holding.rate_per_year / 365),
        ways=tuple(way for way, _ in pairs),
    )
    return Model(site, receiver, tuple(source for _, source in pairs))


def solve(models: Sequence[Model], *, seconds: float) -> Solved:
    """The plan of one product."""
    return balance_program.solve([m.receiver for m in models], spare(models), seconds=seconds)


def spare(models: Sequence[Model]) -> dict[int, float]:
    """What each site can give, by warehouse."""
    return {
        source.shelf.site.warehouse_id: float(source.spare)
        for m in models
        for source in m.sources
        if isinstance(source, Giver)
    }


def carried(m: Model, own: Sequence[float]) -> list[tuple[Giver | Tier, Decimal]]:
    """What each source gives, as quantities in whole multiples; only what is above zero."""
    multiple = m.site.trouble.position.multiple
    counts = [round(q / m.receiver.multiple) for q in own]
    return [(source, count * multiple) for source, count in zip(m.sources, counts, strict=True) if count > 0]


def left(models: Sequence[Model], solved: Solved) -> Mapping[int, float]:
    """What each site could still give once the plan is carried out."""
    still = spare(models)
    for m, own in zip(models, solved.quantities, strict=True):
        for way, quantity in zip(m.receiver.ways, own, strict=True):
            if way.kind == "transfer":
                still[way.source] -= quantity
    return still


def _lane(site: Ahead, giver: Giver, needy: set[int]) -> Way:
    days = float(giver.lane.days)
    warehouse, multiple = giver.shelf.site.warehouse_id, site.trouble.position.multiple
    most = Decimal(0) if warehouse in needy else min(giver.spare, up(missing(site, days, though_late=True), multiple))
    return Way(
        source=warehouse,
        kind="transfer",
        days=days,
        late_days=0.0,
        least=float(multiple),
        most=float(most),
        fixed=float(giver.lane.fixed_cost.amount),
        unit=float(giver.lane.unit_cost.amount),
    )


def _breaks(site: Ahead, tiers: Sequence[Tier]) -> list[tuple[Way, Tier]]:
    multiple, order = site.trouble.position.multiple, site.trouble.assumptions.buying.order_cost
    found = []
    for tier in tiers:
        wanted = missing(site, tier.price.lead_days) if tier.price.lead_days < site.days else Decimal(0)
        least = max(up(tier.least, multiple), multiple)
        most = max(least, up(wanted, multiple))
        if tier.below is not None:
            most = min(most, up(tier.below, multiple) - multiple)
        if wanted > 0 and most >= least:
            way = Way(
                source=tier.price.supplier_id,
                kind="purchase",
                days=float(tier.price.lead_days),
                late_days=site.calendar.late_days,
                least=float(least),
                most=float(most),
                fixed=float(order),
                unit=float(tier.unit_cost - site.unit_value),
            )
            found.append((way, tier))
    return found
