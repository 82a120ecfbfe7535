"""Runs of letters as unit rows of numbers: tf-idf, counted for many texts at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_BLANKS = re.compile(r"\s\s+")
_BLOCK = 400_000
"""Letters counted in one go; bounds the memory, not the result."""
_EVERY_LETTER = 0x110000


class Grams:
    """A vocabulary of letter runs and how rare each is; turns texts into rows.

    Rows are what scikit-learn's `TfidfVectorizer(analyzer="char", sublinear_tf=True)` gives,
    several times faster: each run of letters becomes one whole number, looked up with its likes.
    """

    def __init__(
        self, columns: dict[str, int], rarity: NDArray[Any], span: tuple[int, int]
    ) -> None:
        """Take gram → column 0…n-1, their inverse document frequencies, shortest and longest."""
        import numpy as np

        self.columns = columns
        self.rarity = rarity
        self.span = span
        letters = sorted(set().union(*columns)) if columns else []
        self._base = len(letters) + 1
        self._number = np.zeros(_EVERY_LETTER, dtype=np.int32)
        self._number[[ord(letter) for letter in letters]] = np.arange(1, self._base)
        codes = np.array([self._code(gram) for gram in columns], dtype=np.int64)
        order = np.argsort(codes)
        self._codes = codes[order]
        self._columns = np.fromiter(columns.values(), np.int64, len(columns))[order]

    @classmethod
    def learn(cls, texts: Sequence[str], span: tuple[int, int], *, in_texts: int = 1) -> Grams:
        """Learn the runs that stand in at least `in_texts` of the texts."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        learnt = TfidfVectorizer(
            analyzer="char", ngram_range=span, sublinear_tf=True, min_df=in_texts, lowercase=False
        ).fit(texts)
        names = [str(name) for name in learnt.get_feature_names_out()]
        return cls({name: number for number, name in enumerate(names)}, learnt.idf_, span)

    def names(self) -> list[str]:
        """Return the runs in the order of their columns."""
        return sorted(self.columns, key=self.columns.__getitem__)

    def _code(self, gram: str) -> int:
        code = 0
        for letter in gram:
            code = code * self._base + int(self._number[ord(letter)])
        return code

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Return texts × runs, each row of length 1 (or 0 where nothing is known)."""
        from scipy.sparse import csr_matrix, vstack

        parts = [self._counted(part) for part in _blocks(texts)]
        if not parts:
            return csr_matrix((0, len(self.columns)))
        return vstack(parts, format="csr") if len(parts) > 1 else parts[0]

    def _counted(self, texts: Sequence[str]) -> csr_matrix:
        import numpy as np
        from scipy.sparse import csr_matrix

        width = max(len(self.columns), 1)
        cells, counts = np.unique(self._cells(texts, width), return_counts=True)
        row, column = np.divmod(cells, width)
        values = (1 + np.log(counts)) * self.rarity[column]
        length = np.sqrt(np.bincount(row, values**2, minlength=len(texts)))
        starts = np.searchsorted(row, np.arange(len(texts) + 1))
        shape = (len(texts), len(self.columns))
        return csr_matrix((values / length[row], column, starts), shape=shape)

    def _cells(self, texts: Sequence[str], width: int) -> NDArray[Any]:
        """Return row × width + column of every known run of letters, as often as it stands."""
        import numpy as np

        plain = [_BLANKS.sub(" ", text) for text in texts]
        raw = "".join(plain).encode("utf-32-le", "surrogatepass")
        number = self._number[np.frombuffer(raw, dtype=np.uint32)].astype(np.int64)
        row = np.repeat(np.arange(len(plain)), [len(text) for text in plain])
        found = [np.zeros(0, dtype=np.int64)]
        code = np.zeros(len(number), dtype=np.int64)
        whole = np.ones(len(number), dtype=bool)
        for size in range(1, min(self.span[1], len(number)) + 1):
            kept = len(number) - size + 1
            last = number[size - 1 :]
            code = code[:kept] * self._base + last
            whole = whole[:kept] & (last > 0) & (row[:kept] == row[size - 1 :])
            if size >= self.span[0] and len(self._codes):
                found.append(self._looked_up(code[whole], row[:kept][whole], width))
        return np.concatenate(found)

    def _looked_up(self, codes: NDArray[Any], row: NDArray[Any], width: int) -> NDArray[Any]:
        import numpy as np

        at = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        known = self._codes[at] == codes
        cells: NDArray[Any] = row[known] * width + self._columns[at[known]]
        return cells


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    start = size = 0
    for number, text in enumerate(texts):
        size += len(text)
        if size > _BLOCK:
            yield texts[start : number + 1]
            start, size = number + 1, 0
    if start < len(texts):
        yield texts[start:]
