"""How well procedures are found: `python -m bench.retrieval`.

698 procedures and 49 long tasks that need some of them (tau2-bench; on average ten of them), as the library keeps and
ranks them: cut into passages, in its own index, the best passage of a document standing for it. nDCG@10 and recall@10
of words alone (BM25), of meaning alone, and of both as the library fuses them, beside the task's whole text as one
vector (the local model reads its first 256 tokens). The share of meaning and the size of passages were chosen on the
tasks at even places; the size of the parts of a question and how many of them count on all of them, so the lead on the
others is a little flattering. Figures that came with the data: BM25 .295, MiniLM .284, 0.3 BM25 + 0.7 MiniLM .339.

Then the questions of the library's own tests: is the right document among the first three, and is it refused when
no document speaks of it. With `--fit` the relevance is fitted to the questions at even places, for the embedding model
that the settings name: that is how the figures in `tools/knowledge/ranking.py` were found.
"""

import csv
import gzip
import json
import os
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from domain.fact import tame
from tools.knowledge.chroma import Batch, Generation, full, write
from tools.knowledge.folder import Folder
from tools.knowledge.lexical import Floats
from tools.knowledge.library import Library
from tools.knowledge.loading import passages
from tools.knowledge.minilm import MiniLm, installed
from tools.knowledge.opened import Asked, Hit, Opened
from tools.knowledge.ranking import ENOUGH, LOCAL, by_meaning, fused, parts
from tools.knowledge.words import Audience, Document, Readers

_ROOT = Path(__file__).resolve().parents[1]
_QUESTIONS = _ROOT / "tests" / "tools" / "knowledge"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
READER = Audience(company_id=1, groups=("account.group_account_invoice",))
TOP = 10

Ranks = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Tasks:
    """Procedures (key to title and text), tasks, and which procedures each task needs."""

    procedures: Mapping[str, tuple[str, str]]
    tasks: Mapping[str, str]
    needed: Mapping[str, frozenset[str]]


def data_folder() -> Path:
    """The folder below the one named by WEIGHBRIDGE_DATA, by default beside the project."""
    return Path(os.environ.get("WEIGHBRIDGE_DATA", str(_ROOT.parent / "shared" / "data"))) / "retrieval_tau2"


def read(folder: Path) -> Tasks:
    """The public data as it is."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        procedures = {row["_id"]: (row["title"], row["text"]) for row in map(json.loads, lines)}
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        tasks = {row["_id"]: row["text"] for row in map(json.loads, lines)}
    needed: dict[str, set[str]] = {task: set() for task in tasks}
    with (folder / "qrels.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if float(row["score"]) > 0:
                needed[row["query-id"]].add(row["corpus-id"])
    return Tasks(procedures, tasks, {task: frozenset(found) for task, found in needed.items()})


def indexed(found: Tasks, model: MiniLm, folder: Path) -> Opened:
    """The procedures in an index of the library; prints what it took."""
    began = time.perf_counter()
    cut = {key: passages(_as_document(key, title), text.encode()) for key, (title, text) in found.procedures.items()}
    read_at = time.perf_counter()
    texts = [full(found.procedures[key][0], one) for key, kept in cut.items() for one in kept]
    vectors = model.vectors(texts)
    embedded = time.perf_counter()
    batches, at = [], 0
    for key, kept in cut.items():
        digest = f"sha256:{'0' * 64}"
        batches.append(Batch(key, found.procedures[key][0], digest, kept, vectors[at : at + len(kept)]))
        at += len(kept)
    write(folder, model.name, drop=(), add=batches)
    opened = Opened(folder, Generation(folder, model.name))
    written = time.perf_counter()
    opened.lexicon.scores("words")
    done = time.perf_counter()
    print(
        f"{len(cut)} documents, {len(texts)} passages: read and cut {read_at - began:.1f} s, embedded "
        f"{embedded - read_at:.1f} s, written, opened and checked {written - embedded:.1f} s, words "
        f"{done - written:.1f} s"
    )
    return opened


def _as_document(key: str, title: str) -> Document:
    return Document(
        document=tame(key, 120), version="1", title=tame(title), status="approved", readers=Readers(), source="public",
        name="procedure.md", stamp=f"sha256:{'0' * 64}",
    )  # fmt: skip


def ways(opened: Opened, model: MiniLm) -> Mapping[str, Ranks]:
    """Each way of ranking, as a function from a question to keys of documents."""
    keys = sorted({held.key for held in opened.index.held})
    vectors = opened.index.vectors

    def ordered(scores: Floats) -> list[str]:
        return list(dict.fromkeys(opened.index.held[row].key for row in np.argsort(-scores, kind="stable")))

    def alike(texts: Sequence[str]) -> Floats:
        return np.asarray(model.vectors(texts) @ vectors.T, np.float64)

    def library(question: str) -> list[str]:
        hits = opened.rank(Asked(question, model.vectors(parts(question))), keys, LOCAL)
        return list(dict.fromkeys(hit.held.key for hit in hits))

    return {
        "words alone (BM25)": lambda question: ordered(opened.lexicon.scores(question)),
        "meaning alone, one vector": lambda question: ordered(alike([question])[0]),
        "both, one vector": lambda question: ordered(fused(alike([question])[0], opened.lexicon.scores(question))),
        "meaning alone, in parts": lambda question: ordered(by_meaning(alike(parts(question)))),
        "the library: both, in parts": library,
    }


def measure(found: Tasks, ways_of: Mapping[str, Ranks]) -> None:
    """Print nDCG@10 and recall@10 on all tasks and by halves, and the time of a question."""
    print(f"{'':29}nDCG@10  even   odd  recall@10  ms a question")
    for name, rank in ways_of.items():
        began = time.perf_counter()
        rows = [_scores(rank(text), found.needed[task]) for task, text in found.tasks.items()]
        took = (time.perf_counter() - began) / len(rows) * 1000
        gain, recall = np.array(rows).T
        print(
            f"{name:29}{gain.mean():7.3f}{gain[::2].mean():7.3f}{gain[1::2].mean():6.3f}"
            f"{recall.mean():10.3f}{took:13.0f}"
        )


def _scores(ranked: Sequence[str], needed: frozenset[str]) -> tuple[float, float]:
    gains = [1 / np.log2(place + 2) for place in range(TOP)]
    gained = sum(gain for key, gain in zip(ranked, gains, strict=False) if key in needed)
    return gained / sum(gains[: len(needed)]), len(set(ranked[:TOP]) & needed) / len(needed)


def questions(model: MiniLm, folder: Path, *, fit: bool) -> None:
    """Print how the questions of the tests are answered and refused, and with `fit` the figures fitted to half."""
    asked = tomllib.loads((_QUESTIONS / "questions.toml").read_text(encoding="utf-8"))
    shelf, library = Folder(_QUESTIONS / "approved"), Library(folder, model, LOCAL)
    library.refresh([shelf], now=NOW)
    answered, absent = asked["answered"], asked["absent"]["questions"]
    began = time.perf_counter()
    found = [library.search(text, [shelf], audience=READER, now=NOW) for text in (*answered, *absent)]
    took = (time.perf_counter() - began) / len(found) * 1000
    right = [want in {p.document for p in one.passages} for want, one in zip(answered.values(), found, strict=False)]
    refused = [not one.passages for one in found[len(right) :]]
    print(f"\nquestions of the tests, {took:.0f} ms each: relevance was fitted to those at even places")
    for name, part in (("even", slice(0, None, 2)), ("odd", slice(1, None, 2)), ("all", slice(None))):
        print(
            f"  {name:5} right document among three {sum(right[part])} of {len(right[part])}, "
            f"refused when absent {sum(refused[part])} of {len(refused[part])}"
        )
    if fit:
        opened = library._open()  # noqa: SLF001 - the bench looks behind the counter
        keys = {d.key for d in shelf.documents() if d.holds(NOW.date()) and d.open_to(READER)}
        _fit(_features(opened, model, answered, keys), _features(opened, model, dict.fromkeys(absent, ""), keys))


def _features(opened: Opened, model: MiniLm, asked: Mapping[str, str], keys: set[str]) -> Floats:
    """Cosine and covered share of the right document's passage, or of the best one where there is no right one."""
    rows = []
    for text, want in list(asked.items())[::2]:
        vectors = model.vectors(parts(text))
        hits = opened.rank(Asked(text, vectors), keys, LOCAL)
        right: Hit = next((hit for hit in hits if want and hit.held.key.startswith(f"{want}@")), hits[0])
        row = opened.index.held.index(right.held)
        rows.append(((vectors @ opened.index.vectors[row]).max(), opened.lexicon.covers(text, [row])[0]))
    return np.array(rows)


def _fit(answered: Floats, absent: Floats) -> None:
    true = np.repeat([1.0, -1.0], [len(answered), len(absent)])
    for name, columns in (("bias, meaning, words", [0, 1]), ("bias and slope of words alone", [1])):
        seen = np.vstack([answered, absent])[:, columns]

        def loss(w: Floats, seen: Floats = seen) -> float:
            off = np.log1p(np.exp(-true * (w[0] + seen @ w[1:]))).mean()
            return float(off + 0.001 * np.square(w[1:]).sum())

        print(f"  {name}:", *minimize(loss, np.zeros(len(columns) + 1)).x.round(2), f"(quoted from {ENOUGH} on)")


def main() -> None:
    """Print all tables."""
    model, data = installed(), data_folder()
    with tempfile.TemporaryDirectory() as folder:
        if data.exists():
            found = read(data)
            measure(found, ways(indexed(found, model, Path(folder) / "public"), model))
        else:
            print(f"procedures are skipped: no {data}; set WEIGHBRIDGE_DATA")
        questions(model, Path(folder) / "own", fit="--fit" in sys.argv)


if __name__ == "__main__":
    main()
