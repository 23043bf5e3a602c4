"""Transfers between sites: drafted once under a key, then confirmed and reserved by a guarded step."""

from domain.fact import tame
from domain.proposals import MoveStock
from tools.errors import Amiss, KeyTaken
from tools.odoo import drafts
from tools.odoo.plain import figure, stamped
from tools.odoo.session import OdooSession
from tools.odoo.wording import called, standing
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.keyed import Written, afterwards, found, made

_MODEL = "stock.picking"
_HANDED_OVER = frozenset({"confirmed", "waiting", "assigned", "done"})
_RESERVED = frozenset({"assigned", "done"})


def moved(proposal: MoveStock, odoo: OdooSession, key: str) -> Written | None:
    """What an earlier try of this stage left in Odoo."""
    if proposal.picking_id is None:
        return _drafted(proposal, odoo, key)
    return _reserved(proposal, proposal.picking_id, odoo)


def move(proposal: MoveStock, odoo: OdooSession, key: str, origin: str) -> Written:
    """Make the draft, or confirm it and reserve its goods: whichever stage was cleared."""
    if proposal.picking_id is None:
        return _draft(proposal, odoo, key, origin)
    return _reserve(proposal, proposal.picking_id, odoo)


def _drafted(proposal: MoveStock, odoo: OdooSession, key: str) -> Written | None:
    """The draft that an earlier try made; `KeyTaken` when it no longer says what was proposed."""
    picking_id = found(odoo, _MODEL, key)
    return _read_back(proposal, odoo, picking_id, fresh=False) if picking_id is not None else None


def _draft(proposal: MoveStock, odoo: OdooSession, key: str, origin: str) -> Written:
    """Make the draft transfer; nothing is reserved by it."""
    product, date = proposal.product, stamped(proposal.scheduled)
    row = {
        "company_id/.id": str(proposal.company_id),
        "picking_type_id/.id": str(proposal.picking_type_id),
        "location_id/.id": str(proposal.from_location_id),
        "location_dest_id/.id": str(proposal.to_location_id),
        "origin": origin,
        "scheduled_date": date,
        "move_ids/name": product.name,
        "move_ids/product_id/.id": str(product.product_id),
        "move_ids/product_uom/.id": str(product.uom_id),
        "move_ids/product_uom_qty": figure(proposal.quantity),
        "move_ids/location_id/.id": str(proposal.from_location_id),
        "move_ids/location_dest_id/.id": str(proposal.to_location_id),
        "move_ids/date": date,
    }
    picking_id = made(Pen(odoo, proposal.company_id), _MODEL, key, row)
    with afterwards():
        return _read_back(proposal, odoo, picking_id, fresh=True)


def _reserved(proposal: MoveStock, picking_id: int, odoo: OdooSession) -> Written | None:
    """What an earlier try reserved; None while the transfer is still a draft, or was cancelled."""
    transfer = drafts.transfer(odoo, picking_id, proposal.company_id)
    if transfer is None or transfer.state not in _HANDED_OVER or transfer.created_by != odoo.uid:
        return None
    return _set_aside(proposal, transfer, fresh=False) if drafts.moves(transfer, proposal) else None


def _reserve(proposal: MoveStock, picking_id: int, odoo: OdooSession) -> Written:
    """Confirm the draft and set its goods aside; `Amiss` when others took some of them in that moment."""
    pen = Pen(odoo, proposal.company_id)
    pen.press(_MODEL, "action_confirm", picking_id)
    with afterwards():
        pen.press(_MODEL, "action_assign", picking_id)
        return _set_aside(proposal, _there(odoo, picking_id, proposal.company_id), fresh=True)


def _set_aside(proposal: MoveStock, transfer: drafts.Transfer, *, fresh: bool) -> Written:
    aside = sum((move.reserved for move in transfer.moves), start=proposal.quantity * 0)
    if transfer.state not in _RESERVED or aside < proposal.quantity or not drafts.moves(transfer, proposal):
        message = f"{transfer.name} is {transfer.state} with {figure(aside)} of {figure(proposal.quantity)} reserved"
        raise Amiss(message, remedy="Let it wait for the rest, or cancel it in Odoo")
    return _written(proposal, transfer, fresh=fresh)


def _read_back(proposal: MoveStock, odoo: OdooSession, picking_id: int, *, fresh: bool) -> Written:
    transfer = _there(odoo, picking_id, proposal.company_id)
    if not drafts.moves(transfer, proposal):
        message = f"{transfer.name} stands under our key but does not move what was proposed"
        raise KeyTaken(message, remedy="Somebody changed it: look at it in Odoo")
    return _written(proposal, transfer, fresh=fresh)


def _there(odoo: OdooSession, picking_id: int, company_id: int) -> drafts.Transfer:
    transfer = drafts.transfer(odoo, picking_id, company_id)
    if transfer is None:
        message = f"transfer {picking_id} was there a moment ago and is gone"
        raise Amiss(message)
    return transfer


def _written(proposal: MoveStock, transfer: drafts.Transfer, *, fresh: bool) -> Written:
    """It moves what was proposed, and nothing else: that was looked at before."""
    lines = tuple(
        tame(f"{called(proposal.product)}: {figure(m.quantity)}, {figure(m.reserved)} reserved") for m in transfer.moves
    )
    return Written(
        model=_MODEL,
        record_id=transfer.picking_id,
        record=transfer.name,
        read_back=(standing(transfer.name, transfer.state), *lines),
        fresh=fresh,
    )
