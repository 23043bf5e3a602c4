"""A worker process that dies at one chosen point of a case.

Run as `python -m tests.journeys.victim <temporal> <odoo> <ledger> <point>`; a point is an activity and a moment:
`judge/before` (taken, not begun), `judge/after` (done, not reported), `carry_out/intent` (the intent is on record),
`carry_out/effect` (Odoo has the record, the ledger does not know).
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from temporalio import activity
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from typing_extensions import override

import worker
from agents import kit
from policies import book
from tests.journeys.rehearsal import REHEARSAL
from tests.journeys.world import ASSUMPTIONS, SECRET, short_book
from tools.ledger import Ledger
from tools.odoo import writes
from tools.odoo.session import opened, reading
from tools.settings import OdooAccess
from workflows import pulse, starting, timing
from workflows.desk import Desk


def die() -> None:
    """As if the power had failed."""
    os.kill(os.getpid(), signal.SIGKILL)


def quick() -> None:
    """A lost worker is noticed at once, so that a test need not wait for it."""
    for name in ("READ", "LEDGER", "WRITE", "SWEEP", "WATCH"):
        setattr(timing, name, replace(getattr(timing, name), heartbeat=timedelta(seconds=2)))


def doomed(step: str, moment: str) -> None:
    """Arrange the death."""
    match moment:
        case "intent":
            begin = Ledger.begin
            Ledger.begin = _dying_after(begin)  # type: ignore[method-assign]
        case "effect":
            writes.carry_out = _dying_after(writes.carry_out)
        case _:
            _Fatal.step, _Fatal.moment = step, moment
            setattr(pulse.Pulse, "intercept_activity", lambda _, following: _Fatal(following))  # noqa: B010


def _dying_after(does: Callable[..., Any]) -> Callable[..., Any]:
    def then_die(*args: Any, **kwargs: Any) -> Any:
        does(*args, **kwargs)
        die()

    return then_die


class _Fatal(ActivityInboundInterceptor):
    step = ""
    moment = ""

    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        mine = activity.info().activity_type == self.step
        if mine and self.moment == "before":
            die()
        result = await super().execute_activity(input)
        if mine and self.moment == "after":
            die()
        return result


async def main(address: str, url: str, ledger_url: str, point: str) -> None:
    """Serve until death."""
    quick()
    doomed(*point.split("/"))
    ledger = Ledger(ledger_url)
    access = OdooAccess(url=url, db="sandbox", user="weighbridge", key=SecretStr("weighbridge"))
    desk = Desk(
        odoo=lambda: opened(access),
        reading=lambda: reading(access),
        ledger=ledger,
        book=lambda: book.load(short_book()),
        now=lambda: datetime.now(UTC),
        secret=SECRET,
    )
    text = ASSUMPTIONS.read_text()
    kit.equip(kit.Means(odoo=desk.reading, documents=ledger, now=desk.now, model=None, assumptions=text))
    client = await Client.connect(address, data_converter=pydantic_data_converter)
    async with worker.running(client, desk, (REHEARSAL,), pace=worker.Pace(feed_every=timedelta(seconds=0.1))):
        await starting.feed(client)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
