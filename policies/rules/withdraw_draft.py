"""When a draft may be cancelled: only one of our own."""

from collections.abc import Iterator, Mapping

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import WithdrawDraft
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding
from policies.rules import common, windows

RULES = {
    "withdraw.own_draft": "a draft that this case made and no longer wants",
    "withdraw.not_alone": "the book lets no withdrawal pass without a person",
    "withdraw.of_another_case": "the draft was made by another case",
    **common.SCOPE,
    **common.FRESH,
    **common.MAKER,
    **windows.RULES,
}

_OWNER: Mapping[str, Role] = {
    "stock.picking": Role.SUPPLY_MANAGER,
    "purchase.order": Role.PURCHASING_MANAGER,
}


def rules(proposal: WithdrawDraft, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """A case may take back its own drafts, however unsure the forecast has become."""
    owner = _OWNER[proposal.on_model]
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=owner)
    yield from common.maker(known)
    yield from windows.rules(proposal, known, book, asks=owner)
    if known.made_by == "another_case":
        yield Asks(rule="withdraw.of_another_case", role=owner)
    elif known.made_by == "this_case" and book.alone.withdraw_draft:
        yield Clears(rule="withdraw.own_draft")
    elif known.made_by == "this_case":
        yield Asks(rule="withdraw.not_alone", role=owner)
