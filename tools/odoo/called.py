"""What a proposal calls products, suppliers, sites and documents, held against what Odoo calls them.

People decide by names, the write goes by ids: a name that is not the one of its id, or a site that is not the one of
its shelf, must reach nobody's page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from domain.action import SiteAction, SupplierAction
from domain.fact import Json, Line, tame
from domain.identity import Product
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    Purchase,
    RaisePurchase,
    SplitSourcing,
    WithdrawDraft,
)
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)
from tools.odoo.plain import Row, text, whole
from tools.odoo.session import OdooSession

_LONGEST = 120


@dataclass(frozen=True)
class _Claim:
    """That a field of a record says something; `nameless` is how a record without that name is called."""

    model: str
    record_id: int
    said: str
    field: str = "name"
    nameless: str = ""


def misnamed(proposal: Proposal, odoo: OdooSession) -> tuple[Line, ...]:
    """Every name in `proposal` that is not the one in Odoo, in words; one call for each kind of record."""
    wrong: list[Line] = [*_misplaced(proposal, odoo)]
    claims = sorted(set(_claims(proposal)), key=lambda c: (c.model, c.record_id, c.field))
    for model, of_model in groupby(claims, key=lambda c: c.model):
        told = [*of_model]
        found = _read(odoo, model, told, proposal.company_id)
        wrong += [words for claim in told if (words := _wrong(claim, found.get(claim.record_id))) is not None]
    return tuple(wrong)


def _misplaced(proposal: Proposal, odoo: OdooSession) -> Iterator[Line]:
    """Shelves and kinds of receipt that belong to another site than the one that is named."""
    model = "stock.location" if isinstance(proposal, MoveStock) else "stock.picking.type"
    for record_id, warehouse_id, site in _places(proposal):
        domain: list[Json] = [["id", "=", record_id], ["warehouse_id", "=", warehouse_id]]
        if not odoo.rows(model, domain, ["id"], company_id=proposal.company_id, context={"active_test": False}):
            what = "a shelf" if isinstance(proposal, MoveStock) else "the kind of receipt"
            yield tame(f"{what} does not belong to {site}")


def _places(proposal: Proposal) -> Iterator[tuple[int, int, str]]:
    if isinstance(proposal, MoveStock):
        yield proposal.from_location_id, proposal.from_warehouse_id, proposal.from_warehouse
        yield proposal.to_location_id, proposal.warehouse_id, proposal.warehouse
    if isinstance(proposal, Purchase):
        yield proposal.picking_type_id, proposal.warehouse_id, proposal.warehouse


def _wrong(claim: _Claim, row: Row | None) -> Line | None:
    if row is None:
        return tame(f"{claim.said} is not there")
    called = text(row[claim.field], _LONGEST) or claim.nameless
    return None if called == claim.said else tame(f"what is called {claim.said} here is called {called} in Odoo")


def _read(odoo: OdooSession, model: str, claims: list[_Claim], company_id: int) -> dict[int, Row]:
    """Archived records as well: whether they are in use is another question."""
    ids: list[Json] = [*sorted({claim.record_id for claim in claims})]
    fields = sorted({claim.field for claim in claims})
    rows = odoo.rows(model, [["id", "in", ids]], fields, company_id=company_id, context={"active_test": False})
    return {whole(row["id"]): row for row in rows}


def _claims(proposal: Proposal) -> Iterator[_Claim]:
    if isinstance(proposal, SiteAction):
        yield _site(proposal.warehouse_id, proposal.warehouse)
    if isinstance(proposal, SupplierAction):
        yield _supplier(proposal.supplier_id, proposal.supplier)
    match proposal:
        case MoveStock():
            yield from _product(proposal.product)
            yield _site(proposal.from_warehouse_id, proposal.from_warehouse)
        case RaisePurchase() | ConfirmPurchase() | SplitSourcing() | ChangeExpectedDate():
            yield from _bought(proposal)
        case AdjustReorderRule():
            yield from _product(proposal.product)
        case NotifyPerson() | WithdrawDraft():
            yield from _document(proposal)
        case AskSupplier() | PreferSupplier() | RaiseSupplierReview() | HoldSupplier() | ReleaseSupplier():
            yield from _about_supplier(proposal)
        case _:
            assert_never(proposal)


def _document(proposal: NotifyPerson | WithdrawDraft) -> Iterator[_Claim]:
    nameless = ""
    if isinstance(proposal, NotifyPerson):
        yield from _product(proposal.product)
        nameless = f"#{proposal.on_id}"
    yield _Claim(proposal.on_model, proposal.on_id, proposal.on_name, nameless=nameless)


def _about_supplier(proposal: SupplierAction) -> Iterator[_Claim]:
    if isinstance(proposal, AskSupplier):
        yield _order(proposal.order_id, proposal.order)
        yield _supplier(proposal.partner_id, proposal.partner)
        for line in proposal.lines:
            yield from _product(line.product)
    if isinstance(proposal, PreferSupplier):
        yield from _product(proposal.product)
        yield _supplier(proposal.over_supplier_id, proposal.over_supplier)


def _bought(proposal: Purchase | ChangeExpectedDate) -> Iterator[_Claim]:
    yield from _product(proposal.product)
    yield _supplier(proposal.supplier_id, proposal.supplier)
    if isinstance(proposal, ConfirmPurchase | ChangeExpectedDate):
        yield _order(proposal.order_id, proposal.order)
    if isinstance(proposal, SplitSourcing):
        yield _order(proposal.late_order_id, proposal.late_order)
        yield _supplier(proposal.late_supplier_id, proposal.late_supplier)


def _order(order_id: int, said: str) -> _Claim:
    return _Claim("purchase.order", order_id, said)


def _supplier(partner_id: int, said: str) -> _Claim:
    return _Claim("res.partner", partner_id, said, nameless=f"#{partner_id}")


def _product(product: Product) -> Iterator[_Claim]:
    nameless = f"#{product.product_id}"
    yield _Claim("product.product", product.product_id, product.name, nameless=nameless)
    yield _Claim("product.product", product.product_id, product.code, "default_code", nameless)
    yield _Claim("uom.uom", product.uom_id, product.uom, nameless=f"unit {product.uom_id}")


def _site(warehouse_id: int, said: str) -> _Claim:
    return _Claim("stock.warehouse", warehouse_id, said, nameless=f"W{warehouse_id}")
