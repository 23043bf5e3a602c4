"""When goods may move between two of our own sites."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import MoveStock
from policies.book import PolicyBook
from policies.finding import Asks, Clears, Finding
from policies.goods_windows import GIVING_UNKNOWN, UNMEASURED
from policies.measure import BELOW_ZERO
from policies.rules import common, windows

_STAGES = ("draft", "reserve")

RULES = {
    "transfer.draft_between_own_sites": "a draft between two of our own sites; nothing moves yet",
    "transfer.draft_not_alone": "the book lets no draft transfer pass without a person",
    "transfer.reserve_own_draft": "the reservation of a draft that this case made",
    "transfer.reserve_not_alone": "the book lets no reservation pass without a person",
    "transfer.of_another_case": "the draft was made by another case",
    "transfer.goods_without_value": "the goods have no known value, so that no limit can weigh them",
    GIVING_UNKNOWN: UNMEASURED[GIVING_UNKNOWN],
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **common.MAKER,
    **windows.VALUED,
    **BELOW_ZERO,
    **windows.limited(*(f"transfer.{s}.{of}" for s in _STAGES for of in ("product", "site", "company", "cost"))),
    **windows.shared(*(f"transfer.{s}.giving" for s in _STAGES)),
}


def rules(proposal: MoveStock, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """Modest transfers pass; the supply manager decides about large ones, and about most of a site's stock."""
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.PLANNER)
    yield from common.sure(known, book, asks=Role.PLANNER)
    yield from windows.rules(proposal, known, book, asks=Role.SUPPLY_MANAGER)
    if known.giving is not None and known.giving.unit_value.amount == proposal.value.amount == 0:
        yield Asks(rule="transfer.goods_without_value", role=Role.SUPPLY_MANAGER)
    yield from _draft(book) if proposal.stage == "draft" else _reserve(known, book)


def _draft(book: PolicyBook) -> Iterator[Finding]:
    if book.alone.draft_transfer:
        yield Clears(rule="transfer.draft_between_own_sites")
    else:
        yield Asks(rule="transfer.draft_not_alone", role=Role.PLANNER)


def _reserve(known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    yield from common.maker(known)
    if known.made_by == "another_case":
        yield Asks(rule="transfer.of_another_case", role=Role.SUPPLY_MANAGER)
    elif known.made_by == "this_case" and book.alone.reserve_transfer:
        yield Clears(rule="transfer.reserve_own_draft")
    elif known.made_by == "this_case":
        yield Asks(rule="transfer.reserve_not_alone", role=Role.SUPPLY_MANAGER)
