"""A write is done once, only with a key that the ledger knows, and never again after somebody took it away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from domain.approval import Clearance
from domain.fact import fingerprint
from domain.ledger import EffectState
from domain.proposals import Proposal, Wish, digest
from sandbox.faults import Kind
from tests.journeys.rehearsal import wish
from tests.journeys.world import World, purchase, short_book, transfer
from workflows.activities.judging import Judging
from workflows.activities.writing import Writing
from workflows.orders import CaseOpened, Judged, JudgeOrder, WriteOrder

CASE = "case/rehearsal/sandbox/1/by-hand"
SLOT = f"{CASE}#e1/1.0"
OPENED = CaseOpened(
    case=CASE,
    episode="e1",
    scenario="rehearsal",
    company_id=1,
    title="By hand",
    finding=fingerprint("document", b"none"),
)


def judged(stage: World, proposal: Proposal, slot: str = SLOT, opened: CaseOpened = OPENED) -> Judged:
    order = JudgeOrder(opened=opened, slot=slot, wish=fresh(stage, proposal))
    return ActivityEnvironment().run(Judging(stage.desk()).judge, order)


def fresh(stage: World, proposal: Proposal) -> Wish:
    made = wish(proposal)
    return made.model_copy(update={"grounds": made.grounds.model_copy(update={"read_at": stage.now()})})


def key_for(stage: World, proposal: Proposal, given: Judged, *, slot: str = SLOT, name: str = "key/1") -> Clearance:
    return Clearance(
        clearance_id=name,
        digest=digest(proposal),
        slot=slot,
        granted_by="policy",
        request_id=None,
        book=given.verdict.book,
        state=given.state,
        issued_at=stage.now(),
        expires_at=stage.now() + timedelta(hours=1),
    )


@pytest.fixture
def write(stage: World) -> Callable[[Proposal, Clearance], EffectState]:
    def carry_out(proposal: Proposal, key: Clearance) -> EffectState:
        order = WriteOrder(opened=OPENED, wish=wish(proposal), clearance=key)
        return ActivityEnvironment().run(Writing(stage.desk()).carry_out, order).state

    return carry_out


Write = Callable[[Proposal, Clearance], EffectState]


def test_a_write_that_is_repeated_is_found(stage: World, write: Write) -> None:
    wanted = transfer(stage)
    key = key_for(stage, wanted, judged(stage, wanted))
    before = stage.count("stock.picking")

    states = [write(wanted, key) for _ in range(3)]

    assert states == [EffectState.VERIFIED] * 3
    assert stage.count("stock.picking") == before + 1


def test_what_a_person_took_away_is_not_made_again(stage: World, write: Write) -> None:
    wanted = transfer(stage)
    key = key_for(stage, wanted, judged(stage, wanted))
    write(wanted, key)
    (effect,) = stage.ledger.effects()
    stage.env.unlink("stock.picking", [effect.record_id or 0])
    before = stage.count("stock.picking")

    for _ in range(2):
        with pytest.raises(ApplicationError, match="is gone") as said:
            write(wanted, key)
        assert (said.value.type, said.value.non_retryable) == ("Gone", True)

    assert stage.count("stock.picking") == before
    assert [e.state for e in stage.ledger.effects()] == [EffectState.TOMBSTONE]


def test_a_clearance_works_once(stage: World, write: Write) -> None:
    wanted, other_slot = transfer(stage), f"{CASE}#e1/2.0"
    key = key_for(stage, wanted, judged(stage, wanted))
    write(wanted, key)
    again = key_for(stage, wanted, judged(stage, wanted, other_slot), slot=other_slot)

    with pytest.raises(ApplicationError, match="was used for") as said:
        write(wanted, again)

    assert said.value.type == "WrongClearance"


def test_a_key_opens_nothing_but_its_own_proposal(stage: World, write: Write) -> None:
    wanted, larger = transfer(stage), transfer(stage, 6)
    key = key_for(stage, wanted, judged(stage, wanted))

    with pytest.raises(ApplicationError) as said:
        write(larger, key)

    assert said.value.type == "WrongClearance"
    assert stage.ledger.effects() == ()


def test_a_key_for_what_was_never_judged_opens_nothing(stage: World, write: Write) -> None:
    wanted = transfer(stage)
    given = judged(stage, wanted)

    with pytest.raises(ApplicationError, match="not judged"):
        write(wanted, key_for(stage, wanted, given, slot=f"{CASE}#e1/9.0"))


def test_the_book_s_word_is_not_enough_where_a_person_is_asked(stage: World, write: Write) -> None:
    wanted = purchase(stage, 300)
    key = key_for(stage, wanted, judged(stage, wanted))

    with pytest.raises(ApplicationError, match="needs_approval") as said:
        write(wanted, key)

    assert said.value.type == "WrongClearance"


def test_a_person_who_was_never_asked_grants_nothing(stage: World, write: Write) -> None:
    wanted = purchase(stage, 300)
    petra = {"uid": stage.demo.users["petra"], "login": "petra", "name": "Petra"}
    key = key_for(stage, wanted, judged(stage, wanted)).model_dump() | {"granted_by": petra, "request_id": "none"}

    with pytest.raises(ApplicationError, match="no answer on record"):
        write(wanted, Clearance.model_validate(key))


def test_a_key_that_is_too_old_opens_nothing(stage: World, write: Write) -> None:
    wanted = transfer(stage)
    key = key_for(stage, wanted, judged(stage, wanted))
    stage.later = timedelta(hours=2)

    with pytest.raises(ApplicationError, match="expired"):
        write(wanted, key)

    assert [e.state for e in stage.ledger.effects()] == [EffectState.REFUSED]


def test_a_try_that_was_refused_stays_refused(stage: World, write: Write) -> None:
    wanted = transfer(stage)
    key = key_for(stage, wanted, judged(stage, wanted))
    stage.odoo.faults.refuse("odoo.exceptions.UserError", "stock.picking", "load", message="Closed.")

    for _ in range(2):
        with pytest.raises(ApplicationError, match="Closed"):
            write(wanted, key)

    assert stage.odoo.faults.fired(Kind.REFUSE) == 1


@pytest.mark.parametrize("kind", [Kind.COMMIT_THEN_DROP, Kind.HTML_AFTER, Kind.SERVER_ERROR_AFTER, Kind.TRUNCATED])
def test_a_lost_answer_is_unknown_until_it_is_looked_up(stage: World, write: Write, kind: Kind) -> None:
    wanted = transfer(stage)
    key = key_for(stage, wanted, judged(stage, wanted))
    before = stage.count("stock.picking")
    stage.odoo.faults.order(kind, "stock.picking", "load")

    with pytest.raises(ApplicationError) as said:
        write(wanted, key)
    unknown = stage.ledger.effects()[0].state
    state = write(wanted, key)

    assert (said.value.type, said.value.non_retryable) == ("OutcomeUnknown", False)
    assert (unknown, state) == (EffectState.UNKNOWN, EffectState.VERIFIED)
    assert stage.count("stock.picking") == before + 1


def test_a_key_survives_a_renewed_secret(stage: World, write: Write) -> None:
    wanted = transfer(stage)
    key = key_for(stage, wanted, judged(stage, wanted))
    write(wanted, key)
    renewed = Writing(type(stage.desk())(**{**vars(stage.desk()), "secret": b"another secret"}))

    order = WriteOrder(opened=OPENED, wish=wish(wanted), clearance=key)
    effect = ActivityEnvironment().run(renewed.carry_out, order)

    assert effect.state is EffectState.VERIFIED
    assert len(stage.ledger.effects()) == 1


def test_a_draft_of_another_case_is_told_from_our_own(stage: World, write: Write) -> None:
    wanted = transfer(stage)
    write(wanted, key_for(stage, wanted, judged(stage, wanted)))
    picking = stage.ledger.effects()[0].record_id
    assert picking is not None
    reserve = wanted.model_copy(update={"stage": "reserve", "picking_id": picking})

    ours = judged(stage, reserve, f"{CASE}#e1/2.0").verdict
    other = OPENED.model_copy(update={"case": "case/rehearsal/sandbox/1/other"})
    theirs = judged(stage, reserve, "another slot", other).verdict

    assert (ours.kind, theirs.kind) == ("cleared", "needs_approval")


def test_a_book_that_cannot_be_read_clears_nothing(stage: World) -> None:
    stage.text = short_book().replace("[clearance]", "[clearanse]")

    with pytest.raises(ValueError, match="clearanse"):
        judged(stage, transfer(stage))
