"""The demo company after one sweep, a copy of it for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import nordlager
from tests.journeys.world import World, short_book, world
from tests.nordlager import Swept


@pytest.fixture(scope="session")
def swept() -> Swept:
    """What one sweep found."""
    return nordlager.swept()


@pytest.fixture
def stage(swept: Swept, tmp_path: Path) -> Iterator[World]:
    """The company as the sweep saw it, with a ledger of its own."""
    with world(swept.template, tmp_path, None, short_book()) as fresh:
        yield fresh
