"""Bad data, a lost key, a server that is gone: the case says so in words, loses nothing and writes nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.catalog import SCENARIOS
from domain.approval import ApprovalRequest
from domain.case import Closed, Ending
from domain.ledger import EffectState
from sandbox.seed import Demo
from tests import nordlager
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.spoiling import behind, lines, quants, reopened, suppliers, twice
from tests.journeys.world import World, purchase, short_book, transfer, until
from tools.errors import Malformed
from tools.odoo.plain import number

STOCKOUT = SCENARIOS["stockout"]
HASTY = short_book(answer="3 seconds", remind="1 second")

pytestmark = nordlager.ONE_WORKER


@pytest.fixture
def cached_cases() -> int:
    """These journeys are played once."""
    return 100


@pytest.fixture(scope="session")
def template() -> tuple[Path, Demo]:
    """The company as a sweep saw it."""
    return nordlager.swept().template


async def test_bad_data_between_sweep_and_case_ends_in_words_and_never_in_a_wrong_write(play: Play) -> None:
    stage = await on_the_day(play, HASTY)
    gold = stage.env.create("res.currency", {"name": "XAU", "symbol": "oz", "active": True})
    stage.env.write("product.product", [stage.demo.products["TAP-PP"]], {"active": False})
    stage.env.write("product.supplierinfo", lines(stage, "SEA-35X52"), {"currency_id": gold})
    stage.env.write("res.partner", suppliers(stage, "CAB-5G25"), {"active": False})
    behind(stage, "stock.quant", quants(stage, "FLT-OIL5", "LEJ"), quantity=1e12)
    behind(stage, "stock.quant", quants(stage, "BRG-6204", "HAM"), quantity="NaN")
    behind(stage, "stock.warehouse", [stage.demo.sites["BER"]], lot_stock_id=None)

    closed = await pursued(stage, *nordlager.swept().found)

    gone, no_site = closed["TAP-PP", "LEJ"], closed["CLN-DEG", "BER"]
    assert (gone.ending, no_site.ending) == (Ending.FAILED, Ending.FAILED)
    assert "archived" in gone.words
    assert "no site of the company any more" in no_site.words
    assert wished(stage, closed["SEA-35X52", "LEJ"]) == set()  # a price in a currency without a rate is no price
    assert "raise_purchase" not in asked_about(stage, closed["CAB-5G25", "CGN"])  # the supplier is archived
    assert "move_stock" not in wished(stage, closed["FLT-OIL5", "CGN"])  # more than can be is nothing to give away
    assert not any(e.record.startswith("HAM/") for e in closed["BRG-6204", "MUC"].effects)  # what is no number neither
    assert closed["TOL-TRQ", "MUC"].ending is Ending.DONE  # whom none of it concerns is helped
    assert all(case.words for case in closed.values())
    assert twice(stage) == []
    assert stage.ledger.verify().sound


async def test_an_order_that_a_person_deleted_is_on_record_as_gone_and_not_made_again(play: Play) -> None:
    stage = await on_the_day(play, short_book())
    finding = nordlager.swept().found["TAP-PP", "LEJ"]
    deleted: list[int] = []

    case = await stage.pursue(finding)
    async for request in questions(stage, finding.case):
        if request.proposal.kind == "confirm_purchase" and not deleted:
            deleted.append(request.proposal.order_id)
            stage.env.write("purchase.order", deleted, {"state": "cancel"})
            stage.env.unlink("purchase.order", deleted)
        await stage.decide(request, "approve")
    closed = await case.result()

    orders = [e for e in stage.ledger.effects(case=finding.case) if e.kind in {"raise_purchase", "confirm_purchase"}]
    first, unconfirmed, *others = orders
    assert ([first.record_id], first.state, unconfirmed.state) == (deleted, EffectState.TOMBSTONE, EffectState.REFUSED)
    assert "taken away" in first.read_back[0]
    assert first.digest not in {effect.digest for effect in others}
    assert first.record not in closed.words
    assert closed.ending is Ending.DONE  # in another way


async def test_a_transfer_that_a_person_changed_is_looked_at_again_and_asked_about_as_it_is_now(play: Play) -> None:
    stage = await on_the_day(play, short_book(reserve_transfer="false"))
    finding = nordlager.swept().found["BRG-6204", "MUC"]
    asked: list[Decimal] = []

    case = await stage.pursue(finding)
    async for request in questions(stage, finding.case):
        assert request.proposal.kind == "move_stock"
        if not asked:
            move = stage.env.search("stock.move", [["picking_id", "=", request.proposal.picking_id]])
            stage.env.write("stock.move", move, {"product_uom_qty": 3.0})
        asked.append(request.proposal.quantity)
        await stage.decide(request, "approve")
    closed = await case.result()

    assert asked[1:] == [Decimal(3)] != asked[:1]
    assert closed.ending is Ending.DONE
    assert len({effect.record_id for effect in closed.effects}) == 1
    assert stage.state_of("stock.picking", closed.effects[-1].record_id) == "assigned"
    assert "effect.refused" in stage.kinds(finding.case)


async def test_a_key_that_expires_stops_the_case_in_words_and_the_next_goes_on_with_what_it_left(play: Play) -> None:
    stage = await play(HASTY, feed=False)
    robot, before = stage.demo.users["weighbridge"], stage.count("stock.picking")

    case = await stage.open(script([wish(transfer(stage, 5))], [wish(purchase(stage, 300), option="buy")]))
    await stage.asked(case.id)
    stage.env.write("res.users", [robot], {"password": "renewed elsewhere"})
    closed = await case.result()
    stage.env.write("res.users", [robot], {"password": "weighbridge"})
    again = await (await stage.pursue(reopened(stage, case.id))).result()

    draft = closed.effects[0].record
    assert closed.ending is Ending.FAILED
    assert closed.words.startswith(f"{draft} is draft; then WrongLogin: Odoo does not accept the login weighbridge")
    assert stage.ledger.open_requests() == ()
    assert [effect.record for effect in again.effects] == [draft]
    assert stage.count("stock.picking") == before + 1


async def test_a_draft_that_a_person_deleted_between_two_openings_is_not_carried_on(play: Play) -> None:
    stage = await play(feed=False)

    case = await stage.open(script([wish(transfer(stage, 5))]))
    closed = await case.result()
    stage.env.unlink("stock.picking", [closed.effects[0].record_id or 0])
    again = await (await stage.pursue(reopened(stage, case.id, script()))).result()

    assert (again.ending, again.effects) == (Ending.NOTHING_BETTER, ())


async def test_an_odoo_that_is_gone_while_a_person_is_asked_is_waited_for(play: Play) -> None:
    stage = await play()
    before = stage.count("purchase.order")

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    with stage.odoo.down():
        await asyncio.sleep(1.5)
        assert (await stage.doing(case)).state == "waiting"
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.DONE
    assert stage.count("purchase.order") == before + 1


async def test_when_everybody_who_may_decide_leaves_the_house_the_question_ends_unanswered(play: Play) -> None:
    stage = await play(HASTY)

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    await stage.asked(case.id)
    stage.env.write("res.users", [stage.demo.users["petra"], stage.demo.users["fin"]], {"active": False})
    closed = await case.result()

    assert (closed.ending, closed.effects) == (Ending.EXPIRED, ())
    assert "request.nobody" in stage.kinds(case.id)
    assert "nobody" in closed.words


async def test_a_price_that_is_no_number_never_becomes_an_order(play: Play) -> None:
    stage = await play()
    wanted, before = purchase(stage, 20), stage.count("purchase.order")
    behind(stage, "product.supplierinfo", [wanted.supplierinfo_id], price="NaN")

    closed = await (await stage.open(script([wish(wanted, option="buy")]))).result()

    assert closed.ending is Ending.FAILED
    assert "Malformed" in closed.words
    assert stage.count("purchase.order") == before


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "twelve", [1]])
def test_a_figure_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(Malformed, match="a number was expected"):
        number(value)


async def on_the_day(play: Play, book: str) -> World:
    """The company on the day of the sweep, with the real mind."""
    stage = await play(book, scenarios=(STOCKOUT,))
    stage.later = nordlager.swept().ago
    return stage


async def pursued(stage: World, *places: tuple[str, str]) -> dict[tuple[str, str], Closed]:
    """All these troubles at once, to their ends."""
    found = nordlager.swept().found
    handles = [await stage.pursue(found[place]) for place in places]
    ended = await asyncio.gather(*(handle.result() for handle in handles))
    return dict(zip(places, ended, strict=True))


async def questions(stage: World, case: str) -> AsyncIterator[ApprovalRequest]:
    """Every question of a case, once it stands, until the case ends."""
    for number_ in range(1, 12):
        await until(lambda n=number_: answered(stage, case, n) or ended(stage, case), "a question or an ending")  # type: ignore[misc]
        if ended(stage, case):
            return
        yield await stage.asked(case, number=number_)


def answered(stage: World, case: str, questions_: int) -> bool:
    return len(stage.ledger.requests(case=case)) >= questions_


def ended(stage: World, case: str) -> bool:
    row = stage.ledger.case(case)
    return row is not None and row.ending is not None


def wished(stage: World, closed: Closed) -> set[str]:
    """The kinds of writes that a case carried out or asked about."""
    return {effect.kind for effect in closed.effects} | asked_about(stage, closed)


def asked_about(stage: World, closed: Closed) -> set[str]:
    return {row.request.proposal.kind for row in stage.ledger.requests(case=closed.case)}
