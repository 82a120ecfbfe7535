"""Signs of danger to life now, and what takes them back: figures of speech, lessons, the past."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tongxin.needs.triage import wordlists

if TYPE_CHECKING:
    from ahocorasick import Automaton

STRUCK = "▢"
_CLAUSE = re.compile(r"[，,、：:]")
_OVERRULED_BY_NOW = {"knowledge", "fear", "past"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign found: the number to call, what it is a sign of, its words, its guard if any."""

    number: str
    name: str
    words: tuple[str, ...]
    guard: str = ""


@dataclass(frozen=True, slots=True)
class _Pattern:
    number: str
    name: str
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    found: list[_Pattern] = []
    for line in wordlists.lines("danger"):
        head, *phrases = (part.strip() for part in line.split("|"))
        number, name = head.split()
        for phrase in phrases:
            found.append(_Pattern(number, name, tuple(p.strip() for p in phrase.split("+"))))
    return tuple(found)


@lru_cache(maxsize=1)
def _patterns_by_word() -> dict[str, tuple[int, ...]]:
    """Return first word → the numbers of the patterns that begin with it."""
    found: dict[str, tuple[int, ...]] = {}
    for number, pattern in enumerate(_patterns()):
        found[pattern.words[0]] = (*found.get(pattern.words[0], ()), number)
    return found


def _possible(present: Iterable[str]) -> list[_Pattern]:
    """Return the patterns whose first word is there, in the order of the list."""
    by_word = _patterns_by_word()
    numbers = sorted(number for word in present for number in by_word.get(word, ()))
    return [_patterns()[number] for number in numbers]


@lru_cache(maxsize=1)
def _words() -> Automaton:
    return wordlists.automaton((word, word) for p in _patterns() for word in p.words)


@lru_cache(maxsize=1)
def _figurative() -> Automaton:
    return wordlists.automaton(
        (word, word) for line in wordlists.lines("figurative") for word in line.split()
    )


@lru_cache(maxsize=1)
def _guards() -> dict[str, tuple[str, ...]]:
    return wordlists.sections("guards")


def without_figures(text: str) -> str:
    """Return the text with figures of speech struck out."""
    for hit in wordlists.hits(_figurative(), text):
        text = text[: hit.start] + STRUCK * (hit.end - hit.start) + text[hit.end :]
    return text


def signs(text: str) -> list[Sign]:
    """Return the signs of danger in a normalised text, guarded ones too."""
    found: dict[tuple[str, str], Sign] = {}
    parts = wordlists.sentences(without_figures(text))
    for number, sentence in enumerate(parts):
        context = sentence + (parts[number + 1] if number + 1 < len(parts) else "")
        present = {word for _, (word, _tags) in _words().iter(sentence)}
        for pattern in _possible(present):
            if present.issuperset(pattern.words):
                guard = _guard(sentence, context, pattern)
                sign = Sign(pattern.number, pattern.name, pattern.words, guard)
                kept = found.get((sign.number, sign.name))
                if kept is None or (kept.guard and not sign.guard):
                    found[sign.number, sign.name] = sign
    return list(found.values())


def _guard(sentence: str, context: str, pattern: _Pattern) -> str:
    """Return the name of the guard that takes the pattern back in this sentence, or nothing."""
    guards = _guards()
    rest = sentence
    for word in pattern.words:
        rest = rest.replace(word, STRUCK)
    for name in ("negation", "drill", "hearsay", "knowledge", "past", "fear"):
        where = _before(sentence, pattern.words[0]) if name == "fear" else rest
        where = sentence if name == "negation" else where
        if any(word in where for word in guards[name]) and not (
            name in _OVERRULED_BY_NOW and _is_now(context, name)
        ):
            return name
    return ""


def _is_now(context: str, guard: str) -> bool:
    words = _guards()["now"]
    context = context.replace("到现在", "")
    if guard == "knowledge":
        words = tuple(
            word for word in words if word not in {"怎么办", "快", "突然", "还有人", "已经"}
        )
    if guard == "fear":
        words = tuple(word for word in words if word not in {"快", "怎么办", "还在", "已经"})
    return any(word in context for word in words)


def _before(sentence: str, word: str) -> str:
    """Return the clause that leads up to the word: fear and chance stand before it."""
    head = sentence[: sentence.find(word)]
    return _CLAUSE.split(head)[-1]


def standing(found: Sequence[Sign]) -> list[Sign]:
    """Return the signs no guard takes back."""
    return [sign for sign in found if not sign.guard]


def numbers_to_call(found: Sequence[Sign]) -> tuple[str, ...]:
    """Return the emergency numbers of the standing signs, in the order they were told."""
    return tuple(dict.fromkeys(sign.number for sign in found if not sign.guard))
