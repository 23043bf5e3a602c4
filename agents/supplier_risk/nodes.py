"""The first steps of a turn: look at the supplier, read what it wrote, list what could be done. Each is an activity."""

from dataclasses import dataclass
from functools import cached_property

from agents.kit import Means, means
from agents.supplier_risk.assumptions import shipped
from agents.supplier_risk.facts import facts
from agents.supplier_risk.options.listing import listed
from agents.supplier_risk.options.rows import Situation
from agents.supplier_risk.reading.replies import reply_of
from agents.supplier_risk.reading.reply import Reply
from agents.supplier_risk.seeing import see
from agents.supplier_risk.state import SupplierState
from agents.supplier_risk.turns import Carried, Heard, Listed, Seen, carried
from domain.case import Datum, Turn
from domain.fact import Moment, tame
from tools.knowledge.words import Passage

_REPLIES = 6


@dataclass(frozen=True)
class Desk:
    """What a node works on: the turn it was given and what the nodes before it kept, each fetched once."""

    means: Means
    state: SupplierState

    @cached_property
    def turn(self) -> Turn:
        """The finding and what happened to the wishes so far."""
        return self.means.documents.fetch(self.state["turn"], Turn)

    @cached_property
    def seen(self) -> Seen:
        """What was read at the start of this turn."""
        return self.means.documents.fetch(self.state["seen"], Seen)

    @cached_property
    def heard(self) -> Heard:
        """What the supplier wrote."""
        return self.means.documents.fetch(self.state["heard"], Heard)

    @cached_property
    def listed(self) -> Listed:
        """All options."""
        return self.means.documents.fetch(self.state["listed"], Listed)

    @cached_property
    def facts(self) -> tuple[Datum, ...]:
        """The facts that people and the model are given."""
        quoted = (_quoted(passage, self.seen.watch.read_at) for passage in self.seen.passages)
        return (*facts(self.seen.watch), *quoted, *(_told(reply) for reply in self.heard.replies[-_REPLIES:]))

    @cached_property
    def carried(self) -> Carried:
        """The looks so far, this one counted."""
        watch = self.seen.watch
        good = shipped().levels.good(watch)
        return carried(self.turn).after(good=good, now=watch.read_at)

    @cached_property
    def passed(self) -> bool:
        """Whether the trouble is over: so many good looks in a row."""
        return self.carried.good >= shipped().levels.looks_below

    @cached_property
    def situation(self) -> Situation:
        """What the options are worked out from."""
        return Situation(
            turn=self.turn,
            seen=self.seen,
            heard=self.heard,
            assumptions=shipped(),
            bad_looks=self.carried.bad,
            good_looks=self.carried.good,
        )


def desk(state: SupplierState) -> Desk:
    """The work of one node."""
    return Desk(means(), state)


def look(state: SupplierState) -> dict[str, str]:
    """Read the supplier as it stands now, and what came in on its orders."""
    at = desk(state)
    return {"seen": at.means.documents.keep(see(at.means, at.turn))}


def read_replies(state: SupplierState) -> dict[str, str | bool]:
    """Every message as typed fields; a model in quarantine helps where one is configured, which is said."""
    at = desk(state)
    seen = at.seen
    replies = tuple(
        reply_of(
            mail,
            seen.asked_of(mail.order_id),
            contacts=seen.contacts,
            english=seen.english,
            model=at.means.model,
        )
        for mail in seen.mails
    )
    by_model = at.means.model is not None and bool(replies)
    return {"heard": at.means.documents.keep(Heard(replies=replies)), "by_model": by_model}


def list_options(state: SupplierState) -> dict[str, str]:
    """All kinds of options, always, each with its sums or the reason why it is not possible."""
    at = desk(state)
    return {"listed": at.means.documents.keep(listed(at.situation, passed=at.passed))}


def _quoted(passage: Passage, read_at: Moment) -> Datum:
    """A passage of an approved document, as it stands there."""
    return Datum(
        name=tame(f"procedure: {passage.title}", 120),
        value=tame(passage.words) or passage.document,
        source=tame(f"{passage.document} version {passage.version}, {passage.section}"),
        read_at=read_at,
        record=passage.source,
    )


def _told(reply: Reply) -> Datum:
    """What a message says, as a claim of whoever wrote it."""
    who = "known address" if reply.known_sender else "address that Odoo does not know"
    said = "; ".join(f"{field.said.replace('_', ' ')}: {field.quote}" for field in reply.fields)
    return Datum(
        name=tame(f"claim of the supplier, message {reply.message_id}", 120),
        value=tame(said) or "no words",
        source=tame(f"mail from {who}, read by {reply.read_by}"),
        read_at=reply.received,
        record=f"mail.message,{reply.message_id}",
    )
