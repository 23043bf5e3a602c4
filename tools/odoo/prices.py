"""Vendor price lists: what a supplier asks for a product, from which quantity, when, and how soon it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from pydantic import ValidationError

from domain.fact import Json, tame
from domain.money import Money
from domain.stock import SupplierPrice
from tools.errors import Malformed
from tools.odoo import plain
from tools.odoo.columns import Among, Columns
from tools.odoo.goods import Goods
from tools.odoo.records import Reader, reason

_FIELDS = (
    "id", "partner_id", "product_tmpl_id", "product_id", "min_qty", "price", "discount", "currency_id", "delay",
    "date_start", "date_end", "sequence",
)  # fmt: skip

Prices = dict[int, tuple[SupplierPrice, ...]]


def read_prices(reader: Reader, goods: Goods, *, currencies: Mapping[int, str]) -> Prices:
    """Price lines by product position, in Odoo's order of preference; lines not valid today are there too.

    A price is net of its discount, in its own currency, for one of the product's unit (lists are in the purchase
    unit). A line without a price, a supplier or a known currency is left out and named.
    """
    domain: list[Json] = [["company_id", "in", [reader.company_id, False]]]
    among = Among("product_tmpl_id", [*goods.of_template])
    found = reader.columns("product.supplierinfo", domain, _FIELDS, among)
    suppliers = reader.names("res.partner", map(plain.link, found["partner_id"]))
    lines = _Lines(found, goods, currencies, suppliers)
    prices: Prices = {}
    for row in sorted(range(len(found["id"])), key=lines.preference):
        for product in lines.products(row):
            try:
                price = lines.price(row, product)
            except (ValidationError, Malformed) as unfit:
                code = goods.products[product].code
                reader.notes.add(f"price line {found['id'][row]} of {code} is left out: {reason(unfit)}")
            else:
                prices[product] = (*prices.get(product, ()), price)
    return prices


@dataclass(frozen=True)
class _Lines:
    found: Columns
    goods: Goods
    currencies: Mapping[int, str]
    suppliers: Mapping[int, str]

    def preference(self, row: int) -> tuple[int, int]:
        return plain.link(self.found["sequence"][row]) or 0, plain.whole(self.found["id"][row])

    def products(self, row: int) -> tuple[int, ...]:
        """Positions of the products that a line is for: one variant, or all of a template."""
        variant = plain.link(self.found["product_id"][row])
        if variant is None:
            return self.goods.of_template.get(plain.link(self.found["product_tmpl_id"][row]) or 0, ())
        return (self.goods.place[variant],) if variant in self.goods.place else ()

    def price(self, row: int, product: int) -> SupplierPrice:
        supplier = plain.link(self.found["partner_id"][row]) or 0
        per = self._purchase_unit_in_product_units(product)
        asked = self._number("price", row) * (1 - self._number("discount", row) / 100) / per
        if asked <= 0 or not self.suppliers.get(supplier):
            message = "it has no price" if asked <= 0 else "its supplier has no name"
            raise Malformed(message)
        return SupplierPrice(
            supplierinfo_id=plain.whole(self.found["id"][row]),
            supplier_id=supplier,
            supplier=tame(self.suppliers[supplier], 120),
            min_quantity=plain.number(float(self._number("min_qty", row) * per)),
            price=Money(amount=plain.number(float(asked)), currency=self._currency(row)),
            lead_days=plain.whole(self.found["delay"][row] or 0),
            valid_from=_start_of(plain.day(self.found["date_start"][row])),
            valid_to=_end_of(plain.day(self.found["date_end"][row])),
        )

    def _number(self, field: str, row: int) -> Decimal:
        return plain.number(self.found[field][row])

    def _purchase_unit_in_product_units(self, product: int) -> Decimal:
        units, unit = self.goods.units, self.goods.products[product].uom_id
        factor = units.into(self.goods.purchase_unit[product], unit)
        if not factor > 0:
            message = "its unit is not known"
            raise Malformed(message)
        return plain.number(factor)

    def _currency(self, row: int) -> str:
        code = self.currencies.get(plain.link(self.found["currency_id"][row]) or 0, "")
        if not code:
            message = "its currency is not known"
            raise Malformed(message)
        return code


def _start_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=UTC) if day else None


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC) - timedelta(seconds=1) if day else None
