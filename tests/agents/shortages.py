"""Shortages to test with: three sites, one product, and whatever a test wants to be different."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from scipy.stats import nbinom

from agents.stockout import assumptions, lanes
from agents.stockout.assumptions import Assumptions
from agents.stockout.forecast_demand import OneDemand
from agents.stockout.option_terms import Desk, Moved, SubstituteStock, Trouble
from domain.approval import Rate
from domain.identity import Person, Product, Site
from domain.money import Money
from domain.stock import Arrival, Commitment, Position, ReorderRule, Shelf, SupplierPrice

NOW = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
PLANNER = Person(uid=7, login="plan", name="Paula Planner")
CODES = ("HAM", "MUC", "BER", "KOL", "LEJ")
HAM, MUC, BER, KOL, LEJ = range(1, 6)


def D(number: object) -> Decimal:  # noqa: N802 - reads as the literal it stands for
    return Decimal(str(number))


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def eur(amount: object, currency: str = "EUR") -> Money:
    return Money(amount=D(amount), currency=currency)


def stated() -> Assumptions:
    return assumptions.load(Path(assumptions.__file__).with_name("assumptions.toml").read_text())


def site(warehouse_id: int) -> Site:
    return Site(
        warehouse_id=warehouse_id,
        code=CODES[warehouse_id - 1],
        name=f"Warehouse {CODES[warehouse_id - 1]}",
        company_id=1,
        stock_location_id=10 + warehouse_id,
        internal_type_id=20 + warehouse_id,
        receipt_type_id=30 + warehouse_id,
    )


def product(product_id: int = 100) -> Product:
    return Product(product_id=product_id, code=f"P{product_id}", name=f"Product {product_id}", uom_id=1, uom="Units")


def selling(daily: float, spread: float = 3.0) -> OneDemand:
    """Negative binomial demand with a variance of `spread` times its mean."""
    levels = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
    horizons = (7, 14, 28, 56)
    rows = [[nbinom.ppf(level, daily * h / (spread - 1), 1 / spread) for level in levels] for h in horizons]
    zero = [float(nbinom.pmf(0, daily * h / (spread - 1), 1 / spread)) for h in horizons]
    return OneDemand(
        method="negative_binomial",
        sample_days=364,
        levels=tuple(D(level) for level in levels),
        horizons=horizons,
        quantiles=tuple(tuple(D(round(float(q), 4)) for q in row) for row in rows),
        zero=tuple(D(round(z, 6)) for z in zero),
    )


def price(amount: object, *, supplier: int = 50, least: object = 1, lead: int = 7, line: int = 0) -> SupplierPrice:
    return SupplierPrice(
        supplierinfo_id=line or supplier * 10 + int(D(least)),
        supplier_id=supplier,
        supplier=f"Supplier {supplier}",
        min_quantity=D(least),
        price=eur(amount),
        lead_days=lead,
    )


def incoming(quantity: object, due: float, *, source: str = "purchase", order: int = 12) -> Arrival:
    return Arrival.model_validate(
        {
            "warehouse_id": HAM,
            "quantity": D(quantity),
            "due": days(due),
            "source": source,
            "name": f"P{order:05}",
            "order_id": order,
            "order_line_id": order * 10,
            "supplier_id": 50,
            "supplier": "Supplier 50",
        }
    )


def promised(quantity: object, due: float, *, order: int = 31, warehouse: int = HAM) -> Commitment:
    return Commitment(
        warehouse_id=warehouse, quantity=D(quantity), due=days(due), name=f"S{order:05}", sale_order_id=order
    )


def rule(to_order: object, *, minimum: object = 20, maximum: object = 60) -> ReorderRule:
    return ReorderRule(
        orderpoint_id=9, warehouse_id=HAM, minimum=D(minimum), maximum=D(maximum), multiple=D(1), to_order=D(to_order)
    )


@dataclass(frozen=True)
class Shop:
    """The network around HAM, which sells `daily` and has `on_hand`; the others as `shelves` (on hand) say."""

    on_hand: object = 10
    daily: float = 4.0
    shelves: Mapping[int, object] = field(default_factory=dict)
    reserved: Mapping[int, object] = field(default_factory=dict)
    keeps: Mapping[int, object] = field(default_factory=dict)
    prices: Sequence[SupplierPrice] = ()
    arrivals: Sequence[Arrival] = ()
    commitments: Sequence[Commitment] = ()
    rules: Sequence[ReorderRule] = ()
    substitutes: Sequence[SubstituteStock] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict)
    taken: Sequence[Moved] = ()
    multiple: object = 1
    standard: object = 14
    listed: object = 25
    product_id: int = 100
    at: int = HAM
    assumed: Assumptions | None = None

    def but(self, **changes: object) -> "Shop":
        return replace(self, **changes)  # type: ignore[arg-type]

    def trouble(self) -> Trouble:
        stated_ = self.assumed or stated()
        held = {self.at: self.on_hand, **self.shelves}
        sites = [site(w) for w in held]
        position = Position(
            product=product(self.product_id),
            standard_price=eur(self.standard),
            list_price=eur(self.listed),
            shelves=tuple(
                Shelf(site=s, on_hand=D(held[s.warehouse_id]), reserved=D(self.reserved.get(s.warehouse_id, 0)))
                for s in sites
            ),
            arrivals=tuple(self.arrivals),
            commitments=tuple(self.commitments),
            rules=tuple(self.rules),
            prices=tuple(self.prices),
            substitutes=tuple(s.product for s in self.substitutes),
            multiple=D(self.multiple),
            read_at=NOW,
        )
        return Trouble(
            position=position,
            warehouse_id=self.at,
            demand=selling(self.daily),
            protected={w: D(q) for w, q in self.keeps.items()},
            lanes=lanes.lanes(sites, stated_, currency="EUR"),
            assumptions=stated_,
            now=NOW,
            desk=Desk(planner=PLANNER),
            rates=self.rates,
            substitutes=tuple(self.substitutes),
            taken=tuple(self.taken),
        )
