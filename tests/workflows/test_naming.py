"""Names are readable, the same for the same thing, and fit where they are kept."""

from datetime import UTC, datetime

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
    assert len(naming.request_name(slot, 5, attempt=9999)) <= longest_request


def test_long_names_of_different_things_stay_different() -> None:
    other = naming.slot(f"case/stockout/{'d' * 63}/1/{'s' * 119}t", "20260302T090000.000000", "1.0")

    assert other != LONG
    assert naming.request_name(LONG, 1) != naming.request_name(other, 1)


@pytest.mark.parametrize("slot", [SHORT, LONG])
def test_each_try_to_ask_has_a_name_of_its_own_and_knows_its_round(slot: str) -> None:
    first, second = naming.request_name(slot, 2), naming.request_name(slot, 2, attempt=2)

    assert first != second
    assert naming.round_of(first) == naming.round_of(second) == first
    assert naming.round_of(naming.request_name(slot, 1)) != first


def test_the_same_news_has_the_same_name() -> None:
    written = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert naming.knock_name("r", written) == naming.knock_name("r", written)
    assert len({naming.knock_name("r", None), naming.knock_name("r", written), naming.knock_name("s", None)}) == 3
