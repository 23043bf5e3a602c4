"""Where the index is on disk: one folder for each generation, and a pointer that is moved when a new one is whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_POINTER, _LOCK, _FOLDERS = "current", "lock", "generation-"
_KEPT = 2
"""Generations on disk: the current one, and the one that a reader may still be in."""


class Generations:
    """The generations below one folder. Many processes may read; one at a time makes the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path | None:
        """The folder of the newest whole generation; None before the first."""
        try:
            name = (self._folder / _POINTER).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return None
        found = self._folder / name
        return found if name.startswith(_FOLDERS) and found.parent == self._folder and found.is_dir() else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else makes a generation meanwhile; waits for whoever does."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def begun(self, copied: Path | None) -> Path:
        """A folder for the next generation, a copy of another one or empty. Call it `alone`."""
        taken = [int(f.name.removeprefix(_FOLDERS)) for f in self._all()]
        folder = self._folder / f"{_FOLDERS}{max(taken, default=0) + 1:06}"
        if copied is None:
            folder.mkdir()
        else:
            shutil.copytree(copied, folder)
        return folder

    def finished(self, folder: Path) -> None:
        """Make a generation the current one, at once and for everybody, and remove those before the last."""
        new = self._folder / f"{_POINTER}.new"
        with new.open("w", encoding="ascii") as pointer:
            pointer.write(folder.name)
            pointer.flush()
            os.fsync(pointer.fileno())
        new.replace(self._folder / _POINTER)
        for old in self._all()[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)

    def _all(self) -> list[Path]:
        return sorted(f for f in self._folder.glob(f"{_FOLDERS}*") if f.name.removeprefix(_FOLDERS).isdecimal())
