"""What becomes of a wish when a person answers: approved, amended, rejected, or another option chosen."""

from decimal import Decimal

from domain.approval import NeedsApproval
from domain.case import Ending, Thought
from domain.identity import Role
from domain.proposals import Bounds, digest
from tests.journeys import deeds
from tests.journeys.conftest import Play
from tests.journeys.rehearsal import script, wish
from tests.journeys.spoiling import reopened
from tests.journeys.world import purchase, short_book, transfer
from tools.odoo.provision.model import NOTICE

WIDE = Bounds(quantity_min=Decimal(1), quantity_max=Decimal(900))


async def test_a_small_transfer_is_drafted_without_asking(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(transfer(stage, 5))]))
    closed = await case.result()

    assert closed.ending is Ending.DONE
    assert stage.state_of("stock.picking", closed.effects[0].record_id) == "draft"
    assert stage.kinds(case.id) == [
        "case.opened",
        "case.thought",
        "verdict.cleared",
        "effect.intent",
        "effect.verified",
        "case.thought",
        "case.closed",
    ]
    assert stage.ledger.verify().sound


async def test_a_large_purchase_waits_for_the_manager_and_is_drafted_once_approved(play: Play) -> None:
    stage = await play()
    before = stage.count("purchase.order")

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    assert (await stage.doing(case)).state == "waiting"
    assert stage.count("purchase.order") == before
    await stage.decide(request, "approve")
    closed = await case.result()

    assert (closed.ending, request.approver.login) == (Ending.DONE, "petra")
    assert stage.count("purchase.order") == before + 1
    assert stage.state_of("purchase.order", closed.effects[0].record_id) == "draft"
    assert [e.actor for e in stage.ledger.entries(case=case.id) if e.kind.startswith("effect")] == [
        "weighbridge for petra"
    ] * 2
    assert stage.ledger.open_requests() == ()


async def test_what_the_manager_amends_upwards_is_judged_again_and_her_word_is_enough(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy", bounds=WIDE)]))
    request = await stage.asked(case.id)
    await stage.decide(request, "amend", x_amend_qty=400.0, x_comment="the season is long")
    closed = await case.result()

    order = stage.env.search_read(
        "purchase.order.line", [["order_id", "=", closed.effects[0].record_id]], ["product_qty"]
    )
    assert closed.ending is Ending.DONE
    assert [line["product_qty"] for line in order] == [400.0]
    assert stage.kinds(case.id).count("verdict.needs_approval") == 2
    assert len(stage.ledger.requests(case=case.id)) == 1
    assert closed.effects[0].slot.endswith("+")


async def test_who_stands_higher_amends_downwards_and_nobody_lower_is_asked_again(play: Play) -> None:
    stage = await play(short_book(answer="3 seconds", remind="2 seconds"))
    manager = stage.env.ref("purchase.group_purchase_manager")
    stage.env.write("res.users", [stage.demo.users["fin"]], {"groups_id": [[3, manager]]})

    case = await stage.open(script([wish(purchase(stage, 300), option="buy", bounds=WIDE)]))
    silent = await stage.asked(case.id)
    above = await stage.asked(case.id, number=2)
    await stage.decide(above, "amend", x_amend_qty=250.0)
    closed = await case.result()

    assert (silent.role, above.role) == (Role.PURCHASING_MANAGER, Role.FINANCE)
    assert closed.ending is Ending.DONE
    assert len(stage.ledger.requests(case=case.id)) == 2


async def test_what_a_planner_amends_above_his_limit_is_asked_of_the_supply_manager(play: Play) -> None:
    stage = await play(
        short_book(draft_transfer="false", site='{ span = "7 days", ask_above = 20.00, refuse_above = 900000.00 }')
    )

    user, manager = stage.env.ref("stock.group_stock_user"), stage.env.ref("stock.group_stock_manager")
    sam = [stage.demo.users["sam"]]
    stage.env.write("res.users", [stage.demo.users["petra"]], {"groups_id": [[3, user]]})
    stage.env.write("res.users", sam, {"groups_id": [[3, manager], [3, user]]})

    case = await stage.open(script([wish(transfer(stage, 5), bounds=WIDE)]))
    first = await stage.asked(case.id)
    stage.env.write("res.users", sam, {"groups_id": [[4, user], [4, manager]]})
    await stage.decide(first, "amend", x_amend_qty=12.0)
    second = await stage.asked(case.id, number=2)
    await stage.decide(second, "approve")
    closed = await case.result()

    assert (first.role, first.approver.login) == (Role.PLANNER, "bea")
    assert (second.role, second.approver.login) == (Role.SUPPLY_MANAGER, "sam")
    assert second.proposal.quantity == Decimal(12)  # type: ignore[union-attr]
    assert second.digest != first.digest
    assert closed.ending is Ending.DONE


async def test_a_rejection_goes_back_to_the_mind_with_its_reason(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 300), option="buy")], [wish(transfer(stage, 5))]))
    request = await stage.asked(case.id)
    await stage.decide(request, "reject", x_comment="we have plenty in Hamburg")
    closed = await case.result()

    assert closed.ending is Ending.DONE
    assert [e.kind for e in closed.effects] == ["move_stock"]
    assert closed.last_thought is not None
    thought = stage.ledger.fetch(closed.last_thought, Thought)
    assert "we have plenty in Hamburg" in thought.notes
    assert "wish.dropped" in stage.kinds(case.id)


async def test_nobody_is_asked_twice_about_the_same_thing(play: Play) -> None:
    stage = await play()
    wanted = wish(purchase(stage, 300), option="buy")

    case = await stage.open(script([wanted], [wanted]))
    await stage.decide(await stage.asked(case.id), "reject", x_comment="no")
    closed = await case.result()

    assert closed.ending is Ending.REJECTED
    assert len(stage.ledger.requests(case=case.id)) == 1
    assert closed.effects == ()


async def test_a_person_may_choose_another_option(play: Play) -> None:
    stage = await play()

    case = await stage.open(
        script([wish(purchase(stage, 300), option="buy")], instead={"transfer": [wish(transfer(stage, 5))]})
    )
    request = await stage.asked(case.id)
    await stage.decide(request, "amend", x_amend_option="B")
    closed = await case.result()

    assert request.options == ("transfer",)
    assert closed.ending is Ending.DONE
    assert [e.kind for e in closed.effects] == ["move_stock"]


async def test_the_second_wish_of_a_thought_waits_for_the_first(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(transfer(stage, 5)), wish(purchase(stage, 300), option="buy")]))
    request = await stage.asked(case.id)
    assert [e.kind for e in (await stage.doing(case)).effects] == ["move_stock"]
    await stage.decide(request, "approve")
    closed = await case.result()

    assert [e.kind for e in closed.effects] == ["move_stock", "raise_purchase"]


async def test_what_the_book_forbids_is_refused_without_asking(play: Play) -> None:
    stage = await play()

    case = await stage.open(script([wish(purchase(stage, 9000), option="buy")]))
    closed = await case.result()

    assert closed.ending is Ending.REFUSED
    assert stage.ledger.requests(case=case.id) == ()
    assert "verdict.refused" in stage.kinds(case.id)


async def test_a_trouble_that_passes_by_itself_ends_the_case(play: Play) -> None:
    stage = await play()

    passed = await (await stage.open(script(still_troubled=False))).result()
    nothing = await (await stage.open(script())).result()

    assert (passed.ending, nothing.ending) == (Ending.PASSED, Ending.NOTHING_BETTER)


async def test_wishes_that_no_turn_was_left_for_are_named_at_the_end_and_on_record(play: Play) -> None:
    stage = await play()
    later = wish(transfer(stage, 4), option="transfer:later")

    case = await stage.open(script([wish(transfer(stage, 5))], [later]), max_turns=2)
    closed = await case.result()

    assert closed.ending is Ending.FAILED
    assert (
        "is draft; then no turn was left, and this was still wished for: move_stock of transfer:later" in closed.words
    )
    assert [effect.option for effect in closed.effects] == ["transfer"]
    assert stage.kinds(case.id)[-2:] == ["wish.dropped", "case.closed"]


async def test_a_trouble_that_every_sweep_finds_again_tells_nobody_twice_and_asks_nobody(play: Play) -> None:
    stage = await play()
    told = script([wish(deeds.notice(stage, "any").proposal, option="expedite:12/7")])

    case = await stage.open(told)
    first = await case.result()
    again = await (await stage.pursue(reopened(stage, case.id, told))).result()
    third = await (await stage.pursue(reopened(stage, case.id, told))).result()

    assert (first.ending, again.ending, third.ending) == (Ending.DONE, Ending.DONE, Ending.DONE)
    assert stage.count(NOTICE) == 1
    assert "this task stands already, made on" in again.words
    assert stage.ledger.requests(case=case.id) == ()


async def test_every_decision_can_be_recomputed_from_the_chain(play: Play) -> None:
    from policies import book
    from policies.judge import judge
    from tools.ledger import Judgement

    stage = await play()
    wanted = wish(purchase(stage, 300), option="buy")

    case = await stage.open(script([wanted]))
    await stage.decide(await stage.asked(case.id), "approve")
    await case.result()

    entry = next(e for e in stage.ledger.entries(case=case.id) if e.kind == "verdict.needs_approval")
    given = stage.ledger.fetch(entry.payload, Judgement)
    assert digest(given.proposal) == digest(wanted.proposal)
    assert isinstance(given.verdict, NeedsApproval)
    assert judge(given.proposal, given.circumstances, book.load(stage.text)) == given.verdict
