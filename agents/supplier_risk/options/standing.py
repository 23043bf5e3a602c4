"""What a supplier's standing asks for: a buyer's look, a warning, taking it back; and doing nothing."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from agents.supplier_risk.options.asking import answer_due, question_of
from agents.supplier_risk.options.rows import Situation, Worked, impossible, possible
from agents.supplier_risk.turns import Offer, done, standing, turned_down
from domain.fact import tame
from domain.supplying import HoldSupplier, RaiseSupplierReview, ReleaseSupplier, Review

_ZERO, _CERTAIN, _SHARE = Decimal(0), Decimal(1), Decimal("0.000001")


class _Reason(NamedTuple):
    """The name of the option, what is to be looked at, on which order if on one, and how sure that is."""

    name: str
    review: Review
    order_id: int | None = None
    sure: Decimal | None = None


def reviewing(at: Situation) -> list[Offer]:
    """A task for each reason to look: a message that no rule understands, silence, a trend, points."""
    rows = [_review(at, reason) for reason in _reasons(at)]
    offers = [row for row in rows if row is not None]
    if offers:
        return offers
    return [
        impossible(
            "review", "review", f"A buyer looks at {at.watch.supplier}", "a task stands, or nothing asks for one"
        )
    ]


def _reasons(at: Situation) -> list[_Reason]:
    found: list[_Reason] = [
        _Reason(f"review:message:{reply.message_id}", Review.UNREAD_REPLY, reply.order_id, _CERTAIN)
        for reply in at.heard.replies
        if not reply.clear
    ]
    silent = [order_id for order_id in dict.fromkeys(line.order_id for line in at.watch.lines) if _silent(at, order_id)]
    if silent and not any(e.option.startswith("review:silent:") for e in standing(at.turn, "raise_supplier_review")):
        found.append(_Reason(f"review:silent:{silent[0]}", Review.LATE_LINES, silent[0], _CERTAIN))
    if at.watch.trend is not None and at.watch.trend.slower:
        sure = (1 - at.watch.trend.chance).quantize(_SHARE)
        found.append(_Reason(f"review:trend:{at.watch.trend.since:%Y-%m-%d}", Review.TREND, sure=sure))
    levels = at.assumptions.levels
    if levels.by_points(at.watch.score.points, at.watch.score.confidence):
        found.append(_Reason("review:score", Review.SCORE))
    return found


def _silent(at: Situation, order_id: int) -> bool:
    """Whether every question about an order was asked and the last answer is overdue; one task is for all of them."""
    asked, last = question_of(at, order_id)
    return asked >= at.assumptions.acting.most_questions and last is not None and at.now >= answer_due(at, last)


def _review(at: Situation, reason: _Reason) -> Offer | None:
    name, why = reason.name, reason.review
    if done(at.turn, name) is not None or name in turned_down(at.turn):
        return None
    person = at.seen.buyer(reason.order_id)
    title = f"A buyer looks at {at.watch.supplier}: {why.value.replace('_', ' ')}"
    if person is None:
        return impossible("review", name, title, "nobody buys for this company in Odoo")
    step = RaiseSupplierReview.model_validate(
        {
            **at.supplier(),
            "review": why,
            "user_id": person.uid,
            "points": at.watch.score.points,
            "at_stake": at.watch.at_stake,
            "due": at.now.replace(microsecond=0) + timedelta(days=at.assumptions.acting.answer_days),
        }
    )
    worked = Worked(
        kind="review",
        name=name,
        title=f"{title} ({person.name})",
        saves=_ZERO,
        saves_line="nothing that can be counted; a person sees what no rule does",
        cost=at.assumptions.acting.review_cost,
        cost_line="an hour of a buyer's attention",
        assumed=("acting.review_cost",),
        step=step,
        sure=reason.sure,
    )
    return possible(at, worked)


def holding(at: Situation) -> list[Offer]:
    """A warning on the partner, where the score is high and the trouble has lasted."""
    acting, watch = at.assumptions.acting, at.watch
    title, name = f"Warn everybody who orders from {watch.supplier}", "hold:warning"
    if watch.hold != "none":
        return [impossible("hold", name, title, f"Odoo has a {watch.hold} on it already")]
    if watch.score.points < acting.hold_points:
        why = f"{watch.score.points:.1f} points, a warning is set from {acting.hold_points} on"
        return [impossible("hold", name, title, why)]
    if at.bad_looks < acting.hold_looks:
        why = f"the trouble has not lasted for {acting.hold_looks} looks yet"
        return [impossible("hold", name, title, why)]
    step = HoldSupplier.model_validate(
        {
            **at.supplier(),
            "old_level": watch.hold,
            "new_level": "warning",
            "points": watch.score.points,
            "value": watch.spend_year,
        }
    )
    worked = Worked(
        kind="hold",
        name=name,
        title=title,
        saves=_ZERO,
        saves_line="nothing that can be counted; orders are placed with open eyes",
        step=step,
        commits=True,
    )
    return [possible(at, worked)]


def releasing(at: Situation, *, passed: bool) -> list[Offer]:
    """The end of a warning that this case has set, once the trouble has passed."""
    title = f"Take the warning on {at.watch.supplier} back"
    held = standing(at.turn, "hold_supplier")
    level = at.watch.hold
    if not held or level == "none":
        return [impossible("release", "release", title, "this case has set none that stands")]
    name = f"release:{len(held)}"
    if not passed:
        return [impossible("release", name, title, "the trouble has not passed")]
    if done(at.turn, name) is not None:
        return [impossible("release", name, title, "it was taken back")]
    step = ReleaseSupplier.model_validate(
        {
            **at.supplier(),
            "old_level": level,
            "new_level": "none",
            "points": at.watch.score.points,
            "made_by": tame(held[-1].slot),
        }
    )
    worked = Worked(
        kind="release",
        name=name,
        title=title,
        saves=_ZERO,
        saves_line="nothing that can be counted",
        step=step,
        commits=True,
    )
    return [possible(at, worked)]


def nothing(at: Situation) -> Offer:
    """What is left as it is."""
    worked = Worked(
        kind="nothing",
        name="nothing",
        title="Leave it as it is",
        saves=_ZERO,
        saves_line="nothing is done",
        chance=max((line.late_probability for line in at.watch.lines), default=None),
    )
    return possible(at, worked)
