"""The guards in Odoo while cases run: an answer counts only while they stand as they were provisioned."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.fact import Line, tame
from tools.errors import Passing, ToolError
from tools.ledger import By, Ledger, Note, Said
from tools.odoo.provision import Difference

REMEDY = "run `weighbridge provision`"
DRIFTED, SOUND = "guards.drifted", "guards.sound"

_FRESH = timedelta(seconds=30)


@dataclass
class Guards:
    """Looks at the guards. That they stand is believed for half a minute; that they do not is looked at anew."""

    look: Callable[[], tuple[Difference, ...]]
    """How they differ from what was provisioned; about 150 calls to Odoo."""
    fresh: timedelta = _FRESH
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _sound_at: datetime | None = None

    def drift(self, now: datetime) -> tuple[Line, ...]:
        """Every difference in words; none means that answers can be believed."""
        with self._turn:
            if self._sound_at is not None and abs(now - self._sound_at) < self.fresh:
                return ()
            found = tuple(difference.words for difference in self.look())
            self._sound_at = None if found else now
            return found


def doubt(guards: Guards | None, ledger: Ledger, *, actor: Line, now: datetime) -> Line | None:
    """Why no answer counts at the moment; None where the guards stand, or where nobody may look at them.

    What is seen goes on record when it changes, so that a worker which may not look heeds what another one saw. Raises
    what a later try may help with.
    """
    if guards is None:
        last = _last(ledger)
        return last.words if last is not None and not last.sound else None
    try:
        found = guards.drift(now)
    except Passing:
        raise
    except ToolError as unseen:
        return tame(f"the guards in Odoo could not be looked at: {unseen}")
    return seen(found, ledger, actor=actor, now=now)


def seen(found: Sequence[Line], ledger: Ledger, *, actor: Line, now: datetime) -> Line | None:
    """The same for somebody who has looked already: `found` is every difference in words."""
    last, words = _last(ledger), _words(found)
    if words is not None and (last is None or last.words != words):
        _record(ledger, DRIFTED, words, By(actor=actor, at=now))
    if words is None and last is not None and not last.sound:
        _record(ledger, SOUND, "the guards in Odoo stand as provisioned again", By(actor=actor, at=now))
    return words


def changes(ledger: Ledger) -> int:
    """How often the guards were seen to drift and to be mended: news that was refused meanwhile is news again."""
    return sum(entry.kind in {DRIFTED, SOUND} for entry in ledger.entries(case=""))


@dataclass(frozen=True)
class _Seen:
    sound: bool
    words: Line


def _last(ledger: Ledger) -> _Seen | None:
    """What was seen last; None while they were never seen to drift."""
    seen = [entry for entry in ledger.entries(case="") if entry.kind in {DRIFTED, SOUND}]
    return _Seen(seen[-1].kind == SOUND, ledger.fetch(seen[-1].payload, Said).words) if seen else None


def _words(found: Sequence[Line]) -> Line | None:
    if not found:
        return None
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return tame(f"the guards in Odoo have drifted, {REMEDY} ({found[0]}{more})")


def _record(ledger: Ledger, kind: str, words: str, by: By) -> None:
    key = f"{kind}/{by.at.isoformat()}"
    ledger.record(Note(kind=kind, by=by, subject="the guards in Odoo", payload=Said(words=words), entry_key=key))
