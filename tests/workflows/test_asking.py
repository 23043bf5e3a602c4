"""A question is put once; where Odoo is too slow to say so, a few times. Each role has a time of its own."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from domain.approval import ApprovalRequest, NeedsApproval
from domain.case import Thought
from domain.identity import Role
from domain.proposals import Grounds
from tests.journeys.world import World, access, purchase, short_book
from tests.workflows.test_writing import OPENED, SLOT, fresh, judged
from tools.errors import Misused
from tools.odoo.deciding import Said, decide
from tools.odoo.session import opened
from workflows import naming
from workflows.activities.asking import MOST_PAGES, Asking
from workflows.orders import AskOrder

Ask = Callable[[int], ApprovalRequest | None]


def ordered(stage: World, role: Role | None = None) -> AskOrder:
    wanted = purchase(stage, 300)
    verdict = judged(stage, wanted).verdict
    assert isinstance(verdict, NeedsApproval)
    grounds = Grounds(confidence=Decimal("0.95"), method="s", sample_days=364, read_at=stage.now())
    thought = Thought(facts=(), options=(), chosen=None, chosen_by="solver", wishes=(), grounds=grounds, explanation=())
    return AskOrder(
        opened=OPENED,
        request_id=naming.request_name(SLOT, 1),
        slot=SLOT,
        wish=fresh(stage, wanted),
        thought=stage.ledger.keep(thought),
        verdict=verdict,
        role=role or verdict.role,
    )


def asking(stage: World, order: AskOrder) -> Ask:
    """Tries to ask, for the n-th time, as Temporal would."""

    def ask(attempt: int) -> ApprovalRequest | None:
        world = ActivityEnvironment()
        world.info = dataclasses.replace(world.info, started_time=stage.now(), attempt=attempt)
        request: ApprovalRequest | None = world.run(Asking(stage.desk()).post_request, order).request
        return request

    return ask


def lost(ask: Ask, attempt: int) -> ApplicationError:
    with pytest.raises(ApplicationError) as said:
        ask(attempt)
    return said.value


def test_an_odoo_that_makes_the_page_and_never_says_so_gets_five_of_them_and_not_one_more(stage: World) -> None:
    ask = asking(stage, ordered(stage))
    stage.odoo.faults.order("commit_then_drop", "x_wb_decision", "create", count=None)

    said = [lost(ask, attempt) for attempt in range(1, 12)]

    assert stage.count("x_wb_decision") == MOST_PAGES == 5
    assert [each.type for each in said] == ["OutcomeUnknown"] * 5 + ["Unasked"] * 6
    assert said[-1].non_retryable
    assert "Odoo could not be asked" in said[-1].message


def test_a_case_that_begins_anew_tries_once_and_not_five_times_more(stage: World) -> None:
    order = ordered(stage)
    stage.odoo.faults.order("commit_then_drop", "x_wb_decision", "create", count=None)
    for attempt in range(1, 6):
        lost(asking(stage, order), attempt)
    anew = asking(stage, order.model_copy(update={"request_id": naming.request_name(f"{OPENED.case}#e2/1.0", 1)}))

    said = [lost(anew, attempt).type for attempt in range(1, 4)]

    assert said == ["OutcomeUnknown", "Unasked", "Unasked"]
    assert stage.count("x_wb_decision") == MOST_PAGES + 1


def test_tries_that_left_no_page_are_not_counted(stage: World) -> None:
    ask = asking(stage, ordered(stage))
    stage.odoo.faults.order("drop_before", "x_wb_decision", "create", count=8)
    for attempt in range(1, 9):
        lost(ask, attempt)

    request = ask(9)

    assert request is not None
    assert stage.count("x_wb_decision") == 1


def test_after_each_lost_answer_the_next_try_waits_longer_and_the_loss_is_on_record(stage: World) -> None:
    ask = asking(stage, ordered(stage))
    stage.odoo.faults.order("commit_then_drop", "x_wb_decision", "create", count=4)

    pauses = [lost(ask, attempt).next_retry_delay for attempt in range(1, 5)]

    assert pauses == [timedelta(seconds=2), *(timedelta(minutes=n) for n in (3, 10, 30))]
    assert stage.kinds(OPENED.case).count("request.lost") == 4


def test_a_page_that_was_found_is_never_taken_for_ours(stage: World) -> None:
    ask = asking(stage, ordered(stage))
    stage.odoo.faults.commit_then_drop("x_wb_decision", "create")
    lost(ask, 1)
    (left,) = stage.env.search("x_wb_decision", [])

    request = ask(2)

    assert request is not None
    assert request.odoo_id != left
    assert request.request_id.endswith("~2")


@pytest.mark.parametrize(("role", "hours"), [(Role.PURCHASING_MANAGER, 24), (Role.FINANCE, 48)])
def test_each_role_that_is_asked_has_the_time_that_the_book_gives_it(stage: World, role: Role, hours: int) -> None:
    stage.text = short_book(answer="24 hours", remind="8 hours").replace(
        'groups = ["account.group_account_manager"]\nanswer_within = "24 hours"',
        'groups = ["account.group_account_manager"]\nanswer_within = "48 hours"',
    )

    request = asking(stage, ordered(stage, role))(1)

    assert request is not None
    page = stage.env.one("x_wb_decision", request.odoo_id, ["x_deadline"])
    given = request.expires_at - request.opened_at
    assert timedelta(hours=hours) - timedelta(seconds=1) < given <= timedelta(hours=hours)
    assert page["x_deadline"] == f"{request.expires_at:%Y-%m-%d %H:%M:%S}"


def test_another_option_together_with_another_quantity_is_not_even_sent(stage: World) -> None:
    request = asking(stage, ordered(stage))(1)
    assert request is not None
    both = Said(answer="amend", option="B", quantity=Decimal(200))

    with opened(access(stage.odoo, "petra")) as own, pytest.raises(Misused, match="another option and other values"):
        decide(own, request, both)

    assert stage.env.one("x_wb_decision", request.odoo_id, ["x_decision"])["x_decision"] is False
