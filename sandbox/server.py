"""The sandbox on a real socket: start it, speak Odoo to it, arrange and look at its data."""

import json
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sandbox import business, inbound, manual, methods, people, views
from sandbox.answers import Answer, faulty, plain
from sandbox.automation import run_due
from sandbox.faults import Call, Faults
from sandbox.ground import lay
from sandbox.listening import Listener
from sandbox.messages import send_queued
from sandbox.orm import Env
from sandbox.rpc import Services, envelope, version_info
from sandbox.store import Store

REGISTERED = (business, inbound, manual, methods, people, views)
"""Modules that bring methods and hooks by being imported."""

_LOGIN_PAGE = "<!DOCTYPE html><html><body><form action='/web/login'>Log in</form></body></html>"


class SandboxOdoo:
    """One database on 127.0.0.1. A context manager: listening inside, gone outside.

    `calls` is the log of every RPC that came in, as (login, model, method). `modules` are those installed beside stock,
    purchase, sale and accounting: `mrp`, `project`, `quality_control_oca`, `helpdesk_mgmt`.
    """

    def __init__(
        self,
        path: str = ":memory:",
        *,
        version: int = 17,
        faults: Faults | None = None,
        port: int = 0,
        modules: Collection[str] = (),
    ) -> None:
        self.db = "sandbox"
        self.store = Store(path, version=version, modules=modules)
        self.faults = faults or Faults()
        self.calls: list[Call] = []
        self.services = Services(self.store, self.db)
        self._port = port
        self._server: Listener | None = None
        self._thread: threading.Thread | None = None
        lay(self.env("__system__").sudo())

    def env(self, login: str = "admin") -> Env:
        """Direct access with the rights of a user; `.sudo()` lifts them."""
        uid = 1 if login == "__system__" else Env(self.store, 1).with_user(login).uid
        return Env(self.store, uid)

    def seed(self, body: Callable[[Env], Any]) -> Self:
        """Fill the database: `body` gets OdooBot's environment, in one transaction."""
        with self.store.transaction():
            body(self.env("__system__").sudo())
        return self

    def tick(self) -> int:
        """Let Odoo's own clock run: the mail queue, and automations that are due; how many records those ran on."""
        with self.store.transaction():
            send_queued(self.env("__system__").sudo())
            return run_due(self.env("__system__").sudo())

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Listen; a port of 0 becomes a free one and stays the same afterwards."""
        server = Listener(self._port, self)
        self._port = server.server_address[1]
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening: connections are refused; the data stays."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @contextmanager
    def down(self) -> Iterator[None]:
        """Nothing listens here meanwhile: connection refused."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.store.close()

    def reply(self, body: bytes) -> Answer:
        """The answer to one request body, faults included."""
        try:
            request = json.loads(body)
        except ValueError:
            return Answer(400, b"<!doctype html><title>400 Bad Request</title>", "text/html; charset=utf-8")
        request_id, params = request.get("id"), request.get("params") or {}
        call = self.services.call_of(params)
        self.calls.append(call)
        fault = self.faults.take(call)

        def carry_out() -> bytes:
            return _encoded(self.services.reply(request_id, params))

        return faulty(fault, request_id, carry_out) if fault else plain(carry_out())

    def version(self, request_id: Any) -> Answer:
        """The version, without a login."""
        return plain(_encoded(envelope(request_id, result=version_info(self.store.version))))

    def page(self, path: str) -> Answer:
        """What the other addresses answer with."""
        match path.split("?", maxsplit=1)[0]:
            case "/web/health":
                return plain(b'{"status": "pass"}')
            case "/web/login" | "/web":
                return Answer(200, _LOGIN_PAGE.encode(), "text/html; charset=utf-8")
            case _:
                return Answer(404, b"<!doctype html><title>404 Not Found</title>", "text/html; charset=utf-8")


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
