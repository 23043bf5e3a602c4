"""The write: its intent first, what an earlier try left next, then once and only what the ledger says was allowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from temporalio import activity

from domain.approval import ApprovalRequest, Cleared, Decision, NeedsApproval, Refused
from domain.fact import tame
from domain.ledger import Effect, EffectState
from domain.proposals import digest
from policies.book import PolicyBook
from policies.judge import judge
from tools import errors
from tools.errors import Drifted, WrongClearance
from tools.ledger import Begun, By, Intent, Judgement, Settled
from tools.odoo import people, writes
from tools.odoo.session import OdooSession
from workflows import naming
from workflows.activities.looking_back import STILL_AT_WORK
from workflows.amending import amended
from workflows.desk import WEIGHBRIDGE, Desk, in_temporal_words
from workflows.orders import WriteOrder

_ANSWERED = "request.answered"
_ANEW = "It is judged anew"


@dataclass(frozen=True)
class Writing:
    """The only activity that changes business records."""

    desk: Desk

    @activity.defn(name="carry_out", no_thread_cancel_exception=True)
    def carry_out(self, order: WriteOrder) -> Effect:
        """Do what was cleared, once, and read it back; an earlier try is found by its key before anything is done."""
        with in_temporal_words():
            by = self.desk.by(order.opened, actor=_on_behalf_of(order), book=order.clearance.book)
            given = self._given(order)
            begun = self.desk.ledger.begin(self._intent(order), by)
            if begun.effect.state is EffectState.VERIFIED and self._stands(begun.effect):
                return begun.effect
            written = self._reconciled(order, begun, by) if begun.attempt > 1 else None
            if written is None:
                written = self._written(order, begun, given, by)
            return self._verified(order, written, by)

    def _written(self, order: WriteOrder, begun: Begun, given: Judgement, by: By) -> writes.Written:
        """Write it; whatever comes instead of an answer is put on record as what it says of the write."""
        proposal, clearance = order.wish.proposal, order.clearance
        try:
            with self.desk.odoo() as odoo:
                self._expect_still_allowed(order, given, odoo)
                return writes.carry_out(proposal, clearance, odoo, key=begun.effect.key, now=self.desk.now())
        except errors.Amiss as amiss:
            self._settle(order, EffectState.APPLIED, by, words=str(amiss))
            raise
        except (errors.OutcomeUnknown, errors.KeyTaken) as perhaps:
            self._settle(order, EffectState.UNKNOWN, by, words=str(perhaps))
            raise
        except errors.Permanent as no:
            if begun.attempt > 1 and self.desk.now() < begun.effect.at + STILL_AT_WORK:
                message = f"an earlier try may still come through: {no}"
                raise errors.OutcomeUnknown(message) from no
            self._settle(order, EffectState.REFUSED, by, words=str(no))
            raise

    def _given(self, order: WriteOrder) -> Judgement:
        """The verdict in the ledger that allows exactly this; the workflow's word is not enough."""
        clearance, named = order.clearance, digest(order.wish.proposal)
        given = self.desk.ledger.judgement(clearance.slot)
        if clearance.digest != named or given is None or digest(given.proposal) != named:
            message = f"the clearance {clearance.clearance_id} is for something that was not judged"
            raise WrongClearance(message)
        by_policy = clearance.granted_by == "policy"
        if isinstance(given.verdict, Refused) or (isinstance(given.verdict, NeedsApproval) and by_policy):
            message = f"the verdict on {clearance.slot} was {given.verdict.kind}"
            raise WrongClearance(message)
        if not by_policy and not self._was_granted(order):
            message = f"no answer on record grants {clearance.clearance_id}"
            raise WrongClearance(message)
        if clearance.state != given.state:
            message = f"the clearance {clearance.clearance_id} was not cut on the state that was judged"
            raise WrongClearance(message)
        return given

    def _was_granted(self, order: WriteOrder) -> bool:
        """Whether the answer on record, of the person named, in time, is a yes to exactly this."""
        clearance, ledger = order.clearance, self.desk.ledger
        row = ledger.request(clearance.request_id or "")
        if row is None or (row.request.case, row.request.approver) != (order.opened.case, clearance.granted_by):
            return False
        said = [
            e
            for e in ledger.entries(case=order.opened.case)
            if (e.kind, e.subject) == (_ANSWERED, row.request.request_id)
        ]
        return any(self._grants(order, row.request, ledger.fetch(e.payload, Decision)) for e in said)

    def _grants(self, order: WriteOrder, request: ApprovalRequest, decision: Decision) -> bool:
        clearance = order.clearance
        if decision.by != clearance.granted_by or decision.decided_at >= request.expires_at:
            return False
        if decision.answer == "approve":
            return request.digest == clearance.digest and naming.asks_about(request.request_id, clearance.slot)
        base = clearance.slot.removesuffix(naming.AMENDED)
        asked = self.desk.ledger.judgement(base)
        if decision.answer != "amend" or base == clearance.slot or asked is None:
            return False
        wish = amended(order.wish.model_copy(update={"proposal": asked.proposal}), decision)
        return digest(wish.proposal) == clearance.digest and naming.asks_about(request.request_id, base)

    def _stands(self, effect: Effect) -> bool:
        """Whether what was verified is still there; what people did to it since is theirs."""
        if effect.model is None or effect.record_id is None:
            return False
        with _nothing_is_final(), self.desk.odoo() as odoo:
            return bool(odoo.rows(effect.model, [["id", "=", effect.record_id]], ["id"]))

    def _intent(self, order: WriteOrder) -> Intent:
        clearance, proposal = order.clearance, order.wish.proposal
        return Intent(
            slot=clearance.slot,
            key=self.desk.key(clearance.slot, clearance.digest),
            digest=clearance.digest,
            kind=proposal.kind,
            option=order.wish.option,
            clearance_id=clearance.clearance_id,
        )

    def _reconciled(self, order: WriteOrder, begun: Begun, by: By) -> writes.Written | None:
        """What an earlier try left; None when there is nothing. What a person took away is not made again."""
        effect = begun.effect
        if effect.state is EffectState.REFUSED:
            raise errors.Refused("; ".join(effect.read_back) or "an earlier try was refused")
        written = None if effect.state is EffectState.TOMBSTONE else self._left(order, effect, by)
        if written is None and effect.state is EffectState.APPLIED:
            raise errors.Amiss("; ".join(effect.read_back) or "an earlier try was not carried out as it was cleared")
        if written is None and effect.state in {EffectState.VERIFIED, EffectState.TOMBSTONE}:
            self._settle(order, EffectState.TOMBSTONE, by)
            message = f"{effect.record or effect.slot} was written and is gone"
            raise errors.Gone(message, remedy="Somebody took it away in Odoo; it is not made again")
        return written

    def _left(self, order: WriteOrder, effect: Effect, by: By) -> writes.Written | None:
        """What stands in Odoo of an earlier try."""
        try:
            with _nothing_is_final(), self.desk.odoo() as odoo:
                return writes.look_up(order.wish.proposal, odoo, key=effect.key)
        except (errors.Amiss, errors.KeyTaken) as other:
            if effect.state in {EffectState.INTENT, EffectState.UNKNOWN}:
                amiss = isinstance(other, errors.Amiss)
                self._settle(order, EffectState.APPLIED if amiss else EffectState.UNKNOWN, by, words=str(other))
            raise

    def _expect_still_allowed(self, order: WriteOrder, given: Judgement, odoo: OdooSession) -> None:
        """Where the book was edited since: the same proposal under the book in force, and the stricter counts.

        Whoever said yes must hold the role that it takes, or a higher one, at this very moment.
        """
        book, granted = self.desk.book(), order.clearance.granted_by
        edited = book.digest != order.clearance.book
        verdict = judge(given.proposal, given.circumstances, book) if edited else given.verdict
        if isinstance(verdict, Refused):
            message = "the book was edited since, and no longer allows it"
            raise WrongClearance(message, remedy=_ANEW)
        if self._is_enough(order, verdict, book, odoo):
            return
        if edited and isinstance(verdict, NeedsApproval):
            message = f"the book was edited since, and now asks a {verdict.role.value}"
            raise WrongClearance(message, remedy=_ANEW)
        message = f"{granted if granted == 'policy' else granted.name} may no longer decide this"
        raise Drifted(message, remedy=_ANEW)

    def _is_enough(
        self, order: WriteOrder, verdict: Cleared | NeedsApproval, book: PolicyBook, odoo: OdooSession
    ) -> bool:
        """Whether the book's word, or the person's, suffices. Where no role is needed, the role asked in counts."""
        granted = order.clearance.granted_by
        if granted == "policy":
            return isinstance(verdict, Cleared)
        row = self.desk.ledger.request(order.clearance.request_id or "")
        asked = () if row is None else row.request.verdict.roles
        groups = book.groups(*(verdict.roles if isinstance(verdict, NeedsApproval) else asked))
        return people.holds(odoo, granted.uid, groups=groups, company_id=order.wish.proposal.company_id) is not None

    def _verified(self, order: WriteOrder, written: writes.Written, by: By) -> Effect:
        return self.desk.ledger.settle(
            Settled(
                slot=order.clearance.slot,
                state=EffectState.VERIFIED,
                model=written.model,
                record_id=written.record_id,
                record=written.record,
                read_back=written.read_back,
            ),
            by,
        )

    def _settle(self, order: WriteOrder, state: EffectState, by: By, words: str = "") -> None:
        said = (tame(words),) if words else ()
        self.desk.ledger.settle(Settled(slot=order.clearance.slot, state=state, read_back=said), by)


@contextmanager
def _nothing_is_final() -> Iterator[None]:
    """Only a look at Odoo tells what an earlier try left: until it can be had, the step is tried again."""
    try:
        yield
    except (errors.Amiss, errors.KeyTaken):
        raise
    except errors.Permanent as unseen:
        message = f"what an earlier try left cannot be told yet: {unseen}"
        raise errors.OutcomeUnknown(message) from unseen


def _on_behalf_of(order: WriteOrder) -> str:
    granted = order.clearance.granted_by
    return f"{WEIGHBRIDGE} by the book" if granted == "policy" else tame(f"{WEIGHBRIDGE} for {granted.login}")
