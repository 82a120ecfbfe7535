"""Which words of the message counted: the letters whose grams pulled towards the chosen leaf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tongxin.needs.triage import features, wordlists

if TYPE_CHECKING:
    from tongxin.needs.triage.model import Model

MOST_WORDS = 4
LONGEST_WORD = 6
_READ = 400
"""Letters of a long message searched for the words that counted."""
_PUNCTUATION = set("，。！？、；：,.!?;: \n〇☎0\"'“”()（）")


def words_that_counted(text: str, leaf: str, model: Model) -> list[tuple[str, float]]:
    """Return up to `MOST_WORDS` (word, weight) of the text, heaviest first."""
    shown = features.letters_of(text)[:_READ]
    runs, concepts = model.pull(leaf)
    pull = _pull(shown, runs)
    _add_concepts(shown, pull, concepts)
    if not pull:
        return []
    floor = 0.35 * max(pull)
    found: dict[str, float] = {}
    start = 0
    for at in range(len(shown) + 1):
        if at == len(shown) or pull[at] <= max(floor, 0) or shown[at] in _PUNCTUATION:
            word = shown[start:at][:LONGEST_WORD]
            if len(word) > 1:
                weight = sum(pull[start:at]) / len(word) ** 0.5
                found[word] = max(found.get(word, 0.0), round(weight, 2))
            start = at + 1
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]


def _pull(shown: str, runs: Mapping[str, float]) -> list[float]:
    shortest, longest = features.LETTERS
    pull = [0.0] * len(shown)
    for size in range(shortest, longest + 1):
        for at in range(len(shown) - size + 1):
            said = runs.get(shown[at : at + size])
            if said is not None:
                share = said / size
                for letter in range(at, at + size):
                    pull[letter] += share
    return pull


def _add_concepts(shown: str, pull: list[float], concepts: Mapping[str, float]) -> None:
    for hit in wordlists.concept_hits(shown):
        share = sum(concepts[tag] for tag in hit.tags) / len(hit.word)
        for letter in range(hit.start, hit.end):
            pull[letter] += share
