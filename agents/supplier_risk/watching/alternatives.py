"""Who else could deliver the products of a supplier's open lines: price, terms, and that supplier's own standing."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from agents.supplier_risk.watch import Alternative, Sourcing
from agents.supplier_risk.watching.reckon import Reckoned, price_in_force
from domain.money import to_cents
from domain.stock import SupplierPrice
from tools.odoo import plain

_YEAR = 365.0


def alternatives(reckoned: Reckoned, supplier_id: int, products: Sequence[int]) -> tuple[Alternative, ...]:
    """Prices in force of other suppliers that are not archived; by product, in the order of the vendor prices."""
    return tuple(
        found
        for product_id in products
        for price in _prices(reckoned, product_id)
        if price_in_force(price, reckoned.read.now)
        and (found := _alternative(reckoned, supplier_id, product_id, price)) is not None
    )


def sourcing(reckoned: Reckoned, supplier_id: int, products: Sequence[int]) -> tuple[Sourcing, ...]:
    """The vendor prices of each product, all and those of the supplier, and what was bought of it within a year."""
    return tuple(_sourcing(reckoned, supplier_id, product_id) for product_id in products)


def _sourcing(reckoned: Reckoned, supplier_id: int, product_id: int) -> Sourcing:
    goods, partners = reckoned.read.goods, reckoned.read.partners
    prices = _prices(reckoned, product_id)
    return Sourcing(
        product=goods.products[goods.place[product_id]],
        vendor_prices=tuple(price.supplierinfo_id for price in prices),
        own=tuple(p.supplierinfo_id for p in prices if partners.entity(p.supplier_id) == supplier_id),
        bought_year=reckoned.money(spent(reckoned, reckoned.read.history.product == product_id)),
    )


def spent(reckoned: Reckoned, lines: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Decimal:
    """What some lines (N,) of the last year were worth in company currency; lines without a rate are not in it."""
    history = reckoned.read.history
    lately = lines & (history.confirmed >= reckoned.as_of - _YEAR)
    return to_cents(plain.number(float(np.nansum(history.value[lately]))))


def _prices(reckoned: Reckoned, product_id: int) -> tuple[SupplierPrice, ...]:
    return reckoned.read.prices.get(reckoned.read.goods.place[product_id], ())


def _alternative(reckoned: Reckoned, supplier_id: int, product_id: int, price: SupplierPrice) -> Alternative | None:
    goods, partners = reckoned.read.goods, reckoned.read.partners
    other = partners.entity(price.supplier_id)
    if other is None or other == supplier_id or not partners.active(price.supplier_id) or not partners.active(other):
        return None
    standing = reckoned.scores.get(other)
    stricter = max(partners.hold(other), partners.hold(price.supplier_id), key=("none", "warning", "block").index)
    return Alternative(
        product=goods.products[goods.place[product_id]],
        supplierinfo_id=price.supplierinfo_id,
        supplier_id=other,
        supplier=partners.name(other),
        price=price.price,
        min_quantity=price.min_quantity,
        lead_days=price.lead_days,
        lead_time=reckoned.times.of(other, product_id),
        points=standing.points if standing is not None else None,
        hold=stricter,
    )
