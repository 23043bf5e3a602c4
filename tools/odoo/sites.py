"""The sites of a company, and to which of them each stock location belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from domain.fact import Json, tame
from domain.identity import Site
from tools.errors import Misconfigured
from tools.odoo.columns import Index, Ints
from tools.odoo.records import Pointer, Reader, Record, Ref, Text

OUTSIDE = -1


class _Warehouse(Record):
    name: Text
    code: Text
    lot_stock_id: Ref
    view_location_id: Ref
    int_type_id: Ref
    in_type_id: Ref


class _Location(Record):
    location_id: Ref
    usage: Text


class _OperationType(Record):
    active: bool
    warehouse_id: Ref


class _Company(Record):
    currency_id: Pointer


class _Currency(Record):
    name: Text


@dataclass(frozen=True)
class Places:
    """Sites in Odoo's order; `site_of` maps every location to a site's index, or to `OUTSIDE`."""

    sites: tuple[Site, ...]
    views: tuple[int, ...]
    site_of: Mapping[int, int]
    usage: Mapping[int, str]

    @cached_property
    def of_warehouse(self) -> Mapping[int, int]:
        """A site's index by its warehouse."""
        return {site.warehouse_id: index for index, site in enumerate(self.sites)}

    @cached_property
    def _owners(self) -> tuple[Index, Ints]:
        return Index([*self.site_of]), np.array([*self.site_of.values(), OUTSIDE], dtype=np.int64)

    def owners_of(self, locations: Ints) -> Ints:
        """`site_of` for a whole column of locations."""
        index, owners = self._owners
        found: Ints = owners[index.of(locations)]
        return found


def read_places(reader: Reader) -> Places:
    """Warehouses with their locations; one without a location or an operation type is left out and named."""
    ours: list[Json] = [["company_id", "=", reader.company_id]]
    found = reader.records(_Warehouse, "stock.warehouse", ours, order="sequence, id")
    known = [(site, warehouse) for warehouse in found if (site := _site(warehouse, reader))]
    _name_switched_off(reader, [site for site, _ in known])
    ours_or_shared: list[Json] = [["company_id", "in", [reader.company_id, False]]]
    locations = reader.records(_Location, "stock.location", ours_or_shared, archived=True)
    views = tuple(warehouse.view_location_id or 0 for _, warehouse in known)
    return Places(
        sites=tuple(site for site, _ in known),
        views=views,
        site_of=_owners(locations, {view: index for index, view in enumerate(views)}),
        usage={location.id: location.usage for location in locations},
    )


def read_currencies(reader: Reader) -> tuple[str, dict[int, str]]:
    """The company's currency, and the code of every currency by its id, active or not."""
    found = reader.records(_Currency, "res.currency", [], archived=True)
    codes = {currency.id: currency.name for currency in found}
    company = reader.by_id(_Company, "res.company", [reader.company_id]).get(reader.company_id)
    if company is None or company.currency_id not in codes:
        message = f"company {reader.company_id} cannot be read"
        raise Misconfigured(message, remedy="Check WEIGHBRIDGE_COMPANY and the companies of the robot user.")
    return codes[company.currency_id], codes


def _site(warehouse: _Warehouse, reader: Reader) -> Site | None:
    stock, view = warehouse.lot_stock_id, warehouse.view_location_id
    internal, receipts = warehouse.int_type_id, warehouse.in_type_id
    if stock is None or view is None or internal is None or receipts is None:
        reader.notes.add(
            f"site {warehouse.name or warehouse.id} is left out: it has no stock location or operation type"
        )
        return None
    return Site(
        warehouse_id=warehouse.id,
        code=tame(warehouse.code, 120) or f"W{warehouse.id}",
        name=tame(warehouse.name, 120) or f"W{warehouse.id}",
        company_id=reader.company_id,
        stock_location_id=stock,
        internal_type_id=internal,
        receipt_type_id=receipts,
    )


def _name_switched_off(reader: Reader, sites: list[Site]) -> None:
    types = reader.by_id(_OperationType, "stock.picking.type", [site.internal_type_id for site in sites])
    for site in sites:
        if site.internal_type_id not in types or not types[site.internal_type_id].active:
            reader.notes.add(f"site {site.code}: internal transfers are switched off in Odoo, so none can leave it")


def _owners(locations: list[_Location], views: Mapping[int, int]) -> dict[int, int]:
    parents = {location.id: location.location_id for location in locations}
    owners: dict[int, int] = {}
    for start in parents:
        trail: list[int] = []
        at: int | None = start
        while at is not None and at not in owners and at not in views and at not in trail:
            trail.append(at)
            at = parents.get(at)
        owner = views.get(at, owners.get(at, OUTSIDE)) if at is not None else OUTSIDE
        owners |= dict.fromkeys([*trail, start], owner)
    return owners
