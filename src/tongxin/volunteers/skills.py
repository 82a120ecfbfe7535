"""What volunteers can do and which languages they speak: codes and their names, from data."""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "skills.json"


@cache
def _named() -> dict[str, dict[str, tuple[str, str]]]:
    read = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        group: {one["code"]: (one["name"], one["name_en"]) for one in read[group]} for group in read
    }


def choices(group: str) -> list[tuple[str, str]]:
    """Return (code, name in the reader's language) of all "skills" or "languages"."""
    which = 1 if get_language() == "en" else 0
    return [(code, names[which]) for code, names in _named()[group].items()]


def names_of(group: str, codes: list[str]) -> list[str]:
    """Return the names of `codes`; a code no longer in the data is shown as it is."""
    known = dict(choices(group))
    return [known.get(code, code) for code in codes]


def code_of(group: str, word: str) -> str:
    """Return the code a word of a list means: the code itself or a name; "" for none."""
    word = word.strip()
    for code, names in _named()[group].items():
        if word.lower() in (code, names[0], names[1].lower()):
            return code
    return ""


def known(group: str, codes: list[str]) -> bool:
    return set(codes) <= _named()[group].keys()
