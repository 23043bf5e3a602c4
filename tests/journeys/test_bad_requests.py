"""One request that cannot be read stops nobody else's: it is named, and the feed goes on."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from sqlalchemy import text, update

from domain.approval import ApprovalRequest
from domain.case import Ending
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import World, purchase, until
from tools.errors import NotAllowed
from tools.ledger.tables import document, request
from workflows.activities.readings import Readings


def on_file(stage: World, asked: ApprovalRequest) -> None:
    """Somebody touched the ledger: the text of the request is no longer the one that was kept."""
    with stage.ledger._store.writing() as sql:
        for name in sql.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            sql.execute(text(f"DROP TRIGGER {name}"))
        row = sql.execute(request.select().where(request.c.request_id == asked.request_id)).one()
        sql.execute(update(document).where(document.c.digest == row.payload).values(body="{}"))


def in_odoo(stage: World, asked: ApprovalRequest) -> None:
    """A record as no Odoo should hand it out."""
    stage.odoo.store.run("UPDATE x_wb_decision SET write_date = NULL WHERE id = ?", [asked.odoo_id])


def deleted(stage: World, asked: ApprovalRequest) -> None:
    stage.env.unlink("x_wb_decision", [asked.odoo_id])


@pytest.mark.parametrize("spoil", [on_file, in_odoo, deleted])
async def test_the_others_are_answered_all_the_same(
    play: Play, spoil: Callable[[World, ApprovalRequest], None], caplog: pytest.LogCaptureFixture
) -> None:
    stage = await play()
    bad = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    good = await stage.open(script([wish(purchase(stage, 310), option="buy")]))
    lost, asked = await stage.asked(bad.id), await stage.asked(good.id)

    with caplog.at_level(logging.WARNING, "weighbridge.feed"):
        spoil(stage, lost)
        await until(lambda: spoil is deleted or "left out" in caplog.text, "a word about the bad one")
        await stage.decide(asked, "approve")
        closed = await good.result()

    assert closed.ending is Ending.DONE
    assert (lost.request_id in caplog.text) is (spoil is not deleted)
    assert caplog.text.count("left out") <= 1


async def test_where_the_robot_may_read_no_request_at_all_that_is_said_and_not_hidden(play: Play) -> None:
    stage = await play(feed=False)
    for quantity in (300, 310):
        case = await stage.open(script([wish(purchase(stage, quantity), option="buy")]))
        await stage.asked(case.id)
    stage.odoo.faults.refuse("odoo.exceptions.AccessError", "x_wb_decision", "read", message="Not you.", count=None)

    with ExitStack() as sessions, pytest.raises(NotAllowed, match="Not you"):
        await asyncio.to_thread(list, Readings(stage.desk(), sessions).all())
