"""Every example that an auditor can read is what the book as delivered says."""

import json
from pathlib import Path

import pytest

from policies.example import Example, ExampleRefused, Question, answer, differs, read
from tests.policies.given import book, house

CASES = Path(__file__).resolve().parents[2] / "policies" / "cases"
FILES = sorted(CASES.rglob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(CASES).with_suffix("")))
def test_the_house_judges_as_the_example_says(path: Path) -> None:
    example = read(path.read_text())

    assert isinstance(example, Example)
    assert (example.proposal.kind, example.expect.outcome) == (path.parent.parent.name, path.parent.name)
    assert differs(example, house()) is None


def test_there_are_enough_examples_and_no_two_have_the_same_title() -> None:
    titles = {(p.parent.parent.name, json.loads(p.read_text())["title"]) for p in FILES}

    assert len(titles) == len(FILES) >= 60


def test_an_example_that_the_book_contradicts_is_told_both_sides() -> None:
    example = read((CASES / "raise_purchase" / "asks" / "one_cent_above_the_limit.json").read_text())
    assert isinstance(example, Example)

    difference = differs(
        example, book(purchase__draft__supplier={"span": "7 days", "ask_above": 9000, "refuse_above": 9000})
    )

    assert difference == (
        "expected asks purchasing_manager by purchase.draft.supplier.above_limit; "
        "the book says clears by purchase.draft_promises_nothing"
    )


def test_a_question_needs_no_expected_answer() -> None:
    plain = json.loads((CASES / "move_stock" / "clears" / "modest_draft.json").read_text())
    text = json.dumps({"proposal": plain["proposal"], "circumstances": plain["circumstances"]})

    question = read(text)

    assert type(question) is Question
    assert answer(question, house()).kind == "cleared"


def test_an_exposure_in_a_window_that_the_proposal_has_not_is_a_slip_of_the_pen() -> None:
    plain = json.loads((CASES / "move_stock" / "asks" / "split_over_days.json").read_text())
    plain["circumstances"]["exposures"][0]["key"] = "transfer.draft.produkt/1/product/55"

    with pytest.raises(ExampleRefused, match=r"is not a window of this proposal; it has pace/1/site/2, transfer"):
        answer(read(json.dumps(plain)), house())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not readable as JSON"),
        ("[]", "object"),
        ('{"proposal": {"kind": "pay_supplier"}}', "proposal: .*pay_supplier"),
        ('{"circumstances": {}, "expect": {}}', "title is missing"),
        ('{"expekt": {}}', "expekt is not a known key; did you mean expect?"),
    ],
)
def test_an_unreadable_example_says_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(ExampleRefused, match=problem) as refused:
        read(text)

    assert refused.value.problems
