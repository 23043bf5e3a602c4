"""What a worker that stops, or a replay that breaks off, leaves behind: coroutines of cases, with last words."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LEFT = ("run_workflow", "Pregel", "langgraph")


@contextmanager
def unheard() -> Iterator[None]:
    """Let what is left of a case be collected within, and its last words go unheard; others are heard as ever."""
    heard = sys.unraisablehook
    sys.unraisablehook = lambda said: None if any(name in repr(said.object) for name in _LEFT) else heard(said)
    try:
        yield
        gc.collect()
    finally:
        sys.unraisablehook = heard
