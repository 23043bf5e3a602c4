"""A small world of our own inside any Odoo: the page, a product with stock, its supplier and its reorder rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from secrets import token_hex

import pytest

from domain.approval import ApprovalRequest, Clearance
from domain.fact import Json
from domain.identity import Person, Product, Role
from domain.money import Money
from domain.proposals import (
    AdjustReorderRule,
    Bounds,
    ConfirmPurchase,
    MoveStock,
    Notice,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    Wish,
    WithdrawDraft,
    digest,
    gross_of,
)
from tests.contract.conftest import Place, access
from tests.contract.shop import Shop
from tests.tools.asked import thought, verdict, wish
from tools.errors import WrongLogin
from tools.odoo import provision
from tools.odoo.page import compose
from tools.odoo.plain import label, link, number, text, whole
from tools.odoo.requests import post
from tools.odoo.session import OdooSession, Row
from tools.odoo.stamps import stamp

APPROVERS = ("petra", "sam", "fin")
CASE = "case/stockout/contract/1/7@2"


@dataclass(frozen=True)
class World:
    """What the tests act on; `as_user` opens a session for a login."""

    as_user: Callable[[str], OdooSession]
    robot: OdooSession
    admin: OdooSession
    shop: Shop
    product: Product
    giving: Row
    taking: Row
    supplier: Row
    price: Row
    orderpoint_id: int

    def user(self, login: str) -> Person:
        """A person as looked up."""
        row = self.admin.rows("res.users", [["login", "=", login]], ["name"])[0]
        return Person(uid=whole(row["id"]), login=login, name=text(row["name"]))

    def move(self, quantity: str = "3", *, picking_id: int | None = None) -> MoveStock:
        """A transfer from the giving to the taking site."""
        money = Money(amount=Decimal(30), currency=self._currency)
        said = {
            **self._place,
            "stage": "draft" if picking_id is None else "reserve",
            "product": self.product,
            "quantity": Decimal(quantity),
            "from_warehouse_id": whole(self.giving["id"]),
            "from_warehouse": text(self.giving["name"]),
            "from_location_id": _id(self.giving["lot_stock_id"]),
            "to_location_id": _id(self.taking["lot_stock_id"]),
            "picking_type_id": _id(self.giving["int_type_id"]),
            "scheduled": now() + timedelta(days=2),
            "value": money,
            "cost": money,
            "picking_id": picking_id,
        }
        return MoveStock.model_validate(said)

    def buy(self, quantity: str = "7") -> RaisePurchase:
        """An order at the listed price."""
        unit = Money(amount=number(self.price["price"]), currency=self._currency)
        said = {
            **self._place,
            "product": self.product,
            "supplier_id": whole(self.supplier["id"]),
            "supplier": text(self.supplier["name"]),
            "supplierinfo_id": whole(self.price["id"]),
            "quantity": Decimal(quantity),
            "unit_price": unit,
            "gross": gross_of(Decimal(quantity), unit),
            "expected": now() + timedelta(days=9),
            "picking_type_id": _id(self.taking["in_type_id"]),
        }
        return RaisePurchase.model_validate(said)

    def confirm(self, bought: RaisePurchase, order_id: int, order: str) -> ConfirmPurchase:
        """The confirmation of an order that was drafted from `bought`."""
        said = {name: getattr(bought, name) for name in RaisePurchase.model_fields if name != "kind"}
        return ConfirmPurchase.model_validate({**said, "order_id": order_id, "order": order})

    def adjust(self, least: str, most: str) -> AdjustReorderRule:
        """Other values for the rule, from those it has now."""
        fields = ["product_min_qty", "product_max_qty"]
        row = self.admin.rows("stock.warehouse.orderpoint", [["id", "=", self.orderpoint_id]], fields)[0]
        said = {
            **self._place,
            "product": self.product,
            "orderpoint_id": self.orderpoint_id,
            "old_min": number(row["product_min_qty"]),
            "old_max": number(row["product_max_qty"]),
            "new_min": Decimal(least),
            "new_max": Decimal(most),
        }
        return AdjustReorderRule.model_validate(said)

    def notify(self, login: str = "petra", *, on: tuple[str, int] | None = None) -> NotifyPerson:
        """A notice about the product, on the product or another record."""
        model, record_id = on or ("product.product", self.product.product_id)
        said = {
            **self._place,
            "notice": Notice.SHORTAGE,
            "product": self.product,
            "user_id": self.user(login).uid,
            "on_model": model,
            "on_id": record_id,
            "on_name": self.product.name,
            "quantity": Decimal(5),
            "due": now() + timedelta(days=1),
        }
        return NotifyPerson.model_validate(said)

    def withdraw(self, model: str, record_id: int, name: str) -> WithdrawDraft:
        """Taking back a draft."""
        said = {**self._place, "on_model": model, "on_id": record_id, "on_name": name, "made_by": "the test"}
        return WithdrawDraft.model_validate(said)

    def clearance(self, proposal: Proposal, **changed: object) -> Clearance:
        """A key for a proposal, on the state as it is now, good for an hour."""
        key = Clearance(
            clearance_id=f"key/{token_hex(8)}",
            digest=digest(proposal),
            slot=f"{CASE}#e/1.0",
            granted_by="policy",
            request_id=None,
            book=f"sha256:{'0' * 64}",
            state=stamp(proposal, self.robot, now=now()),
            issued_at=now(),
            expires_at=now() + timedelta(hours=1),
        )
        return key.model_copy(update=changed)

    def ask(
        self,
        *,
        login: str = "petra",
        within: timedelta = timedelta(hours=6),
        bounds: Bounds | None = None,
        options: tuple[str, ...] = ("move",),
    ) -> ApprovalRequest:
        """Put a question about buying to a person, as the robot."""
        asked, proposal, at = self.user(login), self.buy(), now()
        question: Wish = wish().model_copy(update={"proposal": proposal, "bounds": bounds})
        role = Role.PURCHASING_MANAGER
        page = compose(question, thought(), verdict(), case=CASE, role=role, then=None, now=at)
        page = page.model_copy(update={"subject": page.subject.model_copy(update={"concerns": self.on_product})})
        request_id = f"{CASE}#e/1.0?{token_hex(4)}"
        posted = post(
            self.robot,
            page,
            request_id=request_id,
            digest=digest(proposal),
            approver=asked,
            expires_at=at + within,
            bounds=bounds,
            options=options,
        )
        return ApprovalRequest(
            request_id=request_id,
            case=CASE,
            proposal=proposal,
            digest=digest(proposal),
            fingerprint=posted.fingerprint,
            page=posted.page,
            verdict=verdict(),
            role=role,
            approver=asked,
            odoo_id=posted.odoo_id,
            robot_uid=posted.robot_uid,
            opened_at=at,
            expires_at=posted.expires_at,
            bounds=bounds,
            options=options,
        )

    @property
    def on_product(self) -> str:
        """The product as a reference."""
        return f"product.product,{self.product.product_id}"

    @property
    def _currency(self) -> str:
        value = self.price["currency_id"]
        return str(value[1]) if isinstance(value, list) else ""

    @property
    def _place(self) -> dict[str, object]:
        return {"company_id": 1, "warehouse_id": self.taking["id"], "warehouse": self.taking["name"]}


def settle(place: Place, shop: Shop) -> World:
    """Provision the page, and make what the tests need."""

    @cache
    def as_user(login: str) -> OdooSession:
        key = {place.robot.user: place.robot, place.admin.user: place.admin}
        known = key.get(login) or access(place.robot.url, place.robot.db, login, login)
        try:
            return OdooSession(known)
        except WrongLogin:
            pytest.skip(f"this Odoo has no user {login} whose password is its login")

    admin = shop.admin
    provision.apply(admin, robot_login=place.robot.user, approver_logins=APPROVERS)
    for site in (shop.north, shop.south):
        shop.change("stock.picking.type", shop.id("stock.warehouse", site, "int_type_id"), active=True)
    product, vendor = shop.product(), shop.partner("vendor")
    shop.put(product, shop.north, 100)
    template = shop.id("product.product", product, "product_tmpl_id")
    price = shop.make(
        "product.supplierinfo", partner_id=vendor, product_tmpl_id=template, price=9.5, min_qty=1, delay=5
    )
    where: dict[str, Json] = {"warehouse_id": shop.south, "location_id": shop.shelf(shop.south)}
    bounds: dict[str, Json] = {"product_min_qty": 5, "product_max_qty": 10}
    rule = shop.make("stock.warehouse.orderpoint", product_id=product, **where, **bounds)
    return World(
        as_user=as_user,
        robot=as_user(place.robot.user),
        admin=admin,
        shop=shop,
        product=product_of(shop, product),
        giving=_site(shop, shop.north),
        taking=_site(shop, shop.south),
        supplier=shop.admin.rows("res.partner", [["id", "=", vendor]], ["name"])[0],
        price=shop.admin.rows("product.supplierinfo", [["id", "=", price]], ["price", "currency_id"], names=True)[0],
        orderpoint_id=rule,
    )


def now() -> datetime:
    """The second that it is; the tests live in Odoo's own time."""
    return datetime.now(UTC).replace(microsecond=0)


def _site(shop: Shop, warehouse: int) -> Row:
    fields = ["name", "lot_stock_id", "int_type_id", "in_type_id"]
    return shop.admin.rows("stock.warehouse", [["id", "=", warehouse]], fields)[0]


def product_of(shop: Shop, product: int) -> Product:
    """A product as proposals name it."""
    row = shop.admin.rows("product.product", [["id", "=", product]], ["name", "default_code", "uom_id"], names=True)[0]
    return Product(
        product_id=product,
        code=text(row["default_code"]),
        name=text(row["name"]),
        uom_id=link(row["uom_id"]) or 0,
        uom=label(row["uom_id"]),
    )


def _id(value: Json) -> int:
    return link(value) or 0
