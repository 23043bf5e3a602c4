"""A terminal to run a verb in: what it says, keys that are pressed, and how it ended."""

import os
import pty
import select
import sys
import time
from collections.abc import Callable, Mapping

_PATIENCE = 120.0


class Terminal:
    """A program in a terminal of its own, as a person starts it."""

    def __init__(self, *words: str, env: Mapping[str, str]) -> None:
        self.said = ""
        self.pid, self._there = pty.fork()
        if self.pid == 0:
            code = "from console import main; main()"
            environment = {**os.environ, "COLUMNS": "150", "YES": "", **env}
            os.execve(sys.executable, [sys.executable, "-c", code, *words], environment)  # noqa: S606 - in the child

    def until(self, words: str) -> None:
        """Read on until it has said this."""
        self._read(lambda: words in self.said)
        assert words in self.said, self.said[-2000:]

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._there, keys)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.type(b"\x03")

    def ended(self) -> int:
        """Read on until it has ended, and return its exit code."""
        self._read(lambda: False)
        os.close(self._there)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self, enough: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not enough():
            assert time.monotonic() < deadline, self.said[-2000:]
            if select.select([self._there], [], [], 0.2)[0]:
                try:
                    came = os.read(self._there, 65536)
                except OSError:  # nobody writes any more
                    return
                if not came:
                    return
                self.said += came.decode(errors="replace")
