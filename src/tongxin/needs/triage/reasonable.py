"""Whether it is reasonable to answer a message here; never more than a suggestion."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from tongxin.needs.triage import wordlists

if TYPE_CHECKING:
    from ahocorasick import Automaton

LETTER = 120
"""A longer message is a letter; single words in it prove nothing."""
SHORTEST = 2
"""A message needs at least two letters that say something."""
_LETTER = re.compile(r"[\u4e00-\u9fffa-z]")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_LATIN_RUN = re.compile(r"[a-z]{6,}")
_LINK = re.compile(r"https?://|www\.|\.com\b|qq群|q群|vx|wx[:：]|微信[:：号]?\s*[a-z0-9_]{5,}")
_VOICE: tuple[str, ...] = (
    "投诉",
    "举报",
    "反映",
    "被骗",
    "骗",
    "防",
    "讲",
    "识别",
    "套路",
    "怎么办",
    "查处",
    "报案",
    "网上说",
)
_VOICE += ("退", "卖给我", "买到", "推销")
_MATTER_OUTWEIGHS = 2
"""So many concept words beside an insult show that a matter is meant."""


@lru_cache(maxsize=1)
def _words() -> Automaton:
    lists = wordlists.sections("reasonable")
    return wordlists.automaton((word, code) for code, words in lists.items() for word in words)


def unreasonable(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the code and words that make a normalised text unreasonable here, or ("", ())."""
    letters = _LETTER.findall(text)
    if len(letters) < SHORTEST:
        return "empty", ()
    if _is_gibberish(text, letters):
        return "gibberish", ()
    found: dict[str, list[str]] = {}
    for hit in wordlists.hits(_words(), text):
        found.setdefault(hit.tags[0], []).append(hit.word)
    for code in ("illegal", "advertising", "private", "abuse", "idle"):
        words = tuple(dict.fromkeys(found.get(code, ())))
        if words and _holds(code, words, text):
            return code, words
    return "", ()


def _holds(code: str, words: tuple[str, ...], text: str) -> bool:
    if code == "idle":
        return sum(map(len, words)) >= 0.6 * len(re.sub(r"\W", "", text))
    if len(text) > LETTER:
        return code == "advertising" and len(words) + (2 if _LINK.search(text) else 0) > 3
    if code == "abuse":
        return len(_concepts(text)) < _MATTER_OUTWEIGHS
    if any(voice in text for voice in _VOICE):
        return False
    if code == "advertising":
        return len(words) + (2 if _LINK.search(text) else 0) >= 2
    return True


def _concepts(text: str) -> set[str]:
    plain = {"hurry", "leisurely", "official", "complain", "elder", "child", "danger", "venture"}
    return {tag for hit in wordlists.concept_hits(text) for tag in hit.tags} - plain


def _is_gibberish(text: str, letters: list[str]) -> bool:
    chinese = _CJK.findall(text)
    if len(letters) >= 6 and Counter(letters).most_common(1)[0][1] > 0.6 * len(letters):
        return True
    if len(chinese) < 2:
        latin = "".join(c for c in text if c.isascii() and c.isalpha())
        vowels = sum(latin.count(v) for v in "aeiou")
        spaced = " " in text.strip()
        mashed = len(latin) >= 4 and vowels < 0.25 * len(latin)
        return not spaced and (mashed or _LATIN_RUN.search(text) is not None)
    known = wordlists.concept_hits(text) or _COMMON.search(text)
    return not known and len(set(chinese)) > 4


_COMMON = re.compile(r"[的了是不在有我人这你他们来到个说要就会和好没吗吧呢想请能]")
