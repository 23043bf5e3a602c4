"""Everything that could be done about one shortage, each with its cost, date and risk, or why it is not possible."""

from agents.stockout.compare import ranked
from agents.stockout.costing import ahead
from agents.stockout.option_baselines import nothing, reorder_rule
from agents.stockout.option_buy import purchases
from agents.stockout.option_combined import combined
from agents.stockout.option_expedite import expedites
from agents.stockout.option_promises import deferral, splitting
from agents.stockout.option_substitute import substitutes
from agents.stockout.option_terms import Offer, Trouble
from agents.stockout.option_transfer import transfers


def offers(trouble: Trouble) -> tuple[Offer, ...]:
    """All kinds of options, always: possible ones by their total, the impossible ones after them in a fixed order.

    A pure function of what it is given: the same trouble gives the same offers. Costs, risks and dates are comparable
    because every row covers the same days.
    """
    site = ahead(trouble)
    rows = (
        *transfers(site),
        *purchases(site),
        combined(site),
        *expedites(site),
        *substitutes(site),
        deferral(site),
        splitting(site),
        nothing(site),
        reorder_rule(site),
    )
    place = {one.option: one.place for one in ranked([offer.option for offer in rows])}
    return tuple(sorted(rows, key=lambda offer: place.get(offer.option.option, len(rows) + 1)))
