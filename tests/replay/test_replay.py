"""Cases of the past through the code of today: nothing may have changed, and every kind of edit is noticed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

import worker
from agents.catalog import SCENARIOS
from agents.stockout import deciding, nodes, options, reckon, resolve
from agents.stockout.option_terms import Offer, Trouble
from agents.supplier_risk import deciding as supplier_deciding
from agents.supplier_risk.options import asking, listing
from agents.supplier_risk.reading import replies
from agents.supplier_risk.reading.reply import ReplyField
from domain.case import Option
from domain.supplying import Question
from tests.leftovers import unheard
from tests.replay.record import PLAYS, Saved
from tools.ledger import Ledger
from workflows import naming, steps
from workflows.case import CaseWorkflow
from workflows.orders import Outcome
from workflows.recomputing import Recomputed, recompute
from workflows.replaying import Replayed, replay

PLAYED = sorted(play.__name__ for play in PLAYS)
CASES = [name for name in PLAYED if name != "sweep"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path_factory.mktemp('replay')}/ledger.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture(scope="module")
def saved(ledger: Ledger) -> Saved:
    return Saved.load(ledger)


@pytest.fixture(autouse=True)
def broken_off() -> Iterator[None]:
    """A replay that takes another course leaves half a case behind."""
    with unheard():
        yield


async def again(history: WorkflowHistory, *, strict: bool = False) -> Replayed:
    return await replay(history, worker.graphs_of(tuple(SCENARIOS.values())), strict=strict)


def sums(saved: Saved, name: str, ledger: Ledger, *, assumptions: str | None = None) -> Recomputed:
    graphs = {scenario: what.graph() for scenario, what in SCENARIOS.items()}
    return recompute(saved.histories[name], graphs, ledger, assumptions or saved.assumptions)


def test_every_play_is_on_file(saved: Saved) -> None:
    assert sorted(saved.histories) == PLAYED


@pytest.mark.parametrize("name", PLAYED)
async def test_a_case_of_the_past_takes_the_same_course(saved: Saved, name: str) -> None:
    seen = await again(saved.histories[name])

    assert seen.differences == ()
    assert seen.events == len(saved.histories[name].events)


@pytest.mark.parametrize("name", PLAYED)
async def test_every_step_is_told_the_same(saved: Saved, name: str) -> None:
    seen = await again(saved.histories[name], strict=True)

    assert seen.differences == ()
    assert seen.compared > (0 if name == "sweep" else 10)


@pytest.mark.parametrize("name", CASES)
def test_every_sum_comes_to_the_same(saved: Saved, name: str, ledger: Ledger) -> None:
    found = sums(saved, name, ledger)

    assert found.differences == ()
    assert found.nodes >= 4
    assert bool(found.skipped) == (name in {"advised", "supplier_overheard"})


def test_a_turn_in_which_a_model_spoke_is_named_and_not_computed_again(saved: Saved, ledger: Ledger) -> None:
    skipped = sums(saved, "advised", ledger).skipped

    assert {*skipped} == {"stockout.choose: a model was asked", "stockout.explain: a model was asked"}


def test_a_reply_that_a_model_read_is_named_and_not_computed_again(saved: Saved, ledger: Ledger) -> None:
    skipped = sums(saved, "supplier_overheard", ledger).skipped

    assert "supplier_risk.read_replies: a model was asked" in skipped


def the_dearest(listed: tuple[Option, ...], **_: object) -> str:
    return [option.option for option in listed if option.feasible][-1]


def the_last_first(trouble: Trouble) -> tuple[Offer, ...]:
    return tuple(reversed(OFFERS(trouble)))


OFFERS = options.offers

EDITS: dict[str, tuple[object, str, object]] = {
    "another choice": (resolve, "choose", the_dearest),
    "another order": (nodes, "offers", the_last_first),
    "no wishes": (deciding, "wishes", lambda *_, **__: ()),
    "fewer facts": (nodes, "facts", lambda *_: ()),
    "another urgency": (reckon, "urgent", lambda ahead, _: ahead.risk * 0),
}


SUPPLIER_EDITS: dict[str, tuple[object, str, object]] = {
    "other words of a reply": (
        replies,
        "read_by_rules",
        lambda text, *_, **__: (ReplyField(said="other", quote=text[:9]),),
    ),
    "another question": (asking, "_question", lambda _: Question.EXPEDITE),
    "no other dates": (listing, "replanning", lambda _: []),
    "other wishes": (supplier_deciding, "wished", lambda *_, **__: []),
    "a shorter sleep": (supplier_deciding, "_until", lambda _: timedelta(hours=1)),
}


@pytest.mark.parametrize(
    ("history", "edit"),
    [
        *(("approved", edit) for edit in EDITS.values()),
        *(("supplier_replied", edit) for edit in SUPPLIER_EDITS.values()),
    ],
    ids=[*EDITS, *SUPPLIER_EDITS],
)
async def test_an_edit_of_a_sum_is_seen_by_the_strict_replay_alone(
    saved: Saved, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, history: str, edit: tuple[object, str, object]
) -> None:
    where, name, instead = edit
    monkeypatch.setattr(where, name, instead)

    plain, strict = await again(saved.histories[history]), sums(saved, history, ledger)

    assert plain.differences == ()
    assert strict.differences


def test_another_assumption_is_another_sum(saved: Saved, ledger: Ledger) -> None:
    dearer = saved.assumptions.replace("cost_per_transfer = ", "cost_per_transfer = 1")
    assert dearer != saved.assumptions

    found = sums(saved, "cleared", ledger, assumptions=dearer)

    assert any(words.startswith("stockout.list_options comes to another result") for words in found.differences)


async def test_other_words_to_a_step_are_seen_by_the_strict_replay_alone(
    saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = naming.slot
    monkeypatch.setattr(naming, "slot", lambda *named: f"{slot(*named)}x")

    plain, strict = await again(saved.histories["cleared"]), await again(saved.histories["cleared"], strict=True)

    assert plain.differences == ()
    assert "judge is told something else" in strict.differences[0]


async def test_another_course_is_seen_by_every_replay(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    think = CaseWorkflow._think

    async def twice(self: CaseWorkflow) -> Outcome:
        await think(self)
        return await think(self)

    monkeypatch.setattr(CaseWorkflow, "_think", twice)

    for name in CASES:
        assert "another course" in (await again(saved.histories[name])).differences[0]


async def test_a_case_that_no_longer_asks_is_seen_by_every_replay(
    saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(order: object) -> object:
        return await steps.drop(order)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "post_request", nobody)

    assert (await again(saved.histories["cleared"])).differences == ()
    for name in ("approved", "rejected", "expired"):
        assert "another course" in (await again(saved.histories[name])).differences[0]


def test_a_document_that_is_gone_is_named(saved: Saved, tmp_path: Path) -> None:
    bare = Ledger(f"sqlite:///{tmp_path}/bare.sqlite")

    found = sums(saved, "cleared", bare)

    bare.close()
    assert (found.nodes, found.differences) == (0, ())
    assert all("is kept here" in words for words in found.skipped)
