"""Approved documents that are kept in Odoo: attachments of a company, and files of a directory of OCA's `dms`."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, ValidationError
from typing_extensions import override

from domain.fact import Json, Line, tame
from tools.errors import Gone, Misused, NotAllowed, Refused
from tools.knowledge.words import Document, Place, Shelf, Unreadable
from tools.odoo.records import Instant, Notes, Reader, Record, Text
from tools.odoo.session import OdooSession

_SAID = re.compile(r"^\s*(version|status|valid from|valid until)\s*:\s*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)
MOST_BYTES = 10 * 1024 * 1024
"""More would not fit into one answer of Odoo."""
_TOLERATED = (Refused, Misused, NotAllowed, Gone)
"""What says that a place is not there for this user: it lists nothing, and that is told."""


class _Attachment(Record):
    name: Text
    checksum: Text
    file_size: int
    description: Annotated[str, BeforeValidator(lambda said: said or "")]
    write_date: Instant


class _File(Record):
    name: Text
    checksum: Text
    size: Annotated[float, Field(ge=0)]
    write_date: Instant


class _Directory(Record):
    alias_name: Text


_Row: TypeAlias = tuple[str, "_Attachment | _File", float, Mapping[str, str]]
"""Model, record, size, and what its description says."""


class InOdoo(Shelf):
    """The documents of some places, listed anew on every call with the rights of the session's user.

    Being there is the approval: only administrators may attach to a company, and a directory has groups of its own. A
    directory that takes files by e-mail is refused, because then anybody may put something there. The description
    of an attachment may say `Version: 3`, `Status: withdrawn`, `Valid from:` and `Valid until: 2026-12-31`.
    """

    def __init__(self, odoo: OdooSession, places: Sequence[Place], *, company_id: int) -> None:
        self._reader = Reader(odoo, company_id, Notes())
        self._places = places

    @override
    def documents(self) -> tuple[Document, ...]:
        """`Passing` when Odoo does not answer."""
        return tuple(document for place in self._places for document in self._listed(place))

    @override
    def content(self, document: Document) -> bytes:
        model, _, record = document.source.partition(",")
        field = "content" if model == "dms.file" else "datas"
        rows = self._reader.odoo.rows(model, [["id", "=", int(record)]], [field], company_id=self._reader.company_id)
        try:
            content = base64.b64decode(str(rows[0][field] or "")) if rows else b""
        except binascii.Error:
            content = b""
        if f"sha1:{hashlib.sha1(content, usedforsecurity=False).hexdigest()}" != document.stamp:
            message = f"{document.source} changed while it was read"
            raise Unreadable(message, remedy="Bring the library up to date again.")
        return content

    @override
    def notes(self) -> tuple[Line, ...]:
        return self._reader.notes.lines()

    def _listed(self, place: Place) -> Iterator[Document]:
        try:
            found = [*(self._files(place) if place.model == "dms.directory" else self._attachments(place))]
        except _TOLERATED as no:
            self._reader.notes.add(f"{place.model},{place.record} lists nothing: {no}")
            return
        for model, row, size, said in found:
            source = f"{model},{row.id}"
            if size > MOST_BYTES:
                self._reader.notes.add(f"{source} is left out: it is larger than 10 MB")
                continue
            try:
                yield _document(place, source, row, said)
            except (ValidationError, ValueError):
                self._reader.notes.add(f"{source} is left out: its name or description cannot be read")

    def _attachments(self, place: Place) -> Iterator[_Row]:
        domain: list[Json] = [["res_model", "=", place.model], ["res_id", "=", place.record], ["type", "=", "binary"]]
        for row in self._reader.records(_Attachment, "ir.attachment", domain):
            said = {key.lower(): value for key, value in _SAID.findall(row.description)}
            yield "ir.attachment", row, row.file_size, said

    def _files(self, place: Place) -> Iterator[_Row]:
        directories = self._reader.records(_Directory, "dms.directory", [["id", "child_of", place.record]])
        for directory in directories:
            if directory.alias_name:
                self._reader.notes.add(f"dms.directory,{directory.id} takes files by e-mail and lists nothing")
        closed = [d.id for d in directories if not d.alias_name]
        for row in self._reader.records(_File, "dms.file", [["directory_id", "in", [*closed]]]):
            yield "dms.file", row, row.size, {}


def _document(place: Place, source: str, row: _Attachment | _File, said: Mapping[str, str]) -> Document:
    status = said.get("status", "approved").lower()
    if status not in {"approved", "draft", "withdrawn"}:
        raise ValueError(status)
    return Document(
        document=source.replace(",", "-"),
        version=tame(said.get("version") or f"{row.write_date:%Y-%m-%d}", 120),
        title=tame(row.name),
        status="approved" if status == "approved" else "draft" if status == "draft" else "withdrawn",
        valid_from=_day(said.get("valid from")),
        valid_until=_day(said.get("valid until")),
        readers=place.readers,
        source=source,
        name=tame(row.name, 120),
        stamp=f"sha1:{row.checksum}",
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
