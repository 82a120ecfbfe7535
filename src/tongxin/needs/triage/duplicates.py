"""Likely duplicates: the same matter at the same place, told by different people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongxin.needs.triage import keeping, likeness, pairs
from tongxin.needs.triage.candidates import candidates as candidates_of
from tongxin.needs.triage.corpus import Corpus
from tongxin.needs.triage.likeness import Compared, Message
from tongxin.needs.triage.suggestion import Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongxin.needs.triage.model import Model

ALIKE = 0.6
"""From this likeness on a pair is offered; chosen by cross-validation and on real letters."""
_STRENGTH = 1.0
_AT_ONCE = 10_000
"""Pairs compared in one go; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages, `i` before `j` in the list, and how like they are, with reasons."""

    i: int
    j: int
    likeness: float
    reasons: tuple[Reason, ...]


def find_duplicates(
    texts: Sequence[str],
    places: Sequence[str] | None = None,
    times: Sequence[datetime | None] | None = None,
    *,
    model: Model,
    scorer: Scorer | None = None,
    at_least: float = ALIKE,
    leaves: NDArray[Any] | None = None,
) -> list[Pair]:
    """Return the likely duplicates among the texts, most like first.

    `leaves` are the texts' scores by the model (texts × leaves) where they are known already.
    """
    if len(texts) < 2:
        return []
    corpus = Corpus(texts, places, times, model=model, leaves=leaves)
    judge = scorer or default_scorer(model)
    return scored(corpus, corpus, candidates_of(corpus), judge, at_least)


def scored(
    left: Corpus, right: Corpus, candidates: NDArray[Any], judge: Scorer, floor: float
) -> list[Pair]:
    """Return the pairs (row of left, row of right) from the floor on, most like first."""
    found: list[Pair] = []
    for start in range(0, len(candidates), _AT_ONCE):
        found += _judged(left, right, candidates[start : start + _AT_ONCE], judge, floor)
    return sorted(found, key=lambda pair: (-pair.likeness, pair.i, pair.j))


def _judged(
    left: Corpus, right: Corpus, part: NDArray[Any], judge: Scorer, floor: float
) -> Iterator[Pair]:
    both = [(left.messages[i], right.messages[j]) for i, j in part.tolist()]
    compared = [likeness.compare(one, other) for one, other in both]
    gaps = [_days_apart(one, other) for one, other in both]
    table = _table(left, right, part, compared, gaps)
    scores = judge.judge(table)
    for n in (scores >= floor).nonzero()[0].tolist():
        why = likeness.reasons(compared[n], gaps[n], float(table[n, _WORDS]))
        yield Pair(int(part[n, 0]), int(part[n, 1]), round(float(scores[n]), 3), why)


def _days_apart(one: Message, other: Message) -> float:
    if one.time is None or other.time is None:
        return 0.0
    return abs((one.time - other.time).total_seconds()) / 86_400


def _table(
    left: Corpus,
    right: Corpus,
    candidates: NDArray[Any],
    compared: Sequence[Compared],
    gaps: Sequence[float],
) -> NDArray[Any]:
    """Return candidates × what the scorer weighs."""
    import numpy as np

    i, j = candidates.T
    words = np.asarray(left.words[i].multiply(right.words[j]).sum(axis=1)).ravel()
    concepts = np.asarray(left.concepts[i].multiply(right.concepts[j]).sum(axis=1)).ravel()
    leaves = np.sqrt(left.leaves[i] * right.leaves[j]).sum(axis=1)
    topics = (left.topics[i] * right.topics[j]).sum(axis=1)
    seen = np.array([[getattr(each, name) for name in _SEEN] for each in compared], dtype=float)
    column = dict(zip(_SEEN, seen.T, strict=True))
    alike = np.maximum(column["matter"], concepts)
    letters = np.array([each.letters for each in compared])
    what = np.column_stack([words, concepts, leaves, topics, alike, letters])
    where = column["place"]
    stale = np.log1p(np.maximum(np.array(gaps) - STALE_AFTER_DAYS, 0.0))
    verbatim = np.array([each.verbatim for each in compared], dtype=float)
    pairs = candidates.tolist()
    long = [min(len(left.messages[a].shown), len(right.messages[b].shown)) for a, b in pairs]
    letter = np.array(long) >= likeness.LETTER
    verbatim = np.maximum(verbatim, (words >= _SAME_LETTER) & letter)
    vague = letter * np.maximum(_LETTERS_SHARE - words, 0.0)
    costs = _STALE_COSTS * stale + _VAGUE_COSTS * vague
    return np.column_stack([seen, what, what * where[:, None], verbatim, costs])


_SEEN = (
    "place_conflict",
    "number_conflict",
    "person_conflict",
    "contrast",
    "place",
    "apart",
    "number",
    "matter",
    "matter_conflict",
)
_AGAINST = ("apart", "matter_conflict")
_CONFLICTS = 4
"""So many columns at the head of the table speak against."""
_WORDS = len(_SEEN)
"""The column of how like the words are."""
STALE_AFTER_DAYS = 14.0
_STALE_COSTS = 0.8
"""Taken from the score for each e-fold of days beyond `STALE_AFTER_DAYS`; set, not learnt."""
_CONFLICT_COSTS = 5.0
"""A contradicted place, number or choice costs at least this much, whatever the pairs taught."""
_LETTERS_SHARE = 0.35
_VAGUE_COSTS = 10.0
"""Two long letters about one matter share at least so many words; set on real letters."""
_SAME_LETTER = 0.9
"""Two long letters so much alike in their words are one letter, sent twice with other greetings."""
_VERBATIM_SCORE = 2.2
"""Nearly the same letters and nothing against it: the message was sent twice."""


class Scorer:
    """A logistic regression over compared pairs."""

    def __init__(self, weights: NDArray[Any], bias: float) -> None:
        """Take one weight per column of the table but the last two."""
        self.weights = weights
        self.bias = bias

    def judge(self, table: NDArray[Any]) -> NDArray[Any]:
        """Return the probability that each pair is one matter."""
        import numpy as np

        score = table[:, :-2] @ self.weights + self.bias
        apart = table[:, :_CONFLICTS].sum(axis=1)
        score = np.where(
            (table[:, -2] > 0) & (apart == 0), np.maximum(score, _VERBATIM_SCORE), score
        )
        chances: NDArray[Any] = 1 / (1 + np.exp(table[:, -1] - score))
        return chances


@lru_cache(maxsize=2)
def default_scorer(model: Model) -> Scorer:
    """Return the scorer learnt from all families."""

    def learn() -> keeping.Arrays:
        learnt = fit_scorer([*pairs.families("pairs"), *pairs.paraphrased()], model)
        return {"weights": learnt.weights, "bias": np.array(learnt.bias)}

    import numpy as np

    arrays = keeping.kept(model, "pairs", learn)
    return Scorer(arrays["weights"], float(arrays["bias"]))


def fit_scorer(families: Sequence[pairs.Family], model: Model) -> Scorer:
    """Fit on every pair inside the families and the nearest pairs between them."""
    import numpy as np

    lines = [line for family in families for line in family.lines]
    corpus = Corpus([line.text for line in lines], model=model)
    near = [candidates_of(corpus), np.array(pairs.inside(families))]
    candidates = np.unique(np.concatenate(near), axis=0)
    chosen = candidates.tolist()
    compared = [likeness.compare(corpus.messages[i], corpus.messages[j]) for i, j in chosen]
    table = _table(corpus, corpus, candidates, compared, [0.0] * len(candidates))[:, :-2]
    same = np.array([lines[i].matter == lines[j].matter for i, j in chosen])
    weights = _bounded_regression(table, same)
    return Scorer(weights[:-1], float(weights[-1]))


def _bounded_regression(table: NDArray[Any], same: NDArray[Any]) -> NDArray[Any]:
    """Return a logistic regression's weights and bias, likeness never counting against."""
    import numpy as np
    from scipy.optimize import minimize

    rows = np.column_stack([table, np.ones(len(table))])
    sign = np.where(same, 1.0, -1.0)
    weigh = np.ones(rows.shape[1]) / _STRENGTH
    weigh[-1] = 0.0

    def cost(weights: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        margin = sign * (rows @ weights)
        slope = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        loss = np.logaddexp(0, -margin).sum() + 0.5 * (weigh * weights**2).sum()
        return float(loss), rows.T @ slope + weigh * weights

    bounds: list[tuple[float | None, float | None]] = [(0.0, None)] * table.shape[1]
    for name in _AGAINST:
        bounds[_SEEN.index(name)] = (None, 0.0)
    for column in range(_CONFLICTS):
        bounds[column] = (None, -_CONFLICT_COSTS)
    start = np.array([low if high is None else high for low, high in bounds] + [0.0], dtype=float)
    found: NDArray[Any] = minimize(
        cost, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]
    ).x
    return found
