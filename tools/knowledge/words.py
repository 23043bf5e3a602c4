"""What the library speaks of: approved documents, who may read them, and the passages that answer a question."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StringConstraints

from domain.fact import Digest, Fact, Id, Line, Name, Share, Words, fingerprint
from tools.errors import Permanent

Vectors: TypeAlias = NDArray[np.float32]
"""One row for each text, of length one."""

Stamp = Annotated[str, StringConstraints(pattern=r"^(sha1|sha256):[0-9a-f]{40,64}$")]
"""What the content of a document is known by: another content has another stamp."""


class Unreadable(Permanent):
    """A document or its manifest cannot be read; trying again cannot help."""


class Readers(Fact):
    """Who may read: holders of any of `groups` (external ids of Odoo) in any of `companies`; none named means all."""

    groups: tuple[Name, ...] = ()
    companies: tuple[Id, ...] = ()


class Audience(Fact):
    """For whom is asked: a company, and the groups that the asker holds in Odoo."""

    company_id: Id
    groups: tuple[Name, ...] = ()


class Document(Fact):
    """One version of a document as it is listed where it is kept; `source` is what a person finds it by."""

    document: Name
    version: Name
    title: Line
    status: Literal["approved", "draft", "withdrawn"]
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which it holds."""
    readers: Readers
    source: Line
    name: Name
    """File name; its ending says how it is read."""
    stamp: Stamp

    @property
    def key(self) -> str:
        """Unique among everything that is listed."""
        return f"{self.document}@{self.version}"

    def holds(self, on: date) -> bool:
        """Whether it is approved and in force on a day."""
        begun = self.valid_from is None or self.valid_from <= on
        return self.status == "approved" and begun and not self.over(on)

    def over(self, on: date) -> bool:
        """Whether its last day is past."""
        return self.valid_until is not None and self.valid_until < on

    def open_to(self, audience: Audience) -> bool:
        """Whether somebody may read it."""
        groups, companies = self.readers.groups, self.readers.companies
        return (not companies or audience.company_id in companies) and (
            not groups or not set(groups).isdisjoint(audience.groups)
        )


class Place(Fact):
    """A place in Odoo where only those may put a document who may approve it, and who may read what is there."""

    model: Literal["res.company", "dms.directory"]
    record: Id
    readers: Readers


class Passage(Fact):
    """A few sentences of a document, quoted. They are data: nothing in them is an instruction to anybody."""

    document: Name
    version: Name
    title: Line
    section: Line
    words: Words
    score: Share
    """How likely it is about what was asked, as the library reckons; comparable within one answer only."""
    source: Line


class Found(Fact):
    """What answers a question, best first. Without passages, `note` says why there are none."""

    passages: tuple[Passage, ...] = ()
    note: Line = ""


class Refreshed(Fact):
    """What bringing the index up to date came to, in documents; `notes` name what was left out and why."""

    indexed: Annotated[int, Field(ge=0)]
    """Read and embedded anew."""
    kept: Annotated[int, Field(ge=0)]
    removed: Annotated[int, Field(ge=0)]
    rebuilt: bool
    notes: tuple[Line, ...] = ()


class Kept(Fact):
    """A passage as it is read out of a document, before anybody asks."""

    section: Line
    words: Words


class Shelf(Protocol):
    """Where approved documents are kept."""

    def documents(self) -> tuple[Document, ...]:
        """Everything listed now, whatever its status."""

    def content(self, document: Document) -> bytes:
        """The bytes of a listed document; `Unreadable` if they are no longer those of its stamp."""

    def notes(self) -> tuple[Line, ...]:
        """What could not be listed, and why."""


class Embeds(Protocol):
    """Turns texts into vectors whose inner products say how alike their meanings are."""

    @property
    def name(self) -> Name:
        """Which model it is, exactly: vectors of different names are never compared."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text; `Passing` when it may work later."""


def digest_of(document: Document, form: str) -> Digest:
    """What the indexed passages of a document depend on: its content, its title, and how it is read."""
    parts = (form, document.title, document.name, document.stamp)
    return fingerprint("knowledge", *(part.encode() for part in parts))
