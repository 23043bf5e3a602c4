"""What each kind of write relies on, read from Odoo and said in words that change when it changes."""

from collections.abc import Collection
from typing import assert_never

from domain.action import SupplierAction
from domain.fact import Json, tame
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
from domain.supplying import ChangeExpectedDate
from tools.odoo import drafts, reliances_suppliers
from tools.odoo.plain import Row, figure, label, link, number, rows_of
from tools.odoo.relying import Reliance, gone, in_unit, in_use, may_supply, ours, relies, state_in, when, works_here
from tools.odoo.session import OdooSession

__all__ = ["Reliance", "reliances"]


def reliances(proposal: Proposal, odoo: OdooSession) -> tuple[Reliance, ...]:
    """Everything that `proposal` relies on, read now in a handful of calls."""
    match proposal:
        case MoveStock():
            found: tuple[Reliance, ...] = (*_goods(proposal, odoo), *_sites(proposal, odoo), *_transfer(proposal, odoo))
        case RaisePurchase() | SplitSourcing():
            found = _purchase(proposal, odoo)
        case ConfirmPurchase():
            found = (_supplier(proposal, odoo), *_order(proposal, odoo))
        case AdjustReorderRule():
            found = _rule(proposal, odoo)
        case NotifyPerson():
            found = _person(proposal, odoo)
        case WithdrawDraft():
            found = _draft(proposal, odoo)
        case ChangeExpectedDate() | SupplierAction():
            found = reliances_suppliers.about(proposal, odoo)
        case _:
            assert_never(proposal)
    return found


def _goods(proposal: MoveStock, odoo: OdooSession) -> tuple[Reliance, ...]:
    """The product, and enough of it free at the donor; a transfer that holds its own goods counts them as free."""
    place: dict[str, Json] = {"location": proposal.from_location_id}
    product = _product(odoo, proposal, ["free_qty"], place)
    name, need = proposal.product.name, figure(proposal.quantity)
    if product is None:
        return gone(f"{name} no longer exists")
    free = number(product["free_qty"])
    return (
        in_use(name, product),
        in_unit(proposal.product.uom_id, name, product),
        relies(
            free >= proposal.quantity,
            f"{proposal.from_warehouse} has {need} of {name} free",
            f"{proposal.from_warehouse} has less than {need} of {name} free",
        ),
    )


def _sites(proposal: MoveStock, odoo: OdooSession) -> tuple[Reliance, ...]:
    ids: list[Json] = [proposal.from_location_id, proposal.to_location_id]
    domain: list[Json] = [["id", "in", ids], ["active", "=", True], ["usage", "=", "internal"]]
    rows = odoo.rows("stock.location", domain, ["company_id"], company_id=proposal.company_id)
    known = {row["id"] for row in rows if link(row["company_id"]) == proposal.company_id}
    kind = _of_company(odoo, "stock.picking.type", proposal.picking_type_id, proposal.company_id)
    return (
        relies(known == set(ids), "both shelves are in use", "a shelf is no longer in use, or of another company"),
        relies(kind, "transfers can be made there", "the kind of transfer is no longer in use"),
    )


def _transfer(proposal: MoveStock, odoo: OdooSession) -> tuple[Reliance, ...]:
    if proposal.picking_id is None:
        return ()
    transfer = drafts.transfer(odoo, proposal.picking_id, proposal.company_id)
    if transfer is None:
        return gone("the transfer was deleted")
    same = drafts.moves(transfer, proposal)
    return (
        ours(transfer.created_by, odoo, transfer.name),
        state_in(transfer.name, transfer.state, {"draft"}),
        relies(same, f"{transfer.name} moves what was cleared", f"{transfer.name} no longer moves what was cleared"),
    )


def _purchase(proposal: RaisePurchase | SplitSourcing, odoo: OdooSession) -> tuple[Reliance, ...]:
    late = reliances_suppliers.late(proposal, odoo) if isinstance(proposal, SplitSourcing) else ()
    return (*_bought(proposal, odoo), _supplier(proposal, odoo), *_price(proposal, odoo), *late)


def _supplier(proposal: Purchase, odoo: OdooSession) -> Reliance:
    return may_supply(proposal.supplier_id, proposal.supplier, odoo, company_id=proposal.company_id)


def _bought(proposal: Purchase, odoo: OdooSession) -> tuple[Reliance, ...]:
    name = proposal.product.name
    product = _product(odoo, proposal, ["purchase_ok", "uom_po_id"], {})
    if product is None:
        return gone(f"{name} no longer exists")
    return (
        in_use(name, product),
        in_unit(proposal.product.uom_id, name, product),
        relies(bool(product["purchase_ok"]), f"{name} may be bought", f"{name} may no longer be bought"),
        relies(
            link(product["uom_po_id"]) == proposal.product.uom_id,
            f"{name} is bought in the unit it is kept in",
            f"{name} is bought in {label(product['uom_po_id'])}, not in the unit of the order",
        ),
        relies(
            _of_company(odoo, "stock.picking.type", proposal.picking_type_id, proposal.company_id),
            "receipts can be made there",
            "the kind of receipt is no longer in use",
        ),
    )


def _price(proposal: Purchase, odoo: OdooSession) -> tuple[Reliance, ...]:
    fields = ["partner_id", "product_id", "product_tmpl_id", "price", "currency_id", "min_qty", "discount"]
    row = drafts.one(odoo, "product.supplierinfo", proposal.supplierinfo_id, fields, company_id=proposal.company_id)
    if row is None:
        return gone("the price line was deleted")
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
        return gone(f"{proposal.order} was deleted")
    same, waits = drafts.says(order, proposal), order.state in drafts.UNCONFIRMED
    return (
        ours(order.created_by, odoo, order.name),
        relies(waits, f"{order.name} is not confirmed yet", f"{order.name} is {order.state}"),
        relies(bool(order.lines), f"{order.name} has lines", f"{order.name} has no line any more"),
        *(
            Reliance(
                words=tame(
                    f"{order.name} orders {figure(line.quantity)} of product {line.product_id} at "
                    f"{figure(line.unit_price)} {order.currency} for {when(line.expected)}"
                ),
                holds=same,
            )
            for line in order.lines
        ),
    )


def _rule(proposal: AdjustReorderRule, odoo: OdooSession) -> tuple[Reliance, ...]:
    rule = drafts.rule(odoo, proposal.orderpoint_id, proposal.company_id)
    if rule is None:
        return gone("the reorder rule is no longer in use")
    same = (rule.product_id, rule.warehouse_id) == (proposal.product.product_id, proposal.warehouse_id)
    return (
        Reliance(
            words=f"{rule.name} orders below {figure(rule.minimum)} up to {figure(rule.maximum)}"[:200],
            holds=(rule.minimum, rule.maximum) == (proposal.old_min, proposal.old_max),
        ),
        relies(same, "it is for this product and site", "it is for another product or site"),
    )


def _person(proposal: NotifyPerson, odoo: OdooSession) -> tuple[Reliance, ...]:
    found = drafts.one(odoo, proposal.on_model, proposal.on_id, ["display_name"], company_id=proposal.company_id)
    return (
        works_here(proposal.user_id, odoo),
        relies(found is not None, f"{proposal.on_name} is there", f"{proposal.on_name} was deleted"),
    )


def _draft(proposal: WithdrawDraft, odoo: OdooSession) -> tuple[Reliance, ...]:
    if proposal.on_model == "purchase.order":
        order = drafts.order(odoo, proposal.on_id, proposal.company_id)
        return _document(order, odoo, {"draft"}, proposal.on_name)
    transfer = drafts.transfer(odoo, proposal.on_id, proposal.company_id)
    picked = transfer is not None and any(move.picked for move in transfer.moves)
    return (
        *_document(transfer, odoo, drafts.OPEN_TRANSFER, proposal.on_name),
        relies(not picked, "nothing of it is picked", "somebody has begun to pick it"),
    )


def _document(
    document: drafts.Order | drafts.Transfer | None, odoo: OdooSession, states: Collection[str], name: str
) -> tuple[Reliance, ...]:
    if document is None:
        return gone(f"{name} was deleted")
    return (
        ours(document.created_by, odoo, document.name),
        state_in(document.name, document.state, states),
        relies(document.hands <= {odoo.uid}, "nobody else changed it", "somebody else put work into it"),
    )


def _product(
    odoo: OdooSession, proposal: MoveStock | Purchase, fields: list[Json], context: dict[str, Json]
) -> Row | None:
    ids: list[Json] = [proposal.product.product_id]
    asked: list[Json] = ["active", "uom_id", *fields]
    company = proposal.company_id
    rows = rows_of(odoo.call("product.product", "read", ids, asked, company_id=company, context=context))
    return rows[0] if rows else None


def _of_company(odoo: OdooSession, model: str, record_id: int, company_id: int) -> bool:
    domain: list[Json] = [["id", "=", record_id], ["active", "=", True], ["company_id", "=", company_id]]
    return bool(odoo.rows(model, domain, ["name"], company_id=company_id))
