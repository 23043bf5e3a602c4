"""Names are readable, the same for the same thing, and fit where they are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.approval import ApprovalRequest, Clearance
from workflows import naming

SHORT = naming.slot("case/stockout/live/1/7@2", "20260302T090000.000000", "1.0")
LONG = naming.slot(f"case/stockout/{'d' * 63}/1/{'s' * 120}", "20260302T090000.000000", "1.0")


def test_a_slot_says_what_it_is() -> None:
    assert SHORT == "case/stockout/live/1/7@2#20260302T090000.000000/1.0"


@pytest.mark.parametrize("slot", [SHORT, LONG])
def test_every_name_fits(slot: str) -> None:
    longest_slot = Clearance.model_fields["slot"].metadata[0].max_length
    longest_request = ApprovalRequest.model_fields["request_id"].metadata[0].max_length

    assert len(naming.amended(naming.amended(slot))) <= longest_slot
    assert len(naming.try_name(naming.request_name(slot, 5), 9999)) <= longest_request


def test_long_names_of_different_things_stay_different() -> None:
    other = naming.slot(f"case/stockout/{'d' * 63}/1/{'s' * 119}t", "20260302T090000.000000", "1.0")

    assert other != LONG
    assert naming.request_name(LONG, 1) != naming.request_name(other, 1)


@pytest.mark.parametrize("slot", [SHORT, LONG])
def test_each_try_to_ask_has_a_name_of_its_own_and_knows_its_round(slot: str) -> None:
    first, second = naming.request_name(slot, 2), naming.try_name(naming.request_name(slot, 2), 2)

    assert first != second
    assert naming.round_of(first) == naming.round_of(second) == first
    assert naming.round_of(naming.request_name(slot, 1)) != first


def test_a_question_that_took_hundreds_of_tries_is_still_about_its_slot() -> None:
    assert naming.asks_about(naming.try_name(naming.request_name(SHORT, 2), 400), SHORT)
    assert not naming.asks_about(naming.request_name(naming.amended(SHORT), 2), SHORT)
    assert not naming.asks_about(naming.request_name(LONG, 1), SHORT)


def test_news_that_a_case_failed_to_hear_is_brought_again_soon_and_then_every_four_minutes() -> None:
    names = [naming.knock_again("news", timedelta(seconds=s)) for s in range(3601)]

    assert len(set(names[:60])) == 7
    assert len(set(names)) <= 13 + 3600 // 240
    assert all(len(set(names[s : s + 241])) > 1 for s in range(0, 3600, 240))
    assert "news" not in names


def test_the_same_news_has_the_same_name() -> None:
    written = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert naming.knock_name("r", written) == naming.knock_name("r", written)
    assert len({naming.knock_name("r", None), naming.knock_name("r", written), naming.knock_name("s", None)}) == 3
