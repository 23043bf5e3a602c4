"""Faults to order: each does to a call what its words say, and is counted."""

import http.client
import json
import socket
import time
import urllib.error
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Fault, SandboxOdoo
from sandbox.faults import Kind
from tests.sandbox.speaking import Caller


def made(odoo: SandboxOdoo) -> int:
    return odoo.env().search_count("res.partner", [["name", "=", "Nord"]])


def create(admin: Caller) -> Any:
    return admin("res.partner", "create", {"name": "Nord"})


@pytest.mark.parametrize(
    ("kind", "error", "carried_out"),
    [
        (Kind.DROP_BEFORE, (ConnectionError, http.client.RemoteDisconnected), 0),
        (Kind.COMMIT_THEN_DROP, (ConnectionError, http.client.RemoteDisconnected), 1),
        (Kind.TRUNCATED, (http.client.IncompleteRead, json.JSONDecodeError), 1),
        (Kind.HTML, json.JSONDecodeError, 0),
        (Kind.HTML_AFTER, json.JSONDecodeError, 1),
        (Kind.SERVER_ERROR, urllib.error.HTTPError, 0),
        (Kind.SERVER_ERROR_AFTER, urllib.error.HTTPError, 1),
        (Kind.TOO_MANY, urllib.error.HTTPError, 0),
        (Kind.DEEP, RecursionError, 0),
    ],
)
def test_a_broken_answer_is_broken_and_the_call_was_carried_out_or_not(
    odoo: SandboxOdoo, admin: Caller, kind: Kind, error: type[Exception] | tuple[type[Exception], ...], carried_out: int
) -> None:
    odoo.faults.order(kind, "res.partner", "create")

    with pytest.raises(error) as broken:
        create(admin)

    if isinstance(broken.value, urllib.error.HTTPError):
        broken.value.close()
    assert made(odoo) == carried_out
    assert odoo.faults.fired(kind) == odoo.faults.fired() == 1
    assert isinstance(create(admin), int)


def test_an_error_under_any_name_can_be_ordered(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.refuse("psycopg2.pool.PoolError", "res.partner", "create", message="The Connection Pool Is Full")
    odoo.faults.serialization_failure("res.partner", "create")

    answers = [create(admin), create(admin)]

    assert [answer.name for answer in answers] == ["psycopg2.pool.PoolError", "psycopg2.errors.SerializationFailure"]
    assert made(odoo) == 0


def test_a_slow_call_is_carried_out_before_its_answer_comes(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.slow(0.5, "res.partner", "create")
    host, port = odoo.url.removeprefix("http://").split(":")
    args = [odoo.db, admin.uid, "admin", "res.partner", "create", [{"name": "Nord"}], {}]
    body = json.dumps({"id": 1, "params": {"service": "object", "method": "execute_kw", "args": args}})
    impatient = http.client.HTTPConnection(host, int(port), timeout=0.1)

    impatient.request("POST", "/jsonrpc", body)
    with pytest.raises(TimeoutError):
        impatient.getresponse()

    impatient.close()
    assert made(odoo) == 1


def test_a_call_can_be_held_up_before_it_is_carried_out(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.order("slow_before", "res.partner", "create", seconds=0.05)

    begun = time.monotonic()
    answer = create(admin)

    assert time.monotonic() - begun >= 0.05
    assert isinstance(answer, int)


def test_another_call_s_answer_carries_another_id(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.order("wrong_id", "res.partner", "create")

    reply = admin.raw("res.partner", "create", {"name": "Nord"})

    assert reply["id"] == "not 7"
    assert made(odoo) == 1


def test_not_a_number_comes_as_python_writes_it(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.order("not_a_number", "stock.quant")

    (row,) = admin("stock.quant", "search_read", [])

    assert row["quantity"] != row["quantity"]


def test_a_redirect_leads_elsewhere(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.order("redirect", to=f"{odoo.url}/web/login")

    with pytest.raises(json.JSONDecodeError):
        create(admin)

    assert made(odoo) == 0


def test_a_huge_body_is_sent_and_not_held(odoo: SandboxOdoo, admin: Caller) -> None:
    size = 3 * 1024 * 1024
    odoo.faults.order("huge", "res.partner", "search", size=size)
    args = [odoo.db, admin.uid, "admin", "res.partner", "search", [[]], {}]
    body = json.dumps({"id": 1, "params": {"service": "object", "method": "execute_kw", "args": args}})
    client = http.client.HTTPConnection(odoo.url.removeprefix("http://"), timeout=10)

    client.request("POST", "/jsonrpc", body)
    got = len(client.getresponse().read())

    client.close()
    assert got > size


def test_a_fault_begins_with_the_nth_call_and_ends_after_its_count(odoo: SandboxOdoo, admin: Caller) -> None:
    fault = odoo.faults.add(Fault(Kind.REFUSE, "res.partner", "create", nth=2, count=2))

    refused = [not isinstance(create(admin), int) for _ in range(5)]

    assert refused == [False, True, True, False, False]
    assert (fault.seen, fault.fired) == (5, 2)


def test_a_fault_can_be_meant_for_one_person_or_for_logins(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.refuse("odoo.exceptions.AccessError", login="petra", count=None)
    odoo.faults.refuse("psycopg2.OperationalError", "common", "login")

    assert isinstance(create(admin), int)
    with pytest.raises(KeyError, match="result"):
        Caller(odoo, "admin")


def test_orders_can_be_taken_back(odoo: SandboxOdoo, admin: Caller) -> None:
    odoo.faults.refuse("odoo.exceptions.UserError", count=None)
    create(admin)

    odoo.faults.clear()

    assert isinstance(create(admin), int)
    assert odoo.faults.fired(Kind.REFUSE) == 1


def refused(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as knocking:
        return knocking.connect_ex((host, int(port))) != 0


def test_a_sandbox_that_is_down_refuses_connections_and_comes_back_with_its_data(
    odoo: SandboxOdoo, admin: Caller
) -> None:
    create(admin)
    url = odoo.url

    with odoo.down():
        gone = refused(url)

    assert gone
    assert odoo.url == url
    assert admin("res.partner", "search_count", [["name", "=", "Nord"]]) == 1


@pytest.mark.parametrize("wish", [lambda: Fault(Kind("zork")), lambda: Kind("")])
def test_an_unknown_fault_cannot_be_ordered(wish: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="is not a valid Kind"):
        wish()


def test_many_callers_at_once_are_all_served(odoo: SandboxOdoo, admin: Caller) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: create(admin), range(40)))

    assert len(set(ids)) == 40
    assert made(odoo) == 40
