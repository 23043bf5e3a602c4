"""Asking: the question is put to one person who may answer, its record is read and checked, and its end is recorded."""

from dataclasses import dataclass

from temporalio import activity

from domain.approval import ApprovalRequest, NeedsApproval
from domain.case import Thought
from domain.fact import tame
from domain.identity import Person, Role
from domain.proposals import Wish, digest
from tools.ledger import Said
from tools.odoo import people, requests
from tools.odoo.approvers import hands_on, seated
from tools.odoo.page import compose
from tools.odoo.provision.model import LETTERS
from tools.odoo.session import OdooSession
from workflows import naming
from workflows.desk import Desk, in_temporal_words
from workflows.orders import Answered, AnswerSought, Asked, AskOrder, Kept, Remark

_ODOOBOT = 1


@dataclass(frozen=True)
class Asking:
    """Makes and reads the records on which people decide."""

    desk: Desk

    @activity.defn(name="post_request", no_thread_cancel_exception=True)
    def post_request(self, order: AskOrder) -> Asked:
        """Put the question where the person works. Its time runs from now, by the server's clock.

        A try whose answer is lost leaves a record that nobody ever reads; the next try asks under another name.
        """
        with in_temporal_words():
            standing = self._standing(order)
            if standing is not None:
                return Asked(request=standing, words="asked before")
            with self.desk.odoo() as odoo:
                approver = self._approver(order, odoo)
                if approver is None:
                    return self._nobody(order)
                request = self._post(order, approver, odoo)
            self.desk.ledger.open_request(request, self.desk.by(order.opened, book=order.verdict.book))
            return Asked(request=request, words=tame(f"{approver.name} was asked"))

    @activity.defn(name="read_answer", no_thread_cancel_exception=True)
    def read_answer(self, sought: AnswerSought) -> Answered:
        """The decision, if the record holds one that stands up to every check of a person who may still decide."""
        with in_temporal_words(), self.desk.odoo() as odoo:
            request = sought.request
            answer = requests.read_answers(odoo, [request.odoo_id]).get(request.odoo_id)
            reading = requests.decision(answer, request)
            decision, words = reading.decision, reading.words
            doubtful = reading.distrusted
            if decision is not None and self._holder(odoo, request) is None:
                decision, doubtful = None, True
                words = tame(f"not counted: {request.approver.name} may no longer decide this")
            if decision is not None:
                by = self.desk.by(sought.opened, actor=decision.by.login, book=request.verdict.book)
                note = self.desk.note(sought.opened, "request.answered", request.request_id, decision, by=by)
                self.desk.ledger.record(note)
            elif doubtful:
                written = naming.knock_name(request.request_id, None if answer is None else answer.written_at)
                by = self.desk.by(sought.opened)
                said = Said(words=words)
                self.desk.ledger.record(self.desk.note(sought.opened, "request.doubted", written, said, by=by))
            return Answered(decision=decision, words=words)

    @activity.defn(name="remind", no_thread_cancel_exception=True)
    def remind(self, sought: AnswerSought) -> Kept:
        """Put the task before the person once more."""
        with in_temporal_words():
            with self.desk.odoo() as odoo:
                requests.remind(odoo, sought.request)
            said = Said(words=f"{sought.request.approver.login} was reminded")
            by = self.desk.by(sought.opened)
            note = self.desk.note(sought.opened, "request.reminded", sought.request.request_id, said, by=by)
            return Kept(digest=self.desk.ledger.record(note).payload)

    @activity.defn(name="close_request", no_thread_cancel_exception=True)
    def close_request(self, remark: Remark) -> Kept:
        """Record how a request ended; the feed stops reading it."""
        with in_temporal_words():
            self.desk.ledger.close_request(remark.subject, remark.words, self.desk.by(remark.opened))
            return Kept(digest=self.desk.ledger.head().hash)

    def _standing(self, order: AskOrder) -> ApprovalRequest | None:
        """The question as an earlier try has put it."""
        asked = (row.request for row in self.desk.ledger.requests(case=order.opened.case))
        return next((r for r in asked if naming.round_of(r.request_id) == order.request_id), None)

    def _approver(self, order: AskOrder, odoo: OdooSession) -> Person | None:
        """Of those who hold the role, are seated and had no hand in the record: who has the fewest open questions."""
        groups, company = self.desk.book().groups(order.role), order.wish.proposal.company_id
        barred = {odoo.uid, _ODOOBOT, *order.passed_over, *hands_on(order.wish.proposal, odoo)}
        seats = seated(odoo) - barred
        able = [p for p in people.holders(odoo, groups=groups, company_id=company) if p.uid in seats]
        waiting = self.desk.ledger.waiting()
        return min(able, key=lambda p: (waiting.get(p.uid, 0), p.uid), default=None)

    def _holder(self, odoo: OdooSession, request: ApprovalRequest) -> Person | None:
        groups = self.desk.book().groups(request.role)
        return people.holds(odoo, request.approver.uid, groups=groups, company_id=request.proposal.company_id)

    def _nobody(self, order: AskOrder) -> Asked:
        words = f"nobody may be asked as {order.role.value}"
        by = self.desk.by(order.opened, book=order.verdict.book)
        self.desk.ledger.record(
            self.desk.note(order.opened, "request.nobody", order.request_id, Said(words=words), by=by)
        )
        return Asked(request=None, words=words)

    def _post(self, order: AskOrder, approver: Person, odoo: OdooSession) -> ApprovalRequest:
        thought = self.desk.ledger.fetch(order.thought, Thought)
        name = digest(order.wish.proposal)
        now = activity.info().started_time
        request_id = (
            f"{order.request_id}~{activity.info().attempt}" if activity.info().attempt > 1 else order.request_id
        )
        page = compose(
            order.wish,
            thought,
            order.verdict,
            case=order.opened.case,
            role=order.role,
            then=_then(order.verdict, order.role),
            now=now,
        )
        options = _instead(order.wish, thought)
        posted = requests.post(
            odoo,
            page,
            request_id=request_id,
            digest=name,
            approver=approver,
            expires_at=now + order.verdict.answer_within,
            bounds=order.wish.bounds,
            options=options,
        )
        return ApprovalRequest(
            request_id=request_id,
            case=order.opened.case,
            proposal=order.wish.proposal,
            digest=name,
            fingerprint=posted.fingerprint,
            verdict=order.verdict,
            role=order.role,
            approver=approver,
            odoo_id=posted.odoo_id,
            robot_uid=posted.robot_uid,
            opened_at=now,
            expires_at=posted.expires_at,
            bounds=order.wish.bounds,
            options=options,
        )


def _then(verdict: NeedsApproval, role: Role) -> Role | None:
    """Who is asked after this role."""
    chain = (verdict.role, *verdict.escalate_to)
    later = chain[chain.index(role) + 1 :]
    return later[0] if later else None


def _instead(wish: Wish, thought: Thought) -> tuple[str, ...]:
    """The options that a person may choose instead; doing nothing is chosen by rejecting."""
    open_to_choice = [
        o.option
        for o in thought.options
        if o.feasible and not o.comparison_only and o.kind != "nothing" and o.option != wish.option
    ]
    return tuple(open_to_choice[: len(LETTERS) - 1])
