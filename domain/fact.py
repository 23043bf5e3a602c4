"""The frozen base of every value that crosses a room, and its canonical form."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

Json = JsonValue

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Unfit(ValueError):
    """A value that no fact may hold; trying again cannot help."""


class Fact(BaseModel):
    """Strict, frozen, closed: what is not declared is an error, and nothing is coerced."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    def to_json(self) -> dict[str, Json]:
        """The fact as plain JSON values: decimals and times are strings."""
        return json.loads(self.model_dump_json())  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, value: Json | Mapping[str, Json]) -> Self:
        """The fact read back from plain JSON values, as strictly as from a wire."""
        return cls.model_validate_json(json.dumps(value, allow_nan=False))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFC", text)
    if _UNSAFE.search(folded):
        message = "text holds control or direction-changing characters"
        raise Unfit(message)
    return folded


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def tame(text: str, limit: int = 200) -> str:
    """Foreign text made fit for a `Line`: folded to NFC, unsafe characters dropped, cut to `limit` characters."""
    folded = _UNSAFE.sub("", unicodedata.normalize("NFC", text)).replace("\n", " ").replace("\t", " ").strip()
    return folded[:limit]


Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_plain)]
"""One line of text: NFC, no control or direction-changing characters, at most 200 characters."""

Words = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_plain)]
"""A few sentences; rendered escaped, never read by a rule."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_plain)]
Id = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""A record id in Odoo."""

Quantity = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9, max_digits=16, decimal_places=6)]
Amount = Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 9, max_digits=16, decimal_places=6)]
"""A quantity that something is done with: above zero, at most a billion, six places."""

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]
"""A probability or a fraction of one."""

Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


def _canonical_json(value: Json) -> Json:
    match value:
        case bool() | None | int() | str():
            return value
        case float():
            message = "a float has no canonical form; use a decimal"
            raise Unfit(message)
        case list():
            return [_canonical_json(item) for item in value]
        case dict():
            return {key: _canonical_json(value[key]) for key in sorted(value)}


def _decimals_as_plain(value: object) -> object:
    match value:
        case Decimal():
            return "0" if value == 0 else format(value.normalize(), "f")
        case datetime():
            return value.astimezone(UTC).isoformat()
        case dict():
            return {key: _decimals_as_plain(item) for key, item in value.items()}
        case tuple() | list():
            return [_decimals_as_plain(item) for item in value]
        case None | bool() | int() | str() | float():
            return value
        case _:
            return str(value)


def canonical(fact: Fact) -> bytes:
    """RFC 8785 form over strings, integers and booleans: the same bytes for the same meaning.

    `Decimal("1.50")` and `Decimal("1.5")` mean the same and give the same bytes; floats are refused with `Unfit`.
    """
    plain: Json = _decimals_as_plain(fact.model_dump(mode="python"))  # type: ignore[assignment]
    return json.dumps(_canonical_json(plain), ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(domain: str, *parts: bytes) -> str:
    """SHA-256 of `parts` under a domain tag, as `sha256:<hex>`; each part is length-prefixed."""
    hasher = hashlib.sha256(f"weighbridge/{domain}/v1\0".encode())
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{hasher.hexdigest()}"
