"""The places that the contract is tried on: the sandbox always, and the Odoo that the environment names, if any.

Set ODOO_URL, ODOO_DB, ODOO_USER, ODOO_API_KEY (the robot) and ODOO_ADMIN_USER, ODOO_ADMIN_API_KEY (who may arrange
records) for a database with purchase, stock and sale. Every test makes its own records and leaves the others alone.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from sandbox import SandboxOdoo
from sandbox.seed import seed_demo
from tests.contract.shop import Shop
from tools.odoo.session import OdooSession, opened
from tools.settings import OdooAccess

NAMES = ("ODOO_URL", "ODOO_DB", "ODOO_USER", "ODOO_API_KEY", "ODOO_ADMIN_USER", "ODOO_ADMIN_API_KEY")


@dataclass(frozen=True)
class Place:
    """One Odoo, and the two users that the contract needs."""

    robot: OdooAccess
    admin: OdooAccess


def access(url: str, db: str, user: str, key: str) -> OdooAccess:
    return OdooAccess(url=url, db=db, user=user, key=SecretStr(key), timeout=timedelta(seconds=60))


@pytest.fixture(scope="session", params=["sandbox", "real"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """The sandbox, then the real one."""
    if request.param == "real":
        missing = [name for name in NAMES if not os.environ.get(name)]
        if missing:
            pytest.skip(f"no real Odoo to try: {', '.join(missing)} not set")
        url, db, user, key, admin, admin_key = (os.environ[name] for name in NAMES)
        yield Place(robot=access(url, db, user, key), admin=access(url, db, admin, admin_key))
        return
    odoo = SandboxOdoo()
    seed_demo(odoo.env("__system__").sudo(), datetime.now(UTC))
    with odoo:
        yield Place(
            robot=access(odoo.url, odoo.db, "weighbridge", "weighbridge"),
            admin=access(odoo.url, odoo.db, "admin", "admin"),
        )


@pytest.fixture
def odoo(place: Place) -> Iterator[OdooSession]:
    """The robot's session."""
    with opened(place.robot) as session:
        yield session


@pytest.fixture(scope="session")
def shop(place: Place) -> Iterator[Shop]:
    """Records to read, made by somebody who may."""
    with opened(place.admin) as admin:
        yield Shop(admin)
