"""A process that is killed between any two statements loses no audit record and leaves no half of a write."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.ledger import EffectState
from tests.tools.ledger_victim import story
from tools.ledger import Ledger

HOUSE = Path(__file__).resolve().parents[2]


@pytest.mark.crash
def test_a_kill_between_any_two_statements_loses_nothing(ledger_url: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.tools.ledger_victim", ledger_url],
        cwd=HOUSE,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    lives = [line for line in lines if "life" in line]
    acknowledged = {(line["kind"], line["slot"]) for line in lines if "kind" in line}

    ledger = Ledger(ledger_url)
    recorded = {(entry.kind, entry.subject) for entry in ledger.entries()}
    states = {effect.slot: effect.state for effect in ledger.effects()}

    assert [life["died"] for life in lives] == [True] * (len(lives) - 1) + [False]
    assert len(lives) > 20
    assert acknowledged <= recorded
    assert ledger.verify().sound
    assert {slot for kind, slot in recorded if kind == "effect.intent"} == set(states)
    assert {slot for kind, slot in recorded if kind == "effect.verified"} == {
        slot for slot, state in states.items() if state is EffectState.VERIFIED
    }
    _live_again(ledger, [life["life"] for life in lives])
    ledger.close()


def _live_again(ledger: Ledger, lives: list[int]) -> None:
    """Whoever is restarted finishes its work, and no step is recorded twice."""
    for number in lives:
        story(ledger, number)

    steps = [(entry.kind, entry.subject) for entry in ledger.entries()]

    assert len(steps) == len(set(steps)) == 4 * len(lives)
    assert ledger.verify().sound
