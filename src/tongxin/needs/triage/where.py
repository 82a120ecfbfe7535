"""Whether two messages speak of one place: its name, its number, or two that contradict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tongxin.needs.triage import features

if TYPE_CHECKING:
    from tongxin.needs.triage.landmarks import Landmark
    from tongxin.needs.triage.likeness import Message

BROAD = {"town"}
"""Kinds of place too wide for two matters there to be one."""
_ALIKE_KINDS = ({"estate", "village"}, {"school"}, {"site"}, {"road"}, {"town"})
"""Two names of such a set and none in common: two places."""
_TOWN_ONLY = 0.4
"""What it is worth that both name the same town and nothing narrower."""
_IN_PASSING = 0.3
"""The same where a long letter names the place only on its way."""
_SWAPPED = 5
"""Letters, at most, in which two otherwise equal messages name two places."""


def places(one: Message, other: Message) -> tuple[float, float, str, tuple[str, str]]:
    """Return how far two messages name one place (0–1), two places (0, 1), and the names."""
    both = [mark for mark in one.marks if _named_in(mark, other)]
    both += [mark for mark in other.marks if _named_in(mark, one)]
    agreed, same = _named_by_both(one, other, both)
    against = _contradiction(one, other, both)
    if not agreed and not against[0]:
        against = _name_swapped(one, other)
    conflict = float(bool(against[0]))
    line = one.numbers.get("路", frozenset()) & other.numbers.get("路", frozenset())
    if line and not agreed:
        agreed, same = 1.0, f"{min(line)}路"
    if one.place and other.place:
        if one.place.startswith(other.place) or other.place.startswith(one.place):
            narrow = one.place == other.place and len(one.place) >= len("320282001001")
            agreed, same = max(agreed, 0.7 if narrow else 0.4), same or one.place
        else:
            conflict, against = 1.0, (one.place, other.place)
    return agreed, conflict, same, against


def _named_by_both(one: Message, other: Message, both: Sequence[Landmark]) -> tuple[float, str]:
    """Return how narrow a place both name, and its name."""
    narrow = [mark for mark in both if mark.kind not in BROAD]
    if narrow:
        chief = [mark for mark in narrow if mark in one.chief or mark in other.chief]
        return (1.0, chief[0].name) if chief else (_IN_PASSING, narrow[0].name)
    if both and not one.chief and not other.chief:
        return 1.0, both[0].name
    return (_TOWN_ONLY, both[0].name) if both else (0.0, "")


def _named_in(mark: Landmark, other: Message) -> bool:
    if len(mark.core) >= 2 and mark.core in other.text:
        return True
    return mark.kind in other.kinds and any(
        mark.kind == each.kind and _same_core(mark.core, each.core) for each in other.marks
    )


@lru_cache(maxsize=65_536)
def _same_core(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter >= 2 and (one.endswith(other[-shorter:]) or other.endswith(one[-shorter:])):
        return True
    return len(one) == len(other) >= 2 and features.spoken(one) == features.spoken(other)


def _contradiction(one: Message, other: Message, both: Sequence[Landmark]) -> tuple[str, str]:
    for kinds in _ALIKE_KINDS:
        if one.kinds & kinds and other.kinds & kinds and not {mark.kind for mark in both} & kinds:
            ours = next(mark.name for mark in one.marks if mark.kind in kinds)
            return ours, next(mark.name for mark in other.marks if mark.kind in kinds)
    return "", ""


def numbers(one: Message, other: Message) -> tuple[float, float, str, tuple[str, str]]:
    """Return the same of the numbers of houses, groups and lines."""
    agreed, conflict, same = 0.0, 0.0, ""
    against: tuple[str, str] = ("", "")
    for unit, ours in one.numbers.items():
        theirs = other.numbers.get(unit, frozenset())
        if not theirs:
            continue
        if ours & theirs:
            agreed, same = 1.0, f"{min(ours & theirs)}{unit}"
        else:
            conflict, against = 1.0, (f"{min(ours)}{unit}", f"{min(theirs)}{unit}")
    return agreed, conflict, same, against


def _name_swapped(one: Message, other: Message) -> tuple[str, str]:
    """Return the short runs of letters no example knows (莲塘, 云岭) in which alone two differ."""
    from rapidfuzz.distance import Postfix, Prefix

    head = Prefix.similarity(one.text, other.text)
    ours, theirs = one.text[head:], other.text[head:]
    tail = Postfix.similarity(ours, theirs)
    ours, theirs = ours[: len(ours) - tail], theirs[: len(theirs) - tail]
    if not (2 <= len(ours) <= _SWAPPED and 2 <= len(theirs) <= _SWAPPED):
        return "", ""
    swapped = (
        head + tail > len(ours) and ours[:2] not in one.known and theirs[:2] not in other.known
    )
    return (ours, theirs) if swapped else ("", "")
