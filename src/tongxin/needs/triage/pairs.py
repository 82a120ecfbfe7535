"""Labelled families of messages: which are one matter told twice, which only look it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import combinations
from random import Random

HELD_OUT = ("pairs-heldout", "pairs-third-development", "pairs-third")
_SEED = 11


@dataclass(frozen=True, slots=True)
class Line:
    """A message and the matter it tells, unique over all families."""

    text: str
    matter: str


@dataclass(frozen=True, slots=True)
class Family:
    """Messages that look alike; some are one matter."""

    name: str
    lines: tuple[Line, ...]


@lru_cache(maxsize=4)
def families(name: str) -> tuple[Family, ...]:
    """Read `labels/<name>.txt`: `[family]` heads, then "letter text" lines."""
    found: list[tuple[str, list[Line]]] = []
    for line in _lines(name):
        if line.startswith("["):
            found.append((line.strip("[]"), []))
        else:
            letter, _, message = line.partition(" ")
            found[-1][1].append(Line(message, f"{name}/{found[-1][0]}/{letter}"))
    return tuple(Family(head, tuple(lines)) for head, lines in found)


@lru_cache(maxsize=1)
def paraphrased() -> tuple[Family, ...]:
    """Set every matter of `labels/paraphrases.txt` at a place, elsewhere, and beside others.

    Always the same families, in the order of the file.
    """
    places, matters = _places(), paraphrases()
    draw = Random(_SEED)
    names = list(matters)
    found: list[Family] = []
    for number, name in enumerate(names):
        here = places[number % len(places)]
        there = draw.choice([place for place in places if place is not here])
        told = [(name, line, here) for line in matters[name]]
        told.append((name, draw.choice(matters[name]), there))
        for other in (names[(number + 1) % len(names)], draw.choice(names[:number] or names[-1:])):
            told.append((other, draw.choice(matters[other]), here))
        lines = (
            Line(line.replace("{p}", draw.choice(place)), f"paraphrases/{matter}@{place[0]}")
            for matter, line, place in told
        )
        found.append(Family(name, tuple(lines)))
    return tuple(found)


def _places() -> list[list[str]]:
    return [line.split("|") for line in _lines("stand-ins")]


def paraphrases() -> dict[str, list[str]]:
    """Return matter → its tellings, with `{p}` for the place."""
    matters: dict[str, list[str]] = {}
    for line in _lines("paraphrases"):
        if line.startswith("["):
            into = matters.setdefault(line.strip("[]").partition(" ")[0], [])
        else:
            into.append(line)
    return matters


def source() -> list[str]:
    """Return the lines the search for duplicates learns from."""
    return [line for name in ("pairs", "paraphrases", "stand-ins") for line in _lines(name)]


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath("labels", f"{name}.txt").read_text("utf-8")
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def inside(groups: Sequence[Family]) -> list[tuple[int, int]]:
    """Return every pair of line numbers within one family, counted over all families."""
    found: list[tuple[int, int]] = []
    start = 0
    for group in groups:
        numbers = range(start, start + len(group.lines))
        found.extend(combinations(numbers, 2))
        start += len(group.lines)
    return found
