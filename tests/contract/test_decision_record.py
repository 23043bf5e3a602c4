"""Who may write a request's record and how: once, in time, within bounds, and only the person asked."""

import time
from datetime import timedelta
from decimal import Decimal
from secrets import token_hex

import pytest

from domain.approval import ApprovalRequest
from domain.fact import Json
from domain.proposals import Bounds
from tests.contract.conftest import Place
from tests.contract.shop import Shop
from tests.contract.world import APPROVERS, World, now, settle
from tools.errors import Misused, NotAllowed, Refused, ToolError
from tools.odoo import provision
from tools.odoo.provision import DECISION, NOTICE
from tools.odoo.requests import Reading, decision, read_answers, remind

OTHERS = ("sam", "weighbridge", "bea", "mallory", "plain", "portia", "admin")


@pytest.fixture(scope="module")
def world(place: Place, shop: Shop) -> World:
    return settle(place, shop)


def _says(world: World, request: ApprovalRequest, values: dict[str, Json]) -> None:
    world.as_user("petra").call(DECISION, "write", [request.odoo_id], values)


def _read(world: World, request: ApprovalRequest) -> Reading:
    return decision(read_answers(world.robot, [request.odoo_id]).get(request.odoo_id), request)


def _bounds() -> Bounds:
    days = (now() + timedelta(days=2), now() + timedelta(days=9))
    return Bounds(quantity_min=Decimal(2), quantity_max=Decimal(20), date_from=days[0], date_to=days[1])


def _tasks(world: World, request: ApprovalRequest) -> list[str]:
    domain: list[Json] = [["res_model", "=", DECISION], ["res_id", "=", request.odoo_id]]
    return [str(row["summary"]) for row in world.as_user("petra").rows("mail.activity", domain, ["summary"])]


def test_the_person_asked_approves_once_and_the_task_closes(world: World) -> None:
    request = world.ask()
    before = (_read(world, request), _tasks(world, request))

    _says(world, request, {"x_decision": "approve", "x_comment": "fine"})

    after = _read(world, request)
    assert before[0].words.startswith("waiting for")
    assert len(before[1]) == 1
    assert after.decision is not None
    assert (after.decision.answer, after.decision.comment) == ("approve", "fine")
    assert _tasks(world, request) == []
    with pytest.raises(NotAllowed):
        _says(world, request, {"x_decision": "reject", "x_comment": "changed my mind"})
    with pytest.raises(NotAllowed):
        _says(world, request, {"x_comment": "something else"})


def test_all_open_requests_are_read_in_one_call(world: World) -> None:
    ids = [world.ask().odoo_id for _ in range(3)]
    before = world.robot.calls

    answers = read_answers(world.robot, [*ids, 999_999])

    assert world.robot.calls == before + 1
    assert sorted(answers) == sorted(ids)


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_else_decides(world: World, login: str) -> None:
    request = world.ask()

    approval: dict[str, Json] = {"x_decision": "approve"}
    with pytest.raises(NotAllowed):
        world.as_user(login).call(DECISION, "write", [request.odoo_id], approval)
    with pytest.raises((NotAllowed, Misused)):
        world.as_user(login).call(DECISION, "web_save", [request.odoo_id], approval, {})

    assert _read(world, request).words.startswith("waiting for")


@pytest.mark.parametrize("login", ["petra", "sam", "mallory", "plain", "portia", "admin"])
def test_nobody_but_the_robot_makes_a_request(world: World, login: str) -> None:
    with pytest.raises((NotAllowed, Refused)):
        world.as_user(login).call(DECISION, "create", _forged(world))


def test_the_robot_cannot_make_a_decided_request_or_change_one(world: World) -> None:
    request = world.ask()

    with pytest.raises(Refused, match="undecided"):
        world.robot.call(DECISION, "create", {**_forged(world), "x_decision": "approve"})
    with pytest.raises(NotAllowed):
        world.robot.call(DECISION, "unlink", [request.odoo_id])
    with pytest.raises(ToolError):
        world.robot.call(DECISION, "copy", [request.odoo_id])


@pytest.mark.parametrize(
    "values",
    [
        {"x_ask": "something else"},
        {"x_html_options": "<p>only this</p>"},
        {"x_digest": "sha256:0"},
        {"x_amount": 1.0},
        {"x_qty_max": 1000.0},
        {"x_letters": "BCDEF"},
        {"x_deadline": "2090-01-01 00:00:00"},
        {"x_key": "another"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_the_approver_cannot_change_what_is_asked(world: World, values: dict[str, Json]) -> None:
    request = world.ask(bounds=_bounds())

    with pytest.raises(Refused, match="cannot be changed"):
        _says(world, request, values)
    with pytest.raises(Refused, match="cannot be changed"):
        _says(world, request, {"x_decision": "approve", **values})


def test_the_approver_cannot_hand_the_question_on(world: World) -> None:
    request = world.ask()

    with pytest.raises((Refused, NotAllowed)):
        _says(world, request, {"x_approver_id": world.user("sam").uid})


def test_an_amendment_within_the_bounds_is_taken(world: World) -> None:
    request, day = world.ask(bounds=_bounds()), (now() + timedelta(days=3)).date()

    _says(world, request, {"x_amend_qty": 10.0, "x_amend_date": day.isoformat(), "x_comment": "less"})
    _says(world, request, {"x_decision": "amend"})

    amended = _read(world, request).decision
    assert amended is not None
    assert amended.amendment is not None
    assert amended.amendment.quantity == Decimal(10)
    assert amended.amendment.date is not None
    assert amended.amendment.date.date() == day


def test_another_option_is_chosen_by_its_letter(world: World) -> None:
    request = world.ask(options=("move", "split"))

    _says(world, request, {"x_decision": "amend", "x_amend_option": "C"})

    amended = _read(world, request).decision
    assert amended is not None
    assert amended.amendment is not None
    assert amended.amendment.option == "split"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"x_decision": "amend", "x_amend_qty": 21.0}, "between 2 and 20"),
        ({"x_decision": "amend", "x_amend_option": "B", "x_amend_qty": 10.0}, "but not both"),
        ({"x_decision": "amend", "x_amend_qty": -3.0}, "between 2 and 20"),
        ({"x_amend_qty": 21.0}, "between 2 and 20"),
        ({"x_decision": "amend", "x_amend_date": "2090-01-01"}, "date must be between"),
        ({"x_decision": "amend", "x_amend_date": "2020-01-01"}, "date must be between"),
        ({"x_decision": "amend", "x_amend_option": "D"}, "cannot be chosen"),
        ({"x_decision": "amend"}, "that differs"),
        ({"x_decision": "approve", "x_amend_qty": 10.0}, "Use Amend"),
        ({"x_decision": "reject"}, "why"),
        ({"x_decision": "reject", "x_comment": "  "}, "why"),
        ({"x_decision": "approve", "x_comment": "x" * 1001}, "1000 characters"),
    ],
)
def test_odoo_refuses_an_answer_that_would_not_count(world: World, values: dict[str, Json], why: str) -> None:
    request = world.ask(bounds=_bounds())

    with pytest.raises(Refused, match=why):
        _says(world, request, values)

    assert _read(world, request).words.startswith("waiting for")


def test_what_has_no_bounds_cannot_be_amended(world: World) -> None:
    request = world.ask(options=())

    for values in ({"x_amend_qty": 5.0}, {"x_amend_date": "2090-01-01"}, {"x_amend_option": "B"}):
        with pytest.raises(Refused):
            _says(world, request, {"x_decision": "amend", **values})


def test_after_the_deadline_it_is_too_late(world: World) -> None:
    request = world.ask(within=timedelta(seconds=2))
    time.sleep(2.2)

    with pytest.raises(Refused, match="Too late"):
        _says(world, request, {"x_decision": "approve"})


@pytest.mark.parametrize("login", ["mallory", "plain", "weighbridge", "petra"])
@pytest.mark.parametrize("sender", ["petra", "weighbridge"])
def test_no_mail_makes_a_request(world: World, login: str, sender: str) -> None:
    row = world.admin.rows("res.users", [["login", "=", sender]], ["email"])[0]
    mail = f"From: {row['email']}\nTo: x@example.com\nSubject: Forged\nMessage-ID: <{token_hex(8)}@x>\n\nhello"
    forged = {**_forged(world), "x_decision": "approve"} if sender == "petra" else _forged(world)
    before = world.robot.call(DECISION, "search_count", [])

    with pytest.raises(ToolError):
        world.as_user(login).call("mail.thread", "message_process", DECISION, mail, custom_values=forged)

    assert world.robot.call(DECISION, "search_count", []) == before


@pytest.mark.parametrize("login", ["sam", "mallory", "plain", "weighbridge"])
def test_pressing_the_buttons_from_outside_decides_nothing_for_others(world: World, login: str) -> None:
    request, session = world.ask(), world.as_user(login)
    actions = world.admin.rows("ir.actions.server", [["model_name", "=", DECISION]], ["name"])
    bare: dict[str, Json] = {"active_id": request.odoo_id}
    whole: dict[str, Json] = {**bare, "active_ids": [request.odoo_id], "active_model": DECISION}

    for action in actions:
        for context in (whole, bare):
            with pytest.raises(ToolError):
                session.call("ir.actions.server", "run", [action["id"]], context=context)

    assert _read(world, request).words.startswith("waiting for")
    assert len(_tasks(world, request)) == 1


def test_the_button_decides_for_the_person_asked(world: World) -> None:
    request = world.ask()
    domain: list[Json] = [["model_name", "=", DECISION], ["name", "=", "Weighbridge: approve"]]
    action = world.admin.rows("ir.actions.server", domain, ["name"])[0]
    context: dict[str, Json] = {"active_id": request.odoo_id, "active_ids": [request.odoo_id], "active_model": DECISION}

    world.as_user("petra").call("ir.actions.server", "run", [action["id"]], context=context)

    approved = _read(world, request).decision
    assert approved is not None
    assert approved.answer == "approve"


def test_a_selection_with_a_foreign_request_changes_nothing(world: World) -> None:
    mine, foreign = world.ask(), world.ask(login="sam")

    with pytest.raises(NotAllowed):
        world.as_user("petra").call(DECISION, "write", [mine.odoo_id, foreign.odoo_id], {"x_decision": "approve"})

    assert _read(world, mine).words.startswith("waiting for")


def test_an_elevated_action_that_somebody_added_is_noticed_and_answers_nothing(world: World) -> None:
    request = world.ask()
    action = _added_object_write(world)

    try:
        found = provision.plan(world.admin, robot_login="weighbridge", approver_logins=APPROVERS)
        _try_to_run(world, action, request)
        reading = _read(world, request)
    finally:
        world.admin.call("ir.actions.server", "unlink", [action])

    assert ("server action", "foreign") in {(d.piece, d.how) for d in found}
    assert reading.words.startswith("waiting for")


def test_a_task_that_is_marked_done_decides_nothing_and_the_reminder_brings_it_back(world: World) -> None:
    request, petra = world.ask(), world.as_user("petra")
    domain: list[Json] = [["res_model", "=", DECISION], ["res_id", "=", request.odoo_id]]
    petra.call("mail.activity", "action_done", [row["id"] for row in petra.rows("mail.activity", domain, ["summary"])])
    gone = _tasks(world, request)

    remind(world.robot, request)

    assert gone == []
    assert _read(world, request).words.startswith("waiting for")
    assert len(_tasks(world, request)) == 1
    assert _tasks(world, request)[0].startswith("Reminder: answer by")


def test_a_reminder_of_a_decided_request_makes_no_task(world: World) -> None:
    request = world.ask()
    _says(world, request, {"x_decision": "approve"})

    remind(world.robot, request)

    assert _tasks(world, request) == []


@pytest.mark.parametrize("login", ["petra", "mallory", "plain"])
def test_only_the_robot_makes_notices(world: World, login: str) -> None:
    with pytest.raises(NotAllowed):
        world.as_user(login).call(NOTICE, "create", {"x_name": "x", "x_user_id": world.user("petra").uid})


def test_others_cannot_touch_the_task(world: World) -> None:
    request = world.ask()
    domain: list[Json] = [["res_model", "=", DECISION], ["res_id", "=", request.odoo_id]]
    ids: list[Json] = [row["id"] for row in world.as_user("petra").rows("mail.activity", domain, ["summary"])]

    for login in ("sam", "mallory"):
        with pytest.raises(NotAllowed):
            world.as_user(login).call("mail.activity", "action_done", ids)
        with pytest.raises(NotAllowed):
            world.as_user(login).call("mail.activity", "unlink", ids)


def test_the_tables_survive_odoo_s_cleaning(world: World) -> None:
    request = world.ask()

    row = world.as_user("petra").rows(DECISION, [["id", "=", request.odoo_id]], ["x_html_options", "x_html_words"])[0]

    assert "table-success" in str(row["x_html_options"])
    assert "not possible: none is named" in str(row["x_html_options"])
    assert "unverified" in str(row["x_html_words"])


def _forged(world: World) -> dict[str, Json]:
    return {
        "x_name": "Forged",
        "x_key": "forged",
        "x_digest": "forged",
        "x_fingerprint": "forged",
        "x_approver_id": world.user("petra").uid,
        "x_deadline": "2090-01-01 00:00:00",
    }


def _added_object_write(world: World) -> int:
    model = world.admin.rows("ir.model", [["model", "=", DECISION]], ["model"])[0]["id"]
    values: dict[str, Json] = {
        "name": "Somebody's action",
        "model_id": model,
        "state": "object_write",
        "update_path": "x_decision",
        "evaluation_type": "value",
        "value": "approve",
    }
    made = world.admin.call("ir.actions.server", "create", values)
    return made if isinstance(made, int) else 0


def _try_to_run(world: World, action: int, request: ApprovalRequest) -> None:
    """As another approver, with the context that makes such an action skip the check of rights."""
    try:
        world.as_user("sam").call("ir.actions.server", "run", [action], context={"active_id": request.odoo_id})
    except ToolError:
        return
