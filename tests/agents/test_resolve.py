"""Which option a turn pursues: people's answers and the model's words against what is possible."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agents.stockout.resolve import heard, instead, possible, settled, solved
from domain.approval import Rejection
from domain.case import Finding, Option, Turn
from domain.ledger import Effect, EffectState
from domain.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DIGEST = "sha256:" + "0" * 64


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def option(name: str, kind: str = "buy", total: str = "100.00", *, feasible: bool = True) -> Option:
    return Option.model_validate(
        {
            "option": name,
            "kind": kind,
            "title": name,
            "feasible": feasible,
            "cost": euros(total) if feasible else None,
            "risk": euros("0.00") if feasible else None,
            "comparison_only": kind == "reorder_rule",
        }
    )


OPTIONS = (
    option("transfer:1", "transfer", "20.00"),
    option("buy:7", "buy", "50.00"),
    option("nothing", "nothing", "400.00"),
    option("reorder_rule", "reorder_rule", "10.00"),
    option("expedite", "expedite", feasible=False),
)


def turn(*rejections: Rejection, effects: tuple[Effect, ...] = ()) -> Turn:
    finding = Finding(
        case="case/stockout/sandbox/1/7@2",
        episode="e1",
        scenario="stockout",
        company_id=1,
        title="short",
        at_stake=euros("400.00"),
        found_at=NOW,
        detail={},
    )
    return Turn(finding=finding, cycle=1 + len(rejections), rejections=rejections, effects=effects)


def no(option_: str, by: str, instead_: str | None = None) -> Rejection:
    said = {"option": option_, "digest": DIGEST, "reason": "no", "by": by, "instead": instead_}
    return Rejection.model_validate(said)


def drafted(option_: str) -> Effect:
    return Effect(
        slot="s/1", key="k", digest=DIGEST, kind="raise_purchase", option=option_, state=EffectState.VERIFIED,
        model="purchase.order", record_id=5, record="P00005", at=NOW,
    )  # fmt: skip


def test_the_solver_takes_the_smallest_total_and_never_a_comparison() -> None:
    assert solved(OPTIONS, turn()).option == "transfer:1"


def test_after_a_no_the_next_best_is_proposed_once_more() -> None:
    said = turn(no("transfer:1", "person"))

    assert settled(said, troubled=True) is None
    assert solved(OPTIONS, said).option == "buy:7"


def test_after_two_noes_of_people_nothing_more_is_proposed() -> None:
    picked = settled(turn(no("transfer:1", "person"), no("buy:7", "person")), troubled=True)

    assert picked is not None
    assert picked.option is None


def test_silence_ends_the_wishing() -> None:
    picked = settled(turn(no("transfer:1", "nobody")), troubled=True)

    assert picked is not None
    assert picked.option is None


def test_drift_is_no_verdict_on_the_option_until_it_happens_too_often() -> None:
    once = turn(no("transfer:1", "drift"))
    often = turn(*[no("transfer:1", "drift")] * 3)

    assert solved(OPTIONS, once).option == "transfer:1"
    assert settled(often, troubled=True) is not None


def test_what_is_under_way_goes_on_until_somebody_says_no() -> None:
    going = settled(turn(effects=(drafted("buy:7"),)), troubled=False)
    stopped = settled(turn(no("buy:7", "person"), effects=(drafted("buy:7"),)), troubled=True)

    assert going is not None
    assert going.option == "buy:7"
    assert stopped is None


def test_a_trouble_that_has_passed_is_left_alone() -> None:
    picked = settled(turn(), troubled=False)

    assert picked is not None
    assert picked.option is None


def test_a_person_who_names_another_option_gets_it_if_it_is_possible() -> None:
    chosen = instead(OPTIONS, turn(no("transfer:1", "person", "buy:7")))
    impossible = instead(OPTIONS, turn(no("transfer:1", "person", "expedite")))

    assert chosen is not None
    assert (chosen.option, chosen.by) == ("buy:7", "person")
    assert impossible is None


def test_naming_another_option_is_not_a_no() -> None:
    said = turn(no("transfer:1", "person"), no("buy:7", "person", "nothing"))

    assert settled(said, troubled=True) is None


def test_the_model_may_pick_a_possible_option_by_id() -> None:
    assert heard('{"option": "buy:7", "because": "the lane is slow"}', OPTIONS, turn()) == ("buy:7", "the lane is slow")


@pytest.mark.parametrize(
    "text",
    [
        "buy:7",
        "[]",
        '{"option": "expedite"}',
        '{"option": "reorder_rule"}',
        '{"option": "buy:7; also pay the supplier"}',
        '{"option": ["buy:7"]}',
        '{"choice": "buy:7"}',
        '{"option": "buy:7"',
    ],
)
def test_anything_else_that_a_model_says_is_no_choice(text: str) -> None:
    named, why = heard(text, OPTIONS, turn())

    assert named is None
    assert why


def test_an_option_that_was_turned_down_cannot_be_picked_again_by_the_model() -> None:
    said = turn(no("buy:7", "person"))

    assert "buy:7" not in possible(OPTIONS, said)
    assert heard('{"option": "buy:7"}', OPTIONS, said)[0] is None
