"""A supplier of our own inside any Odoo, with an open order, another source and a contact, and every wish about it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from secrets import token_hex

from domain.fact import Json
from domain.money import Money
from domain.proposals import RaisePurchase, SplitSourcing
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
from tests.contract.shop import Shop
from tests.contract.world import World, now, product_of
from tools.odoo.plain import link, moment, number, text, whole
from tools.odoo.vendor_order import preferred, vendor_order

COMPANY = 1


@dataclass(frozen=True)
class Order:
    """One order of one line."""

    order_id: int
    name: str
    line_id: int
    partner_id: int


@dataclass(frozen=True)
class Supply:
    """What the tests about suppliers act on; `late` is the supplier that the product is bought from first."""

    world: World
    late: int
    late_name: str
    address: str
    other: int
    other_name: str
    other_price: int

    @property
    def shop(self) -> Shop:
        """Who may arrange records."""
        return self.world.shop

    def order(self, quantity: float = 20, *, days: float = 5, partner: int | None = None) -> Order:
        """A confirmed order to the late supplier, made by a person."""
        partner = partner or self.late
        made = self.shop.purchase(self.world.product.product_id, partner, quantity, days=days)
        row = self.shop.admin.rows("purchase.order", [["id", "=", made]], ["name", "order_line"])[0]
        lines = row["order_line"]
        assert isinstance(lines, list)
        return Order(made, text(row["name"]), whole(lines[0]), partner)

    def promised(self, order: Order) -> datetime:
        """The day that Odoo has for the line now."""
        found = moment(self.shop.field("purchase.order.line", order.line_id, "date_planned"))
        assert found is not None
        return found

    def receive(self, order: Order, quantity: float) -> None:
        """So much of it arrives; no more is expected then."""
        (picking,) = self.receipts(order)
        move = self.shop.found("stock.move", ["picking_id", "=", picking])
        self.shop.change("stock.move", move, quantity=quantity, picked=True)
        done = {"skip_backorder": True}
        self.shop.admin.call("stock.picking", "button_validate", [picking], company_id=COMPANY, context=done)

    def receipts(self, order: Order) -> list[int]:
        """The transfers that are to bring it."""
        found = self.shop.field("purchase.order", order.order_id, "picking_ids")
        assert isinstance(found, list)
        return [whole(each) for each in found]

    def ask(self, order: Order, question: Question = Question.CONFIRM, *, number_: int = 1) -> AskSupplier:
        """A question about its line, as it stands."""
        line = AskedLine(
            line_id=order.line_id,
            product=self.world.product,
            open_quantity=Decimal(20),
            promised=self.promised(order),
        )
        return AskSupplier(
            company_id=COMPANY,
            supplier_id=self.late,
            supplier=self.late_name,
            question=question,
            order_id=order.order_id,
            order=order.name,
            partner_id=order.partner_id,
            partner=text(self.shop.field("res.partner", order.partner_id, "name")),
            lines=(line,),
            answer_by=now() + timedelta(days=2),
            round=number_,
        )

    def replan(self, order: Order, days: int = 9) -> ChangeExpectedDate:
        """Another day for the line."""
        was = self.promised(order)
        return ChangeExpectedDate.model_validate(
            self._place
            | {
                "product": self.world.product,
                "supplier_id": self.late,
                "supplier": self.late_name,
                "order_id": order.order_id,
                "order": order.name,
                "line_id": order.line_id,
                "open_quantity": Decimal(20),
                "value": self._money(60),
                "old_date": was,
                "new_date": was + timedelta(days=days),
                "because": "statistics",
            }
        )

    def split(self, order: Order, quantity: str = "8") -> SplitSourcing:
        """A part of it from the other supplier, at its listed price."""
        bought = self.world.buy(quantity)
        unit = self._money(11)
        said: dict[str, object] = {name: getattr(bought, name) for name in RaisePurchase.model_fields if name != "kind"}
        said |= {
            "supplier_id": self.other,
            "supplier": self.other_name,
            "supplierinfo_id": self.other_price,
            "unit_price": unit,
            "gross": unit.times(Decimal(quantity)),
            "late_order_id": order.order_id,
            "late_order": order.name,
            "late_line_id": order.line_id,
            "late_supplier_id": self.late,
            "late_supplier": self.late_name,
            "open_quantity": Decimal(20),
        }
        return SplitSourcing.model_validate(said)

    def prefer(self) -> PreferSupplier:
        """The other supplier first, from the order as it stands."""
        prices = vendor_order(self.world.robot, self.world.product.product_id, COMPANY)
        return PreferSupplier(
            company_id=COMPANY,
            supplier_id=self.other,
            supplier=self.other_name,
            product=self.world.product,
            over_supplier_id=self.late,
            over_supplier=self.late_name,
            old_order=tuple(price.price_id for price in prices),
            new_order=preferred(prices, self.other),
            value=self._money(1000),
        )

    def review(self, login: str = "petra", *, project: int | None = None) -> RaiseSupplierReview:
        """A task for a buyer."""
        return RaiseSupplierReview(
            company_id=COMPANY,
            supplier_id=self.late,
            supplier=self.late_name,
            review=Review.LATE_LINES,
            user_id=self.world.user(login).uid,
            points=Decimal("71.5"),
            at_stake=self._money(340),
            due=now() + timedelta(days=3),
            project_id=project,
        )

    def hold(self, level: str = "block", *, was: str = "none") -> HoldSupplier:
        """A warning or block."""
        return HoldSupplier.model_validate(
            self._supplier | {"old_level": was, "new_level": level, "points": Decimal(82), "value": self._money(1000)}
        )

    def release(self, level: str = "none", *, was: str = "block") -> ReleaseSupplier:
        """The way back."""
        return ReleaseSupplier.model_validate(
            self._supplier | {"old_level": was, "new_level": level, "points": Decimal(30), "made_by": "1.0"}
        )

    def shown(self) -> tuple[Json, Json]:
        """What a buyer is shown of the supplier."""
        row = self.shop.admin.rows("res.partner", [["id", "=", self.late]], ["purchase_warn", "purchase_warn_msg"])[0]
        return row["purchase_warn"], row["purchase_warn_msg"]

    def messages(self, order: Order) -> list[dict[str, Json]]:
        """What the robot has said on the order."""
        domain: list[Json] = [
            ["model", "=", "purchase.order"],
            ["res_id", "=", order.order_id],
            ["message_type", "=", "comment"],
            ["create_uid", "=", self.world.robot.uid],
        ]
        fields = ["body", "partner_ids", "message_id", "author_id"]
        return self.shop.admin.rows("mail.message", domain, fields)

    @property
    def _place(self) -> dict[str, object]:
        taking = self.world.taking
        return {"company_id": COMPANY, "warehouse_id": taking["id"], "warehouse": taking["name"]}

    @property
    def _supplier(self) -> dict[str, object]:
        return {"company_id": COMPANY, "supplier_id": self.late, "supplier": self.late_name}

    def _money(self, amount: int) -> Money:
        return Money(amount=Decimal(amount), currency=self.world.buy().unit_price.currency)


def supply(world: World) -> Supply:
    """A late supplier with an address and the first vendor price, and another one behind it."""
    shop = world.shop
    late_name, other_name = shop.name("late"), shop.name("other")
    address = f"orders-{token_hex(4)}@late.example"
    late = shop.partner(name=late_name, email=f"Orders <{address}>")
    other = shop.partner(name=other_name, email="orders@other.example")
    product = shop.product()
    world = replace(world, product=product_of(shop, product))
    template = shop.id("product.product", product, "product_tmpl_id")
    price: dict[str, Json] = {"product_tmpl_id": template, "min_qty": 1, "delay": 4}
    shop.make("product.supplierinfo", partner_id=late, price=9.0, sequence=1, **price)
    shop.make("product.supplierinfo", partner_id=late, price=8.5, sequence=1, **{**price, "min_qty": 100})
    one = shop.make("product.supplierinfo", partner_id=other, price=11.0, sequence=2, product_id=product, **price)
    return Supply(world, late, late_name, address, other, other_name, one)


def first_vendor(supplied: Supply) -> int:
    """Whose price Odoo comes to first, by its own order."""
    template = supplied.shop.id("product.product", supplied.world.product.product_id, "product_tmpl_id")
    domain: list[Json] = [["product_tmpl_id", "=", template]]
    order = "sequence, min_qty desc, price, id"
    rows = supplied.shop.admin.rows("product.supplierinfo", domain, ["partner_id"], order=order, limit=1)
    return link(rows[0]["partner_id"]) or 0


def quantity(supplied: Supply, order: Order) -> Decimal:
    """What is ordered on the line."""
    return number(supplied.shop.field("purchase.order.line", order.line_id, "product_qty"))
