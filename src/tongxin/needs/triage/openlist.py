"""The open messages a new one is held against: grows, shrinks, looks only at what is near."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongxin.needs.triage.candidates import GROUP, NEIGHBOURS, names_of
from tongxin.needs.triage.corpus import Corpus
from tongxin.needs.triage.duplicates import ALIKE, default_scorer, scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongxin.needs.triage.likeness import Message
    from tongxin.needs.triage.model import Model
    from tongxin.needs.triage.suggestion import Reason

_LOOKED_AT = 5 * NEIGHBOURS
"""Messages near in words that a new one is compared with."""
_POSTINGS = 60_000
"""Entries of the lists read for one message, the rarest runs of letters first."""
_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Likely:
    """A known message a new one is like."""

    key: Any
    """As it was given."""
    likeness: float
    reasons: tuple[Reason, ...]


class DuplicateIndex:
    """A list of open messages that new ones are held against."""

    def __init__(
        self,
        keys: Sequence[Hashable] = (),
        texts: Sequence[str] = (),
        places: Sequence[str] | None = None,
        times: Sequence[datetime | None] | None = None,
        *,
        model: Model,
    ) -> None:
        """Prepare the open list; `keys` are handed back."""
        self.model = model
        self._shelves: list[_Shelf] = []
        self._open: dict[Hashable, int] = {}
        self._added = 0
        self.add(keys, texts, places, times)

    def __len__(self) -> int:
        """Return how many messages are open."""
        return len(self._open)

    def __contains__(self, key: Hashable) -> bool:
        """Return whether this message is on the list."""
        return key in self._open

    def keys(self) -> list[Hashable]:
        """Return the keys of the open messages, in the order they came."""
        return list(self._open)

    def add(
        self,
        keys: Sequence[Hashable],
        texts: Sequence[str],
        places: Sequence[str] | None = None,
        times: Sequence[datetime | None] | None = None,
    ) -> None:
        """Put more messages on the list; the ones there are not prepared again.

        A key that is there already stands for the new message from now on.
        """
        if not keys:
            return
        entries = list(enumerate(keys, self._added))
        new = _Shelf(entries, Corpus(texts, places, times, model=self.model))
        self._open.update((key, number) for number, key in entries)
        self._added += len(entries)
        while self._shelves and len(self._shelves[-1].entries) <= 2 * len(new.entries):
            new = self._joined(self._shelves.pop(), new)
        self._shelves.append(new)

    def forget(self, keys: Iterable[Hashable]) -> None:
        """Take messages off the list: they are open no more."""
        for key in keys:
            self._open.pop(key, None)

    def like(
        self,
        text: str,
        *,
        place: str = "",
        time: datetime | None = None,
        limit: int = 5,
        at_least: float = ALIKE,
    ) -> list[Likely]:
        """Return the known messages this one is likely a duplicate of, most like first."""
        if not self._open:
            return []
        new = Corpus([text], [place], [time], model=self.model)
        judge = default_scorer(self.model)
        found: list[Likely] = []
        for shelf in self._shelves:
            pairs = [(row, 0) for row in shelf.near(new) if self._stands(shelf.entries[row])]
            for pair in scored(shelf.corpus, new, _column(pairs), judge, at_least):
                key = shelf.entries[pair.i][1]
                found.append(Likely(key, pair.likeness, pair.reasons))
        return sorted(found, key=lambda each: -each.likeness)[:limit]

    def _stands(self, entry: tuple[int, Hashable]) -> bool:
        number, key = entry
        return self._open.get(key) == number

    def _joined(self, one: _Shelf, other: _Shelf) -> _Shelf:
        """Return the still open messages of both; nothing is prepared again."""
        entries = [*one.entries, *other.entries]
        kept = [row for row, entry in enumerate(entries) if self._stands(entry)]
        corpus = Corpus.joined([one.corpus, other.corpus])
        if len(kept) < len(entries):
            corpus = corpus.only(kept)
        return _Shelf([entries[row] for row in kept], corpus)


def _column(pairs: Sequence[tuple[int, int]]) -> NDArray[Any]:
    import numpy as np

    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


class _Shelf:
    """Messages and the lists by which they are found: of runs of letters, of names, of places."""

    def __init__(self, entries: Sequence[tuple[int, Hashable]], corpus: Corpus) -> None:
        import numpy as np

        self.entries = list(entries)
        self.corpus = corpus
        self._words = corpus.words.tocsc()
        self._rows_named: dict[str, list[int]] = {}
        places: dict[str, int] = {}
        self._place = np.array([places.setdefault(m.place, len(places)) for m in corpus.messages])
        self._places = list(places)
        for row, message in enumerate(corpus.messages):
            for name in _listed_under(message):
                self._rows_named.setdefault(name, []).append(row)

    def near(self, new: Corpus) -> list[int]:
        """Return the rows worth comparing with the one new message."""
        import numpy as np

        message = new.messages[0]
        alike = self._alike(new) * self._where_it_may_be(message.place)
        chosen = set(_highest(alike, np.flatnonzero(alike), _LOOKED_AT))
        for name in _looked_up_by(message):
            rows = np.array(self._rows_named.get(name, []), dtype=np.int64)
            chosen.update(_highest(alike, rows, NEIGHBOURS) if len(rows) > GROUP else rows.tolist())
        return sorted(chosen)

    def _alike(self, new: Corpus) -> NDArray[Any]:
        """Return how like each message is in words, by the runs of letters few of them share."""
        import numpy as np

        starts, ends = self._words.indptr[:-1], self._words.indptr[1:]
        columns, weights = new.words.indices, new.words.data
        order = np.argsort((ends - starts)[columns], kind="stable")
        rows: list[NDArray[Any]] = [np.zeros(0, dtype=np.int64)]
        shares: list[NDArray[Any]] = [np.zeros(0)]
        left = _POSTINGS
        for number in order.tolist():
            part = slice(starts[columns[number]], ends[columns[number]])
            left -= part.stop - part.start
            if left < 0:
                break
            rows.append(self._words.indices[part])
            shares.append(self._words.data[part] * weights[number])
        size = len(self.entries)
        return np.bincount(np.concatenate(rows), np.concatenate(shares), minlength=size)

    def _where_it_may_be(self, place: str) -> NDArray[Any]:
        """Return 1 for every message whose given place does not contradict this one, else 0."""
        import numpy as np

        fits = [place.startswith(other) or other.startswith(place) for other in self._places]
        allowed: NDArray[Any] = np.array(fits, dtype=float)[self._place]
        return allowed


def _highest(alike: NDArray[Any], rows: NDArray[Any], most: int) -> list[int]:
    import numpy as np

    if len(rows) > most:
        rows = rows[np.argpartition(-alike[rows], most - 1)[:most]]
    chosen: list[int] = rows.tolist()
    return chosen


def _listed_under(message: Message) -> Iterator[str]:
    """Yield what a message is found by: the places it names, and their names by themselves."""
    yield from set(names_of(message))
    yield from {mark.core for mark in message.marks if mark.kind != "town"}


def _looked_up_by(message: Message) -> set[str]:
    """Return the places a message names, and whatever else of it may be a place's name."""
    text = message.text
    runs = {
        text[start : start + size]
        for size in range(2, _LONGEST_NAME + 1)
        for start in range(len(text) - size + 1)
    }
    return runs.union(names_of(message))
