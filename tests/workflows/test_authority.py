"""Whoever said yes must hold the role, or a higher one, when it is judged again and at the very moment of the write."""

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from domain.approval import NeedsApproval
from domain.identity import Role
from domain.ledger import EffectState
from tests.journeys.world import World, purchase, short_book
from tests.workflows.test_granting import Hand
from tests.workflows.test_writing import CASE, OPENED, SLOT, fresh
from workflows.activities.judging import Judging
from workflows.orders import Judged, JudgeOrder

MANAGER = "purchase.group_purchase_manager"
FINANCE_ASKED = {"new_for": '"3650 days"'}
"""Makes every supplier of the demo company a new one."""


def judged_for(stage: World, uid: int) -> Judged:
    order = JudgeOrder(opened=OPENED, slot=SLOT, wish=fresh(stage, purchase(stage, 300)), approved_by=uid)
    return ActivityEnvironment().run(Judging(stage.desk()).judge, order)


def without(stage: World, login: str, *groups: str) -> None:
    """Take groups away from a user."""
    gone = [[3, stage.env.ref(group)] for group in groups]
    stage.env.write("res.users", [stage.demo.users[login]], {"groups_id": gone})


@pytest.mark.parametrize(("login", "enough"), [("petra", True), ("fin", True), ("sam", False), ("bea", False)])
def test_who_stands_higher_may_decide_what_a_lower_role_may(stage: World, login: str, enough: bool) -> None:
    without(stage, "fin", MANAGER)

    given = judged_for(stage, stage.demo.users[login])

    assert isinstance(given.verdict, NeedsApproval)
    assert given.verdict.role is Role.PURCHASING_MANAGER
    assert given.holds is enough


def test_the_yes_of_a_higher_role_stands_when_the_book_now_asks_a_lower_one(stage: World) -> None:
    without(stage, "fin", MANAGER)
    stage.text = short_book(**FINANCE_ASKED)
    hand = Hand(stage, purchase(stage, 300))
    given = hand.judged()
    request = hand.asked(given)
    hand.answered(request, "approve")
    stage.text = short_book()

    effect = hand.write(given, request)

    assert request.role is Role.FINANCE
    assert effect.state is EffectState.VERIFIED


def test_the_yes_of_a_lower_role_is_void_when_the_book_now_asks_a_higher_one(stage: World) -> None:
    hand = Hand(stage, purchase(stage, 300))
    given = hand.judged()
    request = hand.asked(given)
    hand.answered(request, "approve")
    stage.text = short_book(**FINANCE_ASKED)

    with pytest.raises(ApplicationError, match="now asks a finance"):
        hand.write(given, request)

    assert [effect.state for effect in stage.ledger.effects(case=CASE)] == [EffectState.REFUSED]


@pytest.mark.parametrize("what", ["role", "login", "company"])
def test_a_yes_opens_nothing_when_its_giver_lost_the_role_the_login_or_the_company_before_the_write(
    stage: World, what: str
) -> None:
    hand = Hand(stage, purchase(stage, 300))
    given = hand.judged()
    request = hand.asked(given)
    hand.answered(request, "approve")
    before = stage.count("purchase.order")
    if what == "role":
        without(stage, "petra", MANAGER)
    if what == "login":
        stage.env.write("res.users", [request.approver.uid], {"active": False})
    if what == "company":
        other = stage.env.create("res.company", {"name": "Elsewhere"})
        stage.env.write("res.users", [request.approver.uid], {"company_id": other, "company_ids": [[6, 0, [other]]]})

    with pytest.raises(ApplicationError, match="may no longer decide this") as said:
        hand.write(given, request)

    assert said.value.type == "Drifted"
    assert stage.count("purchase.order") == before
