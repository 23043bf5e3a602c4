"""Arranges records in any Odoo over RPC: two sites of its own, and a product, vendor or customer for every test."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property

from domain.fact import Json
from tools.odoo import plain
from tools.odoo.session import OdooSession

COMPANY = 1


class Shop:
    """What a test needs to be there; everything is named `WBT`."""

    def __init__(self, admin: OdooSession) -> None:
        self.admin = admin
        self.now = datetime.now(UTC).replace(microsecond=0)

    def make(self, model: str, **values: Json) -> int:
        """One new record."""
        return plain.whole(self.admin.call(model, "create", values, company_id=COMPANY))

    def do(self, model: str, method: str, record_id: int) -> Json:
        """One method on one record."""
        return self.admin.call(model, method, [record_id], company_id=COMPANY)

    def change(self, model: str, record_id: int, **values: Json) -> None:
        """Write some fields."""
        self.admin.call(model, "write", [record_id], values, company_id=COMPANY)

    def field(self, model: str, record_id: int, field: str) -> Json:
        """One field, a many2one as its id."""
        answer = self.admin.call(model, "read", [record_id], [field], load=None, company_id=COMPANY)
        return plain.rows_of(answer)[0][field]

    def id(self, model: str, record_id: int, field: str) -> int:
        """The id in a many2one."""
        return plain.link(self.field(model, record_id, field)) or 0

    def found(self, model: str, *domain: Json) -> int:
        """The first record of a domain, archived or not; 0 for none."""
        answer = self.admin.call(
            model, "search", [*domain], limit=1, company_id=COMPANY, context={"active_test": False}
        )
        return answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], int) else 0

    def name(self, what: str) -> str:
        """A name that nothing else has."""
        return f"WBT {what} {secrets.token_hex(4)}"

    def site(self, code: str) -> int:
        """A warehouse of ours; it stays from run to run."""
        known = self.found("stock.warehouse", ["code", "=", code])
        return known or self.make("stock.warehouse", name=f"WBT {code}", code=code, company_id=COMPANY)

    @cached_property
    def north(self) -> int:
        """The site that mostly gives."""
        return self.site("WBN")

    @cached_property
    def south(self) -> int:
        """The site that mostly takes."""
        return self.site("WBS")

    def shelf(self, warehouse: int) -> int:
        """The stock location of a site."""
        return self.id("stock.warehouse", warehouse, "lot_stock_id")

    @property
    def kept(self) -> Mapping[str, Json]:
        """What makes a product one whose stock is kept."""
        return {"type": "product"} if self.admin.version < 18 else {"type": "consu", "is_storable": True}

    def product(self, **values: Json) -> int:
        """A product whose stock is kept."""
        code = secrets.token_hex(3).upper()
        given: dict[str, Json] = {"default_code": f"WBT-{code}", "standard_price": 4.0, "list_price": 9.0}
        return self.make("product.product", **{"name": self.name("product"), **given, **self.kept, **values})

    def partner(self, what: str = "partner", **values: Json) -> int:
        """A company to trade with."""
        return self.make("res.partner", **{"name": self.name(what), "is_company": True, **values})

    def put(self, product: int, warehouse: int, quantity: float) -> None:
        """Count so much of a product into a site."""
        values: dict[str, Json] = {"product_id": product, "location_id": self.shelf(warehouse)}
        quant = self.admin.call(
            "stock.quant", "create", {**values, "inventory_quantity": quantity},
            company_id=COMPANY, context={"inventory_mode": True},
        )  # fmt: skip
        self.do("stock.quant", "action_apply_inventory", plain.whole(quant))

    def transfer(self, product: int, quantity: float, *, days: float = 0, confirm: bool = True) -> int:
        """From north to south."""
        made = self._picking("int_type_id", product, quantity, to=self.shelf(self.south), days=days)
        if confirm:
            self.do("stock.picking", "action_confirm", made)
        return made

    def ship(self, product: int, quantity: float, *, unit: int) -> None:
        """From north to a customer at once, in a unit of one's own."""
        customers = self.found("stock.location", ["usage", "=", "customer"])
        made = self._picking("out_type_id", product, quantity, to=customers, unit=unit)
        self.do("stock.picking", "action_confirm", made)
        self.finish(made, quantity)

    def _picking(self, kind: str, product: int, quantity: float, *, to: int, days: float = 0, unit: int = 0) -> int:
        shelves = {"location_id": self.shelf(self.north), "location_dest_id": to}
        unit = unit or self.id("product.product", product, "uom_id")
        line: dict[str, Json] = {"name": "WBT", "product_id": product, "product_uom": unit, "product_uom_qty": quantity}
        return self.make(
            "stock.picking",
            picking_type_id=self.id("stock.warehouse", self.north, kind),
            scheduled_date=self.at(days),
            move_ids=[[0, 0, {**line, **shelves}]],
            **shelves,
        )

    def finish(self, picking: int, quantity: float) -> None:
        """Carry out a transfer of one line."""
        self.do("stock.picking", "action_assign", picking)
        move = self.found("stock.move", ["picking_id", "=", picking])
        self.change("stock.move", move, quantity=quantity, picked=True)
        self.do("stock.picking", "button_validate", picking)

    def purchase(self, product: int, vendor: int, quantity: float, *, days: float, confirm: bool = True) -> int:
        """An order for the north, promised in so many days."""
        line: dict[str, Json] = {"product_id": product, "product_qty": quantity, "price_unit": 3.0}
        made = self.make(
            "purchase.order",
            partner_id=vendor,
            picking_type_id=self.id("stock.warehouse", self.north, "in_type_id"),
            order_line=[[0, 0, {**line, "date_planned": self.at(days)}]],
        )
        if confirm:
            self.do("purchase.order", "button_confirm", made)
        return made

    def sale(self, product: int, customer: int, quantity: float, *, days: float) -> int:
        """A confirmed order out of the north, promised in so many days."""
        line: dict[str, Json] = {"product_id": product, "product_uom_qty": quantity, "price_unit": 9.0}
        made = self.make(
            "sale.order",
            partner_id=customer,
            warehouse_id=self.north,
            commitment_date=self.at(days),
            order_line=[[0, 0, line]],
        )
        self.do("sale.order", "action_confirm", made)
        return made

    def delivery(self, sale: int) -> int:
        """The transfer of a sales order."""
        return self.found("stock.picking", ["move_ids.sale_line_id.order_id", "=", sale])

    def at(self, days: float) -> str:
        """So many days from now, as Odoo writes it."""
        return plain.stamped(self.now + timedelta(days=days))
