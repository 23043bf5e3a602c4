"""The world, the book or an operator changes something while a case waits."""

from domain.case import Ending
from domain.ledger import EffectState
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.world import purchase, short_book, transfer, until

DEAR = {"site": '{ span = "7 days", ask_above = 1.00, refuse_above = 900000.00 }'}


async def test_an_approval_is_void_when_what_it_relied_on_has_changed(play: Play) -> None:
    stage = await play()
    wanted = purchase(stage, 300)

    case = await stage.open(script([wish(wanted, option="buy")]))
    request = await stage.asked(case.id)
    stage.env.write("product.supplierinfo", [wanted.supplierinfo_id], {"price": 99.0})
    before = stage.count("purchase.order")
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.DRIFTED
    assert stage.count("purchase.order") == before
    assert [e.state for e in stage.ledger.effects(case=case.id)] == [EffectState.REFUSED]


async def test_a_wish_that_cannot_be_done_is_not_asked_about(play: Play) -> None:
    stage = await play()
    wanted = transfer(stage, 5)
    stage.env.write("product.product", [wanted.product.product_id], {"active": False})

    case = await stage.open(script([wish(wanted)]))
    closed = await case.result()

    assert closed.ending is Ending.DRIFTED
    assert stage.ledger.requests(case=case.id) == ()


async def test_a_book_that_grew_stricter_meanwhile_voids_the_approval(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    stage.text = short_book(companies="[2]")
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.DRIFTED
    assert closed.effects == ()


async def test_a_book_that_changed_elsewhere_leaves_the_approval_standing(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    stage.text = short_book(bold_factor="3.0")
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.DONE


async def test_an_operator_can_stop_a_case_and_nothing_of_it_stays_open(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    await stage.asked(case.id)
    await case.cancel()
    closed = await case.result()

    assert (closed.ending, closed.words) == (Ending.FAILED, "stopped by an operator")
    assert stage.ledger.open_requests() == ()
    assert stage.ledger.cases(open_only=True) == ()


async def test_an_odoo_that_is_down_delays_and_changes_nothing(play: Play) -> None:
    stage = await play()
    wanted = purchase(stage, 300)

    with stage.odoo.down():
        case = await stage.open(script([wish(wanted, option="buy")]))
        await until(lambda: "case.thought" in stage.kinds(case.id), "the thought")
    request = await stage.asked(case.id)
    await stage.decide(request, "approve")
    closed = await case.result()

    assert closed.ending is Ending.DONE


async def test_a_write_whose_answer_is_lost_is_found_and_not_repeated(play: Play) -> None:
    stage = await play()
    before = stage.count("stock.picking")
    stage.odoo.faults.commit_then_drop("stock.picking", "load")

    case = await stage.open(script([wish(transfer(stage, 5))]))
    closed = await case.result()

    assert closed.ending is Ending.DONE
    assert stage.count("stock.picking") == before + 1
    assert [k for k in stage.kinds(case.id) if k.startswith("effect")] == [
        "effect.intent",
        "effect.unknown",
        "effect.verified",
    ]


async def test_a_question_whose_answer_is_lost_is_asked_anew_under_another_name(play: Play) -> None:
    stage = await play()
    stage.odoo.faults.commit_then_drop("x_wb_decision", "create")

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    await stage.decide(request, "approve")
    closed = await case.result()

    assert request.request_id.endswith("~2")
    assert closed.ending is Ending.DONE


async def test_what_odoo_refuses_ends_with_odoo_s_words(play: Play) -> None:
    stage = await play()
    words = "The fiscal year is closed."
    stage.odoo.faults.refuse("odoo.exceptions.UserError", "stock.picking", "load", message=words)

    case = await stage.open(script([wish(transfer(stage, 5))]))
    closed = await case.result()

    assert closed.ending is Ending.FAILED
    (effect,) = stage.ledger.effects(case=case.id)
    assert effect.state is EffectState.REFUSED
    assert "fiscal year" in effect.read_back[0]
