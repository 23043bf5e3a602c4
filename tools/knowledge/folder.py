"""A folder of approved documents: `approved.toml` says what each file is, and what it does not list is not there."""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from typing_extensions import override

from domain.fact import Fact, Id, Json, Line, Name, tame
from tools.knowledge.words import Document, Place, Readers, Shelf, Stamp, Unreadable

MANIFEST = "approved.toml"
MOST_BYTES = 20 * 1024 * 1024
_REMEDY = f"Correct {MANIFEST}; until then nothing of this folder is quoted."


class _Entry(Fact):
    """One `[[document]]` of the manifest. Who may read has to be said, and "everyone" has to be meant."""

    id: Name
    version: Name
    title: Line
    status: Literal["approved", "draft", "withdrawn"]
    file: Line
    readers: Readers | Literal["everyone"]
    valid_from: date | None = None
    valid_until: date | None = None
    sha256: Line | None = None
    """Where it is given, only this very content is approved."""


class _Place(Fact):
    """One `[[place]]` in Odoo whose documents are approved by being there."""

    model: Literal["res.company", "dms.directory"]
    record: Id
    readers: Readers | Literal["everyone"]


class _Manifest(Fact):
    document: tuple[_Entry, ...] = ()
    place: tuple[_Place, ...] = ()


class Folder(Shelf):
    """The documents of one folder, listed anew on every call. A file is hashed again only when it was touched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashed: dict[Path, tuple[tuple[int, ...], Stamp]] = {}
        self._notes: list[Line] = []

    @override
    def documents(self) -> tuple[Document, ...]:
        """`Unreadable` when the manifest cannot be read as a whole: then nothing is known to be approved."""
        self._notes = []
        return tuple(self._listed(_manifest(self._folder / MANIFEST)))

    def places(self) -> tuple[Place, ...]:
        """The places in Odoo that the manifest names; `Unreadable` as for `documents`."""
        listed = _manifest(self._folder / MANIFEST).place
        return tuple(Place(model=p.model, record=p.record, readers=_readers(p.readers)) for p in listed)

    def groups(self) -> frozenset[Name]:
        """Every group that the manifest names: an asker's other groups decide nothing."""
        manifest = _manifest(self._folder / MANIFEST)
        readers = [*(d.readers for d in manifest.document), *(p.readers for p in manifest.place)]
        return frozenset(group for said in readers for group in _readers(said).groups)

    @override
    def content(self, document: Document) -> bytes:
        path = self._path(document.source)
        content = path.read_bytes() if path is not None and path.stat().st_size <= MOST_BYTES else b""
        if _stamp(content) != document.stamp:
            message = f"{document.source} changed while it was read"
            raise Unreadable(message, remedy="Bring the library up to date again.")
        return content

    @override
    def notes(self) -> tuple[Line, ...]:
        return tuple(self._notes)

    def _listed(self, manifest: _Manifest) -> Iterator[Document]:
        for entry in manifest.document:
            stamp = self._stamped(entry.file)
            if stamp is None:
                self._notes.append(tame(f"{entry.id}: there is no file {entry.file} of at most 20 MB in the folder"))
            elif entry.sha256 is not None and stamp != f"sha256:{entry.sha256}":
                self._notes.append(tame(f"{entry.id}: {entry.file} is not the content that was approved"))
            else:
                yield Document(
                    document=entry.id,
                    version=entry.version,
                    title=entry.title,
                    status=entry.status,
                    valid_from=entry.valid_from,
                    valid_until=entry.valid_until,
                    readers=_readers(entry.readers),
                    source=entry.file,
                    name=tame(Path(entry.file).name, 120),
                    stamp=stamp,
                )

    def _stamped(self, file: str) -> Stamp | None:
        path = self._path(file)
        if path is None:
            return None
        now = path.stat()
        seen = (now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
        if now.st_size > MOST_BYTES:
            return None
        known = self._hashed.get(path)
        if known is None or known[0] != seen:
            known = self._hashed[path] = (seen, _stamp(path.read_bytes()))
        return known[1]

    def _path(self, file: str) -> Path | None:
        """Where a listed file is; None if it is not there or outside of the folder, also by a link."""
        root = self._folder.resolve()
        path = (root / file).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None


def _readers(said: Readers | Literal["everyone"]) -> Readers:
    return Readers() if said == "everyone" else said


def _stamp(content: bytes) -> Stamp:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _manifest(path: Path) -> _Manifest:
    try:
        plain: Json = tomllib.loads(path.read_text(encoding="utf-8"))
        read = _Manifest.model_validate_json(json.dumps(plain, default=str))
    except OSError as gone:
        message = f"{path} cannot be read"
        raise Unreadable(message, remedy=_REMEDY) from gone
    except ValidationError as unfit:
        first = unfit.errors(include_input=False)[0]
        message = f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise Unreadable(message, remedy=_REMEDY) from None
    except ValueError as unfit:
        message = f"{path}: {unfit}"
        raise Unreadable(message, remedy=_REMEDY) from None
    twice = [key for key, n in Counter((e.id, e.version) for e in read.document).items() if n > 1]
    if twice:
        message = f"{path}: {twice[0][0]} version {twice[0][1]} is listed twice"
        raise Unreadable(message, remedy=_REMEDY)
    return read
