"""What a request's record says, and whether it is an answer of the person asked: a pure, distrustful check."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Literal

from domain.approval import Amendment, ApprovalRequest, Decision
from domain.fact import Fact, Id, Line, Moment, Words
from domain.proposals import Bounds
from tools.errors import Malformed
from tools.odoo.plain import Row, day, figure, link, moment, number, text, whole
from tools.odoo.provision.model import LETTERS

_COMMENT = 1000
_NOON = time(12, tzinfo=UTC)

ANSWER_FIELDS = (
    "create_uid",
    "write_uid",
    "write_date",
    "x_approver_id",
    "x_key",
    "x_digest",
    "x_fingerprint",
    "x_decision",
    "x_comment",
    "x_amend_qty",
    "x_amend_date",
    "x_amend_option",
)


class Answer(Fact):
    """The record as read; nothing in it is believed yet."""

    odoo_id: Id
    created_by: int | None
    written_by: int | None
    written_at: Moment
    approver_uid: int | None
    key: Line
    digest: Line
    fingerprint: Line
    decision: Line
    comment: Words
    quantity: Line
    day: date | None
    letter: Line


class Reading(Fact):
    """A decision that stands up to every check, or None and why there is none (yet)."""

    decision: Decision | None
    words: Line
    distrusted: bool = False
    """True when the record says something that must not count: worth a look by a person."""


def answer_of(row: Row) -> Answer:
    """The fact of one row, with foreign text tamed and bounded."""
    written_at = moment(row["write_date"])
    if written_at is None:
        message = "a request without a date of writing"
        raise Malformed(message)
    return Answer(
        odoo_id=whole(row["id"]),
        created_by=link(row["create_uid"]),
        written_by=link(row["write_uid"]),
        written_at=written_at,
        approver_uid=link(row["x_approver_id"]),
        key=text(row["x_key"]),
        digest=text(row["x_digest"]),
        fingerprint=text(row["x_fingerprint"]),
        decision=text(row["x_decision"]),
        comment=text(row["x_comment"], _COMMENT),
        quantity=figure(number(row["x_amend_qty"])),
        day=day(row["x_amend_date"]),
        letter=text(row["x_amend_option"]),
    )


def decision(answer: Answer | None, request: ApprovalRequest) -> Reading:
    """The decision in a record, if it is one: ours, unchanged, in time, within bounds, and written by the person asked.

    Pure. Whether the person still holds the role is looked up by the caller; a record that is gone, or that somebody
    else touched, is never an approval.
    """
    if answer is None:
        return Reading(decision=None, words="the record is gone, which is not an answer", distrusted=True)
    doubt = _not_ours(answer, request)
    if doubt is None and not answer.decision:
        return Reading(decision=None, words=f"waiting for {request.approver.name}"[:200])
    doubt = doubt or _not_theirs(answer, request) or _not_allowed(answer, request)
    if doubt is not None:
        return Reading(decision=None, words=f"not counted: {doubt}"[:200], distrusted=True)
    made = Decision(
        request_id=request.request_id,
        answer=_kind(answer),
        by=request.approver,
        comment=answer.comment,
        amendment=_amendment(answer, request) if answer.decision == "amend" else None,
        decided_at=answer.written_at,
    )
    return Reading(decision=made, words=f"{made.answer} by {made.by.name}"[:200])


def _not_ours(answer: Answer, request: ApprovalRequest) -> str | None:
    doubts = (
        (answer.odoo_id != request.odoo_id, "it is another record than the one we made"),
        (answer.created_by != request.robot_uid, "the record was not made by us"),
        (answer.key != request.request_id, "the record is for another request"),
        (answer.digest != request.digest, "the record is for another action"),
        (answer.fingerprint != request.fingerprint, "the page is not the one we wrote"),
        (answer.approver_uid != request.approver.uid, "the record names another approver"),
    )
    return next((words for holds, words in doubts if holds), None)


def _not_theirs(answer: Answer, request: ApprovalRequest) -> str | None:
    values = bool(answer.day or Decimal(answer.quantity))
    changed = values or bool(answer.letter)
    doubts = (
        (answer.written_by != request.approver.uid, "somebody else than the person asked wrote it"),
        (answer.written_at >= request.expires_at, "it came after the deadline"),
        (answer.decision not in {"approve", "reject", "amend"}, "the answer is none that we know"),
        (answer.decision == "reject" and not answer.comment, "a rejection without a reason"),
        (answer.decision == "amend" and not changed, "an amendment without another value"),
        (answer.decision != "amend" and changed, "other values without an amendment"),
        (bool(answer.letter) and values, "another option and other values at once"),
    )
    return next((words for holds, words in doubts if holds), None)


def _not_allowed(answer: Answer, request: ApprovalRequest) -> str | None:
    quantity, bounds = Decimal(answer.quantity), request.bounds
    if quantity and (bounds is None or not bounds.quantity_min <= quantity <= bounds.quantity_max):
        return "the quantity is out of bounds"
    if answer.day is not None and not _within(answer.day, bounds):
        return "the date is out of bounds"
    if answer.letter and _option(answer.letter, request) is None:
        return "the option cannot be chosen"
    return None


def _within(chosen: date, bounds: Bounds | None) -> bool:
    if bounds is None or bounds.date_from is None or bounds.date_to is None:
        return False
    return bounds.date_from.date() <= chosen <= bounds.date_to.date()


def _amendment(answer: Answer, request: ApprovalRequest) -> Amendment:
    return Amendment(
        quantity=Decimal(answer.quantity) or None,
        date=_at(answer.day, request.bounds) if answer.day is not None else None,
        option=_option(answer.letter, request) if answer.letter else None,
    )


def _at(chosen: date, bounds: Bounds | None) -> datetime:
    """Noon of the day, moved inside the bounds where they are narrower."""
    noon = datetime.combine(chosen, _NOON)
    if bounds is None or bounds.date_from is None or bounds.date_to is None:
        return noon
    return min(max(noon, bounds.date_from), bounds.date_to)


def _option(letter: str, request: ApprovalRequest) -> str | None:
    """B is the first of the options that may replace the proposed one, which is A."""
    at = LETTERS.find(letter) - 1
    return request.options[at] if len(letter) == 1 and 0 <= at < len(request.options) else None


def _kind(answer: Answer) -> Literal["approve", "reject", "amend"]:
    match answer.decision:
        case "approve" | "reject" | "amend":
            return answer.decision
        case _:
            message = f"{answer.decision!r} is no answer"
            raise Malformed(message)
