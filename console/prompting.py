"""Waiting for words at the terminal while everything else goes on, and being able to stop waiting."""

import asyncio
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

T = TypeVar("T")


async def typed(asking: Callable[[], T], *, otherwise: T) -> T:
    """What `asking` returns, which may wait at the terminal for ever; `otherwise` at the end of the input (Ctrl-D).

    It runs in a thread that nobody waits for: on Ctrl-C the caller is cancelled and ends at once, instead of hanging
    until somebody presses Enter.
    """
    loop = asyncio.get_running_loop()
    said: asyncio.Future[T] = loop.create_future()

    def ask() -> None:
        try:
            answer = asking()
        except EOFError:
            answer = otherwise
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(lambda: None if said.done() else said.set_result(answer))

    with _as_it_was():
        threading.Thread(target=ask, name="terminal", daemon=True).start()
        return await said


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Leave the terminal as it was, also when a prompt is left unanswered."""
    if not sys.stdin.isatty():
        yield
        return
    kept = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, kept)
