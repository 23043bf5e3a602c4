"""What the writes about suppliers and their open orders rely on, said in words that change when it changes."""

from typing import assert_never

from domain.fact import fingerprint
from domain.proposals import SplitSourcing
from domain.supplying import (
    AskedLine,
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)
from tools.odoo import drafts, holds
from tools.odoo.addressing import addressed
from tools.odoo.open_lines import OpenLine, commercial, open_line, open_lines
from tools.odoo.plain import figure
from tools.odoo.relying import Reliance, gone, may_supply, relies, state_in, when, works_here
from tools.odoo.session import OdooSession
from tools.odoo.vendor_order import vendor_order

_About = ChangeExpectedDate | AskSupplier | PreferSupplier | RaiseSupplierReview | HoldSupplier | ReleaseSupplier
_PLANNED = frozenset({"purchase"})
"""A locked order (`done`) is one that its people do not want changed."""


def about(proposal: _About, odoo: OdooSession) -> tuple[Reliance, ...]:
    """What a write about one supplier, or about a date that it gave, relies on."""
    match proposal:
        case ChangeExpectedDate():
            return _planned(proposal, odoo)
        case AskSupplier():
            return _question(proposal, odoo)
        case PreferSupplier():
            return _preference(proposal, odoo)
        case RaiseSupplierReview():
            return (works_here(proposal.user_id, odoo), *_known(proposal, odoo))
        case HoldSupplier():
            return _hold(proposal, odoo)
        case ReleaseSupplier():
            return (*_hold(proposal, odoo), _as_we_set_it(proposal, odoo))
        case _:
            assert_never(proposal)


def late(proposal: SplitSourcing, odoo: OdooSession) -> tuple[Reliance, ...]:
    """That the late line still owes what another is asked for, and that the other is really another."""
    line = open_line(odoo, proposal.late_line_id, proposal.company_id)
    if line is None:
        return gone(f"the late line of {proposal.late_order} was deleted")
    need, name = figure(proposal.quantity), proposal.product.name
    other = commercial(odoo, [proposal.supplier_id]).get(proposal.supplier_id)
    return (
        state_in(line.order, line.state, drafts.COMMITTED_ORDER),
        relies(
            line.open_quantity >= proposal.quantity,
            f"{proposal.late_order} still owes {need} of {name}",
            f"{proposal.late_order} owes less than {need} of {name}",
        ),
        _is_of(line, proposal.late_order_id, proposal.product.product_id, proposal.late_supplier_id),
        relies(
            other is not None and other != line.commercial_id,
            f"{proposal.supplier} is another company",
            f"{proposal.supplier} belongs to {proposal.late_supplier}",
        ),
    )


def _planned(proposal: ChangeExpectedDate, odoo: OdooSession) -> tuple[Reliance, ...]:
    """That the line is still open, and planned for the day that was seen."""
    line = open_line(odoo, proposal.line_id, proposal.company_id)
    if line is None:
        return gone(f"the line of {proposal.order} was deleted")
    name = proposal.product.name
    return (
        state_in(line.order, line.state, _PLANNED),
        relies(line.open_quantity > 0, f"{name} is still to come", f"nothing of {name} is to come any more"),
        _is_of(line, proposal.order_id, proposal.product.product_id, proposal.supplier_id),
        Reliance(
            words=f"{line.order} is planned for {when(line.promised)}"[:200],
            holds=line.promised == proposal.old_date.replace(microsecond=0),
        ),
    )


def _question(proposal: AskSupplier, odoo: OdooSession) -> tuple[Reliance, ...]:
    """The order, whom it is written to, and every figure that the letter names."""
    order = drafts.order(odoo, proposal.order_id, proposal.company_id)
    if order is None:
        return gone(f"{proposal.order} was deleted")
    lines = open_lines(odoo, [line.line_id for line in proposal.lines], proposal.company_id)
    return (
        state_in(order.name, order.state, drafts.COMMITTED_ORDER),
        relies(
            order.supplier_id == proposal.partner_id,
            f"{order.name} is an order to {proposal.partner}",
            f"{order.name} is an order to somebody else",
        ),
        *addressed(proposal, odoo),
        *(_asked(proposal, asked, lines.get(asked.line_id)) for asked in proposal.lines),
    )


def _asked(proposal: AskSupplier, asked: AskedLine, line: OpenLine | None) -> Reliance:
    name = asked.product.name
    if line is None:
        return gone(f"the line of {proposal.order} for {name} was deleted")[0]
    planned = (asked.planned or asked.promised).replace(microsecond=0)
    same = (proposal.order_id, asked.product.product_id, asked.open_quantity, planned)
    return Reliance(
        words=f"{figure(line.open_quantity)} of {name[:100]} are to come on {when(line.promised)}",
        holds=(line.order_id, line.product_id, line.open_quantity, line.promised) == same,
    )


def _preference(proposal: PreferSupplier, odoo: OdooSession) -> tuple[Reliance, ...]:
    prices = vendor_order(odoo, proposal.product.product_id, proposal.company_id)
    ids = tuple(price.price_id for price in prices)
    owner = {price.price_id: price.commercial_id for price in prices}
    mark = fingerprint("vendors", *(str(price_id).encode() for price_id in ids))[7:15]

    def others(order: tuple[int, ...]) -> list[int]:
        return [price_id for price_id in order if owner.get(price_id) != proposal.supplier_id]

    firsts = (owner.get(proposal.old_order[0]), owner.get(proposal.new_order[0]))
    return (
        Reliance(
            words=f"{prices[0].vendor[:80] if prices else 'nobody'} is first of {len(ids)} vendor prices ({mark})",
            holds=ids == proposal.old_order,
        ),
        relies(
            firsts == (proposal.over_supplier_id, proposal.supplier_id)
            and others(proposal.old_order) == others(proposal.new_order),
            f"{proposal.supplier} comes first then, and the others keep their order",
            f"{proposal.supplier} would not come first, or others would change places",
        ),
        may_supply(proposal.supplier_id, proposal.supplier, odoo, company_id=proposal.company_id),
    )


def _known(proposal: RaiseSupplierReview | HoldSupplier | ReleaseSupplier, odoo: OdooSession) -> tuple[Reliance, ...]:
    there = holds.standing(odoo, proposal.supplier_id, proposal.company_id)
    if there is None:
        return gone(f"{proposal.supplier} was deleted")
    name = proposal.supplier
    return (
        relies(there.active, f"{name} is in use", f"{name} is archived"),
        relies(there.whole, f"{name} is a company of its own", f"{name} belongs to another company"),
    )


def _hold(proposal: HoldSupplier | ReleaseSupplier, odoo: OdooSession) -> tuple[Reliance, ...]:
    there = holds.standing(odoo, proposal.supplier_id, proposal.company_id)
    if there is None:
        return gone(f"{proposal.supplier} was deleted")
    mark = fingerprint("hold", there.hold.text.encode())[7:15]
    text = f' that says "{there.hold.text[:60]}" ({mark})' if there.hold.text else " without a text"
    return (
        *_known(proposal, odoo),
        Reliance(
            words=" ".join(f"{proposal.supplier[:80]} has level {there.hold.level}{text}".split()),
            holds=there.hold.level == proposal.old_level,
        ),
    )


def _as_we_set_it(proposal: ReleaseSupplier, odoo: OdooSession) -> Reliance:
    there = holds.standing(odoo, proposal.supplier_id, proposal.company_id)
    ours = holds.set_by_us(odoo, proposal.supplier_id)
    back = holds.released(proposal, there.hold, ours, "") if there is not None else None
    return relies(
        back is not None,
        f"the hold on {proposal.supplier} is as we set it",
        f"the hold on {proposal.supplier} is not ours, or was changed since",
    )


def _is_of(line: OpenLine, order_id: int, product_id: int, supplier_id: int) -> Reliance:
    same = (line.order_id, line.product_id) == (order_id, product_id)
    return relies(
        same and supplier_id in {line.partner_id, line.commercial_id},
        "the line is of this order, product and supplier",
        "the line is of another order, product or supplier",
    )
