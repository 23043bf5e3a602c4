"""Lead times as Odoo really holds them: lines from their confirmation to each receipt, and what went back."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from agents.supplier_risk.statistics.lead_time_history import History, day_of, history_of
from domain.fact import Json
from tests.contract.shop import COMPANY, Shop
from tools.odoo import plain
from tools.odoo.receipts import Receipts, read_receipts
from tools.odoo.session import OdooSession


@dataclass(frozen=True)
class One:
    """Everything that was read of one order's first line."""

    receipts: Receipts
    row: int

    def came(self) -> list[float]:
        came = self.receipts.came
        return [float(quantity) for quantity in came.quantity[came.row == self.row]]

    def returned(self) -> list[float]:
        returned = self.receipts.returned
        return [float(quantity) for quantity in returned.quantity[returned.row == self.row]]

    def of(self, column: str) -> float:
        return float(getattr(self.receipts.lines, column)[self.row])


def read(odoo: OdooSession, shop: Shop, *, days: int = 30) -> Receipts:
    return read_receipts(odoo, company_id=COMPANY, now=shop.now + timedelta(minutes=5), days=days)


def line_of(odoo: OdooSession, shop: Shop, order: int) -> One:
    receipts = read(odoo, shop)
    return One(receipts, receipts.lines.order_id.tolist().index(order))


def receive(shop: Shop, order: int, quantity: float | None = None, *, rest: str = "backorder") -> None:
    """Carry out the open receipt of an order with so much of its line, or all; the rest follows, or never comes."""
    picking = shop.found(
        "stock.picking", ["move_ids.purchase_line_id.order_id", "=", order], ["state", "=", "assigned"]
    )
    move = shop.found("stock.move", ["picking_id", "=", picking], ["state", "not in", ["done", "cancel"]])
    awaited = shop.field("stock.move", move, "product_uom_qty")
    shop.change("stock.move", move, quantity=awaited if quantity is None else quantity, picked=True)
    context: dict[str, Json] = {"skip_backorder": True}
    if rest == "never":
        context["picking_ids_not_to_backorder"] = [picking]
    shop.admin.call("stock.picking", "button_validate", [picking], company_id=COMPANY, context=context)


def give_back(shop: Shop, order: int, quantity: float) -> None:
    """Send goods of an order back to its vendor, as the wizard for returns makes the move."""
    line = shop.found("purchase.order.line", ["order_id", "=", order])
    product = shop.id("purchase.order.line", line, "product_id")
    ends = {
        "location_id": shop.shelf(shop.north),
        "location_dest_id": shop.found("stock.location", ["usage", "=", "supplier"]),
    }
    unit = shop.id("product.product", product, "uom_id")
    move: dict[str, Json] = {"name": "WBT", "product_id": product, "product_uom": unit, "product_uom_qty": quantity}
    picking = shop.make(
        "stock.picking",
        picking_type_id=shop.id("stock.warehouse", shop.north, "out_type_id"),
        move_ids=[[0, 0, {**move, **ends, "purchase_line_id": line}]],
        **ends,
    )
    shop.do("stock.picking", "action_confirm", picking)
    shop.finish(picking, quantity)


def test_a_confirmed_line_is_read_with_its_promise_and_what_is_coming(odoo: OdooSession, shop: Shop) -> None:
    product, vendor = shop.product(), shop.partner("vendor")
    order = shop.purchase(product, vendor, 25, days=6)

    found = line_of(odoo, shop, order)

    assert (found.of("supplier_id"), found.of("product_id"), found.of("warehouse_id")) == (vendor, product, shop.north)
    assert (found.of("ordered"), found.of("coming"), found.came()) == (25, 25, [])
    assert (found.of("price"), found.of("value")) == (3, 75)
    assert found.of("confirmed") == pytest.approx(day_of(shop.now), abs=0.05)
    assert found.of("promised") == pytest.approx(day_of(shop.now) + 6, abs=1e-4)
    assert found.receipts.suppliers[vendor].startswith("WBT vendor")
    assert found.receipts.orders[order] == shop.field("purchase.order", order, "name")


def test_partial_receipts_count_pro_rata(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 25, days=6)
    receive(shop, order, 15)

    found = line_of(odoo, shop, order)

    assert (found.came(), found.of("coming")) == ([15], 10)
    assert _history(found).came[found.row] == pytest.approx(0.6)
    receive(shop, order, 10)
    later = line_of(odoo, shop, order)
    assert (sorted(later.came()), later.of("coming")) == ([10, 15], 0)
    assert _history(later).came[later.row] == pytest.approx(1)
    assert not _history(later).open[later.row]


def test_a_line_closed_short_has_nothing_coming(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 25, days=6)
    receive(shop, order, 20, rest="never")

    found = line_of(odoo, shop, order)
    history = _history(found)

    assert (found.came(), found.of("coming")) == ([20], 0)
    assert (bool(history.closed[found.row]), bool(history.open[found.row])) == (True, False)
    assert history.came[found.row] == pytest.approx(0.8)


def test_a_receipt_that_was_cancelled_is_a_line_that_never_came(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 25, days=6)
    picking = shop.found("stock.picking", ["move_ids.purchase_line_id.order_id", "=", order])
    shop.do("stock.picking", "action_cancel", picking)

    found = line_of(odoo, shop, order)

    assert (found.of("ordered"), found.of("coming"), found.came()) == (25, 0, [])


def test_more_than_ordered_is_the_whole_line(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 10, days=6)
    receive(shop, order, 12)

    found = line_of(odoo, shop, order)

    assert found.came() == [12]
    assert _history(found).came[found.row] == pytest.approx(1)


def test_goods_that_went_back_are_no_receipt(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 20, days=6)
    receive(shop, order, 20)
    give_back(shop, order, 5)

    found = line_of(odoo, shop, order)

    assert (found.came(), found.returned()) == ([20], [5])
    assert _history(found).returned[found.row] == pytest.approx(0.25)


def test_a_line_in_dozens_is_counted_in_units(odoo: OdooSession, shop: Shop) -> None:
    dozen = odoo.reference("uom.product_uom_dozen")
    assert dozen is not None
    product = shop.product()
    line: dict[str, Json] = {"product_id": product, "product_qty": 2, "product_uom": dozen, "price_unit": 36.0}
    order = shop.make(
        "purchase.order",
        partner_id=shop.partner("vendor"),
        picking_type_id=shop.id("stock.warehouse", shop.north, "in_type_id"),
        order_line=[[0, 0, {**line, "date_planned": shop.at(6)}]],
    )
    shop.do("purchase.order", "button_confirm", order)

    found = line_of(odoo, shop, order)

    assert (found.of("ordered"), found.of("coming")) == (24, 24)
    assert (found.of("price"), found.of("value")) == (3, 72)
    receive(shop, order)
    assert line_of(odoo, shop, order).came() == [24]


def test_a_moved_date_does_not_move_a_promise_that_was_kept(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 10, days=6)
    before = line_of(odoo, shop, order)
    line, stood = int(before.of("line_id")), shop.now + timedelta(days=6)
    shop.change("purchase.order.line", line, date_planned=shop.at(40))

    found = line_of(odoo, shop, order)
    history = history_of(found.receipts, {line: stood})

    assert found.of("promised") == pytest.approx(day_of(shop.now) + 40, abs=1e-4)
    assert history.promised[found.row] == pytest.approx(day_of(stood))
    assert history.kept.sum() == 1


def test_orders_to_a_contact_are_orders_to_the_company(odoo: OdooSession, shop: Shop) -> None:
    vendor = shop.partner("vendor")
    contact = shop.partner("contact", is_company=False, parent_id=vendor)
    order = shop.purchase(shop.product(), contact, 10, days=6)

    found = line_of(odoo, shop, order)

    assert found.of("supplier_id") == vendor
    assert vendor in found.receipts.suppliers


def test_a_draft_and_a_service_are_no_lines(odoo: OdooSession, shop: Shop) -> None:
    service = shop.make("product.product", name=shop.name("service"), type="service")
    vendor = shop.partner("vendor")
    draft = shop.purchase(shop.product(), vendor, 10, days=6, confirm=False)
    orders = [draft, shop.purchase(service, vendor, 1, days=6)]

    found = read(odoo, shop)

    assert not set(orders) & {*found.lines.order_id.tolist()}


def test_an_order_that_nobody_confirmed_is_left_out_and_named(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 10, days=6, confirm=False)
    shop.change("purchase.order", order, state="purchase")
    name = plain.text(shop.field("purchase.order", order, "name"))

    found = read(odoo, shop)

    assert order not in found.lines.order_id.tolist()
    assert any(name in note for note in found.notes)


def test_an_order_of_before_the_window_is_left_out(odoo: OdooSession, shop: Shop) -> None:
    order = shop.purchase(shop.product(), shop.partner("vendor"), 10, days=6)

    found = read_receipts(odoo, company_id=COMPANY, now=shop.now + timedelta(days=40), days=30)

    assert order not in found.lines.order_id.tolist()


def test_more_suppliers_cost_no_more_calls(odoo: OdooSession, shop: Shop) -> None:
    shop.purchase(shop.product(), shop.partner("vendor"), 1, days=6)
    before = read(odoo, shop).calls
    for _ in range(4):
        shop.purchase(shop.product(), shop.partner("vendor"), 1, days=6)

    assert read(odoo, shop).calls == before


def test_what_is_read_is_what_a_record_by_record_look_finds(odoo: OdooSession, shop: Shop) -> None:
    found = read(odoo, shop, days=365)
    domain: list[Json] = [["state", "=", "done"], ["location_id.usage", "=", "supplier"]]
    domain += [["purchase_line_id", "in", found.lines.line_id.tolist()]]
    moves = odoo.rows("stock.move", domain, ["purchase_line_id", "date"], company_id=COMPANY)

    assert len(found.came.row) == len(moves)
    ids = [plain.link(move["purchase_line_id"]) for move in moves]
    assert sorted(found.lines.line_id[found.came.row].tolist()) == sorted(number for number in ids if number)
    seen = sorted(day_of(at) for move in moves if (at := plain.moment(move["date"])))
    assert sorted(found.came.at.tolist()) == pytest.approx(seen)


def _history(found: One) -> History:
    return history_of(found.receipts, {})
