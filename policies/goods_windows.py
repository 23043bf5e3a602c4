"""The windows of goods: transfers between sites, and purchases before and after the promise."""

from domain.approval import Circumstances
from domain.proposals import ConfirmPurchase, MoveStock, RaisePurchase, SplitSourcing
from policies.entity import UNKNOWN, entities, known_as
from policies.measure import Unmeasured, worth
from policies.window import Share, Window, Windows

GIVING_UNKNOWN = "transfer.giving_site_unknown"
UNMEASURED = {GIVING_UNKNOWN: "what the giving site has of the product is not known"}


def transfer(proposal: MoveStock, known: Circumstances, of: Windows) -> tuple[Window, ...] | Unmeasured:
    """By product, giving site, company, cost of transport, and share of what is free at the giving site."""
    if known.giving is None:
        return Unmeasured(GIVING_UNKNOWN, UNMEASURED[GIVING_UNKNOWN])
    said = worth(proposal.value, known, of.book)
    found = worth(known.giving.unit_value, known, of.book, times=proposal.quantity)
    cost = worth(proposal.cost, known, of.book)
    if isinstance(said, Unmeasured):
        return said
    if isinstance(found, Unmeasured):
        return found
    if isinstance(cost, Unmeasured):
        return cost
    value = max(said, found)
    limits = of.book.transfer.draft if proposal.stage == "draft" else of.book.transfer.reserve
    rule, product = f"transfer.{proposal.stage}", f"product/{proposal.product.product_id}"
    place = f"site/{proposal.from_warehouse_id}"
    left = proposal.stage == "reserve"
    share = Share(known.giving.free, left=left, named="free", happens="leave")
    return (
        of.valued(f"{rule}.product", limits.product, product, value),
        of.valued(f"{rule}.site", limits.site, place, value),
        of.valued(f"{rule}.company", limits.company, "all", value),
        of.valued(f"{rule}.cost", limits.cost, product, cost),
        of.shared(f"{rule}.giving", limits.giving, f"{place}/{product}", proposal.quantity, share=share),
    )


def purchase(
    proposal: RaisePurchase | ConfirmPurchase | SplitSourcing, known: Circumstances, of: Windows
) -> tuple[Window, ...] | Unmeasured:
    """By legal entity, product, site and company: what is drafted apart from what is committed."""
    standing = known_as(known.supplier, proposal.supplier_id)
    if standing is None:
        return UNKNOWN
    amount = worth(proposal.unit_price, known, of.book, times=proposal.quantity)
    if isinstance(amount, Unmeasured):
        return amount
    committed = isinstance(proposal, ConfirmPurchase)
    limits = of.book.purchase.commit if committed else of.book.purchase.draft
    rule = "purchase.commit" if committed else "purchase.draft"
    return (
        *(of.valued(f"{rule}.supplier", limits.supplier, entity, amount) for entity in entities(standing)),
        of.valued(f"{rule}.product", limits.product, f"product/{proposal.product.product_id}", amount),
        of.valued(f"{rule}.site", limits.site, f"site/{proposal.warehouse_id}", amount),
        of.valued(f"{rule}.company", limits.company, "all", amount),
    )
