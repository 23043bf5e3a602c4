"""The read at the start of each turn: the product as it stands now, and everybody and everything it touches."""

from collections.abc import Sequence
from datetime import datetime

from agents.stockout.option_terms import Desk, Responsible
from agents.stockout.option_wishes import Draft
from agents.stockout.shortage import Seen, Shortage
from domain.approval import Rate
from domain.case import Turn
from domain.ledger import Effect, EffectState
from domain.money import Money
from domain.stock import Position
from tools.errors import Gone
from tools.odoo import drafts as standing
from tools.odoo.people import responsible
from tools.odoo.planners import planner
from tools.odoo.position import read_position
from tools.odoo.purchasing import rate
from tools.odoo.session import OdooSession

_DONE = frozenset({EffectState.APPLIED, EffectState.VERIFIED})
_MOST_OTHERS = 5


def see(odoo: OdooSession, shortage: Shortage, turn: Turn, *, now: datetime) -> Seen:
    """Read the product, its substitutes, rates, responsible people and the drafts of this case. Raises `tools.errors`.

    The product being gone is final; a substitute that is gone is left out.
    """
    company_id = turn.finding.company_id
    product_id = shortage.product.product_id
    position = read_position(odoo, company_id=company_id, product_id=product_id, now=now)
    others = [_other(odoo, o.product_id, company_id=company_id, now=now) for o in position.substitutes[:_MOST_OTHERS]]
    return Seen(
        position=position,
        others=tuple(other for other in others if other is not None),
        rates=rates(odoo, position, company_id=company_id, now=now),
        desk=_desk(odoo, position, shortage, company_id),
        drafts=_drafts(odoo, turn.effects, company_id),
    )


def rates(odoo: OdooSession, position: Position, *, company_id: int, now: datetime) -> tuple[Rate, ...]:
    """The dearest rate of each foreign currency that a supplier of the product asks for; one without is left out."""
    foreign = {p.price.currency for p in position.prices} - {position.standard_price.currency}
    found = (rate(odoo, currency, company_id=company_id, now=now) for currency in sorted(foreign))
    return tuple(r for r in found if r is not None)


def _other(odoo: OdooSession, product_id: int, *, company_id: int, now: datetime) -> Position | None:
    try:
        return read_position(odoo, company_id=company_id, product_id=product_id, now=now)
    except Gone:
        return None


def _desk(odoo: OdooSession, position: Position, shortage: Shortage, company_id: int) -> Desk:
    here = shortage.warehouse_id
    bought = {a.order_id for a in position.arrivals if a.warehouse_id == here and a.source == "purchase"}
    sold = {c.sale_order_id for c in position.commitments if c.warehouse_id == here}
    buyers = responsible(odoo, "purchase.order", _ids(bought), company_id=company_id)
    sellers = responsible(odoo, "sale.order", _ids(sold), company_id=company_id)
    return Desk(
        planner=planner(odoo, position.product.product_id, company_id=company_id),
        buyers=tuple(Responsible(order_id=d.order_id, order=d.order, person=d.person) for d in buyers),
        sellers=tuple(Responsible(order_id=d.order_id, order=d.order, person=d.person) for d in sellers),
    )


def _ids(found: set[int | None]) -> list[int]:
    return sorted(i for i in found if i is not None)


def _drafts(odoo: OdooSession, effects: Sequence[Effect], company_id: int) -> tuple[Draft, ...]:
    """The drafts that this case made, as they stand; one that a person deleted or emptied is not among them."""
    made = {(e.model, e.record_id) for e in effects if e.state in _DONE and e.record_id is not None}
    found = [_draft(odoo, model, record_id or 0, company_id) for model, record_id in sorted(made, key=str)]
    return tuple(draft for draft in found if draft is not None)


def _draft(odoo: OdooSession, model: str | None, record_id: int, company_id: int) -> Draft | None:
    if model == "stock.picking":
        moved = standing.transfer(odoo, record_id, company_id)
        if moved is not None and len(moved.moves) == 1 and moved.moves[0].quantity > 0:
            quantity = moved.moves[0].quantity
            return Draft(on_model="stock.picking", record_id=record_id, quantity=quantity, due=moved.scheduled)
    if model == "purchase.order":
        bought = standing.order(odoo, record_id, company_id)
        if bought is not None and len(bought.lines) == 1 and bought.lines[0].quantity > 0:
            line = bought.lines[0]
            return Draft(
                on_model="purchase.order",
                record_id=record_id,
                quantity=line.quantity,
                due=line.expected,
                unit_price=Money(amount=line.unit_price, currency=bought.currency),
            )
    return None
