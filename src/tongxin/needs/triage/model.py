"""The learnt part of triage: which leaf of the guide, and how urgent. Deterministic."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongxin.needs.triage import examples, features, keeping, pairs, wordlists
from tongxin.needs.triage.examples import Example

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

VERSION = "3"
"""Change it when features, comparisons or fits change: caches of another version are not read."""
STRENGTH = 0.5
"""Inverse regularisation of the linear separators; chosen by cross-validation."""
ROUTE_SHARE = 1.0
"""How much the separator of routes adds to that of leaves; chosen by cross-validation."""
SHARPNESS = 3.2
"""Multiplies margins before they become probabilities, so that confidence matches accuracy."""
URGENCY_SHARPNESS = 2.0


class Model:
    """A fitted triage model. Holds arrays only; safe to share between threads."""

    def __init__(self, learnt: features.Features, arrays: dict[str, Any]) -> None:
        """Take the vocabulary and the weights."""
        self.features = learnt
        self.path: Path | None = None
        """Where it is kept, if it is."""
        self._arrays = arrays
        self.leaves = [str(leaf) for leaf in arrays["leaves"]]
        self.urgencies = [str(urgency) for urgency in arrays["urgencies"]]
        self.texts = [str(text) for text in arrays["texts"]]
        self.text_leaves = [str(leaf) for leaf in arrays["text_leaves"]]
        self._pulls: dict[str, tuple[dict[str, float], dict[str, float]]] = {}
        self._nearest = learnt.letter_rows(self.texts).T.tocsc()

    def scores(self, rows: csr_matrix) -> NDArray[Any]:
        """Return texts × leaves of probabilities."""
        return _softmax(SHARPNESS * (rows @ self._arrays["weights"].T + self._arrays["bias"]))

    def urgency_scores(self, rows: csr_matrix) -> NDArray[Any]:
        """Return texts × urgencies of probabilities."""
        margins = rows @ self._arrays["urgency_weights"].T + self._arrays["urgency_bias"]
        return _softmax(URGENCY_SHARPNESS * margins)

    def pull(self, leaf: str) -> tuple[dict[str, float], dict[str, float]]:
        """Return what each run of letters and each concept says for a leaf, against the average."""
        if leaf not in self._pulls:
            weights = self._arrays["weights"]
            own = weights[self.leaves.index(leaf)] - weights.mean(axis=0)
            grams, concepts = self.features.letters, wordlists.concept_names()
            said = (own[: len(grams.columns)] * grams.rarity).tolist()
            told = own[-len(concepts) :].tolist()
            self._pulls[leaf] = (
                {gram: said[number] for gram, number in grams.columns.items()},
                dict(zip(concepts, told, strict=True)),
            )
        return self._pulls[leaf]

    def nearest(self, letters: csr_matrix) -> list[tuple[int, float]]:
        """Return for each row the most like labelled example and its likeness 0–1."""
        import numpy as np

        found: list[tuple[int, float]] = []
        for start in range(0, letters.shape[0], 500):
            likeness = (letters[start : start + 500] @ self._nearest).toarray()
            best = np.argmax(likeness, axis=1)
            found += [(int(b), float(row[b])) for b, row in zip(best, likeness, strict=True)]
        return found

    def save(self, path: Path) -> None:
        """Write the arrays, whole or not at all."""
        keeping.write(path, {**self._arrays, **self.features.arrays()})
        self.path = path

    @classmethod
    def load(cls, path: Path) -> Model | None:
        """Read what `save` wrote; None when it is not there or cannot be read."""
        arrays = keeping.read(path)
        if arrays is None:
            return None
        model = cls(features.Features.from_arrays(arrays), arrays)
        model.path = path
        return model


def fit(
    labels: Sequence[Example] | None = None,
    *,
    corrections: Sequence[Example] = (),
    cache: Path | None = None,
) -> Model:
    """Fit on the labels of the repository (or these) and the decisions that differed.

    `cache` is a folder: the arrays are kept there under a hash of examples, lists and version.
    """
    known = [*(examples.labelled() if labels is None else labels), *corrections]
    if cache is None:
        return _fit(known)
    path = cache / f"triage-{examples.fingerprint(known, VERSION, *_list_texts())}.npz"
    model = Model.load(path)
    if model is None:
        model = _fit(known)
        model.save(path)
    return model


@lru_cache(maxsize=1)
def default_model() -> Model:
    """Return the model of the repository's labels, fitted at first use."""
    folder = os.environ.get("TONGXIN_TRIAGE_CACHE")
    return fit(cache=Path(folder) if folder else None)


def _list_texts() -> list[str]:
    folder = resources.files(__package__).joinpath("lexicon")
    listed = sorted(folder.iterdir(), key=lambda item: item.name)
    return [*(item.read_text("utf-8") for item in listed), *pairs.source()]


def _fit(known: Sequence[Example]) -> Model:
    import numpy as np

    every = [*known, *examples.wrapped(known)]
    texts = [each.text for each in every]
    learnt = features.Features.learn([each.text for each in known])
    rows = learnt.rows(texts)
    weight = np.array([each.weight for each in every])
    named = [each.leaf for each in every]
    leaves, weights, bias = _separate(rows, named, weight)
    routes, route_weights, route_bias = _separate(rows, [each.route for each in every], weight)
    above = [list(routes).index(leaf.partition("/")[0]) for leaf in leaves]
    weights = weights + ROUTE_SHARE * route_weights[above]
    bias = bias + ROUTE_SHARE * route_bias[above]
    timed = [n for n, each in enumerate(every) if each.urgency]
    urgencies, urgency_weights, urgency_bias = _separate(
        rows[timed], [every[n].urgency for n in timed], weight[timed]
    )
    return Model(
        learnt,
        {
            "leaves": leaves,
            "weights": weights,
            "bias": bias,
            "urgencies": urgencies,
            "urgency_weights": urgency_weights,
            "urgency_bias": urgency_bias,
            "texts": np.array([each.text for each in known]),
            "text_leaves": np.array([each.leaf for each in known]),
        },
    )


def _separate(
    rows: csr_matrix, names: Sequence[str], weight: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return classes, weights and biases: one class against the rest, small classes helped."""
    import numpy as np
    from sklearn.svm import LinearSVC
    from sklearn.utils.class_weight import compute_sample_weight

    balance = np.sqrt(compute_sample_weight("balanced", names))
    separator = LinearSVC(C=STRENGTH, random_state=0)
    separator.fit(rows, names, sample_weight=weight * balance)
    return separator.classes_.astype(str), separator.coef_, separator.intercept_


def _softmax(scores: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: NDArray[Any] = shares / shares.sum(axis=1, keepdims=True)
    return probabilities
