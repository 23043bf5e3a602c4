"""What a person would have instead: the same wish with other values, everything that follows from them recomputed."""

from decimal import ROUND_CEILING, Decimal
from typing import assert_never

from domain.approval import Amendment, Decision
from domain.fact import Unfit
from domain.money import Money
from domain.proposals import (
    AdjustReorderRule,
    Bounds,
    ConfirmPurchase,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    SplitSourcing,
    Wish,
    WithdrawDraft,
    gross_of,
)
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    RaiseSupplierReview,
    ReleaseSupplier,
)

_CENT = Decimal("0.01")


def amended(wish: Wish, decision: Decision) -> Wish:
    """The wish with the decision's values; a quantity that cannot be had becomes the next one that can, and says so.

    `Unfit` when there are no values, when this kind of wish has none to change, or when nothing can be had within the
    bounds.
    """
    values = decision.amendment
    if values is None or (values.quantity is None and values.date is None):
        message = "an amendment without other values"
        raise Unfit(message)
    if wish.bounds is not None and not _in_time(values, wish.bounds):
        message = "an amendment beyond the bounds that were given"
        raise Unfit(message)
    whole, words = _whole(wish, values)
    return wish.model_copy(update={"proposal": _with(wish.proposal, whole), "reason": f"{words}{wish.reason}"[:4000]})


def _whole(wish: Wish, values: Amendment) -> tuple[Amendment, str]:
    """The values with a quantity that can be had, and what was made of it, in words."""
    if values.quantity is None or wish.bounds is None:
        return values, ""
    whole = wish.bounds.whole(values.quantity)
    words = f"Asked for {values.quantity.normalize():f}: only whole packs can be had, so it is {whole.normalize():f}. "
    return values.model_copy(update={"quantity": whole}), words if whole != values.quantity else ""


def _in_time(values: Amendment, bounds: Bounds) -> bool:
    """The guards in Odoo and the reading of the answer have seen to it; a key is not cut on their word alone."""
    early = values.date is not None and bounds.date_from is not None and values.date < bounds.date_from
    late = values.date is not None and bounds.date_to is not None and values.date > bounds.date_to
    return not (early or late)


def _with(proposal: Proposal, values: Amendment) -> Proposal:
    match proposal:
        case MoveStock() if proposal.picking_id is None:
            return _moved(proposal, values)
        case RaisePurchase():
            return RaisePurchase.model_validate(_requested(proposal, values))
        case SplitSourcing():
            return SplitSourcing.model_validate(_requested(proposal, values))
        case ChangeExpectedDate():
            return _planned(proposal, values)
        case MoveStock() | ConfirmPurchase() | AdjustReorderRule() | NotifyPerson() | WithdrawDraft():
            message = f"a {proposal.kind} says what is already written, and takes no other values"
            raise Unfit(message)
        case AskSupplier() | PreferSupplier() | RaiseSupplierReview() | HoldSupplier() | ReleaseSupplier():
            message = f"a {proposal.kind} has no quantity and no date of its own to change; say no, and what instead"
            raise Unfit(message)
        case _:
            assert_never(proposal)


def _requested(proposal: RaisePurchase | SplitSourcing, values: Amendment) -> dict[str, object]:
    quantity = values.quantity or proposal.quantity
    return {
        **_values_of(proposal),
        "quantity": quantity,
        "gross": gross_of(quantity, proposal.unit_price),
        "expected": values.date or proposal.expected,
    }


def _planned(proposal: ChangeExpectedDate, values: Amendment) -> ChangeExpectedDate:
    """Another day for the whole of what is still to come: a date for a part of a line does not exist in Odoo."""
    if values.quantity not in {None, proposal.open_quantity}:
        message = "a date is for all that is still to come of a line, and takes no other quantity"
        raise Unfit(message)
    return ChangeExpectedDate.model_validate({**_values_of(proposal), "new_date": values.date or proposal.new_date})


def _moved(proposal: MoveStock, values: Amendment) -> MoveStock:
    quantity = values.quantity or proposal.quantity
    return MoveStock.model_validate(
        {
            **_values_of(proposal),
            "quantity": quantity,
            "value": _scaled(proposal.value, quantity / proposal.quantity),
            "cost": _scaled(proposal.cost, max(quantity / proposal.quantity, Decimal(1))),  # a lane's fixed part stays
            "scheduled": values.date or proposal.scheduled,
        }
    )


def _scaled(money: Money, factor: Decimal) -> Money:
    amount = (money.amount * factor).quantize(_CENT, rounding=ROUND_CEILING)
    return Money(amount=amount, currency=money.currency)


def _values_of(proposal: Proposal) -> dict[str, object]:
    return {name: getattr(proposal, name) for name in type(proposal).model_fields}
