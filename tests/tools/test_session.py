"""The session against an Odoo that fails on purpose: what was carried out stays carried out, and is not done again."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from domain.fact import Json
from sandbox import SandboxOdoo
from tests.contract.conftest import access
from tests.fakes.wire import result, scripted
from tools.errors import Busy, Malformed, NotAllowed, OutcomeUnknown, ToolError, Unavailable
from tools.odoo.session import OdooSession, opened, reading

PARTNER: dict[str, Json] = {"name": "Nordwind"}


@pytest.fixture
def sandbox() -> Iterator[SandboxOdoo]:
    with SandboxOdoo() as odoo:
        yield odoo


@pytest.fixture
def odoo(sandbox: SandboxOdoo) -> Iterator[OdooSession]:
    with opened(access(sandbox.url, sandbox.db, "admin", "admin")) as session:
        yield session


def made(sandbox: SandboxOdoo) -> int:
    return int(sandbox.env().sudo().search_count("res.partner", [["name", "=", "Nordwind"]]))


@pytest.mark.parametrize(
    ("order", "left"),
    [
        (lambda s: s.faults.commit_then_drop("res.partner", "create"), 1),
        (lambda s: s.faults.drop_before("res.partner", "create"), 0),
        (lambda s: s.faults.order("html_after", "res.partner", "create"), 1),
        (lambda s: s.faults.order("server_error_after", "res.partner", "create"), 1),
        (lambda s: s.faults.order("truncated", "res.partner", "create"), 1),
        (lambda s: s.faults.order("wrong_id", "res.partner", "create"), 1),
    ],
)
def test_a_write_whose_answer_is_lost_is_tried_once_and_left_unknown(
    odoo: OdooSession, sandbox: SandboxOdoo, order: Callable[[SandboxOdoo], None], left: int
) -> None:
    order(sandbox)
    before = odoo.calls

    with pytest.raises(OutcomeUnknown, match="by its key"):
        odoo.call("res.partner", "create", PARTNER)

    assert made(sandbox) == left
    assert odoo.calls == before + 1


def test_a_write_that_lost_against_another_is_busy_and_wrote_nothing(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    sandbox.faults.serialization_failure("res.partner", "create")

    with pytest.raises(Busy):
        odoo.call("res.partner", "create", PARTNER)

    assert made(sandbox) == 0


def test_a_write_that_outlasts_the_patience_is_unknown_and_done(sandbox: SandboxOdoo) -> None:
    hasty = access(sandbox.url, sandbox.db, "admin", "admin").model_copy(update={"timeout": timedelta(seconds=0.3)})
    sandbox.faults.slow(1.0, "res.partner", "create")

    with opened(hasty) as odoo, pytest.raises(OutcomeUnknown):
        odoo.call("res.partner", "create", PARTNER)

    assert made(sandbox) == 1


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("html", Malformed),
        ("redirect", Malformed),
        ("huge", Malformed),
        ("not_a_number", Malformed),
        ("wrong_id", Malformed),
        ("deep", Malformed),
        ("server_error", Unavailable),
        ("truncated", Unavailable),
        ("too_many", Busy),
    ],
)
def test_a_read_says_whether_asking_again_may_help(
    odoo: OdooSession, sandbox: SandboxOdoo, kind: str, expected: type[ToolError]
) -> None:
    sandbox.faults.order(kind, "res.partner", "search_read")

    with pytest.raises(expected):
        odoo.rows("res.partner", [], ["name"])


def test_after_an_outage_the_same_session_goes_on(odoo: OdooSession, sandbox: SandboxOdoo) -> None:
    with sandbox.down(), pytest.raises(Unavailable):
        odoo.call("res.partner", "create", PARTNER)

    assert odoo.call("res.partner", "create", PARTNER)
    assert made(sandbox) == 1


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("res.partner", "create"),
        ("res.partner", "write"),
        ("res.partner", "unlink"),
        ("res.partner", "copy"),
        ("purchase.order", "load"),
        ("purchase.order", "button_confirm"),
        ("stock.picking", "action_confirm"),
        ("res.partner", "message_post"),
        ("mail.thread", "message_process"),
        ("res.partner", "a_method_of_tomorrow"),
        ("res.partner", "web_save"),
        ("res.partner", "name_create"),
        ("ir.actions.server", "run"),
    ],
)
def test_a_session_that_only_reads_refuses_before_anything_is_sent(
    sandbox: SandboxOdoo, model: str, method: str
) -> None:
    with reading(access(sandbox.url, sandbox.db, "admin", "admin")) as odoo:
        before, sent = odoo.calls, len(sandbox.calls)

        with pytest.raises(NotAllowed, match=rf"{model}\.{method}: this session only reads, so nothing was sent\. "):
            odoo.call(model, method, PARTNER)

        assert (odoo.calls, len(sandbox.calls)) == (before, sent)


def test_a_session_that_only_reads_reads_as_any_other(sandbox: SandboxOdoo) -> None:
    who = access(sandbox.url, sandbox.db, "admin", "admin")

    with reading(who) as reader, opened(who) as other:
        assert reader.rows("res.users", [], ["login"]) == other.rows("res.users", [], ["login"])
        assert reader.groups("res.users", [], ["id:count"], ["active"]) == other.groups(
            "res.users", [], ["id:count"], ["active"]
        )
        assert reader.reference("base.group_user") == other.reference("base.group_user") is not None
        assert reader.call("res.users", "has_group", "base.group_system") is True


def test_the_next_page_begins_after_the_last_record_seen() -> None:
    pages = (result([{"id": 3}, {"id": 8}]), result([{"id": 9}]))

    with scripted(*pages) as server, opened(access(server.url, "db", "robot", "key")) as odoo:
        rows = odoo.rows("res.partner", [["active", "=", True]], ["id"], page=2)

    args = json.loads(server.requests[-1].partition(b"\r\n\r\n")[2])["params"]["args"]
    assert [row["id"] for row in rows] == [3, 8, 9]
    assert args[5][0] == [["active", "=", True], ["id", ">", 8]]
    assert args[6]["offset"] == 0
