"""The demo in a terminal: it asks, and however it is stopped, nothing of it is left."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.console.terminal import Terminal

_PROMPT, _SWEEP = "Your answer", "Sweep: one batched read"
_CTRL_D = b"\x04"

pytestmark = pytest.mark.slow


def of_session(pid: int) -> list[str]:
    """The processes that still live in the session of a terminal."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = entry.read_text().rpartition(")")
        except OSError:
            continue
        if rest.split()[3] == str(pid):
            found.append(name)
    return found


def _interrupt(terminal: Terminal) -> None:
    terminal.interrupt()


def _kill(terminal: Terminal) -> None:
    os.kill(terminal.pid, signal.SIGTERM)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(
    ("when", "stop"), [(_PROMPT, _interrupt), (_SWEEP, _interrupt), (_PROMPT, _kill)], ids=["asked", "sweeping", "kill"]
)
def test_a_demo_that_is_stopped_leaves_nothing(tmp_path: Path, when: str, stop: Callable[[Terminal], None]) -> None:
    terminal = Terminal("demo", "--cases", "3", env={"TMPDIR": str(tmp_path)})
    terminal.until(when)

    stop(terminal)
    code = terminal.ended()

    assert code == 130
    assert "Stopped: the demo's Odoo, Temporal server and ledger are gone." in terminal.said
    assert "Traceback" not in terminal.said
    assert list(tmp_path.iterdir()) == []
    assert of_session(terminal.pid) == []


def test_the_end_of_the_input_leaves_the_request_for_later_and_ends_the_demo(tmp_path: Path) -> None:
    terminal = Terminal("demo", "--cases", "3", env={"TMPDIR": str(tmp_path)})
    terminal.until(_PROMPT)

    terminal.type(_CTRL_D)
    terminal.until("Press Enter to end the demo")
    terminal.type(_CTRL_D)
    code = terminal.ended()

    assert code == 0
    assert "Left for later" in terminal.said
    assert "answers by e-mail (the demo writes it)" in terminal.said
    assert list(tmp_path.iterdir()) == []
