"""Judgement, asking and answering: verdicts, requests, decisions, and the key that a write needs."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.fact import Amount, Digest, Fact, Id, Line, Moment, Name, Quantity, Unfit, Words
from domain.identity import CaseId, Person, Role
from domain.money import Currency, Money
from domain.proposals import Bounds, Grounds, Proposal
from domain.stock import Level
from domain.supplier import OrderStanding, ReplyStanding, SupplierStanding

_LONGEST_MARGIN = timedelta(minutes=2)


class RuleHit(Fact):
    """One rule that fired, and what it says in words."""

    rule: Name
    effect: Literal["clears", "asks", "refuses"]
    words: Line


class _Judged(Fact):
    """What every verdict carries: the book's hash and the rules that fired."""

    book: Digest
    hits: tuple[RuleHit, ...]


class Cleared(_Judged):
    """Harmless by the book: carried out without asking."""

    kind: Literal["cleared"] = "cleared"


class Rung(Fact):
    """One role of those that are asked one after the other: how long it may take, and when it is reminded."""

    role: Role
    answer_within: timedelta
    remind_after: timedelta


class NeedsApproval(_Judged):
    """A person with the first role of `chain` must say yes; after silence the next is asked, after the last it expires.

    Whoever holds a later role may decide what an earlier one may.
    """

    kind: Literal["needs_approval"] = "needs_approval"
    chain: Annotated[tuple[Rung, ...], Field(min_length=1)]

    @property
    def role(self) -> Role:
        """Who is asked first."""
        return self.chain[0].role

    @property
    def roles(self) -> tuple[Role, ...]:
        """Whose yes is enough, lowest first."""
        return tuple(rung.role for rung in self.chain)

    def rung(self, role: Role) -> Rung:
        """The terms of one role of the chain; `Unfit` for a role that is not asked."""
        if role not in self.roles:
            message = f"a {role.value} is not asked here"
            raise Unfit(message)
        return self.chain[self.roles.index(role)]

    def after(self, role: Role) -> Role | None:
        """Who is asked after the silence of `role`; None when nobody is."""
        return next(iter(self.roles[self.roles.index(role) + 1 :]), None)


class Refused(_Judged):
    """Not allowed, or not covered by any rule."""

    kind: Literal["refused"] = "refused"


Verdict = Annotated[Cleared | NeedsApproval | Refused, Field(discriminator="kind")]


class ExposureKey(Fact):
    """One sliding window that a proposal counts in, and what it adds there: one more, `amount`, and `quantity`.

    `amount` is in company currency at the worst rate; `quantity` is above zero only where a window counts goods, or
    days by which a date is moved.
    """

    key: Name
    span: Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(days=3650))]
    amount: Money
    quantity: Quantity

    def since(self, now: Moment) -> Moment:
        """What was reserved at or after this moment counts, and so does what lies after `now`."""
        return now - self.span


class Exposure(Fact):
    """What was already committed under one key within a sliding window, in company currency, this one not counted."""

    key: Name
    span: timedelta
    committed: Money
    quantity: Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 15, decimal_places=6)]
    count: Annotated[int, Field(ge=0, le=2**53 - 1)]


class Rate(Fact):
    """Units of `currency` for one unit of company currency: the worst (dearest) within the window looked at."""

    currency: Currency
    company_currency: Currency
    factor: Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 9)]
    """Multiply an amount in `currency` by this to get company currency."""
    as_of: Moment


class Giving(Fact):
    """What the giving site of a transfer has of the product, read when judging: free units, and the worth of one."""

    free: Level
    unit_value: Money


class Circumstances(Fact):
    """What the judge knows beside the proposal. None means unknown, and unknown is refused where a rule needs it."""

    grounds: Grounds
    judged_at: Moment
    company_currency: Currency | None
    rate: Rate | None
    supplier: SupplierStanding | None
    exposures: tuple[Exposure, ...]
    giving: Giving | None = None
    """For a transfer."""
    made_by: Literal["this_case", "another_case", "not_ours"] | None = None
    """Who made the record that is reserved, confirmed or withdrawn, or the hold that is released, by our own ledger."""
    passed_over: SupplierStanding | None = None
    """The supplier in whose place another is to be preferred or asked."""
    order: OrderStanding | None = None
    """The order that is asked about or planned anew, or that is late and sourced elsewhere."""
    reply: ReplyStanding | None = None
    """The message that a new date is taken from."""
    spent: Money | None = None
    """Bought within a year, in company currency: of the product that is preferred, of the supplier that is held."""


class StateStamp(Fact):
    """What a write relies on, as it was: re-read before the write, and any difference refuses it."""

    digest: Digest
    words: tuple[Line, ...]
    seen_at: Moment


class ApprovalRequest(Fact):
    """One question to one person about one proposal; `odoo_id` is the record our own create returned."""

    request_id: Name
    case: CaseId
    proposal: Proposal
    digest: Digest
    fingerprint: Digest
    verdict: NeedsApproval
    role: Role
    approver: Person
    odoo_id: Id
    robot_uid: Id
    opened_at: Moment
    expires_at: Moment
    bounds: Bounds | None = None
    options: tuple[Name, ...] = ()
    page: Digest | None = None
    """Of the whole page as Odoo held it when it was made; None for those that an older release asked."""

    @property
    def waits_until(self) -> Moment:
        """Until when the case waits: a margin longer than Odoo takes answers, which is until `expires_at`.

        So an answer that Odoo took in time, by its own clock, is still found when that clock is late by less than the
        margin. Two minutes, or a tenth of the time to answer where that is shorter.
        """
        return self.expires_at + min(_LONGEST_MARGIN, (self.expires_at - self.opened_at) / 10)


class Amendment(Fact):
    """What the approver would have instead: other values, or another option; empty fields stay as proposed."""

    quantity: Amount | None = None
    date: Moment | None = None
    option: Name | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.option is not None and (self.quantity is not None or self.date is not None):
            message = "another option comes with values of its own"
            raise Unfit(message)
        return self


class Decision(Fact):
    """An attributed answer of the person asked, read from Odoo and checked."""

    request_id: Name
    answer: Literal["approve", "reject", "amend"]
    by: Person
    comment: Words
    amendment: Amendment | None
    decided_at: Moment


class Rejection(Fact):
    """Why a wish did not come true; goes back to the agent."""

    option: Name
    digest: Digest
    reason: Words
    by: Literal["person", "policy", "drift", "nobody", "odoo"]
    instead: Name | None = None
    """The option a person chose instead, if any."""


class Clearance(Fact):
    """The key to one write: it names one proposal, the state it was granted on, and works once."""

    clearance_id: Name
    digest: Digest
    slot: Line
    granted_by: Literal["policy"] | Person
    request_id: Name | None
    book: Digest
    state: StateStamp
    issued_at: Moment
    expires_at: Moment
