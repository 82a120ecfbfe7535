"""The plain-text word lists beside this file, read once, and the text made comparable to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick import Automaton

LONGEST_TEXT = 2_000
"""Characters read of one message. The matter of a letter is told well before that."""

_BLANKS = re.compile(r"\s+")
_CJK_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_SENTENCE_END = re.compile(r"[。！？!?；;\n…]+")


def lines(name: str) -> Iterator[str]:
    """Yield the meaningful lines of `lexicon/<name>.txt`."""
    text = resources.files(__package__).joinpath("lexicon", f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@lru_cache(maxsize=32)
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return `[head]` → the words below it."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    for line in lines(name):
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), [])
        else:
            words.extend(line.split())
    return {head: tuple(words) for head, words in found.items()}


def automaton(pairs: Iterator[tuple[str, str]]) -> Automaton:
    """Return an Aho-Corasick machine whose hits are (word, tuple of tags)."""
    import ahocorasick

    tags: dict[str, set[str]] = {}
    for word, tag in pairs:
        tags.setdefault(word, set()).add(tag)
    machine = ahocorasick.Automaton()
    for word, names in tags.items():
        machine.add_word(word, (word, tuple(sorted(names))))
    machine.make_automaton()
    return machine


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed word found in a text; `start`, `end` are offsets of the normalised text."""

    word: str
    tags: tuple[str, ...]
    start: int
    end: int


def hits(machine: Automaton, text: str) -> list[Hit]:
    """Return every listed word of the text, longer ones hiding the shorter inside them."""
    if not len(machine):
        return []
    found = [Hit(w, tags, end - len(w) + 1, end + 1) for end, (w, tags) in machine.iter(text)]
    found.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    reach = 0
    for hit in found:
        if hit.end > reach:
            kept.append(hit)
            reach = hit.end
    return kept


@lru_cache(maxsize=1)
def _dialect() -> Automaton:
    pairs = (line.split()[:2] for line in lines("dialect"))
    return automaton((word, common) for word, common in pairs)


@lru_cache(maxsize=8_192)
def normalise(text: str) -> str:
    """Return the text in half-width, lower case, standard words; cut at `LONGEST_TEXT`."""
    text = unicodedata.normalize("NFKC", text[: 2 * LONGEST_TEXT]).lower()
    text = "".join(c if c in "\n\t " or unicodedata.category(c)[0] != "C" else " " for c in text)
    text = "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    text = _CJK_GAP.sub("", text)[:LONGEST_TEXT]
    out: list[str] = []
    at = 0
    for hit in hits(_dialect(), text):
        if hit.start < at:
            continue
        out.append(text[at : hit.start] + hit.tags[0])
        at = hit.end
    return "".join(out) + text[at:]


def sentences(text: str) -> list[str]:
    """Split a normalised text at full stops."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


@lru_cache(maxsize=1)
def concept_names() -> tuple[str, ...]:
    """Return the names of all concepts and matters, in the order of the lists."""
    return (*sections("concepts"), *(f"m:{name}" for name in matter_words()))


@lru_cache(maxsize=1)
def matter_words() -> dict[str, tuple[str, ...]]:
    """Return matter → its words."""
    split = (line.partition(":") for line in lines("matters"))
    return {name.strip(): tuple(words.split()) for name, _, words in split}


@lru_cache(maxsize=1)
def _concepts() -> Automaton:
    listed = [(w, head) for head, words in sections("concepts").items() for w in words]
    listed += [(w, f"m:{name}") for name, words in matter_words().items() for w in words]
    return automaton(iter(listed))


@lru_cache(maxsize=8_192)
def concept_hits(text: str) -> tuple[Hit, ...]:
    """Return the concept words of a normalised text."""
    return tuple(hits(_concepts(), text))


@lru_cache(maxsize=1)
def _contrasts() -> Automaton:
    found: list[tuple[str, str]] = []
    for line, things in enumerate(lines("contrasts")):
        for thing in things.split():
            words = thing.split("|")
            found += [(word, f"{line}:{words[0]}") for word in words]
    return automaton(iter(found))


def particulars(text: str) -> dict[str, frozenset[str]]:
    """Return choice → which of its things a normalised text names (`lexicon/contrasts.txt`)."""
    found: dict[str, set[str]] = {}
    for hit in hits(_contrasts(), text):
        for tag in hit.tags:
            choice, _, thing = tag.partition(":")
            found.setdefault(choice, set()).add(thing)
    return {choice: frozenset(things) for choice, things in found.items()}


@lru_cache(maxsize=1)
def word_heads() -> frozenset[str]:
    """Return the first two letters of every listed word for a concept or a matter."""
    listed = (*sections("concepts").values(), *matter_words().values())
    return frozenset(word[:2] for words in listed for word in words)


@lru_cache(maxsize=1)
def _matters() -> Automaton:
    return automaton((w, name) for name, words in matter_words().items() for w in words)


def matters(text: str) -> dict[str, tuple[str, ...]]:
    """Return matter → the words of the normalised text that speak of it."""
    found: dict[str, list[str]] = {}
    for _, (word, tags) in _matters().iter(text):
        for tag in tags:
            found.setdefault(tag, []).append(word)
    return {matter: tuple(words) for matter, words in found.items()}
