"""What is judged is called as Odoo calls it, and a task that stands already is not given once more."""

from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from domain.proposals import MoveStock, NotifyPerson, Proposal, RaisePurchase
from tests.journeys import deeds
from tests.journeys.world import World, purchase, transfer
from tests.workflows.test_granting import Hand
from tests.workflows.test_writing import CASE, OPENED, SLOT, judged
from tools.odoo.provision.model import NOTICE
from workflows.orders import Judged

LATER = f"{CASE}#e2/1.0"
"""The first wish of a later opening of the same case."""


def renamed(stage: World, kind: str, **changed: Any) -> Proposal:
    wanted: MoveStock | RaisePurchase = transfer(stage) if kind == "transfer" else purchase(stage, 30)
    goods: dict[str, Any] = {name: changed.pop(name) for name in ("name", "code", "uom") if name in changed}
    return wanted.model_copy(update={**changed, "product": wanted.product.model_copy(update=goods)})


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("purchase", {"supplier": "A trusted supplier"}),
        ("purchase", {"warehouse": "Hamburg"}),
        ("purchase", {"name": "Something harmless"}),
        ("transfer", {"code": "BRG-0000"}),
        ("transfer", {"uom": "Dozens"}),
        ("transfer", {"warehouse": "Berlin"}),
        ("transfer", {"from_warehouse": "Leipzig"}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_name_that_is_not_the_one_in_odoo_is_not_judged_and_reaches_no_page(
    stage: World, kind: str, changed: dict[str, str]
) -> None:
    (said,) = changed.values()

    with pytest.raises(ApplicationError, match=f"what is called {said} here is called") as refused:
        judged(stage, renamed(stage, kind, **changed))

    assert refused.value.type == "Drifted"


def test_goods_are_not_sent_to_the_shelf_of_another_site_than_the_one_that_is_named(stage: World) -> None:
    wanted, elsewhere = transfer(stage), transfer(stage, to="BER")

    with pytest.raises(ApplicationError, match=f"a shelf does not belong to {wanted.warehouse}"):
        judged(stage, wanted.model_copy(update={"to_location_id": elsewhere.to_location_id}))


def test_goods_are_not_received_at_another_site_than_the_one_that_is_named(stage: World) -> None:
    wanted, elsewhere = purchase(stage, 30), purchase(stage, 30, site="MUC")

    with pytest.raises(ApplicationError, match=f"the kind of receipt does not belong to {wanted.warehouse}"):
        judged(stage, wanted.model_copy(update={"picking_type_id": elsewhere.picking_type_id}))


def told(stage: World) -> NotifyPerson:
    """A task that the case has put on Petra's clock."""
    proposal = deeds.notice(stage, CASE).proposal
    assert isinstance(proposal, NotifyPerson)
    hand = Hand(stage, proposal, SLOT)
    hand.write(hand.judged())
    return proposal


def again(stage: World, wanted: NotifyPerson, **changed: Any) -> Judged:
    """The same wish of a later opening, with another quantity and day, as they are found then."""
    later = {"quantity": wanted.quantity + 1, "due": wanted.due + timedelta(days=1), **changed}
    return judged(stage, wanted.model_copy(update=later), LATER)


def done(stage: World) -> None:
    """Whoever was told has done the task."""
    tasks = [row["x_task"] for row in stage.env.search_read(NOTICE, [], ["x_task"])]
    stage.odoo.env("petra").call("mail.activity", "action_feedback", tasks, feedback="called them")


def test_a_task_that_stands_is_neither_judged_nor_asked_about_again_when_the_trouble_is_found_again(
    stage: World,
) -> None:
    wanted = told(stage)

    given = again(stage, wanted)

    assert given.stands is not None
    assert given.stands.slot == SLOT
    assert "this task stands already, made on" in given.stands.read_back[0]
    assert stage.ledger.judgement(LATER) is None
    assert "notice.stands" in stage.kinds(OPENED.case)


def test_a_task_that_is_done_is_not_given_again_within_the_span_of_the_book_and_after_it_is(stage: World) -> None:
    wanted = told(stage)
    done(stage)

    soon = again(stage, wanted)
    stage.later = timedelta(days=2, minutes=1)
    late = again(stage, wanted)

    assert soon.stands is not None
    assert (late.stands, late.verdict.kind) == (None, "cleared")


def test_a_task_that_is_still_to_be_done_stands_however_old_it_is(stage: World) -> None:
    wanted = told(stage)
    stage.later = timedelta(days=20)

    assert again(stage, wanted).stands is not None


@pytest.mark.parametrize("other", [{"user_id": "sam"}, {"on_model": "sale.order", "on_id": 1, "on_name": "S00001"}])
def test_another_person_or_another_record_is_another_task(stage: World, other: dict[str, Any]) -> None:
    wanted = told(stage)
    if "user_id" in other:
        other = {"user_id": stage.demo.users["sam"]}
    else:
        (order,) = stage.env.search_read("sale.order", [], ["name"], order="id", limit=1)
        other = {"on_model": "sale.order", "on_id": order["id"], "on_name": order["name"]}

    assert again(stage, wanted, **other).stands is None
