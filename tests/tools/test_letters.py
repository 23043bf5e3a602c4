"""Letters to suppliers: in their language, with our figures, and with nothing of their own that could act."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.supplying import AskedLine, AskSupplier, Question
from tests.tools.asked import BOLT
from tools.odoo.letters import LETTERS, letter

ANSWER_BY = datetime(2026, 3, 5, 9, tzinfo=UTC)


def _ask(question: Question = Question.CONFIRM, *, number: int = 1, partner: str = "Nordholz") -> AskSupplier:
    line = AskedLine(
        line_id=3,
        product=BOLT,
        open_quantity=Decimal("12.5"),
        promised=datetime(2026, 3, 9, 12, tzinfo=UTC),
    )
    return AskSupplier(
        company_id=1,
        supplier_id=14,
        supplier="Nordholz",
        question=question,
        order_id=40,
        order="P00040",
        partner_id=15,
        partner=partner,
        lines=(line,),
        answer_by=ANSWER_BY,
        round=number,
    )


def test_a_letter_names_the_order_its_lines_and_the_day_of_the_answer() -> None:
    said = letter(_ask(), "en_US")

    assert said == (
        "<p>Dear Nordholz,</p><p>this is about our order P00040.</p>"
        "<p>Please confirm that the following will arrive on the day that was promised:</p>"
        "<ul><li>12.5 Units of [B-7] Bolt, promised for 9 March 2026</li></ul>"
        "<p>Please reply to this message by 5 March 2026.</p>"
    )


@pytest.mark.parametrize(
    ("language", "greeting", "line"),
    [
        ("de_DE", "Guten Tag Nordholz,", "12,5 Units [B-7] Bolt, zugesagt für den 9.03.2026"),
        ("de_CH", "Guten Tag Nordholz,", "12,5 Units [B-7] Bolt"),
        ("fr_BE", "Bonjour Nordholz,", "12,5 Units de [B-7] Bolt, promis pour le 9/03/2026"),
        ("nl_NL", "Beste Nordholz,", "12,5 Units [B-7] Bolt, toegezegd voor 9-03-2026"),
        ("es_ES", "Estimados señores de Nordholz:", "12,5 Units de [B-7] Bolt, prometido para el 9/03/2026"),
        ("pl_PL", "Dear Nordholz,", "12.5 Units of [B-7] Bolt"),
        ("", "Dear Nordholz,", "12.5 Units of [B-7] Bolt"),
    ],
)
def test_a_supplier_is_written_to_in_its_language_and_otherwise_in_english(
    language: str, greeting: str, line: str
) -> None:
    said = letter(_ask(), language)

    assert f"<p>{greeting}</p>" in said
    assert line in said


@pytest.mark.parametrize("language", LETTERS)
def test_every_language_has_every_question_and_the_reminder(language: str) -> None:
    texts = {letter(_ask(question), language) for question in Question}

    assert len(texts) == len(Question)
    assert LETTERS[language].again.replace("'", "&#x27;") in letter(_ask(number=2), language)


def test_a_name_makes_no_tag_and_fills_no_slot() -> None:
    said = letter(_ask(partner="<b>{order}</b> & <img src=x>"), "en_US")

    assert "Dear &lt;b&gt;{order}&lt;/b&gt; &amp; &lt;img src=x&gt;," in said
    assert "<b>" not in said
