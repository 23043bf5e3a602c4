"""Who may do what: groups, rules, companies."""

import pytest

from sandbox import SandboxOdoo
from sandbox.said import AccessError
from tests.sandbox.speaking import Caller, Refusal, person

DENIED = "odoo.exceptions.AccessError"


@pytest.mark.parametrize(
    ("groups", "model", "operation", "may"),
    [
        ("base.group_user", "purchase.order", "read", False),
        ("base.group_user", "stock.quant", "read", True),
        ("base.group_user", "stock.picking", "read", False),
        ("base.group_user", "product.product", "write", False),
        ("base.group_user", "ir.model", "read", False),
        ("base.group_user", "res.groups", "read", True),
        ("purchase.group_purchase_user", "purchase.order", "unlink", True),
        ("purchase.group_purchase_user", "res.partner", "create", False),
        ("purchase.group_purchase_user", "product.supplierinfo", "write", False),
        ("purchase.group_purchase_manager", "res.partner", "create", True),
        ("stock.group_stock_user", "stock.picking", "create", True),
        ("stock.group_stock_user", "stock.warehouse.orderpoint", "write", False),
        ("stock.group_stock_user", "purchase.order", "write", False),
        ("stock.group_stock_manager", "stock.warehouse.orderpoint", "write", True),
        ("base.group_erp_manager", "ir.rule", "create", True),
        ("base.group_erp_manager", "base.automation", "read", False),
        ("base.group_system", "base.automation", "create", True),
        ("base.group_portal", "stock.quant", "read", False),
    ],
)
def test_a_group_gives_the_rights_that_odoo_s_modules_give(
    odoo: SandboxOdoo, groups: str, model: str, operation: str, may: bool
) -> None:
    person(odoo, "petra", *groups.split())

    assert Caller(odoo, "petra")(model, "check_access_rights", operation, False) is may


def test_implied_groups_are_given_and_kept(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    outer, inner = env.create_many("res.groups", [{"name": "Outer"}, {"name": "Inner"}])
    env.write("res.groups", [outer], {"implied_ids": [(4, inner)]})

    user = person(odoo, "petra", "base.group_user")
    env.write("res.users", [user], {"groups_id": [(4, outer)]})

    assert inner in env.one("res.users", user, ["groups_id"])["groups_id"]
    assert user in env.one("res.groups", inner, ["users"])["users"]
    assert odoo.env("petra").has_group("base.group_no_one")


def test_a_right_can_be_added_to_a_standard_model(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    person(odoo, "petra", "purchase.group_purchase_user")
    group = env.create("res.groups", {"name": "Robots", "users": [(4, odoo.env("petra").uid)]})
    model = env.ref("stock.model_stock_warehouse_orderpoint")

    before = Caller(odoo, "petra")("stock.warehouse.orderpoint", "check_access_rights", "write", False)
    env.create("ir.model.access", {"name": "more", "model_id": model, "group_id": group, "perm_write": True})
    after = Caller(odoo, "petra")("stock.warehouse.orderpoint", "check_access_rights", "write", False)

    assert (before, after) == (False, True)


@pytest.fixture
def notes(odoo: SandboxOdoo) -> SandboxOdoo:
    """A manual model that everybody may read and write, with one note of Petra's and one of Sam's."""
    env = odoo.env().sudo()
    petra, sam = person(odoo, "petra"), person(odoo, "sam")
    model = env.create("ir.model", {"name": "Note", "model": "x_note"})
    field = {"model_id": model, "name": "x_user_id", "ttype": "many2one", "relation": "res.users"}
    env.create("ir.model.fields", field)
    full = {"perm_read": True, "perm_write": True, "perm_create": True, "perm_unlink": False}
    env.create("ir.model.access", {"name": "all", "model_id": model, "group_id": env.ref("base.group_user"), **full})
    env.create_many("x_note", [{"x_user_id": petra}, {"x_user_id": sam}])
    return odoo


def rule(odoo: SandboxOdoo, domain: str, group: str | None = None, **permissions: bool) -> None:
    env = odoo.env().sudo()
    model = env.search("ir.model", [["model", "=", "x_note"]])[0]
    groups = [(6, 0, [env.ref(group)])] if group else []
    env.create("ir.rule", {"name": "rule", "model_id": model, "domain_force": domain, "groups": groups, **permissions})


def test_without_a_rule_every_record_is_seen(notes: SandboxOdoo) -> None:
    assert notes.env("petra").search_count("x_note") == 2


def test_a_rule_hides_records_from_search_and_refuses_them_by_id(notes: SandboxOdoo) -> None:
    rule(notes, "[('x_user_id', '=', user.id)]")
    petra = Caller(notes, "petra")

    assert petra("x_note", "search", []) == [1]
    assert petra("x_note", "read", [2], ["x_user_id"]).name == DENIED
    assert petra("x_note", "write", [1, 2], {"x_user_id": False}).name == DENIED


def test_rules_of_groups_add_up_and_rules_for_everybody_cut(notes: SandboxOdoo) -> None:
    rule(notes, "[('x_user_id', '=', user.id)]", "base.group_user")
    rule(notes, "[(1, '=', 1)]", "purchase.group_purchase_manager")
    person(notes, "boss", "purchase.group_purchase_manager")

    seen = {login: notes.env(login).search_count("x_note") for login in ("petra", "boss")}
    rule(notes, "[('id', '=', 2)]")
    cut = {login: notes.env(login).search("x_note") for login in ("petra", "boss")}

    assert seen == {"petra": 1, "boss": 2}
    assert cut == {"petra": [], "boss": [2]}


def test_a_rule_may_bind_writing_alone_and_is_checked_again_on_creation(notes: SandboxOdoo) -> None:
    rule(notes, "[('x_user_id', '=', user.id)]", "base.group_user", perm_read=False, perm_unlink=False)
    petra = notes.env("petra")

    assert petra.search("x_note") == [1, 2]
    with pytest.raises(AccessError):
        petra.write("x_note", [2], {"x_user_id": petra.uid})
    with pytest.raises(AccessError):
        petra.create("x_note", {"x_user_id": notes.env("sam").uid})
    assert notes.env().sudo().search_count("x_note") == 2


def test_companies_are_those_of_the_user_unless_the_context_names_some(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    second = env.create("res.company", {"name": "Second", "currency_id": env.ref("base.EUR")})
    user = person(odoo, "petra")
    env.write("res.users", [user], {"company_ids": [(4, second)]})
    env.create_many("res.partner", [{"name": "here", "company_id": 1}, {"name": "there", "company_id": second}])
    mine = [["name", "in", ["here", "there"]]]
    petra = Caller(odoo, "petra")

    everywhere = petra("res.partner", "search_count", mine)
    here = petra("res.partner", "search_count", mine, context={"allowed_company_ids": [1]})
    elsewhere = petra("res.partner", "search", mine, context={"allowed_company_ids": [1, 99]})

    assert (everywhere, here) == (2, 1)
    assert isinstance(elsewhere, Refusal)
    assert elsewhere.name == DENIED


def test_the_first_allowed_company_is_the_current_one(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    second = env.create("res.company", {"name": "Second", "currency_id": env.ref("base.EUR")})

    assert env.with_context(allowed_company_ids=[second, 1]).company_id == second
    assert env.company_id == 1


def test_menus_of_other_groups_are_left_out_of_a_search_unless_all_are_asked_for(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    group = env.create("res.groups", {"name": "Approvers"})
    menu = env.create("ir.ui.menu", {"name": "Approvals", "groups_id": [(4, group)]})
    admin = Caller(odoo, "admin")

    hidden = admin("ir.ui.menu", "search", [["id", "=", menu]])
    listed = admin("ir.ui.menu", "search", [["id", "=", menu]], context={"ir.ui.menu.full_list": True})

    assert (hidden, listed) == ([], [menu])


def test_an_archived_user_cannot_log_in_nor_call(odoo: SandboxOdoo) -> None:
    user = person(odoo, "petra")
    petra = Caller(odoo, "petra")
    odoo.env().sudo().write("res.users", [user], {"active": False})

    assert petra("res.partner", "search", []).name == "odoo.exceptions.AccessDenied"
    assert Caller(odoo, "petra").uid is False


def test_a_changed_password_takes_effect(odoo: SandboxOdoo) -> None:
    user = person(odoo, "petra")
    petra = Caller(odoo, "petra")

    odoo.env().write("res.users", [user], {"password": "another"})

    assert petra("res.partner", "search", []).name == "odoo.exceptions.AccessDenied"
    assert "another" not in str(odoo.store.run("SELECT password FROM res_users"))
