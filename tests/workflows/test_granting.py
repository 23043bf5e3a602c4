"""Only the answer on record opens a write, only for what was judged, and only while Odoo still says what was judged."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from domain.approval import ApprovalRequest, NeedsApproval
from domain.case import Thought
from domain.fact import Json
from domain.ledger import Effect, EffectState
from domain.money import Money
from domain.proposals import ConfirmPurchase, Grounds, Proposal, RaisePurchase, WithdrawDraft, gross_of
from tests.journeys.rehearsal import wish
from tests.journeys.world import World, access, purchase, transfer
from tests.workflows.test_writing import CASE, OPENED, SLOT, fresh, judged, key_for
from tools.odoo.session import opened
from workflows import naming
from workflows.activities.asking import Asking
from workflows.activities.writing import Writing
from workflows.orders import AnswerSought, AskOrder, Judged, WriteOrder

NEXT = f"{CASE}#e1/2.0"


@dataclasses.dataclass
class Hand:
    """Judges, asks and writes one proposal in one slot, as a case would."""

    stage: World
    proposal: Proposal
    slot: str = SLOT

    def judged(self) -> Judged:
        return judged(self.stage, self.proposal, self.slot)

    def asked(self, given: Judged) -> ApprovalRequest:
        assert isinstance(given.verdict, NeedsApproval)
        grounds = Grounds(confidence=Decimal("0.95"), method="s", sample_days=364, read_at=self.stage.now())
        thought = Thought(
            facts=(), options=(), chosen=None, chosen_by="solver", wishes=(), grounds=grounds, explanation=()
        )
        order = AskOrder(
            opened=OPENED,
            request_id=naming.request_name(self.slot, 1),
            slot=self.slot,
            wish=fresh(self.stage, self.proposal),
            thought=self.stage.ledger.keep(thought),
            verdict=given.verdict,
            role=given.verdict.role,
        )
        request: ApprovalRequest | None = _now(self.stage)(Asking(self.stage.desk()).post_request, order).request
        assert request is not None
        return request

    def answered(self, request: ApprovalRequest, answer: str, **values: Json) -> None:
        with opened(access(self.stage.odoo, request.approver.login)) as own:
            own.call("x_wb_decision", "write", [request.odoo_id], {"x_decision": answer, **values})
        _now(self.stage)(Asking(self.stage.desk()).read_answer, AnswerSought(opened=OPENED, request=request))

    def write(self, given: Judged, request: ApprovalRequest | None = None) -> Effect:
        key = key_for(self.stage, self.proposal, given, slot=self.slot, name=f"key/{self.slot}")
        if request is not None:
            key = key.model_copy(update={"granted_by": request.approver, "request_id": request.request_id})
        order = WriteOrder(opened=OPENED, wish=wish(self.proposal), clearance=key)
        return ActivityEnvironment().run(Writing(self.stage.desk()).carry_out, order)


def _now(stage: World) -> Callable[..., Any]:
    world = ActivityEnvironment()
    world.info = dataclasses.replace(world.info, started_time=stage.now())
    return world.run


def confirming(drafted: Effect, draft: RaisePurchase) -> ConfirmPurchase:
    said = {name: getattr(draft, name) for name in RaisePurchase.model_fields if name != "kind"}
    return ConfirmPurchase.model_validate({**said, "order_id": drafted.record_id, "order": drafted.record})


def withdrawing(drafted: Effect, draft: RaisePurchase) -> WithdrawDraft:
    assert drafted.record_id is not None
    return WithdrawDraft(
        company_id=1,
        warehouse_id=draft.warehouse_id,
        warehouse=draft.warehouse,
        on_model="purchase.order",
        on_id=drafted.record_id,
        on_name=drafted.record,
        made_by=drafted.slot,
    )


def test_a_question_that_nobody_answered_opens_nothing(stage: World) -> None:
    hand = Hand(stage, purchase(stage, 300))
    given = hand.judged()
    request = hand.asked(given)
    before = stage.count("purchase.order")

    with pytest.raises(ApplicationError, match="no answer on record"):
        hand.write(given, request)

    assert stage.count("purchase.order") == before


def test_a_no_opens_nothing(stage: World) -> None:
    hand = Hand(stage, purchase(stage, 300))
    given = hand.judged()
    request = hand.asked(given)
    hand.answered(request, "reject", x_comment="too much")

    with pytest.raises(ApplicationError, match="no answer on record"):
        hand.write(given, request)


def test_a_yes_opens_what_was_asked_and_nothing_else(stage: World) -> None:
    hand, other = Hand(stage, purchase(stage, 300)), Hand(stage, purchase(stage, 4000), NEXT)
    given, larger = hand.judged(), other.judged()
    request = hand.asked(given)
    hand.answered(request, "approve")

    with pytest.raises(ApplicationError, match="no answer on record"):
        other.write(larger, request)

    assert hand.write(given, request).state is EffectState.VERIFIED


def test_a_key_cut_on_another_state_than_the_judged_one_opens_nothing(stage: World) -> None:
    hand = Hand(stage, transfer(stage))
    given = hand.judged()
    renewed = given.model_copy(
        update={"state": given.state.model_copy(update={"seen_at": given.state.seen_at + timedelta(hours=1)})}
    )

    with pytest.raises(ApplicationError, match="not cut on the state"):
        hand.write(renewed)


def test_judged_again_the_same_slot_keeps_the_state_it_was_first_judged_on(stage: World) -> None:
    hand = Hand(stage, transfer(stage))

    first, again = hand.judged(), hand.judged()

    assert again.state == first.state


def test_a_price_that_the_vendor_does_not_ask_is_never_bought_at(stage: World) -> None:
    honest = purchase(stage, 900)
    cent = Money(amount=Decimal("0.01"), currency="EUR")
    cheap = honest.model_copy(update={"unit_price": cent, "gross": gross_of(honest.quantity, cent)})

    with pytest.raises(ApplicationError, match=f"{honest.supplier} asks 19.8"):
        Hand(stage, cheap).judged()


def test_a_line_of_the_price_list_for_another_product_is_no_price(stage: World) -> None:
    wanted = purchase(stage, 30)
    lists = [["partner_id", "=", wanted.supplier_id], ["id", "!=", wanted.supplierinfo_id]]
    goods = stage.env.search_read("product.supplierinfo", lists, ["id"])
    assert goods

    with pytest.raises(ApplicationError, match=f"{wanted.supplier} asks"):
        Hand(stage, wanted.model_copy(update={"supplierinfo_id": goods[0]["id"]})).judged()


@pytest.mark.parametrize("change", [{"product_uom": "dozen"}, {"discount": -900.0}])
def test_an_order_whose_unit_or_discount_was_changed_after_the_yes_is_not_confirmed(
    stage: World, change: dict[str, Json]
) -> None:
    draft = purchase(stage, 30)
    drafted = Hand(stage, draft).write(Hand(stage, draft).judged())
    hand = Hand(stage, confirming(drafted, draft), NEXT)
    given = hand.judged()
    request = hand.asked(given)
    hand.answered(request, "approve")
    dozen = stage.env.search("uom.uom", [["name", "=", "Dozens"]])[0]
    line = stage.env.search("purchase.order.line", [["order_id", "=", drafted.record_id]])
    values = {field: dozen if value == "dozen" else value for field, value in change.items()}
    stage.odoo.env("mallory").write(
        "purchase.order.line", line, {**values, "price_unit": float(draft.unit_price.amount)}
    )

    with pytest.raises(ApplicationError, match="something changed"):
        hand.write(given, request)

    assert stage.state_of("purchase.order", drafted.record_id) == "draft"


def test_an_order_that_was_printed_for_the_supplier_is_still_to_be_confirmed(stage: World) -> None:
    draft = purchase(stage, 30)
    drafted = Hand(stage, draft).write(Hand(stage, draft).judged())
    hand = Hand(stage, confirming(drafted, draft), NEXT)
    given = hand.judged()
    request = hand.asked(given)
    hand.answered(request, "approve")
    stage.odoo.env("petra").write("purchase.order", [drafted.record_id or 0], {"state": "sent"})

    effect = hand.write(given, request)

    assert effect.state is EffectState.VERIFIED
    assert stage.state_of("purchase.order", drafted.record_id) == "purchase"


def test_an_order_that_was_sent_to_the_supplier_is_not_withdrawn_by_a_machine(stage: World) -> None:
    draft = purchase(stage, 10)
    drafted = Hand(stage, draft).write(Hand(stage, draft).judged())
    stage.odoo.env("petra").write("purchase.order", [drafted.record_id or 0], {"state": "sent"})

    with pytest.raises(ApplicationError, match=f"{drafted.record} is sent"):
        Hand(stage, withdrawing(drafted, draft), NEXT).judged()


def test_a_draft_that_a_person_put_work_into_is_not_withdrawn_by_a_machine(stage: World) -> None:
    draft = purchase(stage, 10)
    drafted = Hand(stage, draft).write(Hand(stage, draft).judged())
    line = {"product_id": stage.demo.products["BRG-6204"], "product_qty": 500.0, "price_unit": 9.0}
    planned = {"order_id": drafted.record_id, "date_planned": "2026-12-01 00:00:00"}
    stage.odoo.env("petra").create("purchase.order.line", {**line, **planned})

    with pytest.raises(ApplicationError, match="somebody else put work into it"):
        Hand(stage, withdrawing(drafted, draft), NEXT).judged()


def test_a_wish_that_was_dropped_cannot_be_written_any_more(stage: World) -> None:
    hand = Hand(stage, transfer(stage))
    given = hand.judged()
    stage.ledger.release(SLOT, "rejected", stage.desk().by(OPENED))

    with pytest.raises(ApplicationError, match="was dropped"):
        hand.write(given)


def test_what_a_person_changed_after_a_verified_write_is_theirs(stage: World) -> None:
    hand = Hand(stage, transfer(stage))
    given = hand.judged()
    effect = hand.write(given)
    move = stage.env.search("stock.move", [["picking_id", "=", effect.record_id]])
    stage.odoo.env("sam").write("stock.move", move, {"product_uom_qty": 2.0})
    before = stage.count("stock.picking")

    again = hand.write(given)

    assert again.record_id == effect.record_id
    assert stage.count("stock.picking") == before
