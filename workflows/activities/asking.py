"""Asking: the question is put to one person who may answer, its record is read and checked, and its end is recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.approval import ApprovalRequest
from domain.case import Thought
from domain.fact import tame
from domain.identity import Person
from domain.proposals import Wish, digest
from tools import errors
from tools.ledger import Said
from tools.odoo import people, requests
from tools.odoo.approvers import hands_on, seated
from tools.odoo.page import Page, compose
from tools.odoo.pages_intact import intact
from tools.odoo.provision.model import LETTERS
from tools.odoo.session import OdooSession
from workflows import naming
from workflows.desk import Desk, in_temporal_words
from workflows.orders import Answered, AnswerSought, Asked, AskOrder, Kept, Remark

MOST_PAGES: Final = 5
"""So many pages of one case may be open in Odoo of which we never heard that they were made."""

_ODOOBOT = 1
_LOST = "request.lost"
_PAUSES = (timedelta(seconds=2), *(timedelta(minutes=n) for n in (3, 10, 30, 60)))
"""The second and all later ones are longer than Odoo works on one call: what a try left is seen by the next."""


@dataclass(frozen=True)
class Asking:
    """Makes and reads the records on which people decide."""

    desk: Desk

    @activity.defn(name="post_request", no_thread_cancel_exception=True)
    def post_request(self, order: AskOrder) -> Asked:
        """Put the question where the person works. Its time runs from now, by the server's clock.

        A try whose answer is lost may leave a page that nobody ever reads, for a page that was found by searching is
        never adopted; the next try asks under another name, after a longer and longer pause. Odoo is only asked how
        many such pages of the case are open there, and at five it is `Unasked`, for good: an Odoo that makes the page
        and is too slow to say so would otherwise fill its lists. Tries that left nothing are not counted; the first
        try of a question is always made, so that a case which begins anew can ask when Odoo is well again.
        """
        with in_temporal_words():
            standing = self._standing(order)
            if standing is not None:
                return Asked(request=standing, words="asked before")
            with self.desk.odoo() as odoo:
                approver = self._approver(order, odoo)
                if approver is None:
                    return self._nobody(order)
                self._expect_few_pages(order, odoo)
                request = self._post(order, approver, odoo)
            self.desk.ledger.open_request(request, self.desk.by(order.opened, book=order.verdict.book))
            return Asked(request=request, words=tame(f"{approver.name} was asked"))

    @activity.defn(name="read_answer", no_thread_cancel_exception=True)
    def read_answer(self, sought: AnswerSought) -> Answered:
        """The decision, if the record holds one that stands up to every check of a person who may still decide."""
        with in_temporal_words(), self.desk.reading() as odoo:
            request = sought.request
            answer = requests.read_answers(odoo, [request.odoo_id]).get(request.odoo_id)
            reading = self.desk.believed(intact(requests.decision(answer, request), request, odoo))
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

    def _expect_few_pages(self, order: AskOrder, odoo: OdooSession) -> None:
        """Nothing is read of the pages but how many there are."""
        tries = [naming.try_name(order.request_id, n) for n in range(1, activity.info().attempt)]
        if not tries:
            return
        named = [*tries, *self._lost_before(order)]
        pages = requests.standing(odoo, named, now=activity.info().started_time)
        if pages >= MOST_PAGES:
            message = f"Odoo could not be asked: it made {pages} pages for this case and never said so"
            raise errors.Unasked(message, remedy="Look why Odoo answers so late; the pages decide nothing, and close")

    def _lost_before(self, order: AskOrder) -> list[str]:
        """The tries of this case, in whatever opening, whose answer was lost."""
        return [e.subject for e in self.desk.ledger.entries(case=order.opened.case) if e.kind == _LOST]

    def _lost(self, order: AskOrder, request_id: str, lost: errors.OutcomeUnknown) -> ApplicationError:
        """Put on record that a page may stand there, and wait longer each time, so that the next try can see it."""
        ledger, words = self.desk.ledger, tame(f"no answer came, a page may stand there: {lost}")
        by = self.desk.by(order.opened, book=order.verdict.book)
        ledger.record(self.desk.note(order.opened, _LOST, request_id, Said(words=words), by=by))
        times = sum(naming.round_of(name) == order.request_id for name in self._lost_before(order))
        pause = _PAUSES[min(times, len(_PAUSES)) - 1]
        return ApplicationError(str(lost), type=type(lost).__name__, next_retry_delay=pause)

    def _post(self, order: AskOrder, approver: Person, odoo: OdooSession) -> ApprovalRequest:
        thought = self.desk.ledger.fetch(order.thought, Thought)
        name = digest(order.wish.proposal)
        now = activity.info().started_time
        request_id = naming.try_name(order.request_id, activity.info().attempt)
        page, options = _page(order, thought, now), _instead(order.wish, thought)
        try:
            posted = requests.post(
                odoo,
                page,
                request_id=request_id,
                digest=name,
                approver=approver,
                expires_at=now + order.verdict.rung(order.role).answer_within,
                bounds=order.wish.bounds,
                options=options,
            )
        except errors.OutcomeUnknown as lost:
            raise self._lost(order, request_id, lost) from lost
        return ApprovalRequest(
            request_id=request_id,
            case=order.opened.case,
            proposal=order.wish.proposal,
            digest=name,
            fingerprint=posted.fingerprint,
            page=posted.page,
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


def _page(order: AskOrder, thought: Thought, now: datetime) -> Page:
    return compose(
        order.wish,
        thought,
        order.verdict,
        case=order.opened.case,
        role=order.role,
        then=order.verdict.after(order.role),
        now=now,
    )


def _instead(wish: Wish, thought: Thought) -> tuple[str, ...]:
    """The options that a person may choose instead; doing nothing is chosen by rejecting."""
    open_to_choice = [
        o.option
        for o in thought.options
        if o.feasible and not o.comparison_only and o.kind != "nothing" and o.option != wish.option
    ]
    return tuple(open_to_choice[: len(LETTERS) - 1])
