"""What a proposal is about, as the page shows it: the record, the figures, and what it changes by itself."""

from typing import assert_never

from domain.action import SupplierAction
from domain.fact import Fact, Line, Moment, Quantity, tame
from domain.money import Money
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
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)
from tools.odoo.phrases import amount, day_of
from tools.odoo.plain import figure
from tools.odoo.supplier_words import LEVELS, QUESTIONS

_ASKED_SHOWN = 5


class Change(Fact):
    """One figure before and after; `better` is None where neither is better."""

    figure: Line
    now: Line
    after: Line
    better: bool | None = None


class Subject(Fact):
    """What the proposal is about, as far as the page shows it in fields of its own."""

    concerns: Line
    quantity: Quantity | None = None
    uom: Line = ""
    amount: Money | None = None
    unit_cost: Money | None = None
    needed_by: Moment | None = None


def subject_of(proposal: Proposal) -> Subject:
    """The record that the page links to, and the figures that lists can be sorted and summed by."""
    match proposal:
        case MoveStock():
            subject = _transfer(proposal)
        case RaisePurchase() | ConfirmPurchase() | SplitSourcing():
            subject = _purchase(proposal)
        case AdjustReorderRule():
            subject = Subject(concerns=f"stock.warehouse.orderpoint,{proposal.orderpoint_id}", uom=proposal.product.uom)
        case NotifyPerson():
            subject = Subject(concerns=f"{proposal.on_model},{proposal.on_id}", needed_by=proposal.due)
        case WithdrawDraft():
            subject = Subject(concerns=f"{proposal.on_model},{proposal.on_id}")
        case ChangeExpectedDate():
            subject = Subject(
                concerns=f"purchase.order,{proposal.order_id}",
                quantity=proposal.open_quantity,
                uom=proposal.product.uom,
                amount=proposal.value,
                needed_by=proposal.new_date,
            )
        case SupplierAction():
            subject = _supplier(proposal)
        case _:
            assert_never(proposal)
    return subject


def own_changes(proposal: Proposal) -> tuple[Change, ...]:
    """What the proposal itself changes, before and after."""
    match proposal:
        case AdjustReorderRule():
            changes: tuple[Change, ...] = (
                Change(figure="Order when below", now=figure(proposal.old_min), after=figure(proposal.new_min)),
                Change(figure="Order up to", now=figure(proposal.old_max), after=figure(proposal.new_max)),
            )
        case ChangeExpectedDate():
            because = "the numbers of past deliveries" if proposal.because == "statistics" else "a message of theirs"
            dates = Change(
                figure="Planned for",
                now=day_of(proposal.old_date),
                after=tame(f"{day_of(proposal.new_date)}, by {because}"),
                better=proposal.new_date < proposal.old_date,
            )
            changes = (dates,)
        case AskSupplier():
            changes = _asked(proposal)
        case PreferSupplier():
            changes = (Change(figure="Bought from first", now=proposal.over_supplier, after=proposal.supplier),)
        case HoldSupplier() | ReleaseSupplier():
            changes = (
                Change(figure="Shown to buyers", now=LEVELS[proposal.old_level], after=LEVELS[proposal.new_level]),
                Change(figure="Risk score", now=f"{figure(proposal.points)} of 100", after="-"),
            )
        case SplitSourcing():
            changes = _split(proposal)
        case _:
            changes = ()
    return changes


def _transfer(proposal: MoveStock) -> Subject:
    product = f"product.product,{proposal.product.product_id}"
    return Subject(
        concerns=product if proposal.picking_id is None else f"stock.picking,{proposal.picking_id}",
        quantity=proposal.quantity,
        uom=proposal.product.uom,
        amount=proposal.value,
        unit_cost=proposal.value.times(1 / proposal.quantity),
        needed_by=proposal.scheduled,
    )


def _purchase(proposal: Purchase) -> Subject:
    order = f"purchase.order,{proposal.order_id}" if isinstance(proposal, ConfirmPurchase) else ""
    return Subject(
        concerns=order or f"product.product,{proposal.product.product_id}",
        quantity=proposal.quantity,
        uom=proposal.product.uom,
        amount=proposal.gross,
        unit_cost=proposal.unit_price,
        needed_by=proposal.expected,
    )


def _supplier(
    proposal: AskSupplier | PreferSupplier | RaiseSupplierReview | HoldSupplier | ReleaseSupplier,
) -> Subject:
    partner = f"res.partner,{proposal.supplier_id}"
    match proposal:
        case AskSupplier():
            return Subject(concerns=f"purchase.order,{proposal.order_id}", needed_by=proposal.answer_by)
        case PreferSupplier():
            return Subject(concerns=f"product.product,{proposal.product.product_id}", amount=proposal.value)
        case RaiseSupplierReview():
            return Subject(concerns=partner, amount=proposal.at_stake, needed_by=proposal.due)
        case HoldSupplier():
            return Subject(concerns=partner, amount=proposal.value)
        case ReleaseSupplier():
            return Subject(concerns=partner)
        case _:
            assert_never(proposal)


def _asked(proposal: AskSupplier) -> tuple[Change, ...]:
    """Every line that the letter names, as far as a page can show them."""
    what = QUESTIONS[proposal.question].removesuffix(" of").removesuffix(" the delay")
    rows = [
        Change(
            figure=tame(f"{amount(line.open_quantity, line.product.uom)} of {line.product.name}"),
            now=f"promised for {day_of(line.promised)}",
            after=tame(f"{proposal.partner} is asked {what} by {day_of(proposal.answer_by)}"),
        )
        for line in proposal.lines[:_ASKED_SHOWN]
    ]
    more = len(proposal.lines) - len(rows)
    rest = Change(figure=f"{more} more lines of {proposal.order}"[:200], now="-", after="asked about too")
    return (*rows, *((rest,) if more else ()))


def _split(proposal: SplitSourcing) -> tuple[Change, ...]:
    unit = proposal.product.uom
    return (
        Change(
            figure=tame(f"Ordered from {proposal.supplier} too"),
            now=amount(proposal.quantity * 0, unit),
            after=amount(proposal.quantity, unit),
        ),
        Change(
            figure=tame(f"Still owed by {proposal.late_supplier}"),
            now=amount(proposal.open_quantity, unit),
            after=tame(f"{amount(proposal.open_quantity, unit)}, nothing is cancelled there"),
        ),
    )
