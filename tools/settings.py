"""What an operator sets, read once from the environment and complained about in full before anything starts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, ValidationError

from domain.fact import Fact, Id, Name
from tools.environment import Asked, is_loopback
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
    """The robot's; the reader's in a process that does not write."""
    reader: OdooAccess | None
    """A user of its own for what thinks; without one it reads as the robot."""
    admin: OdooAccess | None
    """Used by provisioning, and for looking at the guards where there is no checker."""
    checker: OdooAccess | None
    """Looks at the guards in Odoo from time to time; it needs Settings rights to see them, and changes nothing."""
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


def from_environment(env: Mapping[str, str], *, writes: bool = True) -> Settings:
    """The settings in `env`; `Misconfigured` lists everything that is wrong, each with what to do about it.

    A process that never `writes` needs no key of the robot, and takes none, where a reader is set.
    """
    asked = Asked(env)
    with _named_only():
        found = _read(asked, writes=writes)
        asked.expect_no_complaint()
        return Settings.model_validate(found)


def _read(asked: Asked, *, writes: bool) -> dict[str, object]:
    return {
        **_users(asked, writes=writes),
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


def _users(asked: Asked, *, writes: bool) -> dict[str, OdooAccess | None]:
    """Who speaks to Odoo from this process; no key that may write is taken where none is needed."""
    url = asked.required("ODOO_URL", "Odoo's address, like https://odoo.example.com")
    if asked.given("ODOO_URL"):
        url = asked.address("ODOO_URL", url)
        if urlsplit(url).path:
            asked.complain("ODOO_URL holds a path", "Give the server alone, like https://odoo.example.com")
    place = (url, asked.required("ODOO_DB", "the name of the database"))
    reader = _other(asked, place, "READ", "let what thinks read as a user of its own")
    admin = _other(asked, place, "ADMIN", "provision") if writes else None
    checker = _other(asked, place, "CHECK", "have the guards in Odoo watched") if writes else None
    odoo = _robot(asked, place) if writes or reader is None else reader
    return {"odoo": odoo, "reader": reader, "admin": admin, "checker": checker or admin}


def _robot(asked: Asked, place: tuple[str, str]) -> OdooAccess:
    how = "an API key of that user (Preferences, Account Security, New API Key)"
    user, key = asked.required("ODOO_USER", "the robot's login"), asked.required("ODOO_API_KEY", how)
    return OdooAccess(url=place[0], db=place[1], user=user, key=SecretStr(key))


def _other(asked: Asked, place: tuple[str, str], who: str, why: str) -> OdooAccess | None:
    """The way in of another user, of whom both variables are set or neither."""
    user, key = asked.given(f"ODOO_{who}_USER"), asked.given(f"ODOO_{who}_API_KEY")
    if user is None and key is None:
        return None
    if user is None or key is None:
        asked.complain(f"ODOO_{who}_USER and ODOO_{who}_API_KEY go together", f"Set both to {why}, else neither.")
        return None
    return OdooAccess(url=place[0], db=place[1], user=user, key=SecretStr(key))


def _temporal(asked: Asked) -> dict[str, str | bool | SecretStr | None]:
    address = asked.value("TEMPORAL_ADDRESS", "127.0.0.1:7233")
    host, colon, port = address.rpartition(":")
    if not (colon and host and port.isdecimal() and 0 < int(port) < 2**16):
        asked.complain("TEMPORAL_ADDRESS is not host:port", "Write it like temporal.example.com:7233")
    key = asked.given("TEMPORAL_API_KEY")
    encrypted = asked.value("TEMPORAL_TLS", "no" if is_loopback(host.strip("[]")) else "yes").lower()
    if encrypted not in _YES | _NO:
        asked.complain("TEMPORAL_TLS is neither yes nor no", "Set it to yes or no, or leave it out.")
    if key is not None and encrypted in _NO and not is_loopback(host.strip("[]")):
        asked.complain("TEMPORAL_API_KEY would be sent in clear", "Leave TEMPORAL_TLS out, or set it to yes.")
    return {
        "temporal_address": address,
        "temporal_namespace": asked.value("TEMPORAL_NAMESPACE", "default"),
        "temporal_api_key": None if key is None else SecretStr(key),
        "temporal_tls": encrypted in _YES,
    }


def _secret(asked: Asked) -> SecretStr:
    how = "a long random text (python3 -c 'import secrets; print(secrets.token_urlsafe(32))')"
    secret = asked.required("WEIGHBRIDGE_SECRET", how)
    if asked.given("WEIGHBRIDGE_SECRET") and len(secret) < _SHORTEST_SECRET:
        asked.complain("WEIGHBRIDGE_SECRET is too short", f"Set it to {how}.")
    return SecretStr(secret)


def _model(asked: Asked) -> ModelAccess | None:
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


@contextmanager
def _named_only() -> Iterator[None]:
    """A value that no fact may hold is named by its setting, never quoted."""
    try:
        yield
    except ValidationError as unfit:
        where = ", ".join(sorted({".".join(map(str, error["loc"])) for error in unfit.errors(include_input=False)}))
        message = f"settings: {where} cannot be used"
        raise Misconfigured(message, remedy="Check for control characters and overlong values.") from None
