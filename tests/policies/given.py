"""What the tests of the policy room start from: a house book, proposals nobody objects to, and a ledger in memory."""

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from typing_extensions import override

from domain.approval import Circumstances, Cleared, Exposure, ExposureKey, Giving, NeedsApproval, Rate, Refused, Verdict
from domain.fact import Json
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
from policies import exposure
from policies.book import PolicyBook, load
from policies.judge import judge
from tests.policies.supplying import BEARING, NOW, eur, stands_behind

__all__ = ["BEARING", "NOW", "eur"]

HOUSE = (Path(__file__).resolve().parents[2] / "policies" / "house.toml").read_text()


@cache
def house() -> PolicyBook:
    return load(HOUSE)


def book(**changes: Json | Mapping[str, Json]) -> PolicyBook:
    """The house book with values at dotted paths (dots written as `__`) replaced."""
    plain = tomllib.loads(HOUSE, parse_float=Decimal)
    for path, value in changes.items():
        *tables, key = path.split("__")
        table = plain
        for name in tables:
            table = table[name]
        table[key] = value
    return from_plain(plain)


def from_plain(plain: Mapping[str, object]) -> PolicyBook:
    """The book in the tables of a parsed text."""
    return PolicyBook.model_validate_json(json.dumps(plain, default=str))


def transfer(
    value: str | Decimal = "320.00",
    *,
    quantity: str | Decimal = "40",
    cost: str | Decimal = "45.00",
    picking_id: int | None = None,
    product: Product = BEARING,
    company_id: int = 1,
    currency: str = "EUR",
) -> MoveStock:
    return MoveStock(
        company_id=company_id,
        warehouse_id=2,
        warehouse="South",
        stage="draft" if picking_id is None else "reserve",
        product=product,
        quantity=Decimal(quantity),
        from_warehouse_id=1,
        from_warehouse="North",
        from_location_id=8,
        to_location_id=18,
        picking_type_id=5,
        scheduled=NOW,
        value=Money(amount=Decimal(value), currency=currency),
        cost=eur(cost),
        picking_id=picking_id,
    )


def request(
    price: str | Decimal = "8.00",
    *,
    quantity: str | Decimal = "1",
    currency: str = "EUR",
    supplier_id: int = 31,
    product_id: int = 55,
    warehouse_id: int = 2,
    company_id: int = 1,
) -> RaisePurchase:
    unit_price = Money(amount=Decimal(price), currency=currency)
    return RaisePurchase(
        company_id=company_id,
        warehouse_id=warehouse_id,
        warehouse="South",
        product=BEARING.model_copy(update={"product_id": product_id}),
        supplier_id=supplier_id,
        supplier="Kugel",
        supplierinfo_id=12,
        quantity=Decimal(quantity),
        unit_price=unit_price,
        gross=gross_of(Decimal(quantity), unit_price),
        expected=NOW,
        picking_type_id=6,
    )


def confirmation(of: RaisePurchase) -> ConfirmPurchase:
    said = {name: getattr(of, name) for name in RaisePurchase.model_fields if name != "kind"}
    return ConfirmPurchase.model_validate(said | {"order_id": 901, "order": "P00901"})


def reorder(old: tuple[str, str] = ("40", "120"), new: tuple[str, str] = ("55", "150")) -> AdjustReorderRule:
    return AdjustReorderRule(
        company_id=1,
        warehouse_id=2,
        warehouse="South",
        product=BEARING,
        orderpoint_id=77,
        old_min=Decimal(old[0]),
        old_max=Decimal(old[1]),
        new_min=Decimal(new[0]),
        new_max=Decimal(new[1]),
    )


def notice(about: Notice = Notice.SHORTAGE) -> NotifyPerson:
    return NotifyPerson(
        company_id=1,
        warehouse_id=2,
        warehouse="South",
        notice=about,
        product=BEARING,
        user_id=9,
        on_model="product.product",
        on_id=55,
        on_name="Bearing",
        quantity=Decimal(3),
        due=NOW,
    )


def withdrawal() -> WithdrawDraft:
    return WithdrawDraft(
        company_id=1,
        warehouse_id=2,
        warehouse="South",
        on_model="stock.picking",
        on_id=412,
        on_name="INT/00412",
        made_by="a slot",
    )


def supplier(**changes: object) -> SupplierStanding:
    known = SupplierStanding(
        supplier_id=31,
        commercial_id=30,
        name="Kugel",
        active=True,
        warning="none",
        known_since=NOW - timedelta(days=900),
        orders_confirmed=48,
    )
    return known.model_copy(update=changes)


def known(**changes: object) -> Circumstances:
    """Circumstances that stand in no one's way, without exposures."""
    fine = Circumstances(
        grounds=Grounds(confidence=Decimal("0.9"), method="lightgbm", sample_days=364, read_at=NOW),
        judged_at=NOW,
        company_currency="EUR",
        rate=None,
        supplier=supplier(),
        exposures=(),
        giving=Giving(free=Decimal(10000), unit_value=eur("0.01")),
        made_by="this_case",
    )
    return fine.model_copy(update=changes)


def rate(factor: str | Decimal, currency: str = "USD") -> Rate:
    return Rate(currency=currency, company_currency="EUR", factor=Decimal(factor), as_of=NOW)


def strictness(verdict: Verdict, by: PolicyBook) -> int:
    """Cleared is 0, the highest role that is asked comes in between, refused is most."""
    match verdict:
        case Cleared():
            return 0
        case NeedsApproval():
            return 1 + by.rank(verdict.role)
        case Refused():
            return 100


class SlidingLedger:
    """The reservations of the real ledger, in memory: sliding windows, gross amounts, nothing for a refusal."""

    def __init__(self) -> None:
        self._kept: list[tuple[ExposureKey, datetime, Decimal]] = []

    def judged(
        self, proposal: Proposal, circumstances: Circumstances, by: PolicyBook, *, credit: Decimal = Decimal(0)
    ) -> Verdict:
        now = circumstances.judged_at
        keys = exposure.keys(proposal, circumstances, by)
        told = circumstances.model_copy(update={"exposures": tuple(self.standing(key, now) for key in keys)})
        verdict = judge(proposal, told, by)
        if not isinstance(verdict, Refused):
            self._kept += [(key, now, self.booked(key, credit)) for key in keys]
        return verdict

    def standing(self, key: ExposureKey, now: datetime) -> Exposure:
        found = [(k, amount) for k, at, amount in self._kept if k.key == key.key and self.counts(key, at, now)]
        return Exposure(
            key=key.key,
            span=key.span,
            committed=Money(
                amount=max(sum((amount for _, amount in found), Decimal(0)), Decimal(0)), currency=key.amount.currency
            ),
            quantity=sum((k.quantity for k, _ in found), Decimal(0)),
            count=len(found),
        )

    def counts(self, key: ExposureKey, at: datetime, now: datetime) -> bool:
        return at >= key.since(now)

    def booked(self, key: ExposureKey, credit: Decimal) -> Decimal:
        assert credit >= 0
        return key.amount.amount


class TumblingLedger(SlidingLedger):
    """Wrong on purpose: calendar periods, which start anew at a boundary."""

    @override
    def counts(self, key: ExposureKey, at: datetime, now: datetime) -> bool:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        return (at - start) // key.span == (now - start) // key.span


class NetLedger(SlidingLedger):
    """Wrong on purpose: a credit line of the same order is taken off."""

    @override
    def booked(self, key: ExposureKey, credit: Decimal) -> Decimal:
        return key.amount.amount - credit


class ForgetfulLedger(SlidingLedger):
    """Wrong on purpose: what is asked is not reserved until it is approved, and two questions do not see each other."""

    @override
    def judged(
        self, proposal: Proposal, circumstances: Circumstances, by: PolicyBook, *, credit: Decimal = Decimal(0)
    ) -> Verdict:
        kept = list(self._kept)
        verdict = super().judged(proposal, circumstances, by, credit=credit)
        if isinstance(verdict, NeedsApproval):
            self._kept = kept
        return verdict


def later(hours: float, **changes: object) -> Circumstances:
    """Circumstances some hours after `NOW`, read just then."""
    now = NOW + timedelta(hours=hours)
    told = known(**changes)
    return told.model_copy(update={"judged_at": now, "grounds": told.grounds.model_copy(update={"read_at": now})})


def about(proposal: Proposal, **changes: object) -> Circumstances:
    """Circumstances that stand in no one's way of this proposal; `changes` go before what stands behind it."""
    return known(**{**stands_behind(proposal), **changes})


def alone(proposal: Proposal, circumstances: Circumstances, by: PolicyBook) -> Verdict:
    """The verdict with every window empty."""
    return SlidingLedger().judged(proposal, circumstances, by)


NewLedger = Callable[[], SlidingLedger]
