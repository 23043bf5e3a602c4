"""An opened generation with the words of its passages: everything that a question is answered from."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from tools.knowledge.chroma import Generation, Held
from tools.knowledge.lexical import Floats, Lexicon
from tools.knowledge.ranking import Relevance, by_meaning, fused
from tools.knowledge.words import Vectors

CANDIDATES = 50
"""Passages that are looked at closely: so many by words, and so many for each part of the question by meaning."""


@dataclass(frozen=True)
class Asked:
    """A question, and the vectors of its parts; None where the embedding model is away."""

    question: str
    vectors: Vectors | None


@dataclass(frozen=True)
class Hit:
    """One passage that was found. `score` orders within one answer; `relevance` is the chance that it is about it."""

    held: Held
    score: float
    relevance: float


@dataclass(frozen=True)
class Opened:
    """One generation, and where it was opened from."""

    folder: Path
    index: Generation

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of all passages."""
        return Lexicon([held.text for held in self.index.held])

    def rank(self, asked: Asked, keys: Collection[str], relevance: Relevance) -> tuple[Hit, ...]:
        """Passages of these documents alone, best first."""
        words = self.lexicon.scores(asked.question)
        rows = self._candidates(asked, keys, words)
        if not rows:
            return ()
        covered = self.lexicon.covers(asked.question, rows)
        cosines = None if asked.vectors is None else np.asarray(asked.vectors @ self.index.vectors[rows].T, np.float64)
        score = fused(None if cosines is None else by_meaning(cosines), words[rows])
        chance = relevance.of(None if cosines is None else cosines.max(axis=0), covered)
        best = np.argsort(-score, kind="stable")
        return tuple(Hit(self.index.held[rows[n]], float(score[n]), float(chance[n])) for n in best)

    def _candidates(self, asked: Asked, keys: Collection[str], words: Floats) -> list[int]:
        allowed = np.array([held.key in keys for held in self.index.held], np.bool_)
        best = np.argsort(-np.where(allowed & (words > 0), words, 0.0), kind="stable")[:CANDIDATES]
        found = {int(row) for row in best if words[row] > 0 and allowed[row]}
        if asked.vectors is not None:
            found |= self.index.nearest(asked.vectors, keys, CANDIDATES)
        return sorted(found)
