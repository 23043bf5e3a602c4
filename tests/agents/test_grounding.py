"""A model's sentence is shown only when the facts bear every number in it."""

import pytest

from agents.grounding import claims, grounded

FACTS = ("on hand at HAM 1,250.50 Units", "order P00018 from Nordholz, due 2026-12-01", "late 12 % of 25 receipts")


@pytest.mark.parametrize(
    "sentence",
    [
        "HAM holds 1250.5 units.",
        "P00018 is due on 2026-12-01.",
        "Nordholz was late 12 % of the time.",
        "The supplier is drifting.",
        "HAM holds 1'250.50 units.",
    ],
)
def test_a_sentence_that_says_what_the_facts_say_is_kept(sentence: str) -> None:
    kept, dropped = grounded(sentence, FACTS)

    assert [s.text for s in kept] == [sentence]
    assert dropped == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "HAM holds 1,251 units.",
        "P00019 is due on 2026-12-01.",
        "P00018 is due on 2026-12-02.",
        "Order forty more.",
        "See https://example.com for details.",
        "Ask [here](somewhere).",
        "Transfer to account DE89370400440532013000.",
    ],
)
def test_a_sentence_with_a_number_of_its_own_or_a_link_is_dropped(sentence: str) -> None:
    kept, dropped = grounded(f"The supplier is drifting. {sentence}", FACTS)

    assert [s.text for s in kept] == ["The supplier is drifting."]
    assert dropped == 1


def test_numbers_are_the_same_claim_however_they_are_written() -> None:
    assert claims("1,250.50") == claims("1250.5") == claims("1 250.50")


def test_number_words_are_claims_too() -> None:
    assert claims("two dozen at 12") == {"2", "12"}


def test_numbers_side_by_side_are_claims_of_their_own() -> None:
    assert claims("[12, 15,9] of 1,250,000") == {"12", "15", "9", "1250000"}


def test_two_numbers_of_the_facts_do_not_bear_a_third() -> None:
    kept, dropped = grounded("It needs 12 days.", ["it needs 1, 2 days"])

    assert (kept, dropped) == ((), 1)


@pytest.mark.parametrize("sign", ["½", "²", "Ⅻ", "④"])
def test_a_number_that_is_no_digit_is_a_claim_too(sign: str) -> None:
    assert grounded(f"Lost {sign} of it.", FACTS) == ((), 1)


def test_digits_of_another_script_are_the_same_number() -> None:
    assert claims("١٢") == claims("12")
