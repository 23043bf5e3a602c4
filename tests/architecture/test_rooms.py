"""The house keeps its plan: who stands where, who may cut keys, and what every kind of write must declare."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from domain.action import Action
from domain.proposals import PROPOSALS
from policies.rules import NEVER
from tools.odoo.undo import REVERSIBILITY, UNDO

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("domain", "policies", "tools", "agents", "workflows")
KINDS = sorted(PROPOSALS.json_schema()["discriminator"]["mapping"])


def _sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((HOUSE / folder).rglob("*.py"))


def _calls(tree: ast.AST, name: str) -> bool:
    return any(
        isinstance(node, ast.Call) and name in {getattr(node.func, "id", None), getattr(node.func, "attr", None)}
        for node in ast.walk(tree)
    )


def _makes_a_clearance(source: str) -> bool:
    tree = ast.parse(source)
    built_back = re.search(r"Clearance\.(model_validate|model_construct|from_json|model_validate_json)", source)
    return _calls(tree, "Clearance") or built_back is not None


def test_every_room_is_watched_by_the_import_contracts() -> None:
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text())

    watched = set(settings["tool"]["importlinter"]["root_packages"])
    rooms = {p.parent.name for p in HOUSE.glob("*/__init__.py")} - {"tests", "bench"}

    assert rooms == watched


def test_keys_are_cut_in_one_place() -> None:
    cutters = {str(p.relative_to(HOUSE)) for p in _sources(*ROOMS) if _makes_a_clearance(p.read_text())}

    assert cutters == {"workflows/case.py"}


@pytest.mark.parametrize("forged", ["Clearance(digest=d)", "approval.Clearance()", "Clearance.model_construct()"])
def test_a_key_cut_elsewhere_would_be_seen(forged: str) -> None:
    assert _makes_a_clearance(f"key = {forged}")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("outcome", ["clears", "asks", "refuses"])
def test_every_kind_of_proposal_has_examples_an_auditor_can_read(kind: str, outcome: str) -> None:
    examples = list((HOUSE / "policies" / "cases" / kind / outcome).glob("*.json"))

    assert bool(examples) is (outcome not in NEVER.get(kind, set()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_write_declares_what_an_undo_restores_and_how(kind: str) -> None:
    assert kind in REVERSIBILITY
    assert kind in UNDO


def test_the_union_of_proposals_holds_every_action() -> None:
    named = {k.__name__ for k in _leaves(Action) if not k.__name__.startswith("_")}

    assert named == {member.__name__ for member in get_args(get_args(_union())[0])}


def _union() -> object:
    from domain import proposals

    return proposals.Proposal


def _leaves(kind: type) -> Iterator[type]:
    children: list[type] = kind.__subclasses__()
    if not children:
        yield kind
    for child in children:
        yield from _leaves(child)


@pytest.mark.parametrize("path", list(_sources(*ROOMS, "sandbox")), ids=lambda p: str(p.relative_to(HOUSE)))
def test_a_module_stays_short_says_what_it_is_for_and_catches_only_what_it_can_name(path: Path) -> None:
    source = path.read_text()
    tree = ast.parse(source)

    handlers = [n for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler)]
    nameless = [n.lineno for n in handlers if n.type is None or ast.unparse(n.type) in {"Exception", "BaseException"}]

    assert len(source.splitlines()) <= 250
    assert ast.get_docstring(tree)
    assert nameless == []


@pytest.mark.parametrize("path", list(_sources(*ROOMS)), ids=lambda p: str(p.relative_to(HOUSE)))
def test_only_entry_points_read_the_environment_or_the_clock(path: Path) -> None:
    source = path.read_text()

    assert not re.search(r"os\.environ|os\.getenv|datetime\.now\(|time\.time\(", source)


def test_the_project_speaks_of_itself_alone() -> None:
    # spelled in two halves, so that this file does not find itself
    foreign = re.compile("|".join(["/wo" + "rk/", "/tm" + "p/plan", "pypi" + r"\.org", "files\\.python" + "hosted"]))
    texts = [p for p in HOUSE.rglob("*") if p.suffix in {".py", ".md", ".toml", ".lock", ".json", ".sh"}]
    own = [p for p in texts if not any(part.startswith(".") or part == "build" for part in p.relative_to(HOUSE).parts)]

    found = [str(p.relative_to(HOUSE)) for p in own if foreign.search(p.read_text())]

    assert found == []
