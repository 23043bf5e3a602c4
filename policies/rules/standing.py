"""Who a supplier is: known, in use, not warned of, not new; and not the very one whose place it is to take."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.supplier import SupplierStanding
from policies import entity
from policies.book import PolicyBook
from policies.finding import Asks, Finding, Forbids
from policies.limits import span_in_words

KNOWN = {entity.SUPPLIER_UNKNOWN: entity.UNMEASURED[entity.SUPPLIER_UNKNOWN]}
IN_USE = {**KNOWN, "supplier.archived": "the supplier is archived in Odoo"}

RULES = {
    **IN_USE,
    "supplier.blocked": "purchases from this supplier are blocked in Odoo",
    "supplier.warned": "Odoo warns of this supplier",
    "supplier.warned_off": "Odoo warns of this supplier, and the book refuses that",
    "supplier.new": "the supplier has not been known for long",
    "supplier.untried": "too few orders with this supplier were ever confirmed",
}

INSTEAD = {
    "supplier.other_unknown": "the standing of the supplier whose place is taken is not known",
    "supplier.same_entity": "both suppliers are one and the same legal entity",
}


def rules(known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """Finance is asked about suppliers that are new; archived and blocked ones are refused."""
    supplier = known.supplier
    yield from in_use(known)
    if supplier is None:
        return
    yield from _warned(supplier, book)
    if supplier.known_for(known.judged_at) < book.supplier.new_for:
        words = f"the supplier has been known for less than {span_in_words(book.supplier.new_for)}"
        yield Asks(rule="supplier.new", role=Role.FINANCE, words=words)
    if supplier.orders_confirmed < book.supplier.least_orders:
        words = f"{supplier.orders_confirmed} orders were ever confirmed, fewer than {book.supplier.least_orders}"
        yield Asks(rule="supplier.untried", role=Role.FINANCE, words=words)


def in_use(known: Circumstances) -> Iterator[Finding]:
    """An archived supplier is one that nobody deals with any more."""
    if known.supplier is not None and not known.supplier.active:
        yield Forbids(rule="supplier.archived")


def instead(known: Circumstances, other_id: int) -> Iterator[Finding]:
    """Whoever takes a supplier's place is another legal entity, not a double record of the same one."""
    other = entity.known_as(known.passed_over, other_id)
    if other is None:
        yield Forbids(rule="supplier.other_unknown")
    elif known.supplier is not None and entity.same(known.supplier, other):
        yield Forbids(rule="supplier.same_entity")


def _warned(supplier: SupplierStanding, book: PolicyBook) -> Iterator[Finding]:
    if supplier.warning == "block":
        yield Forbids(rule="supplier.blocked")
    elif supplier.warning == "warning" and book.supplier.refuse_on_warning:
        yield Forbids(rule="supplier.warned_off")
    elif supplier.warning == "warning":
        yield Asks(rule="supplier.warned", role=Role.PURCHASING_MANAGER)
