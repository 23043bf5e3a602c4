"""The guards inside Odoo: automations of Python code that roll a write back, put the task in place and close it.

Automation code runs elevated, but `env.uid` stays the person who acts; a `UserError` undoes the whole call and its text
is shown to that person. Changes made through the mail gateway are known by the mark it leaves in the context.
"""

from collections.abc import Iterator, Mapping

from tools.odoo.provision.errands import DO
from tools.odoo.provision.model import ANSWERED, ASKED, DECISION, ERRAND, NOTICE
from tools.odoo.provision.pieces import Piece, Ref, Text, Value

_FIXED = [field.name for field in ASKED]
_FREE = [field.name for field in ANSWERED]

_ASK = f"""
if env.context.get('attachments_mime_plainxml'):
    raise UserError('Requests are never made or changed by e-mail.')
before = env.context.get('old_values')
if not before:
    if env.uid != @robot@:
        raise UserError('Only the assistant can make a request.')
    if any(record[name] for name in {_FREE!r}):
        raise UserError('A new request must be undecided.')
    if not record.x_deadline or record.x_deadline <= datetime.datetime.utcnow():
        raise UserError('A request needs a deadline that lies ahead.')
else:
    touched = before.get(record.id, {{}})
    if any(name in touched for name in {_FIXED!r}):
        raise UserError('The request itself cannot be changed. Amend it or reject it instead.')
    if any(name in touched for name in {_FREE!r}) and env.uid != record.x_approver_id.id:
        raise UserError('Only the person asked can answer.')
""".strip()

_BOUNDS = """
if record.x_amend_qty and not (record.x_qty_max and record.x_qty_min <= record.x_amend_qty <= record.x_qty_max):
    if not record.x_qty_max:
        raise UserError('The quantity cannot be amended here.')
    raise UserError('The quantity must be between %g and %g %s.'
                    % (record.x_qty_min, record.x_qty_max, record.x_uom or ''))
if record.x_amend_date and not record.x_date_max:
    raise UserError('The date cannot be amended here.')
if record.x_amend_date and not (record.x_date_min <= record.x_amend_date <= record.x_date_max):
    raise UserError('The date must be between %s and %s.' % (record.x_date_min, record.x_date_max))
if record.x_amend_option and record.x_amend_option not in (record.x_letters or ''):
    raise UserError('Option %s cannot be chosen here. Possible: %s.'
                    % (record.x_amend_option, record.x_letters or 'none'))
if len(record.x_comment or '') > 1000:
    raise UserError('Please keep the comment under 1000 characters.')
""".strip()

_DECIDE = """
changed = record.x_amend_qty or record.x_amend_date or record.x_amend_option
if record.x_decision:
    if record.x_deadline <= datetime.datetime.utcnow():
        raise UserError('Too late: "%s" closed on %s UTC. If it is still needed, you will be asked again.'
                        % (record.x_name, record.x_deadline))
    if record.x_decision == 'reject' and not (record.x_comment or '').strip():
        raise UserError('Please say in a few words why. The assistant uses your reason for its next proposal.')
    if record.x_decision == 'amend' and not changed:
        raise UserError('Enter a quantity, a date or an option that differs, or approve it as it is.')
    if record.x_amend_option and (record.x_amend_qty or record.x_amend_date):
        raise UserError('Choose another option, or enter another quantity or date, but not both: '
                        'another option is proposed with values of its own.')
    if record.x_decision != 'amend' and changed:
        raise UserError('You entered other values. Use Amend to decide with them, or clear them first.')
""".strip()

_TASK = """
if not record.activity_ids:
    record.activity_schedule('mail.mail_activity_data_todo', summary='Your decision is needed: %s' % record.x_name,
                             user_id=record.x_approver_id.id, date_deadline=record.x_deadline.date())
""".strip()

_CLOSE = """
words = {'approve': 'Approved', 'reject': 'Rejected', 'amend': 'Amended'}[record.x_decision]
record.activity_ids.action_feedback(feedback='%s. %s' % (words, record.x_comment or ''))
""".strip()

_LATE = "record.activity_ids.unlink()"

_NOTICE = f"""
if env.context.get('old_values') or env.uid != @robot@:
    raise UserError('Notices are made by the assistant, once.')
if record.x_user_id.share or not record.x_user_id.active:
    raise UserError('Notices are for people of this company.')
if record.x_request:
    asked = env['{DECISION}'].browse(record.x_request).exists()
    if asked and asked.create_uid.id == @robot@ and asked.x_approver_id == record.x_user_id and not asked.x_decision:
        asked.activity_ids.unlink()
        made = asked.activity_schedule('mail.mail_activity_data_todo', summary=record.x_name,
                                       user_id=record.x_user_id.id, date_deadline=asked.x_deadline.date())
        record.write({{'x_task': made.id}})
elif record.x_project:
    if 'project.task' not in env:
        raise UserError('Project is not installed here.')
    project = env['project.project'].browse(record.x_project).exists()
    if not project or not project.active or (project.company_id and project.company_id != env.company):
        raise UserError('There is no project %s in use in this company.' % record.x_project)
    made = env['project.task'].create({{'name': record.x_name, 'project_id': project.id,
                                       'user_ids': [(6, 0, [record.x_user_id.id])],
                                       'date_deadline': record.x_due, 'description': record.x_html_text}})
    record.write({{'x_task': made.id}})
else:
    made = record.x_doc.activity_schedule('mail.mail_activity_data_todo', summary=record.x_name,
                                          note=record.x_html_text, user_id=record.x_user_id.id,
                                          date_deadline=record.x_due)
    record.write({{'x_task': made.id}})
""".strip()


def guards() -> Iterator[Piece]:
    """Every automation with its one action, the guards of a request before anything that acts on it."""
    yield from _automation("1 ask", DECISION, _ASK)
    yield from _automation("2 bounds", DECISION, _BOUNDS)
    yield from _automation("3 decide", DECISION, _DECIDE)
    undecided = "[('x_decision','=',False)]"
    yield from _automation("4 task for the approver", DECISION, _TASK, after=undecided)
    yield from _automation("5 close the task", DECISION, _CLOSE, before=undecided, after="[('x_decision','!=',False)]")
    yield from _automation("6 put the notice", NOTICE, _NOTICE, trigger="on_create")
    deadline: dict[str, Value] = {"trg_date_id": Ref(f"field {DECISION}.x_deadline"), "trg_date_range": 0}
    yield from _automation("7 take the task away", DECISION, _LATE, trigger="on_time", after=undecided, more=deadline)
    yield from _automation("8 do the errand", ERRAND, DO, trigger="on_create")


def _automation(  # noqa: PLR0913 - each has a name at the call, and most a default
    name: str,
    model: str,
    code: str,
    *,
    trigger: str = "on_create_or_write",
    before: str = "",
    after: str = "",
    more: Mapping[str, Value] | None = None,
) -> Iterator[Piece]:
    title = f"Weighbridge {name}"
    when: dict[str, Value] = {"trigger": trigger, "active": True, **(more or {})}
    when |= {"filter_pre_domain": before or False, "filter_domain": after or False}
    on: dict[str, Value] = {"model_id": Ref(f"model {model}")}
    yield Piece(f"guard {name}", "base.automation", {**on, "name": title}, when)
    yield Piece(
        f"code of guard {name}",
        "ir.actions.server",
        {**on, "usage": "base_automation", "base_automation_id": Ref(f"guard {name}")},
        {"state": "code", "code": Text(code)},
        {"name": title},
    )
