"""A plain JSON-RPC client: what it sends and gets is exactly what is on the wire."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from sandbox import SandboxOdoo


@dataclass(frozen=True)
class Refusal:
    """An application error as it came."""

    name: str
    message: str


class Caller:
    """One person at one sandbox; the login is also the password."""

    def __init__(self, odoo: SandboxOdoo, login: str) -> None:
        self.odoo = odoo
        self.login = login
        self.uid = post(odoo, "common", "login", [odoo.db, login, login])["result"]

    def raw(self, model: str, method: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The whole reply."""
        return post(
            self.odoo, "object", "execute_kw", [self.odoo.db, self.uid, self.login, model, method, args, kwargs]
        )

    def __call__(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """The result; None where there is none; a Refusal for an error."""
        reply = self.raw(model, method, *args, **kwargs)
        if "error" in reply:
            return Refusal(reply["error"]["data"]["name"], reply["error"]["data"]["message"])
        return reply.get("result")


def post(odoo: SandboxOdoo, service: str, method: str, args: list[Any]) -> dict[str, Any]:
    """One request, one reply."""
    params = {"service": service, "method": method, "args": args}
    return send(odoo, json.dumps({"jsonrpc": "2.0", "method": "call", "id": 7, "params": params}).encode())


def send(odoo: SandboxOdoo, body: bytes, *, path: str = "/jsonrpc", timeout: float = 10) -> dict[str, Any]:
    """Bytes in, JSON out."""
    request = urllib.request.Request(f"{odoo.url}{path}", body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 (127.0.0.1)
        reply: dict[str, Any] = json.loads(answer.read())
        return reply


def page(odoo: SandboxOdoo, path: str) -> bytes:
    """What a browser gets."""
    with urllib.request.urlopen(f"{odoo.url}{path}") as answer:  # noqa: S310 (127.0.0.1)
        body: bytes = answer.read()
        return body


def person(odoo: SandboxOdoo, login: str, *groups: str) -> int:
    """A user in these groups, by external id; the password is the login."""
    env = odoo.env().sudo()
    wanted = [env.ref(group) for group in groups or ("base.group_user",)]
    values = {"login": login, "name": login.title(), "password": login, "email": f"{login}@example.com"}
    return env.create("res.users", {**values, "groups_id": [(6, 0, wanted)]})
