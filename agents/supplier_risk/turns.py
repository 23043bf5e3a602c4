"""What a supplier case keeps of each step of a turn, and what it did and was refused so far: typed, small, by hash."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from agents.supplier_risk.reading.reply import AskedOf, Reply
from agents.supplier_risk.watch import OpenLine, SupplierWatch
from domain.case import Option, Turn
from domain.fact import Amount, Fact, Id, Line, Moment, Name, Share
from domain.identity import Person
from domain.ledger import Effect, EffectState
from domain.money import Money
from domain.proposals import Bounds, Proposal
from tools.knowledge.words import Passage
from tools.odoo.supplier_mail import Mail

MOST_DRIFTS = 3
"""How often a wish is tried again because Odoo had changed; then it is let go."""

_DONE = frozenset({EffectState.APPLIED, EffectState.VERIFIED})


class Buyer(Fact):
    """Who looks after one order in Odoo."""

    order_id: Id
    person: Person


class Draft(Fact):
    """A request for quotation of this case as Odoo shows it now; a person may have amended it."""

    order_id: Id
    order: Name
    quantity: Amount
    unit_price: Money
    expected: Moment
    confirmed: bool


class Seen(Fact):
    """What is read at the start of a turn: the supplier, what came in on its orders, and whom to turn to."""

    watch: SupplierWatch
    mails: tuple[Mail, ...]
    contacts: tuple[Id, ...]
    english: bool
    reviewer: Person | None
    buyers: tuple[Buyer, ...]
    drafts: tuple[Draft, ...]
    passages: tuple[Passage, ...] = ()
    """What approved contracts and procedures say about it."""
    notes: tuple[Line, ...] = ()

    def buyer(self, order_id: int | None) -> Person | None:
        """The buyer of an order, of no one order whoever has most of them, else whoever looks after suppliers."""
        people = [one.person for one in self.buyers if order_id in {None, one.order_id}]
        return max(people, key=people.count, default=self.reviewer)

    def asked_of(self, order_id: int) -> tuple[AskedOf, ...]:
        """The open lines that a message on an order may be about."""
        return tuple(
            AskedOf(
                line_id=line.line_id,
                code=line.product.code,
                name=line.product.name,
                open_quantity=line.open_quantity,
                unit_price=line.unit_price,
                promised=line.first_promise,
            )
            for line in self.watch.lines
            if line.order_id == order_id
        )


class Heard(Fact):
    """What the supplier wrote, read."""

    replies: tuple[Reply, ...]

    def about(self, line: OpenLine) -> "Told | None":
        """The latest clear word about one line: its promise is kept, or the new date."""
        found = [
            Told(message_id=reply.message_id, received=reply.received, at=field.date or line.first_promise)
            for reply in self.replies
            if reply.order_id == line.order_id and reply.clear
            for field in reply.fields
            if field.line_id in {None, line.line_id}
        ]
        return max(found, key=lambda told: told.message_id, default=None)


class Told(Fact):
    """When the supplier says that a line comes, and in which message."""

    message_id: Id
    received: Moment
    at: Moment


class Offer(Fact):
    """An option and the one write that it stands for; `commits` where it must not be done beside anything else."""

    option: Option
    step: Proposal | None = None
    bounds: Bounds | None = None
    gain: Money | None = None
    """What is likely to be saved by it, less its cost."""
    commits: bool = False
    sure: Share | None = None
    """How sure it is, where it does not rest on past deliveries: what was seen in Odoo is certain."""


class Listed(Fact):
    """All options of a turn."""

    offers: tuple[Offer, ...]


class Carried(Fact):
    """What a case remembers from turn to turn beside its effects: looks in a row that were good, and that were bad."""

    good: Annotated[int, Field(ge=0)] = 0
    bad: Annotated[int, Field(ge=0)] = 0
    looked_on: Line = ""
    """The day of the last look that was counted: a day counts once, however often something wakes the case."""

    def after(self, *, good: bool, now: datetime) -> "Carried":
        """With the look of now counted."""
        today = f"{now:%Y-%m-%d}"
        if today == self.looked_on and good == bool(self.good):
            return self
        return Carried(good=self.good + 1 if good else 0, bad=0 if good else self.bad + 1, looked_on=today)


def carried(turn: Turn) -> Carried:
    """What the last turn carried on; nothing at the first."""
    return Carried.from_json(turn.carried) if turn.carried else Carried()


def done(turn: Turn, option: str) -> Effect | None:
    """What was written for an option and still stands."""
    return next((e for e in turn.effects if e.option == option and e.state in _DONE), None)


def standing(turn: Turn, kind: str) -> list[Effect]:
    """What was written of one kind and still stands, in order."""
    return [effect for effect in turn.effects if effect.kind == kind and effect.state in _DONE]


def turned_down(turn: Turn) -> frozenset[str]:
    """Options that are not wished again in this case: refused by anybody, or in vain because Odoo kept changing."""
    drifted = [r.option for r in turn.rejections if r.by == "drift"]
    often = {option for option in drifted if drifted.count(option) >= MOST_DRIFTS}
    return frozenset({r.option for r in turn.rejections if r.by != "drift"} | often)


def tenth(share: Decimal) -> str:
    """A share for people: 62.5 %."""
    return f"{100 * share:.1f} %"
