"""An order as the judge needs to know it: to whom it went, whether it stands, some of its lines; and a reply to it."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import BeforeValidator

from domain.fact import Json
from domain.money import Currency, Money
from domain.supplier import OrderedLine, OrderStanding, ReplyStanding
from tools.odoo import plain
from tools.odoo.records import Instant, Notes, Number, Pointer, Reader, Record, Ref, Text, When
from tools.odoo.session import OdooSession

_PURCHASES = {"purchase", "done"}
_CENT, _STEP = Decimal("0.01"), Decimal("0.000001")

_Sum = Annotated[Decimal, BeforeValidator(plain.number)]
"""An amount of any size."""


class _Order(Record):
    partner_id: Pointer
    currency_id: Pointer
    state: Text


class _Line(Record):
    product_id: Ref
    product_qty: Number
    product_uom_qty: Number
    qty_received: Number
    price_subtotal: _Sum
    date_planned: When

    @property
    def open_share(self) -> Decimal:
        """The part of the line that is still to come."""
        return max(1 - self.qty_received / self.product_qty, Decimal(0)) if self.product_qty > 0 else Decimal(0)


class _Partner(Record):
    commercial_partner_id: Pointer


class _Message(Record):
    res_id: int
    author_id: Ref
    date: Instant


def ordered(odoo: OdooSession, order_id: int, *, line_ids: Iterable[int], company_id: int) -> OrderStanding | None:
    """The order with those of these lines that are on it; None when this company has no such order."""
    reader = Reader(odoo, company_id, Notes())
    ours: list[Json] = [["id", "=", order_id], ["company_id", "=", company_id]]
    found = reader.records(_Order, "purchase.order", ours)
    if not found:
        return None
    order = found[0]
    entity = _entity(reader, order.partner_id)
    currency = reader.names("res.currency", [order.currency_id]).get(order.currency_id)
    if entity is None or currency is None:
        return None
    named: list[Json] = [["order_id", "=", order_id], ["id", "in", [*line_ids]], ["product_id", "!=", False]]
    lines = reader.records(_Line, "purchase.order.line", named)
    return OrderStanding(
        order_id=order.id,
        company_id=company_id,
        partner_id=order.partner_id,
        entity_id=entity,
        confirmed=order.state in _PURCHASES,
        lines=tuple(_line(line, line.product_id, currency) for line in lines if line.product_id is not None),
    )


def replied(odoo: OdooSession, message_id: int, *, company_id: int) -> ReplyStanding | None:
    """A message on an order; None when there is none, or it may not be seen. Its author is whom Odoo took it for."""
    reader = Reader(odoo, company_id, Notes())
    on_an_order: list[Json] = [["id", "=", message_id], ["model", "=", "purchase.order"], ["res_id", "!=", False]]
    found = reader.records(_Message, "mail.message", on_an_order)
    if not found:
        return None
    message = found[0]
    author = _entity(reader, message.author_id) if message.author_id is not None else None
    return ReplyStanding(message_id=message.id, order_id=message.res_id, entity_id=author, received_at=message.date)


def _entity(reader: Reader, partner_id: int) -> int | None:
    found = reader.by_id(_Partner, "res.partner", [partner_id]).get(partner_id)
    return found.commercial_partner_id if found is not None else None


def _line(line: _Line, product_id: int, currency: Currency) -> OrderedLine:
    value = max(line.price_subtotal * line.open_share, Decimal(0)).quantize(_CENT, rounding=ROUND_CEILING)
    return OrderedLine(
        line_id=line.id,
        product_id=product_id,
        open_quantity=(line.product_uom_qty * line.open_share).quantize(_STEP, rounding=ROUND_HALF_UP),
        value=Money(amount=value, currency=currency),
        planned=line.date_planned,
    )
