"""Asking the supplier, and planning with another date: what follows from late lines and from what was answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

from agents.supplier_risk.options.rows import Situation, Worked, impossible, possible
from agents.supplier_risk.turns import Offer, Told, done, tenth, turned_down
from agents.supplier_risk.watch import OpenLine
from domain.fact import tame
from domain.ledger import Effect
from domain.supplying import AskedLine, AskSupplier, ChangeExpectedDate, Question

_MOST_ORDERS = 5
_MOST_DATES = 10
_MOST_ASKED = 20
_SHARE, _CERTAIN = Decimal("0.000001"), Decimal(1)


def asking(at: Situation) -> list[Offer]:
    """One question an order with lines that are likely late and of which nothing is known yet; the dearest first."""
    worst = sorted(_doubtful(at), key=lambda line: line.order_id)
    orders = [list(lines) for _, lines in groupby(worst, key=lambda line: line.order_id)]
    orders.sort(key=lambda lines: -sum(line.expected_loss.amount for line in lines))
    offers = [_ask(at, lines) for lines in orders[:_MOST_ORDERS]]
    if offers:
        return offers
    why = f"no open line is late with {tenth(at.assumptions.acting.ask_from)} or more without a word about it"
    return [impossible("ask", "ask", f"Ask {at.watch.supplier}", why)]


def question_of(at: Situation, order_id: int) -> tuple[int, Effect | None]:
    """How often this case has asked about an order, and the last question."""
    last: Effect | None = None
    for round_ in range(1, at.assumptions.acting.most_questions + 1):
        asked = done(at.turn, f"ask:{order_id}:{round_}")
        if asked is None:
            return round_ - 1, last
        last = asked
    return at.assumptions.acting.most_questions, last


def answer_due(at: Situation, asked: Effect) -> datetime:
    """Until when the supplier has time to answer a question."""
    return asked.at + timedelta(days=at.assumptions.acting.answer_days)


def _doubtful(at: Situation) -> Iterator[OpenLine]:
    for line in at.watch.lines:
        if line.late_probability >= at.assumptions.acting.ask_from and at.heard.about(line) is None:
            yield line


def _ask(at: Situation, lines: list[OpenLine]) -> Offer:
    order, acting = lines[0], at.assumptions.acting
    asked, last = question_of(at, order.order_id)
    name, title = f"ask:{order.order_id}:{asked + 1}", f"Ask {order.partner} about {order.order}"
    if last is not None and at.now < answer_due(at, last):
        why = f"asked on {last.at:%Y-%m-%d}; the answer is due on {answer_due(at, last):%Y-%m-%d}"
        return impossible("ask", name, title, why)
    if asked >= acting.most_questions:
        return impossible("ask", f"ask:{order.order_id}", title, f"asked {asked} times without a clear answer")
    loss = sum((line.expected_loss.amount for line in lines), Decimal(0))
    question = Question.EXPLAIN if all(line.overdue for line in lines) else _question(asked)
    step = AskSupplier.model_validate(
        {
            **at.supplier(),
            "question": question,
            "order_id": order.order_id,
            "order": order.order,
            "partner_id": order.partner_id,
            "partner": order.partner,
            "lines": tuple(_asked(line) for line in lines[:_MOST_ASKED]),
            "answer_by": at.now.replace(microsecond=0) + timedelta(days=acting.answer_days),
            "round": asked + 1,
        }
    )
    worked = Worked(
        kind="ask",
        name=name,
        title=f"{title}: {question.value}",
        saves=loss * acting.ask_share,
        saves_line=f"{loss:,.2f} likely to be lost with its late lines x {tenth(acting.ask_share)}",
        assumed=("acting.ask_share",),
        step=step,
        sure=_CERTAIN if question is Question.EXPLAIN else None,
    )
    return possible(at, worked)


def _question(asked: int) -> Question:
    return Question.CONFIRM if asked == 0 else Question.EXPEDITE


def _asked(line: OpenLine) -> AskedLine:
    return AskedLine(
        line_id=line.line_id,
        product=line.product,
        open_quantity=line.open_quantity,
        promised=line.first_promise,
        planned=line.promised if line.promised != line.first_promise else None,
    )


def replanning(at: Situation) -> list[Offer]:
    """Another date for each line whose supplier named one, or that is likely late by what was delivered so far."""
    offers = [offer for line in at.watch.lines for offer in _replan(at, line)]
    offers.sort(key=lambda offer: -offer.gain.amount if offer.gain is not None else Decimal(0))
    if offers:
        return offers[:_MOST_DATES]
    why = f"every date in Odoo is within {at.assumptions.acting.replan_days} days of what is to be expected"
    return [impossible("replan", "replan", "Plan with other dates", why)]


def _replan(at: Situation, line: OpenLine) -> Iterator[Offer]:
    told, acting = at.heard.about(line), at.assumptions.acting
    date = told.at if told is not None else line.expected.replace(hour=12, minute=0, second=0, microsecond=0)
    likely = told is not None or line.late_probability >= acting.replan_from
    if not likely or abs(date - line.promised) < timedelta(days=acting.replan_days) or date <= at.now:
        return
    name = f"replan:{line.line_id}:{date:%Y-%m-%d}"
    if done(at.turn, name) is not None or name in turned_down(at.turn):
        return
    title = f"Plan {line.product.code} of {line.order} for {date:%Y-%m-%d} instead of {line.promised:%Y-%m-%d}"
    if line.value is None or line.warehouse_id is None:
        why = "it goes straight to a customer" if line.warehouse_id is None else "Odoo has no rate for its currency"
        yield impossible("replan", name, title, why)
        return
    saves = line.expected_loss.amount * acting.replan_share
    source = f"message {told.message_id}" if told is not None else f"late with {tenth(line.late_probability)}"
    worked = Worked(
        kind="replan",
        name=name,
        title=title,
        saves=saves,
        saves_line=f"{line.expected_loss} likely to be lost with it ({source}) x {tenth(acting.replan_share)}",
        arrives=date,
        chance=line.late_probability.quantize(_SHARE),
        assumed=("acting.replan_share",),
        step=_new_date(at, line, date, told),
    )
    yield possible(at, worked)


def _new_date(at: Situation, line: OpenLine, date: datetime, told: Told | None) -> ChangeExpectedDate:
    return ChangeExpectedDate.model_validate(
        {
            "company_id": at.company_id,
            "warehouse_id": line.warehouse_id,
            "warehouse": line.warehouse,
            "product": line.product,
            "supplier_id": at.watch.supplier_id,
            "supplier": at.watch.supplier,
            "order_id": line.order_id,
            "order": line.order,
            "line_id": line.line_id,
            "open_quantity": line.open_quantity,
            "value": line.value,
            "old_date": line.promised,
            "new_date": date,
            "because": "statistics" if told is None else "reply",
            "evidence": "" if told is None else tame(f"mail.message,{told.message_id}"),
        }
    )
