"""Asking the environment for values: what is missing or cannot be is collected, and said once and in full."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from tools.errors import Misconfigured


class Asked:
    """The environment, and what is wrong with it so far."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._complaints: list[str] = []

    def complain(self, message: str, remedy: str) -> None:
        """Note that something is wrong; values are never quoted, because one of them may be a secret."""
        self._complaints.append(f"{message}. {remedy}")

    def expect_no_complaint(self) -> None:
        """`Misconfigured` with everything that was complained about."""
        if self._complaints:
            message = "settings: " + " | ".join(self._complaints)
            raise Misconfigured(message)

    def given(self, name: str) -> str | None:
        """The value without blanks around it; an empty one is none."""
        return self._env.get(name, "").strip() or None

    def value(self, name: str, default: str) -> str:
        """What is given, else the default."""
        return self.given(name) or default

    def required(self, name: str, what: str) -> str:
        """What is given; a complaint where nothing is."""
        found = self.given(name)
        if found is None:
            self.complain(f"{name} is not set", f"Set it to {what}.")
        return found or "-"

    def number(self, name: str, default: str, *, least: Decimal | int, whole: bool = False) -> Decimal:
        """A finite number, not below `least`."""
        try:
            found = Decimal(self.value(name, default))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or found < least or found > 10**9 or (whole and found != int(found)):
            self.complain(f"{name} is not a usable number", f"Set it to {default}, or anything from {least} on.")
            return Decimal(default)
        return found

    def file(self, name: str, default: Path) -> Path:
        """A file that exists, where one is given."""
        found = Path(self.value(name, str(default)))
        if self.given(name) is not None and not found.is_file():
            self.complain(f"{name} names no file", "Give the path of an existing file, or leave it out.")
        return found

    def address(self, name: str, given: str) -> str:
        """An address without credentials, path or query; in clear only to this machine."""
        try:
            parts = urlsplit(given)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
            self.complain(f"{name} is not an address", "Write it like https://odoo.example.com")
        elif parts.username or parts.password or parts.query or parts.fragment:
            self.complain(f"{name} holds more than an address", "Keep credentials and queries out of it.")
        elif parts.scheme == "http" and not is_loopback(parts.hostname):
            self.complain(f"{name} would send keys in clear", "Use https; plain http is for this machine only.")
        return given.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether what is sent to this host stays on this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
