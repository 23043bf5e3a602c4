"""When a draft of ours may become a commitment to a supplier: never without a person."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import ConfirmPurchase
from policies.book import PolicyBook
from policies.finding import Asks, Finding
from policies.rules import common, purchase, windows

RULES = {
    "purchase.commitment_needs_a_person": "a commitment to a supplier is a person's to make",
    "purchase.of_another_case": "the draft was made by another case",
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **common.MAKER,
    **purchase.RULES,
    **windows.VALUED,
    **windows.LADDER,
    **windows.limited(*(f"purchase.commit.{of}" for of in ("product", "site", "company"))),
}


def rules(proposal: ConfirmPurchase, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """A buyer at least; what stands with the supplier within the window decides who above that. Nothing clears."""
    yield Asks(rule="purchase.commitment_needs_a_person", role=Role.BUYER)
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.BUYER)
    yield from common.sure(known, book, asks=Role.BUYER)
    yield from common.maker(known)
    if known.made_by == "another_case":
        yield Asks(rule="purchase.of_another_case", role=Role.PURCHASING_MANAGER)
    yield from purchase.rules(proposal, known, book)
    yield from windows.rules(proposal, known, book, asks=Role.FINANCE)
