"""How what is found by words and what is found by meaning become one order, and when nothing is about the question."""

import re
from dataclasses import dataclass

import numpy as np

from tools.knowledge.lexical import Floats

MEANING = 0.7
"""Share of meaning in the order; the rest is words. Chosen on every other query of `bench.retrieval`."""
ENOUGH = 0.5
"""From this relevance on a passage is quoted."""
_BEST_PARTS = 3
_PART = 400
_MOST_PARTS = 24
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORTEST = 16


@dataclass(frozen=True)
class Relevance:
    """How likely a passage is about a question: logistic in its cosine and in the share of words that it covers.

    Cosines have another scale for each embedding model; without vectors the words decide by figures of their own.
    """

    bias: float
    meaning: float
    words: float
    words_alone: tuple[float, float]
    """Bias and slope where there are no vectors."""

    def of(self, cosine: Floats | None, covered: Floats) -> Floats:
        """The relevance of passages (N) from their best cosines and covered shares."""
        bias, slope = self.words_alone
        logit = bias + slope * covered
        if cosine is not None:
            logit = self.bias + self.meaning * cosine + self.words * covered
        return np.asarray(1 / (1 + np.exp(-logit)), np.float64)


LOCAL = Relevance(bias=-4.25, meaning=7.02, words=6.28, words_alone=(-2.21, 8.7))
"""Of the local model; fitted to every other question of the tests (`bench.retrieval` prints the others too)."""
ENDPOINT = LOCAL
"""Where to start with another model: its cosines have a scale of their own, and `bench.retrieval` fits to it."""


def parts(question: str) -> tuple[str, ...]:
    """A long question in parts of some sentences each, for a vector of everything at once is about nothing."""
    found: list[str] = []
    for sentence in _SENTENCE_END.split(question):
        if found and len(found[-1]) + len(sentence) < _PART:
            found[-1] = f"{found[-1]} {sentence}".strip()
        elif len(sentence) >= _SHORTEST or not found:
            found.append(sentence.strip())
    return tuple(found[:_MOST_PARTS])


def by_meaning(alike: Floats) -> Floats:
    """How near each passage is to a question, from the cosines of its parts (P, N): the mean of the best three."""
    return np.asarray(np.sort(alike, axis=0)[-_BEST_PARTS:].mean(axis=0), np.float64)


def fused(meaning: Floats | None, words: Floats) -> Floats:
    """One score to order passages by: both on the scale of the candidates, from the worst to the best of them."""
    return _scaled(words) if meaning is None else MEANING * _scaled(meaning) + (1 - MEANING) * _scaled(words)


def _scaled(scores: Floats) -> Floats:
    low, high = scores.min(initial=np.inf), scores.max(initial=-np.inf)
    return np.zeros_like(scores) if not high > low else (scores - low) / (high - low)
