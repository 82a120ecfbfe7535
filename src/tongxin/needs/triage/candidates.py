"""Which messages are worth comparing at all: near in words, or naming one place.

Nothing here looks at every pair. Messages meet through lists: of the messages that hold a run of
letters (only runs that tell something: those few hold), and of the messages that name a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tongxin.needs.triage import wordlists
from tongxin.needs.triage.likeness import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from tongxin.needs.triage.corpus import Corpus

NEIGHBOURS = 12
"""Most alike messages looked at for each one."""
GROUP = 40
"""Messages naming one place are all compared up to so many; beyond it, neighbours among them."""
COMMON = 1_000
"""A run of letters that more messages hold than this brings none of them together."""
_FLOOR = 0.08
_BLOCK = 2_000
"""Messages whose neighbours are sought in one go; bounds the memory."""
_MANY_PLACES = 400
"""With more distinct codes than this, messages are kept together by town."""
_TOWN = 9
"""Digits of the statistical code that name a town."""


def names_of(message: Message) -> list[str]:
    """Return what messages at one place are grouped by."""
    narrow = [mark for mark in message.marks if mark.kind != "town"]
    return [f"{mark.kind}:{mark.core[-2:]}" for mark in narrow or message.marks]


def candidates(corpus: Corpus) -> NDArray[Any]:
    """Return the pairs (i < j) worth comparing, pairs × 2, in order, none twice."""
    import numpy as np

    size = len(corpus)
    found = [_flat(part, size) for part in _near_by_place(corpus)]
    for members in _grouped(corpus.messages):
        if len(members) <= GROUP:
            found.append(_flat(list(combinations(sorted(members), 2)), size))
        else:
            rows = np.array(sorted(members))
            found.append(_flat(neighbours(corpus.words, rows, rows), size))
    found.append(_flat(list(_naming_each_other(corpus.messages)), size))
    cells = np.unique(np.concatenate(found))
    pairs = np.column_stack(np.divmod(cells, max(size, 1)))
    worth: NDArray[Any] = pairs[_may_be_one(corpus.messages, pairs)]
    return worth


def _flat(pairs: Any, size: int) -> NDArray[Any]:
    import numpy as np

    if not len(pairs):
        return np.zeros(0, dtype=np.int64)
    both = np.sort(np.asarray(pairs, dtype=np.int64), axis=1)
    flat: NDArray[Any] = both[:, 0] * size + both[:, 1]
    return flat


def _near_by_place(corpus: Corpus) -> Iterator[NDArray[Any]]:
    """Yield neighbours: of each message among those whose given place does not contradict its."""
    import numpy as np

    codes = [message.place for message in corpus.messages]
    if len(set(codes)) > _MANY_PLACES:
        codes = [code[:_TOWN] for code in codes]
    rows_of: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        rows_of.setdefault(code, []).append(row)
    for code, rows in rows_of.items():
        near = [
            row
            for other, others in rows_of.items()
            if other.startswith(code) or code.startswith(other)
            for row in others
        ]
        yield neighbours(corpus.words, np.array(rows), np.array(sorted(near)))


def _grouped(messages: Sequence[Message]) -> Iterable[list[int]]:
    groups: dict[str, list[int]] = {}
    for number, message in enumerate(messages):
        for name in set(names_of(message)):
            groups.setdefault(name, []).append(number)
    return groups.values()


def _naming_each_other(messages: Sequence[Message]) -> Iterable[tuple[int, int]]:
    """Yield pairs where one names a place and the other only lets its name fall (洑东村, 洑东)."""
    naming: dict[str, set[int]] = {}
    for number, message in enumerate(messages):
        for mark in message.marks:
            if mark.kind != "town" and len(mark.core) > 1:
                naming.setdefault(mark.core, set()).add(number)
    for core, mentions in _mentions(messages, naming).items():
        if len(mentions) <= GROUP:
            yield from ((i, j) for i in naming[core] for j in mentions if i != j)


def _mentions(messages: Sequence[Message], cores: Iterable[str]) -> dict[str, set[int]]:
    names = wordlists.automaton((core, core) for core in cores)
    found: dict[str, set[int]] = {}
    for number, message in enumerate(messages if len(names) else ()):
        for _, (core, _tags) in names.iter(message.text):
            found.setdefault(core, set()).add(number)
    return found


def _may_be_one(messages: Sequence[Message], pairs: NDArray[Any]) -> NDArray[Any]:
    """Return which pairs were not given two places of which neither lies in the other."""
    import numpy as np

    codes = [message.place for message in messages]
    kept = [
        one.startswith(other) or other.startswith(one)
        for one, other in ((codes[i], codes[j]) for i, j in pairs.tolist())
    ]
    return np.array(kept, dtype=bool)


def neighbours(words: csr_matrix, rows: NDArray[Any], among: NDArray[Any]) -> NDArray[Any]:
    """Return (row, its most alike of `among`) by the runs of letters few of them share."""
    import numpy as np

    if len(among) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    there = words[among]
    held = np.bincount(there.indices, minlength=there.shape[1])
    told = np.flatnonzero((held > 1) & (held <= COMMON))
    turned = there[:, told].T.tocsr()
    found: list[NDArray[Any]] = []
    for start in range(0, len(rows), _BLOCK):
        part = rows[start : start + _BLOCK]
        near = (words[part][:, told] @ turned).tocsr()
        found.extend(_best(near, part, among))
    return np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)


def _best(near: csr_matrix, rows: NDArray[Any], among: NDArray[Any]) -> Iterator[NDArray[Any]]:
    import numpy as np

    for number, row in enumerate(rows.tolist()):
        part = slice(near.indptr[number], near.indptr[number + 1])
        likeness = near.data[part]
        others = among[near.indices[part]]
        kept = (likeness >= _FLOOR) & (others != row)
        likeness, others = likeness[kept], others[kept]
        if len(others) > NEIGHBOURS:
            others = others[np.argpartition(-likeness, NEIGHBOURS - 1)[:NEIGHBOURS]]
        yield np.column_stack([np.full(len(others), row), others])
