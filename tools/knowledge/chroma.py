"""The one door to Chroma: passages and their vectors in an embedded database, written once and then only read.

A generation is a folder that is never changed after it was made, so a reader can never see half an update. Each
passage carries a seal over its words and vector: Chroma was seen to answer from a cut-off file without an error.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

from domain.fact import Digest, Name, fingerprint
from tools.errors import Permanent
from tools.knowledge.words import Kept, Vectors

_COLLECTION = "passages"
_HNSW = CreateHNSWConfiguration(space="ip", ef_construction=128, ef_search=200, max_neighbors=16)


class Damaged(Permanent):
    """The index is not what was written, or was made by another model; it has to be built again."""


@dataclass(frozen=True)
class Held:
    """One passage as it stands in the index."""

    id: str
    key: str
    title: str
    digest: Digest
    passage: Kept

    @property
    def text(self) -> str:
        """What is searched."""
        return full(self.title, self.passage)


@dataclass(frozen=True)
class Batch:
    """One document to be written: its key, its title, what it depends on, its passages and their vectors (N, D)."""

    key: str
    title: str
    digest: Digest
    passages: tuple[Kept, ...]
    vectors: Vectors

    def held(self) -> list[Held]:
        """Its passages as they will stand in the index."""
        return [
            Held(id=f"{self.key}#{n}", key=self.key, title=self.title, digest=self.digest, passage=passage)
            for n, passage in enumerate(self.passages)
        ]


class Generation:
    """One folder, opened for reading. `held` and the rows of `vectors` are parallel."""

    def __init__(self, folder: Path, embedder: Name) -> None:
        """`Damaged` unless every passage is as it was sealed and the model is `embedder`."""
        with _in_our_words():
            self._client = _client(folder)
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            meta = self._collection.metadata or {}
            read = self._collection.get(include=["embeddings", "documents", "metadatas"])
            rows = list(zip(read["ids"], read["metadatas"] or (), read["documents"] or (), strict=True))
            self.held = tuple(
                Held(
                    id=row,
                    key=str(said["key"]),
                    title=str(said["title"]),
                    digest=str(said["digest"]),
                    passage=Kept(section=str(said["section"]), words=words),
                )
                for row, said, words in rows
            )
            self.vectors: Vectors = np.array(read["embeddings"], np.float32).reshape(len(rows), -1)
        seals = [_seal(held, vector) for held, vector in zip(self.held, self.vectors, strict=True)]
        sealed = seals == [said["seal"] for _, said, _ in rows] and meta.get("passages") == len(rows)
        if not sealed or meta.get("embedder") != embedder:
            self.close()
            message = "the index is not whole" if not sealed else "the index was made by another embedding model"
            raise Damaged(message)

    @cached_property
    def digests(self) -> dict[str, Digest]:
        """What is indexed: the digest of each document by its key."""
        return {held.key: held.digest for held in self.held}

    def nearest(self, vectors: Vectors, keys: Collection[str], most: int) -> set[int]:
        """The rows of the nearest passages to any of the vectors, of these documents alone."""
        if not keys or not len(self.held):
            return set()
        with _in_our_words():
            answer = self._collection.query(
                query_embeddings=vectors,
                n_results=min(most, len(self.held)),
                where=_among(keys),
                include=[],
            )
        rows = {self._rows[found] for near in answer["ids"] for found in near}
        if not rows:
            message = "the index finds nothing of what it holds"
            raise Damaged(message)
        return rows

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {held.id: row for row, held in enumerate(self.held)}


def full(title: str, passage: Kept) -> str:
    """A passage as it is searched: its words, which hold their headings, under the title of the document."""
    return f"{title}\n{passage.words}"


def write(folder: Path, embedder: Name, *, drop: Collection[str], add: Sequence[Batch]) -> None:
    """Make a generation in `folder`, which is empty or a copy of another one; then nobody writes to it any more."""
    with _in_our_words():
        client = _client(folder)
        collection = client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": _HNSW},
        )
        if drop:
            collection.delete(where=_among(drop))
        held = [one for batch in add for one in batch.held()]
        vectors = [vector for batch in add for vector in batch.vectors]
        for start in range(0, len(held), most := client.get_max_batch_size()):
            _add(collection, held[start : start + most], vectors[start : start + most])
        collection.modify(metadata={"embedder": embedder, "passages": collection.count()})
        client.close()


def _add(collection: chromadb.Collection, held: Sequence[Held], vectors: Sequence[Vectors]) -> None:
    collection.add(
        ids=[one.id for one in held],
        embeddings=np.stack(vectors),
        documents=[one.passage.words for one in held],
        metadatas=[
            {
                "key": one.key,
                "title": one.title,
                "digest": one.digest,
                "section": one.passage.section,
                "seal": _seal(one, vector),
            }
            for one, vector in zip(held, vectors, strict=True)
        ],
    )


def _among(keys: Collection[str]) -> chromadb.Where:
    return cast(chromadb.Where, {"key": {"$in": sorted(keys)}})


def _seal(held: Held, vector: Vectors) -> Digest:
    said = (held.id, held.key, held.title, held.digest, held.passage.section, held.passage.words)
    return fingerprint("passage", *(part.encode() for part in said), vector.astype("<f4").tobytes())


def _client(folder: Path) -> Client:
    """Embedded: no server is started, nothing is reported, and nothing can be wiped over the API."""
    settings = Settings(anonymized_telemetry=False, allow_reset=False, chroma_otel_granularity=None)
    return cast(Client, chromadb.PersistentClient(path=str(folder), settings=settings))


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (ChromaError, ValueError, LookupError, TypeError, AttributeError) as said:  # as seen on broken files
        message = f"the index cannot be read ({type(said).__name__})"
        raise Damaged(message) from said
