"""A Settings user builds a locked decision record over the wire, and it holds."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox import SandboxOdoo
from tests.sandbox.house import NOW, House
from tests.sandbox.speaking import Refusal

USER_ERROR = "odoo.exceptions.UserError"
DENIED = "odoo.exceptions.AccessError"


@pytest.fixture
def house(odoo: SandboxOdoo) -> House:
    odoo.store.clock = lambda: NOW
    return House(odoo)


def test_a_request_gives_its_approver_a_task_and_the_button_decides_it(house: House) -> None:
    request = house.ask()
    before = house.row(request)
    task = house.odoo.env("petra").search_read(
        "mail.activity", [["res_model", "=", "x_request"]], ["summary", "user_id"]
    )

    answer = house.press("petra", request)

    after = house.row(request)
    assert (before["x_status"], before["create_uid"]) == ("open", house.uid["robot"])
    assert [(t["summary"], t["user_id"]) for t in task] == [("Decide", house.uid["petra"])]
    assert answer["params"]["message"] == "1 decided."
    assert (after["x_decision"], after["write_uid"], after["activity_ids"]) == ("approve", house.uid["petra"], [])
    (message,) = (
        house.odoo.env().sudo().search_read("mail.message", [["model", "=", "x_request"]], ["body", "create_uid"])
    )
    assert "Approved. " in message["body"]
    assert message["create_uid"] == house.uid["petra"]


@pytest.mark.parametrize("login", ["sam", "robot", "plain"])
def test_nobody_else_decides_by_any_way(house: House, login: str) -> None:
    request = house.ask()
    other = house.callers[login]

    answers = [
        other("x_request", "write", [request], {"x_decision": "approve"}),
        other("x_request", "web_save", [request], {"x_decision": "approve"}, {}),
        house.press(login, request),
        house.press(login, request, active_model="res.partner"),
        other("x_request", "unlink", [request]),
        other("ir.actions.server", "write", [house.decide], {"code": "pass"}),
        other("base.automation", "unlink", [1]),
    ]

    assert {answer.name for answer in answers if isinstance(answer, Refusal)} <= {DENIED, USER_ERROR}
    assert [isinstance(answer, Refusal) for answer in answers] == [True] * len(answers)
    assert house.row(request)["x_decision"] is False


def test_nobody_but_its_maker_and_its_assignee_touches_the_task(house: House) -> None:
    task = house.row(house.ask())["activity_ids"]

    answers = {
        who: house.callers[who]("mail.activity", "write", task, {"summary": "x"}) for who in ("sam", "plain", "robot")
    }
    done = {who: house.callers[who]("mail.activity", "action_feedback", task) for who in ("sam", "plain")}

    assert answers["robot"] is True
    assert {answers["sam"].name, answers["plain"].name, done["sam"].name, done["plain"].name} == {DENIED}


def test_a_decision_is_made_once(house: House) -> None:
    request = house.ask()
    house.press("petra", request)

    answer = house.callers["petra"]("x_request", "write", [request], {"x_decision": "reject", "x_comment": "no"})

    assert answer.name == DENIED
    assert house.row(request)["x_decision"] == "approve"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"x_name": "Buy 9000"}, "The request is fixed."),
        ({"x_decision": "reject"}, "Say why."),
        ({"x_decision": "reject", "x_comment": "  "}, "Say why."),
        ({"x_quantity": 201.0}, "At most 200."),
    ],
)
def test_the_guard_s_words_reach_the_person_and_the_write_is_undone(
    house: House, values: dict[str, Any], words: str
) -> None:
    request = house.ask()

    answer = house.callers["petra"]("x_request", "write", [request], values)

    assert answer == Refusal(USER_ERROR, words)
    assert (house.row(request)["x_decision"], house.row(request)["x_quantity"]) == (False, 0.0)


def test_after_the_deadline_it_is_too_late_to_the_microsecond(house: House) -> None:
    request = house.ask()
    house.odoo.store.clock = lambda: NOW + timedelta(hours=6, microseconds=1)

    answer = house.press("petra", request)

    assert answer.message.startswith("Too late: closed on 2026-11-24 15:00:00")
    assert house.row(request)["x_status"] == "late"


def test_only_the_robot_asks(house: House) -> None:
    assert house.ask("petra").name == DENIED
    assert house.admin("x_request", "create", {"x_name": "x", "x_approver_id": 2}).name == DENIED


def test_the_mail_gateway_cannot_forge_a_request(house: House) -> None:
    mail = "From: robot@example.com\nTo: odoo@example.com\nSubject: hello\nMessage-ID: <1@x>\n\nplease"
    values = {"x_name": "Buy", "x_approver_id": house.uid["petra"], "x_decision": "approve"}

    answer = house.callers["plain"]("mail.thread", "message_process", "x_request", mail, values)

    assert answer == Refusal(USER_ERROR, "Never by e-mail.")
    assert house.odoo.env().sudo().search_count("x_request") == 0


def test_without_a_guard_the_gateway_acts_under_the_name_in_the_mail(house: House) -> None:
    mail = "From: petra@example.com\nTo: odoo@example.com\nSubject: hello\nMessage-ID: <1@x>\n\nplease"

    partner = house.callers["plain"]("mail.thread", "message_process", "res.partner", mail, {"color": 5})

    row = house.odoo.env().sudo().one("res.partner", partner, ["name", "color", "create_uid"])
    assert (row["name"], row["color"], row["create_uid"]) == ("hello", 5, house.uid["petra"])


def test_several_are_decided_together_or_not_at_all(house: House) -> None:
    mine = [house.ask(), house.ask()]
    hers = house.ask(x_approver_id=house.uid["sam"])

    mixed = house.press("petra", *mine, hers)
    undecided = [house.row(request)["x_decision"] for request in mine]
    own = house.press("petra", *mine)

    assert mixed.name == DENIED
    assert undecided == [False, False]
    assert own["params"]["message"] == "2 decided."


def test_an_automation_on_a_time_runs_when_its_hour_came(house: House) -> None:
    field = house.odoo.env().sudo().search("ir.model.fields", [["name", "=", "x_deadline"]])[0]
    house.automate(
        "late", {"state": "code", "code": "record.activity_ids.unlink()"}, trigger="on_time", trg_date_id=field,
        filter_domain="[('x_decision','=',False)]",
    )  # fmt: skip
    request = house.ask()

    early = house.odoo.tick()
    house.odoo.store.clock = lambda: NOW + timedelta(hours=7)
    late = house.odoo.tick()

    assert (early, late, house.odoo.tick()) == (0, 1, 0)
    assert house.row(request)["activity_ids"] == []


@pytest.mark.parametrize(
    ("model", "values"),
    [
        ("ir.model", {"name": "x", "model": "purchase.order"}),
        ("ir.model", {"name": "x", "model": 'x_"; drop table res_users'}),
        ("ir.model", {"name": "x", "model": "x_request"}),
        ("ir.model.fields", {"name": "name", "ttype": "char"}),
        ("ir.model.fields", {"name": "x_a b", "ttype": "char"}),
        ("ir.model.fields", {"name": "x_name", "ttype": "char"}),
        ("ir.model.fields", {"name": "x_new", "ttype": "zork"}),
        ("ir.model.fields", {"name": "x_new", "ttype": "many2one", "relation": "res.zork"}),
        ("ir.model.fields", {"name": "x_new", "ttype": "char", "compute": "import os", "store": False}),
        ("ir.actions.server", {"name": "x", "state": "code", "code": "while True: pass"}),
        (
            "ir.ui.view",
            {"name": "x", "model": "x_request", "type": "form", "arch_base": "<form><field name='zork'/></form>"},
        ),
        ("ir.ui.view", {"name": "x", "model": "x_request", "type": "form", "arch_base": "<form><field"}),
    ],
)
def test_what_odoo_would_not_take_is_not_taken(house: House, model: str, values: dict[str, Any]) -> None:
    link = {} if model in {"ir.model", "ir.ui.view"} else {"model_id": house.model}

    answer = house.admin(model, "create", {**link, **values})

    assert isinstance(answer, Refusal)
    assert answer.name == "odoo.exceptions.ValidationError"


def test_only_settings_may_build(house: House) -> None:
    for model in ("ir.model", "ir.model.fields", "ir.model.access", "ir.rule", "base.automation", "ir.actions.server"):
        assert house.callers["petra"](model, "create", {"name": "x"}).name == DENIED


def test_an_order_by_an_unknown_field_is_refused(house: House) -> None:
    assert (
        house.admin("ir.model", "write", [house.model], {"order": "x_zork"}).name == "odoo.exceptions.ValidationError"
    )


def test_a_failed_build_leaves_no_model_behind(house: House) -> None:
    fields = [[0, 0, {"name": "x_ok", "ttype": "char"}], [0, 0, {"name": "bad", "ttype": "char"}]]

    house.admin("ir.model", "create", {"name": "Half", "model": "x_half", "field_id": fields})

    assert house.admin("x_half", "search", []).name == USER_ERROR


def test_a_write_by_an_action_that_is_not_code_is_not_carried_out(house: House) -> None:
    request = house.ask()
    values = {"name": "trap", "model_id": house.model, "state": "object_write", "update_path": "x_decision"}
    action = house.admin("ir.actions.server", "create", values)

    answer = house.callers["sam"]("ir.actions.server", "run", [action], context={"active_id": request})

    assert answer.name == USER_ERROR
    assert house.row(request)["x_decision"] is False
