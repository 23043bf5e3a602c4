"""A process that dies by its own hand between any two statements of the ledger, again and again.

Run as `python -m tests.tools.ledger_victim <url>`; prints one line of JSON for each death.
"""

import json
import os
import signal
import sys

from sqlalchemy import event
from sqlalchemy.engine import Engine

from domain.ledger import EffectState
from tests.tools.ledger_words import by, intent, judge, note, settled
from tools.ledger import Ledger

STATEMENTS = 100


def story(ledger: Ledger, number: int) -> None:
    """What is done in each life; every step is acknowledged on standard output once it is committed."""
    slot = f"slot {number}"
    judge(ledger, slot, key=f"supplier/{number}")
    _acknowledge("verdict.cleared", slot)
    ledger.begin(intent(slot), by())
    _acknowledge("effect.intent", slot)
    ledger.settle(settled(slot, EffectState.VERIFIED, number), by())
    _acknowledge("effect.verified", slot)
    ledger.record(note("all is well", slot))
    _acknowledge("test.said", slot)


def _acknowledge(kind: str, slot: str) -> None:
    sys.stdout.write(json.dumps({"kind": kind, "slot": slot}) + "\n")
    sys.stdout.flush()


def _live(url: str, number: int, *, dies_before: int) -> None:
    ledger = Ledger(url)
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1
        if counted == dies_before:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", lambda _: count())
    story(ledger, number)


def main(url: str) -> None:
    """One life for each statement at which it can end."""
    for number in range(1, STATEMENTS + 1):
        child = os.fork()
        if child == 0:
            _live(url, number, dies_before=number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status)
        sys.stdout.write(json.dumps({"life": number, "died": died}) + "\n")
        sys.stdout.flush()
        if not died:
            return


if __name__ == "__main__":
    main(sys.argv[1])
