"""A Settings user builds a locked decision record over the wire, and it holds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller, Refusal, person

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
USER_ERROR = "odoo.exceptions.UserError"
DENIED = "odoo.exceptions.AccessError"

GUARD = """
if env.context.get('attachments_mime_plainxml'):
    raise UserError('Never by e-mail.')
old = env.context.get('old_values')
if not old:
    if env.uid != {robot}:
        raise UserError('Only the robot asks.')
else:
    for field in old.get(record.id, {{}}):
        if field not in ('x_decision', 'x_comment', 'x_quantity'):
            raise UserError('The request is fixed.')
    if record.x_quantity and record.x_quantity > record.x_most:
        raise UserError('At most %g.' % record.x_most)
    if record.x_decision and record.x_deadline < datetime.datetime.now():
        raise UserError('Too late: closed on %s.' % record.x_deadline)
    if record.x_decision == 'reject' and not (record.x_comment or '').strip():
        raise UserError('Say why.')
"""
CLOSE = (
    "record.activity_ids.action_feedback(feedback='%s. %s' % ("
    "dict(record._fields['x_decision']._description_selection(record.env)).get(record.x_decision), record.x_comment or ''))"
)
DECIDE = """
recs = records or record
if not recs:
    raise UserError('Nothing selected.')
recs.write({'x_decision': 'approve'})
action = {'type': 'ir.actions.client', 'params': {'message': '%s decided.' % len(recs)}}
"""
STATUS = (
    "for r in self:\n    late = r.x_deadline and r.x_deadline < datetime.datetime.now()\n"
    "    r['x_status'] = r.x_decision or ('late' if late else 'open')"
)


class House:
    """The provisioned sandbox and the people at it."""

    def __init__(self, odoo: SandboxOdoo) -> None:
        self.odoo = odoo
        self.admin = Caller(odoo, "admin")
        env = odoo.env().sudo()
        self.robots, self.approvers = env.create_many("res.groups", [{"name": "Robots"}, {"name": "Approvers"}])
        self.uid = {login: person(odoo, login) for login in ("robot", "petra", "sam", "plain")}
        env.write("res.groups", [self.robots], {"users": [(4, self.uid["robot"])]})
        env.write("res.groups", [self.approvers], {"users": [(4, self.uid["petra"]), (4, self.uid["sam"])]})
        self.model = self._model()
        self._rights()
        self.decide = self._automations()
        self.callers = {login: Caller(odoo, login) for login in self.uid}

    def _model(self) -> int:
        named = [0, 0, {"name": "x_name", "field_description": "Request", "ttype": "char", "required": True}]
        model = self.admin("ir.model", "create", {
            "name": "Request", "model": "x_request", "is_mail_thread": True, "is_mail_activity": True, "field_id": [named],
        })  # fmt: skip
        choices = [[0, 0, {"value": v, "name": n}] for v, n in (("approve", "Approved"), ("reject", "Rejected"))]
        for name, kind, more in (
            ("x_approver_id", "many2one", {"relation": "res.users", "required": True}),
            ("x_deadline", "datetime", {}),
            ("x_most", "float", {}),
            ("x_quantity", "float", {}),
            ("x_comment", "text", {}),
            ("x_text", "html", {}),
            ("x_decision", "selection", {"selection_ids": choices}),
            ("x_status", "char", {"compute": STATUS, "depends": "x_decision,x_deadline", "store": False, "readonly": True}),
        ):
            self.admin("ir.model.fields", "create", {"model_id": model, "name": name, "ttype": kind, **more})
        assert self.admin("ir.model", "write", [model], {"order": "x_deadline, id"}) is True
        return int(model)

    def _rights(self) -> None:
        for group, letters in ((self.robots, "rc"), (self.approvers, "rw")):
            flags = {f"perm_{n}": n[0] in letters for n in ("read", "write", "create", "unlink")}
            self.admin("ir.model.access", "create", {"name": "a", "model_id": self.model, "group_id": group, **flags})
        mine = "[('x_approver_id','=',user.id),('x_decision','=',False)]"
        rule = {"name": "once", "model_id": self.model, "domain_force": mine, "groups": [[6, 0, [self.approvers]]]}
        self.admin("ir.rule", "create", {**rule, "perm_read": False, "perm_create": False, "perm_unlink": False})

    def _automations(self) -> int:
        todo = self.admin("ir.model.data", "check_object_reference", "mail", "mail_activity_data_todo")[1]
        task = {
            "state": "next_activity", "activity_type_id": todo, "activity_summary": "Decide", "activity_user_type": "generic",
            "activity_user_field_name": "x_approver_id",
        }  # fmt: skip
        self.automate("guard", {"state": "code", "code": GUARD.format(robot=self.uid["robot"])})
        self.automate("task", task, filter_domain="[('x_decision','=',False),('activity_ids','=',False)]")
        undecided, decided = "[('x_decision','=',False)]", "[('x_decision','!=',False)]"
        self.automate("close", {"state": "code", "code": CLOSE}, filter_pre_domain=undecided, filter_domain=decided)
        button = {"name": "Approve", "model_id": self.model, "state": "code", "code": DECIDE}
        return int(self.admin("ir.actions.server", "create", button))

    def automate(self, name: str, action: dict[str, Any], **more: Any) -> Any:
        return self.admin("base.automation", "create", {
            "name": name, "model_id": self.model, "trigger": "on_create_or_write", **more,
            "action_server_ids": [[0, 0, {**action, "name": name, "model_id": self.model, "usage": "base_automation"}]],
        })  # fmt: skip

    def ask(self, login: str = "robot", **values: Any) -> Any:
        deadline = (NOW + timedelta(hours=6)).strftime("%Y-%m-%d %H:%M:%S")
        given = {"x_name": "Buy 140", "x_approver_id": self.uid["petra"], "x_deadline": deadline, "x_most": 200.0}
        return self.callers[login]("x_request", "create", {**given, **values})

    def row(self, request: int) -> dict[str, Any]:
        names = ["x_decision", "x_status", "write_uid", "create_uid", "activity_ids", "x_quantity"]
        return self.odoo.env().sudo().one("x_request", request, names)

    def press(self, login: str, *requests: int, **context: Any) -> Any:
        given = {"active_model": "x_request", "active_id": requests[0], "active_ids": [*requests], **context}
        return self.callers[login]("ir.actions.server", "run", [self.decide], context=given)


@pytest.fixture
def house(odoo: SandboxOdoo) -> House:
    odoo.store.clock = lambda: NOW
    return House(odoo)


def test_a_request_gives_its_approver_a_task_and_the_button_decides_it(house: House) -> None:
    request = house.ask()
    before = house.row(request)
    task = house.odoo.env("petra").search_read("mail.activity", [["res_model", "=", "x_request"]], ["summary", "user_id"])

    answer = house.press("petra", request)

    after = house.row(request)
    assert (before["x_status"], before["create_uid"]) == ("open", house.uid["robot"])
    assert [(t["summary"], t["user_id"]) for t in task] == [("Decide", house.uid["petra"])]
    assert answer["params"]["message"] == "1 decided."
    assert (after["x_decision"], after["write_uid"], after["activity_ids"]) == ("approve", house.uid["petra"], [])
    (message,) = house.odoo.env().sudo().search_read("mail.message", [["model", "=", "x_request"]], ["body", "create_uid"])
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

    answers = {who: house.callers[who]("mail.activity", "write", task, {"summary": "x"}) for who in ("sam", "plain", "robot")}
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
        ("ir.ui.view", {"name": "x", "model": "x_request", "type": "form", "arch_base": "<form><field name='zork'/></form>"}),
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
    assert house.admin("ir.model", "write", [house.model], {"order": "x_zork"}).name == "odoo.exceptions.ValidationError"


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
