"""Proposals about suppliers in words for people: fixed sentences with typed slots."""

from decimal import Decimal
from typing import assert_never

from domain.proposals import SplitSourcing
from domain.supplying import (
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    Question,
    RaiseSupplierReview,
    ReleaseSupplier,
    Review,
)
from tools.odoo.phrases import amount, day_of
from tools.odoo.plain import figure

QUESTIONS = {
    Question.CONFIRM: "to confirm",
    Question.EXPEDITE: "for faster delivery of",
    Question.EXPLAIN: "to explain the delay of",
}
REVIEWS = {
    Review.LATE_LINES: ("{supplier}: open orders will be late", "Agree on new dates or another source by"),
    Review.SCORE: ("{supplier}: the risk score is high", "Look at the deliveries and decide how to go on by"),
    Review.TREND: ("{supplier}: deliveries have become slower", "Find out what has changed there by"),
    Review.UNREAD_REPLY: ("{supplier}: an answer has to be read by a person", "Read it on the order and decide by"),
}
"""Title of the task and what is to be done; the sentence ends with a date."""
LEVELS = {"none": "no warning", "warning": "a warning", "block": "a block"}


Supplying = (
    SplitSourcing
    | ChangeExpectedDate
    | AskSupplier
    | PreferSupplier
    | RaiseSupplierReview
    | HoldSupplier
    | ReleaseSupplier
)


def supplier_words(proposal: Supplying) -> str:
    """What is asked for, as one line that starts with a verb."""
    match proposal:
        case SplitSourcing():
            what = f"{amount(proposal.quantity, proposal.product.uom)} of {proposal.product.name}"
            late = f"{proposal.late_supplier} is late with {proposal.late_order}"
            words = f"Draft an order of {what} from {proposal.supplier}: {late}"
        case ChangeExpectedDate():
            what = f"{amount(proposal.open_quantity, proposal.product.uom)} of {proposal.product.name}"
            dates = f"for {day_of(proposal.new_date)} (now {day_of(proposal.old_date)})"
            words = f"Plan with {what} of {proposal.order} {dates}"
        case AskSupplier():
            words = _question(proposal)
        case PreferSupplier():
            words = f"Buy {proposal.product.name} from {proposal.supplier} first, before {proposal.over_supplier}"
        case RaiseSupplierReview():
            words = f"Have a buyer look at {review_title(proposal)}"
        case HoldSupplier():
            verb = "Block orders to" if proposal.new_level == "block" else "Warn before orders to"
            words = f"{verb} {proposal.supplier} (now {LEVELS[proposal.old_level]})"
        case ReleaseSupplier():
            rest = "" if proposal.new_level == "none" else ", and leave a warning"
            words = f"Take {LEVELS[proposal.old_level]} on {proposal.supplier} back{rest}"
        case _:
            assert_never(proposal)
    return words


def _question(proposal: AskSupplier) -> str:
    again = "" if proposal.round == 1 else f", for the {_nth(proposal.round)} time"
    lines = len(proposal.lines)
    what = proposal.lines[0].product.name if lines == 1 else f"{lines} lines"
    return f"Ask {proposal.supplier} {QUESTIONS[proposal.question]} {what} of {proposal.order}{again}"


def review_title(proposal: RaiseSupplierReview) -> str:
    """The title of the task that a review becomes."""
    title, _ = REVIEWS[proposal.review]
    return title.format(supplier=proposal.supplier)


def review_sentence(proposal: RaiseSupplierReview, due: str) -> str:
    """What the task says, with the figures that the case knows."""
    _, words = REVIEWS[proposal.review]
    score = f"Risk score {figure(proposal.points.quantize(Decimal(1)))} of 100, {proposal.at_stake} at stake"
    return f"{score}. {words} {due}."


def _nth(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
