"""Questions to people: one locked record per question, made by the robot and answered once by the person asked."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.approval import ApprovalRequest
from domain.fact import Digest, Fact, Id, Json, Moment, fingerprint
from domain.identity import Person
from domain.proposals import Bounds
from tools.errors import Misconfigured, Misused, OutcomeUnknown, Passing
from tools.odoo.answers import ANSWER_FIELDS, Answer, Reading, answer_of, decision
from tools.odoo.page import Page
from tools.odoo.pages_intact import held
from tools.odoo.plain import rows_of, stamped, whole
from tools.odoo.provision.model import DECISION, LETTERS, NOTICE
from tools.odoo.rendering import changes_html, evidence_html, options_html, rules_html, undo_html, words_html
from tools.odoo.session import OdooSession

__all__ = ["Answer", "Posted", "Reading", "decision", "letters", "post", "read_answers", "remind", "standing"]


class Posted(Fact):
    """The record that our own create returned, and the fingerprint of the page as it was written."""

    odoo_id: Id
    robot_uid: Id
    fingerprint: Digest
    expires_at: Moment
    """As Odoo keeps it: to the second."""
    page: Digest | None = None
    """Of all that the page says, as Odoo holds it."""


def post(  # noqa: PLR0913 - each has a name at the call
    odoo: OdooSession,
    page: Page,
    *,
    request_id: str,
    digest: str,
    approver: Person,
    expires_at: datetime,
    bounds: Bounds | None,
    options: tuple[str, ...],
) -> Posted:
    """Put the question to the person; Odoo makes the task. `options` may be chosen instead of the proposed one.

    One create, and a look at what Odoo made of it. If an answer is lost (`OutcomeUnknown`), ask anew under another
    `request_id`, a few times: a record that was found by searching is never adopted, because somebody else may have
    made it.
    """
    if page.chosen in options or len(options) >= len(LETTERS):
        message = "the options to choose from are others than the proposed one, and no more than there are letters"
        raise Misused(message)
    closes = expires_at.replace(microsecond=0)
    values: dict[str, Json] = {
        **_asked(page, options),
        **_amendable(bounds, page, options),
        "x_key": request_id,
        "x_digest": digest,
        "x_approver_id": approver.uid,
        "x_deadline": stamped(closes),
        "x_currency_id": _currency(odoo, page),
    }
    mark = fingerprint("page", json.dumps(values, sort_keys=True).encode())
    made = odoo.call(DECISION, "create", {**values, "x_fingerprint": mark})
    odoo_id = whole(made[0] if isinstance(made, list) and made else made)
    try:
        kept = held(odoo, odoo_id)
    except Passing as unseen:
        message = f"the request was made and could not be read back: {unseen}"
        raise OutcomeUnknown(message) from unseen
    return Posted(odoo_id=odoo_id, robot_uid=odoo.uid, fingerprint=mark, expires_at=closes, page=kept)


def standing(odoo: OdooSession, request_ids: Sequence[str], *, now: datetime) -> int:
    """How many records under these names are open: a number to give up by, and no proof that we made them."""
    domain: list[Json] = [["x_key", "in", [*sorted(set(request_ids))]], ["x_deadline", ">", stamped(now)]]
    return whole(odoo.call(DECISION, "search_count", domain))


def read_answers(odoo: OdooSession, ids: Sequence[int]) -> dict[int, Answer]:
    """The records of many requests in one call; a deleted one is absent, which is never an approval."""
    if not ids:
        return {}
    fields: list[Json] = [*ANSWER_FIELDS]
    answers = [answer_of(row) for row in rows_of(odoo.call(DECISION, "read", [*ids], fields, load=None))]
    return {answer.odoo_id: answer for answer in answers}


def remind(odoo: OdooSession, request: ApprovalRequest) -> Id:
    """Put the task before the approver again, also when it was marked done without an answer; returns the notice's id.

    The robot may not write the request. It makes a notice, and Odoo's own automation renews the task, which sends the
    e-mail again. Doing it twice renews it twice; a decided or closed request is left alone.
    """
    values: dict[str, Json] = {
        "x_name": f"Reminder: answer by {request.expires_at:%d %b %H:%M} UTC",
        "x_user_id": request.approver.uid,
        "x_request": request.odoo_id,
    }
    made = odoo.call(NOTICE, "create", values)
    return whole(made[0] if isinstance(made, list) and made else made)


def letters(chosen: str, options: Sequence[str]) -> dict[str, str]:
    """The letter under which each option stands on the page: A is the proposed one, then those that may replace it."""
    return dict(zip([chosen, *options], LETTERS, strict=False))


def _asked(page: Page, options: Sequence[str]) -> dict[str, Json]:
    subject = page.subject
    named = letters(page.chosen, options)
    return {
        "x_name": page.title,
        "x_ask": page.ask,
        "x_gain": page.gain,
        "x_risk": page.risk,
        "x_why_you": page.why_you,
        "x_silence": page.silence,
        "x_group": page.group,
        "x_doc": subject.concerns or False,
        "x_amount": float(subject.amount.amount) if subject.amount is not None else 0.0,
        "x_unit_cost": float(subject.unit_cost.amount) if subject.unit_cost is not None else 0.0,
        "x_qty": float(subject.quantity) if subject.quantity is not None else 0.0,
        "x_uom": subject.uom,
        "x_date": subject.needed_by.date().isoformat() if subject.needed_by is not None else False,
        "x_html_why": rules_html(page.rules),
        "x_html_diff": changes_html(page.changes) if page.changes else "",
        "x_html_options": options_html(page, named) if page.options else "",
        "x_html_evidence": evidence_html(page.evidence, page.asked_at) if page.evidence else "",
        "x_html_undo": undo_html(page.undo),
        "x_html_words": words_html(page.words),
    }


def _amendable(bounds: Bounds | None, page: Page, options: Sequence[str]) -> dict[str, Json]:
    named = {option: letter for option, letter in letters(page.chosen, options).items() if option != page.chosen}
    titles = {option.option: option.title for option in page.options}
    dates: Mapping[str, Json] = {}
    if bounds is not None and bounds.date_from is not None and bounds.date_to is not None:
        dates = {"x_date_min": bounds.date_from.date().isoformat(), "x_date_max": bounds.date_to.date().isoformat()}
    return {
        "x_qty_min": float(bounds.quantity_min) if bounds is not None else 0.0,
        "x_qty_max": float(bounds.quantity_max) if bounds is not None else 0.0,
        **dates,
        "x_letters": "".join(named.values()) or False,
        "x_choices": "\n".join(f"{letter}: {titles.get(o, o)}" for o, letter in named.items()) or False,
    }


def _currency(odoo: OdooSession, page: Page) -> Json:
    """The currency of the money on the page; the company's where there is none, so that lists can be summed."""
    money = page.subject.amount or page.subject.unit_cost
    if money is None:
        rows = odoo.rows("res.company", [["id", "=", page.company_id]], ["currency_id"])
        return rows[0]["currency_id"] if rows else False
    rows = odoo.rows("res.currency", [["name", "=", money.currency]], ["name"])
    if not rows:
        message = f"Odoo has no active currency {money.currency}"
        raise Misconfigured(message, remedy="Activate it in Odoo's accounting settings")
    return rows[0]["id"]
