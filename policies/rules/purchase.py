"""What drafts and commitments have in common: the supplier's standing, the price, the rate."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import ConfirmPurchase, RaisePurchase, SplitSourcing
from policies.book import PolicyBook
from policies.finding import Asks, Finding
from policies.rules import common, standing, windows

RULES = {
    "purchase.price_of_zero": "the price is zero, so that no limit can weigh the order",
    **standing.RULES,
    **common.DATED_RATE,
}

DRAFT = windows.limited(*(f"purchase.draft.{of}" for of in ("supplier", "product", "site", "company")))


def rules(
    proposal: RaisePurchase | ConfirmPurchase | SplitSourcing, known: Circumstances, book: PolicyBook
) -> Iterator[Finding]:
    """Finance is asked about suppliers that are new and rates that are old; blocked suppliers are refused."""
    yield from standing.rules(known, book)
    if proposal.unit_price.amount == 0:
        yield Asks(rule="purchase.price_of_zero", role=Role.PURCHASING_MANAGER)
    yield from common.dated_rate(proposal.unit_price, known, book, asks=Role.FINANCE)
