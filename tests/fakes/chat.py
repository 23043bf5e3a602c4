"""A chat model's server of OpenAI's protocol on a loopback socket, answering from a script."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from typing_extensions import override

Request = dict[str, object]
Answer = dict[str, object] | int | str
"""A message (content, tool_calls), an HTTP status, or a raw body."""


def says(text: str) -> Answer:
    """The model says `text`."""
    return {"content": text}


def asks(name: str, /, **arguments: object) -> Answer:
    """The model asks for one tool."""
    call = {"id": f"call_{name}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
    return {"content": None, "tool_calls": [call]}


@dataclass
class ChatServer:
    """Answers each request with what `script` makes of it, and keeps the requests."""

    script: Callable[[Request], Answer]
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def chat_server(script: Callable[[Request], Answer] | list[Answer]) -> Iterator[ChatServer]:
    """A server for the time of the block; a list is answered in order, its last item for ever."""
    if isinstance(script, list):
        left = list(script)
        server = ChatServer(script=lambda _: left.pop(0) if len(left) > 1 else left[0])
    else:
        server = ChatServer(script=script)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def _handler(server: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append(body)
            server.headers.append(dict(self.headers))
            server.paths.append(self.path)
            self._answer(server.script(body))

        def _answer(self, answer: Answer) -> None:
            status = answer if isinstance(answer, int) else 200
            text = answer if isinstance(answer, str) else json.dumps(_completion(answer))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    return Handler


def _completion(answer: Answer) -> dict[str, object]:
    if isinstance(answer, int):
        return {"error": {"message": "scripted refusal", "type": "scripted", "code": str(answer)}}
    assert isinstance(answer, dict)
    reason = "tool_calls" if answer.get("tool_calls") else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": reason, "message": {"role": "assistant", **answer}}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }
