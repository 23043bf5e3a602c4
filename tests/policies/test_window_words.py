"""What a window says to the person who is asked: what is counted, since when, what stood there, and the limit."""

from decimal import Decimal

import pytest

from domain.approval import Exposure, ExposureKey, Giving
from domain.proposals import Proposal
from policies import exposure
from policies.example import nothing_under
from policies.judge import judge
from policies.rules import RULES
from policies.rules.window_words import COUNTED
from tests.policies.given import alone, confirmation, eur, house, known, request, transfer, withdrawal


@pytest.mark.parametrize(
    ("proposal", "before", "words"),
    [
        (
            request("8.00"),
            "2600.00",
            (
                "requests for quotation to this supplier within 7 days: 2,600.00 EUR before this one, "
                "8.00 EUR for this one, 2,608.00 EUR in all; the limit is 2,500.00 EUR"
            ),
        ),
        (
            request("8.00"),
            "100000.00",
            (
                "requests for quotation to this supplier within 7 days: 100,000.00 EUR before this one, "
                "8.00 EUR for this one, 100,008.00 EUR in all; the limit is 100,000.00 EUR"
            ),
        ),
        (
            confirmation(request("8.00")),
            "5000.00",
            (
                "orders confirmed with this supplier within 7 days: 5,000.00 EUR before this one, "
                "8.00 EUR for this one, 5,008.00 EUR in all; a buyer's limit is 5,000.00 EUR"
            ),
        ),
        (
            confirmation(request("8.00")),
            "25000.00",
            (
                "orders confirmed with this supplier within 7 days: 25,000.00 EUR before this one, "
                "8.00 EUR for this one, 25,008.00 EUR in all; a purchasing manager's limit is 25,000.00 EUR"
            ),
        ),
        (
            confirmation(request("8.00")),
            "100000.00",
            (
                "orders confirmed with this supplier within 7 days: 100,000.00 EUR before this one, "
                "8.00 EUR for this one, 100,008.00 EUR in all; the limit is 100,000.00 EUR"
            ),
        ),
    ],
)
def test_the_words_name_what_stood_there_this_one_the_sum_and_the_limit_it_passes(
    proposal: Proposal, before: str, words: str
) -> None:
    def standing(key: ExposureKey) -> Exposure:
        empty = nothing_under(key)
        return empty.model_copy(update={"committed": eur(before)}) if ".supplier/" in key.key else empty

    pasts = tuple(standing(key) for key in exposure.keys(proposal, known(), house()))

    given = judge(proposal, known(exposures=pasts), house())

    assert [hit.words for hit in given.hits if ".supplier.above" in hit.rule] == [words]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (200, "actions at this site within 1 hour: 200 before this one, 201 with it; the limit is 200"),
        (1000, "actions at this site within 1 hour: 1000 before this one, 1001 with it; the limit is 1000"),
    ],
)
def test_the_words_name_the_number_and_the_limit_it_passes(count: int, words: str) -> None:
    (key,) = exposure.keys(withdrawal(), known(), house())
    past = nothing_under(key).model_copy(update={"count": count})

    given = judge(withdrawal(), known(exposures=(past,)), house())

    assert given.hits[0].words == words


def test_a_share_of_what_is_free_is_told_in_per_cent() -> None:
    given = alone(
        transfer("1.00", quantity="60"), known(giving=Giving(free=Decimal(100), unit_value=eur("0.01"))), house()
    )

    assert [hit.words for hit in given.hits if hit.rule.endswith("large_share")] == [
        (
            "draft transfers of this product from the giving site within 7 days: "
            "0 before this one, 60 for this one, of 100 free; the limit is 50 % of what is free"
        )
    ]


def test_every_window_that_a_rule_is_named_after_says_what_it_counts() -> None:
    ends = (".above_limit", ".above_ceiling", ".large_share", ".more_than_is_free", ".above_buyer_limit")
    named = {rule.removesuffix(end) for rules in RULES.values() for rule in rules for end in ends if rule.endswith(end)}

    assert named == set(COUNTED)
