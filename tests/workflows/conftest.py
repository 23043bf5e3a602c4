"""An Odoo and a ledger for activities that are called by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.seed import Demo
from tests.journeys import world as worlds
from tests.journeys.world import World, short_book


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Demo]:
    """The demo company, provisioned, in a file."""
    return worlds.provisioned(tmp_path_factory.mktemp("odoo"))


@pytest.fixture
def stage(template: tuple[Path, Demo], tmp_path: Path) -> Iterator[World]:
    """A world in which nothing runs by itself."""
    with worlds.world(template, tmp_path, None, short_book()) as built:
        yield built
