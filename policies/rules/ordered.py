"""The order that a wish is about: one of this company, confirmed, with this supplier, and with the lines it names."""

from collections.abc import Iterator

from domain.approval import Circumstances
from domain.supplier import OrderStanding, SupplierStanding
from policies.finding import Finding, Forbids
from policies.supplier_windows import LINE_UNKNOWN, ORDER_UNKNOWN, UNMEASURED

RULES = {
    ORDER_UNKNOWN: UNMEASURED[ORDER_UNKNOWN],
    LINE_UNKNOWN: UNMEASURED[LINE_UNKNOWN],
    "order.not_confirmed": "the order is not, or no longer, a purchase, so that nothing of it is to come",
    "order.of_another_supplier": "the order was placed with another supplier than the one that is named",
}


def rules(
    known: Circumstances,
    supplier: SupplierStanding | None,
    *,
    company_id: int,
    order_id: int,
    lines: tuple[tuple[int, int], ...],
) -> Iterator[Finding]:
    """`lines` are ids of lines, each with the id of its product. What a wish says of an order is not taken on trust."""
    order = known.order
    if order is None or (order.order_id, order.company_id) != (order_id, company_id):
        yield Forbids(rule="order.unknown")
        return
    if not order.confirmed:
        yield Forbids(rule="order.not_confirmed")
    if supplier is not None and supplier.commercial_id != order.entity_id:
        yield Forbids(rule="order.of_another_supplier")
    if any(not _on(order, *line) for line in lines):
        yield Forbids(rule="order.line_not_there")


def _on(order: OrderStanding, line_id: int, product_id: int) -> bool:
    line = order.line(line_id)
    return line is not None and line.product_id == product_id
