"""The envelope, the errors and the services are those of a real Odoo 17."""

import json
import urllib.error
from typing import Any

import odoorpc
import pytest

from sandbox import SandboxOdoo
from tests.sandbox.speaking import Caller, Refusal, page, post, send


def test_the_official_client_logs_in_and_reads(odoo: SandboxOdoo) -> None:
    client = odoorpc.ODOO("127.0.0.1", port=int(odoo.url.rsplit(":", 1)[1]))

    client.login(odoo.db, "admin", "admin")

    assert client.version == "17.0"
    assert client.env.user.name == "Administrator"


def test_a_wrong_password_is_no_error_at_login_and_one_at_a_call(odoo: SandboxOdoo) -> None:
    assert post(odoo, "common", "login", [odoo.db, "admin", "wrong"])["result"] is False
    assert post(odoo, "common", "authenticate", [odoo.db, "nobody", "x", {}])["result"] is False

    reply = post(odoo, "object", "execute_kw", [odoo.db, 2, "wrong", "res.partner", "search", [[]]])

    assert reply["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"


def test_an_unknown_database_is_an_operational_error(odoo: SandboxOdoo) -> None:
    reply = post(odoo, "common", "login", ["elsewhere", "admin", "admin"])

    assert reply["error"]["data"]["name"] == "psycopg2.OperationalError"


def test_nothing_as_a_result_leaves_the_result_out(odoo: SandboxOdoo, admin: Caller) -> None:
    partner = admin("res.partner", "create", {"name": "Nord"})

    reply = admin.raw("res.partner", "action_archive", [partner])

    assert reply == {"jsonrpc": "2.0", "id": 7}


def test_false_as_a_result_is_there(admin: Caller) -> None:
    assert admin.raw("res.users", "has_group", "base.group_portal") == {"jsonrpc": "2.0", "id": 7, "result": False}


@pytest.mark.parametrize(
    ("model", "method", "args", "kwargs", "name"),
    [
        ("res.zork", "search", [[]], {}, "odoo.exceptions.UserError"),
        ("res.partner", "zork", [[1]], {}, "builtins.AttributeError"),
        ("res.partner", "_write", [[1], {}], {}, "odoo.exceptions.AccessError"),
        ("res.partner", "search", [], {}, "builtins.TypeError"),
        ("res.partner", "search", [[]], {"foo": 1}, "builtins.TypeError"),
        ("res.partner", "search", [[["zork", "=", 1]]], {}, "builtins.ValueError"),
        ("res.partner", "search", [[["name", "~~", 1]]], {}, "builtins.ValueError"),
        ("res.partner", "search", [["name"]], {}, "builtins.ValueError"),
        ("res.partner", "search", [["|", ["name", "=", "x"]]], {}, "builtins.ValueError"),
        ("res.partner", "search", [[]], {"order": "zork"}, "builtins.ValueError"),
        ("res.partner", "search", [[]], {"order": "name; drop table res_users"}, "odoo.exceptions.UserError"),
        ("res.partner", "read", [[1], ["zork"]], {}, "builtins.ValueError"),
        ("res.partner", "create", [{"zork": 1}], {}, "builtins.ValueError"),
        ("res.partner", "write", [[9999], {"name": "x"}], {}, "odoo.exceptions.MissingError"),
        ("res.partner", "write", [[1], {"parent_id": 9999}], {}, "odoo.exceptions.ValidationError"),
        ("res.currency", "create", [{}], {}, "odoo.exceptions.ValidationError"),
        ("res.partner", "write", [[1], {"purchase_warn": "x"}], {}, "builtins.ValueError"),
        ("res.partner", "write", [[1], {"color": "many"}], {}, "builtins.ValueError"),
        ("stock.picking", "search", [[["date_done", ">", "zork"]]], {}, "psycopg2.errors.InvalidDatetimeFormat"),
        ("ir.model.data", "check_object_reference", ["base", "zork"], {}, "builtins.ValueError"),
        ("res.users", "has_group", ["zork"], {}, "builtins.AssertionError"),
        ("res.partner", "search", [5], {}, "builtins.TypeError"),
        ("res.partner", "search", [[["id", "=", {}]]], {}, "psycopg2.DataError"),
    ],
)
def test_an_error_has_the_name_that_odoo_gives_it(
    admin: Caller, model: str, method: str, args: list[Any], kwargs: dict[str, Any], name: str
) -> None:
    answer = admin(model, method, *args, **kwargs)

    assert isinstance(answer, Refusal)
    assert answer.name == name


def test_an_error_says_all_that_clients_look_for(admin: Caller) -> None:
    error = admin.raw("res.zork", "search", [])["error"]

    assert (error["code"], error["message"]) == (200, "Odoo Server Error")
    assert set(error["data"]) == {"name", "debug", "message", "arguments", "context"}
    assert error["data"]["arguments"] == [error["data"]["message"]]


def test_an_unknown_service_or_function_is_a_caller_s_mistake(odoo: SandboxOdoo) -> None:
    assert post(odoo, "common", "zork", [])["error"]["data"]["name"] == "builtins.NameError"
    assert post(odoo, "object", "zork", [])["error"]["data"]["name"] == "builtins.NameError"
    assert post(odoo, "zork", "zork", [])["error"]["data"]["name"] == "builtins.KeyError"


def test_a_call_that_fails_leaves_nothing_behind(odoo: SandboxOdoo, admin: Caller) -> None:
    before = odoo.env()["res.partner"].search_count()

    answer = admin("res.partner", "create", [{"name": "one"}, {"name": "two", "zork": 1}])

    assert isinstance(answer, Refusal)
    assert odoo.env()["res.partner"].search_count() == before


def test_the_version_needs_no_login(odoo: SandboxOdoo) -> None:
    told = send(odoo, b'{"jsonrpc": "2.0", "id": 3, "params": {}}', path="/web/webclient/version_info")

    assert told["id"] == 3
    assert told["result"] == post(odoo, "common", "version", [])["result"]
    assert told["result"]["server_version_info"] == [17, 0, 0, "final", 0, ""]


def test_health_and_missing_pages_answer_like_a_web_server(odoo: SandboxOdoo) -> None:
    health = page(odoo, "/web/health")

    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        page(odoo, "/web/version")

    missing.value.close()
    assert json.loads(health) == {"status": "pass"}


def test_a_newer_series_says_so() -> None:
    with SandboxOdoo(version=18) as newer:
        version = post(newer, "common", "version", [])["result"]

    assert version["server_serie"] == "18.0"


def test_what_is_not_json_is_a_bad_request(odoo: SandboxOdoo) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        send(odoo, b"{")

    refused.value.close()


def test_every_call_is_written_down(odoo: SandboxOdoo, admin: Caller) -> None:
    admin("res.partner", "search", [])

    assert [(c.login, c.model, c.method) for c in odoo.calls] == [
        ("admin", "common", "login"),
        ("admin", "res.partner", "search"),
    ]
