"""A risk score is the exact sum of its parts, says what it rests on, and is not moved by what is absent."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.supplier_risk.score.risk_score import Evidence, RiskScore, Scale, score
from agents.supplier_risk.score.scales import SCALES
from domain.fact import Unfit

_values = st.decimals(min_value=-2, max_value=400, places=4)
_evidence = st.one_of(
    st.builds(Evidence, value=_values, sample=st.integers(1, 5000)),
    st.just(Evidence(value=None, sample=0, absent="the module is not installed")),
)
_all = st.dictionaries(st.sampled_from(sorted(SCALES)), _evidence)


def some(**values: str) -> dict[str, Evidence]:
    return {part: Evidence(value=Decimal(value), sample=1_000_000) for part, value in values.items()}


@settings(max_examples=40)
@given(_all)
def test_a_score_is_the_sum_of_its_parts_and_between_none_and_a_hundred(evidence: dict[str, Evidence]) -> None:
    found = score(7, evidence, SCALES)

    assert found.points == sum(part.points for part in found.parts)
    assert 0 <= found.points <= 100
    assert len(found.parts) == len(SCALES)


@settings(max_examples=40)
@given(_all, st.sampled_from(sorted(SCALES)))
def test_removing_a_part_lowers_the_score_by_just_its_points(evidence: dict[str, Evidence], part: str) -> None:
    found = score(7, evidence, SCALES)
    points = next(one.points for one in found.parts if one.part == part)

    assert found.without(part).points == found.points - points
    assert found.share(part) == pytest.approx(points / found.points if found.points else 0, abs=Decimal("0.000001"))


@settings(max_examples=40)
@given(_all, st.sampled_from(sorted(SCALES)))
def test_an_absent_source_lowers_confidence_and_leaves_the_typical_points(
    evidence: dict[str, Evidence], part: str
) -> None:
    seen = {**evidence, part: Evidence(value=Decimal("0.1"), sample=40)}
    absent = {**evidence, part: Evidence(value=None, sample=0, absent="the module is not installed")}

    with_it, without_it = score(7, seen, SCALES), score(7, absent, SCALES)

    assert without_it.confidence < with_it.confidence
    left = next(one for one in without_it.parts if one.part == part)
    assert (left.points, left.excess) == (left.typical_points, Decimal(0))
    assert left in without_it.absent()
    moved = next(one for one in with_it.parts if one.part == part).excess
    assert with_it.points - without_it.points == moved


@settings(max_examples=40)
@given(_values, _values, st.integers(1, 500), st.sampled_from(sorted(SCALES)))
def test_a_worse_measure_never_lowers_the_score(one: Decimal, other: Decimal, sample: int, part: str) -> None:
    better, worse = (score(7, {part: Evidence(value=value, sample=sample)}, SCALES) for value in sorted((one, other)))

    assert better.points <= worse.points


def test_all_good_is_nearly_none_and_all_bad_nearly_a_hundred() -> None:
    good = {part: Evidence(value=scale.good, sample=10**9) for part, scale in SCALES.items()}
    bad = {part: Evidence(value=scale.bad, sample=10**9) for part, scale in SCALES.items()}

    assert score(7, good, SCALES).points == 0
    assert score(7, bad, SCALES).points == 100


def test_a_small_sample_stands_near_what_is_typical() -> None:
    parts = {
        sample: score(7, {"late_rate": Evidence(value=Decimal("0.4"), sample=sample)}, SCALES).parts[0]
        for sample in (1, 10, 1000)
    }

    assert [parts[sample].points for sample in (1, 10, 1000)] == [
        Decimal("6.82"),
        Decimal("15.00"),
        Decimal("24.80"),
    ]


def test_the_part_that_gives_most_comes_first() -> None:
    found = score(7, some(late_rate="0.02", returns="0.05", sole_source="1"), SCALES)

    assert [part.part for part in found.parts][:2] == ["returns", "sole_source"]


def test_a_part_shows_value_weight_sample_and_records() -> None:
    evidence = {
        "returns": Evidence(
            value=Decimal("0.025"), sample=90, records=("purchase.order.line,4",), note="one line is large"
        )
    }

    part = next(one for one in score(7, evidence, SCALES).parts if one.part == "returns")

    assert (part.part, part.value, part.sample, part.weight) == ("returns", Decimal("0.025"), 90, Decimal(7))
    assert (part.certain, part.badness, part.points) == (Decimal("0.9"), Decimal("0.47"), Decimal("3.29"))
    assert (part.records, part.note, part.unit) == (
        ("purchase.order.line,4",), "one line is large", "share of quantity",
    )  # fmt: skip


def test_the_weights_of_the_house_are_a_hundred() -> None:
    assert sum(scale.weight for scale in SCALES.values()) == 100

    with pytest.raises(Unfit, match="a hundred together"):
        score(7, {}, {part: scale for part, scale in SCALES.items() if part != "returns"})


def test_evidence_without_a_scale_is_refused() -> None:
    with pytest.raises(Unfit, match="no scale for moods"):
        score(7, some(moods="1"), SCALES)


def test_a_score_that_does_not_add_up_cannot_be() -> None:
    found = score(7, some(late_rate="0.3"), SCALES)

    with pytest.raises(ValidationError, match="sum of its parts"):
        RiskScore(supplier_id=7, points=found.points + 1, confidence=found.confidence, parts=found.parts)


@pytest.mark.parametrize(
    ("value", "sample", "absent"),
    [(None, 0, ""), (None, 3, "not installed"), (Decimal(1), 3, "not installed")],
)
def test_evidence_is_a_value_or_a_reason(value: Decimal | None, sample: int, absent: str) -> None:
    with pytest.raises(ValidationError, match="evidence has a value"):
        Evidence(value=value, sample=sample, absent=absent)


def test_a_scale_rises() -> None:
    with pytest.raises(ValidationError, match="bad must lie above good"):
        Scale(
            title="t", unit="u", good=Decimal(1), bad=Decimal(1), weight=Decimal(1), typical=Decimal(0),
            strength=Decimal(1),
        )  # fmt: skip


def test_a_score_travels_as_json_unchanged() -> None:
    found = score(7, some(late_rate="0.3", returns="0.01"), SCALES)

    assert RiskScore.from_json(found.to_json()) == found
