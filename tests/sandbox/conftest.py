"""A sandbox with nobody in it but Odoo's own users."""

from collections.abc import Iterator

import pytest

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller


@pytest.fixture
def odoo() -> Iterator[SandboxOdoo]:
    with SandboxOdoo() as started:
        yield started


@pytest.fixture
def admin(odoo: SandboxOdoo) -> Caller:
    return Caller(odoo, "admin")
