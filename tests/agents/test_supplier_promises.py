"""Every look keeps the promises it sees first, so that a date moved later cannot hide lateness."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.seed_rows import text
from tests.agents.supplier_world import COMPANY, NOW, Suppliers, suppliers
from tools.ledger import Ledger


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Suppliers]:
    with suppliers(tmp_path) as made:
        fresh = Ledger(f"sqlite:///{tmp_path}/fresh.sqlite")
        yield Suppliers(made.odoo, made.env, made.story, fresh, f"sqlite:///{tmp_path}/fresh.sqlite")
        fresh.close()


def moved(world: Suppliers, line: int, *, days: float) -> None:
    """Somebody writes another date."""
    world.env.write("purchase.order.line", [line], {"date_planned": text(NOW + timedelta(days=days))})


def test_a_sweep_keeps_the_promises_of_open_lines_only(world: Suppliers) -> None:
    lines = world.env.search("purchase.order.line", [])
    still_open = sorted(line for known in world.story.open_lines.values() for line in known)

    world.sweep()

    assert sorted(world.ledger.promises.known(COMPANY, lines)) == still_open


def test_a_date_moved_after_a_sweep_is_told_and_does_not_undo_lateness(world: Suppliers) -> None:
    late = world.story.open_lines["DR"][0]
    world.sweep()
    before = next(line for line in world.look("DR").lines if line.line_id == late)
    moved(world, late, days=20)

    seen = world.look("DR")
    after = next(line for line in seen.lines if line.line_id == late)

    assert before.first_promise == after.first_promise == before.promised
    assert after.promised > NOW > after.first_promise
    assert after.overdue
    assert after.late_probability == 1
    assert any(told.startswith(f"purchase.order.line,{late} ") for told in seen.laundered)
    assert any("its promise was moved" in words for words in after.because)


def test_a_look_keeps_promises_as_a_sweep_does(world: Suppliers) -> None:
    line = world.story.open_lines["SB"][0]
    world.look("SB")
    moved(world, line, days=90)

    assert any(told.startswith(f"purchase.order.line,{line} ") for told in world.look("SB").laundered)


def test_a_date_moved_earlier_is_no_laundering(world: Suppliers) -> None:
    line = world.story.open_lines["SB"][0]
    world.sweep()
    moved(world, line, days=1)

    assert not any(told.startswith(f"purchase.order.line,{line} ") for told in world.look("SB").laundered)
