"""Orders: drafted once under a key with price, quantity and date together, then confirmed by a guarded step."""

from domain.fact import tame
from domain.proposals import ConfirmPurchase, Purchase, RaisePurchase, SplitSourcing
from tools.errors import Amiss, KeyTaken
from tools.odoo import drafts
from tools.odoo.plain import figure, stamped
from tools.odoo.session import OdooSession
from tools.odoo.wording import called, standing
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.keyed import Written, afterwards, found, made

_MODEL = "purchase.order"
_Draft = RaisePurchase | SplitSourcing


def bought(proposal: _Draft | ConfirmPurchase, odoo: OdooSession, key: str) -> Written | None:
    """What an earlier try of this stage left in Odoo."""
    if isinstance(proposal, ConfirmPurchase):
        return _confirmed_before(proposal, odoo)
    return _raised(proposal, odoo, key)


def buy(proposal: _Draft | ConfirmPurchase, odoo: OdooSession, key: str, origin: str) -> Written:
    """Make the draft, or confirm it: whichever stage was cleared."""
    if isinstance(proposal, ConfirmPurchase):
        return _confirm(proposal, odoo)
    return _raise(proposal, odoo, key, origin)


def _raised(proposal: _Draft, odoo: OdooSession, key: str) -> Written | None:
    """The draft that an earlier try made; `KeyTaken` when it no longer says what was proposed."""
    order_id = found(odoo, _MODEL, key)
    return _read_back(proposal, odoo, order_id, fresh=False) if order_id is not None else None


def _raise(proposal: _Draft, odoo: OdooSession, key: str, origin: str) -> Written:
    """Make the draft order. Odoo fills taxes and names, but not the price: it is said, and read back."""
    row = {
        "company_id/.id": str(proposal.company_id),
        "partner_id/.id": str(proposal.supplier_id),
        "currency_id": proposal.unit_price.currency,
        "picking_type_id/.id": str(proposal.picking_type_id),
        "origin": f"{proposal.late_order}, {origin}" if isinstance(proposal, SplitSourcing) else origin,
        "order_line/product_id/.id": str(proposal.product.product_id),
        "order_line/product_uom/.id": str(proposal.product.uom_id),
        "order_line/product_qty": figure(proposal.quantity),
        "order_line/price_unit": figure(proposal.unit_price.amount),
        "order_line/date_planned": stamped(proposal.expected),
    }
    order_id = made(Pen(odoo, proposal.company_id), _MODEL, key, row)
    with afterwards():
        return _read_back(proposal, odoo, order_id, fresh=True)


def _confirmed_before(proposal: ConfirmPurchase, odoo: OdooSession) -> Written | None:
    """The order that an earlier try confirmed; None while it is a draft, or when it says something else."""
    order = drafts.order(odoo, proposal.order_id, proposal.company_id)
    if order is None or order.created_by != odoo.uid or order.state not in drafts.COMMITTED_ORDER:
        return None
    as_cleared = order.approved_at is not None and drafts.says(order, proposal)
    return _written(proposal, order, fresh=False) if as_cleared else None


def _confirm(proposal: ConfirmPurchase, odoo: OdooSession) -> Written:
    """Confirm the draft: from `draft` or `sent` to `purchase`, with the date of confirmation that only the button sets.

    `Amiss` when Odoo's own two-step validation holds it back, or when its lines changed in that moment.
    """
    Pen(odoo, proposal.company_id).press(_MODEL, "button_confirm", proposal.order_id)
    with afterwards():
        return _confirmed(proposal, _there(odoo, proposal.order_id, proposal.company_id))


def _confirmed(proposal: ConfirmPurchase, order: drafts.Order) -> Written:
    if order.state == "to approve":
        message = f"{order.name} waits for Odoo's own two-step validation"
        raise Amiss(message, remedy="Approve it in Odoo, or raise the limit of the company above that of the book")
    if order.state not in drafts.COMMITTED_ORDER or order.approved_at is None or not drafts.says(order, proposal):
        message = f"{order.name} is {order.state}, but not as it was cleared"
        raise Amiss(message, remedy="Somebody changed it in the same moment: look at it in Odoo now")
    return _written(proposal, order, fresh=True)


def _read_back(proposal: _Draft, odoo: OdooSession, order_id: int, *, fresh: bool) -> Written:
    order = _there(odoo, order_id, proposal.company_id)
    if not drafts.says(order, proposal):
        message = f"{order.name} stands under our key but does not order what was proposed"
        raise KeyTaken(message, remedy="Somebody changed it, or Odoo rounds otherwise: look at it in Odoo")
    return _written(proposal, order, fresh=fresh)


def _there(odoo: OdooSession, order_id: int, company_id: int) -> drafts.Order:
    order = drafts.order(odoo, order_id, company_id)
    if order is None:
        message = f"order {order_id} was there a moment ago and is gone"
        raise Amiss(message)
    return order


def _written(proposal: Purchase, order: drafts.Order, *, fresh: bool) -> Written:
    """It orders what was proposed, and nothing else: that was looked at before."""
    lines = tuple(
        tame(
            f"{called(proposal.product)}: {figure(line.quantity)} at {figure(line.unit_price)} {order.currency}, "
            f"for {stamped(line.expected) if line.expected is not None else 'no date'}"
        )
        for line in order.lines
    )
    return Written(
        model=_MODEL,
        record_id=order.order_id,
        record=order.name,
        read_back=(standing(order.name, order.state), *lines),
        fresh=fresh,
    )
