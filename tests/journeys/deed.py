"""What is tried under faults: one write that nobody has tried yet, and how to count what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.fact import Json
from domain.proposals import Proposal

Calls = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Deed:
    """A write that nobody has tried yet."""

    case: str
    proposal: Proposal
    writes: Calls
    """The calls that change something in Odoo, in order."""
    times: Callable[[], float]
    """How many times its effect stands in Odoo now: 0 or 1, and anything else is wrong."""
    values: Mapping[str, Json] | None = None
    """What a plain `create` would be given for it; None where the write makes no record."""
    says_on: int | None = None
    """The order on which a client without keys would just post a message with these values."""

    @property
    def plain(self) -> tuple[str, str]:
        """The call that a client without keys would make."""
        return (self.writes[0][0], "create") if self.says_on is None else ("purchase.order", "message_post")
