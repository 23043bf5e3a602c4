"""What a write relies on: read when it is judged, read again just before it is done, and any difference refuses it.

A stamp says only what would make the approval wrong. That a shelf still holds enough is in it, how much it holds is
not: the ordinary movement of stock does not void an approval.
"""

from collections.abc import Iterable
from datetime import datetime

from domain.approval import StateStamp
from domain.fact import Line, fingerprint
from domain.proposals import Proposal
from tools.odoo.reliances import Reliance, reliances
from tools.odoo.session import OdooSession


def stamp(proposal: Proposal, odoo: OdooSession, *, now: datetime) -> StateStamp:
    """The state that `proposal` relies on, as it is now."""
    return stamp_of(reliances(proposal, odoo), now=now)


def stamp_of(relied: Iterable[Reliance], *, now: datetime) -> StateStamp:
    """The stamp of what was read. Pure."""
    words = tuple(each.words for each in relied)
    return StateStamp(digest=fingerprint("state", *(line.encode() for line in words)), words=words, seen_at=now)


def unmet(relied: Iterable[Reliance]) -> tuple[Line, ...]:
    """What is not as it must be, in words."""
    return tuple(each.words for each in relied if not each.holds)


def differences(then: StateStamp, now: StateStamp) -> str:
    """What changed between two stamps, in words; empty when nothing did."""
    if then.digest == now.digest:
        return ""
    was = [line for line in then.words if line not in now.words]
    new = [line for line in now.words if line not in then.words]
    return f"was: {'; '.join(was) or 'nothing'}. Now: {'; '.join(new) or 'nothing'}"
