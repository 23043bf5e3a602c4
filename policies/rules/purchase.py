"""What drafts and commitments have in common: the supplier's standing, the price, the rate."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.identity import Role
from domain.proposals import ConfirmPurchase, RaisePurchase
from domain.supplier import SupplierStanding
from policies.book import PolicyBook
from policies.exposure import SUPPLIER_UNKNOWN, UNMEASURED
from policies.finding import Asks, Finding, Forbids
from policies.limits import span_in_words
from policies.measure import rate_age

RULES = {
    SUPPLIER_UNKNOWN: UNMEASURED[SUPPLIER_UNKNOWN],
    "supplier.archived": "the supplier is archived in Odoo",
    "supplier.blocked": "purchases from this supplier are blocked in Odoo",
    "supplier.warned": "Odoo warns of this supplier",
    "supplier.warned_off": "Odoo warns of this supplier, and the book refuses that",
    "supplier.new": "the supplier has not been known for long",
    "supplier.untried": "too few orders with this supplier were ever confirmed",
    "purchase.price_of_zero": "the price is zero, so that no limit can weigh the order",
    "money.old_rate": "the exchange rate is old",
}


def rules(proposal: RaisePurchase | ConfirmPurchase, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    """Finance is asked about suppliers that are new and rates that are old; blocked suppliers are refused."""
    if known.supplier is not None:
        yield from _standing(known.supplier, known, book)
    if proposal.unit_price.amount == 0:
        yield Asks(rule="purchase.price_of_zero", role=Role.PURCHASING_MANAGER)
    age = rate_age(proposal.unit_price, known)
    if age is not None and age > book.rates.ask_older_than:
        words = f"the exchange rate is older than {span_in_words(book.rates.ask_older_than)}"
        yield Asks(rule="money.old_rate", role=Role.FINANCE, words=words)


def _standing(supplier: SupplierStanding, known: Circumstances, book: PolicyBook) -> Iterator[Finding]:
    if not supplier.active:
        yield Forbids(rule="supplier.archived")
    yield from _warned(supplier, book)
    if supplier.known_for(known.judged_at) < book.supplier.new_for:
        words = f"the supplier has been known for less than {span_in_words(book.supplier.new_for)}"
        yield Asks(rule="supplier.new", role=Role.FINANCE, words=words)
    if supplier.orders_confirmed < book.supplier.least_orders:
        words = f"{supplier.orders_confirmed} orders were ever confirmed, fewer than {book.supplier.least_orders}"
        yield Asks(rule="supplier.untried", role=Role.FINANCE, words=words)


def _warned(supplier: SupplierStanding, book: PolicyBook) -> Iterator[Finding]:
    if supplier.warning == "block":
        yield Forbids(rule="supplier.blocked")
    elif supplier.warning == "warning" and book.supplier.refuse_on_warning:
        yield Forbids(rule="supplier.warned_off")
    elif supplier.warning == "warning":
        yield Asks(rule="supplier.warned", role=Role.PURCHASING_MANAGER)
