"""Questions about promises: what is open of a product, how a supplier kept its dates, on which terms one can buy."""

from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Annotated

from pydantic import Field

from domain.fact import Fact, Id, Json, Line, Moment, Name, Quantity, tame
from domain.stock import Level, ReorderRule, SupplierPrice
from tools.odoo import plain
from tools.odoo.ground import Stopwatch, read_ground
from tools.odoo.orders import OpenLine
from tools.odoo.position import read_position
from tools.odoo.questions.asking import MOST_ROWS, Count, Look, ProductId, question
from tools.odoo.records import Instant, Number, Pointer, Record, Ref, When

_DAY = 86400
_LATEST = 2000


class OneProduct(Fact):
    """One product at all sites."""

    product_id: ProductId


class OneSupplier(Fact):
    """One supplier, over some days."""

    supplier_id: Annotated[Id, Field(description="id of the supplier (res.partner) in Odoo")]
    days: Annotated[int, Field(ge=1, le=730, description="how many days to look back")] = 365


class Promise(Fact):
    """One open line: `due` in the past means overdue."""

    order: Line
    partner: Line
    site: Name
    quantity: Quantity
    due: Moment
    kind: Name


class OpenOrders(Fact):
    """What is promised to arrive and to leave, the earliest first; `more` were left out."""

    product: Name
    unit: Name
    arriving: tuple[Promise, ...]
    leaving: tuple[Promise, ...]
    more: Count


class LateReceipt(Fact):
    """One receipt that came after its promised date."""

    order: Line
    product: Line
    quantity: Level
    promised: Moment
    came: Moment
    days_late: Decimal


class Receipts(Fact):
    """How a supplier kept its dates. Odoo's promised date can be moved later: this is against the date as it is now."""

    supplier: Line
    receipts: Count
    late: Count
    median_days_late: Decimal
    """Over all receipts; below zero when most came early."""
    latest: tuple[LateReceipt, ...]
    overdue: Count
    """Lines still open past their date."""


class Terms(Fact):
    """How a product is bought and reordered."""

    product: Name
    unit: Name
    rules: tuple[ReorderRule, ...]
    prices: tuple[SupplierPrice, ...]
    more: Count


class _Receipt(Record):
    product_id: Pointer
    quantity: Number
    date: Instant
    date_deadline: When
    purchase_line_id: Ref


class _Ordered(Record):
    order_id: Pointer


def open_orders(look: Look, asked: OneProduct) -> OpenOrders:
    """Open purchases, transfers and sales of a product."""
    look.product(asked.product_id)
    ground = read_ground(look.reader, Stopwatch(), ["id", "=", asked.product_id])
    arriving = sorted(ground.arrivals, key=lambda line: line.due)
    leaving = sorted(ground.commitments, key=lambda line: line.due)
    shown = MOST_ROWS // 2
    return OpenOrders(
        product=ground.goods.products[0].code,
        unit=ground.goods.products[0].uom,
        arriving=tuple(_promise(look, line) for line in arriving[:shown]),
        leaving=tuple(_promise(look, line) for line in leaving[:shown]),
        more=max(len(arriving) - shown, 0) + max(len(leaving) - shown, 0),
    )


def late_receipts(look: Look, asked: OneSupplier) -> Receipts:
    """Receipts of a supplier against their promised dates, the latest late ones by name."""
    supplier: Json = ["purchase_line_id.order_id.partner_id", "child_of", asked.supplier_id]
    ours: list[Json] = [supplier, ["company_id", "=", look.reader.company_id], ["location_id.usage", "=", "supplier"]]
    since: list[Json] = [["state", "=", "done"], ["date", ">=", plain.stamped(look.since(asked.days))]]
    done = look.reader.records(_Receipt, "stock.move", [*ours, *since], order="date desc", limit=_LATEST)
    dated = [(move, move.date_deadline) for move in done if move.date_deadline is not None]
    late = [(move, promised) for move, promised in dated if move.date.date() > promised.date()]
    still_open: list[Json] = [["state", "not in", ["done", "cancel", "draft"]]]
    overdue: list[Json] = [*ours, *still_open, ["date_deadline", "<", plain.stamped(look.now)]]
    count = look.reader.odoo.call("stock.move", "search_count", overdue, company_id=look.reader.company_id)
    return Receipts(
        supplier=tame(look.reader.names("res.partner", [asked.supplier_id]).get(asked.supplier_id, "")),
        receipts=len(dated),
        late=len(late),
        median_days_late=_days(median(_seconds(move.date, due) for move, due in dated)) if dated else Decimal(0),
        latest=_named(look, late[: MOST_ROWS // 2]),
        overdue=plain.whole(count),
    )


def purchase_terms(look: Look, asked: OneProduct) -> Terms:
    """Odoo's reorder rules and the vendors' price lines of a product."""
    position = read_position(
        look.reader.odoo, company_id=look.reader.company_id, product_id=asked.product_id, now=look.now
    )
    shown = MOST_ROWS // 2
    return Terms(
        product=position.product.code,
        unit=position.product.uom,
        rules=position.rules[:shown],
        prices=position.prices[:shown],
        more=max(len(position.rules) - shown, 0) + max(len(position.prices) - shown, 0),
    )


def _promise(look: Look, line: OpenLine) -> Promise:
    return Promise(
        order=tame(line.name),
        partner=tame(line.partner),
        site=look.code(line.site),
        quantity=plain.number(line.quantity),
        due=line.due,
        kind=line.kind,
    )


def _named(look: Look, late: list[tuple[_Receipt, datetime]]) -> tuple[LateReceipt, ...]:
    lines = look.reader.by_id(_Ordered, "purchase.order.line", [move.purchase_line_id for move, _ in late])
    orders = look.reader.names("purchase.order", [line.order_id for line in lines.values()])
    products = look.reader.names("product.product", [move.product_id for move, _ in late])
    return tuple(
        LateReceipt(
            order=tame(orders.get(lines[line].order_id, "")) if (line := move.purchase_line_id or 0) in lines else "",
            product=tame(products.get(move.product_id, "")),
            quantity=move.quantity,
            promised=promised,
            came=move.date,
            days_late=_days(_seconds(move.date, promised)),
        )
        for move, promised in late
    )


def _seconds(came: datetime, promised: datetime) -> float:
    return (came - promised).total_seconds()


def _days(seconds: float) -> Decimal:
    return Decimal(f"{seconds / _DAY:.1f}")


ORDERS = (
    question(OneProduct, open_orders, "What of a product is promised to arrive or to leave, with orders and dates."),
    question(OneSupplier, late_receipts, "How a supplier kept its promised dates, and which receipts came late."),
    question(OneProduct, purchase_terms, "The reorder rules of a product, and what its vendors ask for it."),
)
