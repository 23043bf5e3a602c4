"""A case that was terminated, or lost with its namespace, is closed in the ledger; nothing else ever is."""

import asyncio
from datetime import timedelta

from sqlalchemy import select
from temporalio.client import Client
from temporalio.service import RetryConfig

from domain.case import Ending
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import World, purchase, until
from tools.ledger.tables import reservation
from workflows.activities.reaping import reap


def reserved(stage: World, case: str) -> set[str]:
    """The states of what a case has reserved in its windows."""
    with stage.ledger._store.reading() as sql:
        return set(sql.execute(select(reservation.c.state).where(reservation.c.case == case)).scalars())


async def test_a_terminated_case_leaves_nothing_asked_and_nothing_reserved(play: Play) -> None:
    stage = await play(vigilant=True)
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    before = (reserved(stage, case.id), stage.env.one("x_wb_decision", request.odoo_id, ["x_decision", "write_date"]))

    await case.terminate("by mistake")
    await until(lambda: stage.ledger.open_requests() == (), "the end of the question")

    row, asked = stage.ledger.case(case.id), stage.ledger.request(request.request_id)
    assert (before[0], reserved(stage, case.id)) == ({"pending"}, {"released"})
    assert row is not None
    assert (row.ending, row.words) == (Ending.FAILED, "the case no longer runs")
    assert asked is not None
    assert asked.words == "the case no longer runs"
    assert stage.kinds(case.id)[-2:] == ["request.closed", "case.abandoned"]
    assert stage.ledger.verify().sound
    assert stage.env.one("x_wb_decision", request.odoo_id, ["x_decision", "write_date"]) == before[1]
    assert len(stage.tasks(request)) == 1


async def test_a_case_that_waits_is_left_alone_however_long(play: Play) -> None:
    stage = await play(vigilant=True)
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)

    await asyncio.sleep(2.5)
    due = stage.ledger.pending(stage.now() - timedelta(seconds=1))
    await stage.decide(request, "approve")
    closed = await case.result()

    assert due == (case.id,)
    assert closed.ending is Ending.DONE
    assert "case.abandoned" not in stage.kinds(case.id)


async def test_what_has_just_begun_is_left_alone(play: Play) -> None:
    stage = await play(feed=False)
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    await case.terminate("by mistake")
    assert stage.temporal is not None

    reaped = await reap(stage.desk(), stage.temporal, grace=timedelta(minutes=15))

    assert reaped == ()
    assert stage.ledger.open_requests() == (request,)


async def client_cut_off(address: str) -> Client:
    """A client whose server was there when it came, and is there no more."""
    host, _, port = address.rpartition(":")

    async def forward(near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        far, to = await asyncio.open_connection(host, int(port))
        pumps = [asyncio.create_task(_pump(near, to)), asyncio.create_task(_pump(far, out))]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    once = RetryConfig(max_retries=1, max_elapsed_time_millis=300)
    client = await Client.connect(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", retry_config=once)
    server.close()
    for writer in _WRITERS:
        writer.close()
    _WRITERS.clear()
    return client


_WRITERS: list[asyncio.StreamWriter] = []


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    _WRITERS.append(target)
    while data := await source.read(65536):
        target.write(data)
        await target.drain()


async def test_of_a_temporal_that_cannot_tell_nothing_is_believed(play: Play, temporal_address: str) -> None:
    stage = await play(feed=False)
    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    await case.terminate("by mistake")
    stage.later = timedelta(hours=1)
    assert stage.temporal is not None
    silent = await client_cut_off(temporal_address)
    elsewhere = await Client.connect(temporal_address, namespace="no-such-namespace", lazy=True)

    told = [await reap(stage.desk(), client, grace=timedelta(minutes=15)) for client in (silent, elsewhere)]
    still_open = stage.ledger.open_requests()
    last = await reap(stage.desk(), stage.temporal, grace=timedelta(minutes=15))

    assert told == [(), ()]
    assert still_open == (request,)
    assert last == (case.id,)
