"""Setting Odoo up: once is enough, what was changed is set back, and what somebody added is told and left alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from domain.fact import Json
from sandbox import SandboxOdoo
from sandbox.seed import seed_demo
from tests.contract.conftest import access
from tools.errors import Misconfigured
from tools.odoo.plain import whole
from tools.odoo.provision import DECISION, ERRAND, NOTICE, Difference, apply, drifted, plan
from tools.odoo.provision.dialogs import dialogs
from tools.odoo.provision.model import ANSWERED, ASKED, NOTICED, SENT
from tools.odoo.provision.page_arch import cards, page, search, table
from tools.odoo.provision.pieces import Text
from tools.odoo.session import OdooSession, reading

ROBOT, APPROVERS = "weighbridge", ("petra", "sam", "fin")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxOdoo]:
    with SandboxOdoo() as odoo:
        seed_demo(odoo.env("__system__").sudo(), datetime.now(UTC))
        yield odoo


@pytest.fixture(scope="module")
def admin(sandbox: SandboxOdoo) -> OdooSession:
    session = OdooSession(access(sandbox.url, sandbox.db, "admin", "admin"))
    _apply(session)
    return session


def _apply(admin: OdooSession) -> tuple[Difference, ...]:
    return apply(admin, robot_login=ROBOT, approver_logins=APPROVERS)


def _plan(admin: OdooSession) -> list[tuple[str, str]]:
    return [(d.how, d.piece) for d in plan(admin, robot_login=ROBOT, approver_logins=APPROVERS)]


def _one(admin: OdooSession, model: str, *domain: Json) -> int:
    return whole(admin.rows(model, [*domain], ["id"], context={"active_test": False})[0]["id"])


def test_a_plan_changes_nothing_and_names_everything_that_is_missing() -> None:
    with SandboxOdoo() as fresh:
        seed_demo(fresh.env("__system__").sudo(), datetime.now(UTC))
        session = OdooSession(access(fresh.url, fresh.db, "admin", "admin"))

        first = _plan(session)
        again = _plan(session)
        models = session.rows("ir.model", [["model", "=", DECISION]], ["model"])

    assert first == again
    assert models == []
    assert {how for how, _ in first} == {"missing"}
    assert ("missing", f"model {DECISION}") in first
    assert ("missing", "petra") in first


def test_the_second_run_finds_nothing_to_do(admin: OdooSession) -> None:
    assert _plan(admin) == []
    assert _apply(admin) == ()
    assert _plan(admin) == []


@pytest.mark.parametrize(
    ("robot", "approvers", "reader", "named"),
    [
        ("nobody", (), None, "nobody"),
        (ROBOT, ("petra", "nobody"), None, "nobody"),
        (ROBOT, ("portia",), None, "portia"),
        (ROBOT, ("petra",), "nobody", "nobody"),
        ("nobody", ("noone",), None, "nobody and none with noone"),
    ],
)
def test_without_one_of_the_users_nothing_is_begun(
    admin: OdooSession, robot: str, approvers: tuple[str, ...], reader: str | None, named: str
) -> None:
    before = admin.calls

    with pytest.raises(Misconfigured, match=f"no active internal user with the login {named}. Check the spelling"):
        apply(admin, robot_login=robot, approver_logins=approvers, reader_login=reader)

    assert admin.calls == before + 1


def test_a_plan_needs_no_session_that_may_write(sandbox: SandboxOdoo, admin: OdooSession) -> None:
    with reading(access(sandbox.url, sandbox.db, "admin", "admin")) as looking:
        assert plan(looking, robot_login=ROBOT, approver_logins=APPROVERS) == ()
        assert drifted(looking, robot_login=ROBOT) == ()


def test_who_is_seated_is_no_drift_of_the_guards(admin: OdooSession) -> None:
    group = _one(admin, "res.groups", ["name", "=", "Weighbridge approvers"])
    mallory = _one(admin, "res.users", ["login", "=", "mallory"])
    admin.call("res.users", "write", [mallory], {"groups_id": [[4, group]]})

    guards = drifted(admin, robot_login=ROBOT)
    admin.call("res.users", "write", [mallory], {"groups_id": [[3, group]]})

    assert guards == ()


@pytest.mark.parametrize(
    ("model", "name", "changed"),
    [
        ("ir.actions.server", "decide", {"code": "pass"}),
        ("ir.actions.server", "guard", {"code": "pass"}),
        ("ir.model.access", "Weighbridge: approver answers", {"perm_create": True}),
        ("ir.model.access", "Weighbridge: robot asks", {"perm_write": True}),
        ("ir.rule", "Weighbridge: an approver answers own open requests once", {"domain_force": "[(1,'=',1)]"}),
        ("ir.rule", "Weighbridge: an approver answers own open requests once", {"active": False}),
        ("base.automation", "Weighbridge 3 decide", {"active": False}),
        ("base.automation", "Weighbridge 1 ask", {"trigger": "on_create"}),
        ("ir.ui.view", "weighbridge.decision.form", {"arch_base": "<form><field name='x_name'/></form>"}),
    ],
)
def test_what_was_changed_is_told_and_set_back(
    admin: OdooSession, model: str, name: str, changed: dict[str, Json]
) -> None:
    named: Json = ["name", "=", {"decide": "Weighbridge: approve"}.get(name, name)]
    code: Json = ["base_automation_id.name", "=", "Weighbridge 1 ask"]
    record = _one(admin, model, code if name == "guard" else named)
    admin.call(model, "write", [record], {**changed})

    mended = _apply(admin)

    assert [difference.how for difference in mended] == ["different"]
    assert _plan(admin) == []


@pytest.mark.parametrize(
    ("model", "values", "what"),
    [
        ("ir.model.access", {"name": "mine", "perm_read": True, "perm_write": True}, "access right"),
        ("ir.rule", {"name": "mine", "domain_force": "[(1,'=',1)]"}, "record rule"),
        ("base.automation", {"name": "mine", "trigger": "on_create"}, "automation"),
        ("ir.actions.server", {"name": "mine", "state": "code", "code": "pass"}, "server action"),
        ("ir.actions.server", {"name": "mine", "state": "object_write"}, "server action"),
        ("ir.model.fields", {"name": "x_added", "field_description": "Added", "ttype": "char"}, "field"),
        ("ir.ui.view", {"name": "mine", "type": "form", "arch_base": "<form><field name='x_name'/></form>"}, "view"),
    ],
)
def test_what_somebody_added_is_told_and_left_alone(
    admin: OdooSession, model: str, values: dict[str, Json], what: str
) -> None:
    owner = _one(admin, "ir.model", ["model", "=", DECISION])
    on: dict[str, Json] = {"model": DECISION} if model == "ir.ui.view" else {"model_id": owner}
    added = whole(admin.call(model, "create", {**values, **on}))

    told = _apply(admin)
    seen = [(d.how, d.piece) for d in drifted(admin, robot_login=ROBOT)]
    still = admin.rows(model, [["id", "=", added]], ["name"])
    admin.call(model, "unlink", [added])

    assert [(d.how, d.piece) for d in told] == seen == [("foreign", what)]
    assert len(still) == 1


def test_a_relation_towards_a_request_is_told(admin: OdooSession) -> None:
    owner = _one(admin, "ir.model", ["model", "=", NOTICE])
    field: dict[str, Json] = {"name": "x_to", "field_description": "To", "ttype": "many2one", "relation": DECISION}
    added = whole(admin.call("ir.model.fields", "create", {**field, "model_id": owner}))

    told = _plan(admin)
    admin.call("ir.model.fields", "unlink", [added])

    assert ("foreign", "field") in told


def test_a_stranger_among_the_approvers_is_told_and_not_removed(admin: OdooSession) -> None:
    group = _one(admin, "res.groups", ["name", "=", "Weighbridge approvers"])
    mallory = _one(admin, "res.users", ["login", "=", "mallory"])
    admin.call("res.users", "write", [mallory], {"groups_id": [[4, group]]})

    _apply(admin)
    after = _plan(admin)
    admin.call("res.users", "write", [mallory], {"groups_id": [[3, group]]})

    assert after == [("foreign", "mallory")]


@pytest.mark.parametrize("group", ["base.group_system", "purchase.group_purchase_manager"])
def test_a_robot_that_may_too_much_is_told(admin: OdooSession, group: str) -> None:
    robot, too_much = _one(admin, "res.users", ["login", "=", ROBOT]), admin.reference(group)
    held = admin.rows("res.users", [["id", "=", robot]], ["groups_id"])[0]["groups_id"]
    admin.call("res.users", "write", [robot], {"groups_id": [[4, too_much]]})

    told = plan(admin, robot_login=ROBOT, approver_logins=APPROVERS)
    admin.call("res.users", "write", [robot], {"groups_id": [[6, 0, held]]})

    assert {(d.how, d.piece) for d in told} == {("foreign", "robot")}
    assert any(group in d.words for d in told)


def test_a_setting_that_hides_purchase_warnings_is_told_and_set_back(admin: OdooSession) -> None:
    everybody, warned = admin.reference("base.group_user"), admin.reference("purchase.group_warning_purchase")
    admin.call("res.groups", "write", [everybody], {"implied_ids": [[3, warned]]})

    told = _plan(admin)
    _apply(admin)

    assert told == [("missing", "purchase warnings")]
    assert _plan(admin) == []


@pytest.mark.parametrize("model", [NOTICE, ERRAND])
def test_what_somebody_hung_on_an_errand_or_a_notice_is_told(admin: OdooSession, model: str) -> None:
    owner = _one(admin, "ir.model", ["model", "=", model])
    values: dict[str, Json] = {"name": "mine", "trigger": "on_create", "model_id": owner}
    added = whole(admin.call("base.automation", "create", values))

    told = _plan(admin)
    admin.call("base.automation", "unlink", [added])

    assert told == [("foreign", "automation")]


def test_no_field_of_our_models_is_a_list_of_other_records() -> None:
    kinds = {field.kind for field in (*ASKED, *ANSWERED, *NOTICED, *SENT)}

    assert not kinds & {"one2many", "many2many"}


@pytest.mark.parametrize("modern", [False, True])
def test_every_view_is_well_formed_and_names_only_fields_that_exist(*, modern: bool) -> None:
    rows = "list" if modern else "tree"
    archs = [page(modern=modern), table(rows), cards(modern=modern), search()]
    archs += [view.template for piece in dialogs() for view in piece.values.values() if isinstance(view, Text)]
    known = {field.name for field in (*ASKED, *ANSWERED)} | {"x_status", "x_mine", "x_may_amend", "x_amend_amount"}

    named = {f.get("name", "") for arch in archs for f in ET.fromstring(arch).iter("field")}  # noqa: S314 - our own

    assert named - {"message_follower_ids", "activity_ids", "message_ids"} <= known
    assert {field.name for field in ANSWERED} <= named


def test_the_newer_dialect_has_its_own_words() -> None:
    assert "<chatter/>" in page(modern=True)
    assert "oe_chatter" in page(modern=False)
    assert 't-name="card"' in cards(modern=True)
    assert 't-name="kanban-box"' in cards(modern=False)
    assert table("list").startswith("<list")
