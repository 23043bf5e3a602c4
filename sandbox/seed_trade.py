"""Purchases, receipts, transfers and deliveries, past and open, with figures that agree with one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.seed_company import Company, Yard
from sandbox.seed_rows import Names, Rows, text
from sandbox.values import half_up


@dataclass(frozen=True)
class Item:
    """One line of a document."""

    product: int
    name: str
    quantity: float
    price: float = 0.0
    reserved: float = 0.0


@dataclass(frozen=True)
class Order:
    """One purchase: when it was ordered, promised, and what came when (None: nothing yet)."""

    vendor: int
    yard: Yard
    currency: int
    ordered: datetime
    promised: datetime
    arrivals: tuple[tuple[datetime, float], ...]
    """When, and which share of every line, came."""
    buyer: int
    draft: bool = False


@dataclass(frozen=True)
class Trader:
    """Writes documents into rows."""

    made: Company
    rows: Rows
    names: Names

    # -- purchases

    def buy(self, order: Order, items: Sequence[Item]) -> int:
        """A purchase with its lines, receipts and moves; its id."""
        total = half_up(sum(half_up(item.quantity * item.price, 2) for item in items), 2)
        approved = None if order.draft else text(order.ordered)
        name = self.names.next("purchase.order", "P")
        made = self.rows.add(
            "purchase.order",
            name=name, partner_id=order.vendor, currency_id=order.currency, company_id=self.made.company,
            date_order=text(order.ordered), date_approve=approved, date_planned=text(order.promised),
            state="draft" if order.draft else "purchase", picking_type_id=order.yard.receipts, amount_untaxed=total,
            amount_total=total, amount_tax=0.0, user_id=order.buyer, **_written(order.ordered),
            effective_date=text(order.arrivals[0][0]) if order.arrivals else None,
            invoice_status="invoiced" if order.arrivals else "no",
        )  # fmt: skip
        came = sum(share for _, share in order.arrivals)
        lines = [self._line(made, order, item, came) for item in items]
        if not order.draft:
            self._receipts(order, items, lines, (made, name))
        return made

    def _line(self, order_id: int, order: Order, item: Item, came: float) -> int:
        amount = half_up(item.quantity * item.price, 2)
        return self.rows.add(
            "purchase.order.line",
            order_id=order_id, name=item.name, product_id=item.product, product_qty=item.quantity,
            product_uom=self.made.unit, price_unit=item.price, date_planned=text(order.promised),
            qty_received=_part(item.quantity, came), qty_invoiced=_part(item.quantity, came), price_subtotal=amount,
            price_total=amount,
            **_written(order.ordered),
        )  # fmt: skip

    def _receipts(self, order: Order, items: Sequence[Item], lines: Sequence[int], of: tuple[int, str]) -> None:
        """One done receipt for each arrival, and an open one for what has not come."""
        before, past = None, 0.0
        for moment, upto in _deliveries(order):
            picking = self._picking(
                order.yard, "IN", state="done" if moment else "assigned", origin=of[1], partner_id=order.vendor,
                location_id=self.made.vendors_place, location_dest_id=order.yard.stock, backorder_id=before,
                scheduled_date=text(order.promised), date_deadline=text(order.promised),
                date_done=text(moment) if moment else None, **_written(order.ordered),
            )  # fmt: skip
            self.rows.link("purchase.order", "picking_ids", [(of[0], picking)])
            for item, line in zip(items, lines, strict=True):
                amount = _part(item.quantity, upto) - _part(item.quantity, past)
                where = {"purchase_line_id": line, "picking_id": picking, "origin": of[1]}
                if amount > 0:
                    self._receive(order, item, amount, moment, **where)
            before, past = picking, upto

    def _receive(self, order: Order, item: Item, amount: float, moment: datetime | None, **where: Any) -> None:
        self._move(
            item, amount, amount, order.yard.receipts, **where,
            location_id=self.made.vendors_place, location_dest_id=order.yard.stock, price_unit=item.price,
            warehouse_id=order.yard.warehouse, date=text(moment or order.promised), date_deadline=text(order.promised),
            picked=int(moment is not None), state="done" if moment else "assigned", **_written(order.ordered),
        )  # fmt: skip

    # -- transfers

    def transfer(self, source: Yard, target: Yard, item: Item, *, start: datetime, done: datetime | None) -> int:
        """An internal transfer of one product, reserved in full while it is not done."""
        picking = self._picking(
            source, "INT", state="done" if done else "assigned", location_id=source.stock,
            location_dest_id=target.stock, scheduled_date=text(start), date_done=text(done) if done else None,
            **_written(start),
        )  # fmt: skip
        self._move(
            item, item.quantity, item.quantity, source.internal,
            location_id=source.stock, location_dest_id=target.stock, picking_id=picking, date=text(done or start),
            picked=int(done is not None), state="done" if done else "assigned", **_written(start),
        )  # fmt: skip
        return picking

    # -- deliveries

    def sell(self, yard: Yard, customer: int, items: Sequence[Item], *, ordered: datetime, due: datetime) -> int:
        """A confirmed sales order with its open delivery; `reserved` of each item is kept for it. The order's id."""
        total = half_up(sum(half_up(item.quantity * item.price, 2) for item in items), 2)
        name = self.names.next("sale.order", "S")
        made = self.rows.add(
            "sale.order",
            name=name, partner_id=customer, company_id=self.made.company, warehouse_id=yard.warehouse, state="sale",
            commitment_date=text(due), date_order=text(ordered), currency_id=self.made.env.ref("base.EUR"),
            user_id=self.made.users["weighbridge"], amount_total=total, **_written(ordered),
        )  # fmt: skip
        picking = self._picking(
            yard, "OUT", state="assigned" if any(item.reserved for item in items) else "confirmed", origin=name,
            partner_id=customer,
            location_id=yard.stock, location_dest_id=self.made.customers_place, scheduled_date=text(due),
            date_deadline=text(due), **_written(ordered),
        )  # fmt: skip
        self.rows.link("sale.order", "picking_ids", [(made, picking)])
        for item in items:
            line = self.rows.add(
                "sale.order.line",
                order_id=made, name=item.name, product_id=item.product, product_uom_qty=item.quantity,
                product_uom=self.made.unit, price_unit=item.price, qty_delivered=0.0,
                price_subtotal=half_up(item.quantity * item.price, 2), **_written(ordered),
            )  # fmt: skip
            self._move(
                item, item.quantity, item.reserved, yard.deliveries,
                location_id=yard.stock, location_dest_id=self.made.customers_place, picking_id=picking, origin=name,
                sale_line_id=line, warehouse_id=yard.warehouse, partner_id=customer, date=text(due),
                date_deadline=text(due), state=_reserved_state(item), **_written(ordered),
            )  # fmt: skip
        return made

    # -- rows

    def _picking(self, yard: Yard, word: str, **values: Any) -> int:
        kind = {"IN": yard.receipts, "OUT": yard.deliveries, "INT": yard.internal}[word]
        name = self.names.next(f"stock.picking.type.{kind}", f"{yard.code}/{word}/")
        return self.rows.add("stock.picking", name=name, picking_type_id=kind, company_id=self.made.company, **values)

    def _move(self, item: Item, wanted: float, there: float, kind: int, **values: Any) -> None:
        self.rows.add(
            "stock.move",
            name=item.name, product_id=item.product, product_uom=self.made.unit, product_uom_qty=wanted,
            product_qty=wanted, quantity=there, company_id=self.made.company, picking_type_id=kind, **values,
        )  # fmt: skip


def _deliveries(order: Order) -> Iterator[tuple[datetime | None, float]]:
    """When something came and which share was there then; last, without a moment, what is still to come."""
    upto = 0.0
    for moment, share in order.arrivals:
        upto += share
        yield moment, upto
    if upto < 1:
        yield None, 1.0


def _part(quantity: float, share: float) -> float:
    return quantity if share >= 1 else float(int(quantity * share))


def _reserved_state(item: Item) -> str:
    if item.reserved >= item.quantity:
        return "assigned"
    return "partially_available" if item.reserved else "confirmed"


def _written(moment: datetime) -> dict[str, str]:
    return {"create_date": text(moment), "write_date": text(moment)}
