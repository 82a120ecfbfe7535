"""Messages prepared for comparing: their words, what they are about, and the places they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongxin.needs.triage import features, keeping, likeness
from tongxin.needs.triage.grams import Grams
from tongxin.needs.triage.likeness import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from tongxin.needs.triage.model import Model

TOPICS = 64
"""Directions the words of the examples are folded into: words used alike are near."""
_AT_ONCE = 2_000
"""Messages prepared together: as many as the caches of normalised texts hold with ease."""


class Corpus:
    """Messages with everything the scorer needs, prepared once; row n is message n."""

    def __init__(
        self,
        texts: Sequence[str],
        places: Sequence[str] | None = None,
        times: Sequence[datetime | None] | None = None,
        *,
        model: Model,
        leaves: NDArray[Any] | None = None,
    ) -> None:
        """Prepare the messages; places are codes whose prefixes are the places above.

        `leaves` are the messages' scores by the model, texts × leaves, where they are known.
        """
        size = len(texts)
        places, times = places or [""] * size, times or [None] * size
        parts = [
            _Part(texts[n : n + _AT_ONCE], places[n : n + _AT_ONCE], times[n : n + _AT_ONCE],
                  model, None if leaves is None else leaves[n : n + _AT_ONCE])
            for n in range(0, max(size, 1), _AT_ONCE)
        ]  # fmt: skip
        self._take(parts)

    @classmethod
    def joined(cls, corpora: Sequence[Corpus]) -> Corpus:
        """Return the messages of several, one after the other; nothing is prepared again."""
        corpus = cls.__new__(cls)
        corpus._take(corpora)
        return corpus

    def only(self, rows: Sequence[int]) -> Corpus:
        """Return the messages of these rows."""
        corpus = Corpus.__new__(Corpus)
        corpus.messages = [self.messages[row] for row in rows]
        corpus.words, corpus.concepts = self.words[rows], self.concepts[rows]
        corpus.topics, corpus.leaves = self.topics[rows], self.leaves[rows]
        return corpus

    def _take(self, parts: Sequence[Corpus] | Sequence[_Part]) -> None:
        import numpy as np
        from scipy.sparse import vstack

        self.messages: list[Message] = [message for part in parts for message in part.messages]
        self.words: csr_matrix = vstack([part.words for part in parts], format="csr")
        self.concepts: csr_matrix = vstack([part.concepts for part in parts], format="csr")
        self.topics: NDArray[Any] = np.concatenate([part.topics for part in parts])
        self.leaves: NDArray[Any] = np.concatenate([part.leaves for part in parts])

    def __len__(self) -> int:
        """Return how many messages there are."""
        return len(self.messages)


class _Part:
    """Some messages of a corpus."""

    def __init__(
        self,
        texts: Sequence[str],
        places: Sequence[str],
        times: Sequence[datetime | None],
        model: Model,
        leaves: NDArray[Any] | None,
    ) -> None:
        import numpy as np

        known = model.features.letters.columns
        self.messages = [
            likeness.prepare(text, place, time, known=known)
            for text, place, time in zip(texts, places, times, strict=True)
        ]
        self.words = _words(model).rows([message.shown for message in self.messages])
        self.topics = _unit_dense(self.words @ _fold(model))
        self.concepts = _unit(features.concepts_of(texts))
        if leaves is None:
            leaves = model.scores(model.features.rows(texts))
        self.leaves = np.asarray(leaves)


def _unit(rows: csr_matrix) -> csr_matrix:
    """Return the rows of length 1, in place; empty ones stay empty."""
    import numpy as np

    counts = np.diff(rows.indptr)
    row = np.repeat(np.arange(rows.shape[0]), counts)
    length = np.sqrt(np.bincount(row, rows.data**2, minlength=rows.shape[0]))
    rows.data /= length[row]
    return rows


def _unit_dense(rows: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    length = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    unit: NDArray[Any] = rows / np.where(length > 0, length, 1.0)
    return unit


@lru_cache(maxsize=2)
def _words(model: Model) -> Grams:
    def learn() -> keeping.Arrays:
        learnt = Grams.learn([features.letters_of(text) for text in model.texts], (1, 2))
        return {"grams": np.array(learnt.names(), dtype=str), "rarity": learnt.rarity}

    import numpy as np

    arrays = keeping.kept(model, "words", learn)
    columns = {str(gram): number for number, gram in enumerate(arrays["grams"])}
    return Grams(columns, arrays["rarity"], (1, 2))


@lru_cache(maxsize=2)
def _fold(model: Model) -> NDArray[Any]:
    def learn() -> keeping.Arrays:
        from sklearn.decomposition import TruncatedSVD

        rows = _words(model).rows([features.letters_of(text) for text in model.texts])
        folded = TruncatedSVD(TOPICS, random_state=0).fit(rows).components_.T
        return {"fold": folded.astype("float32")}

    fold: NDArray[Any] = keeping.kept(model, "topics", learn)["fold"]
    return fold
