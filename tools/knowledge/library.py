"""The library itself: it keeps an index of approved documents up to date, and answers questions with passages."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from threading import Lock

from domain.fact import Line, tame
from tools.errors import Passing
from tools.knowledge.chroma import Batch, Damaged, Generation, full, write
from tools.knowledge.generations import Generations
from tools.knowledge.loading import FORM, passages
from tools.knowledge.opened import Asked, Hit, Opened
from tools.knowledge.ranking import ENOUGH, Relevance, parts
from tools.knowledge.words import (
    Audience,
    Document,
    Embeds,
    Found,
    Passage,
    Refreshed,
    Shelf,
    Unreadable,
    digest_of,
)

NOT_CONFIGURED = "no approved documents are configured"
NONE_IN_FORCE = "no approved document that may be read here is in force and indexed"
NOTHING_RELEVANT = "no approved document says anything about this"
BY_WORDS_ALONE = "the embedding model did not answer: found by words alone"


class Library:
    """An index below one folder, read and made with one embedding model and what is known of its scale."""

    def __init__(self, folder: Path, embeds: Embeds, relevance: Relevance) -> None:
        self._generations = Generations(folder)
        self._embeds = embeds
        self._relevance = relevance
        self._opened: Opened | None = None
        self._turn = Lock()
        """Threads search one after the other. It is never held while waiting to make a generation."""

    def refresh(self, shelves: Sequence[Shelf], *, now: datetime, anew: bool = False) -> Refreshed:
        """Bring the index up to what is approved now: what changed is read and embedded, and everything if `anew`.

        A document that cannot be read is left out and named. `Passing` leaves the index as it was.
        """
        with self._generations.alone():
            wanted, notes = _listed(shelves)
            wanted = {k: (s, d) for k, (s, d) in wanted.items() if d.status == "approved" and not d.over(now.date())}
            before, rebuilt = self._before(anew=anew)
            known = before.index.digests if before else {}
            same = {key for key, (_, document) in wanted.items() if known.get(key) == digest_of(document, FORM)}
            changed = {key: wanted[key] for key in wanted.keys() - same}
            batches = tuple(self._batches(changed, notes))
            drop = known.keys() - same
            if before is None or drop or batches:
                folder = self._generations.begun(before.folder if before else None)
                write(folder, self._embeds.name, drop=drop, add=batches)
                self._generations.finished(folder)
        gone = len(known.keys() - wanted.keys())
        return Refreshed(indexed=len(batches), kept=len(same), removed=gone, rebuilt=rebuilt, notes=tuple(notes))

    def search(
        self, question: str, shelves: Sequence[Shelf], *, audience: Audience, now: datetime, top: int = 3
    ) -> Found:
        """The best passage of each of the `top` documents that are about a question, or why there is none.

        What the shelves list at this moment decides: a document that is not approved, not in force, not for this
        audience or not as it was indexed is neither searched nor quoted. `Passing` when a shelf does not answer.
        """
        if not shelves:
            return Found(note=NOT_CONFIGURED)
        asked, note = self._asked(question)
        try:
            return self._found(asked, shelves, audience=audience, now=now, top=top, note=note)
        except Damaged:
            self.refresh(shelves, now=now, anew=True)
            return self._found(asked, shelves, audience=audience, now=now, top=top, note=note)

    def _found(
        self, asked: Asked, shelves: Sequence[Shelf], *, audience: Audience, now: datetime, top: int, note: Line
    ) -> Found:
        listed, _ = _listed(shelves)
        with self._turn:
            opened = self._open()
            readable = {
                key: document
                for key, (_, document) in listed.items()
                if document.holds(now.date())
                and document.open_to(audience)
                and opened.index.digests.get(key) == digest_of(document, FORM)
            }
            if not readable:
                return Found(note=NONE_IN_FORCE)
            hits = opened.rank(asked, readable.keys(), self._relevance)
        quoted: dict[str, Passage] = {}
        for hit in hits:
            document = readable.get(hit.held.key)
            if document is not None and hit.relevance >= ENOUGH and len(quoted) < top:
                quoted.setdefault(document.key, _passage(document, hit))
        return Found(passages=tuple(quoted.values()), note=note if quoted else NOTHING_RELEVANT)

    def _asked(self, question: str) -> tuple[Asked, Line]:
        try:
            return Asked(question, self._embeds.vectors(parts(question))), ""
        except Passing:
            return Asked(question, None), BY_WORDS_ALONE

    def _before(self, *, anew: bool) -> tuple[Opened | None, bool]:
        """The current generation, if it is whole and of this model; and whether one is replaced from nothing."""
        if anew or self._generations.current() is None:
            return None, self._generations.current() is not None
        try:
            with self._turn:
                return self._open(), False
        except Damaged:
            return None, True

    def _open(self) -> Opened:
        """The current generation; call it in turn, for the one before is closed."""
        folder = self._generations.current()
        if folder is None:
            message = "there is no index yet"
            raise Damaged(message)
        if self._opened is None or self._opened.folder != folder:
            if self._opened is not None:
                self._opened.index.close()
                self._opened = None
            self._opened = Opened(folder, Generation(folder, self._embeds.name))
        return self._opened

    def _batches(self, changed: Mapping[str, tuple[Shelf, Document]], notes: list[Line]) -> Iterator[Batch]:
        for key, (shelf, document) in sorted(changed.items()):
            try:
                found = passages(document, shelf.content(document))
            except Unreadable as no:
                notes.append(tame(str(no)))
                continue
            texts = [full(document.title, passage) for passage in found]
            yield Batch(key, document.title, digest_of(document, FORM), found, self._embeds.vectors(texts))


def _listed(shelves: Sequence[Shelf]) -> tuple[dict[str, tuple[Shelf, Document]], list[Line]]:
    """Everything listed now by its key. A shelf that cannot be read as a whole lists nothing, and that is said."""
    found: dict[str, tuple[Shelf, Document]] = {}
    notes: list[Line] = []
    for shelf in shelves:
        try:
            documents = shelf.documents()
        except Unreadable as no:
            notes.append(tame(str(no)))
            continue
        notes += shelf.notes()
        for document in documents:
            if document.key in found:
                notes.append(tame(f"{document.source} is left out: {document.key} is listed elsewhere already"))
            else:
                found[document.key] = (shelf, document)
    return found, notes


def _passage(document: Document, hit: Hit) -> Passage:
    return Passage(
        document=document.document,
        version=document.version,
        title=document.title,
        section=hit.held.passage.section,
        words=hit.held.passage.words,
        score=Decimal(f"{hit.relevance:.6f}"),
        source=document.source,
    )
