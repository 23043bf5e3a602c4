"""Sliding windows: in which of them a proposal counts, how much, and what stands there with it counted in."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from domain.approval import Circumstances, Exposure, ExposureKey
from domain.money import Money
from domain.proposals import (
    AdjustReorderRule,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    WithdrawDraft,
)
from domain.supplier import SupplierStanding
from policies.book import PolicyBook
from policies.limits import AmountLimits, CountLimits, Ladder, Limits, ShareLimits
from policies.measure import Unmeasured, worth

__all__ = ["ExposureKey", "Window", "before", "keys", "windows"]

_NOTHING = Decimal(0)
_NOT_ALNUM = re.compile(r"[^0-9A-Z]")

GIVING_UNKNOWN = "transfer.giving_site_unknown"
SUPPLIER_UNKNOWN = "supplier.unknown"
UNMEASURED = {
    GIVING_UNKNOWN: "what the giving site has of the product is not known",
    SUPPLIER_UNKNOWN: "the standing of this supplier is not known",
}


@dataclass(frozen=True)
class Window:
    """One window of one proposal. `rule` is the table of the book that limits it, and names its rules.

    `free` is what a share is taken of; when `left` is true, the goods that stand in the window are no longer in it.
    """

    rule: str
    key: ExposureKey
    limits: Limits
    free: Decimal = _NOTHING
    left: bool = False


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
    of = _Windows(proposal, book)
    pace = of.counted("pace", book.pace, f"site/{proposal.warehouse_id}")
    match proposal:
        case MoveStock():
            own = _transfer(proposal, known, of)
        case RaisePurchase() | ConfirmPurchase():
            own = _purchase(proposal, known, of)
        case AdjustReorderRule():
            own = (of.counted("reorder.rule", book.reorder.rule, f"rule/{proposal.orderpoint_id}"),)
        case NotifyPerson():
            own = _notice(proposal, of)
        case WithdrawDraft():
            own = ()
        case _:
            assert_never(proposal)
    return own if isinstance(own, Unmeasured) else (pace, *own)


@dataclass(frozen=True)
class _Windows:
    """Builds the windows of one proposal; every key is within its company."""

    proposal: Proposal
    book: PolicyBook

    def counted(self, rule: str, limits: CountLimits, about: str) -> Window:
        return Window(rule, self._key(rule, limits, about), limits)

    def valued(self, rule: str, limits: AmountLimits | Ladder, about: str, amount: Decimal) -> Window:
        return Window(rule, self._key(rule, limits, about, amount=amount), limits)

    def shared(self, transfer: MoveStock, limits: ShareLimits, free: Decimal) -> Window:
        rule = f"transfer.{transfer.stage}.giving"
        about = f"site/{transfer.from_warehouse_id}/product/{transfer.product.product_id}"
        key = self._key(rule, limits, about, quantity=transfer.quantity)
        return Window(rule, key, limits, free=free, left=transfer.stage == "reserve")

    def _key(
        self, rule: str, limits: Limits, about: str, *, amount: Decimal = _NOTHING, quantity: Decimal = _NOTHING
    ) -> ExposureKey:
        return ExposureKey(
            key=f"{rule}/{self.proposal.company_id}/{about}",
            span=limits.span,
            amount=Money(amount=amount, currency=self.book.currency),
            quantity=quantity,
        )


def _transfer(proposal: MoveStock, known: Circumstances, of: _Windows) -> tuple[Window, ...] | Unmeasured:
    if known.giving is None:
        return Unmeasured(GIVING_UNKNOWN, UNMEASURED[GIVING_UNKNOWN])
    said = worth(proposal.value, known, of.book)
    found = worth(known.giving.unit_value, known, of.book, times=proposal.quantity)
    cost = worth(proposal.cost, known, of.book)
    if isinstance(said, Unmeasured):
        return said
    if isinstance(found, Unmeasured):
        return found
    if isinstance(cost, Unmeasured):
        return cost
    value = max(said, found)
    limits = of.book.transfer.draft if proposal.stage == "draft" else of.book.transfer.reserve
    rule, product = f"transfer.{proposal.stage}", f"product/{proposal.product.product_id}"
    return (
        of.valued(f"{rule}.product", limits.product, product, value),
        of.valued(f"{rule}.site", limits.site, f"site/{proposal.from_warehouse_id}", value),
        of.valued(f"{rule}.company", limits.company, "all", value),
        of.valued(f"{rule}.cost", limits.cost, product, cost),
        of.shared(proposal, limits.giving, known.giving.free),
    )


def _purchase(
    proposal: RaisePurchase | ConfirmPurchase, known: Circumstances, of: _Windows
) -> tuple[Window, ...] | Unmeasured:
    standing = known.supplier
    if standing is None or standing.supplier_id != proposal.supplier_id:
        return Unmeasured(SUPPLIER_UNKNOWN, UNMEASURED[SUPPLIER_UNKNOWN])
    amount = worth(proposal.unit_price, known, of.book, times=proposal.quantity)
    if isinstance(amount, Unmeasured):
        return amount
    draft = isinstance(proposal, RaisePurchase)
    rule, limits = ("purchase.draft", of.book.purchase.draft) if draft else ("purchase.commit", of.book.purchase.commit)
    return (
        *(of.valued(f"{rule}.supplier", limits.supplier, entity, amount) for entity in _entities(standing)),
        of.valued(f"{rule}.product", limits.product, f"product/{proposal.product.product_id}", amount),
        of.valued(f"{rule}.site", limits.site, f"site/{proposal.warehouse_id}", amount),
        of.valued(f"{rule}.company", limits.company, "all", amount),
    )


def _entities(standing: SupplierStanding) -> tuple[str, ...]:
    """The names of the legal entity: its commercial record, and its tax number, which double records share."""
    tax = _NOT_ALNUM.sub("", standing.tax_id.upper())[:40]
    return (f"entity/{standing.commercial_id}", *([f"tax/{tax}"] if tax else []))


def _notice(proposal: NotifyPerson, of: _Windows) -> tuple[Window, ...]:
    limits = of.book.notify
    return (
        of.counted("notify.person", limits.person, f"user/{proposal.user_id}"),
        of.counted("notify.record", limits.record, f"{proposal.on_model}/{proposal.on_id}/{proposal.notice}"),
        of.counted("notify.company", limits.company, "all"),
    )
