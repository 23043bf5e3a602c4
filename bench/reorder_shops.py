"""The simulated stores of `reorder`: what is on their shelves and on its way, and how a sweep would read them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from bench.forecast_data import YEAR, Floats
from domain.identity import Product, Site
from domain.money import Money
from domain.stock import SupplierPrice
from tools.odoo.flows import Flow
from tools.odoo.network import Network

LEAD, MOVE, LATE = 14, 2, 0.2
PRICE, COST = 25.0, 14.0
NOW = datetime(2025, 1, 6, 6, tzinfo=UTC)


@dataclass
class Line:
    """Goods on their way, by days of the data."""

    item: int
    store: int
    quantity: float
    promised: int
    comes: int
    bought: bool


@dataclass
class Shops:
    """The shelves (items, stores) and what is on its way, on one day."""

    units: Floats
    day: int
    stock: Floats
    chance: np.random.Generator
    open_: list[Line] = field(default_factory=list)
    orders: int = 0
    bought: float = 0.0
    moves: int = 0
    moved: float = 0.0

    @property
    def position(self) -> Floats:
        total = self.stock.copy()
        for line in self.open_:
            total[line.item, line.store] += line.quantity
        return total

    def buy(self, item: int, store: int, quantity: float) -> None:
        late = int(self.chance.integers(1, 8)) if self.chance.random() < LATE else 0
        self.open_.append(Line(item, store, quantity, self.day + LEAD, self.day + LEAD + late, bought=True))
        self.orders, self.bought = self.orders + 1, self.bought + quantity

    def move(self, item: int, source: int, target: int, quantity: float) -> None:
        self.stock[item, source] -= quantity
        self.open_.append(Line(item, target, quantity, self.day + MOVE, self.day + MOVE, bought=False))
        self.moves, self.moved = self.moves + 1, self.moved + quantity


def network_of(shops: Shops) -> Network:
    """The stores as a sweep would read them this morning."""
    items, stores = shops.stock.shape
    past = shops.units[..., max(0, shops.day - YEAR) : shops.day]
    sold = past > 0
    return Network(
        company_id=1,
        currency="EUR",
        read_at=NOW,
        sites=tuple(_site(s + 1) for s in range(stores)),
        products=tuple(
            Product(product_id=i + 1, code=f"I{i}", name=f"Item {i}", uom_id=1, uom="Units") for i in range(items)
        ),
        standard_price=np.full(items, COST),
        list_price=np.full(items, PRICE),
        on_hand=shops.stock,
        reserved=np.zeros_like(shops.stock),
        demand=past.astype(np.float32),
        first_seen=np.where(sold.any(axis=2), sold.argmax(axis=2), past.shape[2]).astype(np.int32),
        arrivals=_flow(shops.open_, shops.day),
        commitments=_flow([], shops.day),
        rules={},
        prices={item: (_price(),) for item in range(items)},
        substitutes={},
        multiple=np.ones(items),
        lanes=(),
        calls=0,
        seconds={},
    )


def _flow(lines: list[Line], day: int) -> Flow:
    return Flow(
        product=np.array([line.item for line in lines], dtype=np.int64),
        site=np.array([line.store for line in lines], dtype=np.int64),
        quantity=np.array([line.quantity for line in lines], dtype=np.float64),
        due=np.array([line.promised - day for line in lines], dtype=np.float64),
        kind=["purchase" if line.bought else "transfer" for line in lines],
        name=["line"] * len(lines),
        order_id=[1] * len(lines),
        line_id=[1] * len(lines),
        partner_id=[1] * len(lines),
        partner=["Mill"] * len(lines),
    )


def _site(number: int) -> Site:
    return Site.model_validate(
        {"warehouse_id": number, "code": f"S{number}", "name": f"Store {number}", "company_id": 1}
        | dict.fromkeys(("stock_location_id", "internal_type_id", "receipt_type_id"), number)
    )


def _price() -> SupplierPrice:
    price = Money(amount=Decimal(str(COST)), currency="EUR")
    return SupplierPrice(
        supplierinfo_id=1, supplier_id=1, supplier="Mill", min_quantity=Decimal(1), price=price, lead_days=LEAD
    )
