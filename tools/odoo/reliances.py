"""What each kind of write relies on, read from Odoo and said in words that change when it changes."""

from collections.abc import Collection
from datetime import datetime
from typing import assert_never

from domain.fact import Fact, Json, Line, tame
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    WithdrawDraft,
)
from tools.odoo import drafts
from tools.odoo.plain import Row, figure, label, link, number, rows_of, stamped
from tools.odoo.session import OdooSession


class Reliance(Fact):
    """One thing a write relies on; `holds` says whether it is as it must be."""

    words: Line
    holds: bool


def reliances(proposal: Proposal, odoo: OdooSession) -> tuple[Reliance, ...]:
    """Everything that `proposal` relies on, read now in a handful of calls."""
    match proposal:
        case MoveStock():
            return (*_goods(proposal, odoo), *_sites(proposal, odoo), *_transfer(proposal, odoo))
        case RaisePurchase():
            return (*_bought(proposal, odoo), *_supplier(proposal, odoo), *_price(proposal, odoo))
        case ConfirmPurchase():
            return (*_supplier(proposal, odoo), *_order(proposal, odoo))
        case AdjustReorderRule():
            return _rule(proposal, odoo)
        case NotifyPerson():
            return _person(proposal, odoo)
        case WithdrawDraft():
            return _draft(proposal, odoo)
        case _:
            assert_never(proposal)


def _relies(holds: bool, yes: str, no: str) -> Reliance:  # noqa: FBT001 - read as a sentence: holds, or not
    return Reliance(words=tame(yes if holds else no), holds=holds)


def _goods(proposal: MoveStock, odoo: OdooSession) -> tuple[Reliance, ...]:
    """The product, and enough of it free at the donor; a transfer that holds its own goods counts them as free."""
    place: dict[str, Json] = {"location": proposal.from_location_id}
    product = _product(odoo, proposal, ["free_qty"], place)
    name, need = proposal.product.name, figure(proposal.quantity)
    if product is None:
        return (Reliance(words=tame(f"{name} no longer exists"), holds=False),)
    free = number(product["free_qty"])
    return (
        _active(name, product),
        _in_unit(proposal.product.uom_id, name, product),
        _relies(
            free >= proposal.quantity,
            f"{proposal.from_warehouse} has {need} of {name} free",
            f"{proposal.from_warehouse} has less than {need} of {name} free",
        ),
    )


def _sites(proposal: MoveStock, odoo: OdooSession) -> tuple[Reliance, ...]:
    ids: list[Json] = [proposal.from_location_id, proposal.to_location_id]
    domain: list[Json] = [["id", "in", ids], ["active", "=", True], ["usage", "=", "internal"]]
    rows = odoo.rows("stock.location", domain, ["company_id"], company_id=proposal.company_id)
    ours = {row["id"] for row in rows if link(row["company_id"]) == proposal.company_id}
    kind = _of_company(odoo, "stock.picking.type", proposal.picking_type_id, proposal.company_id)
    return (
        _relies(ours == set(ids), "both shelves are in use", "a shelf is no longer in use, or of another company"),
        _relies(kind, "transfers can be made there", "the kind of transfer is no longer in use"),
    )


def _transfer(proposal: MoveStock, odoo: OdooSession) -> tuple[Reliance, ...]:
    if proposal.picking_id is None:
        return ()
    transfer = drafts.transfer(odoo, proposal.picking_id, proposal.company_id)
    if transfer is None:
        return (Reliance(words="the transfer was deleted", holds=False),)
    same = drafts.moves(transfer, proposal)
    return (
        _ours(transfer.created_by, odoo, transfer.name),
        _state(transfer.name, transfer.state, {"draft"}),
        _relies(same, f"{transfer.name} moves what was cleared", f"{transfer.name} no longer moves what was cleared"),
    )


def _bought(proposal: RaisePurchase, odoo: OdooSession) -> tuple[Reliance, ...]:
    name = proposal.product.name
    product = _product(odoo, proposal, ["purchase_ok", "uom_po_id"], {})
    if product is None:
        return (Reliance(words=tame(f"{name} no longer exists"), holds=False),)
    return (
        _active(name, product),
        _in_unit(proposal.product.uom_id, name, product),
        _relies(bool(product["purchase_ok"]), f"{name} may be bought", f"{name} may no longer be bought"),
        _relies(
            link(product["uom_po_id"]) == proposal.product.uom_id,
            f"{name} is bought in the unit it is kept in",
            f"{name} is bought in {label(product['uom_po_id'])}, not in the unit of the order",
        ),
        _relies(
            _of_company(odoo, "stock.picking.type", proposal.picking_type_id, proposal.company_id),
            "receipts can be made there",
            "the kind of receipt is no longer in use",
        ),
    )


def _supplier(proposal: RaisePurchase | ConfirmPurchase, odoo: OdooSession) -> tuple[Reliance, ...]:
    asked = ["active", "purchase_warn"]
    row = drafts.one(odoo, "res.partner", proposal.supplier_id, asked, company_id=proposal.company_id)
    usable = row is not None and bool(row["active"]) and row["purchase_warn"] != "block"
    return (_relies(usable, f"{proposal.supplier} may supply", f"{proposal.supplier} is archived or blocked"),)


def _price(proposal: RaisePurchase, odoo: OdooSession) -> tuple[Reliance, ...]:
    fields = ["partner_id", "product_id", "product_tmpl_id", "price", "currency_id", "min_qty", "discount"]
    row = drafts.one(odoo, "product.supplierinfo", proposal.supplierinfo_id, fields, company_id=proposal.company_id)
    if row is None:
        return (Reliance(words="the price line was deleted", holds=False),)
    listed = f"{figure(number(row['price']))} {label(row['currency_id'])} from {figure(number(row['min_qty']))}"
    holds = (
        link(row["partner_id"]) == proposal.supplier_id
        and label(row["currency_id"]) == proposal.unit_price.currency
        and number(row["min_qty"]) <= proposal.quantity
        and drafts.net(number(row["price"]), number(row["discount"])) == proposal.unit_price.amount
        and drafts.lists(odoo, row, proposal)
    )
    less = f", less {figure(number(row['discount']))} %" if number(row["discount"]) else ""
    return (Reliance(words=tame(f"{proposal.supplier} asks {listed}{less}"), holds=holds),)


def _order(proposal: ConfirmPurchase, odoo: OdooSession) -> tuple[Reliance, ...]:
    order = drafts.order(odoo, proposal.order_id, proposal.company_id)
    if order is None:
        return (Reliance(words=f"{proposal.order} was deleted", holds=False),)
    same, waits = drafts.says(order, proposal), order.state in drafts.UNCONFIRMED
    return (
        _ours(order.created_by, odoo, order.name),
        _relies(waits, f"{order.name} is not confirmed yet", f"{order.name} is {order.state}"),
        _relies(bool(order.lines), f"{order.name} has lines", f"{order.name} has no line any more"),
        *(
            Reliance(
                words=tame(
                    f"{order.name} orders {figure(line.quantity)} of product {line.product_id} at "
                    f"{figure(line.unit_price)} {order.currency} for {_when(line.expected)}"
                ),
                holds=same,
            )
            for line in order.lines
        ),
    )


def _rule(proposal: AdjustReorderRule, odoo: OdooSession) -> tuple[Reliance, ...]:
    rule = drafts.rule(odoo, proposal.orderpoint_id, proposal.company_id)
    if rule is None:
        return (Reliance(words="the reorder rule is no longer in use", holds=False),)
    same = (rule.product_id, rule.warehouse_id) == (proposal.product.product_id, proposal.warehouse_id)
    return (
        Reliance(
            words=f"{rule.name} orders below {figure(rule.minimum)} up to {figure(rule.maximum)}"[:200],
            holds=(rule.minimum, rule.maximum) == (proposal.old_min, proposal.old_max),
        ),
        _relies(same, "it is for this product and site", "it is for another product or site"),
    )


def _person(proposal: NotifyPerson, odoo: OdooSession) -> tuple[Reliance, ...]:
    domain: list[Json] = [["id", "=", proposal.user_id], ["active", "=", True], ["share", "=", False]]
    inside = bool(odoo.rows("res.users", domain, ["name"]))
    found = drafts.one(odoo, proposal.on_model, proposal.on_id, ["display_name"], company_id=proposal.company_id)
    return (
        _relies(inside, "the person works here", "the person is no longer an internal user"),
        _relies(found is not None, f"{proposal.on_name} is there", f"{proposal.on_name} was deleted"),
    )


def _draft(proposal: WithdrawDraft, odoo: OdooSession) -> tuple[Reliance, ...]:
    if proposal.on_model == "purchase.order":
        order = drafts.order(odoo, proposal.on_id, proposal.company_id)
        return _document(order, odoo, {"draft"}, proposal.on_name)
    transfer = drafts.transfer(odoo, proposal.on_id, proposal.company_id)
    picked = transfer is not None and any(move.picked for move in transfer.moves)
    return (
        *_document(transfer, odoo, drafts.OPEN_TRANSFER, proposal.on_name),
        _relies(not picked, "nothing of it is picked", "somebody has begun to pick it"),
    )


def _document(
    document: drafts.Order | drafts.Transfer | None, odoo: OdooSession, states: Collection[str], name: str
) -> tuple[Reliance, ...]:
    if document is None:
        return (Reliance(words=tame(f"{name} was deleted"), holds=False),)
    return (
        _ours(document.created_by, odoo, document.name),
        _state(document.name, document.state, states),
        _relies(document.hands <= {odoo.uid}, "nobody else changed it", "somebody else put work into it"),
    )


def _ours(created_by: int | None, odoo: OdooSession, name: str) -> Reliance:
    return _relies(created_by == odoo.uid, f"{name} was made by us", f"{name} was made by somebody else")


def _state(name: str, state: str, states: Collection[str]) -> Reliance:
    return Reliance(words=tame(f"{name} is {state}"), holds=state in states)


def _product(
    odoo: OdooSession, proposal: MoveStock | RaisePurchase, fields: list[Json], context: dict[str, Json]
) -> Row | None:
    ids: list[Json] = [proposal.product.product_id]
    asked: list[Json] = ["active", "uom_id", *fields]
    company = proposal.company_id
    rows = rows_of(odoo.call("product.product", "read", ids, asked, company_id=company, context=context))
    return rows[0] if rows else None


def _active(name: str, product: Row) -> Reliance:
    return _relies(bool(product["active"]), f"{name} is in use", f"{name} is archived")


def _in_unit(uom_id: int, name: str, product: Row) -> Reliance:
    holds = link(product["uom_id"]) == uom_id
    return _relies(
        holds, f"{name} is kept in the unit that was cleared", f"{name} is kept in {label(product['uom_id'])}"
    )


def _of_company(odoo: OdooSession, model: str, record_id: int, company_id: int) -> bool:
    domain: list[Json] = [["id", "=", record_id], ["active", "=", True], ["company_id", "=", company_id]]
    return bool(odoo.rows(model, domain, ["name"], company_id=company_id))


def _when(at: datetime | None) -> str:
    return stamped(at) if at is not None else "no date"
