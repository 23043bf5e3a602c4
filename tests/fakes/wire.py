"""A server on a socket that answers each request with the next scripted bytes, however broken they are."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

ID = b" ID-OF-THE-REQUEST"
"""In an answer it stands for the id that the request has; as wide as any of them."""
Answer = bytes | Callable[[socket.socket], None]


class ScriptedServer:
    """Plays its answers one request at a time; `requests` are the bytes it was sent, `sent` what it could send."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.requests: list[bytes] = []
        self.sent = 0
        self._answers = list(answers)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        if self._listener.fileno() < 0:
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        self.requests.append(_request(connection))
        answer = self._answers.pop(0) if self._answers else b""
        asked = re.search(rb'"id": (\d+)\}$', self.requests[-1])
        try:
            if isinstance(answer, bytes):
                answer = answer.replace(ID, asked[1].rjust(len(ID)) if asked else ID)
                connection.sendall(answer)
                self.sent += len(answer)
            else:
                answer(connection)
        except OSError:
            return

    def pour(self, size: int, head: bytes) -> Callable[[socket.socket], None]:
        """An answer of `size` bytes, counted in `sent` as long as the client takes them."""

        def answer(connection: socket.socket) -> None:
            connection.sendall(head)
            chunk = b"x" * 65536
            while self.sent < size:
                connection.sendall(chunk)
                self.sent += len(chunk)

        return answer


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def http(body: bytes, *, status: str = "200 OK", kind: str = "application/json", length: int | None = None) -> bytes:
    """A whole HTTP answer; `length` announces another length than there is."""
    announced = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def result(value: object) -> bytes:
    """An answer of Odoo."""
    return http(envelope("result", value))


def error(name: str, message: str = "no") -> bytes:
    """An application error of Odoo, which is HTTP 200."""
    data = {"name": name, "message": message, "arguments": [message], "context": {}, "debug": f"Traceback: {message}"}
    return http(envelope("error", {"code": 200, "message": "Odoo Server Error", "data": data}))


def envelope(part: str, value: object) -> bytes:
    """The JSON of an answer to the request that is answered."""
    return b'{"jsonrpc": "2.0", "id":' + ID + b', "' + part.encode() + b'": ' + json.dumps(value).encode() + b"}"


VERSION = result({"server_version_info": [17, 0, 0, "final", 0, ""], "server_serie": "17.0"})
LOGIN = result(8)


@contextmanager
def scripted(*answers: Answer) -> Iterator[ScriptedServer]:
    """A server that lets one log in and then plays the answers."""
    server = ScriptedServer([VERSION, LOGIN, *answers])
    try:
        yield server
    finally:
        server.close()
