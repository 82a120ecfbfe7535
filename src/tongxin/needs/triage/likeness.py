"""How like two messages are: the same matter at the same place, or only the same words."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from tongxin.needs.triage import landmarks, where, wordlists
from tongxin.needs.triage.suggestion import Reason

if TYPE_CHECKING:
    from tongxin.needs.triage.landmarks import Landmark

_SHORTEST_VERBATIM = 8
LETTER = 80
"""Letters from which on a message tells more than its matter."""
_COMPARED = 240
"""Letters of each message compared letter by letter."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message prepared for comparing."""

    text: str
    shown: str
    """The text without places and digits: what is asked, not where."""
    marks: tuple[Landmark, ...]
    kinds: frozenset[str]
    """Of the marks."""
    chief: tuple[Landmark, ...]
    """The places it is about: the first two it names, all when it is short; no towns."""
    numbers: Mapping[str, frozenset[str]]
    matters: Mapping[str, tuple[str, ...]]
    particulars: Mapping[str, frozenset[str]]
    """Of each choice (水稻 or 葡萄 …) what it names."""
    persons: frozenset[str]
    known: Container[str]
    """Runs of letters the examples use: what is not among them is a name or a rare word."""
    place: str
    time: datetime | None


def prepare(
    text: str,
    place: str = "",
    time: datetime | None = None,
    *,
    known: Container[str] = (),
) -> Message:
    """Return the message ready to be compared; `known` are the letter grams of the examples."""
    plain = wordlists.normalise(text)
    marks = landmarks.landmarks(plain)
    marks = tuple(sorted((*marks, *landmarks.told(plain, marks, known)), key=lambda m: m.start))
    shown = landmarks.without(plain, marks)
    narrow = tuple(mark for mark in marks if mark.kind not in where.BROAD)
    return Message(
        text=plain,
        shown=shown,
        marks=marks,
        kinds=frozenset(mark.kind for mark in marks),
        chief=narrow if len(plain) < LETTER else narrow[:2],
        numbers=landmarks.numbers(plain),
        matters=wordlists.matters(shown),
        particulars=wordlists.particulars(shown),
        persons=_persons(plain),
        known=known,
        place=place or "",
        time=time,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing two messages showed; the numbers a scorer weighs and the words behind them."""

    place: float
    """1 the same place, 0.4 the same town where one is told more narrowly, 0 unknown."""
    place_conflict: float
    apart: float
    """Both name a place, of different kinds, and none in common."""
    number: float
    number_conflict: float
    matter: float
    matter_conflict: float
    contrast: float
    """They name different things of one choice."""
    person_conflict: float
    letters: float
    verbatim: bool
    """Nothing but additions and omissions between the two."""
    same_place: str
    other_places: tuple[str, str]
    same_number: str
    other_numbers: tuple[str, str]
    same_matter: tuple[str, ...]
    other_matters: tuple[str, str]


def compare(one: Message, other: Message) -> Compared:
    """Compare two prepared messages."""
    place, conflict, same_place, other_places = where.places(one, other)
    number, number_conflict, same_number, other_numbers = where.numbers(one, other)
    other_matters = _contrast(one, other)
    shared = [matter for matter in one.matters if matter in other.matters]
    worth = _worth(one.matters) + _worth(other.matters)
    words = tuple(dict.fromkeys(one.matters[matter][0] for matter in shared))
    return Compared(
        place=place,
        place_conflict=conflict,
        apart=float(not place and not conflict and bool(one.chief) and bool(other.chief)),
        number=number,
        number_conflict=number_conflict,
        matter=2 * _worth(shared) / worth if worth else 0.0,
        matter_conflict=float(_own(one, other) and _own(other, one)),
        contrast=float(bool(other_matters[0])),
        person_conflict=_person_conflict(one.persons, other.persons),
        letters=0.0 if conflict or number_conflict else _letters_alike(one.shown, other.shown),
        verbatim=_is_verbatim(one.text[:_COMPARED], other.text[:_COMPARED]),
        same_place=same_place,
        other_places=other_places,
        same_number=same_number,
        other_numbers=other_numbers,
        same_matter=words,
        other_matters=other_matters,
    )


def _letters_alike(one: str, other: str) -> float:
    """Return 0–1: how much of the shorter stands in the longer; of letters, how like they are."""
    from rapidfuzz import fuzz

    ratio = fuzz.partial_ratio if min(len(one), len(other)) < LETTER else fuzz.ratio
    return ratio(one[:_COMPARED], other[:_COMPARED]) / 100


def _is_verbatim(one: str, other: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    shorter, longer = sorted((len(one), len(other)))
    if shorter < _SHORTEST_VERBATIM or longer > 2 * shorter:
        return False
    fewer = math.ceil(shorter / 3) - 1
    if Levenshtein.distance(one, other, score_cutoff=fewer) > fewer:
        return False
    return all(change.tag != "replace" for change in Levenshtein.editops(one, other))


def _worth(matters: Iterable[str]) -> float:
    """Return how much the matters weigh: circumstances count a quarter."""
    lesser = _circumstances()
    return sum(0.25 if matter in lesser else 1.0 for matter in matters)


def _own(one: Message, other: Message) -> bool:
    """Whether the first tells a matter, not a circumstance, that the second does not."""
    return _worth(matter for matter in one.matters if matter not in other.matters) >= 1


@lru_cache(maxsize=1)
def _circumstances() -> frozenset[str]:
    return frozenset(word for line in wordlists.lines("circumstances") for word in line.split())


_TITLES = "奶奶|爷爷|阿婆|阿公|大爷|大妈|阿姨|叔|伯|老太|老头|师傅|婆婆|某|家|女士|先生|大娘|老人"


@lru_cache(maxsize=1)
def _called() -> tuple[re.Pattern[str], re.Pattern[str]]:
    surnames = "".join("".join(line.split()) for line in wordlists.lines("surnames"))
    titled = re.compile(rf"([{surnames}])(?:{_TITLES})")
    return titled, re.compile(rf"(?:姓|老|小)([{surnames}])(?![\u4e00-\u9fff]?[村镇路区])")


def _persons(text: str) -> frozenset[str]:
    titled, called = _called()
    return frozenset(titled.findall(text) + called.findall(text))


def _contrast(one: Message, other: Message) -> tuple[str, str]:
    """Return the different things of one choice that the two name, if they do.

    Long letters name things on their way: two of them are not held to it.
    """
    if min(len(one.shown), len(other.shown)) >= LETTER:
        return "", ""
    for choice, ours in one.particulars.items():
        theirs = other.particulars.get(choice)
        if theirs and not ours & theirs:
            return min(ours), min(theirs)
    return "", ""


def _person_conflict(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return float(bool(ours and theirs) and not ours & theirs)


def reasons(seen: Compared, days_apart: float, alike: float) -> tuple[Reason, ...]:
    """Return what spoke for and against the two being one, as structured reasons."""
    found: list[Reason] = []
    if seen.same_place:
        found.append(Reason("likeness", "place.same", {"place": seen.same_place}))
    if seen.other_places[0]:
        found.append(_against("place.different", seen.other_places))
    if seen.same_number:
        found.append(Reason("likeness", "number.same", {"number": seen.same_number}))
    if seen.other_numbers[0]:
        found.append(_against("number.different", seen.other_numbers))
    if seen.same_matter:
        words = "、".join(seen.same_matter[:3])
        found.append(Reason("likeness", "matter.same", {"words": words}))
    if seen.other_matters[0]:
        found.append(_against("matter.different", seen.other_matters))
    found.append(Reason("likeness", "text.like", {"likeness": f"{alike:.2f}"}))
    if days_apart >= 1:
        found.append(Reason("likeness", "time.apart", {"days": str(round(days_apart))}))
    return tuple(found)


def _against(code: str, pair: Sequence[str]) -> Reason:
    return Reason("likeness", code, {"one": pair[0], "other": pair[1]})
