"""Transfers, orders and reorder rules as they stand in Odoo now: read before a write, and read back after it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.fact import Json
from domain.proposals import MoveStock, Purchase
from tools.odoo.plain import Row, label, link, moment, number, text, whole
from tools.odoo.session import OdooSession

OPEN_TRANSFER = frozenset({"draft", "waiting", "confirmed", "assigned"})
COMMITTED_ORDER = frozenset({"purchase", "done"})
DOCUMENTS = frozenset({"stock.picking", "purchase.order"})
UNCONFIRMED = frozenset({"draft", "sent"})
"""An order that was printed or sent to the supplier is still to be confirmed; a transfer is never `sent`."""
NOT_CANCELLED = frozenset(
    {"draft", "waiting", "confirmed", "assigned", "sent", "to approve", "purchase", "done"}  # of either document
)


@dataclass(frozen=True)
class Move:
    """One product of a transfer; `reserved` is what Odoo set aside for it so far."""

    product_id: int | None
    quantity: Decimal
    reserved: Decimal
    from_location_id: int | None
    to_location_id: int | None
    picked: bool


@dataclass(frozen=True)
class Transfer:
    """A `stock.picking` with its moves."""

    picking_id: int
    name: str
    state: str
    created_by: int | None
    company_id: int | None
    scheduled: datetime | None
    moves: tuple[Move, ...]
    hands: frozenset[int | None] = frozenset()
    """Who made its moves."""


@dataclass(frozen=True)
class OrderLine:
    """One product of an order."""

    product_id: int | None
    quantity: Decimal
    unit_price: Decimal
    expected: datetime | None


@dataclass(frozen=True)
class Order:
    """A `purchase.order` with its lines."""

    order_id: int
    name: str
    state: str
    created_by: int | None
    company_id: int | None
    supplier_id: int | None
    currency: str
    picking_type_id: int | None
    approved_at: datetime | None
    lines: tuple[OrderLine, ...]
    hands: frozenset[int | None] = frozenset()
    """Who made or last changed its lines."""


@dataclass(frozen=True)
class Rule:
    """A `stock.warehouse.orderpoint`."""

    orderpoint_id: int
    name: str
    product_id: int | None
    warehouse_id: int | None
    minimum: Decimal
    maximum: Decimal


def one(odoo: OdooSession, model: str, record_id: int, fields: Sequence[str], *, company_id: int) -> Row | None:
    """The record, archived or not; None when it does not exist (or the company is not its own)."""
    domain: list[Json] = [["id", "=", record_id]]
    if "active" in fields:
        domain.append(["active", "in", [True, False]])
    rows = odoo.rows(model, domain, fields, company_id=company_id, names=True)
    return rows[0] if rows else None


_TRANSFER = ("name", "state", "create_uid", "company_id", "scheduled_date")
_MOVE = ("product_id", "product_qty", "quantity", "location_id", "location_dest_id", "picked", "create_uid")
_ORDER = ("name", "state", "create_uid", "company_id", "partner_id", "currency_id", "picking_type_id", "date_approve")
_LINE = ("product_id", "product_uom_qty", "price_unit", "discount", "date_planned", "create_uid", "write_uid")


def transfer(odoo: OdooSession, picking_id: int, company_id: int) -> Transfer | None:
    """The transfer with its moves; None when it was deleted."""
    row = one(odoo, "stock.picking", picking_id, _TRANSFER, company_id=company_id)
    if row is None:
        return None
    domain: list[Json] = [["picking_id", "=", picking_id]]
    lines = odoo.rows("stock.move", domain, _MOVE, company_id=company_id)
    return Transfer(
        picking_id=picking_id,
        name=text(row["name"]),
        state=text(row["state"]),
        created_by=link(row["create_uid"]),
        company_id=link(row["company_id"]),
        scheduled=moment(row["scheduled_date"]),
        moves=tuple(
            Move(
                product_id=link(m["product_id"]),
                quantity=number(m["product_qty"]),
                reserved=number(m["quantity"]),
                from_location_id=link(m["location_id"]),
                to_location_id=link(m["location_dest_id"]),
                picked=bool(m["picked"]),
            )
            for m in lines
        ),
        hands=frozenset(link(m["create_uid"]) for m in lines),
    )


def order(odoo: OdooSession, order_id: int, company_id: int) -> Order | None:
    """The purchase order with its lines; None when it was deleted. Notes and sections are no lines."""
    row = one(odoo, "purchase.order", order_id, _ORDER, company_id=company_id)
    if row is None:
        return None
    domain: list[Json] = [["order_id", "=", order_id], ["product_id", "!=", False]]
    lines = odoo.rows("purchase.order.line", domain, _LINE, company_id=company_id)
    return Order(
        order_id=order_id,
        name=text(row["name"]),
        state=text(row["state"]),
        created_by=link(row["create_uid"]),
        company_id=link(row["company_id"]),
        supplier_id=link(row["partner_id"]),
        currency=label(row["currency_id"]),
        picking_type_id=link(row["picking_type_id"]),
        approved_at=moment(row["date_approve"]),
        lines=tuple(
            OrderLine(
                product_id=link(line["product_id"]),
                quantity=number(line["product_uom_qty"]),
                unit_price=net(number(line["price_unit"]), number(line["discount"])),
                expected=moment(line["date_planned"]),
            )
            for line in lines
        ),
        hands=frozenset(link(line[by]) for line in lines for by in ("create_uid", "write_uid")),
    )


def net(price: Decimal, discount: Decimal) -> Decimal:
    """A price less its discount in per cent, with six places."""
    return number(float(price * (1 - discount / 100)))


def lists(odoo: OdooSession, row: Row, proposal: Purchase) -> bool:
    """Whether a line of a price list is about this product: about it alone, or about all of its kind."""
    product_id = proposal.product.product_id
    product = one(odoo, "product.product", product_id, ["product_tmpl_id"], company_id=proposal.company_id)
    same_kind = product is not None and link(row["product_tmpl_id"]) == link(product["product_tmpl_id"])
    return same_kind and link(row["product_id"]) in {None, product_id}


def rule(odoo: OdooSession, orderpoint_id: int, company_id: int) -> Rule | None:
    """The reorder rule; None when it was deleted or archived."""
    fields = ["name", "product_id", "warehouse_id", "product_min_qty", "product_max_qty"]
    row = one(odoo, "stock.warehouse.orderpoint", orderpoint_id, fields, company_id=company_id)
    if row is None:
        return None
    return Rule(
        orderpoint_id=orderpoint_id,
        name=text(row["name"]),
        product_id=link(row["product_id"]),
        warehouse_id=link(row["warehouse_id"]),
        minimum=number(row["product_min_qty"]),
        maximum=number(row["product_max_qty"]),
    )


def in_state(
    odoo: OdooSession, model: str, ids: Sequence[int], states: Collection[str], *, company_id: int
) -> frozenset[int]:
    """Which of these transfers or orders are there, in one of these states."""
    domain: list[Json] = [["id", "in", [*ids]], ["state", "in", [*sorted(states)]]]
    return frozenset(whole(row["id"]) for row in odoo.rows(model, domain, ["state"], company_id=company_id))


def says(order: Order, proposal: Purchase) -> bool:
    """Whether the order is exactly what was proposed: one line, its product, quantity, price and date, and for whom."""
    wanted = OrderLine(
        product_id=proposal.product.product_id,
        quantity=proposal.quantity,
        unit_price=proposal.unit_price.amount,
        expected=proposal.expected.replace(microsecond=0),
    )
    place = (order.supplier_id, order.currency, order.picking_type_id, order.company_id)
    return order.lines == (wanted,) and place == (
        proposal.supplier_id,
        proposal.unit_price.currency,
        proposal.picking_type_id,
        proposal.company_id,
    )


def moves(transfer: Transfer, proposal: MoveStock) -> bool:
    """Whether the transfer is exactly what was proposed: one move, its product, quantity and shelves."""
    wanted = (proposal.product.product_id, proposal.quantity, proposal.from_location_id, proposal.to_location_id)
    held = [(m.product_id, m.quantity, m.from_location_id, m.to_location_id) for m in transfer.moves]
    return held == [wanted]
