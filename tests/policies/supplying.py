"""Proposals about suppliers that nobody objects to, and what stands in Odoo behind them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from domain.identity import Product
from domain.money import Money
from domain.proposals import Proposal, RaisePurchase, SplitSourcing
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

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEARING = Product(product_id=55, code="BRG", name="Bearing", uom_id=1, uom="Units")
PLANNED = NOW + timedelta(days=20)
KUGEL, ROLLER = 31, 44
"""The supplier that everything is about, and the one that is late or passed over."""


def eur(amount: str | int | Decimal) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def days(number: float) -> timedelta:
    return timedelta(days=number)


def question(about: Question = Question.CONFIRM, *, order_id: int = 870, **changes: object) -> AskSupplier:
    line = AskedLine(line_id=8701, product=BEARING, open_quantity=Decimal(60), promised=PLANNED)
    asked = AskSupplier(
        company_id=1,
        supplier_id=KUGEL,
        supplier="Kugel",
        question=about,
        order_id=order_id,
        order=f"P{order_id:05}",
        partner_id=32,
        partner="Kugel, sales",
        lines=(line,),
        answer_by=NOW + days(2),
    )
    return asked.model_copy(update=changes)


def replan(
    later: float = 5,
    value: str | Decimal = "480.00",
    *,
    because: Literal["statistics", "reply"] = "statistics",
    currency: str = "EUR",
    old: datetime = PLANNED,
    line_id: int = 8701,
) -> ChangeExpectedDate:
    return ChangeExpectedDate(
        company_id=1,
        warehouse_id=2,
        warehouse="South",
        product=BEARING,
        supplier_id=KUGEL,
        supplier="Kugel",
        order_id=870,
        order="P00870",
        line_id=line_id,
        open_quantity=Decimal(60),
        value=Money(amount=Decimal(value), currency=currency),
        old_date=old,
        new_date=old + days(later),
        because=because,
        evidence="mail.message,911" if because == "reply" else "",
    )


def split(of: RaisePurchase, *, open_quantity: str | Decimal = "1000000", line_id: int = 8701) -> SplitSourcing:
    """The same goods as a request, as part of what another supplier is late with."""
    said = {name: getattr(of, name) for name in RaisePurchase.model_fields if name != "kind"}
    late = {"late_order_id": 870, "late_order": "P00870", "late_line_id": line_id, "late_supplier_id": ROLLER}
    owed = {"late_supplier": "Roller", "open_quantity": Decimal(open_quantity)}
    return SplitSourcing.model_validate(said | late | owed)


def review(about: Review = Review.LATE_LINES, *, user_id: int = 9) -> RaiseSupplierReview:
    return RaiseSupplierReview(
        company_id=1,
        supplier_id=KUGEL,
        supplier="Kugel",
        review=about,
        user_id=user_id,
        points=Decimal(63),
        at_stake=eur("2400.00"),
        due=NOW + days(1),
    )


def preference(value: str | Decimal = "9000.00", *, currency: str = "EUR", product_id: int = 55) -> PreferSupplier:
    return PreferSupplier(
        company_id=1,
        supplier_id=KUGEL,
        supplier="Kugel",
        product=BEARING.model_copy(update={"product_id": product_id}),
        over_supplier_id=ROLLER,
        over_supplier="Roller",
        old_order=(12, 13),
        new_order=(13, 12),
        value=Money(amount=Decimal(value), currency=currency),
    )


def hold(
    value: str | Decimal = "20000.00", level: Literal["warning", "block"] = "warning", *, currency: str = "EUR"
) -> HoldSupplier:
    return HoldSupplier(
        company_id=1,
        supplier_id=KUGEL,
        supplier="Kugel",
        old_level="none",
        new_level=level,
        points=Decimal(71),
        value=Money(amount=Decimal(value), currency=currency),
    )


def release(level: Literal["warning", "block"] = "warning") -> ReleaseSupplier:
    return ReleaseSupplier(
        company_id=1,
        supplier_id=KUGEL,
        supplier="Kugel",
        old_level=level,
        new_level="none",
        points=Decimal(22),
        made_by="a slot",
    )


def roller(**changes: object) -> SupplierStanding:
    """The other supplier."""
    known = SupplierStanding(
        supplier_id=ROLLER,
        commercial_id=ROLLER,
        name="Roller",
        active=True,
        warning="none",
        known_since=NOW - days(900),
        orders_confirmed=12,
    )
    return known.model_copy(update=changes)


def ordered_line(**changes: object) -> OrderedLine:
    line = OrderedLine(line_id=8701, product_id=55, open_quantity=Decimal(10) ** 6, value=eur("0.01"), planned=PLANNED)
    return line.model_copy(update=changes)


def order(entity_id: int = 30, **changes: object) -> OrderStanding:
    standing = OrderStanding(
        order_id=870,
        company_id=1,
        partner_id=32,
        entity_id=entity_id,
        confirmed=True,
        lines=(ordered_line(),),
    )
    return standing.model_copy(update=changes)


def reply(**changes: object) -> ReplyStanding:
    return ReplyStanding(message_id=911, order_id=870, entity_id=30, received_at=NOW).model_copy(update=changes)


def stands_behind(proposal: Proposal) -> Mapping[str, object]:
    """What circumstances hold for this proposal: the order is the late supplier's where part of it is split off."""
    return {
        "order": order(ROLLER) if isinstance(proposal, SplitSourcing) else order(),
        "reply": reply(),
        "passed_over": roller(),
        "spent": eur("0.01"),
    }
