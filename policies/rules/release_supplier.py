"""When a hold of a supplier may be taken back: only one of our own, and never without a person."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.supplying import ReleaseSupplier
from policies.book import PolicyBook
from policies.finding import Asks, Finding
from policies.measure import BELOW_ZERO
from policies.rules import common, standing, windows
from policies.supplier_windows import SPENT_UNKNOWN, UNMEASURED

RULES = {
    "release.needs_a_person": "taking a warning or block back is supplier master data, and a person's to decide",
    "release.of_block": "a block is lifted, and the supplier can be ordered from again",
    "release.of_another_case": "the hold was set by another case",
    SPENT_UNKNOWN: UNMEASURED[SPENT_UNKNOWN],
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **common.MAKER,
    **standing.IN_USE,
    **windows.VALUED,
    **BELOW_ZERO,
    **windows.limited("hold.changes", "release.supplier", "release.company"),
}


def rules(proposal: ReleaseSupplier, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """As for a hold: the purchasing manager for a warning; finance for a block, much money, and repeated changes.

    What somebody else has set is not ours to lift, and so is what nobody knows the maker of.
    """
    yield Asks(rule="release.needs_a_person", role=Role.PURCHASING_MANAGER)
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.PURCHASING_MANAGER)
    yield from common.sure(known, book, asks=Role.PURCHASING_MANAGER)
    yield from common.maker(known)
    yield from standing.in_use(known)
    if known.made_by == "another_case":
        yield Asks(rule="release.of_another_case", role=Role.PURCHASING_MANAGER)
    if proposal.old_level == "block":
        yield Asks(rule="release.of_block", role=Role.FINANCE)
    yield from windows.rules(proposal, known, book, asks=Role.FINANCE)
