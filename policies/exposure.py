"""Sliding windows: in which of them a proposal counts, how much, and what stands there with it counted in."""

from typing import assert_never

from domain.action import SiteAction
from domain.approval import Circumstances, Exposure, ExposureKey
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
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
from policies import goods_windows, supplier_windows
from policies.book import PolicyBook
from policies.measure import Unmeasured
from policies.window import Window, Windows

__all__ = ["ExposureKey", "Window", "before", "keys", "windows"]


def keys(proposal: Proposal, known: Circumstances, book: PolicyBook) -> tuple[ExposureKey, ...]:
    """Every window that the proposal counts in. Does not read `known.exposures`.

    Empty when the proposal cannot be measured (no rate, no supplier standing); the judge refuses it then.
    """
    counted = windows(proposal, known, book)
    return () if isinstance(counted, Unmeasured) else tuple(window.key for window in counted)


def before(key: ExposureKey, known: Circumstances) -> Exposure | None:
    """What stands under the key without this proposal; None when that is not known for exactly this window."""
    found = [exposure for exposure in known.exposures if exposure.key == key.key]
    fits = [e for e in found if e.span == key.span and e.committed.currency == key.amount.currency]
    if not found or len(fits) < len(found) or any(e.committed.amount < 0 for e in found):
        return None
    return Exposure(
        key=key.key,
        span=key.span,
        committed=max((e.committed for e in found), key=lambda money: money.amount),
        quantity=max(e.quantity for e in found),
        count=max(e.count for e in found),
    )


def windows(proposal: Proposal, known: Circumstances, book: PolicyBook) -> tuple[Window, ...] | Unmeasured:
    """Every window that the proposal counts in, with its limits; or why it cannot be measured."""
    of = Windows(proposal, book)
    own = _own(proposal, known, of)
    return own if isinstance(own, Unmeasured) else (of.counted("pace", book.pace, _brake(proposal)), *own)


def _brake(proposal: Proposal) -> str:
    """What runs away when something runs away: a site, or what is done about one supplier."""
    if isinstance(proposal, SiteAction):
        return f"site/{proposal.warehouse_id}"
    return f"supplier/{proposal.supplier_id}"


def _own(proposal: Proposal, known: Circumstances, of: Windows) -> tuple[Window, ...] | Unmeasured:
    match proposal:
        case MoveStock():
            return goods_windows.transfer(proposal, known, of)
        case RaisePurchase() | ConfirmPurchase():
            return goods_windows.purchase(proposal, known, of)
        case AdjustReorderRule():
            return (of.counted("reorder.rule", of.book.reorder.rule, f"rule/{proposal.orderpoint_id}"),)
        case NotifyPerson():
            return _notice(proposal, of)
        case WithdrawDraft():
            return ()
        case _:
            return _supplying(proposal, known, of)


def _supplying(
    proposal: AskSupplier
    | ChangeExpectedDate
    | PreferSupplier
    | SplitSourcing
    | RaiseSupplierReview
    | HoldSupplier
    | ReleaseSupplier,
    known: Circumstances,
    of: Windows,
) -> tuple[Window, ...] | Unmeasured:
    match proposal:
        case AskSupplier():
            return supplier_windows.question(proposal, known, of)
        case ChangeExpectedDate():
            return supplier_windows.date(proposal, known, of)
        case PreferSupplier():
            return supplier_windows.preference(proposal, known, of)
        case SplitSourcing():
            return supplier_windows.split(proposal, known, of)
        case RaiseSupplierReview():
            return supplier_windows.review(proposal, known, of)
        case HoldSupplier() | ReleaseSupplier():
            return supplier_windows.hold(proposal, known, of)
        case _:
            assert_never(proposal)


def _notice(proposal: NotifyPerson, of: Windows) -> tuple[Window, ...]:
    limits = of.book.notify
    return (
        of.counted("notify.person", limits.person, f"user/{proposal.user_id}"),
        of.counted("notify.record", limits.record, f"{proposal.on_model}/{proposal.on_id}/{proposal.notice}"),
        of.counted("notify.company", limits.company, "all"),
    )
