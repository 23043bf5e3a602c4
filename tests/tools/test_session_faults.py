"""Whatever answers in Odoo's place, the error says truly whether something may have been written."""

import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from tests.fakes.wire import ID, LOGIN, VERSION, Answer, ScriptedServer, error, http, result, scripted
from tools.errors import (
    Busy,
    Gone,
    Malformed,
    Misconfigured,
    Misused,
    NotAllowed,
    OutcomeUnknown,
    Passing,
    Permanent,
    Refused,
    ToolError,
    Unavailable,
    WrongLogin,
)
from tools.odoo.session import OdooSession, opened
from tools.settings import OdooAccess

SECRET = "s3cr3t-api-key-0123456789"
READ, WRITE = "search_read", "create"


def access(url: str, **changed: object) -> OdooAccess:
    return OdooAccess.model_validate(
        {"url": url, "db": "db", "user": "robot", "key": SecretStr(SECRET), "timeout": timedelta(seconds=5)} | changed
    )


def fault(method: str, *answers: Answer, **changed: object) -> ToolError:
    """What a call raises when these bytes come back; in every case without the secret."""
    with (
        scripted(*answers) as server,
        opened(access(server.url, **changed)) as odoo,
        pytest.raises(ToolError) as raised,
    ):
        odoo.call("res.partner", method, [])
    told = raised.value
    assert SECRET not in f"{told} {told!r} {told.__cause__!r}"
    assert told.remedy
    return told


def chunks(*parts: bytes, pause: float = 0.0, head: bytes = b"") -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head or b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return answer


def asleep(connection: socket.socket) -> None:
    time.sleep(0.5)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


HEAD = b'{"jsonrpc": "2.0", "id":' + ID
STRANGE = {
    "an HTML page": http(b"<html>Log in</html>", kind="text/html"),
    "a JSON body under another name": http(b'{"jsonrpc": "2.0", "result": 1}', kind="text/plain"),
    "a compressed body": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b",
    "a page that is not there": http(b"{}", status="404 Not Found"),
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "text in place of JSON": http(b"ok"),
    "no envelope": http(b"{}"),
    "another envelope": http(b'{"result": [], "id":' + ID + b"}"),
    "a list as envelope": http(b"[" + HEAD + b"}]"),
    "the answer to another request": http(b'{"jsonrpc": "2.0", "id": 1, "result": []}'),
    "an error without data": http(HEAD + b', "error": {"code": 100}}'),
    "an error that is text": http(HEAD + b', "error": "no"}'),
    "no UTF-8": http(HEAD + b', "result": "\xff\xfe"}'),
    "a nest without a bottom": http(HEAD + b', "result": ' + b"[" * 200_000),
    "NaN": http(HEAD + b', "result": [NaN]}'),
    "an infinity": http(HEAD + b', "result": [-Infinity]}'),
    "a number beyond all numbers": http(HEAD + b', "result": [1e999]}'),
}
LOST = {
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-",
    "half a body": http(b'{"jsonrpc": "2.0", "id": 1, "res', length=400),
    "half a chunk": chunks(
        b"40\r\n{", head=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    ),
    "a reset": reset,
    "an internal error": http(b"<h1>Internal Server Error</h1>", status="500 Internal Server Error", kind="text/html"),
    "a gateway that gave up": http(b"", status="504 Gateway Timeout"),
    "a gateway without a server": http(b"", status="502 Bad Gateway"),
}


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE.keys())
def test_a_strange_answer_is_malformed_to_a_reader_and_an_unknown_outcome_to_a_writer(answer: Answer) -> None:
    assert type(fault(READ, answer)) is Malformed
    assert type(fault(WRITE, answer)) is OutcomeUnknown


@pytest.mark.parametrize("answer", LOST.values(), ids=LOST.keys())
def test_a_lost_answer_may_be_asked_for_again_by_a_reader_and_is_an_unknown_outcome_to_a_writer(answer: Answer) -> None:
    assert type(fault(READ, answer)) is Unavailable
    assert type(fault(WRITE, answer)) is OutcomeUnknown


@pytest.mark.parametrize(
    ("method", "expected"), [(READ, Unavailable), (WRITE, OutcomeUnknown), ("button_confirm", OutcomeUnknown)]
)
def test_a_server_that_does_not_answer_in_time_may_still_be_at_work(method: str, expected: type[ToolError]) -> None:
    assert type(fault(method, asleep, timeout=timedelta(seconds=0.1))) is expected


def test_an_answer_that_drips_is_given_up_when_the_time_is_over() -> None:
    began = time.monotonic()

    told = fault(READ, chunks(*[b" "] * 100, pause=0.1), timeout=timedelta(seconds=0.3))

    assert type(told) is Unavailable
    assert time.monotonic() - began < 2


def test_a_server_that_asks_to_slow_down_has_written_nothing() -> None:
    assert type(fault(WRITE, http(b"", status="429 Too Many Requests"))) is Busy


@pytest.mark.parametrize("method", [READ, WRITE])
def test_a_server_that_is_gone_has_written_nothing(method: str) -> None:
    with scripted() as server, opened(access(server.url)) as odoo:
        server.close()

        with pytest.raises(Unavailable, match="ODOO_URL"):
            odoo.call("res.partner", method, [])


def test_a_body_of_a_hundred_megabytes_is_not_read_to_its_end() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    limit = 1024 * 1024
    server = ScriptedServer([VERSION, LOGIN])
    server._answers.append(server.pour(100 * limit, head))
    with opened(access(server.url, max_bytes=limit)) as odoo:
        tracemalloc.start()

        with pytest.raises(Malformed, match="larger than"):
            odoo.call("res.partner", READ, [])

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    server.close()
    assert peak < 4 * limit
    assert server.sent < 20 * limit


def test_a_body_that_announces_too_much_is_not_read_at_all() -> None:
    told = fault(READ, http(b"{", length=100 * 1024 * 1024))

    assert type(told) is Malformed


def test_a_redirect_is_not_followed_and_takes_no_secret_to_another_host() -> None:
    with scripted() as thief:
        moved = (
            f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {thief.url}/jsonrpc\r\nContent-Length: 0\r\n\r\n".encode()
        )

        told = fault(READ, moved)

    assert type(told) is Malformed
    assert thief.requests == []


def test_a_proxy_of_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(result(1)) as server, scripted() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")

        with opened(access(server.url)) as odoo:
            assert odoo.call("res.partner", READ, []) == 1

    assert proxy.requests == []


def test_a_refused_login_is_told_without_the_secret() -> None:
    server = ScriptedServer([VERSION, result(False)])

    with pytest.raises(WrongLogin, match="robot") as raised, opened(access(server.url)):
        pass

    server.close()
    assert SECRET not in str(raised.value)


def test_a_secret_that_the_server_repeats_is_blackened() -> None:
    told = fault(READ, error("builtins.TypeError", f"execute_kw() got ['db', 8, '{SECRET}']"))

    assert "***" in str(told)


def test_debug_logging_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    caplog.set_level("DEBUG", logger="odoorpc")
    caplog.set_level("DEBUG", logger="odoorpc.rpc.jsonrpclib")

    fault(READ, error("odoo.exceptions.UserError", f"no {SECRET}"))

    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("name", "kind", "may_pass"),
    [
        ("odoo.exceptions.AccessDenied", WrongLogin, False),
        ("odoo.exceptions.AccessError", NotAllowed, False),
        ("odoo.exceptions.MissingError", Gone, False),
        ("odoo.exceptions.UserError", Refused, False),
        ("odoo.exceptions.ValidationError", Refused, False),
        ("odoo.exceptions.RedirectWarning", Refused, False),
        ("builtins.ValueError", Misused, False),
        ("builtins.TypeError", Misused, False),
        ("builtins.AttributeError", Misused, False),
        ("builtins.NameError", Misused, False),
        ("psycopg2.errors.SerializationFailure", Busy, True),
        ("psycopg2.errors.DeadlockDetected", Busy, True),
        ("psycopg2.pool.PoolError", Busy, True),
        ("", Misused, False),
    ],
)
@pytest.mark.parametrize("method", [READ, WRITE])
def test_an_error_of_odoo_is_known_by_its_name_and_was_rolled_back(
    method: str, name: str, kind: type[ToolError], *, may_pass: bool
) -> None:
    told = fault(method, error(name))

    assert type(told) is kind
    assert isinstance(told, Passing if may_pass else Permanent)


@pytest.mark.parametrize(
    ("name", "message", "method", "kind"),
    [
        ("psycopg2.OperationalError", 'connection to server at "db" failed', WRITE, Unavailable),
        ("psycopg2.OperationalError", "server closed the connection unexpectedly", READ, Unavailable),
        ("psycopg2.OperationalError", "server closed the connection unexpectedly", WRITE, OutcomeUnknown),
        ("psycopg2.errors.AdminShutdown", "terminating connection", WRITE, OutcomeUnknown),
        ("psycopg2.OperationalError", "could not serialize access due to concurrent update", WRITE, Busy),
        ("builtins.Exception", "could not serialize access due to concurrent update", WRITE, Busy),
    ],
)
def test_a_database_lost_during_a_write_leaves_its_outcome_unknown(
    name: str, message: str, method: str, kind: type[ToolError]
) -> None:
    assert type(fault(method, error(name, message))) is kind


def test_the_host_of_the_database_is_not_told() -> None:
    told = fault(READ, error("psycopg2.OperationalError", 'connection to server at "10.1.2.3", port 5432 failed'))

    assert "10.1.2.3" not in str(told)


@pytest.mark.parametrize("unfit", [float("nan"), timedelta(1), {1, 2}])
def test_an_argument_that_is_not_json_is_never_sent(unfit: object) -> None:
    with scripted() as server, opened(access(server.url)) as odoo:
        with pytest.raises(Misused, match="not JSON"):
            odoo.call("res.partner", WRITE, [unfit])  # type: ignore[list-item]

        assert len(server.requests) == 2


@pytest.fixture
def odoo() -> Iterator[Callable[..., OdooSession]]:
    servers: list[ScriptedServer] = []

    def start(*answers: Answer) -> OdooSession:
        servers.append(ScriptedServer([VERSION, LOGIN, *answers]))
        return OdooSession(access(servers[-1].url))

    yield start
    for server in servers:
        server.close()


def test_nothing_returned_is_none(odoo: Callable[..., OdooSession]) -> None:
    assert odoo(http(HEAD + b"}")).call("res.partner", "action_archive", []) is None


def test_words_like_nan_in_a_name_are_words(odoo: Callable[..., OdooSession]) -> None:
    rows = [{"id": 1, "name": "NaN bread, Infinity 1e999"}]

    assert odoo(result(rows)).call("product.product", READ, []) == rows


def test_a_list_of_records_that_is_none_is_malformed(odoo: Callable[..., OdooSession]) -> None:
    with pytest.raises(Malformed, match="not a list of records"):
        odoo(result({"id": 1})).rows("res.partner", [], ["name"])


@pytest.mark.parametrize("url", ["http://odoo.example.com", "odoo.example.com", "ftp://127.0.0.1", "https://"])
def test_a_secret_travels_only_under_tls_or_within_this_machine(url: str) -> None:
    with pytest.raises(Misconfigured, match="https://"), opened(access(url)):
        pass


@pytest.mark.parametrize(
    "url", ["http://user:pw@127.0.0.1", "https://odoo.example.com/odoo", "https://odoo.example.com?db=x"]
)
def test_an_address_is_scheme_host_and_port_alone(url: str) -> None:
    with pytest.raises(Misconfigured, match="scheme, host and port"), opened(access(url)):
        pass


def test_tls_is_not_given_up_for_a_server_that_cannot_speak_it() -> None:
    server = ScriptedServer([VERSION])

    with (
        pytest.raises(Unavailable),
        opened(access(server.url.replace("http://", "https://"), timeout=timedelta(seconds=0.3))),
    ):
        pass

    server.close()
    assert all(SECRET.encode() not in request for request in server.requests)


@pytest.mark.parametrize(
    ("info", "expected"), [([16, 0], Misconfigured), (None, Malformed), (["saas~16", 4], Misconfigured)]
)
def test_a_server_that_is_too_old_or_does_not_say_is_refused(info: object, expected: type[ToolError]) -> None:
    server = ScriptedServer([result({"server_version_info": info})])

    with pytest.raises(expected), opened(access(server.url)):
        pass

    server.close()
