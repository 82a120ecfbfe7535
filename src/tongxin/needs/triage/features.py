"""Turn texts into numbers: letters, sounds (so that homophones meet) and concepts."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongxin.needs.triage import wordlists
from tongxin.needs.triage.grams import Grams
from tongxin.needs.triage.landmarks import masked

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LETTERS = (1, 4)
SOUNDS = (2, 3)
SOUND_WEIGHT = 0.6
CONCEPT_WEIGHT = 0.14
_SOUTHERN = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_FIRST_SOUND = 0xE000


@lru_cache(maxsize=1)
def _sounds() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    codes: dict[str, str] = {}
    table: dict[int, str] = {}
    for letter in range(0x4E00, 0x9FA6):
        toned = unicodedata.normalize("NFD", PINYIN_DICT.get(letter, "").split(",")[0])
        said = "".join(c for c in toned if c.isascii())
        for northern, southern in _SOUTHERN:
            said = said.replace(northern, southern)
        table[letter] = codes.setdefault(said, chr(_FIRST_SOUND + len(codes)))
    return table


def letters_of(text: str) -> str:
    """Return what the letter grams are taken from."""
    return masked(wordlists.normalise(text)).replace("\n", " ")


def sounds_of(text: str) -> str:
    """Return the same by sound."""
    return spoken(letters_of(text))


def spoken(text: str) -> str:
    """Return the text with every Chinese letter as one sign of its (southern) sound."""
    return text.translate(_sounds())


def concepts_of(texts: Sequence[str]) -> csr_matrix:
    """Return texts × concepts: log of 1 + how often, shrunk for long texts."""
    from scipy.sparse import csr_matrix

    column = {name: number for number, name in enumerate(wordlists.concept_names())}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        counts: dict[int, int] = {}
        for hit in wordlists.concept_hits(wordlists.normalise(text)):
            for tag in hit.tags:
                counts[column[tag]] = counts.get(column[tag], 0) + 1
        scale = CONCEPT_WEIGHT / max(1.0, math.sqrt(sum(counts.values()) / 4))
        rows += [row] * len(counts)
        columns += list(counts)
        values += [scale * (1 + math.log(n)) for n in counts.values()]
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(column)))


class Features:
    """Texts to rows of numbers; learns its vocabulary once."""

    def __init__(self, letters: Grams, sounds: Grams) -> None:
        """Take both vocabularies."""
        self.letters = letters
        self.sounds = sounds

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Features:
        """Learn both vocabularies from these texts."""
        return cls(
            Grams.learn([letters_of(text) for text in texts], LETTERS, in_texts=2),
            Grams.learn([sounds_of(text) for text in texts], SOUNDS, in_texts=2),
        )

    @classmethod
    def from_arrays(cls, arrays: dict[str, Any]) -> Features:
        """Rebuild from what `arrays` returned."""
        made = []
        for name, span in (("letters", LETTERS), ("sounds", SOUNDS)):
            grams = [str(gram) for gram in arrays[f"{name}_grams"]]
            columns = {gram: number for number, gram in enumerate(grams)}
            made.append(Grams(columns, arrays[f"{name}_idf"], span))
        return cls(*made)

    def arrays(self) -> dict[str, Any]:
        """Return the vocabularies as plain arrays."""
        import numpy as np

        return {
            "letters_grams": np.array(self.letters.names(), dtype=str),
            "letters_idf": self.letters.rarity,
            "sounds_grams": np.array(self.sounds.names(), dtype=str),
            "sounds_idf": self.sounds.rarity,
        }

    def letter_rows(self, texts: Sequence[str]) -> csr_matrix:
        """Return the unit-length letter rows alone (likeness is measured on them)."""
        return self.letters.rows([letters_of(text) for text in texts])

    def rows(self, texts: Sequence[str], letters: csr_matrix | None = None) -> csr_matrix:
        """Return texts × (letters, sounds, concepts)."""
        from scipy.sparse import hstack

        letters = self.letter_rows(texts) if letters is None else letters
        sounds = self.sounds.rows([sounds_of(text) for text in texts]) * SOUND_WEIGHT
        return hstack([letters, sounds, concepts_of(texts)], format="csr")
