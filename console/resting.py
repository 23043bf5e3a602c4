"""Cases that rest: until when, and what they have done so far, in a line."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from domain.case import Thought
from domain.ledger import Effect, EffectState
from tools.ledger import CaseRow, Ledger

_DONE = frozenset({EffectState.APPLIED, EffectState.VERIFIED})
_NAMED = {
    "ask_supplier": ("letter", "letters"),
    "change_expected_date": ("new date", "new dates"),
    "raise_supplier_review": ("task for a buyer", "tasks for buyers"),
    "split_sourcing": ("request elsewhere", "requests elsewhere"),
    "hold_supplier": ("warning set", "warnings set"),
    "release_supplier": ("warning taken back", "warnings taken back"),
    "prefer_supplier": ("other order of suppliers", "other orders of suppliers"),
}


def rest(book: Ledger, row: CaseRow, now: datetime) -> str | None:
    """Until when an open case rests; None while it is at work: something is wished, or it is past its time."""
    thought = None if row.thought is None else book.fetch(row.thought, Thought)
    if thought is None or thought.wishes or thought.look_again is None:
        return None
    until = thought.grounds.read_at + thought.look_again
    if until < now:
        return None
    done = done_in_words(book.effects(case=row.case))
    return f"rests until {until:%d %b %H:%M} UTC, or until the supplier writes; done so far: {done}"


def done_in_words(effects: Iterable[Effect]) -> str:
    """What was written and stands, counted by kind: `2 letters, 1 new date`."""
    counts = Counter(effect.kind for effect in effects if effect.state in _DONE)
    words = (_counted(kind, counts[kind]) for kind in counts)
    return ", ".join(words) or "nothing"


def _counted(kind: str, count: int) -> str:
    one, many = _NAMED.get(kind, (kind.replace("_", " "), kind.replace("_", " ")))
    return f"{count} {one if count == 1 else many}"
