"""How risky a supplier is, in points out of a hundred that are the exact sum of named parts.

Each part turns one measure into how bad it is between none and all, on a scale that is stated, and gives its weight
times that in points. With little behind it a part stands near what is typical, and with nothing exactly there: a
source that is absent moves the score neither up nor down without saying so, and it lowers the confidence by its
weight. Sums are of rounded points, so that the parts on a page always add up, and a score without a part is lower by
just the points that the part states. A weighted sum is used because nothing else can be taken apart so by the people
who are judged by it (Dawes, 1979, on why it loses little).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.fact import Fact, Id, Line, Name, Share, Unfit

_POINT = Decimal("0.01")
_PLACES = Decimal("0.000001")
_NONE = Decimal(0)
_ALL = Decimal(100)


class Scale(Fact):
    """How a measure becomes points: none up to `good`, all of `weight` from `bad` on, evenly in between."""

    title: Line
    unit: Line
    good: Decimal
    bad: Decimal
    weight: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
    typical: Share
    """How bad a supplier of whom nothing is known is taken to be."""
    strength: Annotated[Decimal, Field(gt=0)]
    """The sample that weighs as much as what is typical."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.bad <= self.good:
            message = f"{self.title}: bad must lie above good"
            raise Unfit(message)
        return self

    def badness(self, value: Decimal) -> Decimal:
        """How bad a measure is, between none and all."""
        return min(max((value - self.good) / (self.bad - self.good), _NONE), Decimal(1))


class Evidence(Fact):
    """One measure with its sample and the records it comes from; without a value, why there is none."""

    value: Decimal | None
    sample: Annotated[int, Field(ge=0)]
    records: tuple[Line, ...] = ()
    """The records that weigh most, as `model,id`."""
    absent: Line = ""
    note: Line = ""
    """What the value must be read with."""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if (self.value is None) != bool(self.absent) or (self.value is None and self.sample):
            message = "evidence has a value, or the reason why it has none and no sample"
            raise Unfit(message)
        return self


class Part(Fact):
    """One part of a score: what it gives is `points` of its `weight`; `certain` is how much of that is its own."""

    part: Name
    title: Line
    unit: Line
    value: Decimal | None
    sample: Annotated[int, Field(ge=0)]
    weight: Decimal
    badness: Share
    certain: Share
    points: Decimal
    typical_points: Decimal
    records: tuple[Line, ...]
    absent: Line
    note: Line

    @property
    def excess(self) -> Decimal:
        """The points above those of a supplier of whom nothing is known."""
        return self.points - self.typical_points


class RiskScore(Fact):
    """The sum of its parts, in points; `confidence` is the share of the weights that rests on what was seen."""

    supplier_id: Id
    points: Decimal
    confidence: Share
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.points != sum((part.points for part in self.parts), _NONE):
            message = "a score is the sum of its parts"
            raise Unfit(message)
        return self

    def share(self, part: str) -> Decimal:
        """The part of the score that a part makes up; none of a score of zero."""
        points = next(found.points for found in self.parts if found.part == part)
        return (points / self.points).quantize(_PLACES) if self.points else _NONE

    def without(self, part: str) -> "RiskScore":
        """The score with a part removed: lower by just the points of that part."""
        return _summed(self.supplier_id, [found for found in self.parts if found.part != part])

    def absent(self) -> tuple[Part, ...]:
        """The parts that nothing was seen of."""
        return tuple(part for part in self.parts if part.absent)


def score(supplier_id: int, evidence: Mapping[str, Evidence], scales: Mapping[str, Scale]) -> RiskScore:
    """The score by all `scales`, the part that gives most first; a part without evidence is absent.

    Raises `Unfit` for evidence without a scale, and where the weights do not make up a hundred.
    """
    if strange := evidence.keys() - scales.keys():
        message = f"no scale for {', '.join(sorted(strange))}"
        raise Unfit(message)
    if sum((scale.weight for scale in scales.values()), _NONE) != _ALL:
        message = "the weights of all parts are a hundred together"
        raise Unfit(message)
    nothing = Evidence(value=None, sample=0, absent="nothing was read")
    parts = [_part(name, scale, evidence.get(name, nothing)) for name, scale in scales.items()]
    return _summed(supplier_id, sorted(parts, key=lambda part: (-part.points, part.part)))


def _part(name: str, scale: Scale, found: Evidence) -> Part:
    sample = Decimal(found.sample)
    certain = (sample / (sample + scale.strength)).quantize(_PLACES)
    own = scale.badness(found.value) if found.value is not None else scale.typical
    badness = (certain * own + (1 - certain) * scale.typical).quantize(_PLACES)
    return Part(
        part=name,
        title=scale.title,
        unit=scale.unit,
        value=found.value,
        sample=found.sample,
        weight=scale.weight,
        badness=badness,
        certain=certain,
        points=(scale.weight * badness).quantize(_POINT),
        typical_points=(scale.weight * scale.typical).quantize(_POINT),
        records=found.records,
        absent=found.absent,
        note=found.note,
    )


def _summed(supplier_id: int, parts: Sequence[Part]) -> RiskScore:
    weight = sum((part.weight for part in parts), _NONE)
    certain = sum((part.weight * part.certain for part in parts), _NONE)
    return RiskScore(
        supplier_id=supplier_id,
        points=sum((part.points for part in parts), _NONE),
        confidence=(certain / weight).quantize(_PLACES) if weight else _NONE,
        parts=tuple(parts),
    )
