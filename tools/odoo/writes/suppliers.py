"""Questions to suppliers, warnings about them and the order of vendors: one errand each, and what came of it."""

from typing import assert_never

from domain.fact import tame
from domain.supplying import AskSupplier, HoldSupplier, PreferSupplier, ReleaseSupplier
from tools.errors import Amiss, Drifted, Refused
from tools.odoo import holds
from tools.odoo.addressing import addressee
from tools.odoo.letters import letter
from tools.odoo.messages_sent import sent_message
from tools.odoo.provision.model import ERRAND
from tools.odoo.session import OdooSession
from tools.odoo.vendor_order import vendor_order
from tools.odoo.wording import ask
from tools.odoo.writes.allowed import Pen
from tools.odoo.writes.errands import Done, Errand, done, earlier, send
from tools.odoo.writes.keyed import Written, afterwards

Told = AskSupplier | PreferSupplier | HoldSupplier | ReleaseSupplier


def told(proposal: Told, odoo: OdooSession, key: str) -> Written | None:
    """What an earlier try did; what people have made of it since is theirs."""
    before = earlier(_errand(proposal), odoo, key)
    if before is None:
        return None
    lines, _ = _seen(proposal, odoo, before)
    return _written(proposal, before, lines, fresh=False)


def tell(proposal: Told, odoo: OdooSession, key: str, origin: str) -> Written:
    """Send Odoo on the errand, and look at what stands there then."""
    errand, pen = _errand(proposal), Pen(odoo, proposal.company_id)
    match proposal:
        case AskSupplier():
            errand_id = _post(proposal, odoo, pen, key)
        case HoldSupplier() | ReleaseSupplier():
            before, after = _levels(proposal, odoo, origin)
            errand_id = send(errand, pen, key, before=before.said, after=after.said)
        case PreferSupplier():
            old, new = (",".join(str(i) for i in order) for order in (proposal.old_order, proposal.new_order))
            errand_id = send(errand, pen, key, before=old, after=new)
        case _:
            assert_never(proposal)
    with afterwards():
        found = done(errand, odoo, errand_id)
        lines, taken = _seen(proposal, odoo, found)
        if not taken:
            message = f"{ask(proposal)}: Odoo did something else ({'; '.join(lines)})"
            raise Amiss(message, remedy="Somebody changed it in the same moment: look at it in Odoo now")
        return _written(proposal, found, lines, fresh=True)


def _errand(proposal: Told) -> Errand:
    match proposal:
        case AskSupplier():
            kind, on = "ask", f"purchase.order,{proposal.order_id}"
        case PreferSupplier():
            kind, on = "prefer", f"product.product,{proposal.product.product_id}"
        case HoldSupplier() | ReleaseSupplier():
            kind, on = "warn", f"res.partner,{proposal.supplier_id}"
        case _:
            assert_never(proposal)
    return Errand(kind=kind, title=ask(proposal), on=on)


def _post(proposal: AskSupplier, odoo: OdooSession, pen: Pen, key: str) -> int:
    to = addressee(odoo, proposal.partner_id, proposal.company_id)
    if to is None:
        message = f"{proposal.partner} was deleted"
        raise Refused(message)
    html = letter(proposal, to.language)
    return send(_errand(proposal), pen, key, partner_id=proposal.partner_id, html=html)


def _levels(proposal: HoldSupplier | ReleaseSupplier, odoo: OdooSession, origin: str) -> tuple[holds.Hold, holds.Hold]:
    """What stands there now, and what is to stand there; Odoo compares the first again as it sets the second."""
    there = holds.standing(odoo, proposal.supplier_id, proposal.company_id)
    if there is None or there.hold.level != proposal.old_level:
        message = f"the level of {proposal.supplier} was changed in the meantime"
        raise Drifted(message)
    if isinstance(proposal, HoldSupplier):
        return there.hold, holds.held(proposal, there.hold, origin)
    after = holds.released(proposal, there.hold, holds.set_by_us(odoo, proposal.supplier_id), origin)
    if after is None:
        message = f"the hold on {proposal.supplier} is not ours, or was changed since"
        raise Drifted(message)
    return there.hold, after


def _seen(proposal: Told, odoo: OdooSession, found: Done) -> tuple[tuple[str, ...], bool]:
    """What stands in Odoo now, in words, and whether it is what was cleared."""
    match proposal:
        case AskSupplier():
            message = sent_message(odoo, found.made)
            if message is None:
                return (f"message {found.made} was deleted since",), False
            lines = (f"message {found.made} on {proposal.order} to {proposal.partner}", message.delivery)
            return lines, (message.order_id, set(message.outside)) == (proposal.order_id, {proposal.partner_id})
        case HoldSupplier() | ReleaseSupplier():
            there = holds.standing(odoo, proposal.supplier_id, proposal.company_id)
            level = there.hold.level if there is not None else "none, it is gone"
            return (f"{proposal.supplier} has level {level}",), level == proposal.new_level
        case PreferSupplier():
            prices = vendor_order(odoo, proposal.product.product_id, proposal.company_id)
            first = prices[0].vendor if prices else "nobody"
            taken = tuple(price.price_id for price in prices) == proposal.new_order
            return (f"{proposal.product.name} is bought from {first} first",), taken
        case _:
            assert_never(proposal)


def _written(proposal: Told, found: Done, lines: tuple[str, ...], *, fresh: bool) -> Written:
    return Written(
        model=ERRAND,
        record_id=found.errand_id,
        record=tame(ask(proposal)),
        read_back=tuple(tame(line) for line in lines),
        fresh=fresh,
    )
