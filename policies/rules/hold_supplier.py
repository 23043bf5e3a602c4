"""When a purchase warning or block may be set on a supplier: never without a person."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.supplying import HoldSupplier
from policies.book import PolicyBook
from policies.finding import Asks, Finding, Forbids
from policies.measure import BELOW_ZERO
from policies.rules import common, standing, windows
from policies.supplier_windows import SPENT_UNKNOWN, UNMEASURED

RULES = {
    "hold.needs_a_person": "a purchase warning or block is supplier master data, and a person's to decide",
    "hold.block": "a block stops all buying from the supplier",
    "hold.as_strict_already": "Odoo holds the supplier as strictly or more already, and a hold never loosens",
    SPENT_UNKNOWN: UNMEASURED[SPENT_UNKNOWN],
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **standing.IN_USE,
    **windows.VALUED,
    **BELOW_ZERO,
    **windows.limited("hold.changes", "hold.supplier", "hold.company"),
}

_STRICTER = ("none", "warning", "block")


def rules(proposal: HoldSupplier, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """The purchasing manager for a warning; finance for a block, for much money, and for many or repeated holds."""
    yield Asks(rule="hold.needs_a_person", role=Role.PURCHASING_MANAGER)
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.PURCHASING_MANAGER)
    yield from common.sure(known, book, asks=Role.PURCHASING_MANAGER)
    yield from standing.in_use(known)
    if proposal.new_level == "block":
        yield Asks(rule="hold.block", role=Role.FINANCE)
    if known.supplier is not None and _rank(known.supplier.warning) >= _rank(proposal.new_level):
        yield Forbids(rule="hold.as_strict_already")
    yield from windows.rules(proposal, known, book, asks=Role.FINANCE)


def _rank(level: str) -> int:
    return _STRICTER.index(level)
