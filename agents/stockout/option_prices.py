"""What each supplier asks today: its price breaks, in company currency, or the reason why they cannot be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agents.stockout.arithmetic import day
from domain.approval import Rate
from domain.stock import SupplierPrice


@dataclass(frozen=True)
class Tier:
    """One price break: holds from `least` up to, not including, `below`. `unit_cost` is in company currency."""

    price: SupplierPrice
    least: Decimal
    below: Decimal | None
    factor: Decimal
    unit_cost: Decimal


@dataclass(frozen=True)
class Quote:
    """One supplier's breaks from the smallest quantity up; `why_not` is empty when it can be bought from."""

    supplier_id: int
    supplier: str
    tiers: tuple[Tier, ...]
    why_not: str

    @property
    def days(self) -> int:
        """The shortest lead time that the supplier states."""
        return min(tier.price.lead_days for tier in self.tiers)

    def tier(self, quantity: Decimal) -> Tier | None:
        """The break that a quantity falls in; None below the smallest."""
        return next((t for t in reversed(self.tiers) if t.least <= quantity), None)


def quotes(
    prices: Sequence[SupplierPrice], *, now: datetime, currency: str, rates: Mapping[str, Rate]
) -> tuple[Quote, ...]:
    """One quote for each supplier, in the order in which Odoo lists them."""
    suppliers = dict.fromkeys(p.supplier_id for p in prices)
    return tuple(
        _quote([p for p in prices if p.supplier_id == supplier], now, currency, rates) for supplier in suppliers
    )


def _quote(prices: list[SupplierPrice], now: datetime, currency: str, rates: Mapping[str, Rate]) -> Quote:
    valid = [p for p in prices if _holds(p, now)]
    factors = {p.price.currency: _factor(p.price.currency, currency, rates) for p in valid}
    usable = [(p, factor) for p in valid if (factor := factors[p.price.currency]) is not None]
    why_not = ""
    if not valid:
        why_not = _not_now(prices, now)
    elif not usable:
        why_not = f"quoted in {valid[0].price.currency}, and no rate to {currency} is known: cannot be compared"
    return Quote(prices[0].supplier_id, prices[0].supplier, _tiers(usable), why_not)


def _holds(price: SupplierPrice, now: datetime) -> bool:
    """Validity counts whole days, both ends included, as in Odoo."""
    begun = price.valid_from is None or price.valid_from.date() <= now.date()
    return begun and (price.valid_to is None or now.date() <= price.valid_to.date())


def _not_now(prices: list[SupplierPrice], now: datetime) -> str:
    ended = [p.valid_to for p in prices if p.valid_to is not None and p.valid_to.date() < now.date()]
    if ended:
        return f"the price ended on {day(max(ended))}"
    begins = min(p.valid_from for p in prices if p.valid_from is not None)
    return f"the price begins on {day(begins)}"


def _factor(currency: str, own: str, rates: Mapping[str, Rate]) -> Decimal | None:
    if currency == own:
        return Decimal(1)
    rate = rates.get(currency)
    return rate.factor if rate is not None and rate.company_currency == own else None


def _tiers(usable: list[tuple[SupplierPrice, Decimal]]) -> tuple[Tier, ...]:
    """Breaks by quantity; of several lines for one quantity the cheapest holds."""
    cheapest: dict[Decimal, tuple[SupplierPrice, Decimal]] = {}
    for price, factor in sorted(usable, key=lambda u: (u[0].price.amount * u[1], u[0].supplierinfo_id)):
        cheapest.setdefault(price.min_quantity, (price, factor))
    breaks = sorted(cheapest)
    ends: list[Decimal | None] = [*breaks, None][1:]
    return tuple(
        Tier(price, least, below, factor, price.price.amount * factor)
        for (least, (price, factor)), below in zip(sorted(cheapest.items()), ends, strict=True)
    )
