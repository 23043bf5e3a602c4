"""Open lines, and the orders, transfers and partners behind them, read by the batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import Field

from tools.odoo.records import Pointer, Reader, Record, Ref

Kind = Literal["purchase", "transfer", "sale", "other"]


@dataclass(frozen=True)
class OpenLine:
    """One open line. `product` and `site` are positions; `line_id` is the line of the purchase or sales order."""

    product: int
    site: int
    quantity: float
    due: datetime
    kind: Kind
    line_id: int | None = None
    order_id: int | None = None
    """The purchase or sales order; the transfer for any other kind."""
    name: str = ""
    partner_id: int | None = None
    partner: str = ""


class _PurchaseLine(Record):
    order_id: Pointer
    partner_id: Ref


class _SaleLine(Record):
    order_id: Pointer
    partner_id: Ref = Field(alias="order_partner_id")


class _Behind(NamedTuple):
    order_id: int
    name: str
    partner_id: int | None
    partner: str


def named(reader: Reader, lines: Sequence[OpenLine]) -> list[OpenLine]:
    """The lines with the order (or transfer) and the partner behind each, in a handful of calls for any number.

    A name that is not found stays as it was.
    """
    behind = {**_behind(reader, lines, "purchase", _PurchaseLine), **_behind(reader, lines, "sale", _SaleLine)}
    transfers = reader.names("stock.picking", [line.order_id for line in lines if line.line_id is None])
    found: list[OpenLine] = []
    for line in lines:
        order = behind.get((line.kind, line.line_id or 0))
        if order is not None:
            found.append(replace(line, **order._asdict()))
        else:
            name = transfers.get(line.order_id or 0) or line.name
            found.append(replace(line, name=name, order_id=None if line.kind == "sale" else line.order_id))
    return found


def _behind(
    reader: Reader,
    lines: Sequence[OpenLine],
    kind: Literal["purchase", "sale"],
    row: type[_PurchaseLine] | type[_SaleLine],
) -> dict[tuple[Kind, int], _Behind]:
    found = reader.by_id(row, f"{kind}.order.line", [line.line_id for line in lines if line.kind == kind]).values()
    orders = reader.names(f"{kind}.order", [line.order_id for line in found])
    partners = reader.names("res.partner", [line.partner_id for line in found])
    return {
        (kind, line.id): _Behind(
            line.order_id, orders.get(line.order_id, ""), line.partner_id, partners.get(line.partner_id or 0, "")
        )
        for line in found
    }
