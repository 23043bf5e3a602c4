"""The next wishes for the option that was chosen, given what this case has already made in Odoo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agents.stockout.option_rows import action
from agents.stockout.option_terms import Offer, Trouble
from domain.fact import Amount, Fact, Id, Moment
from domain.ledger import Effect, EffectState
from domain.money import Money, to_cents
from domain.proposals import (
    Bounds,
    ConfirmPurchase,
    Grounds,
    MoveStock,
    NotifyPerson,
    Proposal,
    RaisePurchase,
    Wish,
    WithdrawDraft,
    gross_of,
)

_DONE = frozenset({EffectState.APPLIED, EffectState.VERIFIED})
_NOTICE, _WITHDRAW = "notify_person", "withdraw_draft"
_Model = Literal["stock.picking", "purchase.order"]
_DRAFTS: Mapping[str, _Model] = {"move_stock": "stock.picking", "raise_purchase": "purchase.order"}
_COMMITS = {"move_stock": "move_stock", "raise_purchase": "confirm_purchase"}
"""The kind of the second write of a chain: a reservation moves stock too, on the same record."""


class Draft(Fact):
    """A draft of this case as Odoo shows it now: an approver may have amended it, or a person touched it."""

    on_model: _Model
    record_id: Id
    quantity: Amount
    due: Moment | None = None
    unit_price: Money | None = None


@dataclass(frozen=True)
class _Made:
    """One record that this case made and did not withdraw; `committed` once it is more than a draft."""

    effect: Effect
    committed: bool

    @property
    def record(self) -> tuple[str | None, int]:
        """Model and id in Odoo."""
        return self.effect.model, self.effect.record_id or 0


def under_way(effects: Sequence[Effect]) -> str | None:
    """The option that was acted on last and still stands: a draft, a transfer, an order or a notice of it."""
    standing = [made.effect for kind in _DRAFTS for made in _made(effects, kind)]
    standing += [effect for effect in effects if effect.kind == _NOTICE and effect.state in _DONE]
    return max(standing, key=effects.index).option if standing else None


def wishes(
    offer: Offer | None,
    trouble: Trouble,
    *,
    effects: Sequence[Effect],
    grounds: Grounds,
    drafts: Sequence[Draft] = (),
) -> tuple[Wish, ...]:
    """What to wish for next; empty when nothing is left to do.

    Drafts of other options are withdrawn first (with `None`, or an option without steps, all drafts are). Then come
    the option's own drafts and notices; only when all of them stand, in a later turn, the reservation of a transfer
    and the confirmation of an order, with the quantity, day and price of the draft as `drafts` shows it.
    """
    steps = offer.steps if offer else ()
    bounds = offer.bounds if offer else ()
    chosen = offer.option.option if offer else ""
    paired = list(_paired(steps, bounds, chosen, effects))
    kept = {made.record for _, _, made in paired if made}
    withdrawn = [(_withdrawal(made, trouble), made) for made in _drafts(effects) if made.record not in kept]
    first = [(step, bound) for step, bound, made in paired if made is None]
    notices = _notices(steps, chosen, effects)
    later = [
        (_committing(step, made, drafts), None)
        for step, _, made in paired
        if made is not None and not made.committed and not first
    ]
    own = [*first, *notices, *later]
    return (
        *(Wish(proposal=w, grounds=grounds, option=made.effect.option, reason=_GONE) for w, made in withdrawn),
        *(Wish(proposal=p, grounds=grounds, option=chosen, bounds=b, reason=_reason(offer)) for p, b in own),
    )


_GONE = "This case made the draft and now prefers something else."


def _reason(offer: Offer | None) -> str:
    """The option and its sums, as far as they fit."""
    lines = (offer.option.title, *offer.option.arithmetic[-1:]) if offer else ()
    return ". ".join(lines)


def _made(effects: Sequence[Effect], kind: str) -> list[_Made]:
    """The standing records of one kind of draft, in the order in which they were made."""
    done = [e for e in effects if e.state in _DONE and e.record_id is not None]
    gone = {(e.model, e.record_id) for e in done if e.kind == _WITHDRAW}
    first: dict[int, Effect] = {}
    committed = set[int]()
    for effect in done:
        record_id = effect.record_id or 0
        if effect.kind == _COMMITS[kind] and record_id in first:
            committed.add(record_id)
        elif effect.kind == kind and (effect.model, record_id) not in gone:
            first.setdefault(record_id, effect)
    return [_Made(effect, record_id in committed) for record_id, effect in first.items()]


def _drafts(effects: Sequence[Effect]) -> Iterator[_Made]:
    for kind in _DRAFTS:
        yield from (made for made in _made(effects, kind) if not made.committed)


def _paired(
    steps: Sequence[Proposal], bounds: Sequence[Bounds | None], chosen: str, effects: Sequence[Effect]
) -> Iterator[tuple[MoveStock | RaisePurchase, Bounds | None, _Made | None]]:
    """Each step that makes a record, with the record that it made: first to first, second to second."""
    made = {kind: iter([m for m in _made(effects, kind) if m.effect.option == chosen]) for kind in _DRAFTS}
    for step, bound in zip(steps, bounds, strict=True):
        if isinstance(step, MoveStock | RaisePurchase):
            yield step, bound, next(made[step.kind], None)


def _notices(steps: Sequence[Proposal], chosen: str, effects: Sequence[Effect]) -> Sequence[tuple[Proposal, None]]:
    """The notices not yet given; they were given in this order."""
    given = sum(e.kind == _NOTICE and e.option == chosen and e.state in _DONE for e in effects)
    return [(step, None) for step in steps if isinstance(step, NotifyPerson)][given:]


def _committing(step: MoveStock | RaisePurchase, made: _Made, drafts: Sequence[Draft]) -> MoveStock | ConfirmPurchase:
    """The second write of a chain, for the draft as it stands."""
    model, record_id = _DRAFTS[step.kind], made.record[1]
    planned = Draft(on_model=model, record_id=record_id, quantity=step.quantity)
    draft = next((d for d in drafts if (d.on_model, d.record_id) == (model, record_id)), planned)
    said = {**dict(step), "quantity": draft.quantity}
    if isinstance(step, MoveStock):
        value = Money(amount=to_cents(step.value.amount / step.quantity * draft.quantity), currency=step.value.currency)
        said |= {"stage": "reserve", "picking_id": record_id, "scheduled": draft.due or step.scheduled, "value": value}
        return MoveStock.model_validate(said)
    price = draft.unit_price or step.unit_price
    said |= {"kind": _COMMITS[step.kind], "expected": draft.due or step.expected, "unit_price": price}
    said |= {"gross": gross_of(draft.quantity, price), "order_id": record_id, "order": _called(made.effect)}
    return ConfirmPurchase.model_validate(said)


def _withdrawal(made: _Made, trouble: Trouble) -> WithdrawDraft:
    record = {"on_model": _DRAFTS[made.effect.kind], "on_id": made.record[1], "on_name": _called(made.effect)}
    return WithdrawDraft.model_validate({**dict(action(trouble)), **record, "made_by": made.effect.slot})


def _called(effect: Effect) -> str:
    return effect.record[:120] or str(effect.record_id)
