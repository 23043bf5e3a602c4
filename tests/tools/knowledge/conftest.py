"""The local model is loaded once; everything else is made anew for each test."""

import pytest

from tools.knowledge.minilm import MiniLm, installed


@pytest.fixture(scope="session")
def minilm() -> MiniLm:
    return installed()
