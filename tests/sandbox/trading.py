"""A small company on the sandbox's data: two sites, one product, one vendor, the people of the demo."""

import weakref
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox import business, ground
from sandbox.orm import Env
from sandbox.seed_catalog import SITES
from sandbox.seed_company import Company, Yard, found
from sandbox.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RULES = business.__all__


@dataclass
class Trade:
    """The company, the product and the vendor that a test acts on; `env` is the robot's unless said otherwise."""

    company: Company
    product: int
    vendor: int

    @property
    def root(self) -> Env:
        """Everything is allowed."""
        return self.company.env

    @property
    def robot(self) -> Env:
        """The robot: purchase user, stock user, salesman."""
        return self.company.env.with_user("weighbridge")

    def person(self, login: str) -> Env:
        """Somebody else."""
        return self.company.env.with_user(login)

    @property
    def here(self) -> Yard:
        return self.company.yards[0]

    @property
    def there(self) -> Yard:
        return self.company.yards[1]

    def lay_down(self, quantity: float, yard: Yard | None = None) -> None:
        """Goods on the shelf."""
        place = (yard or self.here).stock
        self.root.create("stock.quant", {"product_id": self.product, "location_id": place, "quantity": quantity})

    def shelf(self, yard: Yard | None = None) -> tuple[float, float]:
        """On hand and reserved."""
        domain = [["product_id", "=", self.product], ["location_id", "=", (yard or self.here).stock]]
        rows = self.root.search_read("stock.quant", domain, ["quantity", "reserved_quantity"])
        return sum(row["quantity"] for row in rows), sum(row["reserved_quantity"] for row in rows)

    def line(self, quantity: float, **values: Any) -> dict[str, Any]:
        """One move of a transfer from here to there."""
        places = {"location_id": self.here.stock, "location_dest_id": self.there.stock}
        return {"name": "x", "product_id": self.product, "product_uom_qty": quantity, **places, **values}

    def transfer(self, *quantities: float, **values: Any) -> int:
        """A draft transfer from here to there."""
        places = {"location_id": self.here.stock, "location_dest_id": self.there.stock}
        moves = [[0, 0, self.line(quantity)] for quantity in quantities]
        vals = {"picking_type_id": self.here.internal, **places, "move_ids": moves, **values}
        return self.robot.create("stock.picking", vals)

    def moves(self, picking: int) -> list[dict[str, Any]]:
        """The moves of a transfer, in the order of their making."""
        return self.root.search_read("stock.move", [["picking_id", "=", picking]], order="id")

    def buy(self, quantity: float, **line: Any) -> int:
        """A draft order of the product."""
        vals = {"product_id": self.product, "product_qty": quantity, **line}
        order = {"partner_id": self.vendor, "picking_type_id": self.here.receipts, "order_line": [[0, 0, vals]]}
        return self.robot.create("purchase.order", order)

    def order(self, order: int) -> dict[str, Any]:
        """An order as it stands."""
        return self.root.one("purchase.order", order)

    def order_line(self, order: int) -> dict[str, Any]:
        """The first line of an order as it stands."""
        return self.root.read("purchase.order.line", self.order(order)["order_line"])[0]

    def sell(self, quantity: float, **values: Any) -> int:
        """A draft sales order of the product."""
        line = {"product_id": self.product, "product_uom_qty": quantity}
        vals = {"partner_id": self.vendor, "warehouse_id": self.here.warehouse, "order_line": [[0, 0, line]], **values}
        return self.robot.create("sale.order", vals)

    def price(self, minimum: float, price: float, delay: int, **values: Any) -> int:
        """One more line of the vendor's list."""
        template = self.root.one("product.product", self.product, ["product_tmpl_id"])["product_tmpl_id"]
        base = {"partner_id": self.vendor, "product_tmpl_id": template, "currency_id": self.root.ref("base.EUR")}
        return self.root.create(
            "product.supplierinfo", {**base, "min_qty": minimum, "price": price, "delay": delay, **values}
        )


def opened(version: int = 17) -> Trade:
    """The company at nine on 24 November 2026, with empty shelves and one vendor price: 9.50 from 0, seven days."""
    store = Store(version=version)
    store.clock = lambda: NOW
    env = Env(store, 1, su=True)
    ground.lay(env)
    company = found(env, NOW, SITES[:2])
    values = {"name": "Bearing", "default_code": "B-1", "type": "product", "standard_price": 5.0, "list_price": 12.5}
    product = env.create("product.product", {**values, "uom_id": company.unit, "uom_po_id": company.unit})
    trade = Trade(company, product, env.create("res.partner", {"name": "Vendor", "is_company": True}))
    trade.price(0, 9.5, 7)
    weakref.finalize(trade, store.close)
    return trade
