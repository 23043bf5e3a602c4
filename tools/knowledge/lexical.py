"""Finding by words: BM25 over the passages, and how much of a question a passage's words cover."""

from collections import Counter
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Lexicon:
    """The words of some texts. Scores have no scale of their own: they compare within one question alone."""

    def __init__(self, texts: Sequence[str]) -> None:
        found = [_words(text) for text in texts]
        self._of = [frozenset(words) for words in found]
        self._in = Counter(word for words in self._of for word in words)
        self._bm25 = bm25s.BM25(method="lucene", k1=1.5, b=0.75) if self._in else None
        if self._bm25 is not None:
            self._bm25.index(found, show_progress=False)

    def scores(self, question: str) -> Floats:
        """BM25 of each text (Robertson and Zaragoza 2009, as Lucene reckons it)."""
        known = [word for word in _words(question) if word in self._in]
        if self._bm25 is None or not known:
            return np.zeros(len(self._of))
        return np.asarray(self._bm25.get_scores(known), np.float64)

    def covers(self, question: str, rows: Sequence[int]) -> Floats:
        """The share of a question's words that stand in each text; a rare word counts for more."""
        weight = {word: self._weight(word) for word in set(_words(question))}
        whole = sum(weight.values())
        return np.array(
            [sum(w for word, w in weight.items() if word in self._of[row]) / whole if whole else 0.0 for row in rows]
        )

    def _weight(self, word: str) -> float:
        return float(np.log1p((len(self._of) - self._in[word] + 0.5) / (self._in[word] + 0.5)))


def _words(text: str) -> list[str]:
    split = bm25s.tokenize([text], stopwords="en", show_progress=False, return_ids=False)
    return [str(word) for word in split[0]]
