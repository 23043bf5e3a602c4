"""The products whose stock is kept, their units and prices, and what may stand in for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import ValidationError

from domain.fact import Json, tame
from domain.identity import Product
from tools.odoo.columns import Floats, Index
from tools.odoo.fields import storable
from tools.odoo.records import Notes, Number, Pointer, Reader, Record, Ref, Text

_FEW = 500


class _Unit(Record):
    name: Text
    factor: float


class _Product(Record):
    default_code: Text
    name: Text
    uom_id: Pointer
    uom_po_id: Ref
    product_tmpl_id: Pointer
    standard_price: Number
    lst_price: Number


class _Template(Record):
    optional_product_ids: list[int]


@dataclass(frozen=True)
class Units:
    """Units of measure; a factor is how many of a unit make one of its reference unit."""

    names: Mapping[int, str]
    factors: Mapping[int, float]

    def into(self, unit: int, other: int) -> float:
        """Multiply a quantity in `unit` by this to get `other`; NaN for a unit that is not known."""
        return self.factors.get(other, np.nan) / self.factors.get(unit, np.nan)


@dataclass(frozen=True)
class Goods:
    """Products by position; prices are in company currency per product unit."""

    products: tuple[Product, ...]
    place: Mapping[int, int]
    """product id -> position"""
    of_template: Mapping[int, tuple[int, ...]]
    """template id -> positions of its variants"""
    template: tuple[int, ...]
    purchase_unit: tuple[int, ...]
    standard_price: Floats
    list_price: Floats
    units: Units

    @property
    def ids(self) -> tuple[int, ...]:
        """Product ids by position."""
        return tuple(product.product_id for product in self.products)

    def leaf(self, version: int) -> list[Json]:
        """A domain leaf on `product_id` for these products: by their ids when they are few."""
        if len(self.products) <= _FEW:
            return ["product_id", "in", [*self.ids]]
        return storable(version, "product_id.")

    @property
    def index(self) -> Index:
        """Positions for whole columns of product ids."""
        return Index(self.ids)


def read_goods(reader: Reader, *only: Json) -> Goods:
    """Active products of the company whose stock is kept, by id; `only` are domain leaves that leave fewer."""
    domain: list[Json] = [storable(reader.odoo.version), ["company_id", "in", [reader.company_id, False]], *only]
    return _goods(reader, reader.records(_Product, "product.product", domain))


def read_these(reader: Reader, product_ids: Iterable[int]) -> Goods:
    """The products with these ids, whatever their kind, archived ones too."""
    found = reader.by_id(_Product, "product.product", product_ids)
    return _goods(reader, [found[product_id] for product_id in sorted(found)])


def _goods(reader: Reader, rows: Sequence[_Product]) -> Goods:
    units = _read_units(reader)
    known = [(row, product) for row in rows if (product := _product(row, units, reader.notes)) is not None]
    of_template: dict[int, tuple[int, ...]] = {}
    for place, (row, _) in enumerate(known):
        of_template[row.product_tmpl_id] = (*of_template.get(row.product_tmpl_id, ()), place)
    return Goods(
        products=tuple(product for _, product in known),
        place={row.id: place for place, (row, _) in enumerate(known)},
        of_template=of_template,
        template=tuple(row.product_tmpl_id for row, _ in known),
        purchase_unit=tuple(row.uom_po_id or row.uom_id for row, _ in known),
        standard_price=np.array([float(row.standard_price) for row, _ in known]),
        list_price=np.array([float(row.lst_price) for row, _ in known]),
        units=units,
    )


def read_substitutes(reader: Reader, templates: Collection[int]) -> dict[int, list[int]]:
    """What may stand in for a product: templates by template.

    Odoo Community has no field for substitutes; these are the `optional_product_ids`, which a salesperson is shown
    beside a product. They come with the sales configurator, so an Odoo without it has none.
    """
    known = reader.odoo.call("product.template", "fields_get", ["optional_product_ids"], ["type"])
    if not known or not templates:
        return {}
    domain: list[Json] = [["optional_product_ids", "!=", False], ["id", "in", [*templates]]]
    return {row.id: row.optional_product_ids for row in reader.records(_Template, "product.template", domain)}


def _read_units(reader: Reader) -> Units:
    rows = reader.records(_Unit, "uom.uom", [], archived=True)
    return Units(
        names={row.id: tame(row.name, 120) for row in rows},
        factors={row.id: row.factor for row in rows if row.factor > 0},
    )


def _product(row: _Product, units: Units, notes: Notes) -> Product | None:
    try:
        return Product(
            product_id=row.id,
            code=tame(row.default_code, 120) or f"#{row.id}",
            name=tame(row.name, 120) or f"#{row.id}",
            uom_id=row.uom_id,
            uom=units.names.get(row.uom_id, "") or f"unit {row.uom_id}",
        )
    except ValidationError:
        notes.add(f"product {row.id} is left out: {row.name} cannot be named")
        return None
