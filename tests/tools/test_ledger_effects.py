"""A slot serves one proposal, a clearance one slot, and what became of a write is never taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.case import Closed, Ending
from domain.fact import fingerprint
from domain.ledger import EffectState
from tests.tools.ledger_words import (
    CASE,
    NOW,
    asked,
    by,
    case_row,
    intent,
    judge,
    note,
    notice,
    purchase,
    settled,
)
from tools.errors import KeyTaken, WrongClearance
from tools.ledger import Ledger

SLOT = f"{CASE}#e1/1.0"


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger(ledger_url)
    yield opened
    assert opened.verify().sound
    opened.close()


def kinds(ledger: Ledger) -> list[str]:
    return [entry.kind for entry in ledger.entries()]


def test_the_intent_is_on_record_before_the_write(ledger: Ledger) -> None:
    begun = ledger.begin(intent(SLOT), by())

    assert (begun.attempt, begun.effect.state) == (1, EffectState.INTENT)
    assert kinds(ledger) == ["effect.intent"]


def test_a_second_attempt_uses_the_key_of_the_first(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT, key="first-key"), by())

    begun = ledger.begin(intent(SLOT, key="key-after-the-secret-was-renewed"), by())

    assert (begun.attempt, begun.effect.key) == (2, "first-key")
    assert kinds(ledger) == ["effect.intent"]


def test_another_proposal_cannot_take_the_slot(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT), by())

    with pytest.raises(WrongClearance, match="taken by another proposal"):
        ledger.begin(intent(SLOT, purchase(5)), by())


def test_a_clearance_works_for_one_slot(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT, clearance="key/1"), by())

    with pytest.raises(WrongClearance, match="was used for"):
        ledger.begin(intent(f"{CASE}#e1/2.0", clearance="key/1"), by())

    assert len(ledger.effects()) == 1


def test_two_slots_cannot_share_a_key(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT, key="same"), by())

    with pytest.raises(KeyTaken):
        ledger.begin(intent(f"{CASE}#e1/2.0", key="same"), by())


def test_a_write_and_its_audit_entry_stand_or_fall_together(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT), by())

    effect = ledger.settle(settled(SLOT), by())

    assert effect.state is EffectState.VERIFIED
    assert ledger.fetch(ledger.entries()[-1].payload, type(effect)) == effect
    assert ledger.effect(SLOT) == effect


def test_settling_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT), by())
    first = ledger.settle(settled(SLOT), by())

    again = ledger.settle(settled(SLOT, record_id=91), by(at=NOW + timedelta(minutes=1)))

    assert again == first
    assert kinds(ledger) == ["effect.intent", "effect.verified"]


def test_every_unknown_outcome_is_on_record(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.begin(intent(SLOT), by())
        ledger.settle(settled(SLOT, EffectState.UNKNOWN), by())

    assert kinds(ledger) == ["effect.intent", "effect.unknown", "effect.unknown"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (EffectState.REFUSED, EffectState.VERIFIED),
        (EffectState.VERIFIED, EffectState.INTENT),
        (EffectState.VERIFIED, EffectState.REFUSED),
        (EffectState.VERIFIED, EffectState.UNKNOWN),
    ],
)
def test_what_became_of_a_write_is_not_taken_back(ledger: Ledger, first: EffectState, then: EffectState) -> None:
    ledger.begin(intent(SLOT), by())
    ledger.settle(settled(SLOT, first), by())

    with pytest.raises(KeyTaken, match=f"is {first.value}"):
        ledger.settle(settled(SLOT, then), by())


def test_a_record_that_vanished_leaves_a_tombstone_that_stays(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT), by())
    ledger.settle(settled(SLOT), by())

    effect = ledger.settle(settled(SLOT, EffectState.TOMBSTONE), by())

    assert effect.state is EffectState.TOMBSTONE
    with pytest.raises(KeyTaken):
        ledger.settle(settled(SLOT, EffectState.VERIFIED), by())


def test_what_was_never_begun_cannot_be_settled(ledger: Ledger) -> None:
    with pytest.raises(WrongClearance, match="never begun"):
        ledger.settle(settled(SLOT), by())


def test_our_own_records_are_known_by_their_maker(ledger: Ledger) -> None:
    ledger.begin(intent(SLOT), by())
    assert ledger.maker("purchase.order", 90) is None

    ledger.settle(settled(SLOT), by())

    assert ledger.maker("purchase.order", 90) == CASE
    assert ledger.maker("purchase.order", 91) is None


def test_effects_are_listed_by_case(ledger: Ledger) -> None:
    other = "case/stockout/sandbox/1/8@2"
    ledger.begin(intent(SLOT), by())
    ledger.begin(intent(f"{other}#e1/1.0", notice()), by(case=other))

    assert [e.slot for e in ledger.effects(case=CASE)] == [SLOT]
    assert len(ledger.effects()) == 2


def test_a_question_is_read_until_it_is_over(ledger: Ledger) -> None:
    ledger.open_request(asked("r?1"), by())
    ledger.open_request(asked("r?1"), by())
    ledger.open_request(asked("r?2"), by())

    ledger.close_request("r?1", "approve by Petra", by("petra"))
    ledger.close_request("r?1", "approve by Petra", by("petra"))

    assert [r.request_id for r in ledger.open_requests()] == ["r?2"]
    assert ledger.waiting() == {asked().approver.uid: 1}
    closed = ledger.request("r?1")
    assert closed is not None
    assert (closed.state, closed.words) == ("closed", "approve by Petra")
    assert kinds(ledger) == ["request.opened", "request.opened", "request.closed"]
    assert ledger.request("r?3") is None
    assert len(ledger.requests(case=CASE)) == 2


def test_a_case_file_shows_the_last_thought_and_the_ending(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    ledger.open_case(case_row(), by())
    ledger.thought(CASE, "e1", note("first thought", "1"))
    ledger.thought(CASE, "e1", note("second thought", "2"))

    ledger.close_case(
        Closed(case=CASE, episode="e1", ending=Ending.DONE, words="done", effects=(), closed_at=NOW), by()
    )

    row = ledger.case(CASE)
    assert row is not None
    assert (row.ending, row.words) == (Ending.DONE, "done")
    assert row.thought == ledger.entries()[2].payload
    assert ledger.cases(open_only=True) == ()


def test_a_case_that_opens_again_is_another_row_and_the_latest_counts(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    ledger.open_case(case_row(episode="e2", opened_at=NOW + timedelta(days=1)), by())

    row = ledger.case(CASE)

    assert row is not None
    assert row.episode == "e2"
    assert len(ledger.cases()) == 2
    assert ledger.case("case/stockout/sandbox/1/none") is None


def test_a_case_that_ends_leaves_no_question_open(ledger: Ledger) -> None:
    ledger.open_case(case_row(), by())
    ledger.open_request(asked("r?1"), by())

    ledger.close_case(
        Closed(case=CASE, episode="e1", ending=Ending.FAILED, words="stopped", effects=(), closed_at=NOW), by()
    )

    closed = ledger.request("r?1")
    assert closed is not None
    assert (closed.state, closed.words) == ("closed", "the case has ended")


def test_many_documents_are_kept_at_once(ledger: Ledger) -> None:
    assert ledger.keep_all([purchase(1), purchase(2)]) == (ledger.keep(purchase(1)), ledger.keep(purchase(2)))


def test_the_verdict_of_a_slot_can_be_looked_up(ledger: Ledger) -> None:
    given = judge(ledger, SLOT)

    assert ledger.judgement(SLOT) == given
    assert ledger.judgement("another slot") is None


def test_a_verdict_is_given_once_for_a_slot(ledger: Ledger) -> None:
    first = judge(ledger, SLOT)

    again = judge(ledger, SLOT, at=NOW + timedelta(hours=1))

    assert again == first
    assert kinds(ledger) == ["verdict.cleared"]
    with pytest.raises(WrongClearance):
        ledger.judged(SLOT, fingerprint("action", b"another"), [], decide=lambda _: first, by=by())
