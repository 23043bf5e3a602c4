"""What a case has behind it: its turns, what they wrote, what was refused, and what it thought last."""

from dataclasses import dataclass, field
from typing import Self

from domain.approval import Rejection
from domain.fact import Digest
from domain.ledger import Effect
from workflows.orders import CaseOpened, TurnFiled
from workflows.resting import SoFar


@dataclass
class Past:
    """Kept by the workflow while it runs; `begun` is the turn that its present history began after.

    A fresh history begins when a case wakes, so one with something taken along has rested.
    """

    effects: list[Effect] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    thought: Digest | None = None
    cycle: int = 0
    begun: int = 0
    rested: bool = False

    @classmethod
    def of(cls, so_far: SoFar | None) -> Self:
        """What was taken along from an earlier history; nothing at the first."""
        if so_far is None:
            return cls()
        return cls([*so_far.effects], [*so_far.rejections], so_far.thought, so_far.cycle, so_far.cycle, rested=True)

    @property
    def turns(self) -> int:
        """How many turns the present history holds."""
        return self.cycle - self.begun

    def so_far(self, thought: Digest) -> SoFar:
        """What a fresh history takes along."""
        return SoFar(cycle=self.cycle, effects=tuple(self.effects), rejections=tuple(self.rejections), thought=thought)

    def turn(self, opened: CaseOpened) -> TurnFiled:
        """What the next thought is given."""
        return TurnFiled(
            opened=opened,
            cycle=self.cycle,
            effects=tuple(self.effects),
            rejections=tuple(self.rejections),
            last=self.thought,
        )
