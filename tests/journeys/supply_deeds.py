"""One write of every kind about suppliers: each has a supplier, a product and an order of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial

from domain.fact import Json
from domain.identity import Product
from domain.money import Money
from domain.proposals import SplitSourcing
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
from tests.journeys.deed import Deed
from tests.journeys.world import World, euros, purchase
from tools.odoo.plain import moment, stamped
from tools.odoo.provision.model import ERRAND, NOTICE

_QUANTITY = 20


@dataclass(frozen=True)
class _Set:
    """A late supplier with an open order, and another source."""

    stage: World
    case: str
    late: int
    other: int
    product: Product
    prices: tuple[int, int]
    order: int
    line: int
    name: str

    @property
    def supplier(self) -> dict[str, object]:
        return {"company_id": 1, "supplier_id": self.late, "supplier": "late"}


def _set(stage: World, case: str) -> _Set:
    env = stage.env
    late = env.create("res.partner", {"name": "late", "is_company": True, "email": "orders@late.example"})
    other = env.create("res.partner", {"name": "other", "is_company": True, "email": "orders@other.example"})
    kept = {"type": "product", "uom_id": env.ref("uom.product_uom_unit"), "uom_po_id": env.ref("uom.product_uom_unit")}
    product = env.create("product.product", {"name": "Rivet", "default_code": f"RV-{late}", **kept})
    template = env.one("product.product", product, ["product_tmpl_id"])["product_tmpl_id"]
    prices = [
        env.create(
            "product.supplierinfo",
            {"partner_id": who, "product_tmpl_id": template, "price": 3.0 + n, "min_qty": 1, "sequence": n + 1},
        )
        for n, who in enumerate((late, other))
    ]
    line = {
        "product_id": product,
        "product_qty": _QUANTITY,
        "price_unit": 3.0,
        "date_planned": stamped(stage.now() + timedelta(days=5)),
    }
    place = purchase(stage, 1)
    order = env.with_user(stage.demo.users["petra"]).create(
        "purchase.order",
        {"partner_id": late, "picking_type_id": place.picking_type_id, "order_line": [[0, 0, line]]},
    )
    env.call("purchase.order", "button_confirm", [order])
    row = env.one("purchase.order", order, ["name", "order_line"])
    unit = env.ref("uom.product_uom_unit")
    goods = Product(product_id=product, code=f"RV-{late}", name="Rivet", uom_id=unit, uom="Units")
    return _Set(stage, case, late, other, goods, (prices[0], prices[1]), order, row["order_line"][0], row["name"])


def ask(stage: World, case: str) -> Deed:
    """A question to a supplier."""
    of = _set(stage, case)
    promised = moment(stage.env.one("purchase.order.line", of.line, ["date_planned"])["date_planned"])
    assert promised is not None
    asked = AskedLine(line_id=of.line, product=of.product, open_quantity=Decimal(_QUANTITY), promised=promised)
    proposal = AskSupplier.model_validate(
        of.supplier
        | {
            "question": Question.CONFIRM,
            "order_id": of.order,
            "order": of.name,
            "partner_id": of.late,
            "partner": "late",
            "lines": (asked,),
            "answer_by": stage.now().replace(microsecond=0) + timedelta(days=2),
        }
    )
    plainly: dict[str, Json] = {"body": "Please confirm.", "partner_ids": [of.late]}
    return Deed(case, proposal, ((ERRAND, "load"),), partial(_asked, of), plainly, says_on=of.order)


def replan(stage: World, case: str) -> Deed:
    """Another day for a line."""
    of, place = _set(stage, case), purchase(stage, 1)
    was = moment(stage.env.one("purchase.order.line", of.line, ["date_planned"])["date_planned"])
    assert was is not None
    proposal = ChangeExpectedDate.model_validate(
        of.supplier
        | {
            "warehouse_id": place.warehouse_id,
            "warehouse": place.warehouse,
            "product": of.product,
            "order_id": of.order,
            "order": of.name,
            "line_id": of.line,
            "open_quantity": Decimal(_QUANTITY),
            "value": euros(60),
            "old_date": was,
            "new_date": was + timedelta(days=9),
            "because": "statistics",
        }
    )
    return Deed(case, proposal, (("purchase.order.line", "write"),), partial(_planned, of, proposal))


def prefer(stage: World, case: str) -> Deed:
    """The other source first."""
    of = _set(stage, case)
    proposal = PreferSupplier(
        company_id=1,
        supplier_id=of.other,
        supplier="other",
        product=of.product,
        over_supplier_id=of.late,
        over_supplier="late",
        old_order=of.prices,
        new_order=(of.prices[1], of.prices[0]),
        value=euros(1000),
    )
    return Deed(case, proposal, ((ERRAND, "load"),), partial(_preferred, of))


def split(stage: World, case: str) -> Deed:
    """A part of it from the other source."""
    of, place = _set(stage, case), purchase(stage, 8)
    price = Money(amount=Decimal(4), currency="EUR")
    said = {
        "company_id": 1,
        "warehouse_id": place.warehouse_id,
        "warehouse": place.warehouse,
        "product": of.product,
        "supplier_id": of.other,
        "supplier": "other",
        "supplierinfo_id": of.prices[1],
        "quantity": Decimal(8),
        "unit_price": price,
        "gross": price.times(Decimal(8)),
        "expected": place.expected,
        "picking_type_id": place.picking_type_id,
        "late_order_id": of.order,
        "late_order": of.name,
        "late_line_id": of.line,
        "late_supplier_id": of.late,
        "late_supplier": "late",
        "open_quantity": Decimal(_QUANTITY),
    }
    plainly: dict[str, Json] = {"partner_id": of.other, "picking_type_id": place.picking_type_id}
    calls = (("purchase.order", "load"),)
    return Deed(case, SplitSourcing.model_validate(said), calls, partial(_drafted, of), plainly)


def review(stage: World, case: str) -> Deed:
    """A task on the supplier."""
    of = _set(stage, case)
    proposal = RaiseSupplierReview.model_validate(
        of.supplier
        | {
            "review": Review.SCORE,
            "user_id": stage.demo.users["petra"],
            "points": Decimal(71),
            "at_stake": euros(340),
            "due": stage.now().replace(microsecond=0) + timedelta(days=3),
        }
    )
    return Deed(case, proposal, ((NOTICE, "load"),), partial(_reviewed, of))


def hold(stage: World, case: str) -> Deed:
    """A block."""
    of = _set(stage, case)
    levels = {"old_level": "none", "new_level": "block", "points": Decimal(80), "value": euros(1000)}
    proposal = HoldSupplier.model_validate(of.supplier | levels)
    return Deed(case, proposal, ((ERRAND, "load"),), partial(_held, of, "block", "no-message"))


def release(stage: World, case: str) -> Deed:
    """The block that an earlier errand has set is taken back."""
    of = _set(stage, case)
    errand = {
        "x_name": "hold",
        "x_kind": "warn",
        "x_doc": f"res.partner,{of.late}",
        "x_before": "no-message",
        "x_after": "block\nLate again.",
    }
    stage.odoo.env("weighbridge").create(ERRAND, errand)
    levels = {"old_level": "block", "new_level": "none", "points": Decimal(20), "made_by": case}
    proposal = ReleaseSupplier.model_validate(of.supplier | levels)
    return Deed(case, proposal, ((ERRAND, "load"),), partial(_held, of, "no-message", "block"))


SUPPLY: Mapping[str, Callable[[World, str], Deed]] = {
    "ask": ask,
    "replan": replan,
    "prefer": prefer,
    "split": split,
    "review": review,
    "hold": hold,
    "release": release,
}
"""Every kind of write about suppliers by its name."""


def _asked(of: _Set) -> float:
    """Messages of the robot on the order, each with one notification to the supplier."""
    ours = [["model", "=", "purchase.order"], ["res_id", "=", of.order], ["message_type", "=", "comment"]]
    messages = of.stage.env.search("mail.message", ours)
    told = [["mail_message_id", "in", messages], ["res_partner_id", "=", of.late]]
    return len(messages) if of.stage.env.search_count("mail.notification", told) == len(messages) else -1


def _planned(of: _Set, proposal: ChangeExpectedDate) -> float:
    line = of.stage.env.one("purchase.order.line", of.line, ["date_planned", "move_ids"])
    deadlines = {row["date_deadline"] for row in of.stage.env.read("stock.move", line["move_ids"], ["date_deadline"])}
    old, new = stamped(proposal.old_date), stamped(proposal.new_date)
    if deadlines != {line["date_planned"]}:
        return -1
    return {old: 0, new: 1}.get(line["date_planned"], -1)


def _preferred(of: _Set) -> float:
    rows = of.stage.env.read("product.supplierinfo", [*of.prices], ["sequence"])
    return {(1, 2): 0, (2, 1): 1}.get(tuple(row["sequence"] for row in rows), -1)


def _drafted(of: _Set) -> float:
    return of.stage.env.search_count("purchase.order", [["partner_id", "=", of.other]])


def _reviewed(of: _Set) -> float:
    return of.stage.env.search_count("mail.activity", [["res_model", "=", "res.partner"], ["res_id", "=", of.late]])


def _held(of: _Set, wanted: str, before: str) -> float:
    level = of.stage.env.one("res.partner", of.late, ["purchase_warn"])["purchase_warn"]
    return {before: 0, wanted: 1}.get(level, -1)
