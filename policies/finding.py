"""What a rule may say about a proposal; rules say, the judge combines."""

from typing import Literal

from domain.fact import Fact, Line, Name
from domain.identity import Role


class _Said(Fact):
    """`words` gives the figures of this case; where it is empty, the rule's own description says enough."""

    rule: Name
    words: Line = ""


class Clears(_Said):
    """Harmless as far as this rule sees. It counts only where no other rule asks or forbids."""

    effect: Literal["clears"] = "clears"


class Asks(_Said):
    """A person with `role`, or with a higher one that another rule asks for, must say yes."""

    effect: Literal["asks"] = "asks"
    role: Role


class Forbids(_Said):
    """Nobody may do this through Weighbridge; wins over every other finding."""

    effect: Literal["refuses"] = "refuses"


Finding = Clears | Asks | Forbids
