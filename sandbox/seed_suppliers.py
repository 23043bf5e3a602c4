"""Five suppliers with a story each, on top of a company that trades already: nothing that stands is changed.

One has drifted from nine to sixteen days while a sales order waits for it; one is slow and keeps its word; one moves
its promises to the day on which it comes, and bills more than was agreed; one is the only source of what it makes while
its goods go back, come short and get dearer; one has recovered. Their goods are bought to order and not counted on
shelves, so that no reorder rule looks at them.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from sandbox.orm import Env
from sandbox.seed_company import Company, Yard
from sandbox.seed_rows import Names, Rows, text
from sandbox.seed_suppliers_cast import CHARACTERS, Character
from sandbox.seed_trade import Item, Order, Trader

_PAST = 400
_LOT = 24.0
_SOLD = 40.0
"""Units that a customer waits for, with the first of the drifting supplier's open orders behind them."""


@dataclass(frozen=True)
class Story:
    """What was planted: suppliers and products by key, open lines by supplier, and the promises as first given."""

    suppliers: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    open_lines: dict[str, list[int]] = field(default_factory=dict)
    first_promises: dict[int, datetime] = field(default_factory=dict)
    sales: dict[str, int] = field(default_factory=dict)
    """The sales order that waits, by supplier."""


def seed_suppliers(env: Env, now: datetime, *, seed: int = 11) -> Story:
    """Add the five to a company that was seeded before; the same seed and moment always give the same."""
    made = standing(env, now)
    rng = np.random.default_rng(seed)
    with env.store.transaction():
        plan = _Plan(Trader(made, Rows(made.env, now), Names.resumed(made.env)), Story(), rng)
        for one in CHARACTERS:
            plan.introduce(one)
        for one in CHARACTERS:
            plan.price(one)
            plan.past(one)
            plan.under_way(one)
        plan.story.sales.update({key: plan.customer_waits(key) for key in ("DR", "VP")})
        plan.trader.rows.flush()
        plan.trader.names.leave(made.env)
    return plan.story


def standing(env: Env, now: datetime) -> Company:
    """The company of a filled store, with its sites and people, as the seed that filled it had it."""
    env = env.sudo()
    fields = ["code", "lot_stock_id", "in_type_id", "out_type_id", "int_type_id"]
    houses = env.search_read("stock.warehouse", [], fields, load=None)
    yards = [
        Yard(
            warehouse=row["id"], code=row["code"], share=1 / len(houses), stock=row["lot_stock_id"],
            receipts=row["in_type_id"], deliveries=row["out_type_id"], internal=row["int_type_id"],
        )
        for row in houses
    ]  # fmt: skip
    users = env.search_read("res.users", [], ["login"])
    return Company(
        env=env, now=now, company=env.ref("base.main_company"), unit=env.ref("uom.product_uom_unit"),
        vendors_place=env.ref("stock.stock_location_suppliers"),
        customers_place=env.ref("stock.stock_location_customers"),
        yards=yards, users={row["login"]: row["id"] for row in users},
    )  # fmt: skip


@dataclass(frozen=True)
class _Plan:
    trader: Trader
    story: Story
    rng: np.random.Generator

    def introduce(self, one: Character) -> None:
        """The partner and its product."""
        made = self.trader.made
        values = {"name": one.name, "is_company": True, "supplier_rank": 1, "email": f"sales@{one.key.lower()}.example"}
        supplier = made.env.create("res.partner", values)
        known = text(made.now - timedelta(days=800))
        made.env.store.update(made.env.model("res.partner"), [supplier], {"create_date": known})
        goods = {
            "name": one.product, "default_code": one.code, "type": "consu", "standard_price": one.price,
            "list_price": round(one.price * 1.7, 2), "uom_id": made.unit, "uom_po_id": made.unit,
        }  # fmt: skip
        self.story.suppliers[one.key] = supplier
        self.story.products[one.key] = made.env.create("product.product", goods)

    def price(self, one: Character) -> None:
        """Its vendor price, and those of others for the same product."""
        made = self.trader.made
        product = self.story.products[one.key]
        template = made.env.one("product.product", product, ["product_tmpl_id"])["product_tmpl_id"]
        for number, key in enumerate((one.key, *one.also)):
            made.env.create(
                "product.supplierinfo",
                {
                    "partner_id": self.story.suppliers[key], "product_tmpl_id": template, "min_qty": 1.0,
                    "price": round(one.price * (1 + 0.06 * number), 2), "delay": one.promised + 2 * number,
                    "currency_id": made.env.ref("base.EUR"), "sequence": 1 + number,
                },
            )  # fmt: skip

    def past(self, one: Character) -> None:
        """Orders that have come, the oldest first; of some of them goods went back."""
        for age in range(_PAST, 0, -one.every):
            took = max(one.took(age, self.rng), 1.0)
            if took < age - 1 and age not in one.open_ages:
                line = self._order(one, age, took)
                if one.returned and self.rng.random() < 2 * one.returned:
                    self._gives_back(one, line, age - took - 2)
                if one.overbills:
                    self._bill(one, line, age - took)

    def under_way(self, one: Character) -> None:
        """Orders of which nothing has come yet."""
        self.story.open_lines[one.key] = [self._order(one, age, None) for age in one.open_ages]

    def customer_waits(self, key: str) -> int:
        """A sales order for a supplier's goods, tied to its two oldest open orders; its id."""
        made, first = self.trader.made, next(one for one in CHARACTERS if one.key == key)
        item = Item(self.story.products[key], first.product, _SOLD, round(first.price * 1.7, 2))
        customer = made.env.create("res.partner", {"name": "Donau Fördertechnik", "is_company": True})
        move = self.trader.rows.next_id("stock.move")
        ordered, due = made.now - timedelta(days=6), made.now + timedelta(days=2)
        sale = self.trader.sell(made.yards[0], customer, [item], ordered=ordered, due=due)
        self.trader.rows.flush()
        made.env.store.update(
            made.env.model("stock.move"), [move], {"procure_method": "make_to_order", "state": "waiting"}
        )
        lines = self.story.open_lines[key][:2]
        moves = made.env.search("stock.move", [["purchase_line_id", "in", lines], ["state", "=", "assigned"]])
        self.trader.rows.link("stock.move", "move_dest_ids", [(incoming, move) for incoming in moves])
        return sale

    def _order(self, one: Character, age: int, took: float | None) -> int:
        """One order of one line; its line's id."""
        made, ordered = self.trader.made, self.trader.made.now - timedelta(days=age, hours=2)
        first = ordered + timedelta(days=one.promised)
        came = ordered + timedelta(days=took) if took is not None else None
        promised = self._moved(one, first, came)
        line = self.trader.rows.next_id("purchase.order.line")
        order = Order(
            vendor=self.story.suppliers[one.key], yard=made.yards[0], currency=made.env.ref("base.EUR"),
            ordered=ordered, promised=promised, arrivals=((came, 1.0),) if came is not None else (),
            buyer=made.users["bea"],
        )  # fmt: skip
        price = round(one.price * (1 - one.rises * age / 365), 2)
        self.trader.buy(order, [Item(self.story.products[one.key], one.product, _LOT, price)])
        if one.short and took is not None:
            self._comes_short(line, one.short)
        self.story.first_promises[line] = first
        return line

    def _comes_short(self, line: int, share: float) -> None:
        """Part of a line never came, and nothing of it is awaited any more."""
        self.trader.rows.flush()
        env = self.trader.made.env
        moves = env.search("stock.move", [["purchase_line_id", "=", line]])
        env.store.update(env.model("stock.move"), moves, {"quantity": round(_LOT * (1 - share), 2)})

    def _bill(self, one: Character, line: int, age: float) -> None:
        """The bill of a line, every fourth one in twenty dearer than its order."""
        made = self.trader.made
        price = round(one.price * (1.05 if line % 4 == 0 else 1.0), 2)
        self.trader.rows.flush()
        values = {"product_id": self.story.products[one.key], "quantity": _LOT, "price_unit": price}
        bill = made.env.create(
            "account.move",
            {
                "move_type": "in_invoice", "partner_id": self.story.suppliers[one.key], "ref": f"{one.key}-{line}",
                "invoice_date": (made.now - timedelta(days=max(age, 0))).strftime("%Y-%m-%d"),
                "invoice_line_ids": [[0, 0, {**values, "purchase_line_id": line}]],
            },
        )  # fmt: skip
        made.env.call("account.move", "action_post", [bill])

    def _moved(self, one: Character, first: datetime, came: datetime | None) -> datetime:
        """The date that Odoo holds today: of the one who moves its promises, never before the goods."""
        if not one.moves:
            return first
        return max(first, came if came is not None else self.trader.made.now + timedelta(days=4))

    def _gives_back(self, one: Character, line: int, age: float) -> None:
        """Half of a line goes back to the supplier."""
        made, yard = self.trader.made, self.trader.made.yards[0]
        self.trader.rows.add(
            "stock.move",
            name=one.product, product_id=self.story.products[one.key], product_uom=made.unit,
            product_uom_qty=_LOT / 2, product_qty=_LOT / 2, quantity=_LOT / 2, company_id=made.company,
            picking_type_id=yard.deliveries, location_id=yard.stock, location_dest_id=made.vendors_place,
            purchase_line_id=line, date=text(made.now - timedelta(days=max(age, 0.5))), state="done", picked=1,
        )  # fmt: skip
