"""The demo company after one sweep, a copy of it for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import nordlager
from tests.journeys.world import World
from tests.nordlager import Swept


@pytest.fixture(scope="session")
def swept() -> Swept:
    """What one sweep found."""
    return nordlager.swept()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[World]:
    """The company as the sweep saw it, for one test."""
    with nordlager.fresh(tmp_path) as stage:
        yield stage


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same for all tests of a module, which only look."""
    with nordlager.fresh(tmp_path_factory.mktemp("shared")) as stage:
        yield stage
