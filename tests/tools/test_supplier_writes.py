"""Writes about suppliers when things go wrong: lost answers, races, people in between, a client without keys."""

from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_hex

import pytest

from domain.proposals import Proposal
from sandbox import SandboxOdoo
from sandbox.seed import seed_demo
from tests.contract.conftest import Place, access
from tests.contract.shop import Shop
from tests.contract.supply import Order, Supply, supply
from tests.contract.world import World, now, settle
from tools.errors import Amiss, Busy, KeyTaken, OutcomeUnknown, Refused
from tools.odoo.messages_sent import sent_messages
from tools.odoo.plain import whole
from tools.odoo.provision import ERRAND, NOTICE
from tools.odoo.session import OdooSession
from tools.odoo.writes import Written, carry_out, look_up

LOST = ("commit_then_drop", "html_after", "server_error_after", "truncated")
KEYED = ("ask", "hold", "prefer", "review", "split")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxOdoo]:
    with SandboxOdoo(modules=("project",)) as odoo:
        seed_demo(odoo.env("__system__").sudo(), datetime.now(UTC))
        yield odoo


@pytest.fixture(scope="module")
def world(sandbox: SandboxOdoo) -> World:
    robot, admin = (access(sandbox.url, sandbox.db, login, login) for login in ("weighbridge", "admin"))
    place = Place(robot=robot, admin=admin)
    return settle(place, Shop(OdooSession(place.admin)))


@pytest.fixture
def supplied(world: World, sandbox: SandboxOdoo) -> Iterator[Supply]:
    yield supply(world)
    sandbox.faults.clear()


def _do(supplied: Supply, proposal: Proposal, key: str) -> Written:
    return carry_out(proposal, supplied.world.clearance(proposal), supplied.world.robot, key=key, now=now())


def _keyed(supplied: Supply, what: str, order: Order) -> tuple[str, Proposal]:
    wishes: dict[str, tuple[str, Proposal]] = {
        "ask": (ERRAND, supplied.ask(order)),
        "hold": (ERRAND, supplied.hold()),
        "prefer": (ERRAND, supplied.prefer()),
        "review": (NOTICE, supplied.review()),
        "split": ("purchase.order", supplied.split(order)),
    }
    return wishes[what]


def _stands(sandbox: SandboxOdoo, supplied: Supply, what: str, order: Order) -> float:
    """How often it has taken effect in Odoo."""
    env = sandbox.env("__system__").sudo()
    match what:
        case "ask":
            return len(supplied.messages(order))
        case "hold":
            return float(supplied.shown()[0] == "block")
        case "prefer":
            domain = [["id", "=", supplied.other_price], ["sequence", "=", 1]]
            return env.search_count("product.supplierinfo", domain)
        case "review":
            return env.search_count(
                "mail.activity", [["res_model", "=", "res.partner"], ["res_id", "=", supplied.late]]
            )
        case _:
            return env.search_count("purchase.order", [["partner_id", "=", supplied.other]])


@pytest.mark.parametrize("what", KEYED)
@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_is_found_again_by_its_key(supplied: Supply, sandbox: SandboxOdoo, what: str, fault: str) -> None:
    order, key = supplied.order(), token_hex(16)
    model, proposal = _keyed(supplied, what, order)
    sandbox.faults.order(fault, model, "load")

    with pytest.raises(OutcomeUnknown):
        _do(supplied, proposal, key)
    found = look_up(proposal, supplied.world.robot, key=key)
    stood = _stands(sandbox, supplied, what, order)

    assert found is not None
    assert (found.fresh, stood) == (False, 1)


@pytest.mark.parametrize("what", KEYED)
def test_a_call_that_never_arrived_left_nothing_and_is_done_by_the_next_try(
    supplied: Supply, sandbox: SandboxOdoo, what: str
) -> None:
    order, key = supplied.order(), token_hex(16)
    model, proposal = _keyed(supplied, what, order)
    sandbox.faults.drop_before(model, "load")

    with pytest.raises(OutcomeUnknown):
        _do(supplied, proposal, key)
    found = look_up(proposal, supplied.world.robot, key=key)
    again = _do(supplied, proposal, key)

    assert found is None
    assert again.fresh
    assert _stands(sandbox, supplied, what, order) == 1


@pytest.mark.parametrize("what", KEYED)
@pytest.mark.parametrize("said", ["SerializationFailure", "InFailedSqlTransaction"])
def test_a_lost_race_is_tried_again_later(supplied: Supply, sandbox: SandboxOdoo, what: str, said: str) -> None:
    order = supplied.order()
    model, proposal = _keyed(supplied, what, order)
    sandbox.faults.refuse(f"psycopg2.errors.{said}", model, "load", message="said by order")

    with pytest.raises(Busy):
        _do(supplied, proposal, token_hex(16))


def test_without_a_key_a_lost_answer_would_ask_twice(supplied: Supply, sandbox: SandboxOdoo) -> None:
    order = supplied.order()
    sandbox.faults.commit_then_drop("purchase.order", "message_post")

    def post() -> None:
        robot = supplied.world.robot
        robot.call("purchase.order", "message_post", [order.order_id], body="Please confirm.", message_type="comment")

    with pytest.raises(OutcomeUnknown):
        post()
    post()

    assert len(supplied.messages(order)) == 2


def test_a_day_whose_answer_was_lost_is_found(supplied: Supply, sandbox: SandboxOdoo) -> None:
    proposal = supplied.replan(supplied.order())
    key = supplied.world.clearance(proposal)
    sandbox.faults.commit_then_drop("purchase.order.line", "write")

    with pytest.raises(OutcomeUnknown):
        carry_out(proposal, key, supplied.world.robot, key="unused", now=now())
    again = carry_out(proposal, key, supplied.world.robot, key="unused", now=now())

    assert not again.fresh


def test_a_question_that_cannot_be_read_back_was_asked_all_the_same(supplied: Supply, sandbox: SandboxOdoo) -> None:
    order, key = supplied.order(), token_hex(16)
    proposal = supplied.ask(order)
    sandbox.faults.order("html", "mail.notification", "search_read")

    with pytest.raises(OutcomeUnknown, match="written and cannot be read back"):
        _do(supplied, proposal, key)

    assert look_up(proposal, supplied.world.robot, key=key) is not None
    assert len(supplied.messages(order)) == 1


def test_a_key_stands_for_one_question_only(supplied: Supply) -> None:
    order, key = supplied.order(), token_hex(16)
    _do(supplied, supplied.ask(order), key)

    with pytest.raises(KeyTaken, match="about something else"):
        look_up(supplied.ask(order, number_=2), supplied.world.robot, key=key)


def test_without_its_automation_an_errand_is_told_to_be_undone(supplied: Supply, sandbox: SandboxOdoo) -> None:
    automation = supplied.shop.found("base.automation", ["name", "=", "Weighbridge 8 do the errand"])
    supplied.shop.change("base.automation", automation, active=False)

    with pytest.raises(Amiss, match="did nothing"):
        _do(supplied, supplied.hold(), token_hex(16))

    supplied.shop.change("base.automation", automation, active=True)
    assert supplied.shown()[0] == "no-message"


def test_a_message_that_a_person_deleted_is_not_sent_again(supplied: Supply, sandbox: SandboxOdoo) -> None:
    order, key = supplied.order(), token_hex(16)
    proposal = supplied.ask(order)
    _do(supplied, proposal, key)
    (message,) = supplied.messages(order)
    sandbox.env("__system__").sudo().unlink("mail.message", [whole(message["id"])])

    again = _do(supplied, proposal, key)

    assert not again.fresh
    assert again.read_back == (f"message {message['id']} was deleted since",)
    assert supplied.messages(order) == []


def test_what_a_mail_server_says_is_told(supplied: Supply, sandbox: SandboxOdoo) -> None:
    order = supplied.order()
    _do(supplied, supplied.ask(order), token_hex(16))
    (message,) = supplied.messages(order)
    robot, env = supplied.world.robot, sandbox.env("__system__").sudo()
    told = env.search("mail.notification", [["res_partner_id", "=", supplied.late]])

    sandbox.tick()
    sent = sent_messages(robot, [whole(message["id"])])[whole(message["id"])].delivery
    env.write("mail.notification", told, {"notification_status": "exception", "failure_type": "mail_smtp"})
    failed = sent_messages(robot, [whole(message["id"])])[whole(message["id"])].delivery

    assert sent == "the e-mail was handed to the mail server"
    assert failed == "the e-mail could not be sent: Odoo cannot reach its mail server"


def test_a_colleague_may_read_along_and_the_robot_s_user_needs_an_address(
    supplied: Supply, sandbox: SandboxOdoo
) -> None:
    first, second = supplied.order(), supplied.order()
    env = sandbox.env("__system__").sudo()
    bea = env.one("res.users", supplied.world.user("bea").uid, ["partner_id"])["partner_id"]
    supplied.shop.admin.call("purchase.order", "message_subscribe", [first.order_id], [bea])
    robot = supplied.world.robot.uid

    _do(supplied, supplied.ask(first), token_hex(16))
    address = supplied.shop.field("res.users", robot, "email")
    supplied.shop.change("res.users", robot, email=False)
    with pytest.raises(Refused, match="our own user in Odoo has no e-mail address"):
        _do(supplied, supplied.ask(second), token_hex(16))
    supplied.shop.change("res.users", robot, email=address)

    assert len(supplied.messages(first)) == 1


# -- projects


def test_a_review_becomes_one_task_of_a_project(supplied: Supply, sandbox: SandboxOdoo) -> None:
    env = sandbox.env("__system__").sudo()
    project = env.create("project.project", {"name": "Suppliers"})
    proposal, key = supplied.review(project=project), token_hex(16)

    first = _do(supplied, proposal, key)
    again = _do(supplied, proposal, key)

    (task,) = env.search_read("project.task", [["project_id", "=", project]], ["name", "user_ids", "description"])
    assert (first.fresh, again.fresh) == (True, False)
    assert first.read_back[0].endswith(f"in project {project}")
    assert task["name"] == f"{supplied.late_name}: open orders will be late"
    assert task["user_ids"] == [supplied.world.user("petra").uid]
    assert env.search_count("mail.activity", [["res_model", "=", "res.partner"], ["res_id", "=", supplied.late]]) == 0


def test_a_project_that_is_not_there_refuses_the_review(supplied: Supply) -> None:
    with pytest.raises(Refused, match="no project 4711 in use"):
        _do(supplied, supplied.review(project=4711), token_hex(16))


def test_where_project_is_not_installed_the_review_is_refused() -> None:
    with SandboxOdoo() as odoo:
        seed_demo(odoo.env("__system__").sudo(), datetime.now(UTC))
        robot, admin = (access(odoo.url, odoo.db, login, login) for login in ("weighbridge", "admin"))
        bare = supply(settle(Place(robot=robot, admin=admin), Shop(OdooSession(admin))))

        with pytest.raises(Refused, match="Project is not installed"):
            _do(bare, bare.review(project=1), token_hex(16))
