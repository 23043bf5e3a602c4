"""Made-up proposals about suppliers, and what could be known about them without anybody objecting."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from domain.identity import Product
from domain.money import Money
from domain.proposals import Proposal, SplitSourcing, gross_of
from domain.supplier import OrderedLine, OrderStanding, ReplyStanding, SupplierStanding
from domain.supplying import (
    AskedLine,
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    Question,
    RaiseSupplierReview,
    ReleaseSupplier,
    Review,
)
from policies.book import PolicyBook

NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)
CENT = Decimal("0.01")

_PRODUCT = Product(product_id=1, code="P-1", name="a product", uom_id=1, uom="Units")
SUPPLIER_ID = 1
_SUPPLIER = {"supplier_id": SUPPLIER_ID, "supplier": "a supplier"}
_ORDER = {"order_id": 1, "order": "P1"}
_LATE = 2
"""The supplier whose place another takes."""


def small(book: PolicyBook) -> tuple[Proposal, ...]:
    """One modest proposal of every kind and stage."""
    return (
        *(question(book, about) for about in Question),
        date(book),
        date(book, because="reply"),
        split(book, CENT),
        *(review(book, about) for about in Review),
        preference(book, CENT),
        *(hold(book, CENT, level) for level in ("warning", "block")),
        *(release(book, level) for level in ("warning", "block")),
    )


class Behind(NamedTuple):
    """What stands behind a proposal, as circumstances hold it."""

    passed_over: SupplierStanding
    order: OrderStanding
    reply: ReplyStanding
    spent: Money


def behind(proposal: Proposal, book: PolicyBook) -> Behind:
    """The order, the reply, the other supplier and what was spent, so that nobody could object."""
    late = isinstance(proposal, SplitSourcing)
    nothing = Money(amount=Decimal(0), currency=book.currency)
    line = OrderedLine(line_id=1, product_id=1, open_quantity=Decimal(10) ** 6, value=nothing, planned=_planned(book))
    order = OrderStanding(
        order_id=1,
        company_id=proposal.company_id,
        partner_id=1,
        entity_id=_LATE if late else 1,
        confirmed=True,
        lines=(line,),
    )
    passed_over = SupplierStanding(
        supplier_id=_LATE,
        commercial_id=_LATE,
        name="another supplier",
        active=True,
        warning="none",
        known_since=NOW,
        orders_confirmed=0,
    )
    reply = ReplyStanding(message_id=1, order_id=1, entity_id=1, received_at=NOW)
    return Behind(passed_over=passed_over, order=order, reply=reply, spent=nothing)


def question(book: PolicyBook, about: Question, *, answer_by: datetime = NOW + timedelta(days=2)) -> AskSupplier:
    """About the first line of an order."""
    line = AskedLine(line_id=1, product=_PRODUCT, open_quantity=Decimal(1), promised=NOW)
    said = {"question": about, "partner_id": 1, "partner": "a supplier", "lines": (line,), "answer_by": answer_by}
    return AskSupplier.model_validate({"company_id": book.companies[0], **_SUPPLIER, **_ORDER, **said})


def date(
    book: PolicyBook,
    value: Decimal = CENT,
    *,
    because: str = "statistics",
    new: datetime | None = None,
    currency: str | None = None,
) -> ChangeExpectedDate:
    """The date of a line, a minute later unless told otherwise."""
    planned = _planned(book)
    return ChangeExpectedDate.model_validate(
        _site(book)
        | _SUPPLIER
        | _ORDER
        | {
            "line_id": 1,
            "open_quantity": Decimal(1),
            "value": Money(amount=value, currency=currency or book.currency),
            "old_date": planned,
            "new_date": new or planned + timedelta(minutes=1),
            "because": because,
            "evidence": "mail.message,1" if because == "reply" else "",
        }
    )


def _planned(book: PolicyBook) -> datetime:
    return NOW + book.replan.furthest / 4


def split(book: PolicyBook, price: Decimal, currency: str | None = None) -> SplitSourcing:
    """One late unit for `price` from another supplier."""
    unit_price = Money(amount=price, currency=currency or book.currency)
    return SplitSourcing.model_validate(
        _site(book)
        | _SUPPLIER
        | {
            "supplierinfo_id": 1,
            "quantity": Decimal(1),
            "unit_price": unit_price,
            "gross": gross_of(Decimal(1), unit_price),
            "expected": NOW,
            "picking_type_id": 1,
            "late_order_id": 1,
            "late_order": "P1",
            "late_line_id": 1,
            "late_supplier_id": _LATE,
            "late_supplier": "another supplier",
            "open_quantity": Decimal(10) ** 6,
        }
    )


def review(book: PolicyBook, about: Review) -> RaiseSupplierReview:
    """A task for the first user."""
    said = {"review": about, "user_id": 1, "points": Decimal(50), "at_stake": _money(book, CENT), "due": NOW}
    return RaiseSupplierReview.model_validate({"company_id": book.companies[0], **_SUPPLIER, **said})


def preference(book: PolicyBook, value: Decimal, currency: str | None = None) -> PreferSupplier:
    """The second of two vendor prices first."""
    said = {"product": _PRODUCT, "over_supplier_id": _LATE, "over_supplier": "another supplier"}
    order = {"old_order": (1, 2), "new_order": (2, 1), "value": _money(book, value, currency)}
    return PreferSupplier.model_validate({"company_id": book.companies[0], **_SUPPLIER, **said, **order})


def hold(book: PolicyBook, value: Decimal, level: str = "warning", currency: str | None = None) -> HoldSupplier:
    """From nothing to a level."""
    said = {"old_level": "none", "new_level": level, "points": Decimal(50), "value": _money(book, value, currency)}
    return HoldSupplier.model_validate({"company_id": book.companies[0], **_SUPPLIER, **said})


def release(book: PolicyBook, level: str = "warning") -> ReleaseSupplier:
    """From a level to nothing."""
    said = {"old_level": level, "new_level": "none", "points": Decimal(20), "made_by": "a slot"}
    return ReleaseSupplier.model_validate({"company_id": book.companies[0], **_SUPPLIER, **said})


def foreign_to(book: PolicyBook) -> str:
    """Any currency but the book's."""
    return "USD" if book.currency != "USD" else "EUR"


def _site(book: PolicyBook) -> dict[str, object]:
    return {"company_id": book.companies[0], "warehouse_id": 1, "warehouse": "one", "product": _PRODUCT}


def _money(book: PolicyBook, amount: Decimal, currency: str | None = None) -> Money:
    return Money(amount=amount, currency=currency or book.currency)
