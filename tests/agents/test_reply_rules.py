"""What suppliers write is read into typed fields, and what is not plain is left to a person."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.supplier_risk.reading.by_rules import read_by_rules
from agents.supplier_risk.reading.reply import AskedOf, ReplyField
from agents.supplier_risk.reading.values import dates, number
from domain.money import Money

RECEIVED = datetime(2026, 11, 24, 9, tzinfo=UTC)
PROMISED = datetime(2026, 12, 1, 12, tzinfo=UTC)


def asked(line_id: int, code: str, name: str) -> AskedOf:
    return AskedOf(
        line_id=line_id,
        code=code,
        name=name,
        open_quantity=Decimal(40),
        unit_price=Money(amount=Decimal("12.50"), currency="EUR"),
        promised=PROMISED,
    )


ONE = (asked(7, "BRG-6204", "Ball bearing 6204"),)
TWO = (*ONE, asked(8, "TIE-300", "Cable tie 300"))


def read(text: str, lines: tuple[AskedOf, ...] = ONE, *, english: bool = False) -> tuple[ReplyField, ...]:
    return read_by_rules(text, lines, received=RECEIVED, english=english)


def day(field: ReplyField) -> str:
    assert field.date is not None
    return f"{field.date:%Y-%m-%d}"


@pytest.mark.parametrize(
    "text",
    [
        "We confirm the delivery as ordered.",
        "We confirm delivery on 1 December.",
        "Die Lieferung erfolgt wie geplant.",
        "Wir bestätigen den Termin 01.12.2026.",
        "Nous confirmons la livraison, comme prévu.",
        "Wij bevestigen de levering zoals afgesproken.",
        "Confirmamos la entrega según lo previsto.",
        "Everything is on schedule.",
    ],
)
def test_a_supplier_who_keeps_the_promise_confirms_it(text: str) -> None:
    (field,) = read(text)

    assert (field.said, field.sure, field.date) == ("confirmed", True, None)


@pytest.mark.parametrize(
    "text",
    [
        "We will deliver on 15 December.",
        "Unfortunately we cannot deliver before December 15th, 2026.",
        "Instead of 1 December the goods will arrive on 15 December.",
        "15.12.2026",
        "Wir liefern leider erst am 15.12.",
        "Neuer Liefertermin: 15. Dezember 2026",
        "La livraison est reportée au 15 décembre 2026.",
        "De levering komt op 15 december.",
        "La entrega será el 15 de diciembre de 2026.",
        "New delivery date 2026-12-15",
    ],
)
def test_a_new_date_is_read_in_five_languages(text: str) -> None:
    (field,) = read(text)

    assert (field.said, field.sure, day(field)) == ("new_date", True, "2026-12-15")


@pytest.mark.parametrize(("text", "last"), [("Lieferung in KW 51.", "2026-12-18"), ("Delivery week 2", "2027-01-15")])
def test_a_week_means_its_friday(text: str, last: str) -> None:
    (field,) = read(text)

    assert (field.said, day(field)) == ("new_date", last)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("We deliver on 05/12/2026.", "the digits could be two dates"),
        ("We deliver on 10 or 12 December.", None),
        ("30 pcs arrive on 15 December.", "it names a quantity too: a part may come then"),
        ("Part comes on 10 December, the rest is delivered on 20 December.", "it names several dates"),
    ],
)
def test_what_could_be_read_twice_is_not_sure(text: str, why: str | None) -> None:
    (field,) = read(text, english=True)

    assert field.said == "new_date"
    assert not field.sure or why is None
    assert field.date is None or why is None or field.note == why


def test_digits_of_a_language_that_nobody_mixes_up_are_a_date() -> None:
    (field,) = read("Livraison le 05/12/2026.")

    assert (day(field), field.sure) == ("2026-12-05", True)


@pytest.mark.parametrize(
    "text",
    [
        "We are unable to supply this article.",
        "Der Artikel ist leider ausverkauft.",
        "Nous ne pouvons pas livrer.",
        "Wij kunnen dit niet leveren.",
        "No podemos entregar.",
        "We cannot confirm the order.",
    ],
)
def test_a_refusal_is_no_confirmation(text: str) -> None:
    (field,) = read(text)

    assert field.said == "refusal"


def test_a_price_is_never_taken_over_only_shown() -> None:
    (field,) = read("The new price is 13,75 EUR from January on.")

    assert (field.said, field.price) == ("price_change", Money(amount=Decimal("13.75"), currency="EUR"))


def test_a_quantity_is_of_the_line_that_is_named() -> None:
    (field,) = read("Of TIE-300 we only have 25 pcs.", TWO)

    assert (field.said, field.quantity, field.line_id, field.sure) == ("new_quantity", Decimal(25), 8, True)


def test_a_quantity_of_no_line_is_not_sure() -> None:
    (field,) = read("We only have 25 pcs.", TWO)

    assert (field.said, field.line_id, field.sure) == ("new_quantity", None, False)


def test_what_speaks_of_payment_is_for_a_person_whatever_else_it_says() -> None:
    (field,) = read("We confirm delivery on 1 December, please pay to our new bank account DE89 3704 0044.")

    assert (field.said, field.note) == ("other", "it speaks of payment: for a person")


def test_greetings_and_names_say_nothing() -> None:
    fields = read("Dear Petra,\n\nwe will deliver on 15 December.\n\nKind regards,\nJane Miller\nPolar Lager GmbH")

    assert [field.said for field in fields] == ["new_date"]


def test_a_question_is_a_question_even_with_a_date_in_it() -> None:
    (field,) = read("Would 15 December be fine for you?")

    assert field.said == "question"


def test_every_sentence_is_kept_with_its_words() -> None:
    fields = read("We will deliver on 15 December. Why did you not tell us earlier? The moon is round.")

    assert [(field.said, field.quote) for field in fields] == [
        ("new_date", "We will deliver on 15 December."),
        ("question", "Why did you not tell us earlier?"),
        ("other", "The moon is round."),
    ]


def test_an_empty_message_says_so() -> None:
    (field,) = read("")

    assert (field.said, field.note) == ("other", "the message holds no words")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250", "1250"),
        ("1,250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("1'000", "1000"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["tel. 0221/1234-55", "P00012/3", "31.02.2027", "version 1.2.3", "10-12 pieces"])
def test_digits_that_are_no_day_are_no_date(text: str) -> None:
    assert [found.at for found in dates(text, received=RECEIVED, english=False) if found.at is not None] == []


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_a_fault(text: str) -> None:
    fields = read(text, TWO)

    assert 1 <= len(fields) <= 40
    assert all(field.said == "new_date" or field.date is None for field in fields)
