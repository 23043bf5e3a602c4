"""The one way to write: check the key, look for an earlier try, compare the state, and only then do it."""

from datetime import datetime
from typing import assert_never

from domain.approval import Clearance
from domain.fact import tame
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    WithdrawDraft,
    digest,
)
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)
from tools.errors import Drifted, Refused, WrongClearance
from tools.odoo.reliances import reliances
from tools.odoo.session import OdooSession
from tools.odoo.stamps import differences, stamp_of, unmet
from tools.odoo.writes import dates, notices, purchase, rules, stock, suppliers, withdrawal
from tools.odoo.writes.keyed import Written


def carry_out(proposal: Proposal, clearance: Clearance, odoo: OdooSession, *, key: str, now: datetime) -> Written:
    """Do what was cleared, at most once per `key`, and return what Odoo says when it is read back.

    `WrongClearance`: another proposal, or expired. `Drifted`: what it relies on changed since it was cleared.
    `Refused`: it relies on something that does not hold, or Odoo said no. `Amiss`: it was written, but what stands in
    Odoo is not what was cleared. `KeyTaken`: somebody else's record, or one that was changed, stands under the key.
    `OutcomeUnknown`: call `look_up` before anything else. `Busy`: try again. After any other error nothing was written.
    """
    _fits(clearance, proposal, now)
    done = look_up(proposal, odoo, key=key)
    if done is not None:
        return done
    _unchanged(proposal, clearance, odoo, now)
    return _do(proposal, odoo, key, tame(f"Weighbridge {clearance.slot.partition('#')[0]}"))


def look_up(proposal: Proposal, odoo: OdooSession, *, key: str) -> Written | None:
    """What an earlier try with `key` left in Odoo; None when nothing was done, or a person deleted it since.

    When the ledger says that it was done and this says None, it must not be done again: a person took it away.
    """
    match proposal:
        case MoveStock():
            done = stock.moved(proposal, odoo, key)
        case RaisePurchase() | SplitSourcing() | ConfirmPurchase():
            done = purchase.bought(proposal, odoo, key)
        case AdjustReorderRule():
            done = rules.adjusted(proposal, odoo)
        case NotifyPerson() | RaiseSupplierReview():
            done = notices.notified(proposal, odoo, key)
        case WithdrawDraft():
            done = withdrawal.withdrawn(proposal, odoo)
        case ChangeExpectedDate():
            done = dates.replanned(proposal, odoo)
        case AskSupplier() | PreferSupplier() | HoldSupplier() | ReleaseSupplier():
            done = suppliers.told(proposal, odoo, key)
        case _:
            assert_never(proposal)
    return done


def _do(proposal: Proposal, odoo: OdooSession, key: str, origin: str) -> Written:
    match proposal:
        case MoveStock():
            done = stock.move(proposal, odoo, key, origin)
        case RaisePurchase() | SplitSourcing() | ConfirmPurchase():
            done = purchase.buy(proposal, odoo, key, origin)
        case AdjustReorderRule():
            done = rules.adjust(proposal, odoo)
        case NotifyPerson() | RaiseSupplierReview():
            done = notices.notify(proposal, odoo, key, origin)
        case WithdrawDraft():
            done = withdrawal.withdraw(proposal, odoo)
        case ChangeExpectedDate():
            done = dates.replan(proposal, odoo)
        case AskSupplier() | PreferSupplier() | HoldSupplier() | ReleaseSupplier():
            done = suppliers.tell(proposal, odoo, key, origin)
        case _:
            assert_never(proposal)
    return done


def _fits(clearance: Clearance, proposal: Proposal, now: datetime) -> None:
    if clearance.digest != digest(proposal):
        message = f"the key {clearance.clearance_id} is for another proposal"
        raise WrongClearance(message)
    if now >= clearance.expires_at:
        message = f"the key {clearance.clearance_id} expired at {clearance.expires_at:%Y-%m-%d %H:%M} UTC"
        raise WrongClearance(message)


def _unchanged(proposal: Proposal, clearance: Clearance, odoo: OdooSession, now: datetime) -> None:
    relied = reliances(proposal, odoo)
    drift = differences(clearance.state, stamp_of(relied, now=now))
    if drift:
        message = f"since it was cleared something changed; {drift}"
        raise Drifted(message, remedy="It is looked at again with what is true now")
    missing = unmet(relied)
    if missing:
        message = f"it cannot be done: {'; '.join(missing)}"
        raise Refused(message)
