"""Codes people read, say and type: tracking codes, and the numbers of paper sheets."""

import secrets
import unicodedata
from itertools import product

from .models.need import ALPHABET

TRACKING_LENGTH = 12
# Never part of a code. Who types one misread a character that looks like it.
LOOKS_LIKE = {"0": "QD", "O": "QD", "1": "7JT", "I": "7JT", "L": "7J", "U": "V"}
DOUBTS_AT_MOST = 3
SHEET_ALPHABET = ALPHABET[:29]  # a prime number of characters: see `check_character`
SHEET_LENGTH = 9


def in_groups(code: str) -> str:
    """K7QM2Z9DR4VT → K7QM-2Z9D-R4VT."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in letters if c.isascii() and c.isalnum())


def possible_codes(text: str) -> list[str]:
    """Return the tracking codes the text may mean: one, a few when it was misread, or none."""
    typed = _plain(text)
    if len(typed) != TRACKING_LENGTH or sum(c in LOOKS_LIKE for c in typed) > DOUBTS_AT_MOST:
        return []
    if any(c not in ALPHABET and c not in LOOKS_LIKE for c in typed):
        return []
    return ["".join(letters) for letters in product(*(LOOKS_LIKE.get(c, c) for c in typed))]


def check_character(body: str) -> str:
    """Return the last character of a sheet's number.

    A weighted sum modulo a prime finds every wrong character and every swap (as ISBN-10 does).
    """
    total = sum((n + 2) * SHEET_ALPHABET.index(c) for n, c in enumerate(body))
    return SHEET_ALPHABET[total % len(SHEET_ALPHABET)]


def new_sheet() -> str:
    """Return the number of a new paper sheet: ten characters, the last one checks the others."""
    body = "".join(secrets.choice(SHEET_ALPHABET) for _ in range(SHEET_LENGTH))
    return body + check_character(body)


def read_sheet(text: str) -> str | None:
    """Return the number of a sheet as printed, or None when it was mistyped."""
    typed = _plain(text)
    if len(typed) != SHEET_LENGTH + 1 or any(c not in SHEET_ALPHABET for c in typed):
        return None
    return typed if check_character(typed[:-1]) == typed[-1] else None
