"""What thinks can only read: by the type of its session, by the session itself, and by who opens sessions at all."""

import ast
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import worker
from agents import kit
from agents.kit import Means
from domain.fact import Json
from sandbox import SandboxOdoo
from sandbox.seed import seed_demo
from tools.errors import NotAllowed
from tools.ledger import Ledger
from tools.odoo.session import OdooSession, ReadingSession
from tools.settings import Settings, from_environment
from workflows.activities.detecting import Detecting

HOUSE = Path(__file__).resolve().parents[2]
SESSIONS = {"OdooSession", "ReadingSession"}
INSIDE = {"_exchange", "_odoo", "_secret", "_expect_permitted"}
WRITES: tuple[tuple[str, str, list[Json]], ...] = (
    ("purchase.order", "create", [{"partner_id": 1}]),
    ("stock.picking", "write", [[1], {"origin": "x"}]),
    ("purchase.order", "button_confirm", [[1]]),
    ("x_wb_decision", "write", [[1], {"x_decision": "approve"}]),
)


def _modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((HOUSE / folder).rglob("*.py"))


def _opens(source: str) -> bool:
    """Whether a module makes sessions, or takes what makes them from where it is."""
    return any(_is_a_door(node) for node in ast.walk(ast.parse(source)))


def _is_a_door(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module="tools.odoo.session", names=names):
            return bool({name.name for name in names} & {"opened", "reading", "*"})
        case ast.ImportFrom(module="tools.odoo", names=names):
            return "session" in {name.name for name in names}
        case ast.Import(names=names):
            return "tools.odoo.session" in {name.name for name in names}
        case ast.Call(func=func):
            return ast.unparse(func).rpartition(".")[2] in SESSIONS
        case _:
            return False


@pytest.fixture(scope="module")
def odoo() -> Iterator[SandboxOdoo]:
    with SandboxOdoo() as served:
        seed_demo(served.env("__system__").sudo(), datetime.now(UTC))
        yield served


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    kept = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    yield kept
    kept.close()


def _settings(odoo: SandboxOdoo, **more: str) -> Settings:
    env = {"ODOO_URL": odoo.url, "ODOO_DB": odoo.db, "ODOO_USER": "weighbridge", "ODOO_API_KEY": "weighbridge"}
    return from_environment({**env, "WEIGHBRIDGE_SECRET": "a secret that is long enough", **more})


def test_only_the_wiring_opens_sessions() -> None:
    rooms = ("domain", "policies", "tools", "agents", "workflows")

    openers = {str(p.relative_to(HOUSE)) for p in _modules(*rooms) if _opens(p.read_text())}

    assert openers == {"tools/odoo/session.py"}


@pytest.mark.parametrize(
    "smuggled",
    [
        "from tools.odoo.session import OdooSession, opened",
        "from tools.odoo.session import reading as look",
        "from tools.odoo.session import *",
        "from tools.odoo import session",
        "import tools.odoo.session",
        "own = OdooSession(access)",
        "own = type(odoo).OdooSession(access)",
    ],
)
def test_a_session_opened_elsewhere_would_be_seen(smuggled: str) -> None:
    assert _opens(smuggled)
    assert not _opens("from tools.odoo.session import OdooSession\n\ndef see(odoo: OdooSession) -> None: ...\n")


def test_no_agent_reaches_into_a_session() -> None:
    trees = {p: ast.parse(p.read_text()) for p in _modules("agents")}

    found = [
        f"{path.name}: {node.attr}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in INSIDE
    ]

    assert found == []


def test_the_means_of_a_mind_hold_a_session_that_only_reads() -> None:
    (_, held) = get_args(get_type_hints(Means)["odoo"])

    assert held == AbstractContextManager[ReadingSession]


def test_the_activity_that_detects_has_no_desk() -> None:
    assert {field.name for field in fields(Detecting)} == {"ledger", "scenarios"}


@pytest.mark.parametrize("reader", ["", "plain"])
def test_whatever_a_mind_tries_nothing_leaves_the_process(odoo: SandboxOdoo, ledger: Ledger, reader: str) -> None:
    house = _settings(odoo, ODOO_READ_USER=reader, ODOO_READ_API_KEY=reader)
    before = kit.equip(worker.means_of(house, ledger))

    try:
        with kit.means().odoo() as session:
            sent = len(odoo.calls)
            for model, method, arguments in WRITES:
                with pytest.raises(NotAllowed, match="only reads"):
                    session.call(model, method, *arguments)
    finally:
        kit.equip(before)

    assert session.user == (reader or "weighbridge")
    assert len(odoo.calls) == sent


@pytest.mark.parametrize(("writes", "kind"), [(True, OdooSession), (False, ReadingSession)])
def test_a_process_that_only_thinks_has_no_session_that_writes(
    odoo: SandboxOdoo, ledger: Ledger, *, writes: bool, kind: type[OdooSession]
) -> None:
    desk = worker.desk_of(_settings(odoo), ledger, writes=writes)
    doors: tuple[Callable[[], AbstractContextManager[OdooSession]], ...] = (desk.odoo, desk.reading)

    held = []
    for door in doors:
        with door() as session:
            held.append(type(session))

    assert held == [kind, ReadingSession]


def test_only_writing_asking_and_reminding_take_the_session_that_writes() -> None:
    def takes(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and node.attr == "odoo" and ast.unparse(node).endswith("desk.odoo")

    found = {
        f"{path.name}: {function.name}"
        for path in _modules("workflows")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        if any(takes(node) for node in ast.walk(function))
    }

    assert found == {
        "asking.py: post_request",
        "asking.py: remind",
        "writing.py: _left",
        "writing.py: _stands",
        "writing.py: _written",
    }
