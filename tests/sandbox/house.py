"""A decision record provisioned over the wire, the people at it, and what they can do."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller, person

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
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
    "dict(record._fields['x_decision']._description_selection(record.env)).get(record.x_decision), "
    "record.x_comment or ''))"
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
            "name": "Request", "model": "x_request", "is_mail_thread": True, "is_mail_activity": True,
            "field_id": [named],
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
            (
                "x_status",
                "char",
                {"compute": STATUS, "depends": "x_decision,x_deadline", "store": False, "readonly": True},
            ),
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
            "state": "next_activity", "activity_type_id": todo, "activity_summary": "Decide",
            "activity_user_type": "generic", "activity_user_field_name": "x_approver_id",
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
