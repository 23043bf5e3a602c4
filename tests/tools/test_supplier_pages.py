"""What an approver is shown about a supplier: what is asked, what it changes, how it is undone, who acted on it.

Nothing here speaks to Odoo.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.case import Option, Thought
from domain.identity import Role
from domain.proposals import Proposal, SplitSourcing, Wish
from domain.supplying import (
    AskedLine,
    AskSupplier,
    ChangeExpectedDate,
    HoldSupplier,
    PreferSupplier,
    Question,
    RaiseSupplierReview,
    ReleaseSupplier,
    Review,
)
from tests.tools.asked import BOLT, CASE, NOW, euros, purchase, thought, verdict, wish
from tools.odoo.approvers import acted_on
from tools.odoo.page import Page, compose, risk_of
from tools.odoo.rendering import options_html, words_html
from tools.odoo.undo import undoing

SUPPLIER: dict[str, object] = {"company_id": 1, "supplier_id": 14, "supplier": "Nordholz"}
SITE: dict[str, object] = {"company_id": 1, "warehouse_id": 2, "warehouse": "Hamburg"}


def _ask(lines: int = 1, number: int = 1, question: Question = Question.EXPEDITE) -> AskSupplier:
    line = AskedLine(line_id=3, product=BOLT, open_quantity=Decimal(30), promised=NOW + timedelta(days=4))
    said: dict[str, object] = {
        "question": question,
        "order_id": 40,
        "order": "P00040",
        "partner_id": 15,
        "partner": "Ingrid",
        "lines": (line,) * lines,
        "answer_by": NOW + timedelta(days=2),
        "round": number,
    }
    return AskSupplier.model_validate(SUPPLIER | said)


def _replan(days: int = 9) -> ChangeExpectedDate:
    said: dict[str, object] = {
        "product": BOLT,
        "supplier_id": 14,
        "supplier": "Nordholz",
        "order_id": 40,
        "order": "P00040",
        "line_id": 3,
        "open_quantity": Decimal(30),
        "value": euros("690"),
        "old_date": NOW + timedelta(days=4),
        "new_date": NOW + timedelta(days=days),
        "because": "statistics",
    }
    return ChangeExpectedDate.model_validate(SITE | said)


def _split() -> SplitSourcing:
    bought = purchase("20")
    said = {name: getattr(bought, name) for name in type(bought).model_fields if name != "kind"}
    late: dict[str, object] = {
        "late_order_id": 40,
        "late_order": "P00040",
        "late_line_id": 3,
        "late_supplier_id": 99,
        "late_supplier": "Späth",
        "open_quantity": Decimal(30),
    }
    return SplitSourcing.model_validate(said | late)


def _prefer() -> PreferSupplier:
    return PreferSupplier.model_validate(
        SUPPLIER
        | {
            "product": BOLT,
            "over_supplier_id": 99,
            "over_supplier": "Späth",
            "old_order": (5, 6, 7),
            "new_order": (6, 5, 7),
            "value": euros("1200"),
        }
    )


def _review() -> RaiseSupplierReview:
    said = {"review": Review.TREND, "user_id": 9, "points": Decimal(71), "at_stake": euros("340"), "due": NOW}
    return RaiseSupplierReview.model_validate(SUPPLIER | said)


def _hold(level: str = "block", was: str = "none") -> HoldSupplier:
    said = {"old_level": was, "new_level": level, "points": Decimal(82), "value": euros("1200")}
    return HoldSupplier.model_validate(SUPPLIER | said)


def _release(level: str = "none") -> ReleaseSupplier:
    said = {"old_level": "block", "new_level": level, "points": Decimal(20), "made_by": "case#e/1.0"}
    return ReleaseSupplier.model_validate(SUPPLIER | said)


def _page(proposal: Proposal, of: Thought | None = None) -> Page:
    question: Wish = wish().model_copy(update={"proposal": proposal, "bounds": None})
    return compose(question, of or thought(), verdict(), case=CASE, role=Role.BUYER, then=None, now=NOW)


@pytest.mark.parametrize(
    ("proposal", "words", "concerns", "risk"),
    [
        (_ask(), "Ask Nordholz for faster delivery of Bolt of P00040", "purchase.order,40", "high"),
        (_ask(2), "Ask Nordholz for faster delivery of 2 lines of P00040", "purchase.order,40", "high"),
        (
            _ask(number=2, question=Question.CONFIRM),
            "Ask Nordholz to confirm Bolt of P00040, for the second time",
            "purchase.order,40",
            "high",
        ),
        (
            _replan(),
            "Plan with 30 Units of Bolt of P00040 for 11 Mar 2026 (now 6 Mar 2026)",
            "purchase.order,40",
            "low",
        ),
        (
            _split(),
            "Draft an order of 20 Units of Bolt from Nordholz: Späth is late with P00040",
            "product.product,7",
            "low",
        ),
        (_prefer(), "Buy Bolt from Nordholz first, before Späth", "product.product,7", "medium"),
        (_review(), "Have a buyer look at Nordholz: deliveries have become slower", "res.partner,14", "high"),
        (_hold(), "Block orders to Nordholz (now no warning)", "res.partner,14", "low"),
        (_hold("warning"), "Warn before orders to Nordholz (now no warning)", "res.partner,14", "low"),
        (_release(), "Take a block on Nordholz back", "res.partner,14", "low"),
        (_release("warning"), "Take a block on Nordholz back, and leave a warning", "res.partner,14", "low"),
    ],
)
def test_every_wish_is_one_line_on_its_record_with_the_risk_of_its_undo(
    proposal: Proposal, words: str, concerns: str, risk: str
) -> None:
    page = _page(proposal)

    assert page.ask == words
    assert page.subject.concerns == concerns
    assert risk_of(wish().model_copy(update={"proposal": proposal})) == risk
    assert page.undo[-1].startswith("Point of no return")


@pytest.mark.parametrize(
    ("proposal", "figure", "now", "after"),
    [
        (_ask(), "30 Units of Bolt", "promised for 6 Mar 2026", "Ingrid is asked for faster delivery by 4 Mar 2026"),
        (_replan(), "Planned for", "6 Mar 2026", "11 Mar 2026, by the numbers of past deliveries"),
        (_split(), "Ordered from Nordholz too", "0 Units", "20 Units"),
        (_prefer(), "Bought from first", "Späth", "Nordholz"),
        (_hold(), "Shown to buyers", "no warning", "a block"),
        (_release("warning"), "Shown to buyers", "a block", "a warning"),
    ],
)
def test_the_page_says_what_changes_before_and_after(proposal: Proposal, figure: str, now: str, after: str) -> None:
    first = _page(proposal).changes[0]

    assert (first.figure, first.now, first.after) == (figure, now, after)


def test_a_letter_about_many_lines_is_shown_short() -> None:
    changes = _page(_ask(20)).changes[:6]

    assert changes[5].figure == "15 more lines of P00040"


def test_the_letter_is_on_the_page_word_for_word() -> None:
    shown = words_html(_page(_ask(2, question=Question.CONFIRM, number=2)).words)

    assert "Dear Ingrid,<br/>this is about our order P00040. We have written to you about it before" in shown
    assert shown.count("- 30 Units of [B-7] Bolt, promised for 6 March 2026") == 2
    assert "Please reply to this message by 4 March 2026." in shown


def test_the_longest_letter_fits_a_page() -> None:
    long = BOLT.model_copy(update={"name": "N" * 120, "code": "C" * 120})
    line = AskedLine(line_id=3, product=long, open_quantity=Decimal(30), promised=NOW)

    page = _page(_ask().model_copy(update={"lines": (line,) * 20, "partner": "P" * 120}))

    assert len(page.words[0].text) == 3900


def test_an_earlier_day_is_better_and_a_later_one_worse() -> None:
    assert _page(_replan(2)).changes[0].better is True
    assert _page(_replan(9)).changes[0].better is False


def test_a_page_about_a_supplier_names_what_can_be_done_about_suppliers() -> None:
    options = (
        _option("hold", "Block", risk="90"),
        _option("nothing", "Do nothing", risk="400"),
        _option("ask", "Ask for the date", risk="120"),
    )
    said = thought().model_copy(update={"options": options})
    question = wish().model_copy(update={"proposal": _hold(), "bounds": None, "option": "hold"})

    page = compose(question, said, verdict(), case=CASE, role=Role.BUYER, then=None, now=NOW)
    shown = options_html(page, {})

    assert page.gain == "Loss to expect: 90.00 EUR instead of 400.00 EUR"
    assert page.silence == "Nothing is done, and the request closes. The loss to expect stays 400.00 EUR."
    assert "Move stock between sites" not in shown
    assert "Order a part elsewhere" in shown
    assert shown.count("not looked at") == 5
    assert "120.00" in shown


def _option(kind: str, title: str, *, risk: str) -> Option:
    said = {"option": kind, "kind": kind, "title": title, "feasible": True, "risk": euros(risk)}
    return Option.model_validate(said)


@pytest.mark.parametrize(
    ("proposal", "model", "ids"),
    [
        (_ask(), "purchase.order", (40,)),
        (_replan(), "purchase.order", (40,)),
        (_prefer(), "product.supplierinfo", (5, 6, 7)),
        (_hold(), "res.partner", (14,)),
        (_release(), "res.partner", (14,)),
        (_split(), "", ()),
        (_review(), "", ()),
    ],
)
def test_whose_hands_a_wish_goes_through_is_told_by_its_records(
    proposal: Proposal, model: str, ids: tuple[int, ...]
) -> None:
    assert acted_on(proposal) == (model, ids)


@pytest.mark.parametrize("proposal", [_replan(), _prefer(), _hold(), _hold("warning"), _hold("block", "warning")])
def test_what_is_undone_and_undone_again_is_as_it_was(proposal: Proposal) -> None:
    back = undoing(proposal, record_id=1, record="x", made_by="case#e/1.0")
    assert back is not None
    match proposal, back:
        case ChangeExpectedDate(), ChangeExpectedDate():
            assert (back.old_date, back.new_date) == (proposal.new_date, proposal.old_date)
        case PreferSupplier(), PreferSupplier():
            assert undoing(back, record_id=1, record="x", made_by="case#e/1.0") == proposal
        case HoldSupplier(), ReleaseSupplier():
            assert (back.old_level, back.new_level) == (proposal.new_level, proposal.old_level)
            assert back.made_by == "case#e/1.0"
        case _:
            pytest.fail(f"{back} does not undo {proposal}")


@pytest.mark.parametrize("proposal", [_ask(), _review(), _release()])
def test_what_only_a_person_can_set_right_has_no_undo_of_its_own(proposal: Proposal) -> None:
    assert undoing(proposal, record_id=1, record="x", made_by="case#e/1.0") is None
