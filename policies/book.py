"""The policy book: every threshold of the house, typed and strict, named by the hash of its content."""

import json
import tomllib
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationError

from domain.fact import Digest, Fact, Id, canonical, fingerprint
from domain.identity import Role
from domain.money import Currency
from policies.limits import CountLimits
from policies.refusal import Unreadable, problems
from policies.supplier_tables import (
    AskLimits,
    HoldLimits,
    PreferLimits,
    ReleaseLimits,
    ReplanLimits,
    ReviewLimits,
    SplitLimits,
)
from policies.tables import (
    Alone,
    ClearanceTerms,
    GroundLimits,
    NotifyLimits,
    PurchaseLimits,
    RateLimits,
    ReorderLimits,
    Roles,
    SupplierLimits,
    TransferLimits,
)


class BookRefused(Unreadable):
    """The text is not a policy book, or one that contradicts itself or the rules of the house."""

    what = "policy book"


class PolicyBook(Fact):
    """Everything the judge goes by. Build it with `load`."""

    currency: Currency
    companies: Annotated[tuple[Id, ...], Field(min_length=1)]
    clearance: ClearanceTerms
    roles: Roles
    alone: Alone
    grounds: GroundLimits
    rates: RateLimits
    supplier: SupplierLimits
    pace: CountLimits
    transfer: TransferLimits
    purchase: PurchaseLimits
    reorder: ReorderLimits
    notify: NotifyLimits
    ask: AskLimits
    replan: ReplanLimits
    split: SplitLimits
    review: ReviewLimits
    prefer: PreferLimits
    hold: HoldLimits
    release: ReleaseLimits

    @property
    def digest(self) -> Digest:
        """The book's name: equal for equal content, whatever its comments and layout."""
        return fingerprint("policy-book", canonical(self))

    @property
    def lifetime(self) -> timedelta:
        """How long a clearance is good after it was cut."""
        return self.clearance.lifetime

    def groups(self, *roles: Role) -> tuple[str, ...]:
        """The Odoo groups (xml ids) whose members hold one of the roles; any one of them is enough."""
        return tuple(dict.fromkeys(group for role in roles for group in self.roles.terms(role).groups))

    def rank(self, role: Role) -> int:
        """0 is the lowest; where several roles are asked, the highest decides."""
        return self.roles.lowest_first.index(role)

    def chain(self, role: Role) -> tuple[Role, ...]:
        """Who is asked after the silence of `role`, one after the other."""
        above = self.roles.terms(role).escalate_to
        return () if above == "nobody" else (above, *self.chain(above))

    def answer_within(self, role: Role) -> timedelta:
        """How long one person with the role may take."""
        return self.roles.terms(role).answer_within

    def remind_after(self, role: Role) -> timedelta:
        """When that person is reminded; always before `answer_within`."""
        return self.roles.terms(role).remind_after


def load(text: str) -> PolicyBook:
    """The book in a TOML text. Raises `BookRefused`, which names every key that is wrong, missing or unknown."""
    try:
        plain = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as garbled:
        raise BookRefused((f"not readable as TOML: {garbled}",)) from garbled
    try:
        return PolicyBook.model_validate_json(json.dumps(plain, default=str))
    except ValidationError as wrong:
        raise BookRefused(problems(wrong, PolicyBook)) from wrong
