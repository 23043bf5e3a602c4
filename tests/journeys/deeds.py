"""One write of every kind, arranged in a world, with a way to count in Odoo what came of it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial

from domain.fact import Json
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    Notice,
    NotifyPerson,
    RaisePurchase,
    WithdrawDraft,
)
from sandbox.orm import Env
from tests.journeys.deed import Calls, Deed
from tests.journeys.supply_deeds import SUPPLY
from tests.journeys.world import World, _product, purchase, transfer
from tools.odoo.plain import stamped
from tools.odoo.provision.model import NOTICE


def draft(stage: World, case: str) -> Deed:
    """A draft transfer of one unit."""
    wanted = transfer(stage, 1)
    return Deed(case, wanted, (("stock.picking", "load"),), partial(_drafts, stage, case), _moving(wanted, case))


def reserve(stage: World, case: str) -> Deed:
    """The reservation of a transfer that the case drafted."""
    wanted = transfer(stage, 1)
    env = stage.odoo.env("weighbridge")
    made = env.create("stock.picking", _moving(wanted, case))
    proposal = wanted.model_copy(update={"stage": "reserve", "picking_id": made})
    calls = (("stock.picking", "action_confirm"), ("stock.picking", "action_assign"))
    before = _aside(stage, proposal)
    return Deed(case, proposal, calls, lambda: _aside(stage, proposal) - before)


def quotation(stage: World, case: str) -> Deed:
    """A request for quotation."""
    wanted = purchase(stage, 10)
    return Deed(case, wanted, (("purchase.order", "load"),), partial(_orders, stage, case), _buying(wanted, case))


def confirm(stage: World, case: str) -> Deed:
    """The confirmation of an order that the case drafted; what stands of it is the receipt that Odoo then expects."""
    wanted = purchase(stage, 10)
    env = stage.odoo.env("weighbridge")
    made = env.create("purchase.order", _buying(wanted, case))
    name = str(stage.env.one("purchase.order", made, ["name"])["name"])
    said = {field: getattr(wanted, field) for field in RaisePurchase.model_fields if field != "kind"}
    proposal = ConfirmPurchase.model_validate({**said, "order_id": made, "order": name})
    return Deed(case, proposal, (("purchase.order", "button_confirm"),), partial(_receipts, stage, name, made))


def rule(stage: World, case: str) -> Deed:
    """Another minimum and maximum for one reorder rule, which no other deed touches for a while."""
    fields = ["product_id", "warehouse_id", "product_min_qty", "product_max_qty"]
    model = "stock.warehouse.orderpoint"
    rules = stage.env.search_read(model, [], fields, order="id")
    row = rules[int(case.rpartition("/")[2]) % len(rules)]
    least, most = Decimal(str(row["product_min_qty"])), Decimal(str(row["product_max_qty"]))
    codes = {record: code for code, record in stage.demo.products.items()}
    place = stage.env.one("stock.warehouse", row["warehouse_id"], ["name"])
    proposal = AdjustReorderRule(
        company_id=1,
        warehouse_id=row["warehouse_id"],
        warehouse=place["name"],
        product=_product(stage, codes[row["product_id"]]),
        orderpoint_id=row["id"],
        old_min=least,
        old_max=most,
        new_min=least + 1,
        new_max=most + 2,
    )
    return Deed(case, proposal, ((model, "write"),), partial(_ruled, stage, proposal))


def notice(stage: World, case: str) -> Deed:
    """A task for a colleague."""
    place = transfer(stage, 1)
    proposal = NotifyPerson(
        company_id=1,
        warehouse_id=place.warehouse_id,
        warehouse=place.warehouse,
        notice=Notice.SHORTAGE,
        product=place.product,
        user_id=stage.demo.users["petra"],
        on_model="product.product",
        on_id=place.product.product_id,
        on_name=place.product.name,
        quantity=Decimal(5),
        due=stage.now().replace(microsecond=0) + timedelta(days=1),
    )
    plainly: dict[str, Json] = {
        "x_name": "Shortage",
        "x_user_id": proposal.user_id,
        "x_doc": f"product.product,{proposal.on_id}",
        "x_due": proposal.due.date().isoformat(),
        "x_html_text": f"<p>Weighbridge {case}</p>",
    }
    return Deed(case, proposal, ((NOTICE, "load"),), partial(_notices, stage, case), plainly)


def withdraw(stage: World, case: str) -> Deed:
    """Taking back an order that the case drafted."""
    made = stage.odoo.env("weighbridge").create("purchase.order", _buying(purchase(stage, 10), case))
    return _taken_back(stage, case, ("purchase.order", made), "button_cancel")


def withdraw_transfer(stage: World, case: str) -> Deed:
    """Taking back a transfer that the case drafted."""
    made = stage.odoo.env("weighbridge").create("stock.picking", _moving(transfer(stage, 1), case))
    return _taken_back(stage, case, ("stock.picking", made), "action_cancel")


__all__ = ["DEEDS", "Calls", "Deed"]

DEEDS: Mapping[str, Callable[[World, str], Deed]] = {
    "draft": draft,
    "reserve": reserve,
    "quotation": quotation,
    "confirm": confirm,
    "rule": rule,
    "notice": notice,
    "withdraw": withdraw,
    "withdraw_transfer": withdraw_transfer,
    **SUPPLY,
}
"""Every kind of write by its name."""


def _taken_back(stage: World, case: str, on: tuple[str, int], button: str) -> Deed:
    model, record_id = on
    place = transfer(stage, 1)
    said = {
        "company_id": 1,
        "warehouse_id": place.warehouse_id,
        "warehouse": place.warehouse,
        "on_model": model,
        "on_id": record_id,
        "on_name": stage.env.one(model, record_id, ["name"])["name"],
        "made_by": case,
    }
    cancelled = [["id", "=", record_id], ["state", "=", "cancel"]]
    return Deed(
        case,
        WithdrawDraft.model_validate(said),
        ((model, button),),
        lambda: stage.env.search_count(model, cancelled),
    )


def _moving(wanted: MoveStock, case: str) -> dict[str, Json]:
    shelves: dict[str, Json] = {"location_id": wanted.from_location_id, "location_dest_id": wanted.to_location_id}
    move: dict[str, Json] = {
        "name": wanted.product.name,
        "product_id": wanted.product.product_id,
        "product_uom": wanted.product.uom_id,
        "product_uom_qty": float(wanted.quantity),
        **shelves,
    }
    return {
        "picking_type_id": wanted.picking_type_id,
        "origin": f"Weighbridge {case}",
        "company_id": 1,
        "move_ids": [[0, 0, move]],
        **shelves,
    }


def _buying(wanted: RaisePurchase, case: str) -> dict[str, Json]:
    line: dict[str, Json] = {
        "product_id": wanted.product.product_id,
        "product_uom": wanted.product.uom_id,
        "product_qty": float(wanted.quantity),
        "price_unit": float(wanted.unit_price.amount),
        "date_planned": stamped(wanted.expected),
    }
    return {
        "partner_id": wanted.supplier_id,
        "picking_type_id": wanted.picking_type_id,
        "origin": f"Weighbridge {case}",
        "company_id": 1,
        "order_line": [[0, 0, line]],
    }


def _drafts(stage: World, case: str) -> float:
    made = stage.env.search("stock.picking", [["origin", "=", f"Weighbridge {case}"]])
    return _whole(len(made), stage.env.search_count("stock.move", [["picking_id", "in", made]]))


def _orders(stage: World, case: str) -> float:
    made = stage.env.search("purchase.order", [["origin", "=", f"Weighbridge {case}"]])
    return _whole(len(made), stage.env.search_count("purchase.order.line", [["order_id", "in", made]]))


def _receipts(stage: World, name: str, order_id: int) -> float:
    bought = stage.env.one("purchase.order", order_id, ["state"])["state"] == "purchase"
    return _whole(stage.env.search_count("stock.picking", [["origin", "=", name]]), int(bought))


def _notices(stage: World, case: str) -> float:
    made = stage.env.search_read(NOTICE, [["x_html_text", "ilike", case]], ["x_task"])
    tasks = [row["x_task"] for row in made if row["x_task"]]
    return _whole(len(made), stage.env.search_count("mail.activity", [["id", "in", tasks]]))


def _ruled(stage: World, proposal: AdjustReorderRule) -> float:
    fields = ["product_min_qty", "product_max_qty"]
    row = stage.env.one("stock.warehouse.orderpoint", proposal.orderpoint_id, fields)
    now = [Decimal(str(row[field])) for field in fields]
    if now == [proposal.old_min, proposal.old_max]:
        return 0
    return 1 if now == [proposal.new_min, proposal.new_max] else -1


def _aside(stage: World, proposal: MoveStock) -> float:
    """How many units of the product are set aside on the giving shelf."""
    return _reserved(stage.env, proposal.product.product_id, proposal.from_location_id)


def _reserved(env: Env, product_id: int, location_id: int) -> float:
    shelf = [["product_id", "=", product_id], ["location_id", "child_of", location_id]]
    return float(sum(row["reserved_quantity"] for row in env.search_read("stock.quant", shelf, ["reserved_quantity"])))


def _whole(documents: int, parts: int) -> float:
    """How many documents stand; -1 when their parts do not fit them."""
    return documents if documents == parts else -1
