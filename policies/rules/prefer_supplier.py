"""When another supplier may be asked first for a product: never without a person."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.supplying import PreferSupplier
from policies.book import PolicyBook
from policies.finding import Asks, Finding
from policies.measure import BELOW_ZERO
from policies.rules import common, standing, windows
from policies.supplier_windows import SPENT_UNKNOWN, UNMEASURED

RULES = {
    "prefer.needs_a_person": "which supplier is asked first is supplier master data, and a person's to decide",
    SPENT_UNKNOWN: UNMEASURED[SPENT_UNKNOWN],
    **common.SCOPE,
    **common.FRESH,
    **common.SURE,
    **standing.RULES,
    **standing.INSTEAD,
    **windows.VALUED,
    **BELOW_ZERO,
    **windows.limited("prefer.product", "prefer.supplier"),
}


def rules(proposal: PreferSupplier, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """The purchasing manager always; finance for much money, repeated changes, and suppliers that are new."""
    yield Asks(rule="prefer.needs_a_person", role=Role.PURCHASING_MANAGER)
    yield from common.scope(proposal, book)
    yield from common.fresh(known, book, asks=Role.PURCHASING_MANAGER)
    yield from common.sure(known, book, asks=Role.PURCHASING_MANAGER)
    yield from standing.rules(known, book)
    yield from standing.instead(known, proposal.over_supplier_id)
    yield from windows.rules(proposal, known, book, asks=Role.FINANCE)
