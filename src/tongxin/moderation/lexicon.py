"""Find words and numbers worth a look, through the tricks people use to hide them.

Words by Aho-Corasick (Aho and Corasick, CACM 18(6), 1975) over the text without full-width forms,
zero-width characters and the spaces and marks put between characters. Nothing is decided here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ahocorasick
from stdnum import luhn
from stdnum.cn import ric

DATA = Path(__file__).parent / "data"
KINDS = ("abuse", "advert", "spam", "rumour", "fraud", "danger", "privacy")
# Put between characters to hide a word; the marks that end a clause are not among them.
FILLERS = frozenset(" \t\u3000-_*~.·•・`'\"^|/\\+=#@&—…「」『』【】[]()（）<>《》")
PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dx](?![\dx])")
CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；、,;）)]+", re.IGNORECASE)


@dataclass(frozen=True)
class Flag:
    """One thing worth a look: what, of which kind, where in the text as written."""

    found: str
    kind: str
    action: str  # "flag" or "hold"
    start: int
    end: int

    def row(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Plain:
    """A text without disguise; `origin[i]` is where its i-th character stood."""

    text: str
    origin: list[int]

    def flag(self, start: int, end: int, kind: str, action: str) -> Flag:
        return Flag(
            self.text[start:end], kind, action, self.origin[start], self.origin[end - 1] + 1
        )


def undisguised(text: str, *, fillers: frozenset[str] = FILLERS) -> Plain:
    """Return `text` in plain half-width small letters, invisible characters and fillers gone."""
    letters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        if unicodedata.category(character) in {"Cf", "Mn", "Me", "Cc"} and character not in "\n\t":
            continue
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter not in fillers:
                letters.append(letter)
                origin.append(position)
    return Plain("".join(letters), origin)


def normalised(word: str) -> str:
    """Return how a word is kept in a list."""
    return undisguised(word).text


class Lexicon:
    """A list of words, ready to be found; `words` maps word → (kind, action)."""

    def __init__(self, words: dict[str, tuple[str, str]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word, (kind, action) in words.items():
            if word and action != "ignore":
                self._automaton.add_word(word, (word, kind, action))
        self._automaton.make_automaton()

    def flags(self, text: str) -> list[Flag]:
        """Return everything found in `text`, from its start to its end."""
        plain = undisguised(text)
        found = {*self._words(plain, text), *numbers(text)}
        longest: list[Flag] = []
        for flag in sorted(found, key=lambda flag: (flag.start, -flag.end, flag.kind)):
            last = longest[-1] if longest else None
            if not (last and flag.end <= last.end and flag.kind == last.kind):
                longest.append(flag)
        return longest

    def _words(self, plain: Plain, text: str) -> Iterator[Flag]:
        if not len(self._automaton):
            return
        for last, (word, kind, action) in self._automaton.iter(plain.text):
            flag = plain.flag(last + 1 - len(word), last + 1, kind, action)
            if not word.isascii() or _stands_alone(text, flag):
                yield flag


def _stands_alone(text: str, flag: Flag) -> bool:
    """Whether a Latin word is not merely a part of a longer one."""
    around = text[max(0, flag.start - 1) : flag.start] + text[flag.end : flag.end + 1]
    return not any(letter.isascii() and letter.isalnum() for letter in around)


def numbers(text: str) -> Iterator[Flag]:
    """Yield phone, identity and card numbers, and addresses of other sites."""
    plain = undisguised(text, fillers=frozenset(" \t\u3000-*·•.~_"))
    for pattern in (PHONE, LANDLINE):
        for match in pattern.finditer(plain.text):
            yield plain.flag(*match.span(), "privacy", "flag")
    for match in IDENTITY.finditer(plain.text):
        if ric.is_valid(match[0].upper()):
            yield plain.flag(*match.span(), "privacy", "hold")
    for match in CARD.finditer(plain.text):
        if luhn.is_valid(match[0]):
            yield plain.flag(*match.span(), "privacy", "hold")
    written = undisguised(text, fillers=frozenset())
    for match in ADDRESS.finditer(written.text):
        yield written.flag(*match.span(), "advert", "flag")


@cache
def starter() -> dict[str, tuple[str, str]]:
    """Return the list that ships: one file per kind; a leading "!" holds."""
    words: dict[str, tuple[str, str]] = {}
    for kind in KINDS:
        for line in (DATA / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
            entry = line.partition("#")[0].strip()
            if entry:
                action = "hold" if entry.startswith("!") else "flag"
                words[normalised(entry.lstrip("!"))] = (kind, action)
    return words


def build(own: Iterable[tuple[str, str, str]]) -> Lexicon:
    """Return the starter list overruled by the city's `own` (word, kind, action)."""
    return Lexicon({**starter(), **{word: (kind, action) for word, kind, action in own}})
