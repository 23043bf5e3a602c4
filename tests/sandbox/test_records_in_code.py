"""Records, the environment and time, as the code of a server action sees them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox import SandboxOdoo
from sandbox.said import CallerValueError

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def firm(odoo: SandboxOdoo) -> list[int]:
    """A company and two people of it."""
    odoo.store.clock = lambda: NOW
    env = odoo.env()
    nord = env.create("res.partner", {"name": "Nord", "is_company": True})
    people = [{"name": name, "parent_id": nord, "color": n} for n, name in enumerate(("Anna", "Ben"))]
    return [nord, *env.create_many("res.partner", people)]


def run(odoo: SandboxOdoo, ids: list[int], code: str) -> Any:
    """What a code action answers when it is run on these partners."""
    env = odoo.env()
    values = {"name": "try", "model_id": env.ref("base.model_res_partner"), "state": "code", "code": f"action = {code}"}
    action = env.create("ir.actions.server", values)
    context = {"active_model": "res.partner", "active_ids": ids, "active_id": ids[0]}
    return env.in_context(context).call("ir.actions.server", "run", [action])


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("len(records)", 3),
        ("[r.name for r in records]", ["Nord", "Anna", "Ben"]),
        ("records.mapped('name')", ["Nord", "Anna", "Ben"]),
        ("records.mapped('parent_id.name')", ["Nord"]),
        ("records.filtered('parent_id').mapped('name')", ["Anna", "Ben"]),
        ("records.filtered(lambda r: r.color > 0).name", "Ben"),
        ("record.child_ids.mapped('name')", ["Anna", "Ben"]),
        ("(records[0] | records[2]).mapped('name')", ["Nord", "Ben"]),
        ("(records - record).mapped('name')", ["Anna", "Ben"]),
        ("(records & records[1]).name", "Anna"),
        ("records[1] in records", True),
        ("records[1:].mapped('color')", [0, 1]),
        ("records[1].parent_id == record", True),
        ("records[1]['name']", "Anna"),
        ("record.parent_id.name", False),
        ("record.parent_id or 'nobody'", "nobody"),
        ("record.create_uid.login", "admin"),
        ("record.ensure_one().display_name", "Nord"),
        ("record._name", "res.partner"),
        ("record._fields['color'].type", "integer"),
        ("env.uid, env.su", (2, False)),
        ("env.user.has_group('base.group_system')", True),
        ("env.company.name", "My Company"),
        ("env.ref('base.EUR').name", "EUR"),
        ("env['res.partner'].search([('name', '=', 'Anna')]).color", 0),
        ("env['res.partner'].search_count([('color', '=', 1)])", 1),
        ("env['res.partner'].browse(record.id).name", "Nord"),
        ("len(env['res.partner'].browse([1, 99999]).exists())", 1),
        ("env['res.partner'].create({'name': 'Cleo', 'parent_id': record}).parent_id.name", "Nord"),
        ("record.sudo().env.su", True),
        ("record.with_context(x=1).env.context.get('x')", 1),
        ("record.message_post(body='hello').body", "<p>hello</p>"),
        ("(datetime.datetime.now() + datetime.timedelta(days=1)).strftime('%Y-%m-%d')", "2026-11-25"),
        ("datetime.date.today().isoformat()", "2026-11-24"),
        ("datetime.datetime(2026, 1, 2).day", 2),
        ("time.strftime('%H')", "09"),
        ("record.create_date.hour", 9),
        ("str(record.category_id)", "res.partner.category()"),
    ],
)
def test_records_behave_as_recordsets(odoo: SandboxOdoo, firm: list[int], code: str, answer: Any) -> None:
    assert run(odoo, firm, code) == answer


def test_records_are_changed_by_write_and_by_item(odoo: SandboxOdoo, firm: list[int]) -> None:
    run(odoo, firm, "records.write({'color': 7})\nrecord['email'] = 'nord@example.com'\nrecords[2].unlink()")

    rows = odoo.env().read("res.partner", firm, ["color", "email"])
    assert [(row["color"], row["email"]) for row in rows] == [(7, "nord@example.com"), (7, False)]


@pytest.mark.parametrize(
    "code",
    [
        "records.name",
        "record.zork",
        "record._cr",
        "record.env.cr",
        "record.env.store",
        "record._fields['name'].inverse",
        "record._write({'name': 'x'})",
        "record.browse.__self__",
        "record.write.__func__",
    ],
)
def test_what_is_not_for_code_is_out_of_reach(odoo: SandboxOdoo, firm: list[int], code: str) -> None:
    with pytest.raises(CallerValueError):
        run(odoo, firm, code)
