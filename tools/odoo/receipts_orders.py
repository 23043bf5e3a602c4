"""Confirmed purchase orders with what is looked up for them: suppliers, sites, units and rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from domain.fact import Json, tame
from tools.odoo import plain
from tools.odoo.columns import Floats, Ints
from tools.odoo.purchasing import rate
from tools.odoo.records import Pointer, Reader, Record, Ref, Text, When
from tools.odoo.sites import read_currencies

NOWHERE = -1


class Order(Record):
    """One confirmed order; `date_approve` is when it was confirmed."""

    name: Text
    partner_id: Pointer
    currency_id: Pointer
    picking_type_id: Ref
    date_approve: When


class _Partner(Record):
    name: Text
    commercial_partner_id: Pointer


class _Type(Record):
    warehouse_id: Ref


class _Unit(Record):
    factor: float


@dataclass(frozen=True)
class Bought:
    """Orders by id, and what is looked up for them."""

    orders: Mapping[int, Order]
    partners: Mapping[int, _Partner]
    warehouse: Mapping[int, int]
    factor: Mapping[int, float]
    worth: Mapping[int, float]
    currency: str

    def entity(self, order: Order) -> int:
        """The commercial entity behind the supplier of an order."""
        return self.partners[order.partner_id].commercial_partner_id

    def names(self) -> dict[int, str]:
        """Names of the entities."""
        entities = {self.entity(order) for order in self.orders.values()}
        return {entity: tame(self.partners[entity].name, 120) or f"#{entity}" for entity in sorted(entities)}

    def in_reference(self, quantity: Floats, unit: Ints) -> Floats:
        """Quantities in the reference unit of their unit's category; NaN where the unit is not known."""
        factors = np.array([self.factor.get(known, np.nan) for known in unit.tolist()])
        return np.asarray(quantity / factors, dtype=np.float64)


def read_bought(reader: Reader, *, since: datetime, now: datetime) -> Bought:
    """Orders confirmed since then. One without a confirmation date, or in a currency without a rate, is named."""
    orders = _read_orders(reader, since)
    partners = reader.by_id(_Partner, "res.partner", [order.partner_id for order in orders])
    above = {partner.commercial_partner_id for partner in partners.values()} - partners.keys()
    partners |= reader.by_id(_Partner, "res.partner", above)
    types = reader.by_id(_Type, "stock.picking.type", [order.picking_type_id for order in orders])
    units = reader.records(_Unit, "uom.uom", [], archived=True)
    currency, codes = read_currencies(reader)
    known = {partner.id for partner in partners.values() if partner.commercial_partner_id in partners}
    return Bought(
        orders={order.id: order for order in orders if order.partner_id in known},
        partners=partners,
        warehouse={number: kind.warehouse_id or NOWHERE for number, kind in types.items()},
        factor={unit.id: unit.factor for unit in units if unit.factor > 0},
        worth={number: _worth(reader, codes.get(number, ""), now) for number in {o.currency_id for o in orders}},
        currency=currency,
    )


def _read_orders(reader: Reader, since: datetime) -> list[Order]:
    domain: list[Json] = [["state", "in", ["purchase", "done"]], ["company_id", "=", reader.company_id]]
    domain += ["|", ["date_approve", "=", False], ["date_approve", ">=", plain.stamped(since)]]
    orders = reader.records(Order, "purchase.order", domain)
    for order in orders:
        if order.date_approve is None:
            reader.notes.add(f"order {order.name} is left out: it stands as confirmed, but has no confirmation date")
    return [order for order in orders if order.date_approve is not None]


def _worth(reader: Reader, currency: str, now: datetime) -> float:
    found = rate(reader.odoo, currency, company_id=reader.company_id, now=now, days=0)
    if found is None:
        reader.notes.add(f"orders in {currency or 'a currency without a name'} have no value: Odoo has no rate for it")
    return float(found.factor) if found is not None else np.nan
