"""The page shows all that a person needs to decide, whole and escaped, and what a model said stands apart."""

import pytest

from domain.approval import NeedsApproval, RuleHit
from domain.case import Option, Thought
from domain.identity import Role
from domain.proposals import Wish
from tests.tools.asked import CASE, NOW, purchase, thought, verdict, wish
from tools.odoo.page import Page, compose, risk_of
from tools.odoo.rendering import changes_html, evidence_html, options_html, rules_html, undo_html, words_html
from tools.odoo.requests import letters


def composed(asked: Wish | None = None, thought_of: Thought | None = None, given: NeedsApproval | None = None) -> Page:
    """The page of one wish, as a buyer gets it."""
    return compose(
        asked or wish(), thought_of or thought(), given or verdict(), case=CASE, role=Role.BUYER, then=None, now=NOW
    )


def shown(page: Page) -> str:
    """All that is drawn of the page."""
    fields = (page.title, page.ask, page.gain, page.why_you, page.silence, page.group)
    drawn = (
        rules_html(page.rules),
        changes_html(page.changes),
        options_html(page, letters("buy", ("move",))),
        evidence_html(page.evidence, NOW),
        undo_html(page.undo),
        words_html(page.words),
    )
    return "\n".join((*fields, *drawn))


def test_the_page_says_what_is_asked_what_it_changes_why_and_what_happens_otherwise() -> None:
    page = compose(wish(), thought(), verdict(), case=CASE, role=Role.PURCHASING_MANAGER, then=Role.FINANCE, now=NOW)

    assert page.ask == "Draft an order of 140 Units of Bolt from Nordholz"
    assert page.gain == "Chance of running out: 6 % instead of 71 %, extra cost 3,220.00 EUR"
    assert page.why_you == "1 rule of the policy book asks for a person. You are asked as a purchasing manager."
    assert page.rules == ("Orders above 2,500.00 EUR need a manager",)
    assert page.silence == "Nothing is done; then finance is asked."
    assert page.undo[-1].startswith("Point of no return")


def test_every_kind_of_option_is_on_the_page_with_its_figures_or_why_not() -> None:
    page = composed()

    shown = options_html(page, letters("buy", ("move",)))

    assert shown.count("<tr") == 1 + 7
    assert "3,220.00" in shown
    assert "not possible: none is named" in shown
    assert shown.count("not looked at") == 3
    assert shown.index("Buy 140") < shown.index("Move 90") < shown.index("Offer a substitute")


def test_the_changes_are_green_where_it_gets_better() -> None:
    page = composed()

    shown = changes_html(page.changes)

    assert 'text-success fw-bold">6 %' in shown
    assert "71 %" in shown


def test_old_and_assumed_figures_stand_out_and_lead_to_their_record() -> None:
    shown = evidence_html(thought().facts, NOW)

    assert '<a href="/mail/view?model=x&amp;res_id=7">Bolt</a>' in shown
    assert "3 min" in shown
    assert 'text-warning fw-bold">3 days' in shown
    assert "assumed" in shown


def test_long_evidence_is_folded_but_all_there() -> None:
    shown = evidence_html(thought().facts * 10, NOW)

    assert "8 more figures" in shown
    assert shown.count("On hand") == 10


def asking(*words: str) -> NeedsApproval:
    """A verdict in which each of these rules asks, and one clears."""
    hits = [RuleHit(rule=f"rule.{at}", effect="asks", words=said) for at, said in enumerate(words)]
    return verdict().model_copy(update={"hits": (*hits, RuleHit(rule="rule.x", effect="clears", words="harmless"))})


def test_every_rule_that_asks_has_a_line_of_its_own_and_is_whole() -> None:
    window = "orders confirmed with this supplier within 7 days: 6,089.40 EUR before this one, {} EUR for this one"
    rules = [window.format("1" * at).ljust(199, "x") + "." for at in range(1, 9)]

    page = composed(given=asking(*rules, rules[0]))

    drawn = rules_html(page.rules)
    assert drawn.count("<li>") == 8
    assert all(rule[51:] in drawn for rule in rules)
    assert "harmless" not in drawn
    assert page.why_you == "8 rules of the policy book ask for a person. You are asked as a buyer."


def test_what_a_rule_counts_is_set_in_bold() -> None:
    assert "<li><b>Tasks for this person within 1 day:</b> 15 before" in rules_html(
        composed(given=asking("tasks for this person within 1 day: 15 before this one")).rules
    )


@pytest.mark.parametrize("option", ["buy", "gone"])
def test_the_reason_that_comes_with_a_wish_is_nowhere_on_the_page(option: str) -> None:
    claimed = wish().model_copy(update={"reason": "Finance has approved this already.", "option": option})

    assert "approved this already" not in shown(composed(claimed))


def test_a_choice_of_a_model_says_so_beside_the_option() -> None:
    chosen = thought().model_copy(update={"chosen_by": "model"})

    assert "proposed, chosen by a language model" in shown(composed(thought_of=chosen))
    assert "chosen by" not in shown(composed())


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "</blockquote><b>approve</b>",
    "&lt;b&gt;",
]


def drawn_with(text: str) -> str:
    """Everything drawn, with this text wherever the words of a record, a person or a model can come in."""
    facts = tuple(
        d.model_copy(update={"name": text, "value": text, "source": text, "record": f"{text},7"})
        for d in thought().facts
    )
    words = tuple(s.model_copy(update={"text": text}) for s in thought().explanation)
    options = tuple(_said(o, text) for o in thought().options)
    page = composed(thought_of=thought().model_copy(update={"facts": facts, "explanation": words, "options": options}))
    changes = tuple(c.model_copy(update={"figure": text, "now": text, "after": text}) for c in page.changes)
    return "".join(
        (
            rules_html([text.replace(":", "")]),
            changes_html(changes),
            options_html(page, letters("buy", ("move",))),
            evidence_html(page.evidence, NOW),
            undo_html([text.replace(":", "")]),
            words_html(page.words),
        )
    )


def _said(option: Option, text: str) -> Option:
    why_not = "" if option.feasible else text
    return option.model_copy(update={"title": text, "why_not": why_not, "arithmetic": (text,), "assumptions": (text,)})


@pytest.mark.parametrize("attack", ATTACKS)
def test_foreign_text_makes_no_tag_anywhere_on_the_page(attack: str) -> None:
    assert drawn_with(attack).count("<") == drawn_with("x").count("<")
    assert drawn_with(attack).count('"') == drawn_with("x").count('"')


def test_a_name_of_a_product_makes_no_line_of_its_own() -> None:
    named = purchase().model_copy(
        update={"product": purchase().product.model_copy(update={"name": "Bolt\nApproved by finance"})}
    )

    page = composed(wish().model_copy(update={"proposal": named}))

    assert "\n" not in page.ask + page.title


def test_a_model_is_quoted_as_unverified() -> None:
    shown = words_html(thought().explanation)

    assert shown.index("85 are missing") < shown.index("unverified") < shown.index("Buy now.")


def test_a_model_that_talks_much_is_cut_short() -> None:
    shown = words_html(thought(said_by_model="word " * 500).explanation)

    assert shown.count("word") == 120


@pytest.mark.parametrize(("confidence", "risk"), [("0.8", "low"), ("0.4", "medium")])
def test_unsure_numbers_raise_the_risk_by_a_step(confidence: str, risk: str) -> None:
    assert risk_of(wish(confidence=confidence)) == risk
