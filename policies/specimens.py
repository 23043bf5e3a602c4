"""Made-up proposals of every kind, and circumstances to which nobody could object, for checking a book."""

from datetime import timedelta
from decimal import Decimal

from domain.approval import Circumstances, Giving, Rate
from domain.identity import Product
from domain.money import Money
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    Grounds,
    MoveStock,
    Notice,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    WithdrawDraft,
    gross_of,
)
from domain.supplier import SupplierStanding
from policies import exposure, supplier_specimens
from policies.book import PolicyBook
from policies.example import nothing_under
from policies.supplier_specimens import CENT, NOW, foreign_to

STEP = Decimal("0.000001")

_PRODUCT = Product(product_id=1, code="P-1", name="a product", uom_id=1, uom="Units")
_STOCK = Decimal(10) ** 6
_NOTHING = Decimal(0)


def small(book: PolicyBook) -> tuple[Proposal, ...]:
    """One modest proposal of every kind and stage."""
    return (
        transfer(book, CENT),
        transfer(book, CENT, picking_id=1),
        *purchases(book, CENT),
        reorder_rule(book, Decimal(100), new_min=Decimal(12)),
        *(notice(book, model) for model in ("product.product", "purchase.order", "sale.order")),
        *(_withdrawal(book, model) for model in ("stock.picking", "purchase.order")),
        *supplier_specimens.small(book),
    )


def fine(proposal: Proposal, book: PolicyBook) -> Circumstances:
    """Circumstances to which nobody could object, with every window empty."""
    grounds = Grounds(confidence=Decimal(1), method="specimen", sample_days=10**6, read_at=NOW)
    known = Circumstances(
        grounds=grounds,
        judged_at=NOW,
        company_currency=book.currency,
        rate=None,
        supplier=standing(book),
        exposures=(),
        giving=Giving(free=_STOCK, unit_value=Money(amount=_NOTHING, currency=book.currency)),
        made_by="this_case",
    ).model_copy(update=supplier_specimens.behind(proposal, book)._asdict())
    empty = tuple(nothing_under(key) for key in exposure.keys(proposal, known, book))
    return known.model_copy(update={"exposures": empty})


def standing(book: PolicyBook) -> SupplierStanding:
    """A supplier that is as well known as the book demands."""
    return SupplierStanding(
        supplier_id=1,
        commercial_id=1,
        name="a supplier",
        active=True,
        warning="none",
        known_since=NOW - book.supplier.new_for,
        orders_confirmed=book.supplier.least_orders,
    )


def rate(book: PolicyBook, age: timedelta) -> Rate:
    """A rate of one for a foreign currency, of some age."""
    return Rate(currency=foreign_to(book), company_currency=book.currency, factor=Decimal(1), as_of=NOW - age)


def _common(book: PolicyBook) -> dict[str, object]:
    return {"company_id": book.companies[0], "warehouse_id": 1, "warehouse": "one", "product": _PRODUCT}


def transfer(
    book: PolicyBook,
    value: Decimal,
    *,
    cost: Decimal = _NOTHING,
    currency: str | None = None,
    picking_id: int | None = None,
) -> MoveStock:
    """A draft of one unit worth `value`, or the reservation of the draft `picking_id`."""
    return MoveStock.model_validate(
        _common(book)
        | {
            "stage": "draft" if picking_id is None else "reserve",
            "picking_id": picking_id,
            "quantity": Decimal(1),
            "from_warehouse_id": 2,
            "from_warehouse": "two",
            "from_location_id": 2,
            "to_location_id": 1,
            "picking_type_id": 1,
            "scheduled": NOW,
            "value": Money(amount=value, currency=currency or book.currency),
            "cost": Money(amount=cost, currency=book.currency),
        }
    )


def purchases(book: PolicyBook, price: Decimal, currency: str | None = None) -> tuple[RaisePurchase, ConfirmPurchase]:
    """One unit for `price`, before and after the promise."""
    unit_price = Money(amount=price, currency=currency or book.currency)
    said = _common(book) | {
        "supplier_id": 1,
        "supplier": "a supplier",
        "supplierinfo_id": 1,
        "quantity": Decimal(1),
        "unit_price": unit_price,
        "gross": gross_of(Decimal(1), unit_price),
        "expected": NOW,
        "picking_type_id": 1,
    }
    return RaisePurchase.model_validate(said), ConfirmPurchase.model_validate(said | {"order_id": 1, "order": "P1"})


def reorder_rule(book: PolicyBook, new_max: Decimal, *, old_max: int = 100, new_min: Decimal) -> AdjustReorderRule:
    """A change of a rule whose minimum is 10."""
    said = {"orderpoint_id": 1, "old_min": Decimal(10), "old_max": Decimal(old_max)}
    return AdjustReorderRule.model_validate(_common(book) | said | {"new_min": new_min, "new_max": new_max})


def notice(book: PolicyBook, model: str, about: Notice = Notice.SHORTAGE) -> NotifyPerson:
    """A task about a record of a model."""
    said = {"notice": about, "user_id": 1, "on_model": model, "on_id": 1, "on_name": "a record"}
    return NotifyPerson.model_validate(_common(book) | said | {"quantity": Decimal(1), "due": NOW})


def _withdrawal(book: PolicyBook, model: str) -> WithdrawDraft:
    said = {"on_model": model, "on_id": 1, "on_name": "a draft", "made_by": "a slot"}
    common = {key: value for key, value in _common(book).items() if key != "product"}
    return WithdrawDraft.model_validate(common | said)
