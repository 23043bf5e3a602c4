"""Judgement: the state as it is now, the book in force, and what is already committed, weighed in one transaction."""

from dataclasses import dataclass

from temporalio import activity

from domain.approval import Circumstances, Exposure, NeedsApproval, Refused, StateStamp
from domain.fact import fingerprint
from domain.proposals import Wish, digest
from policies import exposure
from policies.book import PolicyBook
from policies.judge import judge
from tools.errors import Drifted
from tools.ledger import Judgement, Said
from tools.odoo import people
from tools.odoo.called import misnamed
from tools.odoo.reliances import reliances
from tools.odoo.session import OdooSession
from tools.odoo.stamps import stamp_of, unmet
from workflows import amending, naming
from workflows.activities import looking_back
from workflows.activities.gathering import circumstances
from workflows.activities.looking_back import Told
from workflows.desk import Desk, in_temporal_words
from workflows.orders import AmendOrder, Dropped, Judged, JudgeOrder, Kept


@dataclass(frozen=True)
class Judging:
    """Reads Odoo and the book; writes verdicts and reservations."""

    desk: Desk

    @activity.defn(name="judge", no_thread_cancel_exception=True)
    def judge(self, order: JudgeOrder) -> Judged:
        """The verdict on a wish, with the state that it was given on.

        `Drifted` when the book would allow it and it cannot be done all the same, or a name in it is not Odoo's. A
        task that this case has put on somebody's clock already is not judged once more: it stands.
        """
        with in_temporal_words(), self.desk.reading() as odoo:
            proposal, now, book = order.wish.proposal, self.desk.now(), self.desk.book()
            stands = looking_back.told_before(self.desk, order, odoo)
            if stands is not None:
                return self._stands(order, stands, book)
            relied = reliances(proposal, odoo)
            known = circumstances(order.wish, odoo, self.desk.ledger, case=order.opened.case, now=now)
            given = self._given(order, known, book, stamp_of(relied, now=now))
            missing = (*unmet(relied), *misnamed(proposal, odoo))
            if missing and not isinstance(given.verdict, Refused):
                message = f"it cannot be done: {'; '.join(missing)}"
                raise Drifted(message, remedy="It is looked at again with what is true now")
            return Judged(
                verdict=given.verdict,
                state=given.state,
                holds=_holds(odoo, order, given, book),
                lifetime=book.lifetime,
            )

    @activity.defn(name="amend", no_thread_cancel_exception=True)
    def amend(self, order: AmendOrder) -> Wish:
        """The wish with the values that the approver wrote."""
        with in_temporal_words():
            return amending.amended(order.wish, order.decision)

    @activity.defn(name="drop", no_thread_cancel_exception=True)
    def drop(self, dropped: Dropped) -> Kept:
        """Record that a wish came to nothing; neither it nor what replaced it counts any more."""
        with in_temporal_words():
            ledger, slot = self.desk.ledger, dropped.slot
            by = self.desk.by(dropped.opened)
            words = f"{dropped.rejection.by}: {dropped.rejection.reason}"
            ledger.release(slot, words, by)
            while ledger.judgement(slot := naming.amended(slot)) is not None:
                ledger.release(slot, words, by)
            return Kept(digest=fingerprint("document", words.encode()))

    def _stands(self, order: JudgeOrder, stands: Told, book: PolicyBook) -> Judged:
        by = self.desk.by(order.opened, book=book.digest)
        said = Said(words=stands.effect.read_back[0])
        self.desk.ledger.record(self.desk.note(order.opened, "notice.stands", order.slot, said, by=by))
        given = stands.given
        return Judged(verdict=given.verdict, state=given.state, lifetime=book.lifetime, stands=stands.effect)

    def _given(self, order: JudgeOrder, known: Circumstances, book: PolicyBook, state: StateStamp) -> Judgement:
        proposal = order.wish.proposal

        def decide(exposures: tuple[Exposure, ...]) -> Judgement:
            whole = known.model_copy(update={"exposures": exposures})
            return Judgement(
                slot=order.slot,
                proposal=proposal,
                circumstances=whole,
                verdict=judge(proposal, whole, book),
                state=state,
            )

        return self.desk.ledger.judged(
            order.slot,
            digest(proposal),
            exposure.keys(proposal, known, book),
            decide=decide,
            by=self.desk.by(order.opened, book=book.digest),
            instead_of=order.instead_of,
        )


def _holds(odoo: OdooSession, order: JudgeOrder, given: Judgement, book: PolicyBook) -> bool:
    """Whether the person who approved other values holds the role that these need, or a higher one."""
    if order.approved_by is None or not isinstance(given.verdict, NeedsApproval):
        return False
    groups, company = book.groups(*given.verdict.roles), order.wish.proposal.company_id
    return people.holds(odoo, order.approved_by, groups=groups, company_id=company) is not None
