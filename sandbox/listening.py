"""The HTTP side: one connection per request, as Odoo's threaded server has it."""

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from typing_extensions import override

from sandbox.answers import Answer


class Desk(Protocol):
    """What answers: request bodies of `/jsonrpc`, the version question, and pages."""

    def reply(self, body: bytes) -> Answer:
        """The answer to one RPC."""

    def version(self, request_id: Any) -> Answer:
        """The answer to `/web/webclient/version_info`."""

    def page(self, path: str) -> Answer:
        """The answer to any other address."""


class Listener(ThreadingHTTPServer):
    """Listens for one desk."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, port: int, desk: Desk) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.desk = desk


class _Conversation(BaseHTTPRequestHandler):
    server_version = "Werkzeug/2.0.2"
    sys_version = "Python/3.11"

    @property
    def _desk(self) -> Desk:
        assert isinstance(self.server, Listener)  # noqa: S101 (only a Listener makes these)
        return self.server.desk

    @override
    def log_message(self, format: str, *args: object) -> None:
        del format, args

    def do_GET(self) -> None:
        """A page."""
        self._send(self._desk.page(self.path))

    def do_POST(self) -> None:
        """An RPC, the version question, or a page."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        match self.path:
            case "/jsonrpc":
                self._send(self._desk.reply(body))
            case "/web/webclient/version_info":
                self._send(self._desk.version(json.loads(body or b"{}").get("id")))
            case _:
                self._send(self._desk.page(self.path))

    def _send(self, answer: Answer) -> None:
        if answer.silent:
            self._hang_up()
            return
        try:
            self._write(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(answer.length or len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        for piece in answer.pieces():
            self.wfile.write(piece)

    def _hang_up(self) -> None:
        """Reset, not closed in good order: the client sees the connection break."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.connection.close()
