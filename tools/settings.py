"""What an operator sets, read once from the environment and complained about in full before anything starts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, ValidationError

from domain.fact import Fact, Id, Name
from tools.errors import Misconfigured

_HOUSE = Path(__file__).resolve().parents[1]
_SHORTEST_SECRET = 16
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class _Setting(Fact):
    """A fact that never shows what it was given, not even when it is refused."""

    model_config = ConfigDict(hide_input_in_errors=True)


class OdooAccess(_Setting):
    """One user's way into one Odoo database."""

    url: str
    db: Name
    user: Name
    key: SecretStr
    timeout: timedelta = timedelta(seconds=20)
    max_bytes: Annotated[int, Field(ge=1024)] = 16 * 1024 * 1024


class ModelAccess(_Setting):
    """One chat model: OpenAI, any server of that protocol (`base_url`), or a deployment on Azure (`name`)."""

    provider: Literal["openai", "azure"]
    name: Name
    key: SecretStr | None
    base_url: str | None = None
    api_version: str | None = None
    timeout: timedelta = timedelta(seconds=60)
    max_tokens: Annotated[int, Field(ge=1)] = 1024


class Settings(_Setting):
    """Everything that differs from one installation to the next."""

    odoo: OdooAccess
    admin: OdooAccess | None
    """Used by provisioning alone."""
    temporal_address: str
    temporal_namespace: Name
    temporal_api_key: SecretStr | None
    temporal_tls: bool
    database_url: SecretStr
    secret: SecretStr
    """Makes the keys of writes unguessable. The ledger keeps each key, so a new secret leaves begun writes alone."""
    house: Path
    assumptions: Path
    model: ModelAccess | None
    company_id: Id
    feed_every: timedelta
    sweep_every: timedelta


def from_environment(env: Mapping[str, str]) -> Settings:
    """The settings in `env`; `Misconfigured` lists everything that is wrong, each with what to do about it."""
    asked = _Asked(env)
    with _named_only():
        found = _read(asked)
        asked.expect_no_complaint()
        return Settings.model_validate(found)


def _read(asked: "_Asked") -> dict[str, object]:
    return {
        "odoo": _odoo(asked, "ODOO_USER", "ODOO_API_KEY"),
        "admin": _admin(asked),
        **_temporal(asked),
        "database_url": SecretStr(asked.value("DATABASE_URL", "sqlite:///.weighbridge/ledger.sqlite")),
        "secret": _secret(asked),
        "house": asked.file("WEIGHBRIDGE_BOOK", _HOUSE / "policies" / "house.toml"),
        "assumptions": asked.file("WEIGHBRIDGE_ASSUMPTIONS", _HOUSE / "agents" / "stockout" / "assumptions.toml"),
        "model": _model(asked),
        "company_id": int(asked.number("WEIGHBRIDGE_COMPANY", "1", least=1, whole=True)),
        "feed_every": timedelta(seconds=float(asked.number("WEIGHBRIDGE_FEED_SECONDS", "5", least=Decimal("0.1")))),
        "sweep_every": timedelta(minutes=float(asked.number("WEIGHBRIDGE_SWEEP_MINUTES", "60", least=1))),
    }


class _Asked:
    """The environment, and what is wrong with it so far."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._complaints: list[str] = []

    def complain(self, message: str, remedy: str) -> None:
        """Note that something is wrong; values are never quoted, because one of them may be a secret."""
        self._complaints.append(f"{message}. {remedy}")

    def expect_no_complaint(self) -> None:
        if self._complaints:
            message = "settings: " + " | ".join(self._complaints)
            raise Misconfigured(message)

    def given(self, name: str) -> str | None:
        return self._env.get(name, "").strip() or None

    def value(self, name: str, default: str) -> str:
        return self.given(name) or default

    def required(self, name: str, what: str) -> str:
        found = self.given(name)
        if found is None:
            self.complain(f"{name} is not set", f"Set it to {what}.")
        return found or "-"

    def number(self, name: str, default: str, *, least: Decimal | int, whole: bool = False) -> Decimal:
        try:
            found = Decimal(self.value(name, default))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or found < least or found > 10**9 or (whole and found != int(found)):
            self.complain(f"{name} is not a usable number", f"Set it to {default}, or anything from {least} on.")
            return Decimal(default)
        return found

    def file(self, name: str, default: Path) -> Path:
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
        elif parts.scheme == "http" and not _is_loopback(parts.hostname):
            self.complain(f"{name} would send keys in clear", "Use https; plain http is for this machine only.")
        return given.rstrip("/")


def _odoo(asked: _Asked, user: str, key: str) -> OdooAccess:
    url = asked.required("ODOO_URL", "Odoo's address, like https://odoo.example.com")
    if asked.given("ODOO_URL"):
        url = asked.address("ODOO_URL", url)
        if urlsplit(url).path:
            asked.complain("ODOO_URL holds a path", "Give the server alone, like https://odoo.example.com")
    return OdooAccess(
        url=url,
        db=asked.required("ODOO_DB", "the name of the database"),
        user=asked.required(user, "the robot's login"),
        key=SecretStr(asked.required(key, "an API key of that user (Preferences, Account Security, New API Key)")),
    )


def _admin(asked: _Asked) -> OdooAccess | None:
    user, key = asked.given("ODOO_ADMIN_USER"), asked.given("ODOO_ADMIN_API_KEY")
    if user is None and key is None:
        return None
    if user is None or key is None:
        asked.complain("ODOO_ADMIN_USER and ODOO_ADMIN_API_KEY go together", "Set both to provision, else neither.")
        return None
    url, db = asked.value("ODOO_URL", "-"), asked.value("ODOO_DB", "-")
    return OdooAccess(url=url.rstrip("/"), db=db, user=user, key=SecretStr(key))


def _temporal(asked: _Asked) -> dict[str, str | bool | SecretStr | None]:
    address = asked.value("TEMPORAL_ADDRESS", "127.0.0.1:7233")
    host, colon, port = address.rpartition(":")
    if not (colon and host and port.isdecimal() and 0 < int(port) < 2**16):
        asked.complain("TEMPORAL_ADDRESS is not host:port", "Write it like temporal.example.com:7233")
    key = asked.given("TEMPORAL_API_KEY")
    encrypted = asked.value("TEMPORAL_TLS", "no" if _is_loopback(host.strip("[]")) else "yes").lower()
    if encrypted not in _YES | _NO:
        asked.complain("TEMPORAL_TLS is neither yes nor no", "Set it to yes or no, or leave it out.")
    if key is not None and encrypted in _NO and not _is_loopback(host.strip("[]")):
        asked.complain("TEMPORAL_API_KEY would be sent in clear", "Leave TEMPORAL_TLS out, or set it to yes.")
    return {
        "temporal_address": address,
        "temporal_namespace": asked.value("TEMPORAL_NAMESPACE", "default"),
        "temporal_api_key": None if key is None else SecretStr(key),
        "temporal_tls": encrypted in _YES,
    }


def _secret(asked: _Asked) -> SecretStr:
    how = "a long random text (python3 -c 'import secrets; print(secrets.token_urlsafe(32))')"
    secret = asked.required("WEIGHBRIDGE_SECRET", how)
    if asked.given("WEIGHBRIDGE_SECRET") and len(secret) < _SHORTEST_SECRET:
        asked.complain("WEIGHBRIDGE_SECRET is too short", f"Set it to {how}.")
    return SecretStr(secret)


def _model(asked: _Asked) -> ModelAccess | None:
    name, azure, base = (asked.given(n) for n in ("WEIGHBRIDGE_MODEL", "AZURE_OPENAI_ENDPOINT", "OPENAI_BASE_URL"))
    if name is None:
        return None
    if azure and base:
        asked.complain("AZURE_OPENAI_ENDPOINT and OPENAI_BASE_URL name two models", "Keep one of them.")
    if azure:
        return ModelAccess(
            provider="azure",
            name=name,
            key=SecretStr(asked.required("AZURE_OPENAI_API_KEY", "a key of that Azure resource")),
            base_url=asked.address("AZURE_OPENAI_ENDPOINT", azure),
            api_version=asked.required("OPENAI_API_VERSION", "the API version of that deployment, like 2024-10-21"),
        )
    key = asked.given("OPENAI_API_KEY")
    if key is None and base is None:
        asked.complain("OPENAI_API_KEY is not set", "Set it, or OPENAI_BASE_URL, or leave WEIGHBRIDGE_MODEL out.")
    address = None if base is None else asked.address("OPENAI_BASE_URL", base)
    return ModelAccess(provider="openai", name=name, key=None if key is None else SecretStr(key), base_url=address)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _named_only() -> Iterator[None]:
    """A value that no fact may hold is named by its setting, never quoted."""
    try:
        yield
    except ValidationError as unfit:
        where = ", ".join(sorted({".".join(map(str, error["loc"])) for error in unfit.errors(include_input=False)}))
        message = f"settings: {where} cannot be used"
        raise Misconfigured(message, remedy="Check for control characters and overlong values.") from None
